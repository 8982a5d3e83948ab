"""An editor fills the whole sheet of a place, tab after tab, with mistakes on the way, and readers see all of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from inventory.models import Commune, SiteProfilePage
from tests.browser.conftest import log_in
from tests.factories.inventory import inventory_index


@pytest.fixture
def villard(home) -> Commune:
    return Commune.objects.create(
        insee_code="38548", name="Villard-de-Lans", folded="villard de lans", department="38", postcodes=["38250"],
        population=4_300, epci_code="243801024", epci_name="CC du Massif du Vercors",
        longitude="5.55", latitude="45.07",
    )  # fmt: skip


class Form:
    """The admin's form, as it is filled by hand."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"#id_{name}").fill(value)

    def choose(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"#id_{name}").select_option(value)

    def tick(self, name: str, *labels: str) -> None:
        for label in labels:
            self.page.locator(f"#id_{name}").get_by_label(label, exact=True).check()

    def add(self, relation: str, **values: str) -> None:
        """A row of a list; a value that is no text of the row is one of its choices."""
        rank = int(self.page.locator(f"#id_{relation}-TOTAL_FORMS").input_value())
        self.page.locator(f"#id_{relation}-ADD").click()
        for name, value in values.items():
            field = self.page.locator(f"#id_{relation}-{rank}-{name}")
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(label=value)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(value)

    def hours(self, day: str, slot: int, start: str, end: str) -> None:
        for name, value in (("from", start), ("to", end)):
            self.page.locator(f"#id_opening_hours_{day}{slot}_{name}").fill(value)

    def save(self) -> None:
        self.page.get_by_role("button", name="Enregistrer le brouillon").click()

    def publish(self) -> None:
        # The form saves itself half a second after the last key: what it shows of that must not move the button away.
        self.page.wait_for_timeout(800)
        self.page.wait_for_load_state("networkidle")
        self.page.locator("footer button[data-w-dropdown-target=toggle]").click()
        self.page.get_by_role("button", name="Publier").click()

    def errors_of(self, name: str):
        return self.page.locator(f"[data-field]:has(#id_{name}), .w-field:has(#id_{name})").first


#: What the page of the place must say, tab after tab.
TOLD = (
    "La Cime", "Le Sommet", "Un coworking de montagne.", "Coworking", "En activité", "Association La Cime",
    "732 829 320 00074", "W381234567", "vers 2014", "bonjour@lacime.example", "04 76 00 00 00", "lacime.example",
    "1 place du Marché", "38250", "Villard-de-Lans", "CC du Massif du Vercors", "Montagne",
    "Indépendants", "Habitants", "De 50 à 75 %", "La commune",
    "Poste à la journée", "15,50", "Association", "Des habitants", "Location de postes et de bureaux", "De 25 à 50 %",
    "Équilibre", "Région Auvergne-Rhône-Alpes", "1,5", "Loyer modéré", "2027",
    "Du lundi au vendredi", "Jours fériés", "Badge la nuit", "Espace ouvert de travail", "Imprimante 3D", "240",
    "Moucherotte", "Plus de 100 Mbit/s", "En partie accessible", "Bus 5110",
    "Animateur salarié", "17,5", "Café du lundi", "Un atelier par mois", "Un conseil de neuf personnes",
    "Les usagers tiennent le bar", "Mobilité", "Peu de cars", "Un covoiturage", "Prêter la clé", "Deux bénévoles",
    "Ouvert le soir", "Se connaître", "CGET 2019", "Fabrique de territoire", "Le réseau", "20 novembre 2026",
)  # fmt: skip


