"""The consent to a testimonial in the admin: column, filter, and the views that withdraw it or record a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.admin.viewsets import TypeFilterSet
from core.widgets import DateInput
from memento.models import TestimonialPage
from memento.models.testimonial import ConsentWithdrawn
from memento.testimonials import consent

# --- The listing ---------------------------------------------------------------------------------------------------


def consent_state(page: TestimonialPage) -> str:
    """Return the state of the consent in French, for the listing."""
    if page.consent_withdrawn_on:
        return f"retiré le {date_format(page.consent_withdrawn_on, 'j N Y')}"
    if page.consent_recorded_on:
        return f"recueilli le {date_format(page.consent_recorded_on, 'j N Y')}"
    return "manque"


CONSENT = Column("consent", label="Accord", accessor=consent_state, sort_key="consent_recorded_on", width="16%")


class TestimonialFilterSet(TypeFilterSet):
    """Filters of testimonials."""

    __test__ = False  # its name looks like that of a test

    CONDITIONS = {
        "given": Q(consent_recorded_on__isnull=False, consent_withdrawn_on=None),
        "missing": Q(consent_recorded_on=None, consent_withdrawn_on=None),
        "withdrawn": Q(consent_withdrawn_on__isnull=False),
    }

    consent = ChoiceFilter(
        label="Accord",
        choices=[("given", "Recueilli"), ("missing", "Manque"), ("withdrawn", "Retiré")],
        empty_label="Tous",
        widget=forms.RadioSelect,
        method="by_consent",
    )

    def by_consent(self, pages: PageQuerySet, name: str, choice: str) -> PageQuerySet:
        return pages.filter(self.CONDITIONS[choice])


# --- Withdrawing, and recording a new consent ------------------------------------------------------------------------


class ConsentForm(forms.Form):
    """The day of a consent or withdrawal, and a note on how the person gave it."""

    day = forms.DateField(
        label="Quel jour",
        widget=DateInput,
        initial=timezone.localdate,
        error_messages={"required": "Indiquez le jour."},
    )
    note = forms.CharField(
        label="Comment",
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text="Par exemple « courriel du 3 mars » ou « par téléphone, à Jeanne ». Cette note ne paraît jamais.",
        error_messages={"required": "Dites comment : une phrase suffit."},
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore venu.")
        return day


class WithdrawalForm(ConsentForm):
    """Also offers the other testimonials of the same author; those with the same story are ticked."""

    also = forms.ModelMultipleChoiceField(
        TestimonialPage.objects.none(),
        required=False,
        label="Retirer aussi",
        widget=forms.CheckboxSelectMultiple,
        help_text="D’autres témoignages de la même personne ou du même lieu. Demandez-lui ce qu’elle souhaite.",
    )

    def __init__(self, page: TestimonialPage, user: Any, *args: Any) -> None:
        super().__init__(*args)
        testimonials = consent.others_of_same_author(page)
        others = [other for other in testimonials if other.permissions_for_user(user).can_publish()]
        field: Any = self.fields["also"]
        field.queryset = TestimonialPage.objects.filter(pk__in=[other.pk for other in others]).order_by("title", "pk")
        field.initial = [other.pk for other in others if consent.is_copy(page, other)]
        if not others:
            del self.fields["also"]


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """« Retirer l’accord »: show the confirmation page, or withdraw the consent."""
    page = _publishable_testimonial(request, page_id)
    if page.consent_withdrawn_on:
        messages.warning(request, f"Pour « {page.title} », {page.withdrawal()}")
        return _redirect_to_form(page)
    form = WithdrawalForm(page, request.user, _post_data(request))
    if form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            for testimonial in (page, *data.get("also", ())):
                consent.withdraw(testimonial, data["day"], data["note"], request.user)
        messages.success(request, f"L’accord est retiré. « {page.title} » n’est plus sur le site.")
        return _redirect_to_form(page)
    return render(request, "memento/admin/consent.html", {"page": page, "form": form, "withdraws": True})


def give_again(request: HttpRequest, page_id: int) -> HttpResponse:
    """« Noter un nouvel accord »: record a new consent to a testimonial whose consent was withdrawn."""
    page = _publishable_testimonial(request, page_id)
    if not page.consent_withdrawn_on:
        messages.info(request, f"L’accord pour « {page.title} » n’a pas été retiré.")
        return _redirect_to_form(page)
    form = ConsentForm(_post_data(request))
    if form.is_valid():
        consent.give_again(page, form.cleaned_data["day"], form.cleaned_data["note"], request.user)
        messages.success(request, f"Le nouvel accord est noté. « {page.title} » peut être publié de nouveau.")
        return _redirect_to_form(page)
    return render(request, "memento/admin/consent.html", {"page": page, "form": form, "withdraws": False})


def _publishable_testimonial(request: HttpRequest, page_id: int) -> TestimonialPage:
    """Return the testimonial, or the original of an alias. Raise PermissionDenied unless the user may publish it."""
    page = get_object_or_404(TestimonialPage, pk=page_id)
    while page.alias_of_id:
        page = TestimonialPage.objects.get(pk=page.alias_of_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page


def _post_data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _redirect_to_form(page: TestimonialPage) -> HttpResponse:
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("temoignages/<int:page_id>/retirer-l-accord/", withdraw, name="memento_consent_withdraw"),
        path("temoignages/<int:page_id>/nouvel-accord/", give_again, name="memento_consent_give_again"),
    ]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, TestimonialPage) and page.permissions_for_user(user).can_publish():
        name, label, icon = (
            ("memento_consent_give_again", "Noter un nouvel accord", "check")
            if page.consent_withdrawn_on
            else ("memento_consent_withdraw", "Retirer l’accord", "cross")
        )
        yield Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=62)


# --- Refusing ------------------------------------------------------------------------------------------------------


class RefusingWorkflowAction(WorkflowActionView):
    """The workflow actions of a page, with a message instead of an error if its consent was withdrawn."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().post(request, *args, **kwargs)
        except ConsentWithdrawn as error:
            messages.error(request, str(error))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
            return redirect(self.redirect_url)


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, pages: list[Any], action: Any) -> HttpResponse | None:
    """Cancel the bulk action « publish » if the consent to one of its pages was withdrawn. The message names it."""
    chosen = [page for page in pages if isinstance(page, Page)] if action_type == "publish" else []
    if not chosen:
        return None
    condition = Q(pk__in=[page.pk for page in chosen])
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in chosen:
            condition |= Q(path__startswith=page.path)
    if refused := list(TestimonialPage.objects.filter(condition, consent_withdrawn_on__isnull=False).order_by("title")):
        messages.error(request, f"Rien n’a été publié. {' '.join(str(ConsentWithdrawn(page)) for page in refused)}")
        return redirect(action.next_url)
    return None
