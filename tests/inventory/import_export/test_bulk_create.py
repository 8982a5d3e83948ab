"""Places that are created together: each has its own values, whatever the others have."""

from __future__ import annotations

import pytest
from wagtail.blocks import StreamValue
from wagtail.models import Page

from inventory.import_export.bulk_create import Creation, create_places
from inventory.import_export.records import PlaceRecord
from inventory.models import InventoryIndexPage, SiteProfilePage

pytestmark = pytest.mark.django_db
#: Texts that a statement, its driver or a template of either might take for something else.
TEXTS = ["%", "%s", "%(a)s", "{}", "\\", "'", '"', "🦊", "0", "NULL", "$1", "?", "\u2028", "é"]


def _created(*records: PlaceRecord) -> Creation:
    return create_places(list(records), InventoryIndexPage.objects.get(), publish=True)


def _record(number: int, title: str = "Lieu", **values: object) -> PlaceRecord:
    return PlaceRecord(line=number, source="essai", identifier=str(number), title=title, values=values)


def test_places_share_no_value_that_can_change(home):
    first, second = _created(_record(1), _record(2)).places

    shared = {name for name, value in vars(first).items() if value is vars(second)[name]}
    assert not [name for name in shared if isinstance(vars(first)[name], list | dict | StreamValue)]


@pytest.mark.parametrize("count", [1, 2, 501])
def test_each_place_has_its_own_values_beside_refused_ones(home, count):
    records = [
        _record(n, summary=TEXTS[n % len(TEXTS)], families=["coworking"][: n % 2], transport="%s" * (n % 3))
        for n in range(count)
    ]
    refused = {250, 251, 499, 500} & set(range(count))
    for number in refused:
        records[number].title = "\ud800"
    numbers_before = InventoryIndexPage.objects.get().numchild

    creation = _created(*records)

    assert {record.line for record, _ in creation.refused} == refused
    places = {place.sources.get().identifier: place for place in SiteProfilePage.objects.all()}
    assert set(places) == {str(n) for n in range(count)} - {str(n) for n in refused}
    for number, record in enumerate(records):
        if place := places.get(str(number)):
            assert {name: getattr(place, name) for name in record.values} == record.values
            content = place.latest_revision.content
            assert (content["pk"], content["summary"]) == (place.pk, record.values["summary"])
    assert InventoryIndexPage.objects.get().numchild == numbers_before + len(places)
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_revision_has_the_rows_of_the_place_with_their_keys(home):
    _created(_record(1), _record(2))

    for place in SiteProfilePage.objects.all():
        assert place.sources.get().pk is not None
        assert place.latest_revision.content["sources"] == place.serializable_data()["sources"]
