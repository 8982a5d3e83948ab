"""Lists that are edited in less room than Wagtail's: texts as lines, pages as titles.

Each item of Wagtail's own form has a panel with a heading and five buttons: forty outcomes with their lists would be
more than a browser draws in a second. What is stored is the same.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.core.exceptions import ValidationError
from django.forms import Field
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import CharBlock, ListBlock
from wagtail.blocks.list_block import ListBlockValidationError, ListValue

from core.bin import tree as page_bin
from core.blocks.choosers import DeletedChoice, PageChooserBlock
from memento.blocks.json_form import JSONFormMixin

#: Maximum number of lines that are read where a block names none.
MAX_LINES = 100


class LinesBlock(ListBlock):
    """A list of short texts, each a line of one input."""

    def __init__(self, child_block: CharBlock, **kwargs: Any) -> None:
        super().__init__(child_block, default=[], **kwargs)
        #: For Wagtail's FieldBlockAdapter.
        self.field = Field(
            widget=AdminAutoHeightTextInput(attrs={"rows": 2}), required=False, help_text=self.meta.help_text
        )

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> ListValue:
        """Read the lines that are not empty. Ids are made from the texts, so that unchanged lines keep theirs."""
        seen: Counter[str] = Counter()
        items = []
        most = (self.meta.max_num or MAX_LINES) + 1  # one too many is enough for the message
        for line in islice(filter(None, map(str.strip, data.get(prefix, "").splitlines())), most):
            seen[line] += 1
            items.append({"type": "item", "id": str(uuid5(NAMESPACE_OID, f"{seen[line]} {line}")), "value": line})
        return self.to_python(items)

    def value_omitted_from_data(self, data: Any, files: Any, prefix: str) -> bool:
        return prefix not in data

    def get_form_state(self, value: Any) -> str:
        return "\n".join(value or [])

    def clean(self, value: Any) -> ListValue:
        try:
            return super().clean(value)
        except ListBlockValidationError as error:
            lines = [f"Ligne {rank + 1} : {' '.join(inner.messages)}" for rank, inner in error.block_errors.items()]
            raise ValidationError([*error.non_block_errors.data, *lines]) from error

    class Meta:
        help_text = ""


class PagesBlock(JSONFormMixin, ListBlock):
    """A list of pages, shown by their titles (`static/js/admin-page-list.js`). `add_label` is that of its button."""

    child_block: PageChooserBlock

    def __init__(self, child_block: PageChooserBlock, **kwargs: Any) -> None:
        super().__init__(child_block, default=[], **kwargs)

    def get_form_state(self, value: Any) -> list[dict[str, Any]]:
        """Return `id` of the item, `value` (the id of the page) and its `title` for each. No query."""
        return [
            {"id": item.id, "value": item.value.pk, "title": _title(item.value)}
            for item in self.normalize(value).bound_blocks
            if item.value
        ]

    class Meta:
        add_label = "Ajouter"


def _title(page: Any) -> str:
    if isinstance(page, DeletedChoice):
        return str(page)
    return f"{page.get_admin_display_title()}{' (dans la corbeille)' if page_bin.is_in(page) else ''}"
