"""What is measured: many addresses of each kind, the same ones of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from tests.bench.plain.names import CARD
from tests.bench.questions import ASKED

#: A département that a quarter of the places are in.
DENSE = "38"
#: The first and last year of the archive of events, and how many themes and partners they have between them.
YEARS = (2006, 2025)
THEMES, PARTNERS = 12, 60
#: How many addresses of a kind are asked in turn, so that no row is hot.
VARIETY = 400


@dataclass(frozen=True)
class Scenario:
    """Addresses of both sides; the least ratio wanted of their requests per second, or those of Sillon alone."""

    name: str
    label: str
    sillon: list[str]
    #: None where Wagtail has nothing like it.
    plain: list[str] | None = None
    target: float = 0
    #: Requests per second wanted of Sillon on two cores, where Wagtail has nothing like it.
    per_second: float = 0
    #: One request of the plain side takes seconds: some are timed instead of a load.
    slow: bool = False
    #: The same for one item only, to see that the number of queries does not grow with what is asked.
    one: str = ""


def scenarios(places: list[tuple[int, str]], count: int) -> list[Scenario]:
    """All of them, for a site with these places (primary key and slug) among so many."""
    slugs = [slug for _, slug in places]
    offsets = [rank * max(1, count - 20) // VARIETY for rank in range(VARIETY)]
    narrowed = [
        {"departement": department, "etat": state}
        for department, state in product((DENSE, "73", "74", "26", "69", "01"), ("active", "closed", "project"))
    ]
    sheets = [f"/api/v3/places/{slug}/" for slug in slugs]
    return [
        Scenario(
            "liste", "Liste de 20",
            [f"/api/v3/places/?limit=20&offset={offset}" for offset in offsets],
            [plain_list(offset=offset) for offset in offsets],
            target=12, one="/api/v3/places/?limit=1",
        ),
        Scenario(
            "filtre", "Liste filtrée",
            [f"/api/v3/places/?{urlencode(asked)}&limit=20" for asked in narrowed],
            [plain_list(department=asked["departement"], state=asked["etat"]) for asked in narrowed],
            target=11, one=f"/api/v3/places/?{urlencode(narrowed[0])}&limit=1",
        ),
        Scenario(
            "fiche", "Fiche, API v3", sheets, [f"/api/v3/pages/{pk}/" for pk, _ in places], target=15, one=sheets[0]
        ),
        Scenario(
            "fiche-v2", "Fiche, API v2", sheets, [f"/api/v2/pages/{pk}/" for pk, _ in places], target=15, one=sheets[0]
        ),
        Scenario(
            "page", "Page HTML",
            [f"/inventaire/{slug}/" for slug in slugs],
            [f"/inventaire/{slug}/" for slug in slugs],
            target=5, one=f"/inventaire/{slugs[0]}/",
        ),
        Scenario(
            "geojson", f"GeoJSON de {count // 4}",
            [f"/api/v3/places.geojson?departement={DENSE}"], [f"/places.geojson?department={DENSE}"],
            target=100, slow=True, one="/api/v3/places.geojson?departement=01",
        ),
        Scenario("facettes", "Facettes", [f"/api/v3/places/facets/?{urlencode(asked)}" for asked in narrowed]),
        Scenario("carte", "Points de la carte", ["/api/v3/places/map/"]),
        Scenario("inventaire", "Page de l’inventaire", [f"/inventaire/?{urlencode(asked)}" for asked in narrowed]),
        *_events(),
        *_relations(),
        *_search(),
    ]  # fmt: skip


def _events() -> list[Scenario]:
    api, page = "/api/v3/events/", "/ressources/evenements/"
    shared = [{"type": kind} for kind in ("round_table", "meeting", "visit", "stage")]
    shared += [{"theme": f"banc-{number}"} for number in range(THEMES)]
    shared += [{"partner": f"partenaire-{number}"} for number in range(0, PARTNERS, 5)]
    years = range(YEARS[0], YEARS[1] + 1)
    of_api = [{"upcoming": "true"}, *({"from": f"{year}-01-01", "to": f"{year}-12-31"} for year in years), *shared]
    of_page = [*({"year": year} for year in years), *({"page": number} for number in range(2, 22)), *shared]
    return [
        Scenario("evenements", "API, évènements", [api], per_second=200, one=f"{api}?limit=5"),
        Scenario(
            "evenements-filtre", "API, filtrés", [f"{api}?{urlencode(asked)}" for asked in of_api],
            per_second=200, one=f"{api}?upcoming=true&limit=5",
        ),
        Scenario("liste-evenements", "Liste d’évènements", [page], per_second=60),
        Scenario("liste-filtree", "Liste filtrée", [f"{page}?{urlencode(asked)}" for asked in of_page], per_second=60),
        Scenario("ics", "Agenda entier", [f"{page}agenda.ics"]),
    ]  # fmt: skip


def _relations() -> list[Scenario]:
    page, years = "/ressources/chronologie/", range(YEARS[0], YEARS[1] + 1)
    of_theme = [f"/themes/banc-{number}/" for number in range(THEMES)]
    of_partner = [f"/partenaires/partenaire-{number}/" for number in range(PARTNERS)]
    return [
        Scenario("themes", "Page de thème", of_theme, per_second=40),
        Scenario("partenaires", "Page de partenaire", of_partner, per_second=40),
        Scenario("chronologie", "Chronologie", [page, *(f"{page}{year}/" for year in years)], per_second=40),
    ]


def _search() -> list[Scenario]:
    """Questions as readers type them; the plain side corrects no typing mistake, and understands nothing."""
    questions = [urlencode({"q": text}) for text in ASKED]
    pages = [f"/recherche/?{query}" for query in questions]
    return [
        Scenario("recherche", "Recherche", pages, pages, target=20),
        Scenario(
            "recherche-api", "Recherche, API",
            [f"/api/v3/search/?{query}" for query in questions],
            [f"/api/v2/pages/?{urlencode({'search': text, 'limit': 20})}" for text in ASKED],
            target=20,
        ),
        Scenario(
            "suggestions", "Suggestions",
            [f"/api/v3/search/suggest/?{urlencode({'q': text[: 1 + rank % 9]})}" for rank, text in enumerate(ASKED)],
        ),
    ]  # fmt: skip


def plain_list(**asked: Any) -> str:
    """An address of API v2 with the fields that Sillon's list has."""
    query = {"type": "inventory.SiteProfilePage", "fields": ",".join(CARD), "limit": 20, **asked}
    return f"/api/v2/pages/?{urlencode(query, safe=',')}"
