"""Comparable places: the criteria that two share, in words, and never values that one of them hides."""

from __future__ import annotations

import random
import time
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import contracts
from core.geo.points import write_point
from core.visibility.gate import Audience, Gate, Reader
from inventory.catalogue.bitmap_index import FACETS, TRAITS, Catalogue, CatalogueEntry, bitmap_of
from inventory.catalogue.build import catalogue
from inventory.catalogue.comparable import REASONS, comparable_places
from inventory.choices import Family, Milieu
from inventory.geo.distance import kilometres
from inventory.models import Commune
from tests.factories.inventory import SiteProfilePageFactory

GRENOBLE = ("5.72", "45.19")


class FixedSnapshot:
    """A snapshot with this catalogue."""

    def __init__(self, index: Catalogue) -> None:
        self.values: dict[object, object] = {("places", None, Audience.PUBLIC, ()): index}
        self.restrictions = ()

    def get_or_set(self, key, make):
        if key not in self.values:
            self.values[key] = make()
        return self.values[key]


def gate_of(places: list[dict[str, tuple[str, ...]]], points: list[tuple[float, float] | None]) -> Gate:
    """A gate whose catalogue holds these places, by position; `places` are codes by criterion."""
    entries = [
        CatalogueEntry(n, str(n), f"l{n}", f"Lieu {n}", f"/l{n}/", "", "", "", (), "", "", *(point or (None, None)))
        for n, point in enumerate(points)
    ]
    positions: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in (*FACETS, *TRAITS)}
    for n, place in enumerate(places):
        for name, codes in place.items():
            for code in set(codes):
                positions[name][code].append(n)
    bitmaps = {
        name: {code: bitmap_of(found, len(places)) for code, found in by_code.items()}
        for name, by_code in positions.items()
    }
    return Gate(FixedSnapshot(Catalogue(entries=entries, bitmaps=bitmaps, hours={})), None)  # type: ignore[arg-type]


# --- The rules, on any places ------------------------------------------------------------------------------------

CODES = st.dictionaries(
    st.sampled_from(sorted(REASONS)), st.sets(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple), max_size=5
)
POINTS = st.none() | st.tuples(st.floats(-5, 8), st.floats(41, 51))


