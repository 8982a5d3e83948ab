"""Event pages: one page serves from the announcement to the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from archive.admin.forms import EventPageForm
from archive.choices import EventKind, EventState, Mode
from archive.events import schedule
from archive.events.status import REPORTED, TOOK_PLACE, UNCONFIRMED, UPCOMING, Status, status_of
from archive.models.dated import DatedPage
from archive.querysets import EventQuerySet
from archive.registrations import availability
from core.admin.panels import InlinePanel
from core.blocks import GENERAL_BLOCKS
from core.blocks.problems import StreamProblems
from core.db.prefetched import child_rows
from core.fields import FuzzyDateField, StreamField, date_columns
from core.models.page import tabs
from core.text.typography import french
from core.visibility.gate import Gate


class EventReportPage(DatedPage):
    """An event and its report."""

    icon = "sillon-event"
    card_kind = "event"
    summary_field = "introduction"
    body_field = "report"
    files_field = "documents"
    file_title = "title"
    search_reader = "archive.search.documents.events.read_events"
    search_related = (
        "speakers__person__organisation", "partners__partner", "decisions", "programme", "follow_ups", "documents",
        "sources", "place",
    )  # fmt: skip

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
    end_time = models.TimeField(
        "fin", null=True, blank=True, help_text="Heure de Paris. Après minuit : le lendemain, par exemple 20 h – 1 h."
    )
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
    access = models.CharField(
        "comment venir",
        max_length=300,
        blank=True,
        help_text="Arrêt, parking, entrée, accès des fauteuils : « Tram A, arrêt Chavant ; entrée par la cour ».",
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="organisateur",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Qui répond de cet évènement et voit les inscrits ; son nom ne paraît pas sur le site.",
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
    takes_registrations = models.BooleanField(
        "inscription en ligne",
        default=False,
        help_text="Un formulaire s’ouvre au public ; l’organisateur voit la liste des inscrits.",
    )
    registrations_until = models.DateField(
        "inscription jusqu’au",
        null=True,
        blank=True,
        help_text="Ce jour compris. Laissez vide : jusqu’au début de l’évènement.",
    )
    registration_question = models.CharField(
        "question aux inscrits",
        max_length=200,
        blank=True,
        help_text="Une seule, par exemple « Déjeunez-vous avec nous ? ». Y répondre est facultatif.",
    )
    online_url = models.URLField(
        "lien de connexion",
        max_length=500,
        blank=True,
        help_text="Pour suivre à distance. Seuls les inscrits le reçoivent : il ne paraît pas sur le site.",
    )
    report = StreamField(
        GENERAL_BLOCKS,
        verbose_name="compte rendu",
        blank=True,
        help_text="Ce qui s’est dit et décidé. Avant l’évènement, ce que l’on en sait déjà.",
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    alias_obstacle = (
        "Un évènement ne peut pas avoir d’alias : ses inscriptions ne valent qu’à une adresse. Faites-en une copie."
    )
    exclude_fields_in_copy = ["online_url"]
    base_form_class = EventPageForm
    template = "archive/event_report_page.html"
    context_builder = "archive.pages.event.event_context"
    page_description = "Un évènement : son annonce, son programme, puis son compte rendu, sur une seule page."
    parent_page_types = ["archive.EventIndexPage"]
    subpage_types = []

    search_fields = [
        *DatedPage.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("introduction"),
        index.SearchField("report"),
        index.SearchField("venue"),
        index.SearchField("audience"),
        index.SearchField("participant_names", boost=2),
        index.RelatedFields("decisions", [index.SearchField("text")]),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = "évènement et compte rendu"
        verbose_name_plural = "évènements et comptes rendus"

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        hours: dict[str, str | StreamProblems] = {**schedule.hours_problems(self.date, self.start_time, self.end_time)}
        problems = super().publication_problems() | hours | availability.registration_problems(self)
        if self.state in (EventState.HELD, EventState.REPORTED) and self.status is UPCOMING and self.date_earliest:
            problems["state"] = "Sa date n’est pas passée : un évènement à venir est « Annoncé »."
        return problems

    @property
    def starts_at(self) -> datetime | None:
        """The start in Europe/Paris; None unless the day and the hour are known."""
        return schedule.starts_at(self.date, self.start_time)

    @property
    def ends_at(self) -> datetime | None:
        """The end in Europe/Paris; None unless the day and the hour are known."""
        return schedule.ends_at(self.date, self.start_time, self.end_time)

    @property
    def hours_label(self) -> str:
        """The hours in French, such as « de 17 h 15 à 19 h 30 »; empty without hours."""
        return schedule.hours_label(self.date, self.start_time, self.end_time)

    @property
    def status(self) -> Status:
        """How the event stands today, as readers see it."""
        return status_of(self.state, self.date_earliest, self.date_latest, timezone.localdate())

    @property
    def awaits_report(self) -> bool:
        """Whether a report is expected: the event took place, or its day has passed."""
        return self.status in (TOOK_PLACE, REPORTED, UNCONFIRMED)

    @property
    def participant_names(self) -> str:
        """The names of speakers and partners, for search."""
        speakers = [row.person.name for row in child_rows(self, "speakers", "person")]
        return ", ".join([*speakers, *(row.partner.name for row in child_rows(self, "partners", "partner"))])

    def removal_warning(self) -> str:
        number = self.registrations.with_address().count() if self.status is UPCOMING else 0
        if not number:
            return ""
        people = "Une personne est inscrite" if number == 1 else f"{number} personnes sont inscrites"
        advice = "choisissez d’abord l’état « Annulé » et publiez : un courriel le leur dira."
        return french(f"{people} à « {self.title} », et n’en sauraient rien : {advice}")

    def visible_place(self, gate: Gate) -> dict[str, Any] | None:
        """Return the place of the event: `translation_key`, `slug`, `title`, `url`; None if it is not visible."""
        if not self.place_id:
            return None
        rows = gate.pages(Page).filter(pk=self.place_id).values("translation_key", "slug", "title", "url_path")
        return next(({**row, "url": gate.url(row["url_path"])} for row in rows), None)


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
            MultiFieldPanel(
                [FieldPanel("mode"), FieldPanel("venue"), FieldPanel("place"), FieldPanel("access")], heading="Où"
            ),
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
            FieldPanel("audience"),
        ],
    ),
    (
        "Inscription",
        [
            FieldPanel("takes_registrations"),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("registrations_until")]),
            FieldPanel("registration_question"),
            FieldPanel("online_url"),
            FieldPanel("organiser"),
        ],
    ),
    (
        "Compte rendu",
        [
            FieldPanel("report"),
            InlinePanel(
                "decisions", heading="Décisions", label="Décision", help_text="Ce qui a été décidé, une phrase chacune."
            ),
            InlinePanel(
                "follow_ups",
                heading="Suites",
                label="Suite",
                help_text="Qui fait quoi, et pour quand. Une suite en retard paraît sur le tableau de bord.",
            ),
            InlinePanel(
                "documents",
                heading="Documents",
                label="Document",
                help_text="Diaporamas, comptes rendus, listes : à télécharger au bas de la page.",
            ),
        ],
    ),
    ("Sources et classement", EventReportPage.sources_panels),
    form_class=EventPageForm,
)
