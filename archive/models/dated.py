"""The base class of events and publications: pages with a date, an image, a body, files and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from wagtail.admin.panels import Panel
from wagtail.search import index

from archive.events import schedule
from core.admin.panels import InlinePanel
from core.blocks.resolver import Resolver, as_file
from core.models import SillonDocument
from core.models.page import BasePage, CardData
from core.visibility.gate import Gate


class DatedPage(BasePage):
    """A page of the archive. Subclasses define the fields `kind`, `date` and `image`, and those named below."""

    required_to_publish = ("date",)
    #: The name of the StreamField with the text.
    body_field: ClassVar[str]
    #: The name of the relation to the files, and that of the field with a file's own title.
    files_field: ClassVar[str]
    file_title: ClassVar[str]

    sources_panels: list[Panel] = [
        InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la page."),
        *BasePage.themes_panels,
        *BasePage.verification_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.FilterField("kind"),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        abstract = True

    @property
    def iso_date(self) -> str:
        """The date for a `<time>` element; empty if it is not a year, a month or a day."""
        return schedule.iso(self.date)

    @property
    def picture_id(self) -> int | None:
        """The image that stands for the page."""
        return self.image_id

    def content(self, gate: Gate, absolute: bool = False) -> dict[str, Any]:
        """Return the resolved `image`, text and files, under the names of their fields, for templates and the API.

        A file is a `FileData`. `absolute` is for URLs with scheme and host.
        """
        body = getattr(self, self.body_field)
        block, raw = body.stream_block, body.get_prep_value()
        files = [(row.document_id, getattr(row, self.file_title)) for row in getattr(self, self.files_field).all()]
        resolver = Resolver(gate, absolute=absolute)
        resolver.add_image(self.picture_id)
        resolver.add_stream(block, raw)
        for pk, _ in files:
            resolver.add_document(pk)
        resolver.load()
        return {
            "image": resolver.image(self.picture_id),
            self.body_field: resolver.stream(block, raw),
            self.files_field: [as_file(document, title) for pk, title in files if (document := resolver.document(pk))],
        }

    def add_files(self, documents: Iterable[SillonDocument]) -> None:
        """Append documents to the page's files, without duplicates. Nothing is saved."""
        manager = getattr(self, self.files_field)
        rows = list(manager.all())
        present = {row.document_id for row in rows}
        new = {document.pk: document for document in documents if document.pk not in present}
        rows += [manager.model(document=document, sort_order=len(rows) + n) for n, document in enumerate(new.values())]
        setattr(self, self.files_field, rows)

    def as_card(self) -> CardData:
        return CardData(
            summary=self.meta_description(),
            label=self.date_label,
            image_id=self.picture_id,
            earliest=self.date_earliest,
            latest=self.date_latest,
        )
