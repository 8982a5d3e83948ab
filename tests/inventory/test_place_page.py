"""The page of a place: everything known, in the order of a visitor, and nothing where nothing is known."""

from __future__ import annotations

import html as entities
import json
import re
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventReportPage
from core import contributions, version
from core.models import SillonImage
from core.setup import ensure_page
from home.models import Identity
from inventory import completeness
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
from inventory.reading import COLUMNS, LISTS
from inventory.visibility import FIELD_GROUPS
from memento.models import ChapterPage, MementoPage, RelatedPlace, SheetPage, TestimonialIndexPage, TestimonialPage
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
WEEK = "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off"

#: By field or list: its value, and words that tell it on the page; none where another field's words tell it.
WHOLE: dict[str, tuple[object, tuple[str, ...]]] = {
    "other_names": ("La Ruche", ("La Ruche",)),
    "summary": ("Un atelier au milieu des prés.", ("Un atelier au milieu des prés.",)),
    "operator": ("Association des Cimes", ("Association des Cimes",)),
    "siret": ("73282932000074", ("73282932000074",)),
    "rna": ("W381234567", ("W381234567",)),
    "families": (["coworking", "eco_centre"], ("Coworking", "écocentre")),
    "state": ("active", ("En activité",)),
    "opened": ("2014~", ("vers 2014",)),
    "closed": ("2031", ("2031",)),
    "closing_causes": ("", ()), "hindsight": ("", ()),  # of closed places, see below
    "website": ("https://www.cimes.example/", ("https://www.cimes.example/", ">cimes.example<")),
    "email": ("bonjour@cimes.example", ("bonjour@cimes.example",)),
    "phone": ("04 76 00 00 01", ("04 76 00 00 01", "tel:0476000001")),
    "video_url": ("https://video.example/1", ("https://video.example/1",)),
    "address": ("3 rue du Pré", ("3 rue du Pré",)),
    "address_extra": ("Deuxième cour", ("Deuxième cour",)),
    "postcode": ("38250", ("38250",)),
    "commune": ("Lans-en-Vercors", ("Lans-en-Vercors",)),
    "insee_code": ("38205", ("(38)",)), "department": ("38", ("(38)",)),
    "epci_code": ("243801024", ()),
    "epci_name": ("Massif du Vercors", ("Massif du Vercors",)),
    "longitude": ("5.5871", ("5.5871",)), "latitude": ("45.1283", ("45.1283",)),
    "precision": ("by_hand", ("placé à la main",)),
    "milieu": ("mountain", ("Montagne",)),
    "publics": (["residents"], ("Habitants",)),
    "origins": (["around"], ("Les communes voisines",)),
    "management": (["scic"], ("SCIC",)),
    "initiative": ("citizens", ("Des habitants",)),
    "subsidy": ("from_25", ("De 25 à 50 %",)),
    "balance": ("balanced", ("Équilibre",)),
    "dependent": ("no", ("Dépend d’un seul financeur", "Non")),
    "staff": (Decimal("2.50"), ("2,5 ETP",)),
    "tenure": ("moderate_rent", ("Loyer modéré",)),
    "lease_end": ("2033", ("2033",)),
    "spaces": (["workshop", "kitchen"], ("Atelier", "Cuisine")),
    "equipment": (["laser_cutter"], ("Découpe laser",)),
    "desks": (17, ("17",)),
    "built_area": (1250, ("1 250 m²",)),
    "outdoor_area": (430, ("430 m²",)),
    "bandwidth": ("over_100", ("Plus de 100 Mbit/s",)),
    "accessibility": ("partial", ("En partie accessible",)),
    "opening_hours": (WEEK, ("Du lundi au vendredi", "14 h – 18 h", "Jours fériés", "fermé")),
    "hours_note": ("Sur rendez-vous en août.", ("Sur rendez-vous en août.",)),
    "transport": ("Car T64, arrêt Mairie.", ("Car T64, arrêt Mairie.",)),
    "facilitation": (["volunteers"], ("Bénévoles",)),
    "facilitation_hours": (Decimal("12.5"), ("12,5 h par semaine",)),
    "rituals": ("Soupe du jeudi.", ("Soupe du jeudi.",)),
    "programming": ("Un concert par mois.", ("Un concert par mois.",)),
    "governance": ("Un conseil de neuf.", ("Un conseil de neuf.",)),
    "participation": ("Le ménage à tour de rôle.", ("Le ménage à tour de rôle.",)),
    "completeness": (None, ("Fiche remplie à",)),
    "verified_on": (datetime(2026, 3, 2).date(), ("Vérifié le 2 mars 2026",)),
    "verified_by": ("Odile Brun", ("par Odile Brun",)),
    "photos": (None, ("La cour le matin", "Une cour pavée")),
    "links": (
        [PlaceLink(network="mastodon", url="https://social.example/@cimes"),
         PlaceLink(network="other", url="https://forum.example/cimes")],
        ("Mastodon", "https://social.example/@cimes", ">forum.example<"),
    ),
    "labels": (
        [PlaceLabel(label="evs", year=2021, expires=2027, source="CAF"), PlaceLabel(label="other", other="Lieu sobre")],
        ("Espace de vie sociale (2021, jusqu’en 2027 ; CAF)", "Lieu sobre"),
    ),
    "sources": (
        [PlaceSource(source="Enquête", identifier="77", url="https://enquete.example/77",
                     date=datetime(2025, 5, 6).date(), licence="etalab-2.0")],
        ("Enquête", "n° 77", "https://enquete.example/77", "6 mai 2025", "etalab-2.0"),
    ),
    "shares": ([PlaceShare(public="retired", band="from_10")], ("Retraités : De 10 à 25 %",)),
    "incomes": (
        [PlaceIncome(income="workshops"), PlaceIncome(income="donations")],
        ("1. Ateliers et machines", "2. Dons et mécénat"),
    ),
    "funders": (
        [PlaceFunder(level="region", name="Auvergne-Rhône-Alpes"), PlaceFunder(level="private")],
        ("Région : Auvergne-Rhône-Alpes", "Entreprise ou fondation"),
    ),
    "prices": (
        [PlacePrice(offer="Poste", unit="day", price=Decimal("12.50")),
         PlacePrice(offer="Bureau fermé", unit="month", price=Decimal(1250)),
         PlacePrice(offer="Café", unit="use", price=Decimal(0))],
        ("Poste", "12,50 €", "la journée", "1 250 €", "le mois", "gratuit"),
    ),
    "rooms": (
        [PlaceRoom(name="Salle Belledonne", capacity=24), PlaceRoom(name="Alcôve")],
        ("Salle Belledonne (24 places)", "Alcôve"),
    ),
    "difficulties": (
        [PlaceDifficulty(difficulty="premises", text="Le bail finissait.", since=2019, resolved=True,
                         how="La commune a racheté les murs."),
         PlaceDifficulty(difficulty="mobility", since=2021)],
        ("Foncier", "en 2019, résolue", "Le bail finissait.", "La commune a racheté les murs.", "Mobilité",
         "depuis 2021"),
    ),
    "practices": (
        [PlacePractice(context="Personne ne se croisait.", action="Un repas par semaine.", means="Une cuisine.",
                       effects="Trente couverts.", transfer="Une grande table.", evidence="https://bilan.example/1")],
        ("Personne ne se croisait.", "Un repas par semaine.", "Une cuisine.", "Trente couverts.", "Une grande table.",
         "https://bilan.example/1"),
    ),
}  # fmt: skip
#: Words of one field that another one, or the frame of the page, says too.
ELSEWHERE = {
    "Des habitants",
    "Non",
    "fermé",
    "Habitants",
    "Atelier",
    "Cuisine",
    "Foncier",
    "Mobilité",
    "17",
    "Coworking",
}
#: What is derived, and what needs other rows.
DERIVED = ("department", "longitude", "latitude", "completeness", "photos")


