"""« Courriels », a report in the admin: the mails of the outbox, and the action « Renvoyer ».

The text of a mail is never shown: it may have a link that gives access to an account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin
from wagtail.admin.widgets.button import ListingButton
from wagtail.permission_policies import ModelPermissionPolicy

from members.mail import outbox
from members.mail.causes import cause
from members.models import OutgoingMail
from members.permissions import CHANGE_MAIL, VIEW_MAIL


class MailFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label="État", choices=OutgoingMail.State.choices, empty_label="Tous")

    class Meta:
        model = OutgoingMail
        fields: list[str] = []


class MomentColumn(Column):
    """A date and time, as « 3 mars 2026 à 14:05 »."""

    empty_value_display = "–"

    def get_value(self, instance: OutgoingMail) -> str:
        moment = super().get_value(instance)
        return date_format(localtime(moment), "j N Y à H:i") if moment else ""


class SubjectColumn(ButtonsColumnMixin, TitleColumn):
    """The subject, without a link, and the button « Renvoyer » if the user may resend and the mail can be resent."""

    cell_template_name = "members/mail/subject_cell.html"

    def get_buttons(self, instance: Any, parent_context: dict[str, Any]) -> list[ListingButton]:
        request: HttpRequest = parent_context["request"]
        if not (request.user.has_perm(CHANGE_MAIL) and instance.resendable):
            return []
        url = reverse("wagtail_bulk_action", args=["members", "outgoingmail", ResendBulkAction.action_type])
        query = urlencode({"id": instance.pk, "next": reverse("mails")})
        return [ListingButton("Renvoyer", f"{url}?{query}", attrs={"aria-label": f"Renvoyer « {instance.subject} »"})]


class ErrorColumn(Column):
    """The cause in French; for users who may resend, also the technical message."""

    cell_template_name = "members/mail/error_cell.html"

    def get_value(self, instance: OutgoingMail) -> str:
        return cause(instance.error)

    def get_cell_context_data(self, instance: OutgoingMail, parent_context: dict[str, Any]) -> dict[str, Any]:
        technical = instance.error if parent_context["request"].user.has_perm(CHANGE_MAIL) else ""
        return super().get_cell_context_data(instance, parent_context) | {"technical": technical}


def next_attempt(mail: OutgoingMail) -> Any:
    """Return the time of the next attempt; None unless the mail waits."""
    return mail.next_attempt_at if mail.state == OutgoingMail.State.WAITING else None


def mails_without_text() -> QuerySet[OutgoingMail]:
    """Return the mails without their text, each annotated with `resendable`."""
    return OutgoingMail.objects.annotate(resendable=outbox.RESENDABLE).defer("message")


class MailListing(PermissionCheckedMixin, BaseListingView):
    """All mails, the newest first."""

    model = OutgoingMail
    permission_policy = ModelPermissionPolicy(OutgoingMail)
    any_permission_required = ["view", "change"]
    template_name = "members/mail/listing.html"
    page_title = "Courriels"
    header_icon = "mail"
    verbose_name_plural = "courriels"
    index_url_name = "mails"
    index_results_url_name = "mails_results"
    filterset_class = MailFilterSet
    default_ordering = "-pk"
    paginate_by = 50
    is_searchable = False

    @property
    def columns(self) -> list[BaseColumn]:  # type: ignore[override]
        may_resend = self.request.user.has_perm(CHANGE_MAIL)
        columns: list[BaseColumn] = [
            SubjectColumn("subject", label="Objet", get_title_id=lambda mail: f"mail_{mail.pk}_title", width="24%"),
            Column("state", label="État", accessor="get_state_display", width="9%"),
            Column("attempts", label="Essais", width="6%"),
            MomentColumn("created_at", label="Écrit le", width="11%"),
            MomentColumn("next_attempt", label="Prochain essai", accessor=next_attempt, width="11%"),
            ErrorColumn("error", label="Dernière erreur", width="24%"),
        ]
        if may_resend:
            columns.insert(0, BulkActionsCheckboxColumn("bulk_actions", obj_type="mail"))
            columns.insert(2, Column("recipients", label="Destinataires", accessor=lambda m: ", ".join(m.recipients)))
        return columns

    def get_queryset(self) -> QuerySet[OutgoingMail]:
        return self.filter_queryset(mails_without_text().order_by(self.default_ordering))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_resend = self.request.user.has_perm(CHANGE_MAIL)
        return super().get_context_data(**kwargs) | {"model_opts": self.model._meta, "may_resend": may_resend}


class ResendBulkAction(BulkAction):
    """Make waiting and failed mails due now."""

    models = [OutgoingMail]
    display_name = "Renvoyer"
    action_type = "resend"
    aria_label = "Renvoyer les courriels choisis"
    template_name = "members/mail/resend.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(CHANGE_MAIL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model: type[OutgoingMail], object_ids: Iterable[Any]) -> QuerySet[OutgoingMail]:
        return mails_without_text().filter(pk__in=[pk for pk in object_ids if str(pk).isdecimal()]).order_by("-pk")

    def get_all_objects_in_listing_query(self, parent_id: object) -> QuerySet[OutgoingMail, int]:
        state = self.request.GET.get("state")
        return outbox.resendable().filter(**({"state": state} if state else {})).values_list("pk", flat=True)

    def check_perm(self, mail: Any) -> bool:
        return bool(mail.resendable)

    def execute_action(self, objects: list[OutgoingMail], **kwargs: Any) -> tuple[int, int]:  # type: ignore[override]
        return outbox.resend(outbox.resendable().filter(pk__in=[mail.pk for mail in objects])), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        singular, plural = "Un courriel va être renvoyé.", f"{num_parent_objects} courriels vont être renvoyés."
        return {0: "Aucun courriel n’est à renvoyer.", 1: singular}.get(num_parent_objects, plural)


class MailsItem(MenuItem):
    """« Courriels », for users with the permission to see them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW_MAIL) or request.user.has_perm(CHANGE_MAIL)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("reports/courriels/", MailListing.as_view(), name="mails"),
        path("reports/courriels/results/", MailListing.as_view(results_only=True), name="mails_results"),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return MailsItem("Courriels", reverse("mails"), name="mails", icon_name="mail", order=1300)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Offer these permissions in the group form: to see the list, and to resend, which also shows the recipients."""
    names = [permission.partition(".")[2] for permission in (VIEW_MAIL, CHANGE_MAIL)]
    return Permission.objects.filter(content_type__app_label="members", codename__in=names)


hooks.register("register_bulk_action", ResendBulkAction)
