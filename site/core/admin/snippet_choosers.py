"""Choosers of partners and people that can also create one. Those of the guide are in `memento.admin.choosers`."""

from __future__ import annotations

from django import forms
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from core.models import Partner, Person
from core.text.slugs import slugify
from core.text.unique import first_free


class WideResultsMixin:
    """Shows the results in a dialogue that is wide enough for several columns."""

    results_template_name = "core/admin/chooser_results.html"


class CreatingChooserViewSet(SnippetChooserViewSet):
    """A chooser with a tab « Nouveau »."""

    creation_tab_label = "Nouveau"
    create_action_label = "Créer et placer ici"
    create_action_clicked_label = "Création…"


# --- Partners ---------------------------------------------------------------------------------------------------------


class NewPartnerForm(forms.ModelForm):
    """A partner created in the chooser; its slug is derived from its name."""

    url = forms.URLField(label="Site web", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Partner
        fields = ("name", "kind", "url")

    def save(self, commit: bool = True) -> Partner:
        self.instance.slug = first_free(
            slugify(self.instance.name)[:140] or "organisation",
            lambda slug: Partner.objects.filter(slug=slug).exists(),
        )
        return super().save(commit=commit)


class PartnerColumnsMixin(WideResultsMixin):
    @property
    def columns(self) -> list[Column]:
        kind = Column("kind", label="Nature", accessor="get_kind_display")
        return [*super().columns, kind]  # type: ignore[misc]


class PartnerChooseView(PartnerColumnsMixin, ChooseView):
    pass


class PartnerChooseResultsView(PartnerColumnsMixin, ChooseResultsView):
    pass


class PartnerChooserViewSet(CreatingChooserViewSet):
    """The chooser of partners."""

    choose_view_class = PartnerChooseView
    choose_results_view_class = PartnerChooseResultsView
    creation_form_class = NewPartnerForm


# --- People -----------------------------------------------------------------------------------------------------------


class NewPersonForm(forms.ModelForm):
    """A person created in the chooser."""

    class Meta:
        model = Person
        fields = ("name", "role", "organisation")


class PersonColumnsMixin(WideResultsMixin):
    @property
    def columns(self) -> list[Column]:
        role, organisation = Column("role", label="Fonction"), Column("organisation", label="Organisation")
        return [*super().columns, role, organisation]  # type: ignore[misc]


class PersonChooseView(PersonColumnsMixin, ChooseView):
    pass


class PersonChooseResultsView(PersonColumnsMixin, ChooseResultsView):
    pass


class PersonChooserViewSet(CreatingChooserViewSet):
    """The chooser of people."""

    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    creation_form_class = NewPersonForm
