"""Publication pages: studies, guides, articles, films, with their authors and files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from archive.choices import Language, PublicationKind
from archive.models.dated import DatedPage
from archive.models.publications.bibliography import Bibliography
from archive.models.publications.life import PublicationLife
from archive.models.publications.pdf import PublicationPdfs
from archive.models.publications.rows import PublicationAuthor
from archive.models.publications.study import LESSON_FIELDS, StudyFeedback
from archive.querysets import PublicationQuerySet
from core.admin.panels import InlinePanel
from core.admin.pdf_notes import PdfNotesPanel
from core.blocks import GENERAL_BLOCKS
from core.blocks.problems import StreamProblems
from core.choices import labels_of
from core.db.prefetched import child_rows
from core.fields import CodeSetField, FuzzyDateField, StreamField, date_columns
from core.models.media import Licence
from core.models.page import CardData, tabs
from core.visibility.gate import Gate

#: What the card of a withdrawn publication says.
WITHDRAWN = "Retirée"


def split_keywords(text: str) -> list[str]:
    """Return the keywords of a text, which people part by commas or semicolons."""
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]


class PublicationPage(PublicationPdfs, Bibliography, StudyFeedback, PublicationLife, DatedPage):
    """A publication."""

    icon = "sillon-publication"
    card_kind = "publication"
    summary_field = "abstract"
    body_field = "body"
    files_field = "files"
    file_title = "label"
    search_reader = "archive.search.documents.publications.read_publications"
    search_related = ("authors__person__organisation", "authors__organisation", "files", "sources")
    search_replaced = frozenset({"study", "commissioner", *LESSON_FIELDS, "file_words"})

    kind = models.CharField(
        "type",
        max_length=20,
        choices=PublicationKind.choices,
        default=PublicationKind.STUDY,
        db_index=True,
        help_text="Ce qui paraît au-dessus du titre, et sert de filtre dans la liste.",
    )
    title_is_ours = models.BooleanField(
        "titre donné par l’éditeur du site",
        default=False,
        help_text="À cocher quand le titre d’origine manque : la page le dira au lecteur.",
    )
    date = FuzzyDateField(
        "date", blank=True, help_text="Date de parution, même approchée : « 2014 », « juin 2017 », « vers 2014 »."
    )
    date_earliest, date_latest, date_label = date_columns()
    abstract = models.TextField("résumé", blank=True, help_text="Ce que le document apporte, en quelques phrases.")
    keywords = models.CharField(
        "mots-clés", max_length=500, blank=True, help_text="Séparés par des virgules : « télétravail, mobilité »."
    )
    image = models.ForeignKey(
        "core.SillonImage",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="La couverture, ou une image qui la remplace ; paraît dans les listes.",
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="contenu",
        blank=True,
        help_text="Ce qui se lit sur la page même : extraits, leçons, table des matières.",
    )
    languages = CodeSetField("langues", vocabulary=Language, help_text="Celles dans lesquelles le document se lit.")
    licence = models.CharField(
        "licence",
        max_length=20,
        blank=True,
        choices=Licence.choices,
        default=Licence.UNKNOWN,
        help_text="Ce que d’autres peuvent faire du document. En cas de doute, laissez « Non précisée ».",
    )

    #: The first page of the first PDF, for publications without an image. Derived: see `archive.pdf`.
    cover = models.ForeignKey(
        "core.SillonImage",
        verbose_name="couverture",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PageManager.from_queryset(PublicationQuerySet)()

    #: Another publication that starts from this one is neither its next version nor withdrawn.
    exclude_fields_in_copy = ["replaces", "withdrawn_on", "withdrawal_reason", "cover"]
    template = "archive/publication_page.html"
    context_builder = "archive.pages.publication.publication_context"
    view = "archive.citations.views.serve_publication"
    page_description = "Une publication : étude, guide, article, mémoire, vidéo… avec ses auteurs et ses fichiers."
    parent_page_types = ["archive.PublicationIndexPage"]
    subpage_types = []

    search_fields = [
        *DatedPage.search_fields,
        index.SearchField("abstract"),
        index.SearchField("keywords"),
        index.SearchField("body"),
        index.SearchField("author_names", boost=2),
        *(index.SearchField(name) for name in ("study", "commissioner", *LESSON_FIELDS, "publisher", "published_in")),
        *(index.SearchField(name) for name in ("isbn", "doi", "hal")),
        index.SearchField("file_words"),
    ]

    class Meta:
        verbose_name = "publication"
        verbose_name_plural = "publications"

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        study = self.study_problems() if self.is_study_feedback else {}
        return {**super().publication_problems(), **self.life_problems(), **study}

    def content(self, gate: Gate, absolute: bool = False) -> dict[str, Any]:
        """Return the content of a publication; once it is withdrawn, without its cover and its files."""
        content = super().content(gate, absolute)
        return {**content, "image": None, "files": []} if self.withdrawn_on else content

    def as_card(self) -> CardData:
        """Return the card; its label tells versions of one title apart."""
        card = super().as_card()
        label = " · ".join(filter(None, [card.label, self.edition, WITHDRAWN if self.withdrawn_on else ""]))
        return replace(card, label=label, image_id=None if self.withdrawn_on else card.image_id)

    @property
    def is_study_feedback(self) -> bool:
        """Whether the page shows the fields of `StudyFeedback`."""
        return self.kind == PublicationKind.STUDY_FEEDBACK

    @property
    def keyword_list(self) -> list[str]:
        """The keywords as a list."""
        return split_keywords(self.keywords)

    @property
    def author_names(self) -> str:
        """The names of the authors, in order, for search."""
        return ", ".join(str(row) for row in self.author_rows())

    @property
    def language_labels(self) -> list[str]:
        """The French names of the languages; an unknown code stands for itself."""
        return labels_of(self.languages, Language)

    def author_rows(self) -> list[PublicationAuthor]:
        """Return the authors in order, with their persons and organisations already loaded."""
        return child_rows(self, "authors", "person__organisation", "organisation")


PublicationPage.edit_handler = tabs(
    (
        "Publication",
        [
            TitleFieldPanel("title"),
            FieldPanel("title_is_ours"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
            InlinePanel(
                "authors", heading="Auteurs", label="Auteur", help_text="Un par ligne, dans l’ordre de la couverture."
            ),
            FieldPanel("abstract"),
            FieldPanel("keywords"),
            FieldPanel("image"),
            FieldPanel("languages"),
            FieldPanel("licence"),
        ],
    ),
    (
        "Contenu et fichiers",
        [
            InlinePanel(
                "files",
                heading="Fichiers",
                label="Fichier",
                help_text="Ce que le lecteur peut télécharger : PDF, tableur…",
            ),
            PdfNotesPanel("files", heading="Lecture des PDF"),
            FieldPanel("body"),
        ],
    ),
    ("Retour d’étude", PublicationPage.study_panels),
    ("Références", PublicationPage.reference_panels),
    ("Versions et retrait", PublicationPage.version_panels),
    (
        "Sources et classement",
        [
            InlinePanel(
                "origins",
                heading="D’où elle vient",
                label="Page d’origine",
                help_text="Les pages du site dont elle est issue ; chacune renvoie à elle en retour.",
            ),
            *PublicationPage.sources_panels,
        ],
    ),
)