def whole_place(slug: str = "cimes", **changes: object) -> SiteProfilePage:
    """A place of which everything is known."""
    values = {name: value for name, (value, _) in WHOLE.items() if name not in DERIVED}
    picture, logo = (
        SillonImage.objects.create(title=alt, description=alt, file=get_test_image_file(f"{number}.png", size=(60, 40)))
        for number, alt in enumerate(("Une cour pavée", "Logo des Cimes"))
    )
    fields = {name: values[name] for name in values if name not in LISTS}
    fields |= {"point": "SRID=4326;POINT(5.5871 45.1283)", "logo": logo}
    fields["body"] = [{"type": "text", "value": "<p>Tout a commencé dans une grange.</p>"}]
    rows = {name: [_copy(row) for row in values[name]] for name in LISTS if name in values}
    rows["photos"] = [PlacePhoto(image=picture, caption="La cour le matin")]
    return ensure_page(inventory_index(), SiteProfilePage, slug, "Les Cimes", {**fields, **changes}, rows)


def _copy(row: Any) -> Any:
    """A row of another place, with the same values."""
    fields = [field.attname for field in row._meta.concrete_fields if field.name not in ("id", "place", "sort_order")]
    return type(row)(**{name: getattr(row, name) for name in fields})


def read(client, place: SiteProfilePage) -> str:
    """The page as it is written, its entities and French spaces made plain."""
    response = client.get(place.url)
    assert response.status_code == 200
    return entities.unescape(response.text).replace("\u202f", " ").replace("\u00a0", " ")


