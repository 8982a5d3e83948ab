"""A testimonial: someone, or a place, tells what was done and what came of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import PageManager, Revision
from wagtail.search import index

from core import contracts
from core.cards import CardRow
from core.fields import StreamField
from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from core.streams import ResolvedBlock, Resolver
from memento.blocks import GUIDE_BLOCKS
from memento.consent_panel import ConsentPanel
from memento.contents import anchored
from memento.glossary import Reading
from memento.listings import SheetLink, Someone, sheet_links, someone
from memento.models.glossary import glossary
from memento.querysets import TestimonialQuerySet


class ConsentWithdrawn(PermissionDenied):
    """A testimonial whose consent was withdrawn was about to be published; its text says so to whoever tried."""

    def __init__(self, page: TestimonialPage) -> None:
        super().__init__(f"« {page.title} » ne peut pas être publié : {page.withdrawal()}")


class TestimonialPage(BasePage):
    """What someone did, with which means, to what effect, and what it takes to do it elsewhere."""

    __test__ = False  # its name looks like that of a test

    icon = "sillon-testimonial"
    card_kind = "testimonial"
    required_to_publish = ("introduction", "consent_recorded_on", "consent_note")

    #: The parts of the story, in order: field and anchor.
    PARTS = (
        ("context", "contexte"),
        ("deed", "action"),
        ("means", "moyens"),
        ("effects", "effets"),
        ("transfer", "transfert"),
    )

    person = models.ForeignKey(
        "core.Person",
        verbose_name="personne",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="testimonials",
        help_text="Qui témoigne. Son nom paraît sur la page.",
    )
    place = models.ForeignKey(
        "inventory.SiteProfilePage",
        verbose_name="lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="memento_testimonials",
        help_text="Le lieu dont il s’agit, s’il a sa fiche dans l’inventaire.",
    )
    introduction = models.TextField("introduction", blank=True, help_text="L’histoire en deux ou trois phrases.")
    context = models.TextField("contexte", blank=True, help_text="Où, quand, et quel problème il fallait résoudre.")
    # Not called `action`: a field of that name hides the address of its form from the scripts that save it.
    deed = models.TextField("action", blank=True, help_text="Ce qui a été fait, et par qui.")
    means = models.TextField("moyens", blank=True, help_text="Temps, argent, personnes, matériel.")
    effects = models.TextField("effets", blank=True, help_text="Ce que l’on a constaté, y compris d’imprévu.")
    transfer = models.TextField(
        "conditions de transfert", blank=True, help_text="Ce qu’il faut réunir pour refaire la même chose ailleurs."
    )
    body = StreamField(
        GUIDE_BLOCKS,
        verbose_name="pour compléter",
        blank=True,
        help_text="Une vidéo avec sa transcription, des photos, une citation…",
    )
    consent_recorded_on = models.DateField(
        "accord recueilli le", null=True, blank=True, help_text="Le jour où la personne a accepté d’être publiée."
    )
    consent_note = models.TextField(
        "comment l’accord a été recueilli",
        blank=True,
        help_text="Par exemple « courriel du 3 mars ». Cette note ne paraît jamais sur le site.",
    )
    # These two belong to the row and not to a revision: `memento.consent` alone changes them.
    consent_withdrawn_on = models.DateField("accord retiré le", null=True, blank=True, editable=False)
    consent_withdrawn_note = models.TextField("comment l’accord a été retiré", blank=True, editable=False)

    objects = PageManager.from_queryset(TestimonialQuerySet)()

    template = "memento/testimonial_page.html"
    page_description = "Un témoignage ou une bonne pratique : contexte, action, moyens, effets, transfert."
    parent_page_types = ["memento.TestimonialIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        *(index.SearchField(name) for name, _ in PARTS),
        index.SearchField("body"),
        index.FilterField("consent_recorded_on"),
        index.RelatedFields("person", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = "témoignage"
        verbose_name_plural = "témoignages"

    # --- Consent -------------------------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, whose withdrawal is that of its row; raise ConsentWithdrawn where it would be live then.

        Every way of publishing comes by here. The row is held meanwhile, so that a withdrawal comes before or after.
        """
        changed = kwargs.get("update_fields")
        with transaction.atomic():
            if changed is None or "live" in changed:
                self._read_withdrawal()
                if self.live and self.consent_withdrawn_on:
                    raise ConsentWithdrawn(self)
            return super().save(*args, **kwargs)

    def publish(
        self,
        revision: Revision,
        user: Any = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        if self.consent_withdrawn_on and log_action == "wagtail.publish.scheduled":
            # Nobody is there to be told, and the command still has other pages to publish.
            self.revisions.update(approved_go_live_at=None)
            return
        super().publish(revision, user, changed, log_action, previous_revision, skip_permission_checks)

    def with_content_json(self, content: dict[str, Any]) -> TestimonialPage:
        page: TestimonialPage = super().with_content_json(content)
        page.consent_withdrawn_on = self.consent_withdrawn_on
        page.consent_withdrawn_note = self.consent_withdrawn_note
        if page.consent_withdrawn_on:
            page.go_live_at = None  # what is never to be published is not to be scheduled
        return page

    def publication_problems(self) -> dict[str, str]:
        problems = {}
        if not self.person_id and not self.place_id:
            problems["person"] = "Choisissez la personne qui témoigne, ou le lieu dont il s’agit."
        if not any(getattr(self, name) for name, _ in self.PARTS) and not self.has_video():
            problems["context"] = (
                "Il n’y a encore rien à lire. Remplissez au moins une partie du récit, ou ajoutez une vidéo dans "
                "« Pour compléter »."
            )
        if self.consent_recorded_on and self.consent_recorded_on > timezone.localdate():
            problems["consent_recorded_on"] = "Ce jour n’est pas encore venu. Mettez celui où l’accord a été donné."
        if self.consent_withdrawn_on:
            problems["consent_recorded_on"] = f"On ne peut pas publier : {self.withdrawal()}"
        return problems

    def withdrawal(self) -> str:
        """That the consent was withdrawn, and what to do about it, as the end of a sentence."""
        day = date_format(self.consent_withdrawn_on, "j F Y") if self.consent_withdrawn_on else "–"
        return (
            f"l’accord a été retiré le {day}. Si la personne est de nouveau d’accord, notez-le d’abord : "
            "« Noter un nouvel accord », dans l’onglet « Accord »."
        )

    def has_video(self) -> bool:
        return any(block.block_type == "video" for block in self.body)

    def _read_withdrawal(self) -> None:
        if self.pk:
            row = TestimonialPage.objects.filter(pk=self.pk).order_by().select_for_update()
            known = row.values_list("consent_withdrawn_on", "consent_withdrawn_note").first()
            if known:
                self.consent_withdrawn_on, self.consent_withdrawn_note = known

    # --- Reading -------------------------------------------------------------------------------------------------

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        context |= {
            "someone": self.someone(),
            "parts": self.parts(),
            **self.films_and_rest(gate),
            "places": self.place_cards(gate),
            "sheets": self.citing_sheets(gate),
        }
        return context

    def someone(self) -> Someone | None:
        """Who testifies, for output."""
        if self.person is None:
            return None
        organisation = self.person.organisation
        return someone(self.person.name, self.person.role, organisation.name if organisation else "")

    def parts(self) -> list[dict[str, str]]:
        """The parts of the story that were told, each with `name`, `label`, `anchor` and plain `text`."""
        labels = {name: str(self._meta.get_field(name).verbose_name) for name, _ in self.PARTS}
        return [
            {"name": name, "label": labels[name].capitalize(), "anchor": anchor, "text": getattr(self, name)}
            for name, anchor in self.PARTS
            if getattr(self, name)
        ]

    def resolved_body(self, gate: Gate, absolute: bool = False, reading: Reading | None = None) -> list[ResolvedBlock]:
        """The body for output; `absolute` for whole addresses, `reading` to link the terms of the glossary."""
        block, raw = self.body.stream_block, self.body.get_prep_value()
        resolver = Resolver(gate, absolute=absolute)
        if reading:
            resolver.annotate, resolver.passed = reading.link, reading.passed
        resolver.want_stream(block, raw)
        return anchored(resolver.load().stream(block, raw))

    def films_and_rest(self, gate: Gate) -> dict[str, list[ResolvedBlock]]:
        """The body as its page shows it: `films` before the story, `body` after it."""
        body = self.resolved_body(gate, reading=glossary(gate).reading())
        return {
            "films": [block for block in body if block["type"] == "video"],
            "body": [block for block in body if block["type"] != "video"],
        }

    def place_cards(self, gate: Gate) -> list[CardRow]:
        """The place, as a list of one card, or of none where the reader may not see it."""
        return contracts.places_by_id(gate, [self.place_id]) if self.place_id else []

    def citing_sheets(self, gate: Gate) -> list[SheetLink]:
        """The sheets that speak of this testimonial, in the order of the guide."""
        from memento.citations import sheets_citing  # which reads sheets, and they refer to testimonials
        from memento.models.sheet import SheetPage

        found = sheets_citing(gate, self.pk) if self.pk else []
        return sheet_links(gate, gate.pages(SheetPage).filter(pk__in=found).order_by("path")) if found else []

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction)

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        data = {
            "@type": "Article",
            "headline": self.title,
            "description": self.search_description or self.introduction,
            "url": gate.full_url(self.url_path),
            "inLanguage": "fr",
            "dateModified": self.last_published_at.date() if self.last_published_at else None,
            "contributor": {"@type": "Person", "name": self.person.name} if self.person else None,
        }
        return {name: value for name, value in data.items() if value}


TestimonialPage.edit_handler = tabs(
    (
        "Contenu",
        [
            TitleFieldPanel("title"),
            MultiFieldPanel([FieldPanel("person"), PageChooserPanel("place")], heading="Qui témoigne"),
            FieldPanel("introduction"),
            MultiFieldPanel([FieldPanel(name) for name, _ in TestimonialPage.PARTS], heading="Le récit"),
            FieldPanel("body"),
        ],
    ),
    (
        "Accord",
        [
            ConsentPanel(),
            HelpPanel("On ne publie les mots de quelqu’un qu’avec son accord. Ce qui est noté ici ne paraît pas."),
            FieldPanel("consent_recorded_on"),
            FieldPanel("consent_note"),
        ],
    ),
    ("Classement", [*TestimonialPage.themes_panels, *TestimonialPage.verification_panels]),
)
