"""What the admin lists: the columns that matter, filters, one click to add, and no more queries for more pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from archive.models import (
    ArchiveIndexPage,
    CommitmentPage,
    CommitmentPlanPage,
    EventIndexPage,
    EventReportPage,
    EvidencePage,
    ProgressEntry,
    ProjectIndexPage,
    ProjectPage,
    PublicationIndexPage,
    PublicationPage,
    TourPage,
)
from core.models import PageTheme, Partner, Person, Theme
from core.visibility import version
from inventory.models import SiteProfilePage
from memento.models import ChapterPage, MementoPage, SheetPage, TestimonialIndexPage, TestimonialPage
from tests.conftest import make_user
from tests.factories.archive import (
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    ProjectPageFactory,
    PublicationPageFactory,
    ThemeFactory,
    TourPageFactory,
)
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory, EvidencePageFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.factories.memento import ChapterPageFactory, SheetPageFactory, TestimonialPageFactory


def chapter() -> ChapterPage:
    return ChapterPage.objects.first() or ChapterPageFactory(parent=MementoPage.objects.get())


MAKERS = {
    SiteProfilePage: lambda **fields: SiteProfilePageFactory(**fields),
    SheetPage: lambda **fields: SheetPageFactory(parent=chapter(), **fields),
    TestimonialPage: lambda **fields: TestimonialPageFactory(parent=TestimonialIndexPage.objects.get(), **fields),
    EventReportPage: lambda **fields: EventReportPageFactory(parent=EventIndexPage.objects.get(), **fields),
    PublicationPage: lambda **fields: PublicationPageFactory(parent=PublicationIndexPage.objects.get(), **fields),
    ProjectPage: lambda **fields: ProjectPageFactory(parent=ProjectIndexPage.objects.get(), **fields),
}
MAKERS |= {
    CommitmentPlanPage: lambda **fields: CommitmentPlanPageFactory(**fields),
    CommitmentPage: lambda **fields: CommitmentPageFactory(parent=CommitmentPlanPageFactory(), **fields),
    EvidencePage: lambda **fields: EvidencePageFactory(
        parent=CommitmentPageFactory(parent=CommitmentPlanPageFactory()), live=True, **fields
    ),
    TourPage: lambda **fields: TourPageFactory(parent=ArchiveIndexPage.objects.get(), **fields),
}
DIE = "SRID=4326;POINT(5.370000 44.750000)"
NAMED = {Theme: ThemeFactory, Partner: PartnerFactory, Person: PersonFactory}
every_type = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)


def listing(model) -> str:
    return reverse("wagtailadmin_pages:type_use", args=[model._meta.app_label, model._meta.model_name])


def words(html: str) -> str:
    """The text of a page's main part, its spaces made one."""
    return " ".join(strip_tags(html.partition("<main")[2]).split())


@pytest.fixture(scope="module")
def dashboard(module_db) -> str:
    """The first page of the admin, as an editor sees it."""
    client = Client()
    client.force_login(make_user("une-redactrice", "Éditeurs"))
    return client.get("/admin/").text


@every_type
def test_it_is_in_the_side_menu_with_its_icon(model, dashboard):
    assert f'"{listing(model)}"' in dashboard
    assert f'"{model.icon}"' in dashboard


@every_type
def test_add_leads_to_the_form_where_there_is_one_place_for_it(model, as_editor, home):
    MAKERS[model]()
    text = as_editor.get(listing(model)).text
    url = reverse("wagtailadmin_pages:choose_parent", args=[model._meta.app_label, model._meta.model_name])
    assert url in text
    response = as_editor.get(url)
    assert response.status_code == 302
    assert f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/" in response["Location"]


@every_type
def test_as_many_queries_for_four_as_for_one(model, as_editor, home):
    """In its own listing and in the explorer."""
    page = MAKERS[model]()
    urls = (listing(model), reverse("wagtailadmin_explore", args=[page.get_parent().pk]))

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(url).status_code == 200
        return len(captured)

    for url in urls:
        as_editor.get(url)  # reads what a process keeps
    version.bump()
    one = [queries(url) for url in urls]
    for _ in range(3):
        MAKERS[model]()
    assert model.objects.count() == 4
    assert [queries(url) for url in urls] == one


