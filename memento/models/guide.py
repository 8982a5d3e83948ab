"""The guide as a whole: what it is for, its chapters, its editions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, InlinePanel, TitleFieldPanel
from wagtail.models import Page
from wagtail.search import index

from core import images
from core.gate import Gate
from core.models.page import BasePage, BasePageForm, CardData, tabs
from memento import editions
from memento.listings import Outline, outline
from memento.models.chapter import ChapterPage
from memento.models.edition import Edition, EditionSheet
from memento.models.glossary import glossary
from memento.models.sheet import SheetPage


class MementoPageForm(BasePageForm):
    """The guide's form: two editions cannot have one number, since readers ask for them by it."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or "editions" not in self.formsets:
            return
        taken: set[str] = set()
        formset = self.formsets["editions"]
        for form in formset.forms:
            form.is_valid()  # cleans it: a number is looked at whatever is wrong beside it
            if formset._should_delete_form(form):
                continue
            number = form.cleaned_data.get("number", "")
            if not number:
                continue
            if "/" in number:
                form.add_error("number", "Écrivez ce numéro sans barre oblique : il paraît dans des adresses.")
            elif number.casefold() in taken:
                form.add_error("number", "Une autre édition a déjà ce numéro.")
            taken.add(number.casefold())


class MementoPage(BasePage):
    """The guide. One for a site: its chapters stand below it, and what goes with them."""

    icon = "sillon-memento"
    required_to_publish = ("introduction",)

    introduction = models.TextField(
        "introduction", blank=True, help_text="À qui le mémento s’adresse et ce qu’on y trouve, en quelques phrases."
    )
    cover = models.ForeignKey(
        "core.SillonImage",
        verbose_name="couverture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Montrée en tête du mémento, et quand on le partage.",
    )

    base_form_class = MementoPageForm
    template = "memento/memento_page.html"
    page_description = "Le mémento : son introduction et ses éditions. Les chapitres se créent en dessous."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["memento.ChapterPage", "memento.TestimonialIndexPage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "mémento"
        verbose_name_plural = "mémentos"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._keep_editions()
        super().save(*args, **kwargs)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        since, _ = editions.asked(request, Gate.for_request(request), self.path)
        return "memento/changes_guide.html" if since else super().get_template(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        context["cover"] = images.load([self.cover_id], gate.images).get(self.cover_id) if self.cover_id else None
        context["outline"] = self.outline(gate)
        context["companions"] = self.companions(gate)
        context["editions"] = self.edition_rows(gate)
        context["terms"] = glossary(gate).terms
        return context | editions.guide_context(request, gate, self.path)

    def outline(self, gate: Gate) -> Outline:
        """The chapters and sheets that the reader may see. Two queries."""
        return outline(gate, gate.pages(ChapterPage).within(self.path), gate.pages(SheetPage).within(self.path))

    def companions(self, gate: Gate) -> list[dict[str, str]]:
        """What stands beside the chapters, each with `title` and `url`. One query."""
        pages = gate.pages(Page).filter(path__startswith=self.path, depth=self.depth + 1).not_exact_type(ChapterPage)
        rows = pages.order_by("path").values("title", "url_path")
        return [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]

    def edition_rows(self, gate: Gate) -> list[dict[str, Any]]:
        """The editions as plain rows, the latest first.

        `date` is a `FuzzyDateData` or None, `recorded_on` the day its sheets were kept or None.
        """
        recorded = {edition.pk: edition for edition in editions.recorded(gate, self.path)}
        kept = {pk: edition.recorded_at for pk, edition in recorded.items()}
        return [
            {
                "number": edition.number,
                "title": edition.title,
                "date": edition.said,
                "note": edition.note,
                "recorded_on": recorded[edition.pk].recorded_on if edition.pk in recorded else None,
            }
            for edition in editions.latest_first(self.editions.all(), kept)
        ]

    @cached_property
    def records(self) -> dict[int, tuple[date, int]]:
        """What its editions keep, by their id: the day, and the number of sheets. One query for all."""
        found = EditionSheet.objects.filter(edition__memento=self.pk).order_by().values("edition")
        rows = found.annotate(at=Min("recorded_at"), sheets=Count("pk")).values_list("edition", "at", "sheets")
        return {edition: (timezone.localdate(at), sheets) for edition, at, sheets in rows}

    def _keep_editions(self) -> None:
        """Give editions of a revision that was made before they had a row the row of their number.

        A new row in its place would lose what the edition keeps.
        """
        unknown = [edition for edition in self.editions.all() if edition.pk is None]
        if unknown and self.pk:
            used = [edition.pk for edition in self.editions.all() if edition.pk]
            others = Edition.objects.filter(memento=self.pk).exclude(pk__in=used)
            rows = dict(others.values_list("number", "pk"))
            for edition in unknown:
                edition.pk = rows.pop(edition.number, None)

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction, image_id=self.cover_id)


MementoPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("cover")]),
    (
        "Éditions",
        [
            InlinePanel(
                "editions",
                heading="Éditions",
                label="Édition",
                help_text="Peu importe l’ordre : les lecteurs voient la plus récente en premier, d’après les dates.",
            )
        ],
    ),
    ("Classement", [*MementoPage.themes_panels, *MementoPage.verification_panels]),
    form_class=MementoPageForm,
)
