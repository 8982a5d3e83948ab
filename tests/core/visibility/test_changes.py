"""A row for each change that readers can see, once for each act, and none for drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from core.bin import moves
from core.models import BinnedPage, Change, ContentVersion, PageTheme, Person, Theme
from core.publishing.live_pages import change_page
from core.visibility import changes, version
from core.visibility.changes import MOVED, PAGE, PUBLISHED, REMOVED
from home.models import Identity, StandardPage
from inventory.models import SiteProfilePage
from memento.models import GlossaryTerm, SharedBlock
from tests.core.db.test_statistics import HEADER
from tests.core.visibility.test_version import expiry_comes, scheduled_hour_comes
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import add_chapter, add_sheet
from tests.inventory.import_export.files import import_file

pytestmark = pytest.mark.django_db

#: A row without its number: kind, model, id, path, former path.
Row = tuple[str, str, int, str, str]
Rows = Callable[[Callable[[], object]], list[Row]]


@pytest.fixture
def rows(django_capture_on_commit_callbacks) -> Rows:
    """Run an act as if in a transaction of its own; return the rows that it wrote."""

    def written(act: Callable[[], object]) -> list[Row]:
        changes._forget_transaction()  # what the set-up of the test has written
        before = changes.latest_number()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        found = changes.since(before)
        assert all(row.number <= ContentVersion.objects.get().number for row in found)
        return [(row.kind, row.model, row.object_id, row.path, row.former_path) for row in found]

    return written


@pytest.fixture
def page(home) -> StandardPage:
    return fresh(StandardPageFactory(parent=home, slug="texte"))


@pytest.fixture
def below(page) -> StandardPage:
    return fresh(StandardPageFactory(parent=fresh(page), slug="plus-bas"))


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def of(kind: str, page: Page, path: str = "", former_path: str = "") -> Row:
    return (kind, PAGE, page.pk, path, former_path)


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_publishing_writes_one_row_with_number_and_stamp_of_the_version(page, rows):
    assert rows(page.save_revision().publish) == [of(PUBLISHED, page)]
    row, current = Change.objects.latest("number"), ContentVersion.objects.get()
    assert (row.number, row.stamp) == (current.number, current.stamp)


def test_publishing_changed_child_rows_alone_writes_the_row_of_the_page(page, rows):
    theme = Theme.objects.create(title="Neige", slug="neige")
    page.page_themes = [PageTheme(theme=theme)]
    assert rows(page.save_revision().publish) == [of(PUBLISHED, page)]


def test_drafts_autosaves_locks_and_schedules_write_no_row(page, rows):
    draft = fresh(StandardPageFactory(parent=fresh(page), slug="brouillon", live=False))

    def type_and_schedule() -> None:
        for each in (page, draft):
            revision = None
            for letter in "abc":
                each.title = letter
                revision = each.save_revision(overwrite_revision=revision, clean=False)
        draft.slug = "autre-adresse"
        draft.save()
        draft.locked = True
        draft.save(update_fields=["locked"])
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.live_revision = page.latest_revision
        page.save_revision()
        draft.go_live_at = timezone.now() + timedelta(days=1)
        draft.save_revision().publish()

    assert rows(type_and_schedule) == []
    assert rows(lambda: fresh(draft).delete()) == []


def test_schedules_and_expiries_write_their_row_when_the_hour_comes(page, rows):
    assert rows(lambda: scheduled_hour_comes(None, page))[-1] == of(PUBLISHED, page)
    assert rows(lambda: expiry_comes(None, page)) == [of(REMOVED, page)]


def test_unpublishing_writes_a_row_for_each_page(page, below, rows):
    assert rows(below.unpublish) == [of(REMOVED, below)]
    fresh(below).save_revision().publish()
    assert rows(lambda: fresh(page).unpublish()) == [of(REMOVED, page)]
    page = fresh(page)
    page.save_revision().publish()

    def unpublish_all() -> None:
        for each in (fresh(page), fresh(below)):
            each.unpublish()

    assert rows(unpublish_all) == [of(REMOVED, page), of(REMOVED, below)]


def test_a_move_is_one_row_with_both_paths(home, page, below, rows):
    target = fresh(StandardPageFactory(parent=fresh(home), slug="cible"))
    former = page.path
    assert rows(lambda: page.move(target, "last-child")) == [of(MOVED, page, f"{target.path}0001", former)]
    page = fresh(page)
    assert fresh(below).path.startswith(page.path)
    assert rows(page.save_revision().publish) == [of(PUBLISHED, page)]


def test_the_move_of_drafts_writes_no_row_unless_published_pages_are_below(home, page, below, rows):
    target = fresh(StandardPageFactory(parent=fresh(home), slug="cible", live=False))
    page.unpublish()
    former = page.path
    assert rows(lambda: page.move(target, "last-child")) == [of(MOVED, page, f"{target.path}0001", former)]
    fresh(below).unpublish()
    assert rows(lambda: fresh(page).move(fresh(home), "last-child")) == []


def test_another_slug_is_a_move_to_the_same_path(page, below, rows):
    page.slug = "autre"
    assert rows(page.save_revision().publish) == [of(MOVED, page, page.path, page.path)]
    fresh(page).unpublish()
    draft = fresh(page)
    draft.slug = "encore-autre"
    assert rows(draft.save) == [of(MOVED, page, page.path, page.path)]


def test_each_deleted_page_that_was_published_is_a_row(page, below, rows):
    StandardPageFactory(parent=fresh(page), slug="brouillon", live=False)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert sorted(rows(lambda: fresh(page).delete())) == sorted([of(REMOVED, page), of(REMOVED, below)])


def test_aliases_and_copies_have_their_own_rows(home, page, rows):
    alias = page.create_alias(update_slug="alias", parent=fresh(home))
    assert rows(page.save_revision().publish) == [of(PUBLISHED, page), of(PUBLISHED, alias)]
    written = rows(lambda: fresh(page).copy(update_attrs={"slug": "copie"}))
    assert written == [of(PUBLISHED, Page.objects.get(slug="copie"))]
    assert sorted(rows(lambda: fresh(page).unpublish())) == sorted([of(REMOVED, alias), of(REMOVED, page)])


def test_the_bin_writes_a_row_for_each_page_that_readers_lose_or_get_again(home, rows, admin):
    section = add_chapter()
    sheet, _draft = add_sheet(section, "un"), add_sheet(section, "deux", live=False)
    above = fresh(section.get_parent())
    private = PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.GROUPS)
    private.groups.add(Group.objects.get(name="Membres"))
    assert rows(lambda: moves.put(section)) == [of(REMOVED, section), of(REMOVED, sheet)]
    copy = PageViewRestriction.objects.get(page=section)
    assert [group.name for group in copy.groups.all()] == ["Membres"]
    entry = BinnedPage.objects.get()
    assert rows(lambda: moves.restore(entry, admin)) == [of(PUBLISHED, section), of(PUBLISHED, sheet)]
    moves.put(fresh(section))
    assert rows(lambda: moves.delete(BinnedPage.objects.get())) == []


def test_who_may_read_a_section_is_removed_and_published_of_its_path(page, rows):
    expected = [of(REMOVED, page, page.path), of(PUBLISHED, page, page.path)]

    def restrict() -> None:
        row = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
        row.groups.set(Group.objects.all()[:2])

    assert rows(restrict) == expected
    restriction = PageViewRestriction.objects.get()
    restriction.restriction_type = PageViewRestriction.LOGIN
    assert rows(restriction.save) == expected
    assert rows(lambda: restriction.groups.clear()) == expected
    assert rows(restriction.delete) == expected


def test_a_change_from_outside_the_form_is_one_row(home, rows):
    place = fresh(SiteProfilePageFactory(title="Cime", slug="cime"))
    place.save_revision().publish()
    waiting = fresh(place)
    waiting.title = "Un brouillon en attente"
    waiting.save_revision()

    def change() -> None:
        with transaction.atomic():
            change_page(fresh(place), lambda page: setattr(page, "summary", "Un autre résumé"))

    assert rows(change) == [of(PUBLISHED, place)]


def test_an_import_numbers_its_places_in_a_row(home, rows, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text(HEADER + "".join(f"{n};Lieu {n};Autrans;38225;38880;fablab;5,{n};45,17\n" for n in range(120, 125)))
    assert rows(lambda: import_file(path, "--source", "a", "--publish", "--dry-run")) == []
    written = rows(lambda: import_file(path, "--source", "a", "--publish"))
    ids = list(SiteProfilePage.objects.order_by("path").values_list("pk", flat=True))
    assert written == [(PUBLISHED, PAGE, pk, "", "") for pk in ids]
    assert len(ids) == 5
    numbers = [row.number for row in Change.objects.order_by("number")][-5:]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


# --- Snippets and settings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "label"),
    [
        (lambda: Theme(title="Neige", slug="neige"), "core.theme"),
        (lambda: Person(name="Anne"), "core.person"),
        (lambda: GlossaryTerm(term="Tiers-lieu"), "memento.glossaryterm"),
    ],
)
def test_snippets_have_rows_under_their_own_model(home, rows, make, label):
    snippet = make()
    written = rows(snippet.save)
    pk = snippet.pk
    assert written == [(PUBLISHED, label, pk, "", "")]
    assert rows(snippet.delete) == [(REMOVED, label, pk, "", "")]


def test_a_snippet_with_drafts_has_rows_while_it_is_live(home, rows):
    block = SharedBlock(name="Contacts", live=False)
    assert rows(lambda: (block.save(), block.save_revision())) == []
    assert rows(lambda: block.get_latest_revision().publish()) == [(PUBLISHED, "memento.sharedblock", block.pk, "", "")]
    live = SharedBlock.objects.get()
    assert rows(live.unpublish) == [(REMOVED, "memento.sharedblock", block.pk, "", "")]
    assert rows(lambda: SharedBlock.objects.get().delete()) == []


@pytest.mark.indexed
def test_pages_that_show_a_shared_block_change_with_it(page, rows):
    block = SharedBlock.objects.create(name="Contacts")
    sheet = add_sheet(add_chapter(), "un", body=[{"type": "shared", "id": "a", "value": {"block": block.pk}}])
    written = rows(block.save_revision().publish)
    assert written == [(PUBLISHED, "memento.sharedblock", block.pk, "", ""), of(PUBLISHED, sheet)]


def test_settings_have_rows(home, rows):
    identity = Identity.for_site(Site.objects.get())
    assert rows(identity.save) == [(PUBLISHED, "home.identity", identity.pk, "", "")]


def test_what_is_neither_page_nor_snippet_nor_setting_only_bumps_the_version(home, rows):
    before = version.current().key
    assert rows(lambda: Redirect.objects.create(old_path="/ancien", redirect_page=home)) == []
    assert version.current().key != before


# --- Transactions, reading and pruning --------------------------------------------------------------------------------


class Undo(Exception):
    pass


@transaction.atomic
def fail_after(act: Callable[[], object]) -> None:
    act()
    raise Undo


def undo(act: Callable[[], object]) -> None:
    """Run an act in a savepoint that is rolled back."""
    with pytest.raises(Undo):
        fail_after(act)


def test_what_is_rolled_back_leaves_no_row_and_is_recorded_when_done_again(page, rows):
    def change() -> None:
        changes.record(PUBLISHED, page)

    assert rows(lambda: undo(change)) == []
    assert rows(lambda: (undo(change), change(), undo(change))) == [of(PUBLISHED, page)]
    number = Change.objects.latest("number").number
    assert rows(change) == [of(PUBLISHED, page)]
    assert Change.objects.filter(number=number).exists()


def test_what_is_repeated_in_a_transaction_takes_the_latest_number(page, rows):
    assert rows(lambda: [changes.record(PUBLISHED, page) for _ in range(3)]) == [of(PUBLISHED, page)]
    assert changes.latest_number() == ContentVersion.objects.get().number
    many = [(PAGE, 1), (PAGE, 2)]
    assert len(rows(lambda: [changes.record_many(PUBLISHED, many) for _ in range(3)])) == 2
    assert [row.object_id for row in changes.since(changes.latest_number() - 2)] == [1, 2]


def test_changes_of_different_objects_or_kinds_stay_apart(page, home, rows):
    acts = [(PUBLISHED, page), (PUBLISHED, home), (PUBLISHED, page), (REMOVED, page), (PUBLISHED, page)]
    written = rows(lambda: [changes.record(*act) for act in acts])
    assert written == [of(*act) for act in acts]


def test_recording_many_takes_few_statements(home, django_assert_num_queries):
    with django_assert_num_queries(2):
        changes.record_many(PUBLISHED, [(PAGE, pk) for pk in range(50)])
    with django_assert_num_queries(0):
        changes.record_many(PUBLISHED, [])


def test_a_row_costs_one_statement_beside_the_new_version(page):
    with CaptureQueriesContext(connection) as queries:
        page.save_revision().publish()
    about = [
        query["sql"] for query in queries if "core_change" in query["sql"] or "core_contentversion" in query["sql"]
    ]
    assert len(about) == 2


def test_rows_are_read_in_batches_in_their_order(home):
    start = changes.latest_number()
    changes.record_many(PUBLISHED, [(PAGE, pk) for pk in range(1, 6)])
    first = changes.since(start, limit=3)
    rest = changes.since(first[-1].number, limit=3)
    assert [row.object_id for row in (*first, *rest)] == [1, 2, 3, 4, 5]
    assert changes.since(changes.latest_number()) == []


def test_old_rows_are_forgotten_except_the_last(home):
    start = changes.latest_number()
    changes.record_many(PUBLISHED, [(PAGE, pk) for pk in range(1, 6)])
    Change.objects.filter(object_id__lt=4).update(created_at=timezone.now() - timedelta(days=91))
    call_command("forget_changes")
    assert [row.object_id for row in changes.since(start)] == [4, 5]
    Change.objects.update(created_at=timezone.now() - timedelta(days=91))
    call_command("forget_changes")
    assert [row.object_id for row in Change.objects.all()] == [5]


def test_a_program_knows_whether_it_has_missed_rows(home):
    assert changes.latest_number() > 0
    changes.record(PUBLISHED, home)
    row = Change.objects.latest("number")
    assert changes.remembers(row.number, row.stamp)
    assert not changes.remembers(row.number, "autre base")
    assert not changes.remembers(row.number + 1, row.stamp)
