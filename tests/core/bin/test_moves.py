"""Into the bin and out of it: what stays, what is erased, and what becomes of it after thirty days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, WorkflowState

from core.bin import moves, tree
from core.models import BinnedPage, Card
from core.visibility import version
from core.visibility.gate import Gate
from inventory.models import InventoryIndexPage, PlaceSource, SiteProfilePage
from memento.models import MementoPage
from memento.testimonials.consent import withdraw
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.factories.memento import add_chapter, add_sheet, add_testimonial

pytestmark = pytest.mark.django_db


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


@pytest.fixture
def place(home) -> SiteProfilePage:
    page = SiteProfilePageFactory(title="La Cime", slug="cime", email="anne@example.org", phone="04 76 00 00 00")
    page.sources = [PlaceSource(source="CGET", identifier="38-1", imported={"title": "La Cime", "email": "a@b.fr"})]
    page.save_revision().publish()
    return fresh(page)


@pytest.fixture
def guide(home) -> list[Page]:
    """A chapter with a published and a draft sheet."""
    chapter = add_chapter()
    return [chapter, add_sheet(chapter, "un"), add_sheet(chapter, "deux", live=False)]


def test_a_binned_page_is_outside_of_every_site_and_list(place, home):
    before = version.current().key
    moves.put(place)
    binned = fresh(place)
    assert (binned.live, binned.path[:4], binned.get_url()) == (False, tree.BIN, None)
    assert version.current().key != before
    assert not Gate.public().pages(SiteProfilePage).exists()
    assert tree.is_in(binned)
    assert not tree.outside(SiteProfilePage.objects.all()).exists()
    assert inventory_index().numchild == inventory_index().get_children().count()
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_restored_page_is_as_it_was(place, editor):
    redirect = Redirect.objects.create(old_path="/vieux", redirect_page=place)
    other = SiteProfilePageFactory(title="Autre", slug="autre")
    published = (place.url_path, place.live_revision_id, place.has_unpublished_changes)
    restored = moves.restore(moves.put(place, editor), editor)
    after = fresh(place)
    assert (after.url_path, after.live_revision_id, after.has_unpublished_changes) == published
    assert after.live
    assert restored.is_live
    assert not restored.old_slug
    assert [(row.source, row.identifier) for row in after.sources.all()] == [("CGET", "38-1")]
    assert Redirect.objects.get(pk=redirect.pk).redirect_page_id == place.pk
    assert Redirect.objects.count() == 1
    assert Card.objects.filter(page=place.pk).exists()
    assert Gate.public().admits(after)
    assert fresh(other).live
    assert not BinnedPage.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_contacts_are_erased_at_once_from_rows_revisions_and_imports(place):
    place.email = "autre@example.org"
    place.save_revision()
    entry = moves.put(place)
    for text in (
        *(str(revision.content) for revision in place.revisions.all()),
        str(SiteProfilePage.objects.filter(pk=place.pk).values().get()),
        str(PlaceSource.objects.get().imported),
    ):
        assert "example.org" not in text
        assert "04 76" not in text
        assert "a@b.fr" not in text
    assert PlaceSource.objects.get().imported["title"] == "La Cime"
    moves.restore(entry, None)
    assert (fresh(place).email, fresh(place).title) == ("", "La Cime")


def test_pages_below_go_along_and_come_back_in_their_states_and_order(guide, home):
    chapter, live, _ = guide
    last = add_chapter("Finir", "finir")
    entry = moves.put(chapter)
    assert entry.page_count == 3
    assert all(tree.is_in(fresh(page)) and not fresh(page).live for page in guide)
    moves.restore(entry, None)
    assert [fresh(page).live for page in guide] == [True, True, False]
    assert fresh(live).url_path == live.url_path
    chapters = MementoPage.objects.get().get_children()
    assert [page.pk for page in chapters if page.pk in (chapter.pk, last.pk)] == [chapter.pk, last.pk]
    assert Page.find_problems() == ([], [], [], [], [])


def test_two_pages_of_one_slug_can_be_in_the_bin_and_the_second_comes_back_numbered(place):
    first = moves.put(place)
    second_place = SiteProfilePageFactory(title="La Cime bis", slug="cime")
    second = moves.put(second_place)
    assert not moves.restore(second, None).old_slug
    restored = moves.restore(first, None)
    assert (restored.old_slug, restored.page.slug) == ("cime", "cime-1")


def test_reviews_and_schedules_are_cancelled(place, moderator):
    workflow = place.get_workflow()
    place.save_revision(approved_go_live_at=timezone.now() + timedelta(days=3))
    workflow.start(place, moderator)
    moves.restore(moves.put(place, moderator), moderator)
    assert not place.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert not WorkflowState.objects.active().exists()


def test_what_only_a_publisher_may_publish_comes_back_as_a_draft(place, member):
    entry = moves.put(place)
    assert not moves.restore(entry, member).is_live
    after = fresh(place)
    assert (after.live, after.has_unpublished_changes, after.live_revision_id) == (False, True, None)


def test_a_testimonial_whose_consent_was_withdrawn_meanwhile_stays_unpublished(home, editor):
    page = add_testimonial("maria")
    entry = moves.put(page)
    withdraw(page, timezone.localdate(), "", editor)
    assert not moves.restore(entry, editor).is_live
    assert not fresh(page).live


def test_without_its_parent_a_page_needs_another_one_of_a_fitting_type(guide):
    chapter, sheet, _ = guide
    entry = moves.put(sheet)
    parent_entry = moves.put(chapter)
    with pytest.raises(ValidationError, match="n’existe plus"):
        moves.restore(entry, None)
    moves.delete(parent_entry)
    entry = BinnedPage.objects.get(pk=sheet.pk)
    assert entry.parent is None
    with pytest.raises(ValidationError, match="ne se range pas"):
        moves.restore(entry, None, InventoryIndexPage.objects.get())
    other = add_chapter("Finir", "finir")
    moves.restore(entry, None, other)
    assert fresh(sheet).get_parent().pk == other.pk


def test_an_index_that_was_made_anew_meanwhile_is_not_doubled(home):
    index = InventoryIndexPage.objects.get()
    entry = moves.put(index)
    call_command("setup_site", verbosity=0)
    with pytest.raises(ValidationError, match="a déjà une page de ce type"):
        moves.restore(entry, None)


def test_a_page_with_the_home_of_a_site_is_refused(home):
    with pytest.raises(moves.HoldsHome):
        moves.put(home)


def test_whoever_comes_second_changes_nothing(place):
    entry = moves.put(place)
    assert moves.put(place) == entry
    moves.restore(entry, None)
    moves.delete(entry)
    assert fresh(place).live
    with pytest.raises(BinnedPage.DoesNotExist):
        moves.restore(entry, None)


def test_the_bin_is_emptied_after_thirty_days(place, guide, monkeypatch):
    later = StandardPageFactory(parent=Page.objects.get(slug="accueil"), title="Une page")
    now = timezone.now()
    moves.put(place)
    moves.put(guide[0])
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=10))
    moves.put(later)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=29, hours=23))
    call_command("empty_bin")
    assert BinnedPage.objects.count() == 3
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=30, minutes=1))
    call_command("empty_bin")
    assert [entry.pk for entry in BinnedPage.objects.all()] == [later.pk]
    assert not Page.objects.filter(pk__in=[place.pk, *(page.pk for page in guide)]).exists()
    assert not PlaceSource.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_page_of_a_private_section_stays_private_in_the_bin_and_no_longer(guide, editor):
    chapter, sheet, _ = guide
    group = editor.groups.get()
    section = PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.GROUPS)
    section.groups.add(group)
    own = PageViewRestriction.objects.create(page=sheet, restriction_type=PageViewRestriction.LOGIN)
    entry = moves.put(sheet)
    assert fresh(sheet).path.startswith(Gate.public().closed_paths)
    copied = PageViewRestriction.objects.get(pk__in=entry.restrictions)
    assert [*copied.groups.all()] == [group]
    moves.restore(entry, None)
    assert {*PageViewRestriction.objects.all()} == {section, own}


def test_what_was_moved_out_of_the_bin_by_other_means_is_not_deleted_with_it(place, home):
    entry = moves.put(place)
    Page.objects.get(pk=place.pk).move(Page.objects.get(pk=home.pk), "last-child")
    moves.delete(entry)
    assert Page.objects.filter(pk=place.pk).exists()
    assert not BinnedPage.objects.exists()


def test_a_private_page_restored_elsewhere_stays_private(home):
    section = StandardPageFactory(parent=home, title="Réservé", slug="reserve")
    page = StandardPageFactory(parent=section, title="Le secret", slug="secret")
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    entry = moves.put(page)
    moves.put(section)
    other = StandardPageFactory(parent=home, title="Ailleurs", slug="ailleurs")
    restored = moves.restore(entry, None, other).page
    assert restored.get_view_restrictions().exists()
