"""The dashboard: what waits for the one who opens it; what is said of a review in the forms; contributions."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from members import (
    approving,  # noqa: F401 -- registers its hooks
    moderation,
    reviews,
)
from members.models import Contribution, Correction, User
from members.panels import DraftsPanel, ToReviewPanel, ToVerifyPanel

#: What our panels tell in plainer words.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, components: list[Component]) -> None:
    kept = [component for component in components if not isinstance(component, REPLACED)]
    components[:] = [ToReviewPanel(), ToVerifyPanel(), DraftsPanel(), *kept]


hooks.register("before_edit_page", reviews.tell_who_proposed)
for form in ("page", "snippet"):
    hooks.register(f"before_edit_{form}", reviews.tell_what_is_asked)
    hooks.register(f"after_edit_{form}", reviews.tell_the_decision)


# --- Contributions --------------------------------------------------------------------------------------------------


class ContributionURLFinder:
    """Where a contribution or its correction is looked at."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def get_edit_url(self, instance: Contribution | Correction) -> str | None:
        if self.user is not None and not moderation.decides(self.user):
            return None
        pk = instance.contribution_id if isinstance(instance, Correction) else instance.pk
        return reverse("moderation_contribution", args=[pk])


for _model in (Contribution, Correction):
    register_admin_url_finder(_model, ContributionURLFinder)


class ContributionsItem(MenuItem):
    """« Contributions (3) », for who answers them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return moderation.decides(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = moderation.sent().waiting().count()
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("moderation/", moderation.index, name="moderation"),
        path("moderation/<uuid:pk>/", moderation.contribution, name="moderation_contribution"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ContributionsItem(
        "Contributions", reverse("moderation"), name="contributions", icon_name="clipboard-list", order=140
    )
