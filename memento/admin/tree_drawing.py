"""The side panel « Dessin » beside the form of a decision tree: its drawing, and why it cannot be published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Media
from django.http import QueryDict
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from core.admin.live_panel import LivePanel, LivePanelMixin, invalid_rows, posted_stream, problem_rows
from memento.models import DecisionTreePage
from memento.models.tree import tree_problems
from memento.trees.drawing import drawing_of
from memento.trees.graph import read
from memento.trees.limits import MAX_NODES


class DrawingPanel(LivePanel):
    """The panel « Dessin »."""

    page_model = DecisionTreePage
    fields = ("nodes",)
    name = "tree-drawing"
    title = "Dessin"
    icon_name = "sillon-tree"
    order = 150
    content_template = "memento/admin/tree_drawing.html"

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["css/components/tree_drawing.css"]})

    @classmethod
    def context_of(cls, data: QueryDict) -> dict[str, Any]:
        value = posted_stream(DecisionTreePage, "nodes", data)
        try:
            value.stream_block.clean_deferred(value)
        except ValidationError:  # values that not even a draft may have, such as an overlong text
            return {
                "drawing": None,
                "max_nodes": MAX_NODES,
                "problems": list(invalid_rows(DecisionTreePage, "nodes", value)),
            }
        tree = read(value.get_prep_value())
        return {
            "drawing": drawing_of(tree),
            "max_nodes": MAX_NODES,
            "problems": problem_rows(DecisionTreePage, "nodes", tree_problems(tree), value),
        }


class TreeCreateView(LivePanelMixin, CreateView):
    """The form of a new tree."""

    live_panel_class = DrawingPanel


class TreeEditView(LivePanelMixin, EditView):
    """The form of an existing tree."""

    live_panel_class = DrawingPanel


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return DrawingPanel.urls()