def words_of(text: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.fixture
def at(monkeypatch):
    """Make it be a moment in Paris."""

    def be(*moment: int) -> datetime:
        now = datetime(*moment, tzinfo=PARIS)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return be


# --- What is known ---------------------------------------------------------------------------------------------------


def test_every_field_and_list_of_the_sheet_is_told(client, home):
    assert set(WHOLE) == {*COLUMNS, *LISTS} - {
        f"{name}_{end}" for name in ("opened", "closed", "lease_end") for end in ("earliest", "latest", "label")
    } - {"logo_id"}
    html = read(client, whole_place())
    words = words_of(html)
    lost = {
        name: [word for word in found if word not in words and word not in html] for name, (_, found) in WHOLE.items()
    }
    assert {name: found for name, found in lost.items() if found} == {}
    assert "Tout a commencé dans une grange." in words
    assert 'alt="Logo des Cimes"' in html


def test_the_page_follows_the_order_of_a_visitor(client, home):
    html = read(client, whole_place())
    order = [
        "<h1>", 'id="pratique"', 'id="publics"', 'id="tarifs"', 'id="offre"', 'id="modele"', 'id="animation"',
        'id="difficultes"', 'id="pratiques"', 'id="presentation"', 'id="identite"', 'id="qualite"', "Vérifié le",
    ]  # fmt: skip
    places = [html.index(sign) for sign in order]
    assert places == sorted(places)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_hours_are_a_table_of_the_week(client, home):
    html = read(client, SiteProfilePageFactory(opening_hours=WEEK))
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', html)
    assert rows == [
        ("Du lundi au vendredi", "9 h – 12 h 30, 14 h – 18 h"), ("Le samedi", "9 h – 12 h"),
        ("Le dimanche", "fermé"), ("Jours fériés", "fermé"),
    ]  # fmt: skip


def test_hours_that_no_week_tells_are_shown_as_they_are_written(client, home):
    assert "Apr-Sep Mo 09:00-18:00" in read(client, SiteProfilePageFactory(opening_hours="Apr-Sep Mo 09:00-18:00"))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ((2026, 7, 13, 17, 59), "Ouvert, ferme à 18 h"),
        ((2026, 7, 13, 18, 0), "Fermé, ouvre mercredi à 9 h"),  # the day after is the fourteenth of July
        ((2026, 7, 14, 10, 0), "Fermé, ouvre demain à 9 h"),
        ((2026, 7, 15, 8, 59), "Fermé, ouvre à 9 h"),
    ],
)
def test_the_page_says_whether_it_is_open_around_a_public_holiday(client, home, at, moment, said):
    place = SiteProfilePageFactory(opening_hours=WEEK)
    at(*moment)
    assert said in words_of(read(client, place))


def test_a_place_off_the_map_says_so_in_a_word(client, home):
    html = read(client, SiteProfilePageFactory(point=""))
    assert "Ce lieu n’est pas sur la carte." in html
    assert "Position GPS" not in html
    assert "Ce lieu n’est pas sur la carte." not in read(client, SiteProfilePageFactory())


# --- What is not known -----------------------------------------------------------------------------------------------


def test_what_is_not_known_is_said_in_one_sentence(client, home):
    html = words_of(read(client, SiteProfilePageFactory(bare=True, state="unknown")))
    assert html.count("Il manque encore à cette fiche : le résumé, la description,") == 1
    assert "l’état" in html
    assert "les horaires, les tarifs" in html
    assert "non renseigné" not in html
    assert "nconnu" not in html
    for title in ("Pour qui", "Tarifs", "Modèle économique", "Animation", "Difficultés", "Bonnes pratiques"):
        assert title not in html


