"""Events, publications, projects and what they name."""

import uuid
from datetime import date, time

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from archive.models import (
    ArchiveIndexPage,
    EventDecision,
    EventDocument,
    EventFollowUp,
    EventIndexPage,
    EventPartner,
    EventReportPage,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
    ProgressEntry,
    ProjectDocument,
    ProjectIndexPage,
    ProjectMeeting,
    ProjectMember,
    ProjectPage,
    ProjectSource,
    PublicationAuthor,
    PublicationFile,
    PublicationIndexPage,
    PublicationOrigin,
    PublicationPage,
    PublicationSource,
    TourPage,
    TourSource,
    TourStep,
)
from core.geo.points import write_point
from core.models import PageTheme, Partner, Person, SillonDocument, Theme
from core.setup import ensure_page
from core.visibility import version
from inventory.models import InventoryIndexPage, SiteProfilePage


class PartnerFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Partenaire {n}")
    slug = factory.Sequence(lambda n: f"partenaire-{n}")

    class Meta:
        model = Partner


class PersonFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Personne {n}")

    class Meta:
        model = Person


class ThemeFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence(lambda n: f"Thème {n}")
    slug = factory.Sequence(lambda n: f"theme-{n}")

    class Meta:
        model = Theme


class DocumentFactory(factory.django.DjangoModelFactory):
    title = "Synthèse"
    file = factory.LazyAttribute(lambda row: ContentFile(b"%PDF-1.4 synthese", name="synthese.pdf"))
    file_size = 17
    file_hash = "a" * 40

    class Meta:
        model = SillonDocument


class ArchiveIndexPageFactory(wagtail_factories.PageFactory):
    title = "Ressources"

    class Meta:
        model = ArchiveIndexPage


class EventIndexPageFactory(wagtail_factories.PageFactory):
    title = "Évènements"

    class Meta:
        model = EventIndexPage


class PublicationIndexPageFactory(wagtail_factories.PageFactory):
    title = "Publications"

    class Meta:
        model = PublicationIndexPage


class ProjectIndexPageFactory(wagtail_factories.PageFactory):
    title = "Projets et groupes"

    class Meta:
        model = ProjectIndexPage


