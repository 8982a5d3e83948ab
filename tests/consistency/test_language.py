"""What people read is French, and spelled as French is."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.consistency.source import PACKAGES, ROOT, files, modules, strings

STRAIGHT = re.compile(r"[^\W\d_]'[^\W\d_]")
ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|aujourd)'[^\W\d_]", re.IGNORECASE)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>|<!--.*?-->", re.DOTALL)


def straight_apostrophe(text: str) -> bool:
    return bool(STRAIGHT.search(text))


def texts_of_models() -> dict[str, str]:
    found = {}
    for model in apps.get_models(include_auto_created=False):
        if model._meta.app_label not in PACKAGES:
            continue
        found[f"{model.__name__}.Meta"] = f"{model._meta.verbose_name} {model._meta.verbose_name_plural}"
        found[f"{model.__name__}.page_description"] = getattr(model, "page_description", "")
        for field in model._meta.get_fields(include_parents=False):
            texts = [getattr(field, name, "") for name in ("verbose_name", "help_text")]
            texts += [label for _, label in getattr(field, "flatchoices", ())]
            # What is no plain string is translated by Django or Wagtail.
            found[f"{model.__name__}.{field.name}"] = " ".join(text for text in texts if isinstance(text, str))
    return found


def test_models_have_french_apostrophes():
    texts = texts_of_models()
    assert "HomePage.introduction" in texts
    assert [name for name, text in texts.items() if straight_apostrophe(text)] == []


def test_messages_in_the_code_have_french_apostrophes():
    found = [
        f"{name}:{node.lineno} {node.value[:60]}"
        for name, parsed in modules()
        # These read what people type.
        if name not in ("site/core/dates/french.py", "site/core/dates/words.py", "site/core/text/typography.py")
        for node in strings(parsed)
        if ELISION.search(node.value)
    ]
    assert found == []


def test_templates_have_french_apostrophes():
    found = [
        f"{name}: {line.strip()}"
        for name in files()
        if name.startswith("templates/")
        for line in TAGS.sub("", (ROOT / name).read_text()).splitlines()
        if straight_apostrophe(line)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["l'inventaire", "Ce qu'on ferait", "Aujourd'hui"])
def test_a_straight_apostrophe_is_seen(text):
    assert straight_apostrophe(text)
    assert ELISION.search(text)


@pytest.mark.parametrize("text", ["l’inventaire", "doesn't", "'fermé'", "it's"])
def test_an_english_word_is_no_elision(text):
    assert not ELISION.search(text)