def test_a_whole_sheet_lacks_nothing(client, home):
    html = words_of(read(client, whole_place()))
    assert "Il manque encore" not in html
    assert "Fiche remplie à 100 %" in html


def test_what_is_hidden_reads_alike_whether_there_is_something_or_not(client, home):
    """Neither the sentences nor the number tell that there is something to see, nor that it is missing."""
    hidden = SiteProfilePageFactory(
        prices=[], opening_hours="Mo 09:00-12:00", spaces=["workshop"], hours_note="Le matin.", visibility_offer=1
    )
    never = SiteProfilePageFactory(visibility_offer=1)
    seen = [words_of(read(client, place)).replace(place.title, "") for place in (hidden, never)]
    sentences = [re.search(r"Il manque encore à cette fiche : [^.]*\.", text).group() for text in seen]
    assert sentences[0] == sentences[1]
    assert "les horaires" not in sentences[0]
    assert all("Réservé aux membres du réseau : offre, horaires et tarifs." in text for text in seen)
    assert hidden.completeness == never.completeness
    filled = {"opening_hours": "Mo 09:00-12:00", "spaces": ["workshop"]}
    assert SiteProfilePageFactory(**filled).completeness > SiteProfilePageFactory().completeness


def test_what_is_the_team_s_is_not_spoken_of(client, home):
    html = words_of(read(client, SiteProfilePageFactory(visibility_offer=2, visibility_address=2)))
    assert "Réservé" not in html
    assert "pas sur la carte" not in html


def test_a_member_reads_what_is_reserved(client, home, member):
    client.force_login(member)
    html = words_of(read(client, SiteProfilePageFactory(opening_hours="Mo 09:00-12:00", visibility_offer=1)))
    assert "Réservé" not in html
    assert "9 h – 12 h" in html


def test_the_team_is_told_what_it_may_see(as_editor, home):
    html = words_of(read(as_editor, SiteProfilePageFactory(opening_hours="Mo 09:00-12:00", visibility_offer=2)))
    assert "les horaires," not in html
    assert "9 h – 12 h" in html


@pytest.mark.parametrize("group", FIELD_GROUPS)
def test_a_hidden_group_leaves_no_section_behind(client, home, group):
    sections = {
        "visibility_profiles": "publics", "visibility_economy": "modele", "visibility_offer": "tarifs",
        "visibility_animation": "animation", "visibility_difficulties": "difficultes",
        "visibility_practices": "pratiques",
    }  # fmt: skip
    html = read(client, whole_place(**{group: 1}))
    for name, anchor in sections.items():
        assert (f'id="{anchor}"' in html) == (name != group)
    words = words_of(html)
    for field in FIELD_GROUPS[group]:
        for word in WHOLE.get(field, (None, ()))[1]:
            assert word in ELSEWHERE or word not in words, field


# --- A closed place --------------------------------------------------------------------------------------------------


def test_a_closed_place_says_when_why_and_what_would_be_done_otherwise(client, home, at):
    place = SiteProfilePageFactory(
        state="closed", closed="2019~", closing_causes="Le bail.", hindsight="Acheter les murs.", opening_hours=WEEK
    )
    PlacePrice.objects.create(place=place, offer="Poste", price=10)
    version.bump()
    at(2026, 7, 13, 10, 0)
    html = read(client, place)
    head, rest = html.split('class="with-aside"')
    assert "Ce lieu est fermé (vers 2019)" in head
    assert "Le bail." in head
    assert "Acheter les murs." in head
    assert "badge" not in rest
    assert "Quand il était ouvert" in rest
    assert "Tarifs, quand il était ouvert" in rest
    assert client.get(f"/api/v3/places/{place.slug}/").json()["open"] == {"state": "closed", "until": None}
    assert "openingHoursSpecification" not in structured(html)


# --- How to correct it -----------------------------------------------------------------------------------------------


def test_a_mistake_leads_to_the_doors(client, home):
    place = SiteProfilePageFactory(title="Chez Zoé")
    quality = client.get(place.url).text.replace("\u202f", " ").split('id="qualite"')[1].split("</section>")[0]
    for code, label in (("corriger-un-lieu", "Corriger ou compléter cette fiche"), ("signaler", "Signaler une erreur")):
        assert f'href="/contribuer/{code}/?sur={place.translation_key}" rel="nofollow">{label}</a>' in quality
    assert "Vous le savez ?" in quality
    assert "Une erreur, un changement ?" in quality
    assert "mailto:" not in quality


