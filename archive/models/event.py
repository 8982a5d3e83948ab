"""Events: one page from the announcement to the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from archive import schedule
from archive.models.rows import EventDocument, source_rows
from archive.querysets import EventQuerySet
from archive.vocabulary import EventKind, EventState, Mode
from core.blocks import GENERAL_BLOCKS
from core.fields import FuzzyDateField, StreamField, date_columns
from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from core.streams import Resolver

SCHEMA_STATUS: dict[str, str] = {
    EventState.ANNOUNCED: "https://schema.org/EventScheduled",
    EventState.POSTPONED: "https://schema.org/EventPostponed",
    EventState.CANCELLED: "https://schema.org/EventCancelled",
}
SCHEMA_MODE: dict[str, str] = {
    Mode.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


class EventReportPage(BasePage):
    """An event and its report."""

    icon = "sillon-event"
    card_kind = "event"
    required_to_publish = ("date",)

    subtitle = models.CharField(
        "sous-titre", max_length=250, blank=True, help_text="Une ligne sous le titre, s’il ne dit pas tout."
    )
    kind = models.CharField(
        "type",
        max_length=20,
        choices=EventKind.choices,
        default=EventKind.ROUND_TABLE,
        db_index=True,
        help_text="Ce qui paraît au-dessus du titre, et sert de filtre dans la liste.",
    )
    state = models.CharField(
        "état",
        max_length=12,
        choices=EventState.choices,
        default=EventState.ANNOUNCED,
        db_index=True,
        help_text="La page reste la même de l’annonce au compte rendu ; c’est l’état qui change.",
    )
    date = FuzzyDateField(
        "date",
        blank=True,
        help_text="Un jour (« 22/11/2016 »), ou ce que l’on sait : « mi-janvier 2017 », « mars 2014 ».",
    )
    date_earliest, date_latest, date_label = date_columns()
    start_time = models.TimeField(
        "début",
        null=True,
        blank=True,
        help_text="Heure de Paris. Une table ronde légère se tient d’habitude de 17 h 15 à 19 h 30.",
    )
    end_time = models.TimeField("fin", null=True, blank=True, help_text="Heure de Paris.")
    mode = models.CharField(
        "participation",
        max_length=12,
        choices=Mode.choices,
        default=Mode.IN_PERSON,
        help_text="Sur place, à distance ou les deux.",
    )
    venue = models.CharField(
        "lieu, en toutes lettres", max_length=250, blank=True, help_text="Nom et adresse, ou salle."
    )
    place = models.ForeignKey(
        "inventory.SiteProfilePage",
        verbose_name="fiche du lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text="Quand l’évènement se tient dans un lieu de l’inventaire.",
    )
    introduction = models.TextField(
        "présentation", blank=True, help_text="Deux ou trois phrases : de quoi il s’agit, et pour qui."
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
    audience = models.CharField(
        "public attendu",
        max_length=250,
        blank=True,
        help_text="À qui l’évènement s’adresse, par exemple « élus et porteurs de projet ».",
    )
    capacity = models.PositiveIntegerField(
        "nombre de places", null=True, blank=True, help_text="Laissez vide si l’entrée est libre."
    )
    report = StreamField(
        GENERAL_BLOCKS,
        verbose_name="compte rendu",
        blank=True,
        help_text="Ce qui s’est dit et décidé. Avant l’évènement, ce que l’on en sait déjà.",
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    template = "archive/event_report_page.html"
    page_description = "Un évènement : son annonce, son programme, puis son compte rendu, sur une seule page."
    parent_page_types = ["archive.EventIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("introduction"),
        index.SearchField("report"),
        index.SearchField("venue"),
        index.SearchField("audience"),
        index.SearchField("people_named"),
        index.FilterField("kind"),
        index.FilterField("state"),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        verbose_name = "évènement et compte rendu"
        verbose_name_plural = "évènements et comptes rendus"

    def publication_problems(self) -> dict[str, str]:
        errors = super().publication_problems()
        if self.date and (self.start_time or self.end_time) and not schedule.day_of(self.date):
            errors["start_time" if self.start_time else "end_time"] = (
                "Une heure demande un jour exact. Précisez la date, ou dites l’heure dans la présentation."
            )
        if self.start_time and self.end_time and self.end_time <= self.start_time:
            errors["end_time"] = "La fin doit venir après le début."
        return errors

    @property
    def starts_at(self) -> datetime | None:
        """The start in Europe/Paris, when the day and the hour are known."""
        return schedule.moment(self.date, self.start_time)

    @property
    def ends_at(self) -> datetime | None:
        """The end in Europe/Paris, when the day and the hour are known."""
        return schedule.moment(self.date, self.end_time)

    @property
    def iso_date(self) -> str:
        """The date for a `<time>` element; empty where the date is too vague for one."""
        return schedule.iso(self.date)

    @property
    def hours_label(self) -> str:
        """« de 17 h 15 à 19 h 30 », or nothing."""
        return schedule.hours_label(self.start_time, self.end_time)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the day has passed and nobody has said if the event took place."""
        return self.state == EventState.ANNOUNCED and bool(self.date_latest) and self.date_latest < timezone.localdate()

    @property
    def awaits_report(self) -> bool:
        """Whether it is time for a report: it has taken place, or its day has passed."""
        return self.state in (EventState.HELD, EventState.REPORTED) or self.is_unconfirmed

    @property
    def people_named(self) -> str:
        """The names of speakers and partners, for search."""
        speakers = [row.person.name for row in self.speakers.select_related("person")]
        return ", ".join([*speakers, *(row.partner.name for row in self.partners.select_related("partner"))])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        documents = list(self.documents.all())
        resolver = self.resolver(context["gate"], documents)
        context["image"] = resolver.image(self.image_id)
        context["report"] = resolver.stream(self.report.stream_block, self.report.get_prep_value())
        context["place"] = self.visible_place(context["gate"])
        context["programme"] = list(self.programme.all())
        context["speakers"] = [row.person for row in self.speakers.select_related("person__organisation")]
        context["partners"] = [row.partner for row in self.partners.select_related("partner")]
        context["documents"] = [
            {"title": row.title or found["title"], **{key: found[key] for key in ("url", "extension", "size")}}
            for row in documents
            if (found := resolver.document(row.document_id))
        ]
        context["sources"] = source_rows(self.sources.all())
        return context

    def visible_place(self, gate: Gate) -> dict[str, Any] | None:
        """The place of the event when the reader may see its page: `translation_key`, `slug`, `title`, `url`."""
        if not self.place_id:
            return None
        rows = gate.pages(Page).filter(pk=self.place_id).values("translation_key", "slug", "title", "url_path")
        return next(({**row, "url": gate.url(row["url_path"])} for row in rows), None)

    def resolver(self, gate: Gate, documents: list[EventDocument], absolute: bool = False) -> Resolver:
        """A loaded resolver of everything that this page shows."""
        resolver = Resolver(gate, absolute=absolute)
        resolver.want_image(self.image_id)
        resolver.want_stream(self.report.stream_block, self.report.get_prep_value())
        for row in documents:
            resolver.want_document(row.document_id)
        return resolver.load()

    def as_card(self) -> CardData:
        return CardData(
            summary=self.search_description or self.introduction,
            label=self.date_label,
            image_id=self.image_id,
            earliest=self.date_earliest,
            latest=self.date_latest,
        )

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        start = self.starts_at.isoformat() if self.starts_at else self.iso_date
        place = self.visible_place(gate)
        where = self.venue or (place["title"] if place else "")
        data = {
            "@type": "Event",
            "name": self.title,
            "url": gate.full_url(self.url_path),
            "inLanguage": "fr",
            "description": self.search_description or self.introduction,
            "startDate": start,
            "endDate": self.ends_at.isoformat() if self.ends_at else "",
            "eventStatus": SCHEMA_STATUS.get(self.state, ""),
            "eventAttendanceMode": SCHEMA_MODE[self.mode],
            "location": {"@type": "Place", "name": where} if where else None,
            "maximumAttendeeCapacity": self.capacity,
        }
        return {key: value for key, value in data.items() if value}


