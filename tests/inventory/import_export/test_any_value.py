"""Any text in any cell: the row is read, and its values are those that the form of a place accepts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.geo.fields import PointFormField
from core.text.lengths import UNSTORABLE
from inventory.import_export.mapping import FIELDS, Mapping
from inventory.models import SiteProfilePage
from tests.inventory.import_export.test_locations import COMMUNES

MAPPING = Mapping("Essai", {name: name for name in FIELDS}, communes=COMMUNES)
#: Pieces of what people and programs write, which random letters would not hit upon.
PIECES = [
    "04 76 00 00 01", "476000001", " ou ", " / ", ";", ",", "a@b.fr", "@", "mailto:", "www.", "http://", "https:/",
    "a.fr",
    "38000", "38185", "2A004", ".0", "Grenoble", "CEDEX 9", "(38)", "-", "N/A", "néant", "&amp;", "&#0;", "<br>",
    "<a href=",
    ">", "\0", "\ud800", "\u200b", "\ufeff", "Ã©", "\x92", "45.19", "5,72", "°", "'", '"', "N", "POINT(", ")",
    "2016-03-01",
    "00:00", "0024", "fablab", "Inconnu", "73282932000074", "x" * 300, " ", "\n", "é",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(max_size=30)
rows = st.dictionaries(st.sampled_from(FIELDS), texts).map(lambda row: {"identifier": "A", "title": "Lieu", **row})


@settings(max_examples=150)
@given(rows)
def test_any_row_has_values_that_the_form_accepts(row):
    record = MAPPING.record(2, row)
    for name, value in record.values.items():
        cleaned = (
            PointFormField().clean(value)
            if name == "point"
            else SiteProfilePage._meta.get_field(name).clean(value, None)
        )
        assert cleaned == value
    texts = [record.title, *record.remarks, *map(str, record.values.values())]
    assert not any(UNSTORABLE.search(text) for text in texts)
    assert record.problem or (0 < len(record.title) <= 255 and 0 < len(record.identifier) <= 100)
