"""The terms of the glossary."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.search import index

from core.visibility.gate import Gate
from memento.admin.panels import UsagesPanel
from memento.glossary import Glossary, Term


class GlossaryTerm(index.Indexed, models.Model):
    """A term, its synonyms and its definition."""

    term = models.CharField(
        "terme", max_length=100, unique=True, help_text="Au singulier et sans majuscule : « point mort »."
    )
    slug = models.SlugField(
        "adresse",
        max_length=100,
        unique=True,
        help_text="Des minuscules et des tirets, par exemple « point-mort ».",
    )
    synonyms = models.TextField(
        "autres façons de le dire",
        blank=True,
        help_text="Une par ligne : sigles, variantes. Les pluriels en « s » et en « x » sont reconnus d’eux-mêmes.",
    )
    definition = models.TextField(
        "définition",
        max_length=600,
        help_text="Une à trois phrases simples. Elle s’ouvre dans les fiches, la première fois que le terme y paraît.",
    )

    panels = [
        UsagesPanel(heading="Où il paraît"),
        TitleFieldPanel("term", placeholder="Terme"),
        FieldPanel("definition"),
        FieldPanel("synonyms"),
        FieldPanel("slug", widget=SlugInput),
    ]
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("synonyms"),
        index.SearchField("definition"),
        index.FilterField("term"),
    ]

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """Refuse a term or synonym that another term has: its definition would be ambiguous."""
        others = type(self).objects.exclude(pk=self.pk)
        taken = {variant.casefold(): other for other in others for variant in other.variants()}
        for variant in self.variants():
            if other := taken.get(variant.casefold()):
                field = "term" if variant == self.term else "synonyms"
                message = f"« {variant} » est déjà une façon de dire « {other.term} »."
                same = variant.casefold() == other.term.casefold()
                raise ValidationError({field: f"« {other.term} » est déjà dans le glossaire." if same else message})

    def variants(self) -> list[str]:
        """The term and its synonyms."""
        return [self.term, *(line.strip() for line in self.synonyms.splitlines() if line.strip())]

    def as_term(self) -> Term:
        """Return the term as a plain value."""
        return Term(self.slug, self.term, self.definition, tuple(self.variants()))


def glossary(gate: Gate) -> Glossary:
    """Return all terms, read once per content version."""
    return gate.snapshot.get_or_set("glossary", lambda: Glossary(term.as_term() for term in GlossaryTerm.objects.all()))