class ArchivedPageFactory(wagtail_factories.PageFactory):
    """A published page about `themes`; it needs its `parent`."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def themes(self, create, themes, **_):
        for theme in themes or ():
            PageTheme.objects.create(page=self.page_ptr, theme=theme)


class EventReportPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Table ronde {n}")
    kind = "round_table"
    state = "held"
    date = "2016-02-03"
    introduction = "Ce dont on y parle."

    class Meta:
        model = EventReportPage
        skip_postgeneration_save = True

    class Params:
        light = factory.Trait(
            kind="light_round_table",
            date="2016-11-22",
            start_time=time(17, 15),
            end_time=time(19, 30),
            state="announced",
        )
        fuzzy = factory.Trait(date="2017-01-11/2017-01-20~")


def copy_event(event: EventReportPage, count: int) -> None:
    """Add copies of a page of an event to its index page, as rows of both tables: quicker than saving pages."""
    index = event.get_parent()
    last = Page._str2int(index.get_last_child().path[-Page.steplen :])
    pages = [
        Page(
            path=Page._get_path(index.path, event.depth, last + 1 + number),
            depth=event.depth,
            title=f"{event.title} {number}",
            slug=f"{event.slug}-{number}",
            url_path=f"{event.url_path.rstrip('/')}-{number}/",
            content_type=event.content_type,
            locale=event.locale,
            live=True,
            translation_key=uuid.uuid4(),
        )
        for number in range(count)
    ]
    columns = [field.column for field in EventReportPage._meta.local_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(EventReportPage._meta.db_table)
    created = [page.pk for page in Page.objects.bulk_create(pages)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (page_ptr_id, {names}) SELECT page.id, {names} FROM wagtailcore_page page, {table} "
            "WHERE page.id BETWEEN %s AND %s AND page_ptr_id = %s",
            [min(created), max(created), event.pk],
        )
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + count)
    version.bump()


class PublicationPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Étude {n}")
    kind = "study"
    date = "2014"
    abstract = "Ce qu’elle apporte."

    class Meta:
        model = PublicationPage
        skip_postgeneration_save = True


class ProjectPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Projet {n}")
    introduction = "Ce qu’on y fait."

    class Meta:
        model = ProjectPage
        skip_postgeneration_save = True


class TourPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Tour {n}")
    introduction = "Ce que l’on a vu en chemin."

    class Meta:
        model = TourPage
        skip_postgeneration_save = True

    @factory.post_generation
    def steps(self, create, steps, **_):
        """The steps, as dicts of their fields, in the order in which they are typed."""
        if steps:
            self.steps = [TourStep(**{"title": f"Étape {n}", **step}, sort_order=n) for n, step in enumerate(steps)]
            self.save()


def mobility_theme() -> Theme:
    return Theme.objects.filter(slug="mobilite").first() or ThemeFactory(slug="mobilite", title="Mobilité")


def full_event() -> EventReportPage:
    """An event with everything."""
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    university = PartnerFactory(name="Université", url="https://univ.example")
    document = DocumentFactory(title="Diaporama")
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="soiree", title="Une soirée", subtitle="Qui vient ?", light=True,
        state="reported", mode="hybrid", venue="Salle du haut", place=place, audience="Tout public", capacity=60,
        themes=[mobility_theme()],
        report=[
            {"type": "heading", "id": "a", "value": {"text": "Ce qui s’est dit", "level": "h2"}},
            {
                "type": "text", "id": "b",
                "value": f'<p>Voir <a linktype="page" id="{place.pk}">le lieu</a> et '
                         f'<a linktype="document" id="{document.pk}">le diaporama</a>.</p>',
            },
            {"type": "document", "id": "c", "value": {"document": document.pk, "description": "Le même."}},
        ],
    )  # fmt: skip
    event.programme.add(ProgrammeItem(time="17 h 15", title="Accueil", speaker="Une élue"))
    event.speakers.add(EventSpeaker(person=PersonFactory(name="Ada Martin", role="gérante", organisation=university)))
    event.partners.add(EventPartner(partner=university))
    event.documents.add(EventDocument(document=document))
    event.sources.add(EventSource(title="Page de l’AUEG", date="2016", url="https://aueg.example", note="Le titre."))
    event.save()
    return event


def full_publication() -> PublicationPage:
    """A « retour d’étude » with everything: an earlier version, a project that it comes from, a guide that cites it."""
    index = PublicationIndexPage.objects.get()
    before = PublicationPageFactory(
        parent=index, slug="etude-2007", title="Une étude", edition="1re", date="2007", withdrawn_on=date(2014, 3, 3),
        withdrawal_reason="Des chiffres étaient faux.", first_published_at=timezone.now(),
    )  # fmt: skip
    page = PublicationPageFactory(
        parent=index, slug="etude", title="Une étude", title_is_ours=True, kind="study_feedback", edition="2e, revue",
        replaces=before, keywords="télétravail, mobilité", languages=["fr"], licence="CC-BY-4.0",
        themes=[mobility_theme()], publisher="Presses des vallées", published_in="Revue du col",
        link="https://example.org/etude", isbn="978-2-07-036002-4", doi="10.4000/geocarrefour.1234",
        hal="halshs-01234567", study="Étude des trajets, 2012", commissioner="Trois communes",
        study_method="Cent entretiens.", useful="Le plan des arrêts.", not_useful="Le chiffrage.",
        lessons="Demander les données.", body=[{"type": "text", "id": "b", "value": "<p>Ce qu’on y lit.</p>"}],
    )  # fmt: skip
    project = ProjectPageFactory(
        parent=ProjectIndexPage.objects.get(), slug="origine", title="Le projet d’où elle vient"
    )
    page.origins.add(PublicationOrigin(page=project))
    page.authors.add(
        PublicationAuthor(person=PersonFactory(name="Ada Martin", role="gérante"), sort_order=0),
        PublicationAuthor(organisation=PartnerFactory(name="AUEG"), sort_order=1),
        PublicationAuthor(name="Zoé", sort_order=2),
        PublicationAuthor(name="Collectif des vallées", name_kind="organisation", sort_order=3),
    )
    page.files.add(PublicationFile(document=DocumentFactory(), label="Version imprimable"))
    page.sources.add(PublicationSource(title="Page de l’AUEG", date="2017-01-11/2017-01-20~"))
    page.save()
    guide = PublicationPageFactory(parent=index, slug="guide", title="Le guide qui la cite", kind="guide", date="2013")
    guide.origins.add(PublicationOrigin(page=page))
    guide.save()
    return page


def full_project() -> ProjectPage:
    """A project with everything, and a meeting that decided something."""
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="reunion", title="Réunion du groupe", kind="meeting",
        subtitle="Le point sur les lieux", date="2016-03-03",
        translation_key=uuid.UUID("6c279cbc-3253-49f1-94d0-9576ea32fb4c"),  # its decisions name it
    )  # fmt: skip
    event.decisions.add(EventDecision(text="Visiter trois lieux."))
    event.follow_ups.add(EventFollowUp(task="Choisir les lieux", owner="Ada Martin", due=date(2016, 4, 1), done=True))
    event.save()
    document = DocumentFactory(title="Lettre de mission")
    page = ProjectPageFactory(
        parent=ProjectIndexPage.objects.get(), slug="groupe", title="Un groupe", kind="steering_group", state="active",
        date="2015/..", aims="Connaître les lieux\nLes relier", themes=[mobility_theme()],
        body=[{"type": "text", "id": "b", "value": "<p>Comment il travaille.</p>"}],
    )  # fmt: skip
    page.members.add(
        ProjectMember(
            organisation=PartnerFactory(name="Communes", url="https://communes.example"), role="pilote", sort_order=0
        ),
        ProjectMember(name="Collectif des vallées", sort_order=1),
    )
    page.progress.add(
        ProgressEntry(date="2015-10", text="Le groupe est créé.", document=document, sort_order=0),
        ProgressEntry(date="2017", text="Il rend son rapport.", url="https://aueg.example/rapport", sort_order=1),
    )
    page.meetings.add(ProjectMeeting(event=event))
    page.documents.add(ProjectDocument(document=document))
    page.sources.add(
        ProjectSource(title="Page de l’AUEG", date="2016", url="https://aueg.example", note="Sa création.")
    )
    page.save()
    return page


def full_tour() -> TourPage:
    """A tour with everything: three steps with a position, one without, in another order than that of their dates."""
    place = ensure_page(
        InventoryIndexPage.objects.get(),
        SiteProfilePage,
        "la-menuise",
        "La Menuise",
        {"point": write_point("5.72", "45.19")},
    )
    report = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="etape-a-die", title="Étape à Die", state="reported"
    )
    tour = TourPageFactory(
        parent=ArchiveIndexPage.objects.get(), slug="tour", title="Un tour", date="2017", themes=[mobility_theme()],
        body=[{"type": "text", "id": "b", "value": "<p>Ce qu’on en retient.</p>"}],
        steps=[
            {"title": "Sans date", "locality": "Gap"},
            {"title": "Le soir", "date": "2017-06", "point": write_point("5.37", "44.75"), "locality": "Die (Drôme)",
             "report": report},
            {"title": "Le départ", "date": "2017-03-12", "place": place, "summary": "Douze personnes."},
            {"title": "L’arrivée", "date": "2017-09~", "point": write_point("6.08", "44.56")},
        ],
    )  # fmt: skip
    tour.sources.add(TourSource(title="Page de l’AUEG", date="2017-01-11/2017-01-20~"))
    tour.save()
    return tour