@pytest.mark.indexed
@every_type
def test_every_order_can_be_chosen_alone_and_with_a_search(model, as_editor, home):
    from wagtail.admin.viewsets.pages import page_viewset_registry

    MAKERS[model](title="La Filature")
    keys = [getattr(column, "sort_key", None) for column in page_viewset_registry.get_by_type(model).columns]
    for key in filter(None, keys):
        assert "La Filature" in as_editor.get(listing(model), {"ordering": f"-{key}", "q": "filature"}).text, key
    assert "La Filature" in as_editor.get(listing(model), {"ordering": next(filter(None, keys))}).text


def test_a_place_shows_its_commune_state_completeness_and_check(as_editor, home):
    SiteProfilePageFactory(title="La Filature", commune="Voiron", state="dormant", verified_on="2026-03-03")
    SiteProfilePageFactory(title="Les Forges")
    for url in (listing(SiteProfilePage), reverse("wagtailadmin_explore", args=[inventory_index().pk])):
        text = words(as_editor.get(url).text)
        for shown in ("Commune", "Voiron", "En sommeil", "3 mars 2026", "jamais", " %"):
            assert shown in text


def test_an_event_shows_its_date_state_and_kind(as_editor, home):
    MAKERS[EventReportPage](date="2017-01-11/2017-01-20~", state="postponed", kind="visit")
    text = words(as_editor.get(listing(EventReportPage)).text)
    for shown in ("mi-janvier 2017", "Reporté", "Visite"):
        assert shown in text


def test_a_project_shows_its_type_state_and_last_progress(as_editor, home):
    project = MAKERS[ProjectPage](kind="steering_group", state="suspended")
    project.progress = [ProgressEntry(date="2015-10", text="Fin."), ProgressEntry(date="2013", text="Début.")]
    project.save()
    MAKERS[ProjectPage](title="Sans avancée")
    html = as_editor.get(listing(ProjectPage)).text
    text = words(html)
    for shown in ("Groupe de pilotage", "En sommeil", "octobre 2015", "Sans avancée"):
        assert shown in text
    assert "2013" not in text


def test_a_sheet_shows_its_number_and_chapter(as_editor, home):
    SheetPageFactory(parent=ChapterPageFactory(parent=MementoPage.objects.get(), title="Démarrer"), number=407)
    text = words(as_editor.get(listing(SheetPage)).text)
    assert "407" in text
    assert "Démarrer" in text


@pytest.mark.parametrize(
    ("model", "query", "fields", "others"),
    [
        (SiteProfilePage, {"state": "dormant"}, {"state": "dormant"}, {}),
        (SiteProfilePage, {"families": "fablab"}, {"families": ["coworking", "fablab"]}, {}),
        (SiteProfilePage, {"department": "73"}, {"insee_code": "73065"}, {}),
        (SiteProfilePage, {"verification": "never"}, {}, {"verified_on": "2026-03-03"}),
        (SiteProfilePage, {"verification": "old"}, {"verified_on": "2020-03-03"}, {}),
        (EventReportPage, {"kind": "visit"}, {"kind": "visit"}, {}),
        (EventReportPage, {"state": "cancelled"}, {"state": "cancelled"}, {}),
        (PublicationPage, {"kind": "guide"}, {"kind": "guide"}, {}),
        (ProjectPage, {"kind": "steering_group"}, {"kind": "steering_group"}, {}),
        (ProjectPage, {"state": "active"}, {"state": "active"}, {}),
        (TourPage, {"steps": "none"}, {}, {"steps": [{"locality": "Gap"}]}),
        (
            TourPage,
            {"steps": "unplaced"},
            {"steps": [{"locality": "Gap"}, {"point": DIE}]},
            {"steps": [{"point": DIE}]},
        ),
    ],
)
def test_a_filter_keeps_what_it_says(model, query, fields, others, as_editor, home):
    MAKERS[model](title="La bonne", **fields)
    MAKERS[model](title="Une autre", **others)
    text = as_editor.get(listing(model), query).text
    assert "La bonne" in text
    assert "Une autre" not in text


