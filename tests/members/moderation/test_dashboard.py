"""The dashboard: what each user has to do, in a number of queries that does not grow."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, TaskState

from inventory.models import SiteProfilePage
from members.moderation.dashboard import DraftsPanel, ToReviewPanel, ToVerifyPanel, since
from memento.models import SharedBlock
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index


def titles(panel, user) -> list[str]:
    return [row.title for row in panel.rows(user)[0]]


def propose(page: Page, user) -> Page:
    """Send a page through the workflow of its section."""
    page.save_revision(user=user)
    page.get_workflow().start(page, user)
    return page


def dashboard(client: Client) -> str:
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.text


# --- À modérer ----------------------------------------------------------------------------------------------------


def test_proposed_page_waits_for_moderators_alone(home, member, editor, moderator):
    page = propose(SiteProfilePageFactory(title="La Filature", draft=True, owner=member), member)
    (row,), count = ToReviewPanel().rows(moderator)
    assert (row.title, row.icon, row.url, count) == (
        "La Filature",
        "sillon-place",
        f"/admin/pages/{page.pk}/edit/",
        1,
    )
    assert row.cells == ("un-membre", "depuis aujourd’hui")
    assert titles(ToReviewPanel(), editor) == []


def test_longest_wait_comes_first(home, member, moderator):
    for title in ("Récente", "Ancienne"):
        propose(SiteProfilePageFactory(title=title, draft=True), member)
    old = TaskState.objects.order_by("-pk").first()
    TaskState.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=12))
    rows, _ = ToReviewPanel().rows(moderator)
    assert [(row.title, row.cells[1]) for row in rows] == [
        ("Ancienne", "depuis 12 jours"),
        ("Récente", "depuis aujourd’hui"),
    ]


def test_wait_is_shown_in_days():
    noon = timezone.localtime().replace(hour=12)  # clocks may have changed meanwhile, which counts around midnight
    assert since(noon) == "depuis aujourd’hui"
    assert since(noon - timedelta(days=1)) == "depuis hier"
    assert since(noon - timedelta(days=40)) == "depuis 40 jours"


def shared_draft(name: str, user) -> SharedBlock:
    block = SharedBlock.objects.create(name=name, body=[("text", "<p>Bonjour</p>")], live=False)
    block.save_revision(user=user)
    return block


def test_a_proposed_shared_block_waits_for_moderators_too(home, editor, moderator):
    block = propose(shared_draft("Où demander conseil", editor), editor)
    (row,), count = ToReviewPanel().rows(moderator)
    url = f"/admin/snippets/memento/sharedblock/edit/{block.pk}/"
    assert (row.title, row.icon, row.url, row.cells[0], count) == (
        "Où demander conseil", "sillon-shared", url, "une-editrice", 1,
    )  # fmt: skip
    assert titles(ToReviewPanel(), editor) == []


def test_drafts_of_shared_blocks_stand_among_pages_the_newest_first(home, editor, moderator):
    SiteProfilePageFactory(title="Un lieu", draft=True).save_revision(user=editor)
    block = shared_draft("Un bloc", editor)
    shared_draft("D’un autre", moderator)
    shared_draft("Publié", editor).get_latest_revision().publish()
    rows, count = DraftsPanel().rows(editor)
    assert ([row.title for row in rows], count) == (["Un bloc", "Un lieu"], 2)
    assert (rows[0].icon, rows[0].cells[0]) == ("sillon-shared", "Pas encore en ligne")
    block.get_workflow().start(block, editor)
    assert DraftsPanel().rows(editor)[0][0].cells[0] == "En relecture depuis aujourd’hui"


# --- À vérifier ---------------------------------------------------------------------------------------------------


def test_published_pages_that_nobody_checked_for_six_months_come_oldest_first(home, editor):
    today = timezone.localdate()
    SiteProfilePageFactory(title="Fraîche", verified_on=today - timedelta(days=30))
    SiteProfilePageFactory(title="Vieille", verified_on=today - timedelta(days=200))
    SiteProfilePageFactory(title="Très vieille", verified_on=today - timedelta(days=700))
    SiteProfilePageFactory(title="Jamais")
    SiteProfilePageFactory(title="Brouillon", draft=True)
    assert titles(ToVerifyPanel(), editor) == ["Jamais", "Très vieille", "Vieille"]


def test_row_has_the_date_of_verification(home, editor):
    page = StandardPageFactory(parent=home, title="La démarche", verified_on="2020-03-03")
    (row,), _ = ToVerifyPanel().rows(editor)
    assert (row.icon, row.cells, row.url) == (
        "sillon-text-page",
        ("Page", "3 mars 2020"),
        f"/admin/pages/{page.pk}/edit/",
    )


def test_pages_to_verify_are_those_the_user_may_edit(home, editor):
    SiteProfilePageFactory(title="À l’inventaire")
    StandardPageFactory(parent=home, title="Ailleurs")
    GroupPagePermission.objects.filter(group__name="Éditeurs").update(page=inventory_index())
    assert titles(ToVerifyPanel(), editor) == ["À l’inventaire"]


# --- Mes brouillons -----------------------------------------------------------------------------------------------


def test_drafts_are_those_of_the_user_the_newest_first(home, editor, moderator):
    for title, user in (("Premier", editor), ("D’un autre", moderator), ("Second", editor)):
        SiteProfilePageFactory(title=title, draft=True).save_revision(user=user)
    SiteProfilePageFactory(title="Publié").save_revision(user=editor).publish()
    assert titles(DraftsPanel(), editor) == ["Second", "Premier"]


def test_draft_has_its_status(home, editor, moderator):
    changed = SiteProfilePageFactory(title="Titre publié")
    changed.title = "Nouveau titre"
    changed.save_revision(user=editor)
    (row,), _ = DraftsPanel().rows(editor)
    assert (row.title, row.cells[0]) == ("Nouveau titre", "En ligne, sauf les derniers changements")

    changed.get_workflow().start(changed, editor)
    (row,), _ = DraftsPanel().rows(editor)
    assert row.cells[0] == "En relecture depuis aujourd’hui"

    state = TaskState.objects.get()
    state.task.specific.on_action(state, moderator, "reject", comment="Précisez les horaires.")
    (row,), _ = DraftsPanel().rows(editor)
    assert row.cells[0] == "À reprendre : Précisez les horaires."


def test_a_proposal_stays_among_ones_drafts_when_a_moderator_corrects_it(home, editor, moderator):
    page = propose(SiteProfilePageFactory(title="Proposée", draft=True), editor)
    page.save_revision(user=moderator)
    assert titles(DraftsPanel(), editor) == ["Proposée"]


# --- The dashboard as a whole -------------------------------------------------------------------------------------


def test_an_empty_dashboard_says_so(as_editor, home):
    text = dashboard(as_editor)
    for panel in (ToReviewPanel, ToVerifyPanel, DraftsPanel):
        assert panel.heading in text
        assert panel.empty_text in text


def test_panels_of_wagtail_about_the_same_pages_are_gone(as_moderator, member, home):
    propose(SiteProfilePageFactory(title="La Filature", draft=True), member)
    text = dashboard(as_moderator)
    assert text.count("La Filature") == 1
    assert 'id="awaiting-review' not in text


def test_summary_links_to_listings(as_editor, home):
    SiteProfilePageFactory()
    text = dashboard(as_editor)
    assert '<a href="/admin/pages/usage/inventory/siteprofilepage/">Lieux (1)</a>' in text


def test_long_panels_count_what_they_do_not_show(as_editor, home):
    SiteProfilePageFactory.create_batch(10)
    assert "et 2 autres pages" in dashboard(as_editor)


def test_number_of_queries_does_not_grow_with_pages(as_editor, editor, moderator, member, home):
    Group.objects.get(name="Modérateurs").user_set.add(editor)

    def more(number: int) -> None:
        for _ in range(number):
            SiteProfilePageFactory()
            SiteProfilePageFactory(draft=True).save_revision(user=editor)
            propose(SiteProfilePageFactory(draft=True), member)
            shared_draft(f"Bloc {SharedBlock.objects.count()}", editor)
            propose(shared_draft(f"Bloc {SharedBlock.objects.count()}", editor), editor)

    def queries() -> int:
        dashboard(as_editor)  # reads what is kept for one content version
        with CaptureQueriesContext(connection) as captured:
            dashboard(as_editor)
        return len(captured)

    more(1)
    one = queries()
    more(3)
    assert SiteProfilePage.objects.count() == 12
    assert queries() == one