def test_an_editor_fills_a_whole_sheet(page: Page, home, villard, editor, elsewhere, client):
    log_in(page, editor)
    page.goto(f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/")
    form = Form(page)

    # What is wrong is said at its field, and nothing else is lost.
    page.get_by_role("textbox", name="Nom du lieu").fill("La Cime")
    form.fill(operator="Association La Cime", siret="732 829 320 00075")
    form.tab("Offre et accès")
    form.hours("mo", 0, "09:00", "")
    form.fill(hours_note="Badge la nuit")
    form.save()
    expect(page.get_by_text("sa clé de contrôle ne correspond pas")).to_have_count(1)
    expect(page.locator("#id_siret")).to_have_value("732 829 320 00075")
    expect(page.locator("#id_opening_hours_mo0_from")).to_have_value("09:00")
    expect(page.get_by_text("Lundi :").first).to_be_attached()
    expect(page.locator("#id_hours_note")).to_have_value("Badge la nuit")

    # Incomplete, it is saved all the same.
    form.tab("Identité")
    form.fill(siret="732 829 320 00074")
    form.tab("Offre et accès")
    form.hours("mo", 0, "09:00", "18:00")
    form.save()
    expect(page.get_by_text("« La Cime » créée")).to_be_visible()
    assert not SiteProfilePage.objects.get(slug="la-cime").live

    form.tab("Identité")
    form.fill(other_names="Le Sommet", summary="Un coworking de montagne.", rna="W381234567", opened="vers 2014")
    form.fill(website="https://lacime.example", email="bonjour@lacime.example", phone="04 76 00 00 00")
    form.tick("families", "Coworking")
    form.choose(state="active")

    form.tab("Localisation")
    form.fill(address="1 place du Marché")
    page.locator("#id_commune").press_sequentially("villard")
    page.get_by_role("option", name="Villard-de-Lans").click()
    expect(page.locator("#id_postcode")).to_have_value("38250")
    expect(page.locator("#id_insee_code")).to_have_value("38548")
    expect(page.locator("#id_epci_name")).to_have_value("CC du Massif du Vercors")
    expect(page.locator("#id_point")).to_have_value("SRID=4326;POINT(5.55 45.07)")
    form.choose(milieu="mountain")

    form.tab("Profils")
    form.tick("publics", "Indépendants", "Habitants")
    form.add("shares", public="Indépendants", band="De 50 à 75 %")
    form.tick("origins", "La commune")

    form.tab("Modèle économique")
    form.add("prices", offer="Poste à la journée", price="15.5", unit="la journée")
    form.tick("management", "Association")
    form.choose(initiative="citizens", subsidy="from_25", balance="balanced", dependent="no", tenure="moderate_rent")
    form.add("incomes", income="Location de postes et de bureaux")
    form.add("funders", level="Région", name="Région Auvergne-Rhône-Alpes")
    form.fill(staff="1.5", lease_end="2027")

    form.tab("Offre et accès")
    page.get_by_role("button", name="Recopier le lundi").click()
    form.choose(opening_hours_holidays="off")
    form.tick("spaces", "Espace ouvert de travail")
    form.tick("equipment", "Imprimante 3D")
    form.fill(desks="12", built_area="240", transport="Bus 5110")
    form.add("rooms", name="Moucherotte", capacity="10")
    form.choose(bandwidth="over_100", accessibility="partial")

    form.tab("Animation")
    form.tick("facilitation", "Animateur salarié")
    form.fill(facilitation_hours="17.5", rituals="Café du lundi", programming="Un atelier par mois")
    form.fill(governance="Un conseil de neuf personnes", participation="Les usagers tiennent le bar")

    form.tab("Difficultés")
    form.add("difficulties", difficulty="Mobilité", since="2016", text="Peu de cars", resolved="", how="Un covoiturage")
    form.tab("Bonnes pratiques")
    form.add(
        "practices", action="Prêter la clé", context="Une petite commune", means="Deux bénévoles",
        effects="Ouvert le soir", transfer="Se connaître",
    )  # fmt: skip
    form.tab("Qualité")
    form.add("sources", source="CGET 2019", identifier="99")
    form.add("labels", label="Fabrique de territoire", year="2021")
    form.fill(verified_on="2026-11-20", verified_by="Le réseau")

    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("iframe[title*='prévisualisation' i], #w-preview-iframe").first
    expect(preview.get_by_text("Poste à la journée")).to_be_visible()
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()

    form.publish()
    expect(page.get_by_text(re.compile("La Cime.*publiée"))).to_be_visible()
    place = SiteProfilePage.objects.get(slug="la-cime")
    assert place.live
    assert place.opening_hours == "Mo-Fr 09:00-18:00; PH off"

    page.goto(place.url)
    text = "".join(page.get_by_role("main").inner_text().split())
    missing = [told for told in TOLD if "".join(told.split()).lower() not in text.lower()]
    assert missing == []
    prices = client.get("/api/v3/places/la-cime/").json()["prices"]
    assert prices == [{"offer": "Poste à la journée", "unit": {"code": "day", "label": "la journée"}, "price": 15.5}]
    assert elsewhere == []
