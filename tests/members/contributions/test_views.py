"""The public way of a contribution: doors, steps, the look over, the preview and the sending."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.models import Contribution, Upload
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
SEEN = re.compile(r'name="_vu" value="([^"]*)"')
FIRST = {
    "title": "La Scierie",
    "summary": "Un atelier partagé au bord du Guiers.",
    "families": ["coworking"],
    "state": "active",
}
SECOND = {"commune": "Grenoble", "postcode": "38000", "point": "45.19, 5.72", "milieu": "urban"}


def begin(client: Client, code: str = "lieu", query: str = "") -> str:
    """The address of the first step of a new contribution."""
    response = client.get(f"/contribuer/{code}/{query}")
    assert response.status_code == 302, response.text
    return response["Location"]


def save(client: Client, address: str, data: dict, **extra):
    """Save a step as the page that shows it would."""
    seen = SEEN.search(client.get(address).text)
    return client.post(address, {"_vu": seen[1], "aller": "suivant", **data}, **extra)


def number(address: str) -> uuid.UUID:
    return uuid.UUID(address.split("/")[3])


def picture(name: str = "photo.jpg", colour: str = "green") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


# --- Doors ------------------------------------------------------------------------------------------------------------


def test_everybody_sees_the_kinds_and_how_to_open_an_account(home, client):
    text = client.get("/contribuer/").text
    assert "Proposer un lieu" in text
    assert 'href="/compte/login/?next=%2Fcontribuer%2F"' in text
    assert 'href="/compte/signup/?next=%2Fcontribuer%2F"' in text


def test_first_step_has_a_new_number_and_stores_nothing(as_member):
    address = begin(as_member)
    assert re.fullmatch(r"/contribuer/lieu/[0-9a-f-]{36}/lieu/", address)
    assert as_member.get(address).status_code == 200
    assert not Contribution.objects.exists()


def test_visitor_without_account_can_log_in_and_come_back(home, client):
    text = client.get("/contribuer/lieu/").text
    assert "Il faut un compte" in text
    assert "next=%2Fcontribuer%2Flieu%2F" in text


def test_account_without_approval_has_to_wait(home):
    client = Client()
    client.force_login(make_user("en-attente"))
    response = client.get("/contribuer/lieu/")
    assert response.status_code == 403
    assert "attend encore un modérateur" in response.text
    assert client.get(f"/contribuer/lieu/{uuid.uuid4()}/lieu/").status_code == 403


@pytest.mark.parametrize("path", ["inconnu/", "lieu/pas-un-numero/lieu/", f"lieu/{uuid.UUID(int=1)}/inconnue/"])
def test_unknown_kind_or_contribution_is_404(as_member, path):
    assert as_member.get(f"/contribuer/{path}").status_code == 404


@pytest.mark.parametrize("key", ["", "n'importe quoi", str(uuid.UUID(int=1))])
def test_hidden_page_cannot_be_corrected_or_reported(home, client, key):
    draft = SiteProfilePageFactory(live=False)
    response = client.get("/contribuer/signaler/", {"sur": key or str(draft.translation_key)})
    assert response.status_code == 404
    assert "n’est pas en ligne" in response.text


def test_kind_about_a_page_says_where_to_begin(home, client):
    assert "Ouvrez d’abord la page" in client.get("/contribuer/signaler/").text


def test_existing_draft_is_offered_beside_a_new_one(as_member, drafted):
    text = as_member.get("/contribuer/lieu/").text
    assert "Vous avez un brouillon\u202f: le reprendre" in text.replace("\u00a0", "\u202f")
    assert f'href="{drafted}">La Scierie</a>' in text
    assert 'href="?nouveau=1"' in text
    assert number(begin(as_member, query="?nouveau=1")) != number(drafted)
    old = timezone.now() - timedelta(days=31)
    Contribution.objects.update(created_at=old)
    assert as_member.get("/contribuer/lieu/").status_code == 302


def test_draft_about_a_page_is_continued(as_member):
    place = SiteProfilePageFactory(title="L’Établi", summary="Un atelier.")
    query = f"?sur={place.translation_key}"
    first = begin(as_member, "corriger-un-lieu", query)
    save(as_member, first, {"summary": "Un café.", "sur": str(place.translation_key)})
    assert number(begin(as_member, "corriger-un-lieu", query)) == number(first)
    Contribution.objects.update(state="waiting", submitted_at=timezone.now())
    text = as_member.get(f"/contribuer/corriger-un-lieu/{query}").text
    assert f'href="/compte/contributions/{number(first)}/"' in text
    assert "attend un modérateur" in text
    again = re.search(r'href="(\?[^"]*nouveau[^"]*)"', text)[1].replace("&amp;", "&")
    assert number(begin(as_member, "corriger-un-lieu", again)) != number(first)
    # Another's are not hers.
    other = Client()
    other.force_login(make_user("une-autre", "Membres"))
    assert other.get(f"/contribuer/corriger-un-lieu/{query}").status_code == 302


# --- Steps ------------------------------------------------------------------------------------------------------------


def test_step_is_stored_as_typed_and_leads_to_the_next(as_member, member):
    address = begin(as_member)
    response = save(as_member, address, {**FIRST, "title": "  L'<b>Atelier</b>  "})
    kept = Contribution.objects.get()
    assert response["Location"] == f"/contribuer/lieu/{kept.pk}/adresse/"
    assert (kept.author, kept.state, kept.typed["title"]) == (member, "draft", ["  L'<b>Atelier</b>  "])
    text = as_member.get(address).text
    assert 'value="  L&#x27;&lt;b&gt;Atelier&lt;/b&gt;  "' in text
    assert "1. " not in text
    assert "rempli" in text


def test_incomplete_step_is_saved(as_member):
    address = begin(as_member)
    response = save(as_member, address, {"title": "La Scierie"})
    assert response["Location"].endswith("/adresse/")
    assert "à compléter" in as_member.get(response["Location"]).text


def test_wrong_value_is_stored_and_has_an_error_at_its_field(as_member):
    address = begin(as_member)
    save(as_member, address, FIRST)
    second = f"/contribuer/lieu/{number(address)}/adresse/"
    response = save(as_member, second, {"point": "quelque part"})
    assert response["Location"] == f"{second}?revoir=1"
    text = as_member.get(response["Location"]).text
    assert "C’est enregistré" in text
    assert 'href="#id_point"' in text
    assert 'value="quelque part"' in text
    # It is told again where it is wrong in another way; whoever insists goes on.
    told = re.search(r'name="_dit" value="(\w+)"', text)[1]
    assert save(as_member, second, {"point": "ailleurs", "_dit": told})["Location"] == f"{second}?revoir=1"
    told = re.search(r'name="_dit" value="(\w+)"', as_member.get(f"{second}?revoir=1").text)[1]
    assert not save(as_member, second, {"point": "ailleurs", "_dit": told})["Location"].startswith(second)


def test_value_saved_by_a_script_is_checked_by_the_button_too(as_member):
    address = begin(as_member)
    save(as_member, address, FIRST)
    second = f"/contribuer/lieu/{number(address)}/adresse/"
    answer = save(as_member, second, {"point": "quelque part"}, headers={"Accept": "application/json"}).json()
    assert list(answer["problems"]) == ["point"]
    assert save(as_member, second, {"point": "quelque part"})["Location"] == f"{second}?revoir=1"


def test_error_of_several_steps_is_shown_or_left_for_later(as_member):
    empty = {"context": "", "deed": "", "means": "", "effects": "", "transfer": ""}
    address = begin(as_member, "temoignage")
    story = f"/contribuer/temoignage/{number(address)}/recit/"
    save(as_member, address, {"title": "Ouvrir le mardi"})
    assert save(as_member, story, empty)["Location"].endswith("/images/")
    save(as_member, address, {"title": "Ouvrir le mardi", "introduction": "Un essai.", "person_name": "Ada L."})
    save(as_member, f"/contribuer/temoignage/{number(address)}/accord/", {"consent": "on"})
    response = save(as_member, story, empty)
    if response["Location"].endswith("?revoir=1"):
        assert "error-summary" in as_member.get(response["Location"]).text
    else:
        assert response["Location"].endswith("/images/")


def test_too_long_value_is_not_cut_and_has_an_error(as_member):
    address = begin(as_member)
    assert not re.search(r"<textarea[^>]*maxlength", as_member.get(address).text)
    response = save(as_member, address, {**FIRST, "summary": "x" * 330})
    text = as_member.get(response["Location"]).text
    assert "x" * 330 in text
    assert re.search(r"280 caractères.*330", text)


def test_names_of_steps_are_readable_on_a_phone(as_member):
    place = SiteProfilePageFactory()
    address = begin(as_member, "corriger-un-lieu", f"?sur={place.translation_key}")
    text = as_member.get(address).text
    assert re.search(r"<details open>\s*<summary>Que voulez-vous corriger", text)
    assert "<summary>Toutes les étapes</summary>" in as_member.get(begin(as_member)).text


@pytest.mark.parametrize(("go", "end"), [("precedent", "/lieu/"), ("photos", "/photos/"), ("envoyer", "/envoyer/")])
def test_every_button_saves_first(as_member, go, end):
    address = begin(as_member)
    save(as_member, address, FIRST)
    second = f"/contribuer/lieu/{number(address)}/adresse/"
    assert save(as_member, second, {**SECOND, "aller": go})["Location"].endswith(end)
    assert Contribution.objects.get().typed["commune"] == ["Grenoble"]


def test_contribution_of_another_account_is_404(as_member, drafted):
    other = Client()
    other.force_login(make_user("une-autre", "Membres"))
    before = Contribution.objects.get().typed
    for path in (drafted, drafted.replace("/lieu/", "/", 1)):
        assert other.get(path).status_code == 404
    assert other.post(drafted, {"title": "Autre", "aller": "suivant"}).status_code == 404
    for end in ("envoyer/", "apercu/"):
        assert other.get(f"/contribuer/lieu/{number(drafted)}/{end}").status_code == 404
    assert Contribution.objects.get().typed == before


def test_step_saved_by_a_script_is_answered_in_json(as_member):
    address = begin(as_member)
    response = save(as_member, address, {"title": "La Scierie"}, headers={"Accept": "application/json"})
    answer = response.json()
    assert re.fullmatch(r"\d{1,2}\xa0h\xa0\d\d", answer["saved_at"])
    assert answer["problems"] == {}
    assert answer["seen"] == SEEN.search(as_member.get(address).text)[1]
    assert Contribution.objects.get().title == "La Scierie"


def test_correction_form_has_the_values_of_the_page(as_member):
    place = SiteProfilePageFactory(title="L’Établi", summary="Un atelier.")
    address = begin(as_member, "corriger-un-lieu", f"?sur={place.translation_key}")
    assert address.endswith(f"?sur={place.translation_key}")
    assert "L’Établi" in as_member.get(address).text


# --- Files ------------------------------------------------------------------------------------------------------------


def test_files_are_stored_described_and_removed(as_member, drafted):
    photos = f"/contribuer/lieu/{number(drafted)}/photos/"
    save(as_member, photos, {"fichiers-photos": [picture("a.jpg"), picture("b.jpg", "red")], "aller": "rester"})
    first, second = Upload.objects.order_by("created_at")
    text = as_member.get(photos).text
    assert text.count(f'src="/compte/fichiers/{first.pk}/"') == 1
    response = save(as_member, photos, {f"mots-{first.pk}": "La façade", "aller": f"retirer:{second.pk}"})
    assert response.status_code == 302
    assert [(kept.pk, kept.title) for kept in Upload.objects.all()] == [(first.pk, "La façade")]
    assert 'value="La façade"' in as_member.get(photos).text
    assert save(as_member, photos, {"aller": f"retirer:{second.pk}"}).status_code == 302  # pressed twice


def test_bad_file_loses_neither_other_files_nor_values(as_member, drafted):
    photos = f"/contribuer/lieu/{number(drafted)}/photos/"
    bad = SimpleUploadedFile("virus.exe", b"MZ", "image/jpeg")
    response = save(as_member, photos, {"fichiers-photos": [bad, picture()], "aller": "suivant"})
    assert response.status_code == 200
    assert "virus.exe" in response.text
    assert 'href="#fichiers-photos"' in response.text
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("button", ["rester", "rester:photos"])
def test_missing_file_has_a_message(as_member, drafted, button):
    photos = f"/contribuer/lieu/{number(drafted)}/photos/"
    response = save(as_member, photos, {"note": "Un mot", "aller": button})
    assert response.status_code == 200
    assert "Choisissez d’abord un fichier" in response.text
    assert Contribution.objects.get().typed["note"] == ["Un mot"]
    assert save(as_member, photos, {"fichiers-photos": [picture()], "aller": button}).status_code == 302


# --- Looking over, sending --------------------------------------------------------------------------------------------


def test_missing_values_are_listed_with_links_to_their_fields(as_member):
    address = begin(as_member)
    save(as_member, address, {"title": "La Scierie"})
    send = f"/contribuer/lieu/{number(address)}/envoyer/"
    response = as_member.post(send)
    assert response.status_code == 200
    assert "Il manque encore quelque chose" in response.text
    assert f'href="{address}?revoir=tout#id_families"' in response.text
    assert Contribution.objects.get().state == "draft"
    assert 'id="id_families"' in as_member.get(f"{address}?revoir=tout").text


def test_review_shows_everything_and_sends(as_member, drafted, moderator):
    send = f"/contribuer/lieu/{number(drafted)}/envoyer/"
    text = as_member.get(send).text
    assert "La Scierie" in text
    assert "Coworking" in text
    assert "Voir l’aperçu" in text, as_member.get(send).context["problems"]
    response = as_member.post(send, follow=True)
    assert response.redirect_chain[-1][0] == f"/compte/contributions/{number(drafted)}/"
    assert "Merci" in response.text
    assert Contribution.objects.get().state == "waiting"
    assert not SiteProfilePage.objects.get(title="La Scierie").live


def test_review_shows_hours_in_words(as_member, drafted):
    third = f"/contribuer/lieu/{number(drafted)}/pratique/"
    save(as_member, third, {"opening_hours_mo0_from": "09:00", "opening_hours_mo0_to": "12:30"})
    text = as_member.get(f"/contribuer/lieu/{number(drafted)}/envoyer/").text.replace("\u00a0", " ")
    assert "Le lundi : 9 h – 12 h 30" in text
    save(as_member, third, {"opening_hours_mo0_from": "25:00", "opening_hours_mo0_to": "12:30"})
    text = as_member.get(f"/contribuer/lieu/{number(drafted)}/envoyer/").text
    assert "25:00, 12:30" in text


def test_form_sent_twice_makes_one_contribution(as_member, drafted):
    send = f"/contribuer/lieu/{number(drafted)}/envoyer/"
    places = SiteProfilePage.objects.count()
    first, second = as_member.post(send), as_member.post(send)
    assert first["Location"] == second["Location"]
    assert SiteProfilePage.objects.count() == places + 1
    assert Contribution.objects.get().entries.filter(what="submitted").count() == 1


def test_the_preview_is_the_page_that_readers_would_see(as_member, drafted):
    places = SiteProfilePage.objects.count()
    text = as_member.get(f"/contribuer/lieu/{number(drafted)}/apercu/").text
    assert "<strong>Aperçu.</strong>" in text
    assert "<h1>La Scierie</h1>" in text
    assert "Un atelier partagé au bord du Guiers." in text
    assert SiteProfilePage.objects.count() == places


def test_preview_of_an_incomplete_draft_lists_missing_values(as_member):
    address = begin(as_member)
    save(as_member, address, {"title": "La Scierie"})
    text = as_member.get(f"/contribuer/lieu/{number(address)}/apercu/").text
    assert "L’aperçu sera possible" in text


def test_review_of_a_correction_shows_before_and_after(as_member):
    place = SiteProfilePageFactory(title="L’Établi", summary="Un atelier.")
    address = begin(as_member, "corriger-un-lieu", f"?sur={place.translation_key}")
    slug = next(step.slug for step in kinds.kind("corriger-un-lieu").steps if "summary" in step.fields)
    address = re.sub(r"/[\w-]+/(\?|$)", rf"/{slug}/\1", address)
    shown = as_member.get(address)
    form = shown.context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    save(as_member, address, {**data, "summary": "Un atelier et un café.", "sur": str(place.translation_key)})
    kept = Contribution.objects.get()
    assert kept.page_id == place.pk
    text = as_member.get(f"/contribuer/corriger-un-lieu/{kept.pk}/envoyer/").text
    assert re.search(r"<del>.*Un atelier\.</del>", text)
    assert re.search(r"<ins>.*Un atelier et un café\.</ins>", text)
    preview = as_member.get(f"/contribuer/corriger-un-lieu/{kept.pk}/apercu/").text
    assert "Un atelier et un café." in preview
    place.refresh_from_db()
    assert place.summary == "Un atelier."


# --- Doors on public pages --------------------------------------------------------------------------------------------


def test_public_pages_link_to_contributions_without_a_query(home, client, django_assert_num_queries):
    from django.template import Context, Template

    place = SiteProfilePageFactory()
    text = client.get(place.url).text
    for code, label in (
        ("corriger-un-lieu", "Corriger ou compléter cette fiche"),
        ("signaler", "Signaler une erreur"),
        ("gerer", "Je gère ce lieu"),
    ):
        assert f'href="/contribuer/{code}/?sur={place.translation_key}" rel="nofollow">{label}</a>' in text
    template = Template(
        "{% load contributing %}{% contribution_links_about page as doors %}{{ doors|length }}"
        "{% contribution_link 'lieu' as door %}"
    )
    with django_assert_num_queries(0):
        assert template.render(Context({"page": place})) == "3"


@pytest.mark.parametrize(
    "path", ["/inventaire/", "/ressources/evenements/", "/ressources/publications/", "/memento/temoignages/"]
)
def test_lists_link_to_their_kind(home, client, path):
    code = {"/inventaire/": "lieu", "/ressources/evenements/": "evenement", "/ressources/publications/": "publication"}
    wanted = code.get(path, "temoignage")
    if kinds.kind(wanted) is None:
        pytest.skip(f"{wanted} is not declared")
    assert f'href="/contribuer/{wanted}/"' in client.get(path).text