@given(st.lists(st.tuples(CODES, POINTS), min_size=1, max_size=12), st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_comparable_places_are_those_that_counting_each_pair_finds(places, limit):
    codes, points = [place[0] for place in places], [place[1] for place in places]
    shared = {
        n: [name for name in REASONS if set(other.get(name, ())) & set(codes[0].get(name, ()))]
        for n, other in enumerate(codes)
        if n
    }
    far = {n: kilometres(points[0], points[n]) if points[0] and points[n] else None for n in shared}
    found = comparable_places(gate_of(codes, points), 0, limit)
    named = [place["id"] for place in found]
    assert len(named) == min(limit, sum(len(names) >= 2 for names in shared.values()))
    assert [len(place["reasons"]) for place in found] == [len(shared[n]) for n in named]
    # Whoever is left out shares less, or as much and is not nearer.
    ranks = {n: (-len(names), far[n] is None, far[n] or 0) for n, names in shared.items() if len(names) >= 2}
    worst = max((ranks[n] for n in named), default=None)
    for n, rank in ranks.items():
        if n not in named:
            assert rank[:2] > worst[:2] or (rank[:2] == worst[:2] and rank[2] >= worst[2] - 0.01)


def test_comparing_twenty_thousand_places_takes_milliseconds():
    """By processor time, with a margin: it is about one, and about thirty in a loop over all places."""
    some = random.Random(7)
    places = [
        {
            "milieu": (some.choice(Milieu.values),), "famille": tuple(some.sample(Family.values, 2)),
            "taille": (some.choice("abcdef"),), "surface": (some.choice("abcd"),), "gestion": (some.choice("abcde"),),
        }
        for _ in range(20_000)
    ]  # fmt: skip
    gate = gate_of(places, [(some.uniform(-5, 8), some.uniform(42, 51)) for _ in places])
    assert len(comparable_places(gate, 0)) == 3  # which computes the vectors of all points
    times = []
    for pk in range(1, 40):
        start = time.process_time()
        comparable_places(gate, pk)
        times.append(time.process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.006


# --- On the page --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reasons_are_written_in_french(home):
    for code, name, people in (("38205", "Lans-en-Vercors", 2600), ("38548", "Villard-de-Lans", 4300)):
        Commune.objects.create(insee_code=code, name=name, department="38", population=people)
    shared = {"milieu": "rural", "families": ["fablab"], "built_area": 150, "management": ["company"]}
    place = SiteProfilePageFactory(**shared, insee_code="38205")
    SiteProfilePageFactory(**shared, insee_code="38548", title="Tout pareil")
    SiteProfilePageFactory(milieu="rural", families=["fablab", "coworking"], insee_code="", title="Deux")
    SiteProfilePageFactory(milieu="rural", families=["telecentre"], insee_code="", title="Un seul")
    found = comparable_places(Gate.public(), place.pk)
    assert {row["title"]: ", ".join(row["reasons"]) for row in found} == {
        "Tout pareil": "même milieu (rural), commune de taille voisine, "
        "même famille (fablab, makerspace, hackerspace), surface voisine, même forme juridique (SARL, SA, SAS)",
        "Deux": "même milieu (rural), même famille (fablab, makerspace, hackerspace)",
    }


@pytest.mark.django_db
def test_nearest_come_first_and_closed_ones_have_a_badge(client, home):
    place = SiteProfilePageFactory(title="Ici")
    SiteProfilePageFactory(title="Loin", point=write_point("2.35", "48.85"))
    SiteProfilePageFactory(title="Près", point=write_point("5.73", "45.19"), state="closed")
    SiteProfilePageFactory(title="Quelque part", point="")
    SiteProfilePageFactory(title="Brouillon", live=False)
    found = comparable_places(Gate.public(), place.pk)
    assert [row["title"] for row in found] == ["Près", "Loin", "Quelque part"]
    assert [badge["text"] for badge in found[0]["badges"]] == ["Fermé"]
    html = client.get(place.url).text.split('id="comparables"')[1]
    assert "Même milieu (urbain), même famille (coworking)" in html
    assert html.index("Près") < html.index("Loin")
    assert "badge-ended" in html


@pytest.mark.django_db
def test_page_has_no_section_without_comparable_places(client, home):
    place = SiteProfilePageFactory()
    SiteProfilePageFactory(milieu="rural")
    assert comparable_places(Gate.public(), place.pk) == []
    assert "comparables" not in client.get(place.url).text


@pytest.mark.django_db
@pytest.mark.parametrize("hides", ["the place", "the other"])
def test_hidden_values_make_no_places_comparable(client, editor, home, hides):
    shared = {"families": ["fablab"], "management": ["scic"], "built_area": 450}
    levels = [2, 0] if hides == "the place" else [0, 2]
    place, other = (
        SiteProfilePageFactory(**shared, milieu=milieu, visibility_economy=level, visibility_offer=level)
        for milieu, level in zip(("rural", "urban"), levels, strict=True)
    )
    assert comparable_places(Gate.public(), place.pk) == comparable_places(Gate.public(), other.pk) == []
    assert "comparables" not in client.get(place.url).text
    team = Gate(Gate.public().snapshot, Gate.public().site, Reader(audience=Audience.TEAM))
    assert len(comparable_places(team, place.pk)[0]["reasons"]) == 3
    client.force_login(editor)
    assert "surface voisine" in client.get(place.url).text


@pytest.mark.django_db
def test_contract_answers_by_page_or_by_criteria_without_a_query(home, django_assert_num_queries):
    place = SiteProfilePageFactory(title="Ici")
    SiteProfilePageFactory(title="Là")
    gate = Gate.public()
    catalogue(gate)
    with django_assert_num_queries(0):
        assert [row["title"] for row in contracts.comparable_places(gate, place.pk, 3)] == ["Là"]
        criteria = {"milieu": ["urban"], "famille": ["coworking"], "taille": [], "couleur": ["bleu"]}
        assert [row["title"] for row in contracts.comparable_places(gate, criteria, 1)] == ["Ici"]
        assert contracts.comparable_places(gate, 0, 3) == []


@pytest.mark.django_db
def test_closed_places_comparable_to_codes_say_why_they_closed_to_those_who_may_know(home, django_assert_num_queries):
    known, hidden = {"causes": "Fin du bail.", "hindsight": "Signer pour six ans."}, {"causes": "", "hindsight": ""}
    closed = {"state": "closed", "closing_causes": known["causes"], "hindsight": known["hindsight"]}
    SiteProfilePageFactory(title="A", **closed)
    SiteProfilePageFactory(title="B", **closed, visibility_closing=Audience.MEMBERS)
    SiteProfilePageFactory(title="C")
    public = Gate.public()
    members = Gate(public.snapshot, public.site, Reader(audience=Audience.MEMBERS))
    for gate, closures in ((public, [known, hidden, None]), (members, [known, known, None])):
        catalogue(gate)
        with django_assert_num_queries(1):
            found = contracts.comparable_places(gate, {"milieu": ["urban"], "famille": ["coworking"]}, 3)
        assert [row.get("closure") for row in found] == closures
