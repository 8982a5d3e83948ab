"""Project pages: projects and working groups, with their members, progress and meetings."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from archive.choices import ProjectKind, ProjectState
from archive.models.dated import DatedPage
from archive.models.project_rows import ProjectMember
from archive.querysets import ProjectQuerySet
from core.admin.panels import InlinePanel
from core.blocks import GENERAL_BLOCKS
from core.dates import fuzzy
from core.db.prefetched import child_rows
from core.fields import FuzzyDateField, StreamField, date_columns
from core.models.page import CardData, tabs


class ProjectPage(DatedPage):
    """A project, or a group that works on one."""

    icon = "sillon-project"
    card_kind = "project"
    summary_field = "introduction"
    body_field = "body"
    files_field = "documents"
    file_title = "title"
    search_reader = "archive.search.documents.events.read_projects"
    search_related = ("members__organisation", "progress", "documents", "sources")
    #: The beginning of many a group is not known any more.
    required_to_publish = ()

    kind = models.CharField(
        "nature",
        max_length=20,
        choices=ProjectKind.choices,
        default=ProjectKind.PROJECT,
        db_index=True,
        help_text="Ce qui paraît au-dessus du titre, et sert de filtre dans la liste.",
    )
    state = models.CharField(
        "état",
        max_length=12,
        choices=ProjectState.choices,
        default=ProjectState.UNKNOWN,
        db_index=True,
        help_text="Laissez « Non précisé » tant qu’aucune source ne le dit.",
    )
    date = FuzzyDateField(
        "période",
        blank=True,
        help_text="« depuis 2013 », « de 2013 à 2016 », « juin 2017 ». Laissez vide si elle n’est pas connue.",
    )
    date_earliest, date_latest, date_label = date_columns()
    introduction = models.TextField(
        "présentation", blank=True, help_text="Deux ou trois phrases : de quoi il s’agit, et avec qui."
    )
    aims = models.TextField(
        "objectifs", blank=True, max_length=5000, help_text="Un par ligne : ce que le projet ou le groupe veut obtenir."
    )
    image = models.ForeignKey(
        "core.SillonImage",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Paraît en tête de la page et dans les listes.",
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="contenu",
        blank=True,
        help_text="Ce qu’il faut savoir du projet : son origine, sa méthode, ses résultats.",
    )

    objects = PageManager.from_queryset(ProjectQuerySet)()

    template = "archive/project_page.html"
    context_builder = "archive.pages.project.project_context"
    page_description = "Un projet ou un groupe de travail : ses objectifs, ses membres, son avancement et ses réunions."
    parent_page_types = ["archive.ProjectIndexPage"]
    subpage_types = []

    search_fields = [
        *DatedPage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("aims"),
        index.SearchField("body"),
        index.SearchField("member_names", boost=2),
        index.RelatedFields("progress", [index.SearchField("text")]),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = "projet ou groupe"
        verbose_name_plural = "projets et groupes"

    @property
    def aim_list(self) -> list[str]:
        """The aims as a list."""
        return [line.strip() for line in self.aims.splitlines() if line.strip()]

    @property
    def member_names(self) -> str:
        """The names of the members, in order, for search."""
        return ", ".join(str(row) for row in self.member_rows())

    def member_rows(self) -> list[ProjectMember]:
        """Return the members in order, with their organisations already loaded."""
        return child_rows(self, "members", "organisation")

    def as_card(self) -> CardData:
        """Return the values of the card. Without a period, its dates are those of the first and the last entry."""
        card = super().as_card()
        if card.earliest or card.latest:
            return card
        # Read anew: rows that are saved after the page have no derived columns yet.
        dates = [fuzzy.read(row.date) for row in self.progress.all() if row.date]
        return CardData(
            summary=card.summary,
            label=card.label,
            image_id=card.image_id,
            earliest=min((date.earliest for date in dates if date.earliest), default=None),
            latest=max((date.latest for date in dates if date.latest), default=None),
        )


ProjectPage.edit_handler = tabs(
    (
        "Projet",
        [
            TitleFieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("state"), FieldPanel("date")]),
            FieldPanel("introduction"),
            FieldPanel("aims"),
            FieldPanel("image"),
            InlinePanel(
                "members", heading="Membres", label="Membre", help_text="Les organisations qui prennent part au projet."
            ),
        ],
    ),
    (
        "Avancement",
        [
            InlinePanel(
                "progress",
                heading="Avancées",
                label="Avancée",
                help_text="Ce qui s’est passé, et quand. La page les range par date, avec les réunions.",
            ),
            InlinePanel(
                "meetings",
                heading="Réunions",
                label="Réunion",
                help_text="Des évènements du site ; leurs décisions et leurs suites paraissent aussi sur cette page.",
            ),
        ],
    ),
    (
        "Contenu et documents",
        [
            FieldPanel("body"),
            InlinePanel(
                "documents",
                heading="Documents",
                label="Document",
                help_text="Lettres de mission, études, listes : à télécharger au bas de la page.",
            ),
        ],
    ),
    ("Sources et classement", ProjectPage.sources_panels),
)
