"""What readers search for, without anything about them."""

from __future__ import annotations

from django.db import models


class AskedQuestion(models.Model):
    """How often a question was asked on one day, folded, and how often a result was chosen."""

    text = models.CharField("question", max_length=200)
    day = models.DateField("jour")
    asked = models.PositiveIntegerField("demandes", default=0)
    answers = models.PositiveIntegerField("réponses", default=0, help_text="Le nombre de résultats, la dernière fois.")
    chosen = models.PositiveIntegerField("choix", default=0)

    class Meta:
        ordering = ["-day", "text"]
        verbose_name = "question posée"
        verbose_name_plural = "questions posées"
        constraints = [models.UniqueConstraint(fields=["text", "day"], name="unique_question_of_a_day")]
        indexes = [models.Index(fields=["day"], name="search_question_day")]

    def __str__(self) -> str:
        return self.text
