"""One update brings each kind of change into the index, and only a lost history builds it anew."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tantivy import Query
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from archive.models import PublicationIndexPage
from core.models import Change, PageTheme, Partner, Person, Theme
from core.visibility import changes, version
from home.models import StandardPage
from memento.models import GlossaryTerm
from search.index import folder, schema, state, writer
from search.index.searching import searcher_of
from tests.factories.archive import PublicationPageFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import fresh
from tests.search.index.conftest import builds, path_of_build, publish, titles, update

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(autouse=True)
def built(forge) -> None:
    update()


def test_what_is_published_is_found_after_one_update(forge):
    SiteProfilePageFactory(title="Le Grenier")
    publish(forge, title="La Scierie")
    assert titles("grenier") == []
    assert update() == 2
    assert (titles("grenier"), titles("scierie"), titles("forge")) == (["Le Grenier"], ["La Scierie"], [])


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_what_is_removed_is_gone_at_once_and_from_the_index_after_one_update(forge, act):
    getattr(fresh(forge), act)()
    assert titles("forge") == []
    assert update() == 1
    assert titles("forge") == []


def test_what_comes_back_is_found_again(forge):
    fresh(forge).unpublish()
    update()
    publish(forge)
    update()
    assert titles("ferronnerie") == ["La Forge"]


def test_a_page_that_moves_is_found_by_its_new_section_with_all_below_it(home):
    old, new = (
        StandardPageFactory(parent=fresh(home), title=title, slug=title) for title in ("Chartreuse", "Belledonne")
    )
    page = StandardPageFactory(parent=fresh(old), title="Refuges", slug="refuges")
    StandardPageFactory(parent=fresh(page), title="Gardiens", slug="gardiens")
    update()
    assert set(titles("gardiens chartreuse")) >= {"Gardiens"}
    StandardPage.objects.get(pk=page.pk).move(fresh(new), pos="last-child")
    update()
    assert titles("gardiens belledonne")[0] == "Gardiens"
    assert titles("refuges belledonne")[0] == "Refuges"


def test_a_changed_snippet_is_found_with_the_pages_that_refer_to_it(home):
    theme = Theme.objects.create(title="Neige", slug="neige")
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Étude")
    page.page_themes = [PageTheme(theme=theme)]
    page.save_revision().publish()
    update()
    theme.title = "Avalanches"
    theme.save()
    update()
    assert set(titles("avalanches")) >= {"Étude", "Avalanches"}
    assert titles("neige") == []


def test_a_snippet_that_is_no_page_is_found_and_forgotten(home):
    term = GlossaryTerm.objects.create(term="jachère", slug="jachere", definition="Une terre au repos.")
    update()
    assert titles("jachère") == ["jachère"]
    term.delete()
    assert titles("jachère") == []
    update()
    assert titles("jachère") == []


def test_a_new_version_without_a_change_is_one_commit_without_documents():
    version.bump()
    assert update() == 0
    assert state.state_of(folder.current()).version == state.content_version()


def test_nothing_is_opened_while_nothing_changes(monkeypatch):
    update()
    monkeypatch.setattr(writer, "state_of", lambda build: pytest.fail("opened"))
    with CaptureQueriesContext(connection) as queries:
        assert update() == 0
    assert len(queries) == 1


def test_a_restored_backup_is_indexed_anew(forge):
    Change.objects.update(stamp="autre")
    version.bump()
    assert update() is None
    assert titles("forge") == ["La Forge"]
    assert len(builds()) == 1


def test_forgotten_changes_are_no_loss_unless_the_index_has_not_seen_them(forge):
    publish(forge, title="La Scierie")
    update()
    Change.objects.update(created_at=timezone.now() - timedelta(days=200))
    changes.forget_older_than(timedelta(days=90))
    publish(forge, title="Le Grenier")
    assert update() == 1
    changes._forget_transaction()
    publish(forge, title="La Cour")
    changes._forget_transaction()
    publish(forge, title="Le Jardin")
    Change.objects.update(created_at=timezone.now() - timedelta(days=200))
    changes.forget_older_than(timedelta(days=90))
    assert update() is None
    assert titles("jardin") == ["Le Jardin"]


def test_older_builds_and_other_releases_are_removed(forge, on_disk):
    orphan, other, recent, foreign = (
        folder.root() / "0f",
        on_disk / ("a" * 16),
        on_disk / ("b" * 16),
        on_disk / "photos",
    )
    for path in (orphan, other, recent, foreign):
        path.mkdir(exist_ok=True)
        (path / "x").write_bytes(b"x")
    part = folder.root() / "current.12345"
    part.write_text("x")
    week = time.time() - 8 * 24 * 3600
    for path in (other, foreign):
        os.utime(path, (week, week))
    publish(forge, title="La Scierie")
    update()
    assert builds() == [path_of_build().name]
    assert not part.exists()
    assert sorted(path.name for path in on_disk.iterdir()) == sorted([folder.version(), "b" * 16, "photos"])


def test_a_reader_of_an_old_build_goes_on_until_it_opens_the_new_one(forge):
    assert titles("forge") == ["La Forge"]
    writer.build()
    assert titles("forge") == ["La Forge"]
    assert len(builds()) == 1


def test_many_small_updates_leave_few_files(forge):
    for _ in range(20):
        changes.record(changes.PUBLISHED, forge)
        assert update() == 1
    assert titles("forge") == ["La Forge"]
    assert len(list(path_of_build().iterdir())) < 9 * 7 + 6  # eight small segments are merged into one


def test_pages_below_a_section_are_found_by_its_new_title(home):
    section = StandardPageFactory(parent=fresh(home), title="Chantiers", slug="chantiers")
    StandardPageFactory(parent=section, title="Peinture", slug="peinture")
    update()
    assert titles("chantiers peinture")[0] == "Peinture"
    publish(section, title="Travaux")
    update()
    assert titles("travaux peinture")[0] == "Peinture"


def test_a_partner_is_found_by_its_new_name_and_by_that_of_its_people(home):
    partner = Partner.objects.create(name="Caravane", slug="caravane")
    person = Person.objects.create(
        name="Ada Roche", slug="ada-roche", organisation=partner, page_agreed_on="2026-01-01"
    )
    update()
    partner.name = "Boussole"
    partner.save()
    update()
    searcher = searcher_of(folder.current())
    for source, pk in (("partner", partner.pk), ("person", person.pk)):
        found = searcher.search(Query.term_query(schema.SCHEMA, "key", schema.key_for(source, pk)), limit=5).hits
        assert len(found) == 1
    for name in ("title", "people"):
        assert searcher.doc_freq(name, "boussole") == 1
        assert searcher.doc_freq(name, "caravane") == 0


def test_a_closed_collection_of_documents_builds_the_index_anew(home):
    collection = Collection.get_first_root_node().add_child(name="Archives")
    assert update() is None
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert update() is None


def test_what_a_closed_section_has_is_no_longer_among_the_words_of_other_pages(home, forge):
    restriction = PageViewRestriction.objects.create(page=forge.get_parent().specific, restriction_type="login")
    assert update() > 1
    restriction.delete()
    assert update() > 1
