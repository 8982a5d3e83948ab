"""The choosers of shared blocks and of terms in the editor. Both can create a new one."""

from __future__ import annotations

from django import forms
from django.utils.html import linebreaks
from django.utils.text import Truncator
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetCreateView

from core.admin.snippet_choosers import CreatingChooserViewSet, WideResultsMixin
from core.text.lengths import LONGEST_TEXT
from core.text.slugs import slugify
from core.text.unique import first_free
from memento.models import GlossaryTerm, SharedBlock

SYNONYMS = Column("synonyms", label="Autres façons de le dire", accessor=lambda term: ", ".join(term.variants()[1:]))


def definition_column(length: int) -> Column:
    """The definition of a term, truncated."""
    return Column("definition", label="Définition", accessor=lambda term: Truncator(term.definition).chars(length))


class NewSharedBlockForm(forms.ModelForm):
    """A shared block created in the chooser: a name and paragraphs. Other blocks are added later."""

    text = forms.CharField(
        label="Texte",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une ligne vide sépare deux paragraphes. Listes, liens et images s’ajoutent ensuite, depuis « Blocs "
        "partagés » dans le menu.",
    )

    class Meta:
        model = SharedBlock
        fields = ("name",)


class SharedBlockCreateView(SnippetCreateView):
    """Creates a shared block in the chooser: published if the user may publish, a draft otherwise."""

    def save_form(self, form: NewSharedBlockForm) -> SharedBlock:
        block: SharedBlock = form.save(commit=False)
        block.body = [("text", linebreaks(form.cleaned_data["text"], autoescape=True))]
        block.live = False
        block.save()
        user = self.request.user
        revision = block.save_revision(user=user, log_action=True)
        if self.get_permission_policy().user_has_permission(user, "publish"):
            revision.publish(user=user)
            block.refresh_from_db()
        return block


class SharedBlockChooseView(WideResultsMixin, ChooseView):
    pass


class SharedBlockChooseResultsView(WideResultsMixin, ChooseResultsView):
    pass


class SharedBlockChooserViewSet(CreatingChooserViewSet):
    """The chooser of shared blocks."""

    choose_view_class = SharedBlockChooseView
    choose_results_view_class = SharedBlockChooseResultsView
    creation_form_class = NewSharedBlockForm
    create_view_class = SharedBlockCreateView


class TermColumnsMixin(WideResultsMixin):
    """Columns of the definition and the synonyms beside the term."""

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, definition_column(90), SYNONYMS]  # type: ignore[misc]

    @property
    def title_column(self) -> Column:
        column = super().title_column  # type: ignore[misc]
        column.label = "Terme"
        return column


class TermChooseView(TermColumnsMixin, ChooseView):
    pass


class TermChooseResultsView(TermColumnsMixin, ChooseResultsView):
    pass


class NewTermForm(forms.ModelForm):
    """A term created in the chooser; its slug is derived from it."""

    class Meta:
        model = GlossaryTerm
        fields = ("term", "definition", "synonyms")
        widgets = {"definition": forms.Textarea(attrs={"rows": 3}), "synonyms": forms.Textarea(attrs={"rows": 2})}

    def save(self, commit: bool = True) -> GlossaryTerm:
        self.instance.slug = free_slug(self.instance.term)
        return super().save(commit=commit)


def free_slug(term: str) -> str:
    """Return a slug that no other term has."""
    return first_free(slugify(term)[:90] or "terme", lambda slug: GlossaryTerm.objects.filter(slug=slug).exists())


class TermChooserViewSet(CreatingChooserViewSet):
    """The chooser of terms of the glossary."""

    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView
    creation_form_class = NewTermForm