def test_without_doors_a_mistake_is_told_to_the_address_of_the_site(client, home, monkeypatch):
    place = SiteProfilePageFactory(title="Chez Zoé & Cie")
    monkeypatch.setattr(contributions, "_kinds", {})  # a site that takes no contributions
    assert "Une erreur, un changement" not in read(client, place)
    identity = Identity.for_site(home.get_site())
    identity.email = "fiches@alliance.example"
    identity.save()
    html = client.get(place.url).text
    subject = quote("Fiche « Chez Zoé & Cie »", safe="")
    assert f'href="mailto:fiches@alliance.example?subject={subject}&amp;body={quote("http", safe="")}' in html


# --- Before it is published ------------------------------------------------------------------------------------------


def test_a_draft_is_previewed_as_it_will_be(home):
    place = whole_place()
    place.prices.all()[0].offer = "Poste d’hier"
    place.prices.add(PlacePrice(offer="Poste de demain", price=Decimal("3.20")))
    place.summary, place.opening_hours = "Un brouillon.", "Su 10:00-12:00"
    words = words_of(place.make_preview_request().render().content.decode().replace("\u00a0", " "))
    for told in ("Un brouillon.", "Poste de demain 3,20 €", "Le dimanche 10 h – 12 h", "Soupe du jeudi."):
        assert told in words


def test_a_place_is_previewed_before_it_is_saved(home):
    place = SiteProfilePage(
        title="La Cime", slug="la-cime", state="project", prices=[PlacePrice(offer="Café", price=0)]
    )
    response = place.make_preview_request().render()
    assert "gratuit" in response.content.decode()


# --- For machines ----------------------------------------------------------------------------------------------------


def structured(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S).group(1))


def test_search_engines_get_hours_prices_and_pictures(client, home, settings):
    place = whole_place()
    data = structured(client.get(place.url).text)
    assert data["@type"] == "LocalBusiness"
    assert data["url"] == f"{settings.SITE_URL}{place.url}"
    assert data["openingHoursSpecification"][0]["opens"] == "09:00"
    assert data["priceRange"] == "0-1250 €"
    assert data["amenityFeature"][0]["name"] == "Découpe laser"
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 45.1283, "longitude": 5.5871}
    assert data["image"][0].startswith(settings.SITE_URL)
    assert data["foundingDate" if "foundingDate" in data else "dissolutionDate"] == "2031"
    place = SiteProfilePageFactory(opening_hours=WEEK, equipment=["printer"], visibility_offer=1)
    assert structured(client.get(place.url).text).keys().isdisjoint({"openingHoursSpecification", "amenityFeature"})


def test_the_page_may_be_shared(client, home, settings):
    html = client.get(whole_place().url).text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/inventaire/cimes/">' in html
    assert re.search(r'<meta property="og:image" content="http', html)
    assert '<meta property="og:description" content="Un atelier au milieu des prés.">' in html


# --- What speaks of it -----------------------------------------------------------------------------------------------


def tell(place: SiteProfilePage, title: str, publish: bool = True) -> None:
    ensure_page(
        TestimonialIndexPage.objects.get(), TestimonialPage, slugify(title), title, {"place": place}, publish=publish
    )


def hold(place: SiteProfilePage, title: str) -> None:
    ensure_page(EventIndexPage.objects.get(), EventReportPage, slugify(title), title, {"place": place, "date": "2025"})


def cite(place: SiteProfilePage, title: str) -> None:
    chapter = ensure_page(MementoPage.objects.get(), ChapterPage, "murs", "Les murs")
    rows = {"related_places": [RelatedPlace(place=place), RelatedPlace(place=place)]}
    ensure_page(chapter, SheetPage, slugify(title), title, {}, rows)


