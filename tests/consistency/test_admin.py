"""The admin tells page types apart, sorts what it lists, and says things in words that we chose."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import django
import pytest
import wagtail
from django.apps import apps
from wagtail.admin.icons import get_icons
from wagtail.admin.panels import get_edit_handler
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.snippets.models import get_snippet_models

from archive.models import EventReportPage, ProjectPage, PublicationPage, TourPage
from core.admin.viewsets import PageTypeViewSet
from core.checks import own_page_models
from inventory.models import SiteProfilePage
from memento.models import SheetPage, TestimonialPage
from tests.consistency.source import ROOT
from tests.consistency.test_language import straight_apostrophe

CATALOGUE = ROOT / "site/core/locale/fr/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}")

every_type = pytest.mark.parametrize("model", own_page_models(), ids=lambda model: model.__name__)
every_listed_type = pytest.mark.parametrize(
    "model",
    [SiteProfilePage, SheetPage, TestimonialPage, EventReportPage, PublicationPage, ProjectPage, TourPage],
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


def test_our_words_stand_for_messages_that_wagtail_or_django_has(ours):
    packages = (Path(package.__file__).parent for package in (wagtail, django))
    sources = [path for package in packages for path in package.glob("**/locale/fr/LC_MESSAGES/django.po")]
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


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_says_what_its_source_says(domain):
    ours = messages(CATALOGUE / f"{domain}.po")
    with (CATALOGUE / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, texts in ours.items():
        if len(texts) == 1:
            assert compiled.gettext(message) == texts[0]
        else:
            assert [compiled.ngettext(message, "", number) for number in (1, 2)] == texts
    assert len({key if isinstance(key, str) else key[0] for key in compiled._catalog}) == len(ours) + 1


#: Both genders of a word in one: « Ce(tte) page », « supprimé(e)s ». Names in parentheses stand apart from the word.
BOTH_GENDERS = re.compile(r"[^\W\d_]\([^\W\d_]{1,4}\)")
#: Words of Wagtail's authors that volunteers are not asked to know.
JARGON = re.compile(r"workflow|snippet|slug|wagtail", re.IGNORECASE)
#: Where Wagtail has messages that nobody sees here: its mails and its summary of the account, whose templates are ours,
#: its news, and the names of its apps.
UNSEEN = re.compile(r"wagtailadmin/notifications/|account_summary|whats_new|upgrade_notification|apps\.py")
#: An entry of the help menu that `core.wagtail_hooks` removes.
REMOVED = {"What's new in Wagtail %(version)s"}


def places(path: Path) -> dict[str, str]:
    """The files that use each message of a catalogue."""
    found: dict[str, str] = {}
    used = ""
    for block in path.read_text().split("\n\n"):
        used = " ".join(line[3:] for line in block.splitlines() if line.startswith("#: "))
        parts = re.findall(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.MULTILINE)
        for part in parts:
            found["".join(ast.literal_eval(line) for line in part.splitlines())] = used
    return found


def shown_in_french() -> dict[str, str]:
    """What the admin says in French, ours before Wagtail's, by the message that it stands for."""
    shown: dict[str, str] = {}
    for app in apps.get_app_configs():
        for source in Path(app.path).glob("locale/fr/LC_MESSAGES/django*.po") if app.name.startswith("wagtail") else ():
            used = places(source.parents[2] / "en/LC_MESSAGES" / source.name)
            for message, texts in messages(source).items():
                if message in used and message not in REMOVED and not UNSEEN.search(used[message]):
                    shown[message] = " ".join(texts)
    for domain in ("django", "djangojs"):
        shown |= {message: " ".join(texts) for message, texts in messages(CATALOGUE / f"{domain}.po").items()}
    return shown


@pytest.fixture(scope="module")
def french_admin() -> dict[str, str]:
    return shown_in_french()


def test_the_admin_is_wholly_in_french(french_admin):
    """A message that Wagtail's translators have copied is French too (« Page »), but for those named here."""
    assert len(french_admin) > 1000
    english = {"Any", "Status: ", "Timeline", "Search"}
    assert [message for message, text in french_admin.items() if not text.strip() or text in english] == []


def test_the_admin_writes_no_two_genders_in_one_word(french_admin):
    assert {message: text for message, text in french_admin.items() if BOTH_GENDERS.search(text)} == {}


def test_the_admin_speaks_no_jargon(french_admin):
    found = {
        message: text
        for message, text in french_admin.items()
        if JARGON.search(re.sub(r"<[^>]*>|%\(\w+\)[sd]|{\w+}", "", text))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["Ce(tte) page", "supprimé(e)s", "sûr(e)", "Utilisateur(s)", "actif(ve)"])
def test_two_genders_are_seen(text):
    assert BOTH_GENDERS.search(text)


@pytest.mark.parametrize("text", ["Un circuit (de relecture)", "%(num)s pages", "12 (en tout)"])
def test_words_in_parentheses_are_no_gender(text):
    assert not BOTH_GENDERS.search(text)


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