EventReportPage.edit_handler = tabs(
    (
        "Annonce",
        [
            TitleFieldPanel("title"),
            FieldPanel("subtitle"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
            MultiFieldPanel(
                [FieldPanel("date"), FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time")])], heading="Quand"
            ),
            MultiFieldPanel([FieldPanel("mode"), FieldPanel("venue"), FieldPanel("place")], heading="Où"),
            FieldPanel("introduction"),
            FieldPanel("image"),
        ],
    ),
    (
        "Programme",
        [
            InlinePanel(
                "programme", heading="Programme", label="Moment", help_text="Le déroulé, heure par heure, dans l’ordre."
            ),
            InlinePanel(
                "speakers",
                heading="Intervenants",
                label="Intervenant",
                help_text="Qui parle ; ajoutez d’abord la personne au répertoire si elle n’y est pas.",
            ),
            InlinePanel(
                "partners", heading="Partenaires", label="Partenaire", help_text="Les organisations qui prennent part."
            ),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("capacity")]),
        ],
    ),
    (
        "Compte rendu",
        [
            FieldPanel("report"),
            InlinePanel(
                "documents",
                heading="Documents",
                label="Document",
                help_text="Diaporamas, comptes rendus, listes : à télécharger au bas de la page.",
            ),
        ],
    ),
    (
        "Sources et classement",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la page."),
            *EventReportPage.themes_panels,
            *EventReportPage.verification_panels,
        ],
    ),
)
