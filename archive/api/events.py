"""The API of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router
from pydantic import AfterValidator, ValidationInfo

from archive.api.schemas.events import EventDetail, EventItem
from archive.api.shared import DatedParams, page_items, page_ref, person_data, source_items, verification
from archive.choices import EventKind, EventState, Mode
from archive.events import schedule
from archive.events.filters import is_known_place
from archive.events.status import status_of_row
from archive.events.timeline import among, matching_ids, timeline
from archive.models import EventReportPage
from archive.models.registration import numbers_by_event
from archive.pages.cards import EVENT_FIELDS, event_rows
from archive.registrations.availability import REGISTRATION_FIELDS, Numbers, availability
from core.api.lookup import find, following_moves
from core.api.parameters import Day, PartnerSlug
from core.api.routing import read
from core.api.schemas import Page
from core.choices import label_of
from core.db.pages import row_of
from core.db.prefetched import child_rows
from core.visibility.gate import Gate

router = Router(tags=["archive"])


def _known_place(ref: str, info: ValidationInfo) -> str:
    if ref and "\0" not in ref and not is_known_place(Gate.for_request(info.context["request"]), ref):  # type: ignore[index]
        raise ValueError(f"Lieu inconnu : « {ref} ».")
    return ref


#: The slug or public id (UUID) of a place that the reader may see, or "".
PlaceRef = Annotated[str, Field(max_length=255), AfterValidator(_known_place)]


class EventParams(DatedParams):
    """Filters of the list of events."""

    start: Day | None = Field(None, alias="from", description="Évènements qui se tiennent ce jour ou après.")
    end: Day | None = Field(None, alias="to", description="Évènements qui se tiennent ce jour ou avant.")
    type: list[EventKind] = []
    partner: list[PartnerSlug] = Field([], description="Adresse courte d’un partenaire.")
    place: list[PlaceRef] = Field(
        [], description="Adresse courte ou identifiant public (UUID) du lieu de l’inventaire qui accueille."
    )
    upcoming: bool | None = Field(
        None,
        description="`true` : ce qui est à venir, sans les évènements annulés ou reportés ; `false` : le passé.",
    )

    def filters(self) -> dict[str, Any]:
        """Return the filters as `apply_filters` takes them."""
        lists = {name: [value for value in getattr(self, name) if value] for name in ("theme", "partner", "place")}
        return {"type": self.type, "start": self.start, "end": self.end, "upcoming": self.upcoming, **lists}


@read(router, "/", response=Page[EventItem], summary="Évènements")
def list_events(request: HttpRequest, params: Query[EventParams]) -> dict[str, Any]:
    """Les évènements, avec ce qu’il faut pour une vignette. Une date approchée compte par son intervalle."""
    gate = Gate.for_request(request)
    events = timeline(gate)
    in_order = events.oldest_first if params.order == "date" else events.newest_first
    ids = among(in_order, matching_ids(gate, params.filters()))
    rows = event_rows(ids[params.offset : params.offset + params.limit])
    return {"count": len(ids), "items": _events(gate, rows)}


@read(router, "/{slug}/", response=EventDetail, summary="Un évènement et son compte rendu")
@following_moves
def event_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La page entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return event_data(gate, find(gate, EventReportPage, slug).get())


def event_data(gate: Gate, page: EventReportPage) -> dict[str, Any]:
    """Return an event in the shape of `EventDetail`."""
    place = page.visible_place(gate)
    return {
        **_events(gate, [row_of(page, *EVENT_FIELDS, *REGISTRATION_FIELDS)])[0],
        "mode": page.mode,
        "mode_label": label_of(page.mode, Mode),
        "venue": page.venue,
        "place": place and page_ref(gate, place),
        "introduction": page.introduction,
        "access": page.access,
        "audience": page.audience,
        "capacity": page.capacity,
        "programme": [_values(row, "time", "title", "speaker") for row in page.programme.all()],
        "speakers": [person_data(row.person) for row in child_rows(page, "speakers", "person__organisation")],
        "partners": [
            {"name": row.partner.name, "url": row.partner.url} for row in child_rows(page, "partners", "partner")
        ],
        **page.content(gate, absolute=True),
        "decisions": [row.text for row in page.decisions.all()],
        "follow_ups": [_values(row, "task", "owner", "due", "done") for row in page.follow_ups.all()],
        "sources": source_items(page),
        **verification(page),
    }


def _values(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _events(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of `event_rows`."""
    today = timezone.localdate()
    items = page_items(gate, rows, EventReportPage.summary_field, EventKind)
    registrations = _registrations(gate, rows)
    return [
        {
            **item,
            "subtitle": row["subtitle"],
            "state": row["state"],
            "state_label": label_of(row["state"], EventState),
            "status": (status := status_of_row(row, today)).code,
            "status_label": status.label,
            "starts_at": schedule.starts_at(row["date"], row["start_time"]),
            "ends_at": schedule.ends_at(row["date"], row["start_time"], row["end_time"]),
            "registration": registrations[row["pk"]],
        }
        for row, item in zip(rows, items, strict=True)
    ]


def _registrations(gate: Gate, rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return the registration of events by page id, with at most one query; `rows` have `REGISTRATION_FIELDS`."""
    numbers = numbers_by_event([row["pk"] for row in rows if row["takes_registrations"]])
    now = timezone.now()
    return {
        row["pk"]: {
            "state": (state := availability(row, numbers.get(row["pk"], Numbers()), now)),
            "state_label": state.label,
            "url": gate.absolute(_form_path(row["slug"])) if row["takes_registrations"] else None,
            "until": row["registrations_until"] if row["takes_registrations"] else None,
        }
        for row in rows
    }


@lru_cache(maxsize=1000)
def _form_path(slug: str) -> str:
    return reverse("archive:register", args=[slug])
