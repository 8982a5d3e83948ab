"""Where the consent to a testimonial stands, at the head of its tab in the form."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ConsentPanel(Panel):
    """The state of the consent as the row has it, and the way to withdraw it or to note a new one."""

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
