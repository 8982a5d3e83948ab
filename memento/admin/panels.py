"""Panels of the guide's admin forms. This module imports no model, so that models may name its panels."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from memento.usages import usage_count, usages_of


class UsagesPanel(Panel):
    """Lists the pages that use a shared block or a term."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "memento/admin/usages.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            usages = usages_of(self.instance)
            published = [usage for usage in usages if usage.published]
            return {
                **super().get_context_data(parent_context),
                "is_term": self.instance._meta.model_name == "glossaryterm",
                "published": published,
                "published_count": usage_count(published),
                "drafts": [usage for usage in usages if not usage.published],
            }


class ConsentPanel(Panel):
    """Shows the state of the consent to a testimonial, with links to withdraw it or to record a new one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "memento/admin/consent_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                "may_decide": self.instance.permissions_for_user(self.request.user).can_publish(),
            }
