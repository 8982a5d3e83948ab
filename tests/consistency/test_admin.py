"""The admin tells page types apart, sorts what it lists, and says things in words that we chose."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
import wagtail
from wagtail.admin.icons import get_icons
from wagtail.admin.panels import get_edit_handler
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.snippets.models import get_snippet_models

from archive.models import EventReportPage, PublicationPage
from core.checks import own_page_models
from core.viewsets import PageTypeViewSet
from inventory.models import SiteProfilePage
from memento.models import SheetPage, TestimonialPage
from tests.consistency.source import ROOT
from tests.consistency.test_language import straight_apostrophe

CATALOGUE = ROOT / "site/core/locale/fr/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}")

every_type = pytest.mark.parametrize("model", own_page_models(), ids=lambda model: model.__name__)
every_listed_type = pytest.mark.parametrize(
    "model",
    [SiteProfilePage, SheetPage, TestimonialPage, EventReportPage, PublicationPage],
    ids=lambda model: model.__name__,
)


def messages(path: Path) -> dict[str, list[str]]:
    """The texts of a catalogue's source, by what they stand for; those of the plural after those of the singular."""
    found: dict[str, list[str]] = {}
    entry: dict[str, str] = {}
    field = ""
    for line in [*path.read_text().splitlines(), ""]:
        if match := re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line):
            field = match[1]
            entry[field] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        elif not line:
            if entry.get("msgid"):
                found[entry["msgid"]] = [text for name, text in entry.items() if name.startswith("msgstr")]
            entry = {}
    return found


def unknown(ours: dict[str, list[str]], wagtails: set[str]) -> set[str]:
    """What we say of messages that Wagtail no longer has."""
    return set(ours) - wagtails


@pytest.fixture(scope="module")
def ours() -> dict[str, list[str]]:
    return messages(CATALOGUE / "django.po")


@every_type
def test_a_page_type_has_an_icon_that_is_drawn(model):
    assert f'id="icon-{model.icon}"' in get_icons()


def test_no_two_page_types_look_alike():
    icons = [model.icon for model in own_page_models()]
    assert len(set(icons)) == len(icons)


def test_every_drawing_is_an_icon_of_its_name():
    drawings = sorted((ROOT / "templates/icons").glob("*.svg"))
    assert drawings
    for path in drawings:
        assert f'<svg id="icon-{path.stem}"' in path.read_text()
        assert f'<symbol id="icon-{path.stem}"' in get_icons()
        assert "currentColor" in path.read_text()


@every_listed_type
def test_a_listing_can_be_sorted_while_one_searches(model):
    """The search refuses to sort by a field that it does not know."""
    get_icons()  # reads every package's hooks
    viewset = page_viewset_registry.get_by_type(model)
    assert isinstance(viewset, PageTypeViewSet)
    known = {field.get_attname(model) for field in model.get_filterable_search_fields()}
    assert {column.sort_key for column in viewset.columns if getattr(column, "sort_key", None)} <= known


def test_our_words_stand_for_messages_that_wagtail_has(ours):
    sources = Path(wagtail.__file__).parent.glob("**/locale/fr/LC_MESSAGES/django.po")
    assert ours
    assert unknown(ours, {message for path in sources for message in messages(path)}) == set()


def test_a_message_that_is_gone_is_seen():
    assert unknown({"Gone": ["Parti"], "None": ["Aucun"]}, {"None"}) == {"Gone"}


def test_our_words_name_no_value_that_wagtail_does_not_give(ours):
    for message, texts in ours.items():
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(message)), message


def test_our_words_are_french(ours):
    texts = [text for said in ours.values() for text in said]
    assert [text for text in texts if not text or straight_apostrophe(text) or "(e)" in text] == []


def test_the_compiled_catalogue_says_what_its_source_says(ours):
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, texts in ours.items():
        if len(texts) == 1:
            assert compiled.gettext(message) == texts[0]
        else:
            assert [compiled.ngettext(message, "", number) for number in (1, 2)] == texts
    assert len({key if isinstance(key, str) else key[0] for key in compiled._catalog}) == len(ours) + 1


#: What the scripts of the admin ask a form: a field of that name would answer instead.
ASKED_OF_A_FORM = {
    "action",
    "method",
    "elements",
    "length",
    "submit",
    "reset",
    "target",
    "enctype",
    "classList",
    "dataset",
}


@pytest.mark.parametrize("model", [*own_page_models(), *get_snippet_models()], ids=lambda model: model.__name__)
def test_no_field_hides_what_scripts_ask_of_its_form(model):
    """A testimonial with a field called `action` could not save itself."""
    assert set(get_edit_handler(model).get_form_class().base_fields) & ASKED_OF_A_FORM == set()
