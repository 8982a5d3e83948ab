"""What is wrong with one stored value of a place, and which values are right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.models import PlaceLabel, PlaceLink, PlacePractice, SiteProfilePage
from inventory.quality.flaws import flaws_of
from inventory.quality.kinds import FlawKind
from inventory.quality.location import KnownCommunes
from inventory.quality.values import value_flaw_of

NOWHERE = KnownCommunes({}, {}, loaded=False)


def fault(name, value, model=SiteProfilePage):
    return value_flaw_of(model._meta.get_field(name), value)


@pytest.mark.parametrize(
    ("name", "value", "kind", "message"),
    [
        ("point", "SRID=4326;POINT(5.5 95.0)", FlawKind.POINT, "pas sur la Terre"),
        ("point", "SRID=4326;POINT(45.19 5.72)", FlawKind.POINT, "semblent inversées"),
        ("point", "Grenoble", FlawKind.POINT, "pas compris"),
        ("phone", "le soir", FlawKind.PHONE, "pas un numéro"),
        ("phone", "04 76 00 00 01 / 06 12 34 56 7", FlawKind.PHONE, "Écrivez-en un seul"),
        ("phone", "04 76 00 00", FlawKind.PHONE, "pas un numéro"),
        ("email", "contact", FlawKind.EMAIL, "adresse"),
        ("email", "a@lieu.example ; b@lieu.example", FlawKind.EMAIL, "plusieurs adresses de courriel"),
        ("email", "contact\u200b@lieu.example", FlawKind.DAMAGED, "invisible"),
        ("website", "www.lieu.example", FlawKind.WEB, "commencer par https://"),
        ("website", "contact@lieu.example", FlawKind.WEB, "adresse de courriel"),
        ("website", "https://contact@lieu.example", FlawKind.WEB, "adresse de courriel"),
        ("website", "mailto:contact@lieu.example", FlawKind.WEB, "adresse de courriel"),
        ("website", "https://lieu.example ; https://autre.example", FlawKind.WEB, "plusieurs adresses"),
        ("website", "https://lieu.example/,www.autre.example", FlawKind.WEB, "plusieurs adresses"),
        ("website", "https://lieu.examplehttps://autre.example", FlawKind.WEB, "plusieurs adresses"),
        ("website", "https://en cours", FlawKind.WEB, "pas l’adresse d’une page"),
        ("website", "http://[::1", FlawKind.WEB, "pas l’adresse d’une page"),
        ("website", "http://www.chezmÃ©mÃ©.fr", FlawKind.DAMAGED, "mal lues"),
        ("video_url", "https://" + "v" * 500 + ".example", FlawKind.WEB, "pas l’adresse d’une page"),
        ("summary", "mot " * 70, FlawKind.DAMAGED, "s’arrête net à 280 caractères"),
        ("summary", "a" * 281, FlawKind.OTHER, "280"),
        ("title", "La ForÃªt", FlawKind.DAMAGED, "mal lues"),
        ("governance", "Une coop\ufffdrative", FlawKind.DAMAGED, "mal lues"),
        ("title", "Non renseigné", FlawKind.EMPTY_WORDS, "écrivez ce qu’il en est"),
        ("address", "NULL", FlawKind.EMPTY_WORDS, "videz ce champ"),
        ("phone", "Non renseigné", FlawKind.EMPTY_WORDS, "videz ce champ"),
        ("postcode", "3800", FlawKind.CODES, "cinq chiffres"),
        ("insee_code", "99999", FlawKind.CODES, "code INSEE"),
        ("siret", "73282932000075", FlawKind.OTHER, "clé de contrôle"),
        ("opened", "jadis", FlawKind.DATES, "date"),
        ("state", "ouvert", FlawKind.OTHER, "ouvert"),
        ("families", ["coworking", "bureau"], FlawKind.OTHER, "bureau"),
        ("opening_hours", "Lu-Ve 9h", FlawKind.OTHER, "horaires"),
        ("built_area", 5_000_000, FlawKind.OTHER, "1000000"),
    ],
)
def test_fault_has_its_kind_and_says_what_to_do(name, value, kind, message):
    found = fault(name, value)
    assert (found.kind, message in found.message.replace("\u202f", "")) == (kind, True), found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("point", "SRID=4326;POINT(5.720000 45.190000)"), ("point", ""), ("phone", "04 76 00 00 01"), ("phone", "3919"),
        ("phone", "+41 22 730 00 00"), ("email", "contact@lieu.example"), ("website", "https://lieu.example/?a=1&copy=2"),
        ("website", "https://web.archive.org/web/2019/http://lieu.example/"),
        ("website", "https://lieu.example/aller?vers=https://autre.example"), ("website", "https://www.été.fr"),
        ("summary", "mot " * 69 + "fin."), ("siret", "73282932000074"), ("epci_code", "243801024"),
        ("insee_code", "38185"), ("postcode", "38000"), ("opened", "2014-03"), ("state", "active"), ("state", ""),
        ("families", ["coworking"]), ("built_area", None), ("built_area", 0), ("visibility_contact", 0),
        ("opening_hours", "Mo-Fr 09:00-18:00"), ("commune", "Aucun"),
        ("governance", "Un conseil.\r\n\r\nDeux fois l’an."),
    ],
)  # fmt: skip
def test_right_value_has_no_fault(name, value):
    assert fault(name, value) is None


@pytest.mark.parametrize(
    ("model", "name", "value", "kind"),
    [
        (PlaceLink, "url", "facebook.com/lieu", FlawKind.WEB),
        (PlaceLink, "network", "minitel", FlawKind.OTHER),
        (PlacePractice, "action", "", FlawKind.OTHER),
        (PlaceLabel, "other", "Prix du lÃ©man", FlawKind.DAMAGED),
    ],
)
def test_rows_of_lists_have_faults_too(model, name, value, kind):
    assert fault(name, value, model).kind == kind


@pytest.mark.django_db  # a new page reads its content type
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | st.sampled_from(["http://[", "@@", "POINT(1 1)", "0", "2016~", "\ud800"]))
def test_no_stored_text_breaks_the_check(text):
    fields = ("title", "summary", "website", "email", "phone", "point", "opened", "closed", "postcode", "insee_code",
              "siret", "state", "opening_hours", "address", "commune", "governance")  # fmt: skip
    place = SiteProfilePage(**dict.fromkeys(fields, text))
    place.links = [PlaceLink(url=text, network=text)]
    for flaw in flaws_of(place, NOWHERE):
        assert flaw.message
        assert len(flaw.shown_value.encode().splitlines()) < 2
