"""Panels of the admin's dashboard that list pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component

#: Maximum number of rows in a panel.
MAX_ROWS = 8


@dataclass(frozen=True)
class PanelRow:
    """A row of a panel: a title that links to the editor, and the texts of the other columns."""

    icon: str
    title: str
    url: str
    cells: tuple[str, ...]


class PagesPanel(Component):
    """A table, or a sentence if it is empty. The number of queries does not depend on the number of rows."""

    template_name = "wagtailadmin/home/pages_panel.html"
    name = ""
    order = 100
    heading = ""
    headings: tuple[str, ...] = ()
    empty_text = ""
    #: The noun for the rows beyond the maximum; "" if they are of several kinds.
    noun = ""
    #: A sentence that says where to find the rows beyond the maximum.
    more_help = ""

    _loaded: tuple[list[PanelRow], int] | None = None

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        rows, count = self._loaded or self.rows(parent_context["request"].user)
        return {"panel": self, "rows": rows, "others": count - len(rows)}

    def has_rows(self, user: Any) -> bool:
        """Whether there are rows for this user, for whom the panel is then rendered; they are loaded once."""
        self._loaded = self.rows(user)
        return bool(self._loaded[1])

    def rows(self, user: Any) -> tuple[list[PanelRow], int]:
        """Return the first rows, and the total number."""
        raise NotImplementedError
