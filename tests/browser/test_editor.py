"""An editor makes the sheet of a place, as she would."""

from __future__ import annotations

import io
import re
import time

from PIL import Image
from playwright.sync_api import Page, expect

from core.setup import ensure_page
from home.models import StandardPage
from inventory.models import SiteProfilePage
from tests.browser.conftest import log_in, open_watched_form
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.place_form import place_form


def photo() -> dict:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), (15, 91, 79)).save(data, "JPEG")
    return {"name": "facade.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def insert_block(page: Page, name: str) -> None:
    page.locator("#panel-child-identite-body-section").get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name=name, exact=True).click()


def test_an_editor_makes_and_publishes_a_place(page: Page, home, editor, elsewhere, client):
    ensure_page(home, StandardPage, "la-demarche", "La démarche")
    log_in(page, editor)
    page.goto(f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/")

    page.get_by_role("textbox", name="Nom du lieu").fill("La Grange du Vercors")
    page.locator("#id_summary").fill("Un atelier partagé au village.")
    page.get_by_label("Coworking", exact=True).check()
    page.locator("#id_state").select_option("active")

    insert_block(page, "Image")
    page.locator("[data-streamfield-child]").first.get_by_role("button", name="Choisir une image").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Transférer").click()
    dialog.locator("input[type=file]").set_input_files(photo())
    dialog.get_by_label("Titre").fill("La façade")
    dialog.get_by_label("Description").fill("Une grange en pierre, portes ouvertes")
    dialog.get_by_role("button", name="Transférer").click()
    expect(dialog).to_be_hidden()

    insert_block(page, "Lien vers une page")
    page.locator("[data-streamfield-child]").last.get_by_role("button", name="Choisissez une page").click()
    page.get_by_role("dialog").get_by_role("searchbox").or_(dialog.locator("input[name=q]")).first.fill("démarche")
    expect(page.get_by_role("dialog").get_by_text("Il y a 1 correspondance")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="La démarche").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.locator("#id_photos-ADD").click()
    page.locator("#inline_child_photos-0").get_by_role("button", name="Choisir une image").click()
    page.get_by_role("dialog").get_by_role("link", name="La façade").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.get_by_role("tab", name="Localisation").click()
    page.locator("#id_commune").fill("Autrans-Méaudre en Vercors")
    page.locator("#id_insee_code").fill("38225")
    page.locator("#id_milieu").select_option("mountain")
    page.locator("#id_point_latlng").fill("45.17,5.54")
    expect(page.locator("#id_point")).to_have_value("SRID=4326;POINT(5.54 45.17)")
    expect(page.locator("#id_point_map .sillon-marker")).to_be_visible()

    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("iframe[title*='prévisualisation' i], #w-preview-iframe").first
    expect(preview.get_by_role("heading", name="La Grange du Vercors", level=1)).to_be_visible()
    expect(preview.get_by_role("link", name="La démarche")).to_be_visible()
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()

    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text(re.compile("La Grange du Vercors.*publiée"))).to_be_visible()

    place = SiteProfilePage.objects.get(slug="la-grange-du-vercors")
    assert place.live
    assert (str(place.longitude), str(place.latitude)) == ("5.540000", "45.170000")
    page.goto(place.url)
    expect(page.get_by_alt_text("Une grange en pierre, portes ouvertes").first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="La démarche")).to_be_visible()

    assert "La Grange du Vercors" in client.get("/inventaire/").text
    assert "La Grange du Vercors" in client.get("/recherche/?q=autrans").text
    data = client.get("/api/v3/places/la-grange-du-vercors/").json()
    assert [block["type"] for block in data["body"]] == ["image", "page_link"]
    assert {"avif", "webp"} <= set(data["photos"][0]["sources"])
    assert elsewhere == []


def test_publishing_with_an_error_does_not_deny_the_draft_that_is_saved(page: Page, home, editor):
    """The page saves its draft by itself below the message: both are true."""
    place = SiteProfilePageFactory(title="La Grange du Vercors")
    place.save_revision()
    log_in(page, editor)
    page.goto(f"/admin/pages/{place.pk}/edit/")
    page.locator("#id_summary").fill("")
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Il reste des erreurs : corrigez ce qui est signalé")).to_be_visible()
    saved = page.locator("#w-autosave-indicator").get_by_text("Brouillon enregistré")
    with page.expect_request(lambda request: b", en haut" in (request.post_data_buffer or b"")):
        page.locator("#id_title").fill("La Grange du Vercors, en haut")
    expect(saved).to_be_visible()
    expect(page.get_by_text(re.compile("ne peut être|Rien n’est encore"))).to_have_count(0)
    live = SiteProfilePage.objects.get(pk=place.pk)
    draft = live.get_latest_revision_as_object()
    assert (live.title, draft.title, draft.summary) == (place.title, "La Grange du Vercors, en haut", "")


def test_a_malformed_point_comes_back_with_a_message_at_its_field(home, as_editor):
    """What the map would not write can still be sent: nothing typed is lost, and the field says what is wrong."""
    form = place_form(slug="mauvais-point", summary="Un résumé gardé", point="POINT(un deux)")
    url = f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/"
    response = as_editor.post(url, form)
    assert response.status_code == 200
    assert "Ce point n’est pas compris" in response.text
    assert "Un résumé gardé" in response.text
    assert not SiteProfilePage.objects.filter(slug="mauvais-point").exists()


def test_a_moderator_and_a_member_have_their_rights(home, moderator, member, client):
    client.force_login(member)
    assert client.get("/admin/").status_code in (302, 403)
    client.force_login(moderator)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/images/add/").status_code == 200
    assert client.get(f"/admin/pages/{inventory_index().pk}/").status_code == 200


def test_a_page_sent_while_it_is_being_saved_is_made_once(page: Page, home, editor):
    """Autosave makes a new page too. On a slow connection, it would make a second one beside the one that is sent."""
    log_in(page, editor)
    open_watched_form(page, f"/admin/pages/add/home/standardpage/{home.pk}/")

    def answer_late(route) -> None:
        response = route.fetch()
        time.sleep(2)
        route.fulfill(response=response)

    is_autosave = re.compile(r"/admin/pages/add/home/standardpage/")
    page.route(
        is_autosave,
        lambda route: answer_late(route) if "json" in route.request.headers["accept"] else route.continue_(),
    )
    with page.expect_request(lambda request: bool(is_autosave.search(request.url)) and request.method == "POST"):
        page.get_by_role("textbox", name="Titre").first.fill("Nous écrire")
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_role("status").filter(has_text="Nous écrire")).to_be_visible()
    assert StandardPage.objects.filter(title="Nous écrire").count() == 1


def test_what_is_typed_while_the_page_is_being_saved_is_saved_next(page: Page, home, editor):
    standard = StandardPageFactory(parent=home, title="Nous écrire")
    log_in(page, editor)
    open_watched_form(page, f"/admin/pages/{standard.pk}/edit/")
    title = page.get_by_role("textbox", name="Titre").first
    late: list[str] = []

    def answer_first_one_late(route) -> None:
        response = route.fetch()
        if not late:
            late.append(route.request.url)
            title.fill("Nous écrire ou nous voir")
        route.fulfill(response=response)

    page.route(re.compile(r"/edit/$"), answer_first_one_late)
    title.fill("Nous écrire vite")
    saved = page.locator("#w-autosave-indicator").get_by_text("Brouillon enregistré")
    expect(saved).to_be_visible()
    page.wait_for_timeout(3_000)
    expect(saved).to_be_visible()
    standard.refresh_from_db()
    assert standard.get_latest_revision_as_object().title == "Nous écrire ou nous voir"
