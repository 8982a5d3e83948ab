"""The glossary: words that sheets use and newcomers do not know."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.search import index

from core.gate import Gate
from memento.glossary import Glossary, Term
from memento.panels import UsagesPanel


class GlossaryTerm(index.Indexed, models.Model):
    """A term, the other ways to say it, and what it means."""

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
        """A way of saying belongs to one term, or sheets would not know which definition to give."""
        others = type(self).objects.exclude(pk=self.pk)
        taken = {form.casefold(): other for other in others for form in other.forms()}
        for form in self.forms():
            if other := taken.get(form.casefold()):
                field = "term" if form == self.term else "synonyms"
                known = f"« {form} » est déjà une façon de dire « {other.term} »."
                same = form.casefold() == other.term.casefold()
                raise ValidationError({field: f"« {other.term} » est déjà dans le glossaire." if same else known})

    def forms(self) -> list[str]:
        """The term and the other ways to say it."""
        return [self.term, *(line.strip() for line in self.synonyms.splitlines() if line.strip())]

    def as_term(self) -> Term:
        """The term for output."""
        return Term(self.slug, self.term, self.definition, tuple(self.forms()))


def glossary(gate: Gate) -> Glossary:
    """All terms, read once for each version of the content."""
    return gate.snapshot.keep("glossary", lambda: Glossary(term.as_term() for term in GlossaryTerm.objects.all()))
