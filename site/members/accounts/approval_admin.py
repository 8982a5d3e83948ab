"""« Comptes à valider » in the admin: moderators accept new accounts, or refuse them with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from core.text.lengths import limit_lengths
from core.text.typography import french
from members.accounts import approval
from members.models import User
from members.permissions import may_decide

PER_PAGE = 20


class AccountDecisionForm(forms.Form):
    """The decision of a moderator on one account."""

    account = forms.ModelChoiceField(
        User.objects.none(),
        error_messages={
            "invalid_choice": "Ce compte n’attend plus : quelqu’un d’autre a déjà décidé, ou il est parti."
        },
    )
    decision = forms.ChoiceField(choices=[("accept", "Accepter"), ("refuse", "Refuser")])
    words = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_lengths(self.fields.values())
        self.fields["account"].queryset = approval.waiting()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("words", "").strip():
            self.add_error("words", "Dites pourquoi : la personne lira ces mots.")
        return cleaned


def accounts(request: HttpRequest) -> HttpResponse:
    """List the waiting accounts, and decide on one of them."""
    if not may_decide(request.user):
        raise PermissionDenied
    form = AccountDecisionForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and _decide(request, form.cleaned_data):
            return redirect("moderation_accounts")
        for error in form.errors.get("account", []):
            messages.error(request, error)
    paging = Paginator(approval.waiting(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "paging": paging,
        "refused": request.POST.get("account", ""),
        "words": request.POST.get("words", ""),
        "wrong": form.errors.get("words", []),
        "approval_needed": settings.MEMBERS_APPROVAL,
    }
    return render(request, "members/account/admin/accounts.html", context)


def _decide(request: HttpRequest, decision: dict[str, Any]) -> bool:
    user, name = decision["account"], str(decision["account"])
    try:
        if decision["decision"] == "accept":
            approval.accept(user)
            messages.success(request, french(f"« {name} » peut maintenant contribuer, et l’apprend par courriel."))
        else:
            approval.refuse(user, decision["words"])
            messages.success(request, french(f"Le compte de « {name} » est effacé ; vos mots lui sont envoyés."))
    except approval.AccountNotWaiting:
        messages.error(request, "Ce compte n’attend plus : quelqu’un d’autre vient de décider.")
        return False
    return True


class AccountsItem(MenuItem):
    """« Comptes à valider », for users who may decide, if accounts need approval or some still wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_decide(request.user) and (settings.MEMBERS_APPROVAL or approval.waiting().exists())


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("moderation/comptes/", accounts, name="moderation_accounts")]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return AccountsItem(
        "Comptes à valider", reverse("moderation_accounts"), name="accounts-to-approve", icon_name="user", order=910
    )
