"""What the forms of pages weigh in the admin, and how often they ask the database."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from core.admin.block_definitions import Definition, definition_of
from core.checks import own_page_models
from core.models import PageTheme, Theme
from core.widgets import CheckboxSelectMultiple
from inventory.choices import Family
from inventory.demo.load import load
from inventory.models import PlacePhoto, PlacePrice, SiteProfilePage
from memento.models import ChapterPage, MementoPage, SheetPage
from memento.models.sheet import RelatedPlace
from tests.core.blocks.test_resolver import make_image
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import ChapterPageFactory, SheetPageFactory
from tests.place_form import place_form

pytestmark = pytest.mark.django_db


def form_of(client, page: Page) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    return response.text


@pytest.fixture
def chapter(home) -> ChapterPage:
    return ChapterPageFactory(parent=MementoPage.objects.get())


@pytest.fixture
def queries_of(as_editor):
    def count(page: Page) -> int:
        form_of(as_editor, page)
        with CaptureQueriesContext(connection) as queries:
            form_of(as_editor, page)
        return len(queries)

    return count


@pytest.fixture
def script_of(as_editor):
    def get(model: type[Page], name: str, version: str):
        return as_editor.get(reverse("core_block_definition", args=[f"{model._meta.label}.{name}", version]))

    return get


def body_of(model: type[Page]) -> Definition:
    return definition_of(model._meta.get_field("body"), "fr")


# --- Weight ------------------------------------------------------------------------------------------------------


def test_the_form_of_a_place_weighs_less_than_330_kb(home, as_editor, monkeypatch):
    monkeypatch.setattr("core.tasks.make_renditions", lambda image: 0)
    load(home)
    places = SiteProfilePage.objects.order_by("pk")
    plain, whole = places.first(), places.get(title__contains="Scierie")
    assert len(form_of(as_editor, plain).encode()) < 330_000
    assert len(form_of(as_editor, whole).encode()) < 452_000  # with 26 rows and two blocks


@pytest.mark.parametrize("model", own_page_models(), ids=lambda model: model.__name__)
def test_each_type_of_page_has_one_form_class_for_all_requests(model):
    form = model.get_edit_handler().get_form_class()
    assert form._meta.model is model
    assert model.get_edit_handler().get_form_class() is form


def test_a_form_names_its_blocks_and_no_widget_twice(as_editor):
    form = form_of(as_editor, SiteProfilePageFactory())
    definition = body_of(SiteProfilePage)
    assert f"/admin/blocs/inventory.SiteProfilePage.body.{definition.version}.js" in form
    assert "sillon.blocks.inventory.SiteProfilePage.body" in form
    assert "wagtail.blocks.StreamBlock" not in form
    assert "wagtail.panels.FieldPanel" not in form
    assert "streamfield.css" in form


# --- Queries -----------------------------------------------------------------------------------------------------


def test_more_rows_of_a_place_take_no_more_queries(queries_of):
    few, many = SiteProfilePageFactory(), SiteProfilePageFactory()
    for place, rows in ((few, 1), (many, 3)):
        for number in range(rows):
            PlacePhoto.objects.create(place=place, image=make_image(f"Photo {number}"), sort_order=number)
            PlacePrice.objects.create(place=place, offer=f"Poste {number}", price=15, unit="day", sort_order=number)
            PageTheme.objects.create(
                page=place,
                theme=Theme.objects.create(title=f"Thème {place.pk} {number}", slug=f"t-{place.pk}-{number}"),
            )
    assert queries_of(many) == queries_of(few)


def test_more_pages_in_a_list_take_no_more_queries(chapter, queries_of):
    few, many = SheetPageFactory(parent=chapter), SheetPageFactory(parent=chapter)
    for sheet, rows in ((few, 1), (many, 3)):
        for number in range(rows):
            RelatedPlace.objects.create(page=sheet, place=SiteProfilePageFactory(), sort_order=number)
    assert queries_of(many) == queries_of(few)


def test_a_form_writes_no_image_size_to_a_cache(as_editor):
    place = SiteProfilePageFactory(logo=make_image())
    form_of(as_editor, place)
    with CaptureQueriesContext(connection) as queries:
        form_of(as_editor, place)
    cached = [query["sql"] for query in queries if "django_cache" in query["sql"]]
    assert [sql for sql in cached if not sql.startswith("SELECT")] == []


def test_a_row_shows_what_was_chosen(chapter, as_editor):
    place = SiteProfilePageFactory()
    PlacePhoto.objects.create(place=place, image=make_image("Le col sous la neige"))
    sheet = SheetPageFactory(parent=chapter)
    RelatedPlace.objects.create(page=sheet, place=place)
    form = form_of(as_editor, place)
    assert "Le col sous la neige" in form
    assert "max-165x165" in form
    form = form_of(as_editor, sheet)
    assert place.title in form
    assert f'"parentId": {place.get_parent().pk}' in form


# --- Blocks ------------------------------------------------------------------------------------------------------


def test_a_definition_is_made_without_a_query_and_always_the_same(django_assert_num_queries):
    with django_assert_num_queries(0):
        made = [definition_of.__wrapped__(SheetPage._meta.get_field("body"), "fr") for _ in range(2)]
    assert made[0].script == made[1].script


def test_a_definition_is_one_that_telepath_reads():
    script = body_of(SheetPage).script
    start, end = "return telepath.unpack(", "); } });"
    packed = json.loads(script[script.index(start) + len(start) : script.rindex(end)])
    assert packed["_type"] == "wagtail.blocks.StreamBlock"
    assert script.startswith('telepath.register("sillon.blocks.memento.SheetPage.body"')


def test_a_browser_keeps_the_current_definition_only(script_of):
    current = script_of(SiteProfilePage, "body", body_of(SiteProfilePage).version)
    assert current["Content-Type"].startswith("text/javascript")
    assert "immutable" in current["Cache-Control"]
    assert "private" in current["Cache-Control"]
    old = script_of(SiteProfilePage, "body", "0123456789abcdef")
    assert old.text == current.text
    assert old["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["title", "nothing", "photos"])
def test_what_is_no_stream_has_no_definition(script_of, name):
    assert script_of(SiteProfilePage, name, "0").status_code == 404


def test_definitions_are_for_the_team(client, as_member):
    url = reverse("core_block_definition", args=["inventory.SiteProfilePage.body", "0"])
    assert client.get(url).status_code == 302
    assert as_member.get(url).status_code == 302


# --- Markup ------------------------------------------------------------------------------------------------------


def test_only_the_indentation_of_tags_is_left_out():
    page = Template(
        "{% load sillon_admin %}{% compact %}<p>\n    <a\n        class='x'\n        href=\"/\"\n    >Un</a>\n"
        '    <textarea rows="1">\n{{ typed }}</textarea>\n    <input value="{{ typed }}">\n</p>{% endcompact %}'
    )
    typed = '\n\n  <b class="x">\n    deux\n  y="1" > 0\n\n  '
    shown = page.render(Context({"typed": typed}))
    assert shown.count(str(Template("{{ typed }}").render(Context({"typed": typed})))) == 2
    assert shown.startswith("<p>\n<a\n        class='x'\nhref=\"/\"\n>Un</a>\n<textarea")


def test_a_wrong_value_is_said_at_its_field_once(as_editor):
    place = SiteProfilePageFactory()
    response = as_editor.post(
        reverse("wagtailadmin_pages:edit", args=[place.pk]), place_form(siret="123", families=["rien"])
    )
    assert response.text.count("14 chiffres.") == 2  # its help, and the error
    assert response.text.count('class="error-message"') == 2
    assert response.text.count("w-field--error") == 2


def test_boxes_are_drawn_as_django_draws_them():
    widget = CheckboxSelectMultiple(choices=Family.choices[:2])
    shown = widget.render("families", [Family.choices[0][0]], {"id": "id_families", "aria-describedby": "help"})
    first, second = (value for value, _ in Family.choices[:2])
    assert '<div id="id_families" role="group" aria-describedby="help">' in shown
    assert f'<input type="checkbox" name="families" value="{first}" id="id_families_0" checked>' in shown
    assert f'<label for="id_families_1"><input type="checkbox" name="families" value="{second}"' in shown
