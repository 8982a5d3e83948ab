"""Cards of events, publications, projects and tours: plain values, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from archive.choices import EventKind, Mode, ProjectKind, PublicationKind
from archive.events import schedule
from archive.events.filters import host_titles
from archive.events.status import TOOK_PLACE, UPCOMING, Status, status_of_row
from archive.models import EventReportPage
from archive.models.tour import years_between
from archive.publications.versions import replaced_ids
from archive.registrations.availability import REGISTRATION_FIELDS
from core.cards import Badge
from core.db.queries import OneOf, Prepared
from core.files import images
from core.text.typography import quantity
from core.visibility.gate import Gate

COMMON = (
    "pk", "translation_key", "title", "slug", "url_path", "kind", "search_description", "image_id",
    "date", "date_earliest", "date_latest", "date_label",
)  # fmt: skip
EVENT_FIELDS = (*COMMON, "subtitle", "introduction", "state", "start_time", "end_time", "mode", "venue", "place_id")
PUBLICATION_FIELDS = (*COMMON, "abstract", "title_is_ours", "edition", "withdrawn_on", "cover_id")
PROJECT_FIELDS = (*COMMON, "introduction", "state")
TOUR_FIELDS = (*(name for name in COMMON if name != "kind"), "introduction", "step_count", "first_day", "last_day")
#: The badge of an event to come whose day is not known yet.
VAGUE = Status("vague", "Date à préciser", "planned")


_rows = Prepared(
    lambda params: (
        EventReportPage.objects.filter(OneOf(F("pk"), params["ids"]), live=True)
        .order_by()
        .values(*dict.fromkeys((*EVENT_FIELDS, *REGISTRATION_FIELDS)))
    ),
    ids="?",
)


def picture_id(row: Mapping[str, Any]) -> int:
    """Return the image of a row with the fields of a card: the page's own, the cover of its first PDF, or 0."""
    return row["image_id"] or row.get("cover_id") or 0


def event_rows(ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return events by page id as rows with `EVENT_FIELDS` and `REGISTRATION_FIELDS`, in this order, with one query.

    Those that are no longer live are left out.
    """
    ids = list(ids)
    rows = {row["pk"]: row for row in _rows.rows(ids=ids)} if ids else {}
    return [rows[pk] for pk in ids if pk in rows]


def event_cards(
    gate: Gate, rows: list[dict[str, Any]], ahead: bool = False, pictured: bool = True
) -> list[dict[str, Any]]:
    """Return rows with `EVENT_FIELDS` in the shape that `components/cards.html` takes, with a `year` or None.

    The detail of an event to come says hours and place. With `ahead`, the heading above says « À venir », and no badge.
    Unless `pictured`, images are not loaded.
    """
    today = timezone.localdate()
    statuses = [status_of_row(row, today) for row in rows]
    places = host_titles(gate)
    return [
        card
        | {
            "detail": " · ".join(filter(None, [row["subtitle"], *_when_and_where(row, status, places)])),
            "badges": _badges(row, status, ahead),
            "year": row["date_earliest"].year if row["date_earliest"] else None,
        }
        for row, status, card in zip(
            rows, statuses, _cards(gate, rows, "event", EventKind, "introduction", pictured), strict=True
        )
    ]


def _when_and_where(row: dict[str, Any], status: Status, places: Mapping[int, str]) -> list[str]:
    if status is not UPCOMING:
        return []
    where = row["venue"] or places.get(row["place_id"], "")
    mode = "" if row["mode"] == Mode.IN_PERSON else Mode(row["mode"]).label.lower()
    return [schedule.hours_label(row["date"], row["start_time"], row["end_time"]), where, mode]


def _badges(row: dict[str, Any], status: Status, ahead: bool) -> list[Badge]:
    """Return the badge of an event's status, none for one that simply took place; and one for a vague date."""
    badges = [] if status is TOOK_PLACE or (ahead and status is UPCOMING) else [status]
    if status is UPCOMING and schedule.days_of(row["date"]) is None:
        badges.append(VAGUE)
    return [Badge(text=badge.label, tone=badge.tone) for badge in badges]


def publication_cards(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with `PUBLICATION_FIELDS` in the shape that `components/cards.html` takes.

    Withdrawn publications and old versions have a badge; the former are shown without their cover.
    """
    replaced = replaced_ids(gate)
    pictured = [row | {"image_id": None} if row["withdrawn_on"] else row for row in rows]
    return [
        card | {"detail": row["edition"], "badges": _state(row, replaced)}
        for row, card in zip(rows, _cards(gate, pictured, "publication", PublicationKind, "abstract"), strict=True)
    ]


def _state(row: dict[str, Any], replaced: Collection[int]) -> list[Badge]:
    if row["withdrawn_on"]:
        return [Badge(text="Retirée", tone="ended")]
    return [Badge(text="Version remplacée", tone="ended")] if row["pk"] in replaced else []


def project_cards(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with `PROJECT_FIELDS` in the shape that `components/cards.html` takes."""
    return _cards(gate, rows, "project", ProjectKind, "introduction")


def tour_cards(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with `TOUR_FIELDS` in the shape that `components/cards.html` takes."""
    labelled = [
        {
            **row,
            "date_label": row["date_label"] or years_between(row["first_day"], row["last_day"]),
            "label": quantity(row["step_count"], "étape") if row["step_count"] else "Étapes à compléter",
        }
        for row in rows
    ]
    return _shaped(gate, labelled, "tour", "introduction")


def _cards(
    gate: Gate,
    rows: list[dict[str, Any]],
    kind: str,
    kinds: type[models.TextChoices],
    summary: str,
    pictured: bool = True,
) -> list[dict[str, Any]]:
    labelled = [{**row, "label": kinds(row["kind"]).label} for row in rows]
    return _shaped(gate, labelled, kind, summary, pictured)


def _shaped(
    gate: Gate, rows: list[dict[str, Any]], kind: str, summary: str, pictured: bool = True
) -> list[dict[str, Any]]:
    """Return the cards of rows with a `label`, which follows the date."""
    ids = [picture_id(row) for row in rows] if pictured else []
    pictures = images.load((pk for pk in ids if pk), gate.images) if pictured else {}
    return [
        {
            "kind": kind,
            "title": row["title"],
            "url": gate.url(row["url_path"]),
            "label": " · ".join(part for part in (row["date_label"], row["label"]) if part),
            "detail": "",
            "summary": row["search_description"] or row[summary],
            "image": pictures.get(picture_id(row)),
            "drawing": kind,
            "badges": [],
        }
        for row in rows
    ]
