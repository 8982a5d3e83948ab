"""The panel that says of the PDFs among a page's files whether they were read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from core.files.pdf.notes import notes_of
from core.models import SillonDocument


class PdfNotesPanel(Panel):
    """A read-only panel about the PDFs in a relation of the page, whose rows have a `document`.

    It is about the files of the draft as it was saved last. It is left out if none of them is a PDF.
    """

    def __init__(self, relation: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.relation = relation

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "relation": self.relation}

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/pdf_notes.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            ids = [row.document_id for row in getattr(self.instance, self.panel.relation).all()]
            documents = SillonDocument.objects.in_bulk(ids)
            self.notes = [
                {
                    "title": documents[pk].title,
                    "url": reverse("wagtaildocs:edit", args=[pk]),
                    "text": note.text,
                    "is_problem": note.is_problem,
                }
                for pk, note in notes_of(documents[pk] for pk in ids if pk in documents).items()
            ]

        def is_shown(self) -> bool:
            return bool(self.notes)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "notes": self.notes}
