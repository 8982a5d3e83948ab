"""Every page type is declared, shown, made by a factory, and held to its contract."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from typing import NamedTuple

import factory
import pytest
from django.core.checks import run_checks
from django.template.loader import get_template
from django.utils.text import camel_case_to_spaces

import tests.factories
from core import checks
from core.checks import own_page_models
from core.contents.registry import page_kinds
from home.models import HomePage
from tests.consistency.source import ROOT, tree


class Contract(NamedTuple):
    """Where a public page type is held to its JSON and to its number of queries."""

    golden: str
    queries: str


CONTRACTS = {
    "SiteProfilePage": Contract(
        "tests/inventory/golden/SiteProfilePage.json",
        "tests/inventory/pages/test_inventory_index.py::test_number_of_queries_is_the_same_for_one_place_and_for_several",
    ),
    "SheetPage": Contract(
        "tests/memento/golden/sheet.json",
        "tests/memento/api/test_routes.py::test_many_pages_take_as_many_queries_as_one",
    ),
    "TestimonialPage": Contract(
        "tests/memento/golden/testimonial.json",
        "tests/memento/api/test_routes.py::test_many_pages_take_as_many_queries_as_one",
    ),
    "EventReportPage": Contract(
        "tests/archive/api/golden/event.json",
        "tests/archive/api/test_api.py::test_a_list_takes_six_queries_whatever_its_length",
    ),
    "CommitmentPage": Contract(
        "tests/archive/api/golden/commitment.json",
        "tests/archive/test_commitment_queries.py::test_lists_take_the_same_queries_for_more_measures",
    ),
    "PublicationPage": Contract(
        "tests/archive/api/golden/publication.json",
        "tests/archive/api/test_api.py::test_a_list_takes_six_queries_whatever_its_length",
    ),
    "ProjectPage": Contract(
        "tests/archive/api/golden/project.json",
        "tests/archive/api/test_projects.py::test_many_projects_and_meetings_take_as_many_queries_as_one",
    ),
    "TourPage": Contract(
        "tests/archive/api/golden/tour.json",
        "tests/archive/api/test_tours.py::test_a_list_and_a_tour_take_as_many_queries_whatever_their_length",
    ),
}

every_type = pytest.mark.parametrize("model", own_page_models(), ids=lambda model: model.__name__)
every_contract = pytest.mark.parametrize("name", CONTRACTS)


def made_by_factories() -> set[type]:
    """The models that the factories under tests/factories make."""
    found = set()
    for info in pkgutil.iter_modules(tests.factories.__path__):
        module = importlib.import_module(f"tests.factories.{info.name}")
        found |= {
            value._meta.model
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, factory.Factory)
        }
    return found


def has_test(identifier: str) -> bool:
    """Whether a test id, `path::function`, names a test that is there."""
    path, _, function = identifier.partition("::")
    if not (ROOT / path).is_file():
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in ast.walk(tree(path)))


def test_the_sections_have_page_types():
    assert {"HomePage", "StandardPage", *CONTRACTS} <= {model.__name__ for model in own_page_models()}


@every_type
def test_it_is_named_in_french(model):
    default = camel_case_to_spaces(model.__name__)
    assert model._meta.verbose_name != default
    if " " in model._meta.verbose_name:  # « pages de texte », not « page de textes »
        assert model._meta.verbose_name_plural != f"{model._meta.verbose_name}s"
    assert model.page_description.endswith((".", "…"))


@every_type
def test_it_says_where_it_may_stand(model):
    assert {"parent_page_types", "subpage_types", "template", "page_description"} <= set(vars(model))
    assert model.allowed_parent_page_models()
    for child in model.allowed_subpage_models():
        assert model in child.allowed_parent_page_models(), f"{child.__name__} refuses what {model.__name__} allows"


@every_type
def test_its_template_exists(model):
    assert get_template(model.template).origin.name.startswith(str(ROOT / "templates" / model._meta.app_label))


@every_type
def test_a_factory_makes_it(model):
    assert model in made_by_factories()


@every_type
def test_its_required_fields_exist(model):
    fields = {field.name for field in model._meta.get_fields()}
    assert set(model.required_to_publish) <= fields


@every_contract
def test_its_json_is_kept_beside_its_tests(name):
    assert (ROOT / CONTRACTS[name].golden).is_file()


@every_contract
def test_its_golden_file_is_read_by_a_test(name):
    stem = CONTRACTS[name].golden.rsplit("/", 1)[1].removesuffix(".json")
    folder = ROOT / CONTRACTS[name].golden.split("/golden/")[0]
    assert [
        path
        for path in folder.rglob("test_*.py")
        if f'"{stem}"' in path.read_text() or f"{stem}.json" in path.read_text()
    ]


@every_contract
def test_its_queries_are_counted(name):
    assert has_test(CONTRACTS[name].queries)


def test_a_test_that_is_gone_is_seen():
    assert not has_test("tests/consistency/test_page_types.py::test_gone")
    assert not has_test("tests/nowhere/test_x.py::test_y")
    assert has_test("tests/consistency/test_page_types.py::test_a_test_that_is_gone_is_seen")


def test_the_house_rules_are_checked_at_each_start():
    assert run_checks() == []


class Undeclared:
    class _meta:
        object_name = "BlogPage"
        verbose_name = "blog page"


def test_an_undeclared_page_type_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "own_page_models", lambda: [Undeclared])
    errors = checks.page_types_are_declared(None)
    assert [error.id for error in errors] == ["sillon.E001"] * 4 + ["sillon.E002"]


@pytest.mark.parametrize("path", ["home.models.nothing", "home.nowhere.context", "home"])
def test_a_named_function_that_does_not_exist_is_seen(path, monkeypatch):
    monkeypatch.setattr(HomePage, "context_builder", path)
    assert [error.id for error in checks.named_functions_exist(None)] == ["sillon.E005"]


def test_a_stream_field_of_wagtail_is_refused(monkeypatch):
    from wagtail.fields import StreamField

    class Model:
        __module__ = "home.models"

        class _meta:
            @staticmethod
            def get_fields():
                return [StreamField([])]

    monkeypatch.setattr(checks.apps, "get_models", lambda: [Model])
    assert [error.id for error in checks.stream_fields_come_from_core(None)] == ["sillon.E003"]


def test_every_page_type_has_a_content_in_the_api():
    assert {kind.model for kind in page_kinds()} == set(own_page_models())


def test_a_page_type_has_the_same_code_in_the_api_as_on_its_card():
    codes = {kind.model: kind.code for kind in page_kinds()}
    assert {model: codes[model] for model in codes if model.card_kind} == {
        model: model.card_kind for model in codes if model.card_kind
    }
