"""Admin panels used by several sections: Wagtail's panels with less HTML and fewer queries."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel, TabbedInterface
from wagtail.admin.panels import InlinePanel as WagtailInlinePanel

from core.admin.choosers import load_chosen


class Tabs(TabbedInterface):
    """The tabs of a page's form, without data about their panels for JavaScript, and with one form class for all.

    Wagtail adds all panels and a second copy of each widget to the page, as JSON for `wagtail.editHandler`. No script
    of Wagtail or of this site uses `editHandler`. And it makes the classes of the form and of its rows anew for each
    request, 23 for a place.
    """

    @cached_property
    def _form_class(self) -> type[WagtailAdminPageForm]:
        return super().get_form_class()

    def get_form_class(self) -> type[WagtailAdminPageForm]:
        return self._form_class

    class BoundPanel(TabbedInterface.BoundPanel):
        def js_opts(self) -> dict[str, Any]:
            return {**super().js_opts(), "children": []}


class InlinePanel(WagtailInlinePanel):
    """A list of rows, whose choosers load their instances together.

    Rows have no comment buttons: Wagtail renders them, and its script removes them when the page opens. The ids of the
    fields in a row start with the name of the list (`prices-0-child-offer-helptext`) instead of all parent panels.
    """

    @cached_property
    def child_edit_handler(self) -> MultiFieldPanel:
        handler = super().child_edit_handler
        _disable_comments(handler)
        return handler

    class BoundPanel(WagtailInlinePanel.BoundPanel):
        def __init__(self, *, panel: InlinePanel, prefix: str, **options: Any) -> None:
            super().__init__(panel=panel, prefix=panel.relation_name, **options)
            self.prefix = prefix
            if self.form is not None:
                load_chosen(self.formset.forms)


def _disable_comments(panel: Panel) -> None:
    if isinstance(panel, FieldPanel):
        panel.disable_comments = True
    for child in getattr(panel, "children", ()):
        _disable_comments(child)


class ThemesPanel(InlinePanel):
    """The themes of a page (an inline panel of `PageTheme`)."""
