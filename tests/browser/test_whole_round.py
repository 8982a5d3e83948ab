"""The whole round on a telephone, with a script and without: a newcomer proposes a place, and everyone can see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from core.mail import render
from inventory.models import SiteProfilePage
from members.models import OutgoingMail, User
from tests.browser.conftest import log_in, new_context, wait_until_answered
from tests.factories.mails import parsed
from tests.members.mail.test_render import ADDRESS, ENGLISH

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LEA, SECRET = "lea@example.org", "Sapin-42-bleu"
ASKED = "Dans quelle rue, et depuis quand ?"


@pytest.fixture(autouse=True)
def site_here(live_server, settings, home):
    """The site stands where its letters say, and they leave as they leave in life."""
    cache.clear()
    here = urlsplit(live_server.url)
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.EMAIL_BACKEND = "members.mail.outbox.OutboxBackend"
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = here.hostname, here.port
    site.save()


@pytest.fixture
def troubles() -> list[str]:
    """What the browser's policy has refused, what broke on the server, and other hosts that were asked: nothing."""
    return []


@pytest.fixture
def open_browser(browser: Browser, live_server, troubles) -> Iterator[Callable[..., Page]]:
    """A browser that remembers nothing of those before."""
    contexts = []

    def make(viewport: dict[str, int], script: bool = True) -> Page:
        context = new_context(
            browser, live_server, timezone_id="Europe/Paris", viewport=viewport,
            java_script_enabled=script, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: "Content Security Policy" in line.text and troubles.append(line.text))
        page.on("response", lambda answer: answer.status >= 500 and troubles.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda asked: _is_elsewhere(asked.url, live_server.url) and troubles.append(asked.url))
        return page

    yield make
    for context in contexts:
        context.close()
    wait_until_answered()


def _is_elsewhere(url: str, here: str) -> bool:
    return url.startswith(("http:", "https:", "ws:", "wss:")) and urlsplit(url).netloc != urlsplit(here).netloc


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def telephone(open_browser, script: bool) -> Callable[[], Page]:
    return lambda: open_browser(PHONE, script)


def picture() -> dict:
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG")
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def come_in(page: Page) -> None:
    """Fill the log-in that is shown."""
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill(LEA)
    page.get_by_label("Mot de passe", exact=True).fill(SECRET)
    press(page, "Se connecter")


def letter_to_lea(subject: str) -> str:
    """The one letter of this subject, French in both its forms; gives its link."""
    sent = OutgoingMail.objects.filter(recipients=[LEA])
    (row,) = [one for one in sent if one.subject.replace("\u00a0", " ").startswith(subject)]
    mail = parsed(row)
    assert isinstance(mail, EmailMessage)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert not ENGLISH.search(ADDRESS.sub("", text) + mail["Subject"])
    (link,) = ADDRESS.findall(text.partition(render.SIGNATURE)[0])
    assert f'href="{link}"' in html
    assert "/admin/" not in text
    return link


def test_a_newcomer_proposes_a_place_and_everyone_sees_it(telephone, open_browser, script, moderator, troubles):
    page = telephone()
    open_an_account(page)
    begin(page, script)
    leave(page, script)

    page = telephone()
    find_it_again(page)
    finish_and_send(page, script)
    page.goto(letter_to_lea("Proposition reçue : La Scierie du Guiers"))
    expect(page.locator(".badge")).to_have_text("En attente depuis aujourd’hui")

    desk = open_browser(DESK)
    log_in(desk, moderator)
    send_back(desk)
    assert page.goto("/api/v3/places/la-scierie-du-guiers/").status == 404

    # From the letter, on a telephone that has forgotten her.
    page = telephone()
    page.goto(letter_to_lea("À compléter : La Scierie du Guiers"))
    come_in(page)
    amend(page)
    accept(desk)
    look_at_it(page, letter_to_lea("En ligne : La Scierie du Guiers"), script)
    assert OutgoingMail.objects.filter(recipients=[LEA]).count() == 5  # she was told twice that it arrived
    assert not User.objects.get(email=LEA).has_perm("wagtailadmin.access_admin")
    assert troubles == []


def open_an_account(page: Page) -> None:
    page.goto("/contribuer/lieu/")
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Votre nom").fill("Léa Martin")
    page.get_by_label("Votre adresse électronique").fill(LEA)
    page.get_by_label("Choisissez un mot de passe").fill(SECRET)
    press(page, "Créer mon compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez votre adresse")
    page.goto(letter_to_lea("Confirmez votre adresse"))
    press(page, "Oui, confirmer cette adresse")


