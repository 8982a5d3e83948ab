"""The catalogue: bitmaps, what it holds of a place, and when it is made anew."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.visibility import version
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import bitmap_of, flags_of, from_flags
from inventory.catalogue.build import catalogue, surface_band
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.facets import facet_counts
from inventory.catalogue.selection import select
from tests.factories.inventory import SiteProfilePageFactory

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(st.sets(st.integers(0, 300)))
def test_bitmap_holds_its_positions(positions):
    bitmap = bitmap_of(positions, 301)
    assert {rank for rank, flag in enumerate(flags_of(bitmap)) if flag} == positions
    assert from_flags(flags_of(bitmap)) == bitmap
    assert bitmap.bit_count() == len(positions)


@pytest.mark.parametrize(
    ("area", "band"), [(None, ""), (0, ""), (99, "100"), (100, "300"), (2_999, "3000"), (3_000, "more")]
)
def test_area_falls_in_its_band(area, band):
    assert surface_band(area) == band


@pytest.mark.django_db
def test_places_are_sorted_by_name_without_accents_and_case(home):
    for title in ("zinc", "Écocentre", "Atelier", "eclat"):
        SiteProfilePageFactory(title=title)
    assert [entry.title for entry in catalogue(Gate.public()).entries] == ["Atelier", "eclat", "Écocentre", "zinc"]


@pytest.mark.django_db
def test_catalogue_is_built_once_per_version_with_the_same_queries_for_any_number_of_places(home):
    counts = []
    for number in (1, 3):
        SiteProfilePageFactory.create_batch(number)
        version.bump()
        gate = Gate.public()
        with CaptureQueriesContext(connection) as queries:
            catalogue(gate)
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            assert catalogue(gate) is catalogue(gate)
        assert len(queries) == 0
    assert counts[0] == counts[1] <= 3
    assert len(catalogue(gate).entries) == 4


@pytest.mark.django_db
def test_a_slug_or_a_public_id_names_a_place(home):
    place = SiteProfilePageFactory(slug="cime")
    index = catalogue(Gate.public())
    assert index.pk_by_ref["cime"] == index.pk_by_ref[str(place.translation_key)] == place.pk


@pytest.mark.django_db
def test_facet_is_counted_without_its_own_filter(home):
    for milieu, state in (("rural", "active"), ("rural", "closed"), ("urban", "active")):
        SiteProfilePageFactory(milieu=milieu, state=state)
    gate = Gate.public()
    counts = facet_counts(gate, Criteria(facets={"milieu": ("rural",)}), MONDAY)
    assert counts["milieu"] == {"rural": 2, "urban": 1}
    assert counts["etat"] == {"active": 1, "closed": 1}
    assert len(select(gate, Criteria(facets={"milieu": ("rural",), "etat": ("closed",)}))) == 1


@pytest.mark.django_db
def test_an_unpublished_place_is_gone_with_the_next_version(home):
    place = SiteProfilePageFactory()
    assert len(select(Gate.public(), Criteria())) == 1
    place.unpublish()
    assert len(select(Gate.public(), Criteria())) == 0


@pytest.mark.django_db
def test_place_with_a_code_alone_does_not_empty_its_name(home):
    for title, name in (("A", ""), ("B", "CC du Trièves"), ("C", "")):
        SiteProfilePageFactory(title=title, epci_code="200030658", epci_name=name)
    assert catalogue(Gate.public()).names["epci"] == {"200030658": "CC du Trièves"}
