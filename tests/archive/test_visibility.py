"""Live pages below a draft, sections for members, and drafts of live pages."""

from __future__ import annotations

import pytest

from archive.models import ArchiveIndexPage
from tests.archive.test_gate import DETAILS, LISTS, SECRET, add_pages, restrict, text_of

pytestmark = pytest.mark.django_db


def test_live_page_below_a_draft_is_shown_and_the_draft_is_not(client, event_index, publication_index, project_index):
    add_pages()
    for index in (event_index, publication_index, project_index):
        index.refresh_from_db()
        index.draft_title = index.title = "Une rubrique en travaux"
        index.save()
        index.unpublish()
    for url in [*LISTS, *DETAILS]:
        response = client.get(url)
        assert "Une rubrique en travaux" not in text_of(response), url
    for url in (*DETAILS, "/ressources/evenements/flux.atom", "/ressources/evenements/agenda.ics", "/api/v3/events/"):
        response = client.get(url)
        assert response.status_code == 200
        assert SECRET in response.text, url


def test_member_reads_a_section_for_members(client, member, token_of):
    restrict(ArchiveIndexPage.objects.get())
    add_pages()
    assert client.get("/api/v3/events/", headers=token_of(member)).json()["count"] == 1
    client.force_login(member)
    response = client.get("/ressources/evenements/cachee/")
    assert SECRET in response.text
    assert response["Cache-Control"] == "private, no-store"


def test_words_of_a_draft_revision_are_not_public(client, home):
    event, *_ = add_pages(slug="visible", title="Une page", introduction="En ligne")
    event.introduction = SECRET
    event.save_revision()
    for url in ("/ressources/evenements/visible/", "/api/v3/events/visible/", *LISTS):
        assert SECRET not in text_of(client.get(url))
