"""Testimonials, and the page that lists them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import PageManager, Revision
from wagtail.search import index

from core.blocks.problems import StreamProblems
from core.fields import StreamField
from core.models.page import BasePage, tabs
from memento.admin.panels import ConsentPanel
from memento.blocks import GUIDE_BLOCKS
from memento.querysets import TestimonialQuerySet


class ConsentWithdrawn(PermissionDenied):
    """Raised when a testimonial whose consent was withdrawn would be published. Its text is a French message."""

    def __init__(self, page: TestimonialPage) -> None:
        super().__init__(f"« {page.title} » ne peut pas être publié : {page.withdrawal()}")


class TestimonialPage(BasePage):
    """The story of a person or a place: what they did, with which means and effects, and how to copy it."""

    __test__ = False  # its name looks like that of a test

    icon = "sillon-testimonial"
    card_kind = "testimonial"
    search_reader = "memento.search.pages.read_testimonials"
    search_related = ("person__organisation", "place")
    heading_anchors = "memento.pages.contents.unique_anchors"
    required_to_publish = ("introduction", "consent_recorded_on", "consent_note")

    #: The parts of the story, in order: (field name, HTML anchor).
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
    # Not named `action`: an input of that name would hide `form.action` from Wagtail's autosave.
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
    # Both are stored in the row only, not in revisions. Only `memento.testimonials.consent` changes them.
    consent_withdrawn_on = models.DateField("accord retiré le", null=True, blank=True, editable=False)
    consent_withdrawn_note = models.TextField("comment l’accord a été retiré", blank=True, editable=False)

    objects = PageManager.from_queryset(TestimonialQuerySet)()

    template = "memento/testimonial_page.html"
    context_builder = "memento.pages.testimonial.testimonial_context"
    page_description = "Un témoignage ou une bonne pratique : contexte, action, moyens, effets, transfert."
    parent_page_types = ["memento.TestimonialIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        *(index.SearchField(name) for name, _ in PARTS),
        index.SearchField("body"),
        index.FilterField("consent_recorded_on"),
        index.RelatedFields("person", [index.SearchField("name", boost=2)]),
    ]

    class Meta:
        verbose_name = "témoignage"
        verbose_name_plural = "témoignages"

    # --- Consent -------------------------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, but keep its row's withdrawal. Raise ConsentWithdrawn if it would be live without consent.

        Every way of publishing calls this method. It locks the row, so that no withdrawal comes in between.
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
            # Nobody would see the error, and it would stop the command before the other pages.
            self.revisions.update(approved_go_live_at=None)
            return
        super().publish(revision, user, changed, log_action, previous_revision, skip_permission_checks)

    def with_content_json(self, content: dict[str, Any]) -> TestimonialPage:
        page: TestimonialPage = super().with_content_json(content)
        page.consent_withdrawn_on = self.consent_withdrawn_on
        page.consent_withdrawn_note = self.consent_withdrawn_note
        if page.consent_withdrawn_on:
            page.go_live_at = None  # a page that may not be published may not be scheduled
        return page

    def publication_problems(self) -> dict[str, str | StreamProblems]:
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
        """Return a French message, the end of a sentence: when the consent was withdrawn, and what to do."""
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
            if withdrawal := row.values_list("consent_withdrawn_on", "consent_withdrawn_note").first():
                self.consent_withdrawn_on, self.consent_withdrawn_note = withdrawal


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


class TestimonialIndexPage(BasePage):
    """« Témoignages »: the list of all testimonials, the newest first."""

    __test__ = False  # its name looks like that of a test

    icon = "sillon-testimonials"

    introduction = models.TextField(
        "introduction", blank=True, help_text="Qui témoigne ici, et comment proposer son propre témoignage."
    )

    template = "memento/testimonial_index_page.html"
    context_builder = "memento.pages.testimonial.testimonial_index_context"
    page_description = "La liste des témoignages, que l’on crée en dessous."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = ["memento.TestimonialPage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "liste de témoignages"
        verbose_name_plural = "listes de témoignages"


TestimonialIndexPage.edit_handler = tabs(("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]))
