"""Words that mean the same to the search."""

from __future__ import annotations

from django.db import models


class Synonym(models.Model):
    """Expressions that stand for one another, or for others.

    With `targets`, a search for one of the `expressions` also finds the targets, but not the other way round. Both are
    separated by commas.
    """

    expressions = models.TextField(
        "ce qu’on écrit",
        max_length=500,
        help_text="Un ou plusieurs mots, séparés par des virgules : « compte rendu, CR, procès-verbal ».",
    )
    targets = models.TextField(
        "ce qu’il faut chercher aussi",
        max_length=500,
        blank=True,
        help_text="Laissez vide si tous les mots ci-dessus veulent dire la même chose. Sinon : « télécentre » trouve "
        "aussi « tiers-lieu », sans que « tiers-lieu » trouve les télécentres.",
    )

    class Meta:
        ordering = ["expressions", "pk"]
        verbose_name = "synonyme"
        verbose_name_plural = "synonymes"

    def __str__(self) -> str:
        return f"{self.expressions} → {self.targets}" if self.targets else self.expressions
