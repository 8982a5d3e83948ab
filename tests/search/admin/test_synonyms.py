"""The form of a synonym refuses what the search could not use."""

from __future__ import annotations

from html import unescape

import pytest

from core.visibility import version
from search.models import Synonym
from search.synonyms import MOST_ROWS

pytestmark = pytest.mark.django_db
ADD = "/admin/recherche/synonymes/new/"


@pytest.fixture
def empty(home):
    Synonym.objects.all().delete()


def send(client, expressions: str, targets: str = "", url: str = ADD) -> str:
    """Return the page with errors, or "" if the synonym was saved."""
    response = client.post(url, {"expressions": expressions, "targets": targets})
    assert response.status_code in (200, 302)
    return unescape(response.text) if response.status_code == 200 else ""


def test_an_editor_makes_and_changes_one(empty, as_editor):
    before = version.current().key
    assert send(as_editor, " visio ,  visioconférence;réunion  à distance") == ""
    (synonym,) = Synonym.objects.all()
    assert synonym.expressions == "visio, visioconférence, réunion à distance"
    assert version.current().key != before
    assert send(as_editor, "visio, webinaire", url=f"/admin/recherche/synonymes/edit/{synonym.pk}/") == ""
    assert Synonym.objects.get().expressions == "visio, webinaire"
    assert "visio, webinaire" in as_editor.get("/admin/recherche/synonymes/", {"q": "webin"}).text


@pytest.mark.parametrize(
    ("expressions", "targets", "message"),
    [
        ("visio", "", "Écrivez au moins deux expressions"),
        ("Bureau partagé, bureaux partagés", "", "sont la même chose pour la recherche"),
        ("un deux trois quatre cinq six sept", "x", "6 mots au plus"),
        (f"visio, {'a' * 81}", "", "80 caractères au plus"),
        ("visio, !!", "", "n’a ni lettre ni chiffre"),
        ("visio", "réunion, Visios", "« visio » est déjà dans ce qu’on écrit."),
        ("visio, a\0b", "", "Le caractère nul"),
        ("visio, " + "ab " * 200, "", "caractères au plus"),
        (",;,", "x", "que des virgules"),
    ],
)
def test_what_is_wrong_is_said(empty, as_editor, expressions, targets, message):
    assert message in send(as_editor, expressions, targets)
    assert not Synonym.objects.exists()


def test_an_expression_stands_once_in_each_direction(empty, as_editor):
    Synonym.objects.create(expressions="coworking, espace partagé")
    error = send(as_editor, "bureau, Espaces partagés")
    assert "« Espaces partagés » est déjà dans le synonyme « coworking, espace partagé »" in error
    assert send(as_editor, "espace partagé", "tiers-lieu") == ""


def test_there_are_not_more_than_the_search_uses(empty, as_editor):
    Synonym.objects.bulk_create(Synonym(expressions=f"a{n}, b{n}") for n in range(MOST_ROWS))
    assert f"Il y a déjà {MOST_ROWS} synonymes" in send(as_editor, "visio, réunion")


def test_deleting_one_changes_the_content_version(empty, as_editor):
    synonym = Synonym.objects.create(expressions="visio, réunion")
    before = version.current().key
    assert as_editor.post(f"/admin/recherche/synonymes/delete/{synonym.pk}/").status_code == 302
    assert version.current().key != before


@pytest.mark.parametrize("url", [ADD, "/admin/recherche/synonymes/"])
def test_moderators_may_and_members_may_not(empty, client, moderator, as_member, url):
    client.force_login(moderator)
    assert client.get(url).status_code == 200
    assert as_member.get(url).status_code in (302, 403)
