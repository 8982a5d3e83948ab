"""The filters of events, which the list, the API and the feeds share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from archive.models import EventReportPage
from archive.querysets import EventQuerySet
from core.api.lookup import parse_uuid
from core.visibility.gate import Gate


def apply_filters(
    events: EventQuerySet,
    gate: Gate,
    *,
    type: Collection[str] = (),
    theme: Collection[str] = (),
    partner: Collection[str] = (),
    place: Collection[str] = (),
    year: int | None = None,
    start: date | None = None,
    end: date | None = None,
    upcoming: bool | None = None,
) -> EventQuerySet:
    """Return the events that pass all filters. Several values of one filter are joined by OR; without value it is off.

    `type` are codes of `EventKind`; `theme` and `partner` are slugs, `place` slugs or public ids (UUID) of places, of
    which those that the reader may not see match nothing. `year` is that of the first possible day. `start` and `end`
    are days, included, that the date must overlap. `upcoming` is true for what is ahead, neither cancelled nor
    postponed, and false for what is past. Unknown values match nothing.
    """
    if type:
        events = events.filter(kind__in=type)
    if theme:
        events = events.about(theme)
    if partner:
        events = events.with_partners(partner)
    if place:
        events = events.filter(gate.condition("place__") & _named(place, "place__"))
    if year:
        events = events.in_year(year)
    if start or end:
        events = events.within(start, end)
    if upcoming is not None:
        today = timezone.localdate()
        events = events.upcoming(today) if upcoming else events.past(today)
    return events


def is_known_place(gate: Gate, ref: str) -> bool:
    """Whether a slug or public id (UUID) is that of a place that the reader may see."""
    places = EventReportPage._meta.get_field("place").related_model
    return gate.pages(places).filter(_named([ref])).exists()


def host_places(gate: Gate, events: EventQuerySet) -> list[tuple[str, str, str]]:
    """Return slug, public id and title of the places of events, without those that the reader may not see, by title."""
    hosts = gate.pages(Page).filter(pk__in=events.filter(place__isnull=False).order_by().values("place"))
    rows = hosts.order_by("title", "path").values_list("slug", "translation_key", "title")
    return [(slug, str(uid), title) for slug, uid, title in rows]


def host_titles(gate: Gate) -> dict[int, str]:
    """Return the titles of the places of all events by page id, without those that the reader may not see.

    They are read once per content version.
    """

    def read() -> dict[int, str]:
        hosts = EventReportPage.objects.filter(place__isnull=False).order_by().values("place")
        return dict(gate.pages(Page).filter(pk__in=hosts).values_list("pk", "title"))

    return gate.snapshot.get_or_set(("host titles", *gate.scope), read)


def _named(refs: Collection[str], prefix: str = "") -> Q:
    """Return the condition that a page has one of these slugs or public ids."""
    uids = [uid for ref in refs if (uid := parse_uuid(ref))]
    return Q(**{f"{prefix}slug__in": list(refs)}) | Q(**{f"{prefix}translation_key__in": uids})
