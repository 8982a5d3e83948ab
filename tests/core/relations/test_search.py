"""Themes, partners and people in the search."""

from __future__ import annotations

from datetime import date

import pytest

from core.models import Partner, Person, Theme
from core.relations import search
from core.visibility.gate import Gate
from tests.factories.archive import full_event

pytestmark = pytest.mark.indexed


def test_a_theme_is_found_if_a_page_is_about_it(home):
    Theme.objects.create(title="Seul", slug="seul")
    event = full_event()
    theme = event.page_themes.first().theme
    assert {document.title for document in search.theme_documents(None)} >= {"Seul", theme.title}
    gate = Gate.public()
    assert search.visible_themes(gate) == {theme.pk}
    (row,) = search.theme_results(gate, Theme.objects.values_list("pk", flat=True))
    assert row["url"] == f"/themes/{theme.slug}/"


def test_a_partner_is_found_if_a_visible_page_names_it(home, client):
    event = full_event()
    other = Partner.objects.create(name="Ailleurs", slug="ailleurs")
    gate, partner = Gate.public(), event.partners.first().partner
    assert other.pk not in search.visible_partners(gate)
    (row,) = search.partner_results(gate, [partner.pk, other.pk])
    assert client.get(row["url"]).status_code == 200
    event.unpublish()
    assert search.visible_partners(Gate.public()) == frozenset()


def test_a_person_is_found_only_with_consent(home, client):
    person = full_event().speakers.first().person
    assert list(search.person_documents(None)) == []
    assert search.visible_people(Gate.public()) == frozenset()
    person.page_agreed_on = date(2026, 1, 1)
    person.save()
    (document,) = search.person_documents([person.pk])
    assert (document.title, document.text, document.people_and_places) == ("Ada Martin", "gérante", "Université")
    (row,) = search.person_results(Gate.public(), Person.objects.values_list("pk", flat=True))
    assert client.get(row["url"]).status_code == 200
