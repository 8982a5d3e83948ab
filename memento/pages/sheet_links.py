"""Links from other pages of the guide to sheets, and to their passages."""

from __future__ import annotations

from collections.abc import Collection

from core.text.fold import fold
from core.visibility.gate import Gate
from memento.models import SheetPage
from memento.pages.contents import heading_anchors
from memento.pages.rows import PAGE_FIELDS, SheetLink, page_row


class PassageLink(SheetLink):
    """A link to a sheet, at its `passage` if it has that heading."""

    passage: str


class SheetLinks:
    """The links to those of some sheets (page ids) that the reader may see. One query; none without ids."""

    def __init__(self, gate: Gate, ids: Collection[int], absolute: bool = False) -> None:
        self._links: dict[int, SheetLink] = {}
        self._anchors: dict[int, dict[str, str]] = {}
        fields = ("pk", *PAGE_FIELDS, "number", "body")
        for row in gate.pages(SheetPage).filter(pk__in=set(ids)).values(*fields) if ids else []:
            link = SheetLink(**page_row(gate, row), number=row["number"])
            if absolute:
                link["url"] = gate.absolute(link["url"])
            self._links[row["pk"]] = link
            self._anchors[row["pk"]] = heading_anchors(row["body"].get_prep_value())

    def link(self, pk: int | None, passage: str = "") -> PassageLink | None:
        """Return the link to a sheet; None if there is none or the reader may not see it."""
        link = self._links.get(pk) if pk else None
        if pk is None or link is None:
            return None
        anchor = self._anchors[pk].get(fold(passage)) if passage else None
        passage_link = PassageLink(**link, passage=passage if anchor else "")
        if anchor:
            passage_link["url"] += f"#{anchor}"
        return passage_link

    def links(self, ids: Collection[int]) -> list[PassageLink]:
        """Return the links to these sheets, in this order."""
        return [link for pk in ids if (link := self.link(pk))]