def begin(page: Page, script: bool) -> None:
    """She is where she wanted to go, and tells what she knows today; half a point among it."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Le lieu")
    page.get_by_label("Nom du lieu").fill("La Scierie du Guiers")
    page.get_by_label("En bref").fill("Un atelier partagé « au bord de l’eau ».")
    page.get_by_label("Coworking", exact=True).check()
    page.get_by_label("Où en est-il").select_option("active")
    press(page, "Enregistrer et continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où il est")
    page.get_by_label("Commune").fill("Saint-Laurent-du-Pont")
    page.get_by_label("Point sur la carte").fill("45,39")
    if script:
        expect(page.locator("[data-saved]")).to_have_text(re.compile("^Enregistré à"))
    else:
        press(page, "Finir plus tard")


def leave(page: Page, script: bool) -> None:
    page.goto("/compte/")
    page.get_by_role("main").get_by_role("link", name="Se déconnecter").click()
    press(page, "Se déconnecter")
    page.goto("/compte/contributions/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


def find_it_again(page: Page) -> None:
    """Another day: all of it is there as it was typed."""
    page.goto("/compte/contributions/")
    come_in(page)
    page.get_by_role("link", name="La Scierie du Guiers").click()
    expect(page.locator(".badge")).to_have_text("Brouillon")
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_label("Nom du lieu")).to_have_value("La Scierie du Guiers")
    expect(page.get_by_label("En bref")).to_have_value("Un atelier partagé « au bord de l’eau ».")
    expect(page.get_by_label("Coworking", exact=True)).to_be_checked()
    expect(page.get_by_label("Où en est-il")).to_have_value("active")
    press(page, "Enregistrer et continuer")
    expect(page.get_by_label("Commune")).to_have_value("Saint-Laurent-du-Pont")
    expect(page.get_by_label("Point sur la carte")).to_have_value("45,39")


def finish_and_send(page: Page, script: bool) -> None:
    point = page.get_by_label("Point sur la carte")
    point.fill("")
    if script:
        point.focus()  # the map comes when it is in view
        page.get_by_role("button", name="Repère au milieu").click()
        expect(point).to_have_value("45.19000, 5.72000")
    else:
        point.fill("45,19 ; 5,72")
    page.get_by_label("Dans quel milieu").select_option("rural")
    page.get_by_role("button", name="Photos").click()
    page.locator("[type=file]").set_input_files(picture())
    if not script:
        press(page, "Envoyer ces fichiers")
    page.get_by_label("Ce que l’on voit sur la photo").fill("La façade, côté rivière")
    page.get_by_label("Un mot pour les modérateurs").fill("J’y travaille le mardi.")
    press(page, "Enregistrer et continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire et envoyer")
    expect(page.get_by_role("main")).to_contain_text("La façade, côté rivière")
    press(page, "Envoyer")
    expect(page.locator(".message")).to_contain_text("Merci")


def send_back(desk: Page) -> None:
    """The moderator finds it, reads what came with it, and asks for more in the form of the page."""
    desk.goto("/admin/")
    desk.get_by_role("link", name="Contributions (1)").click()
    desk.get_by_role("link", name="La Scierie du Guiers").click()
    desk.get_by_role("link", name="Relire « La Scierie du Guiers » dans son formulaire").click()
    expect(desk.get_by_text("Proposé par Léa Martin")).to_contain_text("J’y travaille le mardi.")
    expect(desk.locator("#id_title")).to_have_value("La Scierie du Guiers")
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="La façade, côté rivière").click()
    photo = opened.value.locator("img")  # waits for the new window to show it
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    opened.value.close()
    desk.locator("footer button[data-w-dropdown-target=toggle]").click()
    desk.get_by_role("button", name="Demander des modifications").click()
    modal = desk.get_by_role("dialog")
    modal.get_by_label("Que faut-il changer ?").fill(ASKED)
    modal.get_by_role("button", name="Demander des modifications").click()
    expect(desk.get_by_text("revient à Léa Martin, avec vos remarques")).to_be_visible()


def amend(page: Page) -> None:
    """She reads what is asked, and sends it again."""
    expect(page.locator(".badge")).to_have_text("À compléter")
    expect(page.locator(".notice")).to_contain_text("Dans quelle rue, et depuis quand")
    page.get_by_role("link", name="Compléter").click()
    expect(page.locator(".notice")).to_contain_text("Dans quelle rue, et depuis quand")
    page.get_by_label("Ouvert depuis").fill("2019")
    press(page, "Enregistrer et continuer")
    page.get_by_label("Numéro et rue").fill("4 rue du Moulin")
    page.get_by_role("button", name="Relire et envoyer").click()
    expect(page.get_by_role("main")).to_contain_text("4 rue du Moulin")
    press(page, "Envoyer")
    expect(page.locator(".message")).to_contain_text("Merci")


def accept(desk: Page) -> None:
    desk.goto("/admin/")
    desk.get_by_role("region", name="À modérer").get_by_role("link", name="La Scierie du Guiers").click()
    expect(desk.locator("#id_address")).to_have_value("4 rue du Moulin")
    desk.locator("footer button[data-w-dropdown-target=toggle]").click()
    desk.get_by_role("button", name=re.compile("^(Accepter|Approuver)")).first.click()
    expect(desk.get_by_text("les lecteurs le voient maintenant")).to_be_visible()


def look_at_it(page: Page, link: str, script: bool) -> None:
    """Its page with the photo, the list, the map, and what programs get."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("La Scierie du Guiers")
    expect(page.get_by_role("main")).to_contain_text("4 rue du Moulin")
    photo = page.get_by_role("img", name="La façade, côté rivière")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    page.goto("/inventaire/")
    found = page.get_by_role("main").get_by_role("link", name="La Scierie du Guiers")
    expect(found.first).to_be_visible()
    if script:
        page.get_by_role("group", name="Montrer").get_by_text("Carte").click()
        expect(page.locator(".map-status")).to_have_text("1 lieu sur la carte")
        expect(page.locator(".map-markers button")).to_have_accessible_name(re.compile("La Scierie du Guiers"))
    points = page.request.get("/api/v3/places/map/").json()
    place = SiteProfilePage.objects.get()
    assert [row[:3] for row in points["rows"]] == [[place.pk, 5.72, 45.19]]
    told = page.request.get(f"/api/v3/places/{place.slug}/").json()
    assert (told["title"], told["address"], told["url"]) == ("La Scierie du Guiers", "4 rue du Moulin", link)
    assert [photo["alt"] for photo in told["photos"]] == ["La façade, côté rivière"]

    page.goto("/compte/contributions/")
    expect(page.locator(".badge")).to_have_text("Publiée")
