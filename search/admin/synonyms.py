"""The list and the form of synonyms."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet

from core.search.words import key
from core.text.lengths import LONGEST_LINE
from search.models import Synonym
from search.synonyms import LONGEST, MOST_ROWS, MOST_WORDS, split


class SynonymForm(WagtailAdminModelForm):
    """Refuses expressions that the search could not use, or that stand twice."""

    def clean_expressions(self) -> str:
        text = _checked(self.cleaned_data["expressions"])
        if not text:
            raise ValidationError("Il n’y a que des virgules.")
        return text

    def clean_targets(self) -> str:
        return _checked(self.cleaned_data["targets"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk is None and Synonym.objects.count() >= MOST_ROWS:
            raise ValidationError(f"Il y a déjà {MOST_ROWS} synonymes : complétez-en un, ou supprimez-en.")
        if {"expressions", "targets"} <= data.keys():
            left, right = _by_key(data["expressions"]), _by_key(data["targets"])
            if both := left.keys() & right.keys():
                self.add_error("targets", f"« {left[min(both)]} » est déjà dans ce qu’on écrit.")
            elif not right and len(left) < 2:
                self.add_error("expressions", "Écrivez au moins deux expressions, ou ce qu’il faut chercher aussi.")
            else:
                self._refuse_other_rows(left, bool(right))
        return data

    def _refuse_other_rows(self, left: dict[str, str], is_one_way: bool) -> None:
        """Add an error for the first expression that another synonym of the same direction has."""
        for other in Synonym.objects.exclude(pk=self.instance.pk):
            if bool(other.targets) == is_one_way and (both := left.keys() & _by_key(other.expressions).keys()):
                first = next(text for one, text in left.items() if one in both)
                self.add_error("expressions", f"« {first} » est déjà dans le synonyme « {other} » : complétez-le.")
                return


def _by_key(text: str) -> dict[str, str]:
    """Return the expressions of a field by their keys."""
    return {key(expression): expression for expression in split(text)}


def _checked(text: str) -> str:
    """Return the expressions of a field in one line, with commas between them. Raise ValidationError."""
    expressions: dict[str, str] = {}
    for expression in split(text):
        one = key(expression)
        if len(expression) > LONGEST:
            raise ValidationError(f"« {expression[:30]}… » est trop long : {LONGEST} caractères au plus.")
        if not one:
            raise ValidationError(f"« {expression} » n’a ni lettre ni chiffre.")
        if len(expression.split()) > MOST_WORDS:
            raise ValidationError(f"« {expression} » est trop long : {MOST_WORDS} mots au plus.")
        if one in expressions:
            raise ValidationError(
                f"« {expression} » et « {expressions[one]} » sont la même chose pour la recherche : gardez-en une."
            )
        expressions[one] = expression
    return ", ".join(expressions.values())


class SynonymCreateView(CreateView):
    """The form of a new synonym; the parameter `expressions` fills it in."""

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"expressions": self.request.GET.get("expressions", "")[:LONGEST_LINE]}


class SynonymViewSet(ModelViewSet):
    model = Synonym
    name = "search_synonyms"
    url_prefix = "recherche/synonymes"
    icon = "resubmit"
    menu_label = "Synonymes"
    add_view_class = SynonymCreateView
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel("expressions"), FieldPanel("targets")], base_form_class=SynonymForm)
    list_display = ["expressions", Column("targets", label="Trouve aussi", width="40%")]
    list_per_page = 50
    search_fields = ["expressions", "targets"]
