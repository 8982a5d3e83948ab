"""The versions of a publication, and its withdrawal."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel, Panel

NO_REASON = "Dites pourquoi elle est retirée : les lecteurs le verront à sa place."
NO_DATE = "Donnez la date du retrait, ou effacez le motif."
LATER = "Cette date est à venir : une publication se retire le jour même, ou après."
ITSELF = "Une publication ne peut pas se remplacer elle-même."
CIRCLE = "Celle-ci est déjà une version plus récente de la page que vous modifiez : ce serait un cercle."
NEVER_PUBLIC = "Cette version n’a jamais été en ligne : publiez-la d’abord, ou n’en remplacez aucune."


class PublicationLife(models.Model):
    """Abstract fields: the version that a publication is and the one that it replaces; when and why it was withdrawn.

    Each version is a page with its own address. `archive.publications.versions` makes chains of them.
    """

    edition = models.CharField(
        "version",
        max_length=80,
        blank=True,
        help_text="Quand il y en a plusieurs : « 2e édition, revue », « version 3 ».",
    )
    replaces = models.ForeignKey(
        "self",
        verbose_name="remplace",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        help_text="La version précédente, si celle-ci la met à jour. Chaque version garde son adresse, et la plus "
        "ancienne renvoie à la plus récente.",
    )
    withdrawn_on = models.DateField(
        "retirée le", null=True, blank=True, help_text="Le jour où elle n’est plus proposée aux lecteurs."
    )
    withdrawal_reason = models.TextField(
        "motif du retrait",
        blank=True,
        help_text="Une phrase, que tout lecteur verra : « Remplacée par… », « Erreurs dans… ».",
    )

    version_panels: list[Panel] = [
        MultiFieldPanel(
            [FieldPanel("edition"), PageChooserPanel("replaces", "archive.PublicationPage")], heading="Versions"
        ),
        MultiFieldPanel(
            [FieldPanel("withdrawn_on"), FieldPanel("withdrawal_reason")],
            heading="Retrait",
            help_text="La page reste, avec la date et le motif, pour qui l’a citée. Une fois ce retrait publié, ses "
            "fichiers n’y sont plus proposés, et leur adresse même ne répond plus qu’à l’équipe, sauf si une autre "
            "page en ligne les propose. Laissez-les dans l’onglet « Contenu et fichiers » : retirés de là, ils "
            "redeviendraient lisibles à leur adresse. Pour effacer un fichier du serveur, supprimez-le dans "
            "« Documents ».",
        ),
    ]

    class Meta:
        abstract = True

    def life_problems(self) -> dict[str, str]:
        """Return by field what keeps these dates and versions from publication."""
        problems = {}
        if self.withdrawn_on and not self.withdrawal_reason.strip():
            problems["withdrawal_reason"] = NO_REASON
        if self.withdrawal_reason.strip() and not self.withdrawn_on:
            problems["withdrawn_on"] = NO_DATE
        if self.withdrawn_on and self.withdrawn_on > timezone.localdate():
            problems["withdrawn_on"] = LATER
        if message := self._replacement_problem():
            problems["replaces"] = message
        return problems

    def _replacement_problem(self) -> str:
        """Return why the chosen version cannot be replaced; "" if it can, or if none is chosen."""
        if self.replaces_id is None:
            return ""
        if self.replaces_id == self.pk:
            return ITSELF
        pages: Any = type(self)._base_manager
        if self.pk is not None:
            older = dict(pages.filter(replaces__isnull=False).values_list("pk", "replaces_id"))
            before: int | None = self.replaces_id
            while before is not None and before != self.pk:
                before = older.pop(before, None)  # each is met once, even if others make a circle already
            if before is not None:
                return CIRCLE
        # One that was public and is not now stays a version: hidden pages link those around them.
        never = pages.filter(pk=self.replaces_id, live=False, first_published_at__isnull=True).exists()
        return NEVER_PUBLIC if never else ""
