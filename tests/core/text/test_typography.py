"""French spaces and marks, added once and only to words."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from hypothesis import example, given
from hypothesis import strategies as st

from core.templatetags.sillon import typo
from core.text.typography import NBSP, NNBSP, french, french_html, quantity

PIECES = ["a", "l", "1", "23", "456", "'", "’", " ", NBSP, NNBSP, *"«»;:!?€%hkm²", "km", "\n"]
SIGNS = st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("l'inventaire d'un lieu", "l’inventaire d’un lieu"),
        ("« tiers-lieu »", f"«{NBSP}tiers-lieu{NBSP}»"),
        ("«tiers-lieu»", f"«{NBSP}tiers-lieu{NBSP}»"),
        ("Pour qui ?", f"Pour qui{NNBSP}?"),
        ("Attention !", f"Attention{NNBSP}!"),
        ("un ; deux", f"un{NNBSP}; deux"),
        ("Adresse : ici", f"Adresse{NBSP}: ici"),
        ("12 500 €", f"12{NNBSP}500{NBSP}€"),
        ("17 h 30, 9 h 5", f"17{NBSP}h{NBSP}30, 9{NBSP}h 5"),
        ("80 %", f"80{NBSP}%"),
        ("https://exemple.fr/?a=1", "https://exemple.fr/?a=1"),
        ("à 10:30", "à 10:30"),
        ("", ""),
    ],
)
def test_a_text_gets_its_spaces(typed, shown):
    assert french(typed) == shown


@given(st.one_of(st.text(), SIGNS))
@example("« ! »")
def test_twice_is_once(text):
    assert french(french(text)) == french(text)


@given(st.one_of(st.text(), SIGNS))
def test_words_stay_what_they_are(text):
    def letters(value):
        return re.sub(rf"[\s{NBSP}{NNBSP}'’]", "", value)

    assert letters(french(text)) == letters(text)


@given(st.lists(st.one_of(SIGNS, st.sampled_from(['<a href="/l\'x ? y : z">', "<b>", "</b>", "</a>", "<br>"]))))
def test_tags_and_attributes_stay_as_they_are(parts):
    source = "".join(parts)
    shown = french_html(source)
    assert re.findall("<[^>]*>", shown) == re.findall("<[^>]*>", source)
    assert french_html(shown) == shown


def test_a_template_escapes_before_it_adds_spaces():
    template = Template("{% load sillon %}{{ text|typo }}")
    assert template.render(Context({"text": "<b>l'eau ?</b>"})) == f"&lt;b&gt;l’eau{NNBSP}?&lt;/b&gt;"
    assert template.render(Context({"text": mark_safe("<b>l'eau</b>")})) == "<b>l’eau</b>"
    assert template.render(Context({"text": None})) == ""


def test_numbers_are_set_in_thousands():
    template = Template("{% load sillon %}{{ number|thousands }}")
    assert template.render(Context({"number": 1512000})) == f"1{NNBSP}512{NNBSP}000"


def test_data_for_search_engines_cannot_leave_its_script():
    rendered = Template("{% load sillon %}{% json_ld data %}").render(Context({"data": {"name": "</script><b>&"}}))
    assert rendered.count("<") == 2
    assert "\\u003c/script\\u003e" in rendered


def test_a_text_that_is_safe_does_not_make_the_same_text_safe_elsewhere():
    text = "<b>Ici &amp; là</b> hors mémoire"
    assert typo(mark_safe(text)) == text
    assert typo(text) == "&lt;b&gt;Ici &amp;amp; là&lt;/b&gt; hors mémoire"
    assert typo(mark_safe("&amp; rien")) == "&amp; rien"
    assert typo("&amp; rien") == "&amp;amp; rien"


@pytest.mark.parametrize(
    ("count", "plural", "text"),
    [
        (0, "", "0 lieu"),
        (1, "lieux", "1 lieu"),
        (2, "", "2 lieus"),
        (2, "lieux", "2 lieux"),
        (20_000, "lieux", f"20{NNBSP}000 lieux"),
    ],
)
def test_a_noun_is_plural_from_two_on(count, plural, text):
    assert quantity(count, "lieu", plural) == text