def test_the_filters_of_a_type_come_before_those_of_any_page(as_editor, home):
    filters = list(as_editor.get(listing(EventReportPage)).context["filters"].filters)
    assert filters == ["state", "kind", "owner", "latest_revision_created_at"]


def test_the_explorer_shows_each_type_with_its_icon(as_editor, home):
    StandardPageFactory(parent=home, title="La démarche")
    text = as_editor.get(reverse("wagtailadmin_explore", args=[home.pk])).text
    for icon in ("sillon-text-page", "sillon-memento", "sillon-inventory", "sillon-home"):
        assert f'href="#icon-{icon}"' in text


def test_the_choice_of_a_type_says_what_each_is_for(as_editor, home):
    MementoPage.objects.get().get_children().delete()
    text = as_editor.get(reverse("wagtailadmin_pages:add_subpage", args=[MementoPage.objects.get().pk])).text
    for model in (ChapterPage, TestimonialIndexPage):
        assert model.page_description in text
        assert f'href="#icon-{model.icon}"' in text


@pytest.mark.indexed
def test_a_search_says_how_many_pages_it_found(as_editor, home):
    SiteProfilePageFactory(title="La Filature")
    text = words(as_editor.get(reverse("wagtailadmin_pages:search"), {"q": "filature"}).text)
    assert "1 à 1 sur 1 page" in text
    assert "None" not in text


def test_the_admin_bears_our_name_and_that_of_the_site(dashboard):
    assert "<title>Tableau de bord - Sillon</title>" in dashboard
    assert 'class="sillon-brand__name">Sillon</span>' in dashboard
    assert "css/admin.css" in dashboard
    assert "favicon.ico" in dashboard


def test_the_heading_of_a_screen_is_set_as_french_is(as_editor, home):
    text = as_editor.get(reverse("wagtailadmin_explore", args=[home.pk])).text
    assert "Pages de\u00a0: Accueil" in text


def test_help_links_to_no_other_site(dashboard):
    assert "wagtail.org" not in dashboard


def test_snippets_stand_together_in_the_menu(dashboard, as_editor):
    assert "R\\u00e9pertoire" in dashboard  # in the JSON of the side menu
    assert "Fragments" not in dashboard
    for name in ("theme", "partner", "person"):
        assert as_editor.get(f"/admin/snippets/core/{name}/").status_code == 200


@pytest.mark.indexed
@pytest.mark.parametrize("model", [Theme, Partner, Person], ids=lambda model: model.__name__)
def test_a_snippet_can_be_sorted_while_one_searches(model, as_editor, home):
    NAMED[model]()
    url = model.snippet_viewset.get_url_name("list")
    for column in as_editor.get(reverse(url)).context["table"].columns.values():
        if key := getattr(column, "sort_key", None):
            assert as_editor.get(reverse(url), {"ordering": key, "q": "e"}).status_code == 200, key


def test_a_theme_counts_its_pages(as_editor, home):
    theme = ThemeFactory(title="Ruralité")
    for _ in range(3):
        PageTheme.objects.create(page=SiteProfilePageFactory(), theme=theme)
    assert "Ruralité Modifier Copier Supprimer 3" in words(as_editor.get("/admin/snippets/core/theme/").text)


def test_browsers_find_an_icon_where_they_look_for_it(client, home):
    assert client.get("/favicon.ico").url == "/static/images/favicon.ico"


def test_a_tour_shows_its_period_and_how_many_steps_lack_a_position(as_editor, home):
    TourPageFactory(
        parent=ArchiveIndexPage.objects.get(),
        title="Le tour",
        steps=[{"date": "2017-03", "point": DIE}, {"date": "2018"}, {"locality": "Gap"}],
    )
    assert "Le tour" in (text := words(as_editor.get(listing(TourPage)).text))
    assert "2017-2018 3 2" in text
