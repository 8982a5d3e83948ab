"""A place with every field and list filled, and the words by which its page shows each of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from wagtail.images.tests.utils import get_test_image_file

from core.models import SillonImage
from core.setup import ensure_page
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
from inventory.places.queries import CHILD_LISTS
from tests.factories.inventory import inventory_index

WEEK = "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off"

#: By field or list: its value, and words of it on the page; none where another field has the same words.
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
    "phone": ("04 76 00 00 01", ("04 76 00 00 01", "tel:+33476000001")),
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
#: Words of a field that stand elsewhere on the page too.
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
#: Fields that are derived, and those that need other rows.
DERIVED = ("department", "longitude", "latitude", "completeness", "photos")


def whole_place(slug: str = "cimes", **changes: object) -> SiteProfilePage:
    """A published place with a value in every field and list."""
    values = {name: value for name, (value, _) in WHOLE.items() if name not in DERIVED}
    picture, logo = (
        SillonImage.objects.create(title=alt, description=alt, file=get_test_image_file(f"{number}.png", size=(60, 40)))
        for number, alt in enumerate(("Une cour pavée", "Logo des Cimes"))
    )
    fields = {name: values[name] for name in values if name not in CHILD_LISTS}
    fields |= {"point": "SRID=4326;POINT(5.5871 45.1283)", "logo": logo}
    fields["body"] = [{"type": "text", "value": "<p>Tout a commencé dans une grange.</p>"}]
    rows = {name: [_copy(row) for row in values[name]] for name in CHILD_LISTS if name in values}
    rows["photos"] = [PlacePhoto(image=picture, caption="La cour le matin")]
    return ensure_page(inventory_index(), SiteProfilePage, slug, "Les Cimes", {**fields, **changes}, rows)


def _copy(row: Any) -> Any:
    """A row of another place, with the same values."""
    fields = [field.attname for field in row._meta.concrete_fields if field.name not in ("id", "place", "sort_order")]
    return type(row)(**{name: getattr(row, name) for name in fields})
