"""The admin forms of events and measures. This module imports no model, so that models may name their forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q

from core.models.page import BasePageForm
from core.text.typography import quantity

AXIS_IN_USE = "L’axe « {} » a encore {} : changez d’abord leur axe, ou renommez celui-ci."
AXIS_TAKEN = "Un autre axe s’appelle ou s’appelait « {} ». Donnez un autre nom, ou renommez et publiez en deux fois."
NOTHING_TO_READ = "Donnez une source, plus bas, ou recopiez ici le passage qui le dit : une preuve se vérifie."


class EventPageForm(BasePageForm):
    """The form of an event. Its organiser is chosen among those who work in the admin, not among all members."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("organiser"):
            field.queryset = organisers(self.instance.organiser_id)
            field.disabled = self._may_not_choose()
            if field.disabled:
                field.help_text = "Des personnes sont inscrites : seul l’organisateur peut en nommer un autre."

    def _may_not_choose(self) -> bool:
        """Whether somebody else organises an event with registrations, which this user would see as organiser."""
        user, organiser = self.for_user, self.instance.organiser_id
        if self.instance.pk is None or organiser is None or user is None or user.is_superuser or user.pk == organiser:
            return False
        return bool(self.instance.registrations.exists())


def organisers(current: int | None) -> Any:
    """Return the active users with access to the admin, by name, and the current organiser, given by id."""
    users = get_user_model().objects
    in_groups = Q(
        groups__permissions__content_type__app_label="wagtailadmin", groups__permissions__codename="access_admin"
    )
    team = users.filter(Q(is_superuser=True) | in_groups, is_active=True).values("pk")
    return users.filter(Q(pk__in=team) | Q(pk=current)).order_by("first_name", "last_name", "username")


class PlanPageForm(BasePageForm):
    """The form of a plan. An axis with measures cannot be removed; when it is renamed, its measures follow."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        measures = type(self.instance).allowed_subpage_models()[0].objects
        for form in self.formsets["axes"].deleted_forms if self.instance.pk and not self.is_deferred_validation else ():
            number = measures.child_of(self.instance).filter(axis=form.instance.title).count()
            if number:
                self.add_error(None, AXIS_IN_USE.format(form.instance.title, quantity(number, "mesure")))
        if self.instance.pk and not self.is_deferred_validation:
            self._check_names()
        return data

    def _check_names(self) -> None:
        """Refuse a name that another axis has or had: measures store the name only, and would mix."""
        axes = self.formsets["axes"]
        stored = dict(self.instance.axes.model.objects.filter(plan=self.instance).values_list("pk", "title"))
        names: set[str] = set()
        for form in axes.forms:
            title = form.cleaned_data.get("title", "") if form.is_valid() else ""
            if not title or form in axes.deleted_forms:
                continue
            others = {before for pk, before in stored.items() if pk != form.instance.pk}
            if title in names or (title in others and stored.get(form.instance.pk) != title):
                self.add_error(None, AXIS_TAKEN.format(title))
            names.add(title)


class EvidencePageForm(BasePageForm):
    """The form of a piece of evidence. To be published it needs a source or an extract."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation and not self.cleaned_data.get("extract") and not self._has_source():
            self.add_error("extract", NOTHING_TO_READ)

    def _has_source(self) -> bool:
        rows = self.formsets["sources"].forms
        return any(row["title"].value() and not row["DELETE"].value() for row in rows)


class CommitmentPageForm(BasePageForm):
    """The form of a measure. Its axis is one of those of its plan, drafts included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.parent_page or self.instance.get_parent().specific
        if field := self.fields.get("axis"):
            titles = [row.title for row in plan.get_latest_revision_as_object().axes.all()]
            current = [self.instance.axis] if self.instance.axis not in ("", *titles) else []
            self.fields["axis"] = forms.ChoiceField(
                label=field.label,
                required=False,
                help_text=field.help_text,
                choices=[("", "Aucun"), *((title, title) for title in [*titles, *current])],
            )
