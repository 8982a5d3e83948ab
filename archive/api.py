"""The API of events and publications."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router

from archive import schedule
from archive.listings import EVENT_FIELDS, PUBLICATION_FIELDS, themes_of
from archive.models import EventReportPage, PublicationAuthor, PublicationPage
from archive.querysets import DatedPageQuerySet
from archive.schemas import EventDetail, EventItem, PublicationDetail, PublicationItem
from archive.vocabulary import EventKind, PublicationKind
from core import images
from core.api import Day, ListParams, ThemeSlug, find, following_moves, listing, read
from core.fields import date_data
from core.gate import Gate
from core.models import Person
from core.schemas import Page
from core.streams import Resolver

router = Router(tags=["archive"])


class DatedParams(ListParams):
    """Filters of both lists; those that may be repeated widen the list."""

    theme: list[ThemeSlug] = Field(
        [], description="Adresse courte d’un thème ; un thème principal comprend ceux qu’il contient."
    )
    order: Literal["date", "-date"] = "-date"

    def narrow(self, pages: DatedPageQuerySet) -> DatedPageQuerySet:
        """The pages that these filters leave, in the order asked."""
        if themes := [slug for slug in self.theme if slug]:
            pages = pages.about(themes)
        return pages.oldest_first() if self.order == "date" else pages.newest_first()


class EventParams(DatedParams):
    """Filters of the list of events."""

    start: Day | None = Field(None, alias="from", description="Évènements qui se tiennent ce jour ou après.")
    end: Day | None = Field(None, alias="to", description="Évènements qui se tiennent ce jour ou avant.")
    type: list[EventKind] = []

    def narrow(self, pages: DatedPageQuerySet) -> DatedPageQuerySet:
        pages = super().narrow(pages).within(self.start, self.end)
        return pages.filter(kind__in=self.type) if self.type else pages


class PublicationParams(DatedParams):
    """Filters of the list of publications."""

    type: list[PublicationKind] = []
    year: int | None = Field(None, ge=1, le=9999)

    def narrow(self, pages: DatedPageQuerySet) -> DatedPageQuerySet:
        pages = super().narrow(pages)
        if self.year:
            pages = pages.within(date(self.year, 1, 1), date(self.year, 12, 31))
        return pages.filter(kind__in=self.type) if self.type else pages


@read(router, "/events/", response=Page[EventItem], summary="Évènements")
def list_events(request: HttpRequest, params: Query[EventParams]) -> dict[str, Any]:
    """Les évènements, avec ce qu’il faut pour une vignette. Une date approchée compte par son intervalle."""
    gate = Gate.for_request(request)
    found = cast(DatedPageQuerySet, gate.pages(EventReportPage))
    return listing(params.narrow(found), params, lambda page: _events(gate, page))


@read(router, "/events/{slug}/", response=EventDetail, summary="Un évènement et son compte rendu")
@following_moves
def event_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La page entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    found = find(gate, EventReportPage, slug)
    page = found.get()
    documents = list(page.documents.all())
    resolver = page.resolver(gate, documents, absolute=True)
    place = page.visible_place(gate)
    return {
        **_events(gate, found)[0],
        "mode": page.mode,
        "venue": page.venue,
        "place": place and _place(gate, place),
        "introduction": page.introduction,
        "audience": page.audience,
        "capacity": page.capacity,
        "programme": list(page.programme.values("time", "title", "speaker")),
        "speakers": [_person(row.person) for row in page.speakers.select_related("person__organisation")],
        "partners": [
            {"name": row.partner.name, "url": row.partner.url} for row in page.partners.select_related("partner")
        ],
        "report": resolver.stream(page.report.stream_block, page.report.get_prep_value()),
        "documents": _files(resolver, [(row.document_id, row.title) for row in documents]),
        "sources": _sources(page),
        **_checked(page),
    }


@read(router, "/publications/", response=Page[PublicationItem], summary="Publications")
def list_publications(request: HttpRequest, params: Query[PublicationParams]) -> dict[str, Any]:
    """Les publications, avec ce qu’il faut pour une vignette."""
    gate = Gate.for_request(request)
    found = cast(DatedPageQuerySet, gate.pages(PublicationPage))
    return listing(params.narrow(found), params, lambda page: _publications(gate, page))


@read(router, "/publications/{slug}/", response=PublicationDetail, summary="Une publication")
@following_moves
def publication_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La publication entière, avec ses fichiers. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    found = find(gate, PublicationPage, slug)
    page = found.get()
    files = list(page.files.all())
    resolver = page.resolver(gate, files, absolute=True)
    return {
        **_publications(gate, found)[0],
        "authors": [_author(row) for row in page.author_rows()],
        "abstract": page.abstract,
        "keywords": page.keyword_list,
        "languages": page.languages,
        "licence": page.licence,
        "body": resolver.stream(page.body.stream_block, page.body.get_prep_value()),
        "files": _files(resolver, [(row.document_id, row.label) for row in files]),
        "sources": _sources(page),
        **_checked(page),
    }


def _events(gate: Gate, pages: QuerySet) -> list[dict[str, Any]]:
    return [
        {
            **item,
            "subtitle": row["subtitle"],
            "state": row["state"],
            "starts_at": schedule.moment(row["date"], row["start_time"]),
            "ends_at": schedule.moment(row["date"], row["end_time"]),
        }
        for row, item in _items(gate, pages, EVENT_FIELDS, "introduction")
    ]


def _publications(gate: Gate, pages: QuerySet) -> list[dict[str, Any]]:
    return [
        {**item, "title_is_ours": row["title_is_ours"]}
        for row, item in _items(gate, pages, PUBLICATION_FIELDS, "abstract")
    ]


def _items(gate: Gate, pages: QuerySet, fields: tuple[str, ...], summary: str) -> list[tuple[dict, dict]]:
    """Each row with what both kinds of items have in common. Four queries at most."""
    rows = list(pages.values(*fields))
    themes = themes_of(row["pk"] for row in rows)
    pictures = images.load(row["image_id"] for row in rows if row["image_id"])
    base_url = gate.site.base_url if gate.site else ""
    return [
        (
            row,
            {
                "id": row["translation_key"],
                "slug": row["slug"],
                "title": row["title"],
                "url": gate.full_url(row["url_path"]),
                "type": row["kind"],
                "date": date_data(row, "date"),
                "summary": row["search_description"] or row[summary],
                "image": images.as_json(pictures.get(row["image_id"]), base_url),
                "themes": themes.get(row["pk"], []),
            },
        )
        for row in rows
    ]


def _place(gate: Gate, place: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": place["translation_key"],
        "slug": place["slug"],
        "title": place["title"],
        "url": gate.full_url(place["url_path"]),
    }


def _person(person: Person) -> dict[str, str]:
    organisation = person.organisation
    return {"name": person.name, "role": person.role, "organisation": organisation.name if organisation else ""}


def _author(row: PublicationAuthor) -> dict[str, str]:
    if row.person:
        return {"kind": "person", **_person(row.person)}
    return {"kind": "organisation" if row.organisation else "name", "name": str(row), "role": "", "organisation": ""}


def _files(resolver: Resolver, files: list[tuple[int, str]]) -> list[dict[str, Any]]:
    return [
        {"title": title or found["title"], **{key: found[key] for key in ("url", "extension", "size", "sha1")}}
        for pk, title in files
        if (found := resolver.document(pk))
    ]


def _sources(page: EventReportPage | PublicationPage) -> list[dict[str, Any]]:
    return [
        {
            "title": source.title,
            "date": date_data(source, "date"),
            "url": source.url,
            "note": source.note,
        }
        for source in page.sources.all()
    ]


def _checked(page: EventReportPage | PublicationPage) -> dict[str, Any]:
    return {"verified_on": page.verified_on, "verified_by": page.verified_by}
