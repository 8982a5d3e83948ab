"""Pages that the demo has not: the empty, the overlong, the many, and every state of things."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, PageViewRestriction, Site

from archive.choices import EventKind, Language, ProjectState
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
    TourStep,
)
from core.blocks import GENERAL_BLOCKS
from core.geo.points import write_point
from core.models import Licence, PageTheme, Partner, Person, SillonDocument, Theme
from core.setup import ensure_page
from home.models import HomePage, StandardPage
from inventory.choices import (
    Difficulty,
    Equipment,
    Facilitation,
    Family,
    FunderLevel,
    Income,
    Label,
    Management,
    Milieu,
    Network,
    Origin,
    Precision,
    Public,
    Space,
    State,
    Visibility,
)
from inventory.models import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlaceLabel,
    PlaceLink,
    PlacePhoto,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
    PlaceShare,
    PlaceSource,
    SiteProfilePage,
)
from inventory.visibility import FIELD_GROUPS
from memento.blocks import GUIDE_BLOCKS
from memento.models import (
    ChapterPage,
    DecisionTreePage,
    DiagnosticPage,
    GlossaryTerm,
    MementoPage,
    RelatedPlace,
    RelatedTestimonial,
    SharedBlock,
    SheetPage,
    SheetSource,
    Takeaway,
    TestimonialIndexPage,
    TestimonialPage,
)
from tests.factories import trees
from tests.factories.archive import EventReportPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.screenshots.pictures import photo

#: As long as titles get: 140 characters.
LONG_TITLE = (
    "Tiers-lieu nourricier, culturel et artisanal des anciennes filatures des communautés du Trièves, du Haut-Vercors "
    "et de la Matheysine réunies"
)
LONG_WORD = "Intercommunautaire-transfrontalière-Auvergne-Rhône-Alpes-Piémont-Val-d’Aoste"
UNBREAKABLE = "anticonstitutionnellementinterdépartementalisationtransfrontalière"
LONG_URL = (
    "https://www.cooperative-d-activites-et-d-emploi-du-trieves.example/lieux/ancienne-filature/"
    "presentation?version=imprimable&langue=fr&parametre=unevaleurquinenfinitpasetquinapasdetraitdunion"
)
LONG_EMAIL = "coordination.generale.des.ateliers@cooperative-d-activites-et-d-emploi-du-trieves.example"
PARAGRAPH = (
    "Le lieu réunit une salle de travail partagée, un atelier de bois et de métal, une cuisine ouverte aux producteurs "
    "de la vallée et une grande salle où se tiennent le marché, les réunions publiques et, l’hiver, les répétitions. "
    "Chacun y vient pour ce qu’il a à faire ; le repas du mardi fait le reste."
)
#: Communes of the Drôme, whose places the demo has not: code, postcode, longitude, latitude.
DROME = {
    "Valence": ("26362", "26000", 4.892, 44.933),
    "Romans-sur-Isère": ("26281", "26100", 5.050, 45.046),
    "Montélimar": ("26198", "26200", 4.750, 44.558),
    "Crest": ("26108", "26400", 5.022, 44.729),
    "Die": ("26113", "26150", 5.370, 44.754),
    "Nyons": ("26220", "26110", 5.140, 44.361),
    "Buis-les-Baronnies": ("26063", "26170", 5.272, 44.276),
    "La Chapelle-en-Vercors": ("26074", "26420", 5.416, 44.969),
}
ACTIVITIES = ("Atelier partagé", "Coworking", "Fabrique", "Maison des initiatives", "Café-atelier", "Foyer d’activités")


def make(places: int = 220, events: int = 110) -> None:
    """Everything beside the demo, which must be there. `places` and `events` are how many are made for long lists."""
    front = HomePage.objects.get(sites_rooted_here__is_default_site=True)
    many_places(places)
    complete = extreme_places()
    testimonial = testimonials(complete)
    guide(front, complete, testimonial)
    archive(front, complete, events)
    pages(front)
    other_site()


def many_places(number: int) -> None:
    """A département full of places, in all states and families."""
    states, families, milieus = State.values, Family.values, Milieu.values
    for index in range(number):
        commune, (insee, postcode, longitude, latitude) = list(DROME.items())[index % len(DROME)]
        shift = (index // len(DROME)) * 0.004
        SiteProfilePageFactory(
            title=f"{ACTIVITIES[index % len(ACTIVITIES)]} de {commune}, n° {index + 1}",
            slug=f"captures-lieu-{index + 1}",
            summary="Un atelier ouvert trois jours par semaine." if index % 3 else PARAGRAPH[:270],
            families=families[index % len(families) :][: 1 + index % 4],
            state=states[index % len(states)],
            milieu=milieus[index % len(milieus)],
            commune=commune,
            insee_code=insee,
            postcode=postcode,
            point=write_point(f"{longitude + shift:.4f}", f"{latitude - shift:.4f}"),
            verified_on=timezone.localdate() - timedelta(days=25 * index),
        )


def extreme_places() -> SiteProfilePage:
    """A place of which nothing is known, one that is closed, and one that has everything, which is returned."""
    index = inventory_index()
    ensure_page(index, SiteProfilePage, "captures-vide", "La Grange")
    ensure_page(
        index,
        SiteProfilePage,
        "captures-ferme",
        "L’Établi du Grésivaudan",
        {
            "summary": "Un atelier de menuiserie partagé, ouvert de 2014 à 2019.",
            "families": [Family.CRAFT_WORKSHOP],
            "state": State.CLOSED,
            "milieu": Milieu.PERIURBAN,
            "opened": "2014-03",
            "closed": "2019~",
            "closing_causes": "Le bail n’a pas été renouvelé.\nUn seul salarié portait l’accueil, les machines et les "
            "comptes ; personne n’a pu le remplacer.",
            "hindsight": "Chercher les murs à deux avec la commune, et compter l’animation dès le premier budget.",
            "commune": "Crolles",
            "postcode": "38920",
            "insee_code": "38140",
            "point": write_point("5.883", "45.285"),
            "precision": Precision.COMMUNE,
            "opening_hours": "Mo-Fr 09:00-18:00",
            "phone": "04 76 00 00 00",
        },
        {
            "sources": [PlaceSource(source="Enquête de l’Alliance, 2020")],
            "prices": [PlacePrice(offer="Établi", unit="day", price="15")],
        },
    )
    hidden = complete_place() | dict.fromkeys(FIELD_GROUPS, Visibility.MEMBERS)
    ensure_page(
        index, SiteProfilePage, "captures-reserve", "L’Atelier discret", hidden, {**complete_rows(), "sources": []}
    )
    return ensure_page(index, SiteProfilePage, "captures-complet", LONG_TITLE, complete_place(), complete_rows())


def complete_place() -> dict[str, Any]:
    """Every field of a place."""
    return {
        "other_names": f"LFT, La Filature, {LONG_WORD}",
        "summary": PARAGRAPH[:280],
        "body": every_block(GENERAL_BLOCKS),
        "operator": "Société coopérative d’intérêt collectif de l’ancienne filature du Trièves et du Haut-Vercors",
        "siret": "13002526500013",
        "rna": "W381234567",
        "families": Family.values,
        "state": State.TRANSFORMING,
        "opened": "2014~",
        "logo": photo("Logo de la Filature", 600, 300, 11, "La Filature"),
        "website": LONG_URL,
        "email": LONG_EMAIL,
        "phone": "+33 4 76 00 00 00",
        "video_url": "https://vimeo.com/123456789",
        "address": "1247 bis, chemin de l’ancienne gare du tramway de La Mure à Corps",
        "address_extra": "Bâtiment des machines, deuxième étage, porte au fond de la cour des tisserands",
        "postcode": "38930",
        "commune": "Saint-Martin-de-Clelles",
        "insee_code": "38419",
        "epci_code": "200030658",
        "epci_name": "Communauté de communes du Trièves",
        "point": write_point("5.615", "44.845"),
        "precision": Precision.BY_HAND,
        "milieu": Milieu.MOUNTAIN,
        "verified_on": timezone.localdate() - timedelta(days=40),
        "verified_by": "La coordination départementale des tiers-lieux de l’Isère et de la Drôme",
        "publics": Public.values,
        "origins": Origin.values,
        "management": Management.values,
        "initiative": "local_authority",
        "subsidy": "from_50",
        "balance": "surplus",
        "dependent": "yes",
        "staff": "12.75",
        "tenure": "moderate_rent",
        "lease_end": "2031-06~",
        "spaces": Space.values,
        "equipment": Equipment.values,
        "desks": 1240,
        "built_area": 12500,
        "outdoor_area": 104000,
        "bandwidth": "over_100",
        "accessibility": "partial",
        "opening_hours": "Mo,We,Fr 07:30-12:15,13:45-18:30; Tu 10:00-22:00; Sa 09:00-12:00; PH off",
        "hours_note": PARAGRAPH[:250],
        "transport": f"{PARAGRAPH}\n{LONG_WORD}",
        "facilitation": Facilitation.values,
        "facilitation_hours": "142.5",
        "rituals": PARAGRAPH,
        "programming": f"{UNBREAKABLE} {PARAGRAPH}",
        "governance": f"{PARAGRAPH}\n\n{PARAGRAPH}",
        "participation": LONG_WORD,
    }


def complete_rows() -> dict[str, list[Any]]:
    """Every row of a place."""
    sizes = {
        "La cour": (1800, 1200),
        "L’escalier": (900, 1600),
        "La vallée": (2000, 700),
        "L’atelier": (1200, 1200),
        "L’enseigne": (420, 280),
    }
    pictures = [
        photo(f"{title} de la Filature", *size, seed, f"{title} de la Filature, un matin d’été")
        for seed, (title, size) in enumerate(sizes.items(), 1)
    ]
    captions = ["La cour, entre la halle et le jardin.", "", PARAGRAPH[:190], "L’atelier.", ""]
    return {
        "photos": [PlacePhoto(image=image, caption=text) for image, text in zip(pictures, captions, strict=True)],
        "links": [PlaceLink(network=network, url=f"https://{network}.example/filature") for network in Network.values],
        "labels": [
            *(PlaceLabel(label=label, year=2021, expires=2027) for label in Label.values if label != Label.OTHER),
            PlaceLabel(label=Label.OTHER, other="Lieu de fabrique et de transmission des savoir-faire de montagne"),
        ],
        "sources": [
            PlaceSource(
                source="CGET 2019", identifier="captures-1", url=LONG_URL, date=date(2019, 9, 1), licence="etalab-2.0"
            ),
            PlaceSource(source="Enquête de l’Alliance"),
        ],
        "shares": [PlaceShare(public=public, band="from_10") for public in Public.values],
        "incomes": [PlaceIncome(income=income) for income in Income.values],
        "funders": [PlaceFunder(level=level, name=LONG_TITLE) for level in FunderLevel.values],
        "prices": [
            PlacePrice(offer=LONG_TITLE, unit="half_day", price="12.50"),
            PlacePrice(offer=UNBREAKABLE, unit="year", price="123456.78"),
            PlacePrice(offer="Café", price="0"),
        ],
        "rooms": [PlaceRoom(name=name, capacity=1200) for name in ("Salle des machines", LONG_WORD[:95])],
        "difficulties": [
            PlaceDifficulty(
                difficulty=code, text=PARAGRAPH, since=2012 + number, resolved=bool(number % 2), how=PARAGRAPH[:90]
            )
            for number, code in enumerate(Difficulty.values)
        ],
        "practices": [
            PlacePractice(
                action=PARAGRAPH,
                context=PARAGRAPH,
                means=LONG_WORD,
                effects=PARAGRAPH,
                transfer=PARAGRAPH,
                evidence=LONG_URL,
            ),
            PlacePractice(action="Un repas par semaine."),
        ],
        "page_themes": themes(6),
    }


def testimonials(place: SiteProfilePage) -> TestimonialPage:
    """A few testimonials; the one that has every part is returned."""
    index = TestimonialIndexPage.objects.get(slug="temoignages")
    organisation, _ = Partner.objects.get_or_create(slug="captures", defaults={"name": "La Filature"})
    person, _ = Person.objects.get_or_create(
        name="Maria-Alexandra Delacroix-Montgolfier",
        defaults={"role": "gérante et animatrice", "organisation": organisation},
    )
    consent = {"consent_recorded_on": date(2026, 3, 3), "consent_note": "Courriel du 3 mars."}
    ensure_page(index, TestimonialPage, "captures-vide", "Un mardi sans réservation", {"person": person, **consent})
    for number in range(1, 8):
        fields = {"person": person, "introduction": PARAGRAPH[: 60 * number], **consent}
        ensure_page(index, TestimonialPage, f"captures-{number}", f"Ce que la saison {number} a changé", fields)
    fields = {part: f"{PARAGRAPH}\n\n{PARAGRAPH}" for part, _ in TestimonialPage.PARTS}
    fields |= {"person": person, "place": place, "introduction": PARAGRAPH, "body": every_block(GUIDE_BLOCKS)}
    return ensure_page(
        index,
        TestimonialPage,
        "captures-complet",
        "Deux ans de rendez-vous avant la première réservation : comment une vallée s’est donné un lieu",
        {**fields, **consent, "verified_on": timezone.localdate(), "verified_by": "L’équipe"},
        {"page_themes": themes(3)},
    )


def guide(front: HomePage, place: SiteProfilePage, testimonial: TestimonialPage) -> None:
    """A guide with nothing in it, and one whose sheets are extreme."""
    empty = ensure_page(front, MementoPage, "captures-memento", "Mémento")
    ensure_page(empty, TestimonialIndexPage, "temoignages", "Témoignages")
    other = ensure_page(front, MementoPage, "captures-chapitres", "Mémento d’essai", {"introduction": PARAGRAPH})
    ensure_page(other, ChapterPage, "vide", "Chapitre sans fiche")
    chapter = ensure_page(other, ChapterPage, "extremes", LONG_TITLE, {"introduction": PARAGRAPH})
    ensure_page(chapter, SheetPage, "vide", "Une fiche à écrire")
    ensure_page(
        chapter,
        SheetPage,
        "tous-les-blocs",
        "Tous les blocs, l’un après l’autre",
        {
            "number": 412,
            "introduction": PARAGRAPH,
            "audience": PARAGRAPH[:160],
            "moment": "Avant de chercher des murs.",
            "body": every_block(GUIDE_BLOCKS, page=testimonial),
            "verified_on": timezone.localdate(),
            "verified_by": "L’équipe du mémento",
        },
        {
            "takeaways": [Takeaway(text=text) for text in (PARAGRAPH[:280], "Mesurer avant de louer.", "Compter.")],
            "related_places": [
                RelatedPlace(place=found) for found in (place, *SiteProfilePage.objects.filter(insee_code="38185")[:2])
            ],
            "related_testimonials": [RelatedTestimonial(testimonial=testimonial)],
            "sources": [
                SheetSource(title="La démarche", author="AUEG", date="2016", note="Texte interne."),
                SheetSource(title=LONG_TITLE, author=LONG_WORD, date="2019-03~", url=LONG_URL, note=PARAGRAPH[:290]),
            ],
            "page_themes": themes(6),
        },
    )
    address = escape(LONG_URL)
    headings = [f"{LONG_WORD} {number}" for number in range(1, 7)] + [UNBREAKABLE, LONG_TITLE]
    body = [
        block
        for text in headings
        for block in (
            ("heading", {"text": text, "level": "h2"}),
            ("text", f"<p>{UNBREAKABLE} {address} <a href='{address}'>{address}</a></p>"),
            ("heading", {"text": f"Sous-partie : {text}"[:150], "level": "h3"}),
            ("callout", {"kind": "legal", "title": LONG_WORD, "text": f"<p>{UNBREAKABLE}</p>"}),
            ("quote", {"text": UNBREAKABLE, "author": LONG_WORD, "source": LONG_WORD}),
        )
    ]
    fields = {"number": 413, "introduction": f"{LONG_WORD} {UNBREAKABLE}", "body": body}
    ensure_page(chapter, SheetPage, "longs-mots", f"{UNBREAKABLE} et {LONG_WORD}", fields)
    decision_trees(other, place)


def decision_trees(guide: MementoPage, place: SiteProfilePage) -> None:
    """A tree of sixty questions and outcomes, one of them with every part, and a tree with none."""
    end = trees.outcome(
        "Z99",
        "stop",
        title=LONG_TITLE[:120],
        recommendation=f"<p>{PARAGRAPH}</p><p>{escape(LONG_URL)} {UNBREAKABLE}</p>",
        sheets=list(SheetPage.objects.live().values_list("pk", flat=True)[:4]),
        places=[place.pk],
        next_questions=[PARAGRAPH[:240], f"À la mairie : {UNBREAKABLE}", "Et vous ?"],
    )
    first, *others = trees.wide(20, 39)
    first["value"] |= {"text": PARAGRAPH[:240], "help": f"{PARAGRAPH} {UNBREAKABLE}"}
    answers = {"oui": "A2", LONG_WORD: "A3", PARAGRAPH[:110]: "A4", "non": "Z99"}
    first["value"]["answers"] = [trees.answer("A1", name, target) for name, target in answers.items()]
    fields = {"introduction": PARAGRAPH, "nodes": [first, *others, end]}
    ensure_page(guide, DecisionTreePage, "arbre", LONG_TITLE, fields)
    ensure_page(guide, DecisionTreePage, "arbre-vide", "Un arbre à écrire")


def archive(front: HomePage, place: SiteProfilePage, events: int) -> None:
    """Events in every state, many events, publications, projects, and a section with nothing in it."""
    empty = ensure_page(front, ArchiveIndexPage, "captures-ressources", "Ressources")
    ensure_page(empty, EventIndexPage, "evenements", "Évènements")
    ensure_page(empty, PublicationIndexPage, "publications", "Publications")
    ensure_page(empty, ProjectIndexPage, "projets", "Projets et groupes")
    index = EventIndexPage.objects.get(url_path__endswith="/ressources/evenements/", path__startswith=_section(front))
    extreme_events(index, place)
    for number in range(events):
        day = date(2017, 9, 12) + timedelta(days=29 * number)
        EventReportPageFactory(
            parent=index,
            title=f"Rencontre des lieux, n° {number + 1}",
            slug=f"captures-rencontre-{number + 1}",
            kind=EventKind.values[number % len(EventKind.values)],
            state="announced" if day > timezone.localdate() else ("held", "reported")[number % 2],
            date=day.isoformat(),
        )
    extreme_tour(ArchiveIndexPage.objects.get(path=_section(front)), place)
    extreme_publications(
        PublicationIndexPage.objects.get(
            url_path__endswith="/ressources/publications/", path__startswith=_section(front)
        )
    )
    extreme_projects(
        ProjectIndexPage.objects.get(url_path__endswith="/ressources/projets/", path__startswith=_section(front)), index
    )


def extreme_events(index: EventIndexPage, place: SiteProfilePage) -> None:
    """One event in each state."""
    today = timezone.localdate()
    announced = {
        "subtitle": "Ce que dix ans de lieux partagés ont appris à trois vallées",
        "kind": EventKind.LIGHT_ROUND_TABLE,
        "date": (today + timedelta(days=40)).isoformat(),
        "start_time": time(17, 15),
        "end_time": time(19, 30),
        "mode": "hybrid",
        "venue": "Maison des associations, salle du conseil, 6 rue Berthe-de-Boissieux, 38000 Grenoble",
        "place": place,
        "introduction": PARAGRAPH,
        "image": photo("La table ronde", 1600, 900, 21, "Des chaises en cercle devant une fenêtre"),
        "audience": "Élus, porteurs de projet, habitants",
        "access": "Tram A, arrêt Chavant ; l’entrée des fauteuils est par la cour, à droite du porche",
        "capacity": 60,
        "takes_registrations": True,
        "registration_question": "Déjeunez-vous avec nous, et que ne mangez-vous pas ?",
    }
    rows = {
        "programme": [
            ProgrammeItem(time="17 h 15", title="Accueil"),
            ProgrammeItem(time="17 h 30", title=PARAGRAPH[:200], speaker="Maria Delacroix, Jean-Baptiste Vial"),
            ProgrammeItem(title="Échanges avec la salle"),
        ],
        "speakers": [EventSpeaker(person=person) for person in people()],
        "partners": [EventPartner(partner=partner) for partner in Partner.objects.all()[:6]],
        "documents": [EventDocument(document=document("Programme de la soirée"))],
        "sources": [EventSource(title="Invitation", date="2026", url=LONG_URL, note="Envoyée aux adhérents.")],
        "page_themes": themes(4),
    }
    ensure_page(index, EventReportPage, "captures-a-venir", LONG_TITLE, announced, rows)
    plain = {name: announced[name] for name in ("kind", "introduction", "venue")}
    report = {"state": "reported", "date": "2026-02-03", "report": every_block(GENERAL_BLOCKS)}
    ensure_page(
        index,
        EventReportPage,
        "captures-rendu",
        "Table ronde : qui paie l’animation ?",
        {**plain, **report},
        {
            "speakers": [EventSpeaker(person=person) for person in people()],
            "documents": [EventDocument(document=document("Synthèse de la table ronde"))],
        },
    )
    others = {
        "annule": ("Visite de la Filature", {"state": "cancelled", "date": (today + timedelta(days=12)).isoformat()}),
        "reporte": ("Étape à Die", {"state": "postponed", "date": (today + timedelta(days=25)).isoformat()}),
        "incertain": ("Réunion de vallée", {"state": "announced", "date": "2024-01-11/2024-01-20~"}),
    }
    for slug, (title, fields) in others.items():
        ensure_page(index, EventReportPage, f"captures-{slug}", title, {**plain, **fields})


def extreme_tour(archive: ArchiveIndexPage, place: SiteProfilePage) -> None:
    """A tour of thirty steps: several at the same spot, some without a date, a position or a summary."""
    points = [write_point(str(5 + number % 4 / 3), str(44 + number / 20)) for number in range(30)]
    steps = [
        TourStep(
            title=LONG_TITLE[:200] if number == 2 else f"Étape {number + 1}",
            date=["", f"2017-{number % 12 + 1:02}", f"2017-{number % 12 + 1:02}-07"][number % 3],
            place=place if number % 7 == 3 else None,
            locality=LONG_WORD if number == 2 else "Quelque part en Oisans" * (number % 2),
            point="" if number % 7 == 3 or number % 5 == 0 else points[number],
            summary=PARAGRAPH[:900] * (number % 4 == 1),
            report=EventReportPage.objects.live().order_by("path").first() if number % 6 == 4 else None,
            sort_order=number,
        )
        for number in range(30)
    ]
    fields = {"introduction": PARAGRAPH, "image": photo("La route", 1600, 900, 61, "Une route de montagne")}
    ensure_page(archive, TourPage, "captures-tour", LONG_TITLE, fields, {"steps": steps, "page_themes": themes(4)})


def extreme_publications(index: PublicationIndexPage) -> None:
    """A publication with everything, its old version, a withdrawn one, one with a title and a date; a long study."""
    ensure_page(index, PublicationPage, "captures-vide", "Étude sans résumé", {"date": "2014"})
    old = ensure_page(
        index, PublicationPage, "captures-ancienne", LONG_TITLE, {"date": "2007", "edition": "1re édition"}
    )
    withdrawal = {"withdrawn_on": date(2020, 3, 3), "withdrawal_reason": PARAGRAPH}
    ensure_page(
        index,
        PublicationPage,
        "captures-retiree",
        "Guide retiré",
        {"date": "2015", "abstract": PARAGRAPH, **withdrawal},
    )
    study = dict.fromkeys(("study_method", "useful", "not_useful", "lessons"), f"{PARAGRAPH}\n\n{PARAGRAPH}")
    names = {"study": f"{LONG_TITLE} {LONG_WORD}"[:250], "commissioner": LONG_TITLE[:200]}
    feedback = ensure_page(
        index,
        PublicationPage,
        "captures-retour",
        f"Retour d’étude : {LONG_TITLE}"[:255],
        {"kind": "study_feedback", "date": "2012", **names, **study},
    )
    files = (("Version à imprimer", "pdf"), ("Données de l’enquête", "ods"), ("", "docx"))
    ensure_page(
        index,
        PublicationPage,
        "captures-complete",
        LONG_TITLE,
        {
            "kind": "guide",
            "title_is_ours": True,
            "date": "2014-06~",
            "abstract": f"{PARAGRAPH}\n\n{PARAGRAPH}",
            "keywords": f"télétravail, mobilité, montagne, {LONG_WORD}, animation, financement, gouvernance",
            "image": photo("La couverture", 900, 1270, 31, "La couverture du guide"),
            "body": every_block(GENERAL_BLOCKS),
            "languages": Language.values,
            "licence": Licence.CC_BY_SA,
            "edition": "2e édition, revue et augmentée",
            "replaces": old,
            "publisher": LONG_TITLE[:200],
            "published_in": LONG_TITLE[:250],
            "link": LONG_URL,
            "isbn": "978-2-07-036002-4",
            "doi": "10.1002/(sici)1097-4636(199823)43:4<339::aid-jbm1>3.0.co;2-0",
            "hal": "halshs-01234567",
        },
        {
            "authors": [
                *(PublicationAuthor(person=person) for person in people()),
                PublicationAuthor(organisation=Partner.objects.first()),
                PublicationAuthor(name="Collectif des vallées", name_kind="organisation"),
            ],
            "files": [
                PublicationFile(document=document(f"Guide des lieux, {kind}", kind), label=label)
                for label, kind in files
            ],
            "origins": [PublicationOrigin(page=feedback)],
            "sources": [PublicationSource(title=LONG_TITLE, date="2014", url=LONG_URL, note=PARAGRAPH[:240])],
            "page_themes": themes(6),
        },
    )


def extreme_projects(index: ProjectIndexPage, events: EventIndexPage) -> None:
    """A project with everything, one with its title alone, and one in each state."""
    ensure_page(index, ProjectPage, "captures-vide", "Groupe dont on ne sait rien")
    for state in ProjectState.values:
        fields = {"state": state, "date": "2014/2016", "introduction": PARAGRAPH}
        ensure_page(index, ProjectPage, f"captures-{state}", f"Chantier des gares, {state}", fields)
    meeting = EventReportPage.objects.child_of(events).get(slug="captures-rendu")
    meeting.decisions.add(EventDecision(text=PARAGRAPH[:400]), EventDecision(text="Visiter trois lieux."))
    meeting.follow_ups.add(
        EventFollowUp(task="Écrire aux communes", owner="Maria Delacroix", due=date(2026, 3, 1)),
        EventFollowUp(task="Réserver la salle", done=True),
    )
    meeting.save_revision().publish()
    ensure_page(
        index,
        ProjectPage,
        "captures-complet",
        LONG_TITLE,
        {
            "kind": "steering_group",
            "state": "active",
            "date": "2013/..",
            "introduction": PARAGRAPH,
            "aims": f"Relier les lieux\n{PARAGRAPH[:200]}\nRaconter ce qui marche",
            "image": photo("Le groupe", 1600, 900, 41, "Des personnes autour d’une carte"),
            "body": every_block(GENERAL_BLOCKS),
        },
        {
            "members": [
                *(ProjectMember(organisation=partner, role="pilote") for partner in Partner.objects.all()[:4]),
                ProjectMember(name="Collectif des vallées", role="représente les habitants des trois vallées"),
            ],
            "progress": [
                ProgressEntry(
                    date="2013-03", text=f"{PARAGRAPH}\n\n{PARAGRAPH}", document=document("Lettre de mission")
                ),
                ProgressEntry(date="2015-01-11/2015-01-20~", text="Le premier atelier ouvre.", url=LONG_URL),
                ProgressEntry(date="2017~", text="Un bilan est présenté aux communes."),
            ],
            "meetings": [ProjectMeeting(event=meeting)],
            "documents": [ProjectDocument(document=document("Lettre de mission"))],
            "sources": [ProjectSource(title=LONG_TITLE, date="2014", url=LONG_URL, note=PARAGRAPH[:240])],
            "page_themes": themes(4),
        },
    )


def pages(front: HomePage) -> None:
    """Pages of text: a wide table, nothing at all, and one behind a password."""
    columns = ["Commune", "Nom du lieu", *(str(year) for year in range(2014, 2024))]
    rows = [
        {
            "values": [
                commune,
                f"{activity} de {commune}",
                *(f"{1234 * n + index:,} €".replace(",", " ") for n in range(10)),
            ]
        }
        for index, (commune, activity) in enumerate(zip([*DROME, *DROME], ACTIVITIES * 3, strict=False))
    ]
    table = {
        "caption": "Budget de fonctionnement des lieux de la Drôme, par an (exemple fictif)",
        "columns": [
            {"type": "text" if number < 2 else "number", "heading": head} for number, head in enumerate(columns)
        ],
        "rows": rows,
    }
    body = [
        {"type": "text", "value": f"<p>{PARAGRAPH}</p>"},
        {"type": "table", "value": table},
        {"type": "text", "value": f"<p>{PARAGRAPH}</p>"},
    ]
    fields = {"introduction": PARAGRAPH, "body": body, "verified_on": timezone.localdate(), "verified_by": "L’équipe"}
    ensure_page(front, StandardPage, "captures-tableau", LONG_TITLE, fields, {"page_themes": themes(6)})
    ensure_page(front, StandardPage, "captures-page-vide", "Page à écrire")
    private = ensure_page(front, StandardPage, "captures-privee", "Compte rendu du bureau", {"introduction": PARAGRAPH})
    PageViewRestriction.objects.get_or_create(
        page=private.page_ptr, defaults={"restriction_type": PageViewRestriction.PASSWORD, "password": "filature"}
    )


def other_site() -> None:
    """A second site, asked for as 127.0.0.1, that nobody has filled: no menu, no introduction, no name."""
    root = Page.get_first_root_node()
    front = ensure_page(root, HomePage, "captures-accueil", "Accueil")
    Site.objects.get_or_create(hostname="127.0.0.1", port=80, defaults={"root_page": front})


def every_block(blocks: list[tuple[str, Any]], page: Page | None = None) -> list[dict[str, Any]]:
    """All the blocks of a body as they are stored, filled as their previews are; the chosen page is `page`."""
    stored = []
    for name, block in blocks:
        value = block.get_prep_value(block.get_preview_value())
        picture = {"image": photo("La halle", 1600, 1067, 41, "Une halle ouverte").pk, "decorative": False}
        match name:
            case "image":
                value |= {"image": {**picture, "alt_text": "Une halle ouverte sur la place"}}
            case "gallery":
                sizes = ((1600, 1067), (900, 1400), (1200, 1200), (1800, 600))
                value["images"] = [
                    {
                        "image": {
                            "image": photo(f"Vue {number}", *size, 50 + number, f"Vue {number}").pk,
                            "decorative": False,
                            "alt_text": f"La halle, vue {number}",
                        },
                        "caption": PARAGRAPH[: 45 * number],
                    }
                    for number, size in enumerate(sizes, 1)
                ]
            case "video":
                value |= {"poster": {**picture, "alt_text": ""}, "transcript": f"<p>{PARAGRAPH}</p>"}
            case "document":
                value["document"] = document("Modèle de budget", "ods").pk
            case "page_link":
                value["page"] = (page or StandardPage.objects.filter(slug="l-alliance").first()).pk
            case "testimonial":
                value["page"] = page.pk if isinstance(page, TestimonialPage) else None
            case "decision_tree":
                value["tree"] = DecisionTreePage.objects.live().order_by("path").values_list("pk", flat=True).first()
            case "place":
                value["place"] = SiteProfilePage.objects.live().exclude(point="").order_by("path").first().pk
            case "places_map":
                places = SiteProfilePage.objects.live().exclude(point="").order_by("path")[:12]
                value["places"] = [place.pk for place in places]
            case "partners":
                value["partners"] = list(Partner.objects.order_by("name").values_list("pk", flat=True)[:3])
            case "definition":
                value["term"] = GlossaryTerm.objects.order_by("slug").first().pk
            case "diagnostic":
                diagnostic = DiagnosticPage.objects.live().order_by("path").first()
                value["diagnostic"] = diagnostic and diagnostic.pk
            case "shared":
                value["block"] = SharedBlock.objects.filter(live=True).order_by("name").first().pk
        stored.append({"type": name, "value": value})
    return stored


def themes(number: int) -> list[PageTheme]:
    """Rows that tie a page to this many themes."""
    return [PageTheme(theme=theme) for theme in Theme.objects.order_by("slug")[:number]]


def people() -> list[Person]:
    """Speakers and authors, with and without a role."""
    organisation = Partner.objects.order_by("name").first()
    known = (
        ("Jean-Baptiste Vial", "", None),
        ("Amina Benkirane", "directrice de l’aménagement", organisation),
        ("Anne-Gaëlle de La Rochefoucauld-Montbéliard", "vice-présidente chargée des mobilités", organisation),
    )
    return [
        Person.objects.get_or_create(name=name, defaults={"role": role, "organisation": where})[0]
        for name, role, where in known
    ]


def document(title: str, kind: str = "pdf") -> SillonDocument:
    """A document of the library, found again by its title."""
    if found := SillonDocument.objects.filter(title=title).first():
        return found
    content = b"%PDF-1.4 captures" * 20_000
    name = default_storage.save(f"documents/captures.{kind}", ContentFile(content))
    return SillonDocument.objects.create(title=title, file=name, file_size=len(content), file_hash="a" * 40)


def _section(front: HomePage) -> str:
    """The tree path of « Ressources »."""
    return ArchiveIndexPage.objects.child_of(front).get(slug="ressources").path
