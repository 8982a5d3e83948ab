"""The page of a place: what is known in the order of a visitor, what is missing, and how to correct it."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from core.contributions import kinds
from core.visibility import version
from home.models import Identity
from inventory import completeness
from inventory.models import PlacePrice, SiteProfilePage
from inventory.places.queries import CHILD_LISTS
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.pages.reading import read, structured, words_of
from tests.inventory.pages.whole import WEEK

pytestmark = pytest.mark.django_db


def test_hours_are_a_table_of_the_week(client, home):
    html = read(client, SiteProfilePageFactory(opening_hours=WEEK))
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', html)
    assert rows == [
        ("Du lundi au vendredi", "9 h – 12 h 30, 14 h – 18 h"), ("Le samedi", "9 h – 12 h"),
        ("Le dimanche", "fermé"), ("Jours fériés", "fermé"),
    ]  # fmt: skip


def test_hours_beyond_a_weekly_schedule_are_shown_as_stored(client, home):
    assert "Apr-Sep Mo 09:00-18:00" in read(client, SiteProfilePageFactory(opening_hours="Apr-Sep Mo 09:00-18:00"))


def test_page_says_whether_the_place_is_open_around_a_public_holiday(client, home, set_time):
    place = SiteProfilePageFactory(opening_hours=WEEK)
    for moment, expected in (
        ((2026, 7, 13, 17, 59), "Ouvert, ferme à 18 h"),
        ((2026, 7, 13, 18, 0), "Fermé, ouvre mercredi à 9 h"),  # the day after is the fourteenth of July
        ((2026, 7, 14, 10, 0), "Fermé, ouvre demain à 9 h"),
        ((2026, 7, 15, 8, 59), "Fermé, ouvre à 9 h"),
    ):
        set_time(*moment)
        assert expected in words_of(read(client, place)), moment


def test_place_without_a_point_is_not_on_the_map(client, home):
    html = read(client, SiteProfilePageFactory(point=""))
    assert "Ce lieu n’est pas sur la carte." in html
    assert "Position GPS" not in html
    assert "Ce lieu n’est pas sur la carte." not in read(client, SiteProfilePageFactory())


# --- What is not known -----------------------------------------------------------------------------------------------


def test_missing_fields_are_named_in_one_sentence(client, home):
    html = words_of(read(client, SiteProfilePageFactory(bare=True, state="unknown")))
    assert html.count("Il manque encore à cette fiche : le résumé, la description,") == 1
    assert "l’état" in html
    assert "les horaires, les tarifs" in html
    assert "non renseigné" not in html
    assert "nconnu" not in html
    for title in ("Pour qui", "Tarifs", "Modèle économique", "Animation", "Difficultés", "Bonnes pratiques"):
        assert title not in html


def test_page_does_not_reveal_whether_a_hidden_group_is_filled(client, home):
    """Neither the sentences nor the number tell that there is something to see, nor that it is missing."""
    hidden = SiteProfilePageFactory(
        prices=[], opening_hours="Mo 09:00-12:00", spaces=["workshop"], hours_note="Le matin.", visibility_offer=1
    )
    never = SiteProfilePageFactory(visibility_offer=1)
    texts = [words_of(read(client, place)).replace(place.title, "") for place in (hidden, never)]
    sentences = [re.search(r"Il manque encore à cette fiche : [^.]*\.", text).group() for text in texts]
    assert sentences[0] == sentences[1]
    assert "les horaires" not in sentences[0]
    assert all("Réservé aux membres du réseau : offre, horaires et tarifs." in text for text in texts)
    assert hidden.completeness == never.completeness
    filled = {"opening_hours": "Mo 09:00-12:00", "spaces": ["workshop"]}
    assert SiteProfilePageFactory(**filled).completeness > SiteProfilePageFactory().completeness


def test_groups_for_the_team_are_not_mentioned(client, home):
    html = words_of(read(client, SiteProfilePageFactory(visibility_offer=2, visibility_address=2)))
    assert "Réservé" not in html
    assert "pas sur la carte" not in html


def test_member_sees_groups_for_members(client, home, member):
    client.force_login(member)
    html = words_of(read(client, SiteProfilePageFactory(opening_hours="Mo 09:00-12:00", visibility_offer=1)))
    assert "Réservé" not in html
    assert "9 h – 12 h" in html


def test_editor_sees_groups_for_the_team(as_editor, home):
    html = words_of(read(as_editor, SiteProfilePageFactory(opening_hours="Mo 09:00-12:00", visibility_offer=2)))
    assert "les horaires," not in html
    assert "9 h – 12 h" in html


# --- A closed place --------------------------------------------------------------------------------------------------


def test_closed_place_shows_when_and_why_it_closed(client, home, set_time):
    place = SiteProfilePageFactory(
        state="closed", closed="2019~", closing_causes="Le bail.", hindsight="Acheter les murs.", opening_hours=WEEK
    )
    PlacePrice.objects.create(place=place, offer="Poste", price=10)
    version.bump()
    set_time(2026, 7, 13, 10, 0)
    html = read(client, place)
    head, rest = html.split('class="with-aside"')
    assert "Ce lieu est fermé (vers 2019)" in head
    assert "Le bail." in head
    assert "Acheter les murs." in head
    assert "badge" not in rest
    assert "Quand il était ouvert" in rest
    assert "Tarifs, quand il était ouvert" in rest
    opening = client.get(f"/api/v3/places/{place.slug}/").json()["open"]
    assert opening == {"state": "closed", "state_label": "Fermé", "until": None}
    assert "openingHoursSpecification" not in structured(html)


# --- How to correct it -----------------------------------------------------------------------------------------------


def test_page_links_to_the_correction_and_report_forms(client, home):
    place = SiteProfilePageFactory(title="Chez Zoé")
    quality = client.get(place.url).text.replace("\u202f", " ").split('id="qualite"')[1].split("</section>")[0]
    for code, label in (("corriger-un-lieu", "Corriger ou compléter cette fiche"), ("signaler", "Signaler une erreur")):
        assert f'href="/contribuer/{code}/?sur={place.translation_key}" rel="nofollow">{label}</a>' in quality
    assert "Vous le savez ?" in quality
    assert "Une erreur, un changement ?" in quality
    assert "mailto:" not in quality


def test_page_links_to_the_email_of_the_site_without_contribution_forms(client, home, monkeypatch):
    place = SiteProfilePageFactory(title="Chez Zoé & Cie")
    monkeypatch.setattr(kinds, "_kinds", {})  # a site that takes no contributions
    assert "Une erreur, un changement" not in read(client, place)
    identity = Identity.for_site(home.get_site())
    identity.email = "fiches@alliance.example"
    identity.save()
    html = client.get(place.url).text
    subject = quote("Fiche « Chez Zoé & Cie »", safe="")
    assert f'href="mailto:fiches@alliance.example?subject={subject}&amp;body={quote("http", safe="")}' in html


# --- Drafts and gone places ------------------------------------------------------------------------------------------


def test_unsaved_place_can_be_previewed(home):
    place = SiteProfilePage(
        title="La Cime", slug="la-cime", state="project", prices=[PlacePrice(offer="Café", price=0)]
    )
    response = place.make_preview_request().render()
    assert "gratuit" in response.content.decode()


def test_place_unpublished_during_the_request_is_not_found(client, home, monkeypatch):
    place = SiteProfilePageFactory()
    monkeypatch.setattr("inventory.pages.place.read_place", lambda pk: None)
    assert client.get(place.url).status_code == 404


def test_completeness_is_the_same_for_pages_and_values(home):
    place = SiteProfilePageFactory()
    values = {
        name: getattr(place, name) for _, names in completeness.EXPECTED for name in names if name not in CHILD_LISTS
    }
    assert completeness.missing(values | {name: [] for name in CHILD_LISTS}) == completeness.missing(place)
