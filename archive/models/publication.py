"""Publications: studies, guides, articles, films, with their authors and files."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from archive import schedule
from archive.models.rows import PublicationAuthor, PublicationFile, source_rows
from archive.querysets import DatedPageQuerySet
from archive.vocabulary import Language, PublicationKind
from core.blocks import GENERAL_BLOCKS
from core.fields import CodeSetField, FuzzyDateField, StreamField, date_columns
from core.gate import Gate
from core.models.media import Licence
from core.models.page import BasePage, CardData, tabs
from core.streams import Resolver

SCHEMA_TYPES: dict[str, str] = {
    PublicationKind.ARTICLE: "ScholarlyArticle",
    PublicationKind.THESIS: "Thesis",
    PublicationKind.VIDEO: "CreativeWork",
}


class PublicationPage(BasePage):
    """A publication."""

    icon = "sillon-publication"
    card_kind = "publication"
    required_to_publish = ("date",)

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

    objects = PageManager.from_queryset(DatedPageQuerySet)()

    template = "archive/publication_page.html"
    page_description = "Une publication : étude, guide, article, mémoire, vidéo… avec ses auteurs et ses fichiers."
    parent_page_types = ["archive.PublicationIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("abstract"),
        index.SearchField("keywords"),
        index.SearchField("body"),
        index.SearchField("authors_named"),
        index.FilterField("kind"),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        verbose_name = "publication"
        verbose_name_plural = "publications"

    @property
    def keyword_list(self) -> list[str]:
        """The keywords one by one."""
        return [word.strip() for word in self.keywords.split(",") if word.strip()]

    @property
    def iso_date(self) -> str:
        """The date for a `<time>` element; empty where the date is too vague for one."""
        return schedule.iso(self.date)

    @property
    def authors_named(self) -> str:
        """The names of the authors, in order, for search."""
        return ", ".join(str(row) for row in self.author_rows())

    @property
    def language_labels(self) -> list[str]:
        """The languages in French; a code that is no longer known stays as it is."""
        labels = dict(Language.choices)
        return [labels.get(code, code) for code in self.languages]

    def author_rows(self) -> list[PublicationAuthor]:
        """The authors in order, with the rows they refer to."""
        return list(self.authors.select_related("person__organisation", "organisation"))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        files = list(self.files.all())
        resolver = self.resolver(context["gate"], files)
        context["image"] = resolver.image(self.image_id)
        context["body"] = resolver.stream(self.body.stream_block, self.body.get_prep_value())
        context["authors"] = self.author_rows()
        context["files"] = [
            {"label": row.label or found["title"], **{key: found[key] for key in ("url", "extension", "size", "sha1")}}
            for row in files
            if (found := resolver.document(row.document_id))
        ]
        context["sources"] = source_rows(self.sources.all())
        return context

    def resolver(self, gate: Gate, files: list[PublicationFile], absolute: bool = False) -> Resolver:
        """A loaded resolver of everything that this page shows."""
        resolver = Resolver(gate, absolute=absolute)
        resolver.want_image(self.image_id)
        resolver.want_stream(self.body.stream_block, self.body.get_prep_value())
        for row in files:
            resolver.want_document(row.document_id)
        return resolver.load()

    def as_card(self) -> CardData:
        return CardData(
            summary=self.search_description or self.abstract,
            label=self.date_label,
            image_id=self.image_id,
            earliest=self.date_earliest,
            latest=self.date_latest,
        )

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        data = {
            "@type": SCHEMA_TYPES.get(self.kind, "Report"),
            "name": self.title,
            "url": gate.full_url(self.url_path),
            "abstract": self.abstract,
            "datePublished": self.iso_date,
            "inLanguage": self.languages,
            "keywords": self.keyword_list,
            "author": [row.structured_data() for row in self.author_rows()],
        }
        return {key: value for key, value in data.items() if value}


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
            FieldPanel("body"),
            InlinePanel(
                "files",
                heading="Fichiers",
                label="Fichier",
                help_text="Ce que le lecteur peut télécharger : PDF, tableur…",
            ),
        ],
    ),
    (
        "Sources et classement",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la page."),
            *PublicationPage.themes_panels,
            *PublicationPage.verification_panels,
        ],
    ),
)
