"""The template tags that every section uses."""

from __future__ import annotations

import pytest
from django.forms import BooleanField, CharField, CheckboxSelectMultiple, Form, MultipleChoiceField
from django.template import Context, Template
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from core.templatetags.sillon import file_size, typo, with_content, zip_
from core.text.addresses import host_of


@pytest.mark.parametrize(
    ("size", "shown"),
    [(None, "poids inconnu"), (0, "poids inconnu"), (17, "17\u00a0o"), (999, "999\u00a0o"), (1000, "1,0\u00a0ko"),
     (332_049, "332\u00a0ko"), (1_234_567, "1,2\u00a0Mo"), (45_000_000_000, "45\u00a0Go")],
)  # fmt: skip
def test_a_weight_is_said_as_people_say_it(size, shown):
    assert file_size(size) == shown


def test_typography_keeps_safe_html_and_escapes_the_rest():
    assert typo("<b>l'eau</b>") == "&lt;b&gt;l’eau&lt;/b&gt;"
    assert typo(mark_safe("<b>l'eau</b>")) == "<b>l’eau</b>"
    assert typo(lazystr(mark_safe("<a href='/'>l'eau</a>"))) == "<a href='/'>l’eau</a>"
    assert typo(None) == ""


@pytest.mark.parametrize(
    ("url", "shown"), [("https://www.aueg.org/x", "aueg.org"), ("http://a.example:80", "a.example"), ("rien", "rien")]
)
def test_an_address_is_called_by_its_host(url, shown):
    assert host_of(url) == shown


def test_two_lists_are_walked_together():
    assert list(zip_([1, 2], "ab")) == [(1, "a"), (2, "b")]


class Sample(Form):
    name = CharField(label="Nom", help_text="Celui que l’on emploie.")
    several = MultipleChoiceField(choices=[("a", "A")], widget=CheckboxSelectMultiple)
    agreed = BooleanField()


def test_a_field_shows_label_help_and_errors():
    page = Template("{% load sillon %}{% field form.name 'Nom du lieu' %}{% field form.name show_help=False %}")
    html = page.render(Context({"form": Sample({})}))
    assert '<label for="id_name">Nom du lieu</label>' in html
    assert html.count('id="id_name_helptext"') == 1
    assert html.count("errorlist") == 2
    assert 'aria-invalid="true"' in html


def test_a_group_of_boxes_is_a_fieldset_and_one_box_is_a_line():
    def drawn(name: str) -> str:
        return Template("{% load sillon %}{% field bound %}").render(Context({"bound": Sample()[name]}))

    assert "<fieldset" in drawn("several")
    assert "<fieldset" not in drawn("agreed")
    assert drawn("agreed").index("<label") < drawn("agreed").index("<input")


def test_rows_without_anything_typed_are_left_out():
    rows = [{"title": "", "text": "", "level": "h2"}, {"title": "", "text": "<p>Un</p>", "level": ""}]
    assert with_content(rows, "title text") == rows[1:]
    assert with_content(["", "Un"]) == ["Un"]
