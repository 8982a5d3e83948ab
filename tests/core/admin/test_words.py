"""What the admin's screens say: in French, and of people only what is known."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags
from wagtail.models import Collection, Page

from core.setup import ROOT, ensure_base
from home.models import HomePage
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
UNSEEN = re.compile(r"<(script|style|svg|template)\b.*?</\1>|<[^>]+ hidden>[^<]*<", re.DOTALL)
SPOKEN = re.compile(r'(?:value|title|aria-label|placeholder)="([^"]*)"')
#: Words of Wagtail that no French text of the site has.
ENGLISH = re.compile(r"\b(?:the|with|your|by|from|Search|Root|Site name|Root page|Any|None|Status|Save|Choose)\b")
BOTH_GENDERS = re.compile(r"[^\W\d_]\([^\W\d_]{1,4}\)")


def words_of(response) -> str:
    """The text that a screen shows or reads aloud."""
    html = UNSEEN.sub(" ", response.text)
    buttons = re.findall(r'<input type="submit"[^>]*>', html)
    return " ".join([strip_tags(html), *SPOKEN.findall(" ".join(buttons))])


@pytest.fixture
def version_of_nobody(home) -> Page:
    """A page with two versions that a command has made, or somebody whose account is deleted."""
    page = StandardPageFactory(parent=HomePage.objects.get(), title="Les murs")
    page.save_revision()
    page.save_revision().publish()
    return page


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/pages/{home}/",
        "/admin/pages/{page}/edit/",
        "/admin/pages/{page}/history/",
        "/admin/pages/{home}/copy/",
        "/admin/pages/{page}/revisions/{revision}/revert/",
        "/admin/pages/{page}/delete/",
        "/admin/reports/aging-pages/",
        "/admin/reports/locked/",
        "/admin/images/",
        "/admin/sites/",
        "/admin/collections/",
    ],
)
def test_screens_are_in_french(admin_client, version_of_nobody, path):
    page = version_of_nobody
    revision = page.revisions.first()
    response = admin_client.get(path.format(home=page.get_parent().pk, page=page.pk, revision=revision.pk))
    assert response.status_code == 200
    words = words_of(response)
    assert [*ENGLISH.findall(words), *BOTH_GENDERS.findall(words)] == []


def test_version_of_nobody_is_by_an_unknown_account(as_editor, version_of_nobody):
    page = version_of_nobody
    text = " ".join(
        words_of(as_editor.get(f"/admin/pages/{page.pk}/revisions/{page.revisions.first().pk}/revert/")).split()
    )
    assert "par un compte inconnu" in text


def test_root_has_a_french_name_unless_somebody_chose_another(home):
    Page.objects.filter(depth=1).update(title="Root")
    Collection.objects.filter(depth=1).update(name="Root")
    assert ensure_base().title == ROOT
    assert Collection.get_first_root_node().name == ROOT
    Page.objects.filter(depth=1).update(title="Nos sites")
    assert ensure_base().title == "Nos sites"


def test_scripts_speak_our_french(as_editor):
    text = as_editor.get("/admin/jsi18n/").text
    assert "Voulez-vous continuer" in text
    assert "Les changements sont enregistr" in text
    assert "r(e)" not in text
