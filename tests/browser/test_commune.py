"""An editor places a place: its commune chosen once, its point typed as she writes it, its likes named to her."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.core.management import call_command
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import log_in, open_watched_form
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.inventory.import_export.communes import write_communes


@pytest.fixture
def table(home, tmp_path) -> None:
    call_command("load_communes", str(write_communes(tmp_path)), verbosity=0)


def new_place(page: Page, editor, open_form=Page.goto) -> None:
    log_in(page, editor)
    open_form(page, f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/")
    page.get_by_role("tab", name="Localisation").click()


def test_choosing_a_commune_fills_what_hangs_on_it(page: Page, table, editor, elsewhere):
    new_place(page, editor)
    commune = page.get_by_role("combobox", name="Commune")
    commune.press_sequentially("st egr")
    offers = page.get_by_role("listbox", name="Communes").get_by_role("option")
    expect(offers).to_have_count(1)
    commune.press("ArrowDown")
    expect(commune).to_have_attribute("aria-activedescendant", "id_commune-suggestions-0")
    assert violations(page) == []
    commune.press("Enter")
    values = {
        "commune": "Saint-Égrève", "insee_code": "38382", "postcode": "38120", "epci_code": "200040715",
        "epci_name": "Grenoble-Alpes-Métropole", "point": "SRID=4326;POINT(5.68224 45.2369)", "precision": "commune",
    }  # fmt: skip
    for name, value in values.items():
        expect(page.locator(f"#id_{name}")).to_have_value(value)
    expect(page.get_by_role("status").filter(has_text="Rempli : code postal 38120")).to_contain_text("Saint-Égrève")
    expect(commune).to_be_focused()

    # By its former name, with two postcodes to choose from; the point follows, for it is only that of the commune.
    commune.fill("")
    commune.press_sequentially("méaudre")
    expect(offers).to_contain_text(["anciennement Méaudre"])
    offers.click()
    expect(page.locator("#id_insee_code")).to_have_value("38225")
    expect(page.locator("#id_postcode")).to_have_value("")
    expect(page.locator("#id_point")).to_have_value("SRID=4326;POINT(5.54 45.16)")
    page.get_by_role("group", name="Code postal").get_by_role("button", name="38880").click()
    expect(page.locator("#id_postcode")).to_have_value("38880")

    # A point of its own stays, whatever commune is chosen then; and a code offers communes too.
    page.locator("#id_point_latlng").fill("45,0553 ; 5,6706")
    expect(page.locator("#id_precision")).to_have_value("by_hand")
    page.locator("#id_precision").select_option("street")
    page.get_by_role("combobox", name="Code INSEE").fill("")
    page.get_by_role("combobox", name="Code INSEE").press_sequentially("38185")
    page.get_by_role("option", name="Grenoble").click()
    expect(page.locator("#id_epci_code")).to_have_value("200040715")
    expect(page.locator("#id_point")).to_have_value("SRID=4326;POINT(5.6706 45.0553)")
    assert elsewhere == []


def test_coordinates_are_understood_as_people_write_them(page: Page, home, editor):
    new_place(page, editor)
    typed, point = page.locator("#id_point_latlng"), page.locator("#id_point")
    expect(typed).to_have_value("")
    for text in ("45,0553, 5,6706", "45.0553 ; 5.6706", "45.0553 5.6706", "45,0553,5,6706"):
        typed.fill(text)
        expect(point).to_have_value("SRID=4326;POINT(5.6706 45.0553)")
    typed.fill("5.6706, 45.0553")
    expect(page.get_by_text("semblent inversées")).to_be_visible()
    typed.fill("45,0553")
    expect(page.get_by_text("Écrivez la latitude puis la longitude")).to_be_visible()
    typed.fill("")
    expect(page.get_by_text("Écrivez la latitude puis la longitude")).to_be_hidden()
    expect(point).to_have_value("")


def test_a_place_that_is_there_already_is_named(page: Page, table, editor):
    known = SiteProfilePageFactory(title="La Grange du Vercors", draft=True, point="SRID=4326;POINT(5.54 45.17)")
    new_place(page, editor, open_watched_form)
    page.locator("#id_point_latlng").fill("45.171, 5.54")
    page.get_by_role("tab", name="Identité").click()
    page.get_by_role("textbox", name="Nom du lieu").fill("Grange du Vercors")
    link = page.get_by_role("status").get_by_role("link", name="« La Grange du Vercors »")
    expect(link).to_have_attribute("href", f"/admin/pages/{known.pk}/edit/")
    expect(link.locator("..")).to_contain_text("(Grenoble, en activité, brouillon), à 111")
    page.get_by_role("textbox", name="Nom du lieu").fill("Tout autre chose")
    expect(link).to_be_hidden()

    # The page saves itself as it is written: it is not its own likeness.
    page.get_by_role("textbox", name="Nom du lieu").blur()
    expect(page).to_have_url(re.compile("/edit/"))
    with page.expect_response("**/ressemblants/**") as answer:
        page.get_by_role("textbox", name="Nom du lieu").fill("Tout autre chose !")
    assert answer.value.json() == {"items": []}


def test_a_place_saved_while_it_is_looked_up_is_not_its_own_likeness(page: Page, table, editor):
    """A request may leave before the first automatic save of a new page, and be answered after it."""
    held = []
    page.route("**/ressemblants/**", lambda route: held.append(route) if _unsaved(route) else route.continue_())
    new_place(page, editor, open_watched_form)
    page.locator("#id_point_latlng").fill("45.171, 5.54")
    page.get_by_role("tab", name="Identité").click()
    page.get_by_role("textbox", name="Nom du lieu").fill("La Grange du Vercors")
    page.wait_for_timeout(700)  # longer than the script waits for the next letter
    page.get_by_role("textbox", name="Nom du lieu").blur()
    with page.expect_response(lambda response: "ressemblants" in response.url):
        expect(page).to_have_url(re.compile("/edit/"))
        for route in held:
            with suppress(Error):  # the script has given it up
                route.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".sillon-lookalikes")).to_be_empty()


def _unsaved(route: Route) -> bool:
    return route.request.url.endswith("exclude=")
