"""What editors see of published diagnostics and trees that lost a page that they link to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from memento.models import DiagnosticPage
from tests.conftest import make_user
from tests.factories.diagnostics import AXES, axis, band, question
from tests.factories.memento import DiagnosticPageFactory

pytestmark = pytest.mark.django_db

HEADING = "Questionnaires et arbres à reprendre"


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("murs", title="Trouver des murs")


@pytest.fixture
def diagnostic(memento, sheet) -> DiagnosticPage:
    helped = question("besoin", {"oui": {"pertinence": 2}, "non": {"pertinence": 0}}, sheet=sheet.pk)
    page = DiagnosticPageFactory(parent=memento, axes=AXES[:1], questions=[helped], title="Votre projet")
    page.save_revision().publish()
    return page


def test_the_dashboard_names_a_diagnostic_whose_sheet_is_unpublished(client, editor, diagnostic, sheet):
    client.force_login(editor)
    assert HEADING not in client.get("/admin/").text
    sheet.unpublish()
    shown = client.get("/admin/").text
    assert HEADING in shown
    assert reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]) in shown
    assert "Question 1" in shown
    assert "Cette fiche n’est pas publiée" in shown


def test_its_form_warns_before_a_correction_is_refused(client, editor, diagnostic, sheet):
    client.force_login(editor)
    form = reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])
    assert "Avant de publier de nouveau" not in client.get(form).text
    sheet.unpublish()
    assert "Avant de publier de nouveau" in client.get(form).text


def test_who_may_not_edit_it_is_not_shown_it(client, home, diagnostic, sheet):
    sheet.unpublish()
    client.force_login(make_user("un-membre", "Membres"))
    assert HEADING not in client.get("/admin/").text


@pytest.mark.indexed
def test_unpublishing_a_sheet_names_the_diagnostics_that_link_to_it(client, editor, diagnostic, sheet):
    client.force_login(editor)
    shown = client.get(reverse("wagtailadmin_pages:unpublish", args=[sheet.pk])).text
    assert "Cette page est citée ici" in shown
    assert "Votre projet" in shown
    other = axis("pertinence", bands=[band(0)])
    DiagnosticPageFactory(parent=diagnostic.get_parent(), axes=[other], title="Un autre")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    shown = client.get(bulk, {"id": [sheet.pk]}).text
    assert "Ces pages sont citées ici" in shown
    assert "Votre projet" in shown
    assert "Un autre" not in shown


def test_what_editors_typed_is_shown_as_text(client, editor, memento, sheet):
    typed = "<img src=x onerror=alert(1)>"
    helped = question("besoin", {"oui": {"pertinence": 2}, "non": {}}, sheet=sheet.pk, passage=typed)
    page = DiagnosticPageFactory(parent=memento, axes=AXES[:1], questions=[helped])
    client.force_login(editor)
    for address in ("/admin/", reverse("wagtailadmin_pages:edit", args=[page.pk])):
        shown = client.get(address).text
        assert "&lt;img src=x onerror" in shown
        assert "« <img" not in shown
        assert "«\N{NO-BREAK SPACE}<img" not in shown
