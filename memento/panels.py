"""What the guide's forms say beside their fields."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from memento.usages import counted, usages_of


class UsagesPanel(Panel):
    """Where a shared block or a term is placed, read before it is changed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "memento/admin/usages.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            found = usages_of(self.instance)
            published = [usage for usage in found if usage.published]
            return {
                **super().get_context_data(parent_context),
                "is_term": self.instance._meta.model_name == "glossaryterm",
                "published": published,
                "published_count": counted(published),
                "drafts": [usage for usage in found if not usage.published],
            }
