"""Side panels rendered by the server from the unsaved form. Nothing of it is saved.

While such a panel is open, `static/js/admin-live-panel.js` posts the inputs of some stream fields, with those of the
panel itself, to a view of the panel, and shows the HTML that it returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypedDict

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.forms import Media
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.blocks import ListBlock, StreamValue, StructBlock
from wagtail.blocks.base import Block, get_error_json_data
from wagtail.models import Page

from core.blocks.problems import Problem


class LivePanel(BaseSidePanel):
    """A side panel. Subclasses set the class variables and `context_of`.

    `content_template` is a fragment of HTML. It may have inputs, which are posted too and keep their place, and
    elements with `data-live-block` (the id of a block) and `data-live-name` (a field of it), which lead there.
    """

    page_model: ClassVar[type[Page]]
    #: The stream fields whose inputs are posted.
    fields: ClassVar[tuple[str, ...]]
    icon_name: ClassVar[str]
    content_template: ClassVar[str]

    template_name = "core/admin/live_panel.html"

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        has_counter = False

        @property
        def aria_label(self) -> str:
            return f"Afficher ou masquer : {self.panel.title}"

        @property
        def icon_name(self) -> str:
            return self.panel.icon_name

    def __init__(self, page: Page, request: HttpRequest, parent: Page | None = None) -> None:
        """Make the panel of a page's form; `parent` is that of a page which is not saved yet."""
        super().__init__(page, request)
        self.url = (
            reverse(f"{self.url_name()}_new", args=[parent.pk]) if parent else reverse(self.url_name(), args=[page.pk])
        )

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "fields": " ".join(self.fields)}

    @property
    def media(self) -> Media:
        return Media(js=["js/admin-live-panel.js"], css={"all": ["css/admin-live-panel.css"]})

    # --- The view ------------------------------------------------------------------------------------------------

    @classmethod
    def context_of(cls, data: QueryDict) -> dict[str, Any]:
        """Return the context of `content_template` for a posted form."""
        raise NotImplementedError

    @classmethod
    def url_name(cls) -> str:
        return f"live_panel_{cls.name}".replace("-", "_")

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """Return the URLs of the view: for the form of a page, and for that of a new page below a parent."""

        @require_POST
        def of_page(request: HttpRequest, page_id: int) -> HttpResponse:
            page = get_object_or_404(cls.page_model, pk=page_id)
            if not page.permissions_for_user(request.user).can_edit():
                raise PermissionDenied
            return TemplateResponse(request, cls.content_template, cls.context_of(request.POST))

        @require_POST
        def of_new_page(request: HttpRequest, parent_id: int) -> HttpResponse:
            parent = get_object_or_404(Page, pk=parent_id)
            if not parent.permissions_for_user(request.user).can_add_subpage():
                raise PermissionDenied
            return TemplateResponse(request, cls.content_template, cls.context_of(request.POST))

        return [
            path(f"volets/{cls.name}/<int:page_id>/", of_page, name=cls.url_name()),
            path(f"volets/{cls.name}/sous/<int:parent_id>/", of_new_page, name=f"{cls.url_name()}_new"),
        ]


class LivePanelMixin:
    """A view of the form of a page, new or not, with a live panel."""

    live_panel_class: ClassVar[type[LivePanel]]

    def get_side_panels(self) -> MediaContainer:
        view: Any = self
        panels = super().get_side_panels()  # type: ignore[misc]
        # The response to an autosave replaces the panels that it has; the live one stays as it is.
        if view.expects_json_response or getattr(view, "hydrate_create_view", False):
            return panels
        parent = None if view.page.pk else view.parent_page
        return MediaContainer([*panels, self.live_panel_class(view.page, view.request, parent)])


class ProblemRow(TypedDict):
    """A row of `core/admin/live_problems.html`.

    `block` is the id of the block that has the form of the field `name`; "" means the whole of the stream `field`.
    `label` names the block for people.
    """

    message: str
    field: str
    block: str
    label: str
    name: str


def posted_stream(model: type[Page], field: str, data: QueryDict) -> StreamValue:
    """Return the value of a stream field in the posted form, valid or not; an empty one if the form lacks the field.

    BadRequest if the form lacks inputs or has some that no browser sends.
    """
    block = model._meta.get_field(field).stream_block  # type: ignore[union-attr]
    if f"{field}-count" not in data:
        return StreamValue(block, [])
    try:
        return block.value_from_datadict(data, {}, field)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest("The blocks of the form cannot be read.") from error


def block_label(value: StreamValue, position: int | None) -> str:
    """Return the name of a block for people, by its mark or number: « Question A1 », « Axe 2 »; "" without position."""
    if position is None:
        return ""
    block = value[position]
    number = sum(1 for other in value[: position + 1] if other.block_type == block.block_type)
    return f"{block.block.label} {block.value.get('mark') or number}"


def field_label(model: type[Page], field: str) -> str:
    """Return the name of a field for people: « Questions »."""
    return str(capfirst(model._meta.get_field(field).verbose_name))  # type: ignore[union-attr]


def problem_rows(model: type[Page], field: str, problems: Iterable[Problem], value: StreamValue) -> list[ProblemRow]:
    """Return the rows of problems of a stream field."""
    return [
        ProblemRow(
            message=problem.message,
            field=field,
            block="" if problem.block is None else value[problem.block].id or "",
            label=block_label(value, problem.block) or field_label(model, field),
            name=problem.name,
        )
        for problem in problems
    ]


def invalid_rows(model: type[Page], field: str, value: StreamValue) -> Iterator[ProblemRow]:
    """Yield the missing and invalid values inside the blocks of a stream."""
    try:
        value.stream_block.clean(value)
    except ValidationError as error:
        errors = get_error_json_data(error)
        for message in errors.get("messages", ()):
            yield ProblemRow(message=message, field=field, block="", label=field_label(model, field), name="")
        for position, inner in errors.get("blockErrors", {}).items():
            block = value[position]
            for name, label, message in _messages(block.block, inner):
                where = ", ".join(filter(None, [block_label(value, position), label]))
                yield ProblemRow(message=message, field=field, block=block.id or "", label=where, name=name)


def _messages(block: Block, errors: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the messages in the errors of a block: the name of its field, where it is for people, the message."""
    for message in errors.get("messages", ()):
        yield "", "", message
    for key, inner in errors.get("blockErrors", {}).items():
        match block:
            case StructBlock():
                name, label, child = key, str(block.child_blocks[key].label).lower(), block.child_blocks[key]
            case ListBlock():
                name, label, child = "", f"n° {key + 1}", block.child_block
            case _:
                continue
        for _, deeper, message in _messages(child, inner):
            yield name, f"{label}, {deeper}" if deeper else label, message
