"""Wagtail hooks: dashboard panels, messages above the forms, « Contributions »."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

import members.accounts.approval_admin  # registers its hooks
import members.mail.admin  # noqa: F401 -- registers its hooks
from members.models import Contribution, Correction, User
from members.moderation import messages, views
from members.moderation.dashboard import DraftsPanel, ToReviewPanel, ToVerifyPanel
from members.permissions import may_decide

#: Wagtail's panels that ours replace.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, components: list[Component]) -> None:
    others = [component for component in components if not isinstance(component, REPLACED)]
    components[:] = [ToReviewPanel(), ToVerifyPanel(), DraftsPanel(), *others]


hooks.register("before_edit_page", messages.show_author)
for form in ("page", "snippet"):
    hooks.register(f"before_edit_{form}", messages.show_requested_changes)
    hooks.register(f"after_edit_{form}", messages.show_decision)


# --- Contributions --------------------------------------------------------------------------------------------------


class ContributionURLFinder:
    """Leads to the page where a contribution or a correction is reviewed."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def get_edit_url(self, instance: Contribution | Correction) -> str | None:
        if self.user is not None and not may_decide(self.user):
            return None
        pk = instance.contribution_id if isinstance(instance, Correction) else instance.pk
        return reverse("moderation_contribution", args=[pk])


for _model in (Contribution, Correction):
    register_admin_url_finder(_model, ContributionURLFinder)


class ContributionsItem(MenuItem):
    """« Contributions (3) », for users who may decide on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_decide(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = views.submitted().waiting().count()
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("moderation/", views.index, name="moderation"),
        path("moderation/<uuid:pk>/", views.detail, name="moderation_contribution"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ContributionsItem(
        "Contributions", reverse("moderation"), name="contributions", icon_name="clipboard-list", order=140
    )


# --- Accounts -------------------------------------------------------------------------------------------------------


@hooks.register("register_account_menu_item")
def change_password(request: HttpRequest) -> dict[str, str]:
    """Link the admin's account page to the site's password form, which limits attempts."""
    return {
        "url": reverse("account_change_password"),
        "label": "Changer de mot de passe",
        "help_text": "Dans « Mon compte », sur le site.",
    }
