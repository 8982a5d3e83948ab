"""Events and publications by their dates and themes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, Q, When
from wagtail.query import PageQuerySet

from archive.vocabulary import EventState
from core.models import PageTheme


class DatedPageQuerySet(PageQuerySet):
    """Pages with a `FuzzyDateField` named `date`."""

    def within(self, start: date | None, end: date | None) -> DatedPageQuerySet:
        """Those whose date touches a period, bounds included; a bound that is None is open."""
        found = self
        if start:
            still_on = Q(date_latest__isnull=True, date_earliest__isnull=False)
            found = found.filter(Q(date_latest__gte=start) | still_on)
        if end:
            found = found.filter(date_earliest__lte=end)
        return found

    def about(self, themes: Iterable[str]) -> DatedPageQuerySet:
        """Those with one of these themes (slugs) or with a theme below one of them."""
        slugs = list(themes)
        rows = PageTheme.objects.filter(Q(theme__slug__in=slugs) | Q(theme__parent__slug__in=slugs))
        return self.filter(pk__in=rows.values("page"))

    def oldest_first(self) -> DatedPageQuerySet:
        """By date; those without one come last."""
        return self.order_by(F("date_earliest").asc(nulls_last=True), "path")

    def newest_first(self) -> DatedPageQuerySet:
        """By date, the latest first; those without one come last."""
        return self.order_by(F("date_earliest").desc(nulls_last=True), "path")

    def years(self) -> list[int]:
        """The years in which a date begins, the latest first."""
        return [day.year for day in self.dates("date_earliest", "year", order="DESC")]


class EventQuerySet(DatedPageQuerySet):
    """Events by their place in time."""

    def ahead(self, today: date) -> EventQuerySet:
        """Those whose last possible day has not passed, cancelled ones included: readers must learn of it."""
        return self.filter(_ahead(today))

    def upcoming(self, today: date) -> EventQuerySet:
        """Those that may still be attended."""
        return self.ahead(today).exclude(state__in=[EventState.CANCELLED, EventState.POSTPONED])

    def past(self, today: date) -> EventQuerySet:
        """Those whose last possible day has passed, and those without a date."""
        return self.filter(~_ahead(today) | Q(date_earliest__isnull=True))

    def reported(self) -> EventQuerySet:
        """Those whose report is published."""
        return self.filter(state=EventState.REPORTED)

    def reports_first(self) -> EventQuerySet:
        """Those whose report is published before the others, the latest first."""
        reported = Case(When(state=EventState.REPORTED, then=0), default=1)
        return self.order_by(reported, F("date_earliest").desc(nulls_last=True), "path")

    def agenda(self, today: date) -> EventQuerySet:
        """In the order of a programme: what is ahead, soonest first, then what has passed, latest first."""
        return self.order_by(
            Case(When(_ahead(today), then=F("date_earliest"))).asc(nulls_last=True),
            F("date_earliest").desc(nulls_last=True),
            F("start_time").asc(nulls_last=True),
            "path",
        )


def _ahead(today: date) -> Q:
    return Q(date_latest__gte=today) | Q(date_latest__isnull=True, date_earliest__isnull=False)
