"""The dashboard: what waits for the one who opens it; and what is said of a review in the forms."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from members import (
    approving,  # noqa: F401 -- registers its hooks
    moderation,
    reviews,
)
from members.panels import DraftsPanel, ToReviewPanel, ToVerifyPanel

#: What our panels tell in plainer words.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, components: list[Component]) -> None:
    kept = [component for component in components if not isinstance(component, REPLACED)]
    components[:] = [ToReviewPanel(), ToVerifyPanel(), DraftsPanel(), *kept]


hooks.register("register_admin_urls", moderation.urls)
hooks.register("register_admin_menu_item", moderation.menu_item)
hooks.register("before_edit_page", reviews.tell_who_proposed)
for form in ("page", "snippet"):
    hooks.register(f"before_edit_{form}", reviews.tell_what_is_asked)
    hooks.register(f"after_edit_{form}", reviews.tell_the_decision)