def test_the_page_leads_to_what_speaks_of_the_place(client, home):
    place, other = whole_place(), SiteProfilePageFactory()
    tell(place, "Ce que nous avons appris")
    tell(place, "Un brouillon", publish=False)
    hold(place, "Porte ouverte")
    cite(place, "Trouver des murs")
    html = read(client, place)
    for title, words in (
        ("Témoignages", "Ce que nous avons appris"), ("Évènements ici", "Porte ouverte"),
        ("Cité par le mémento", "Trouver des murs"),
    ):  # fmt: skip
        assert re.search(rf'class="section-head">{title}</h2>', html)
        assert html.count(f">{words}</a>") == 1
    assert "Un brouillon" not in html
    bare = read(client, other)
    assert 'id="evenements"' not in bare
    assert "Porte ouverte" not in bare


def test_what_is_private_is_not_led_to(client, as_editor, home):
    place = whole_place()
    tell(place, "Entre nous")
    PageViewRestriction.objects.create(
        page=TestimonialIndexPage.objects.get(), restriction_type=PageViewRestriction.LOGIN
    )
    assert "Entre nous" not in read(client, place)
    assert "Entre nous" in read(as_editor, place)


def test_the_page_takes_few_queries_however_much_is_known(client, home):
    place, bare = whole_place(), SiteProfilePageFactory(bare=True)
    for _ in range(3):
        SiteProfilePageFactory(milieu="mountain", families=["coworking"])

    def queries(of: SiteProfilePage) -> int:
        client.get(of.url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(of.url).status_code == 200
        return len(captured)

    assert queries(bare) == 3  # the content version, the page found by its address, the place
    assert queries(place) == 5  # two more for its pictures
    for number in range(4):
        tell(place, f"Récit {number}")
        hold(place, f"Fête {number}")
    assert queries(place) == 7  # and one for each sort of what speaks of it


def test_a_place_unpublished_while_it_is_read_is_not_found(client, home, monkeypatch):
    place = SiteProfilePageFactory()
    monkeypatch.setattr("inventory.models.place.read_place", lambda pk: None)
    assert client.get(place.url).status_code == 404


# --- Freshness of answers --------------------------------------------------------------------------------------------


def asked_again(client, path: str, tag: str) -> int:
    return client.get(path, headers={"if-none-match": tag}).status_code


@pytest.mark.parametrize("path", ["/inventaire/{slug}/", "/api/v3/places/{slug}/", "/api/v3/places/{uid}/"])
def test_a_sheet_is_asked_again_when_the_place_opens_or_closes(client, home, at, path):
    place = SiteProfilePageFactory(opening_hours=WEEK)
    path = path.format(slug=place.slug, uid=place.translation_key)
    at(2026, 7, 13, 14, 0)
    tag = client.get(path)["ETag"]
    at(2026, 7, 13, 17, 59)
    assert asked_again(client, path, tag) == 304
    at(2026, 7, 13, 18, 0)
    assert asked_again(client, path, tag) == 200


@pytest.mark.parametrize("path", ["/inventaire/sans-horaires/", "/", "/api/v3/places/", "/memento/"])
def test_what_tells_no_opening_hours_holds_all_day(client, home, at, path):
    SiteProfilePageFactory(slug="sans-horaires")
    SiteProfilePageFactory(opening_hours=WEEK)
    at(2026, 7, 13, 0, 1)
    tag = client.get(path)["ETag"]
    at(2026, 7, 13, 23, 59)
    assert asked_again(client, path, tag) == 304
    at(2026, 7, 14, 0, 0)
    assert asked_again(client, path, tag) == 200


@pytest.mark.parametrize(
    "path",
    ["/inventaire/?ouvert=now", "/inventaire/", "/api/v3/places/?ouvert=now", "/api/v3/places/facets/",
     "/api/v3/places/map/?ouvert=now", "/api/v3/places.geojson?ouvert=now"],
)  # fmt: skip
def test_who_is_open_is_asked_again_when_any_place_opens_or_closes(client, home, at, path):
    SiteProfilePageFactory(opening_hours=WEEK)
    SiteProfilePageFactory(opening_hours="Mo-Fr 10:00-17:00")
    at(2026, 7, 13, 14, 0)
    tag = client.get(path)["ETag"]
    at(2026, 7, 13, 16, 59)
    assert asked_again(client, path, tag) == 304
    at(2026, 7, 13, 17, 0)
    assert asked_again(client, path, tag) == 200


def test_completeness_reads_pages_and_values_alike(home):
    place = SiteProfilePageFactory()
    values = {name: getattr(place, name) for _, names in completeness.EXPECTED for name in names if name not in LISTS}
    assert completeness.missing(values | {name: [] for name in LISTS}) == completeness.missing(place)
