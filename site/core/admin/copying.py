"""Copies and aliases of pages: types that cannot have aliases are refused, in the form and in the API alike."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.actions import CreatePageAliasAction
from wagtail.actions.create_alias import CreatePageAliasIntegrityError
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, get_page_models


def alias_obstacle(page: Page, recursive: bool) -> str:
    """Return in French why a page (`recursive`: or one below it) cannot have an alias; "" if it can."""
    reasons = {model: reason for model in get_page_models() if (reason := getattr(model, "alias_obstacle", ""))}
    types = {kind.pk: model for model, kind in ContentType.objects.get_for_models(*reasons).items()}
    if page.content_type_id in types:
        return str(reasons[types[page.content_type_id]])
    if not recursive:
        return ""
    below = page.get_descendants().filter(content_type__in=types).values_list("content_type", flat=True).first()
    return str(reasons[types[below]]) if below else ""


class BasePageCopyForm(CopyForm):
    """The form « Copier ». `alias` is offered only for types that can have one; `copy_note` says what is not copied."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), self.page.slug)
        self.fields["new_title"].help_text = getattr(self.page.specific_class, "copy_note", "")
        if not self.data.get("alias") and alias_obstacle(self.page, recursive=False):
            self.fields.pop("alias", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("alias") and (reason := alias_obstacle(self.page, bool(data.get("copy_subpages")))):
            self.add_error("alias", reason)
        return data


class CreateAliasAction(CreatePageAliasAction):
    """Creation of an alias, for the API."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        if reason := alias_obstacle(self.page, self.recursive):
            raise CreatePageAliasIntegrityError(reason)
