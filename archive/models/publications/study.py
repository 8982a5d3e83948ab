"""« Retour d’étude »: what a study was good for, and what it taught those who had ordered it."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

#: The fields that tell something of a study, in the order of the page.
# One is not called `method`: a field of that name would hide `form.method` from scripts.
LESSON_FIELDS = ("study_method", "useful", "not_useful", "lessons")
NO_STUDY = "Nommez l’étude : c’est d’elle que parle un retour d’étude."
NO_LESSON = (
    "Dites au moins la méthode, ce qui a servi, ce qui n’a pas servi ou les leçons : sinon ce n’est pas un retour."
)


class StudyFeedback(models.Model):
    """Abstract fields of a « retour d’étude ». Other types of publications leave them empty, and do not show them."""

    study = models.CharField(
        "étude", max_length=250, blank=True, help_text="L’étude dont on tire les leçons, telle qu’on la citerait."
    )
    commissioner = models.CharField(
        "commanditaire",
        max_length=200,
        blank=True,
        help_text="Qui l’a demandée : une commune, une entreprise, un syndicat.",
    )
    study_method = models.TextField(
        "méthode", blank=True, help_text="Comment l’étude a été menée, en quelques phrases."
    )
    useful = models.TextField("ce qui a servi", blank=True, help_text="Ce qui, de l’étude, a été utilisé ensuite.")
    not_useful = models.TextField(
        "ce qui n’a pas servi", blank=True, help_text="Ce qui est resté dans un tiroir, et pourquoi si on le sait."
    )
    lessons = models.TextField("leçons", blank=True, help_text="Ce qu’il faut retenir avant d’en commander une autre.")

    study_panels: list[Panel] = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("study", "commissioner", *LESSON_FIELDS)],
            heading="Retour d’étude",
            help_text="Pour le type « Retour d’étude » seulement : laissez vide pour les autres, dont la page ne "
            "montre pas ces champs.",
        )
    ]

    class Meta:
        abstract = True

    def study_problems(self) -> dict[str, str]:
        """Return by field why a « retour d’étude » cannot be published."""
        problems = {} if self.study else {"study": NO_STUDY}
        if not any(getattr(self, name) for name in LESSON_FIELDS):
            problems["useful"] = NO_LESSON
        return problems
