"""House rules that Django checks at each start."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.utils.text import camel_case_to_spaces
from wagtail.models import get_page_models

from core.models.page import BasePage

DECLARATIONS = ("template", "page_description", "parent_page_types", "subpage_types")


def own_page_models() -> list[type[BasePage]]:
    """The page types of Sillon."""
    return [model for model in get_page_models() if issubclass(model, BasePage)]


@register()
def page_types_are_declared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Every page type says where it may stand, what it is for and how it is shown."""
    errors: list[CheckMessage] = []
    for model in own_page_models():
        for name in DECLARATIONS:
            if name not in vars(model):
                errors.append(Error(f"{model.__name__} does not declare {name}.", obj=model, id="sillon.E001"))
        if model._meta.verbose_name == camel_case_to_spaces(model._meta.object_name):
            errors.append(Error(f"{model.__name__} has no French name.", obj=model, id="sillon.E002"))
    return errors


@register()
def stream_fields_are_ours(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """StreamFields come from core.fields, so that migrations hold no block definitions."""
    from wagtail.fields import StreamField as WagtailStreamField

    from core.fields import StreamField

    return [
        Error(f"{field} is not a core.fields.StreamField.", obj=field, id="sillon.E003")
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, WagtailStreamField) and not isinstance(field, StreamField) and _is_ours(model.__module__)
    ]


def _is_ours(module: str) -> bool:
    return module.split(".")[0] in {"core", "members", "home", "inventory", "memento", "archive", "search"}
