"""System checks of the rules of this project, run at each start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string
from django.utils.text import camel_case_to_spaces
from wagtail.fields import StreamField as WagtailStreamField
from wagtail.models import get_page_models

from core.fields import StreamField
from core.models.page import BasePage

DECLARATIONS = ("template", "page_description", "parent_page_types", "subpage_types")
#: Attributes of a page type that hold the dotted path of a function.
NAMED_FUNCTIONS = ("context_builder", "view", "search_reader", "heading_anchors")


def own_page_models() -> list[type[BasePage]]:
    """Return the page types of this project."""
    return [model for model in get_page_models() if issubclass(model, BasePage)]


@register()
def page_types_are_declared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Check that every page type declares its allowed parents and children, its description and its template."""
    errors: list[CheckMessage] = []
    for model in own_page_models():
        for name in DECLARATIONS:
            if name not in vars(model):
                errors.append(Error(f"{model.__name__} does not declare {name}.", obj=model, id="sillon.E001"))
        if model._meta.verbose_name == camel_case_to_spaces(model._meta.object_name):
            errors.append(Error(f"{model.__name__} has no French name.", obj=model, id="sillon.E002"))
    return errors


@register()
def named_functions_exist(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Check that the functions that page types name by dotted path can be imported."""
    errors: list[CheckMessage] = []
    for model in own_page_models():
        for name in NAMED_FUNCTIONS:
            if not (path := getattr(model, name)):
                continue
            try:
                import_string(path)
            except ImportError as error:
                errors.append(Error(f"{model.__name__}.{name}: {error}", obj=model, id="sillon.E005"))
    return errors


@register()
def stream_fields_come_from_core(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Check that StreamFields come from `core.fields`, which keeps block definitions out of migrations."""
    return [
        Error(f"{field} is not a core.fields.StreamField.", obj=field, id="sillon.E003")
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, WagtailStreamField)
        and not isinstance(field, StreamField)
        and _is_in_project(model.__module__)
    ]


@register()
def private_files_are_apart(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Check that the private folder neither contains nor lies in a folder that the front server serves publicly."""
    private = Path(settings.PRIVATE_ROOT).resolve()
    public = {
        "MEDIA_STORAGE_URL": settings.MEDIA_ROOT,
        "STATIC_ROOT": settings.STATIC_ROOT,
        **{f"STATICFILES_DIRS ({folder})": folder for folder in settings.STATICFILES_DIRS},
    }
    return [
        Error(
            f"PRIVATE_FOLDER ({private}) et le dossier public de {name} sont l’un dans l’autre.",
            hint="Donnez aux fichiers privés un dossier à part : le serveur de façade donnerait les documents à tous.",
            id="sillon.E004",
        )
        for name, folder in public.items()
        if _overlap(private, Path(folder).resolve())
    ]


def _overlap(first: Path, second: Path) -> bool:
    return first.is_relative_to(second) or second.is_relative_to(first)


def _is_in_project(module: str) -> bool:
    return module.split(".")[0] in {"core", "members", "home", "inventory", "memento", "archive", "search"}
