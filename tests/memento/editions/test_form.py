"""Editions in the form of the guide."""

from __future__ import annotations

import pytest
from django.urls import reverse

from memento.models import Edition, EditionSheet
from tests.memento.editions.guide import publish_editions

pytestmark = pytest.mark.django_db


def submit(client, memento, **changes):
    url = reverse("wagtailadmin_pages:edit", args=[memento.pk])
    form = client.get(url).context["form"]
    data = {}
    for part in [form, *(row for rows in form.formsets.values() for row in [rows.management_form, *rows.forms])]:
        data |= {bound.html_name: "" if bound.value() is None else bound.value() for bound in part}
    data = {name: value for name, value in data.items() if value is not False}
    return client.post(url, data | {name.replace("__", "-"): value for name, value in changes.items()})


def test_edition_is_recorded_from_the_form(client, admin, memento, sheet):
    client.force_login(admin)
    url = reverse("wagtailadmin_pages:edit", args=[memento.pk])
    row = {"editions__0__number": "1", "editions__0__records": "on", "editions__0__ORDER": "1"}
    fields = {"introduction": "Pour qui ouvre un lieu.", "action__publish": "1"}
    submit(client, memento, editions__TOTAL_FORMS="1", **row, **fields)
    assert EditionSheet.objects.get().sheet == sheet
    html = client.get(url).text
    assert "Figée le" in html
    assert ", 1 fiche." in html
    assert "Sera figée à la publication" in html  # a further one
    submit(client, memento, introduction="Encore.", action__publish="1")
    assert EditionSheet.objects.count() == 1


def test_all_errors_of_an_edition_are_shown_at_once(client, admin, memento, sheet):
    publish_editions(Edition(number="2"))
    client.force_login(admin)
    response = submit(
        client, memento, introduction="Pour qui.", action__publish="1", editions__TOTAL_FORMS="2",
        editions__1__number="2", editions__1__date="hier soir", editions__1__ORDER="2", editions__1__id="",
    )  # fmt: skip
    assert response.status_code == 200
    assert "Une autre édition a déjà ce numéro." in response.text
    assert "Cette date n’est pas comprise." in response.text
    assert Edition.objects.count() == 1
