"""The dashboard: what waits for the one who opens it."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from members.panels import DraftsPanel, ToReviewPanel, ToVerifyPanel

#: What our panels tell in plainer words.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, components: list[Component]) -> None:
    kept = [component for component in components if not isinstance(component, REPLACED)]
    components[:] = [ToReviewPanel(), ToVerifyPanel(), DraftsPanel(), *kept]
