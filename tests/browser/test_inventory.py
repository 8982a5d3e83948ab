"""Finding a place: by keyboard alone, by filters, by the map, near a commune, and without JavaScript."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from inventory.choices import State
from inventory.communes.lookup import fold_name
from inventory.models.commune import Commune
from tests.browser.axe import violations_by_scheme
from tests.browser.demo.test_keyboard import tab_to
from tests.browser.test_map import WATCH
from tests.factories.inventory import SiteProfilePageFactory

PHONE = {"width": 390, "height": 844}
without_javascript = pytest.mark.parametrize("page", [False], indirect=True)


@pytest.fixture(autouse=True)
def watched(page: Page, elsewhere, request):
    """No test may be refused anything by the content security policy, or ask anything of another host."""
    scripted = "without_javascript" not in request.node.name
    if scripted:
        page.add_init_script(WATCH)
    yield
    assert not scripted or page.evaluate("window.refused") == []
    assert elsewhere == []


@pytest.fixture
def places(home):
    for title, point, insee, commune, milieu, family, state in (
        ("Le Cairn", "5.72 45.19", "38185", "Grenoble", "urban", "coworking", State.ACTIVE),
        ("La Dent", "5.55 45.07", "38548", "Villard-de-Lans", "mountain", "coworking", State.ACTIVE),
        ("Le Sillon", "5.56 45.08", "38548", "Villard-de-Lans", "mountain", "fablab", State.PROJECT),
        ("La Close", "5.92 45.57", "73065", "Chambéry", "urban", "fablab", State.CLOSED),
        ("Nulle part", "", "73065", "Chambéry", "rural", "telecentre", State.ACTIVE),
    ):
        SiteProfilePageFactory(
            title=title, point=f"SRID=4326;POINT({point})" if point else "", insee_code=insee, commune=commune,
            milieu=milieu, families=[family], state=state,
        )  # fmt: skip
    for code, name, department, longitude, latitude in (
        ("38548", "Villard-de-Lans", "38", "5.5514", "45.0706"), ("93066", "Saint-Denis", "93", "2.35", "48.93"),
        ("97411", "Saint-Denis", "974", "55.45", "-20.87"),
    ):  # fmt: skip
        Commune.objects.create(
            insee_code=code, name=name, folded=fold_name(name), department=department, postcodes=[],
            longitude=Decimal(longitude), latitude=Decimal(latitude),
        )  # fmt: skip


def listed(page: Page) -> Locator:
    return page.locator("#trouves .card-title")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def drawn(page: Page) -> Locator:
    expect(page.locator("[data-map]:not([aria-busy]) .map-markers")).to_be_attached()
    return page.locator(".map-markers button")


def stays(page: Page) -> None:
    """Note this document, so that `stayed` can tell it from one that was loaded anew."""
    page.evaluate("window.sameDocument = true")


def stayed(page: Page) -> bool:
    return page.evaluate("window.sameDocument === true")


# --- With a script -----------------------------------------------------------------------------------------------


def test_a_place_is_found_by_keyboard_alone(page: Page, places):
    page.goto("/inventaire/")
    stays(page)
    tab_to(page, page.get_by_label("Montagne"))
    page.keyboard.press("Space")
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    expect(page.get_by_label("Montagne")).to_be_focused()
    expect(page.locator("#dit")).to_have_text("2 lieux")
    tab_to(page, page.locator("#facette-famille summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Fablab"))
    page.keyboard.press("Space")
    expect(listed(page)).to_have_text(["Le Sillon"])
    expect(page.get_by_label("Fablab")).to_be_focused()
    assert page.get_by_label("Fablab").is_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#facette-famille")).not_to_have_attribute("open", "")
    expect(page.locator("#facette-famille summary")).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Le Sillon"))
    assert stayed(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Le Sillon")).to_be_visible()
    page.go_back()
    expect(listed(page)).to_have_text(["Le Sillon"])
    expect(page.get_by_label("Montagne")).to_be_checked()


def test_list_facets_address_and_map_stay_in_step(page: Page, places):
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto("/inventaire/")
    markers = drawn(page)
    expect(page.locator(".map-status")).to_have_text("4 lieux sur la carte, 1 sans position")
    stays(page)
    asked.clear()
    page.get_by_label("Montagne").check()
    expect(page.locator(".map-status")).to_have_text("2 lieux sur la carte")
    expect(markers.first).to_be_visible()
    assert query(page) == {"milieu": ["mountain"]}
    chips = page.get_by_role("list", name="Filtres en cours")
    expect(chips.get_by_role("link").first).to_have_text(re.compile("Montagne"))
    page.locator("#facette-famille summary").click()
    expect(page.get_by_label("Coworking")).to_have_accessible_name(re.compile(r"Coworking\s*1\s*lieu$"))
    page.get_by_label("Nom, commune ou mot").fill("dent")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_text(["La Dent"])
    assert query(page) == {"q": ["dent"], "milieu": ["mountain"]}
    page.get_by_role("link", name=re.compile("Montagne.*retirer")).click()
    expect(page.get_by_role("heading", name="1 lieu")).to_be_focused()
    assert query(page) == {"q": ["dent"]}
    page.go_back()
    page.go_back()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    expect(page.get_by_label("Nom, commune ou mot")).to_have_value("")
    page.go_back()
    expect(page.locator(".map-status")).to_have_text("4 lieux sur la carte, 1 sans position")
    expect(page.get_by_label("Montagne")).not_to_be_checked()
    assert stayed(page)
    assert not [path for path in asked if "leaflet" in path or "outlines" in path or path.endswith(".css")]
    asked.clear()
    page.get_by_label("Trier par").select_option("Mise à jour")
    expect(page).to_have_url(re.compile("order=-updated$"))
    assert not [path for path in asked if "points.json" in path]  # the points are the same


def test_a_request_that_fails_becomes_an_ordinary_visit(page: Page, places):
    page.goto("/inventaire/")
    stays(page)
    page.route(re.compile(r"/inventaire/\?milieu"), lambda route: route.abort(), times=1)
    page.get_by_label("Montagne").check()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    assert not stayed(page)


def test_a_place_is_found_by_the_map(page: Page, places):
    page.goto("/inventaire/")
    markers = drawn(page)
    page.get_by_role("button", name=re.compile("lieux, agrandir")).first.click()
    zone = page.get_by_role("button", name="Chercher dans cette zone")
    zone.click()
    expect(page).to_have_url(re.compile("bbox="))
    expect(page.get_by_role("link", name="Dans le cadre de la carte")).to_be_visible()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    expect(zone).to_be_visible()  # the view has not moved
    single = markers.filter(has_not_text=re.compile(r"\d")).first
    single.hover()
    expect(page.locator("#trouves .card.is-lit")).to_have_count(1)
    single.press("Enter")
    page.get_by_role("dialog").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("La Dent|Le Sillon"))


def test_a_place_is_found_near_a_commune(page: Page, places):
    page.goto("/inventaire/")
    drawn(page)
    page.get_by_label("Près de").fill("villard de lans")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon", "Le Cairn", "La Close"])
    expect(page.locator(".card-label").first).to_have_text(re.compile(r"Villard-de-Lans \(38\) · à\s0,\d\skm"))
    page.get_by_label("Distance").select_option("10 km")
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    assert query(page) == {"near": ["5.5514,45.0706"], "pres_de": ["Villard-de-Lans (38)"], "radius_km": ["10"]}
    page.get_by_label("Près de").fill("Saint-Denis")
    page.keyboard.press("Enter")
    expect(page.locator("#pres_de-erreur")).to_contain_text("Plusieurs communes")
    expect(page.get_by_label("Distance")).to_have_value("10")
    page.get_by_role("link", name="Saint-Denis (93)").click()
    expect(page.get_by_role("heading", name="Aucun lieu")).to_be_focused()
    expect(page.get_by_role("heading", name="Les plus proches")).to_be_visible()
    expect(listed(page).first).to_have_text("La Close")


def test_around_me_asks_on_a_click_only_and_says_what_is_refused(page: Page, places):
    page.context.set_geolocation({"longitude": 5.551234, "latitude": 45.071234})
    page.goto("/inventaire/")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#autour-dit")).to_contain_text("ne donne pas votre position")
    page.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="Autour de moi").click()
    expect(page).to_have_url(re.compile(r"near=5\.551,45\.071$"))
    expect(listed(page).first).to_have_text("La Dent")


def test_on_a_phone_the_list_comes_first_and_filters_fold(page: Page, places):
    page.set_viewport_size(PHONE)
    page.goto("/inventaire/")
    expect(page.get_by_label("Montagne")).to_be_hidden()
    expect(page.get_by_role("link", name="La Close")).to_be_in_viewport()
    page.locator("#filtres-tous > summary").click()
    page.get_by_label("Montagne").check()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    expect(page.locator("#filtres-tous > summary")).to_have_text(re.compile(r"Filtres\s*1"))
    results = page.get_by_role("button", name="Voir 2 lieux")
    expect(results).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(results).to_be_in_viewport(ratio=1)
    results.click()
    expect(page.get_by_label("Montagne")).to_be_hidden()
    expect(page.get_by_role("heading", name="2 lieux")).to_be_focused()
    page.get_by_role("radio", name="Carte").check(force=True)
    drawn(page)
    expect(page.locator(".map-status")).to_have_text("2 lieux sur la carte")


def test_on_a_phone_the_map_keeps_its_filters_and_its_place_in_the_address(page: Page, places):
    page.set_viewport_size(PHONE)
    page.goto("/inventaire/?milieu=mountain")
    page.get_by_role("radio", name="Carte").check(force=True)
    expect(page).to_have_url(re.compile(r"\?milieu=mountain#carte$"))
    drawn(page)
    chips = page.get_by_role("list", name="Filtres en cours")
    expect(chips.get_by_role("link", name="Tout effacer")).to_be_visible()
    page.get_by_role("button", name="Agrandir", exact=True).click()
    page.get_by_role("button", name="Chercher dans cette zone").click()
    expect(chips.get_by_role("link", name="Dans le cadre de la carte")).to_be_visible()
    expect(page).to_have_url(re.compile("bbox=.*#carte$"))
    page.reload()
    drawn(page)
    expect(page.get_by_role("radio", name="Carte")).to_be_checked()
    expect(chips).to_be_visible()
    page.get_by_role("link", name="Accueil").first.click()
    page.go_back()
    expect(page.locator(".map-frame")).to_be_visible()
    page.get_by_role("radio", name="Liste").check(force=True)
    expect(page).to_have_url(re.compile("bbox=[^#]*$"))
    expect(listed(page).first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?milieu=mountain#carte$"))
    expect(page.locator(".map-frame")).to_be_visible()


def test_on_a_phone_what_is_not_understood_is_told_above_the_folded_filters(page: Page, places):
    page.set_viewport_size(PHONE)
    page.goto("/inventaire/?near=abc&ouvert=maintenant#carte")
    expect(page.get_by_label("Montagne")).to_be_hidden()
    expect(page.locator(".notice")).to_contain_text(re.compile("Près de.*Ouvert|Ouvert.*Près de", re.DOTALL))
    expect(page.locator(".notice")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_what_opens_and_in_what_is_empty(page: Page, places, width):
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}
    for path, opened in (
        ("/inventaire/?famille=coworking", "#facette-famille summary"),
        ("/inventaire/?q=introuvable&near=5.7,45.1&x=1", "#facette-moment summary"),
        ("/inventaire/?pres_de=Saint-Denis", ""),
        ("/inventaire/?milieu=mountain&ouvert=maintenant#carte", ""),
        ("/inventaire/integrer/?departement=38", ""),
        ("/inventaire/integrer/cadre/?departement=38", ""),
        ("/inventaire/integrer/cadre/?vue=carte", ""),
    ):
        page.goto(path)
        if width < 1000 and opened:
            page.locator("#filtres-tous > summary").click()
        if opened:
            page.locator(opened).click()
        page.wait_for_load_state("networkidle")
        if found := violations_by_scheme(page):
            faults[path] = found
    assert faults == {}


# --- On another site ----------------------------------------------------------------------------------------------


def test_a_partner_chooses_previews_and_copies(page: Page, places):
    page.goto("/inventaire/")
    page.get_by_label("Montagne").check()
    expect(listed(page)).to_have_count(2)
    page.get_by_role("link", name="Intégrer cette carte à un autre site").click()
    preview = page.frame_locator("iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text("2 lieux · Montagne")
    page.get_by_role("radio", name="La liste", exact=True).check()
    expect(preview.locator("[data-map]")).to_have_count(0)
    expect(preview.get_by_role("link", name="La Dent")).to_be_visible()
    expect(page.get_by_label("Ou une ligne de script")).to_have_value(
        re.compile('data-filtres="milieu=mountain" data-vue="liste" async></script>$')
    )


def test_one_line_of_script_puts_a_list_of_its_height_on_any_site(page: Page, places, live_server):
    script = f"{live_server.url}/inventaire/integrer/sillon.js"
    site = f'<h1>Chez nous</h1><script src="{script}" data-filtres="milieu=mountain" async></script>'
    page.route("**/partenaire/", lambda route: route.fulfill(body=site, content_type="text/html"))
    page.goto("/partenaire/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("2 lieux · Montagne")
    expect(frame.locator(".map-markers button").first).to_be_visible()
    height = frame.locator("body").evaluate("(body) => body.offsetHeight")
    assert height > 600
    expect(page.locator("iframe")).to_have_css("height", re.compile(rf"{height}(\.\d+)?px"))
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="La Dent").click()
    expect(opened.value.get_by_role("heading", level=1, name="La Dent")).to_be_visible()
    assert page.context.cookies() == []


# --- Without ------------------------------------------------------------------------------------------------------


@without_javascript
def test_without_javascript_a_place_is_found_by_filters_and_near_a_commune(page: Page, places):
    page.goto("/inventaire/")
    page.get_by_label("Montagne").check()
    page.get_by_role("button", name="Filtrer").click()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    assert query(page) == {"milieu": ["mountain"]}
    page.locator("#facette-famille summary").click()
    page.get_by_label("Fablab").check()
    page.get_by_label("Près de").fill("Villard-de-Lans")
    page.get_by_label("Trier par").select_option("Nom")
    page.get_by_role("button", name="Filtrer").click()
    expect(listed(page)).to_have_text(["Le Sillon"])
    expect(page.get_by_role("button", name="Autour de moi")).to_be_hidden()
    page.get_by_role("link", name=re.compile("Fablab.*retirer")).click()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    page.get_by_label("Près de").fill("Saint-Denis")
    page.get_by_role("button", name="Filtrer").click()
    page.get_by_role("link", name="Saint-Denis (974)").click()
    expect(page.locator(".card-label").first).to_have_text(re.compile(r"à\s8\s901\skm"))
    page.get_by_role("link", name="Tout effacer").click()
    expect(listed(page)).to_have_count(5)


@without_javascript
def test_without_javascript_on_a_phone_and_in_a_frame(page: Page, places):
    page.set_viewport_size(PHONE)
    page.goto("/inventaire/")
    page.locator("#filtres-tous > summary").click()
    page.get_by_label("Montagne").check()
    page.get_by_role("button", name="Appliquer ces filtres").click()
    expect(listed(page)).to_have_text(["La Dent", "Le Sillon"])
    page.goto("/inventaire/integrer/cadre/?milieu=mountain")
    expect(page.get_by_role("link", name="La Dent")).to_be_visible()
    page.goto("/inventaire/integrer/cadre/?milieu=mountain&vue=carte")
    expect(page.get_by_role("link", name="la liste de ces lieux")).to_be_visible()
