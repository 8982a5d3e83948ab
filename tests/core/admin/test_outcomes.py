"""What became of a form of the admin, and what the screen says of it: one table.

The page saves its draft by itself beside the buttons, so that no message may say that nothing is saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page

from core.models import Theme
from inventory.models import SiteProfilePage
from memento.models import SharedBlock
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.memento.blocks.test_shared import form_of, url_of
from tests.place_form import place_form

pytestmark = pytest.mark.django_db
SPACES = re.compile(r"[\s\u00a0\u202f]+")
UNSEEN = re.compile(r"<(script|style|svg|template)\b.*?</\1>", re.DOTALL)
JSON = {"Accept": "application/json"}
#: Not 14 digits, which no draft may have either.
WRONG: dict[str, Any] = {"siret": "123"}
#: A draft may lack what a published place may not.
INCOMPLETE: dict[str, Any] = {"summary": ""}
PUBLISH = {"action-publish": "1"}


def words_of(response: Any) -> str:
    """The text of a screen, or the message of an answer to the page's script."""
    if response["Content-Type"].startswith("application/json"):
        return SPACES.sub(" ", response.json().get("error_message", ""))
    return SPACES.sub(" ", strip_tags(UNSEEN.sub(" ", response.text)))


def edit(place: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[place.pk])


def place(live: bool = True) -> SiteProfilePage:
    made = SiteProfilePageFactory(title="Cime", slug="cime", live=live)
    made.save_revision()
    return made


def edited(action: dict[str, str] | None = None, headers: dict[str, str] | None = None, **fields: Any) -> Callable:
    def send(client: Client) -> Any:
        return client.post(edit(place()), place_form(**fields) | (action or {}), headers=headers, follow=True)

    return send


def created(action: dict[str, str] | None = None, headers: dict[str, str] | None = None, **fields: Any) -> Callable:
    def send(client: Client) -> Any:
        url = reverse("wagtailadmin_pages:add", args=["inventory", "siteprofilepage", inventory_index().pk])
        return client.post(url, place_form(**fields) | (action or {}), headers=headers, follow=True)

    return send


def locked(headers: dict[str, str] | None = None) -> Callable:
    def send(client: Client) -> Any:
        made = place()
        Page.objects.filter(pk=made.pk).update(locked=True, locked_at=timezone.now())
        return client.post(edit(made), place_form(), headers=headers, follow=True)

    return send


def opened(client: Client) -> Any:
    return client.get(edit(place()))


def opened_locked(client: Client) -> Any:
    made = place()
    Page.objects.filter(pk=made.pk).update(locked=True, locked_at=timezone.now())
    return client.get(edit(made))


def theme(**values: str) -> Callable:
    url = reverse(Theme.snippet_viewset.get_url_name("add"))
    return lambda client: client.post(url, {"title": "", **values}, follow=True)


def shared_block(**values: str) -> Callable:
    def send(client: Client) -> Any:
        block = SharedBlock.objects.create(name="Contacts", body=[{"type": "text", "value": "<p>Un.</p>"}])
        return client.post(url_of("edit", block.pk), form_of(block, "Deux.") | values, follow=True)

    return send


class Case(NamedTuple):
    happened: Callable[[Client], Any]
    screen: str


LATER = (timezone.now() + timedelta(days=9)).strftime("%d/%m/%Y %H:%M")
AGAIN = "Il reste des erreurs : corrigez ce qui est signalé, puis enregistrez ou publiez de nouveau."
CASES = {
    "saved": Case(edited(), "La page « Cime » a été mise à jour."),
    "saved with errors": Case(edited(**WRONG), AGAIN),
    "published": Case(edited(PUBLISH), "La page « Cime » a été publiée."),
    "published with errors": Case(edited(PUBLISH, **INCOMPLETE), AGAIN),
    "scheduled": Case(edited(PUBLISH, go_live_at=LATER), "La publication de la page « Cime » est programmée."),
    "autosaved": Case(edited(headers=JSON), ""),
    "autosaved with errors": Case(
        edited(headers=JSON, **WRONG), "Il reste des erreurs : enregistrez pour voir lesquelles."
    ),
    "opened": Case(opened, "Brouillon enregistré"),
    "locked": Case(locked(), "Les changements ne sont pas enregistrés : un verrou est mis sur la page."),
    "locked, autosaved": Case(locked(JSON), "« Cime (Grenoble) » : un verrou est mis."),
    "locked by nobody": Case(opened_locked, "« Cime (Grenoble) » : un verrou est mis."),
    "created": Case(created(), "Page « Cime » créée."),
    "created with errors": Case(created(**WRONG), AGAIN),
    "created by autosave": Case(created(headers=JSON), ""),
    "created and published": Case(created(PUBLISH), "Page « Cime » créée et publiée."),
    "snippet saved": Case(theme(title="RSE", slug="rse"), "« RSE » (Thème) : c’est enregistré."),
    "snippet with errors": Case(
        theme(), "Il reste des erreurs (thème) : corrigez ce qui est signalé, puis enregistrez"
    ),
    "snippet with drafts, with errors": Case(
        shared_block(name="", **PUBLISH),
        "Il reste des erreurs (bloc partagé) : corrigez ce qui est signalé, puis enregistrez",
    ),
}
#: What would stand beside « Brouillon enregistré », which the page's script shows.
CONTRADICTIONS = (
    "ne peut être enregistré",
    "n'a pas pu être enregistré",
    "Rien n’est encore enregistré",
    "ne peut être cré",
)


@pytest.mark.parametrize("name", CASES)
def test_screen_says_what_became_of_the_form(as_editor, name):
    case = CASES[name]
    response = case.happened(as_editor)
    words = words_of(response)
    if case.screen:
        assert case.screen in words
    else:
        assert response.json()["success"]
    assert [text for text in CONTRADICTIONS if text in words] == []
