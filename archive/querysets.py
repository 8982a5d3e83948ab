"""Querysets of events, publications and projects, by date and theme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db.models import Case, CharField, Count, F, Max, Min, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Substr
from wagtail.query import PageQuerySet

from archive.choices import EventState, ProjectState
from core.models.themes import pages_about

#: The first and the last possible day as in EDTF. As texts they are compared and cut by the database itself, which is
#: quicker on SQLite than the functions on dates or regular expressions that Django adds to it.
_FIRST, _LAST = (Cast(name, CharField()) for name in ("date_earliest", "date_latest"))
#: Whether a date is exact: a day, or a period of days.
EXACT = Q(date=_FIRST) | Q(date=Concat(_FIRST, Value("/"), _LAST))
#: The states of an event of which it is known that it took place.
TOOK_PLACE_STATES = (EventState.HELD, EventState.REPORTED)


class DatedPageQuerySet(PageQuerySet):
    """Pages with a `FuzzyDateField` named `date`."""

    #: The field with the hour at which a page's day begins, if it has one.
    hour_fields: ClassVar[tuple[str, ...]] = ()

    def within(self, start: date | None, end: date | None) -> DatedPageQuerySet:
        """Filter pages whose date overlaps a period, bounds included. None is an open bound."""
        pages = self
        if start:
            open_ended = Q(date_latest__isnull=True, date_earliest__isnull=False)
            pages = pages.filter(Q(date_latest__gte=start) | open_ended)
        if end:
            open_start = Q(date_earliest__isnull=True, date_latest__isnull=False)
            pages = pages.filter(Q(date_earliest__lte=end) | open_start)
        return pages

    def about(self, themes: Iterable[str]) -> DatedPageQuerySet:
        """Filter pages with one of these themes (slugs) or one of their subthemes."""
        return self.filter(pk__in=pages_about(themes))

    def oldest_first(self) -> DatedPageQuerySet:
        """Order by date (see `_within_day`), pages without a date last."""
        return self.order_by(F("date_earliest").asc(nulls_last=True), *self._within_day())

    def newest_first(self) -> DatedPageQuerySet:
        """Order by date (see `_within_day`), the latest first, pages without a date last."""
        return self.order_by(F("date_earliest").desc(nulls_last=True), *self._within_day())

    def in_year(self, year: int) -> DatedPageQuerySet:
        """Filter pages by the year of their first day, under which lists show them; of their last if it is open."""
        open_start = Q(date_earliest__isnull=True, date_latest__year=year)
        return self.filter(Q(date_earliest__year=year) | open_start)

    def years(self) -> list[int]:
        """Return the years under which `in_year` has pages, the latest first."""
        return [year for year, _ in self.count_by_year()]

    def count_by_year(self) -> list[tuple[int, int]]:
        """Return the same years with the number of pages, the latest first."""
        dated = self.order_by().filter(Q(date_earliest__isnull=False) | Q(date_latest__isnull=False))
        counts = dated.values_list(Substr(Coalesce(_FIRST, _LAST), 1, 4)).annotate(Count("pk"))
        return sorted(((int(year), count) for year, count in counts), reverse=True)

    @classmethod
    def _within_day(cls) -> tuple[Any, ...]:
        """Return the order of pages of the same first day: exact dates by hour, then vague ones, the narrowest first.

        A vague date (« janvier 2017 ») stands at its first possible day, after what is known to be on that day.
        """
        exact = Case(When(EXACT, then=0), default=1)
        hours = [F(name).asc(nulls_last=True) for name in cls.hour_fields]
        return (exact, *hours, F("date_latest").asc(nulls_last=True), "path")


class PublicationQuerySet(DatedPageQuerySet):
    """Publications by who wrote them."""

    def by_partners(self, slugs: Iterable[str]) -> PublicationQuerySet:
        """Filter publications by one of these partners, or by a person of one of them, as author."""
        partners = list(slugs)
        authors = Q(authors__organisation__slug__in=partners) | Q(authors__person__organisation__slug__in=partners)
        return self.filter(pk__in=self.model.objects.order_by().filter(authors).values("pk"))


class ProjectQuerySet(DatedPageQuerySet):
    """Projects and groups by state."""

    def by_state(self) -> ProjectQuerySet:
        """Order by state, in the order of `ProjectState`; within one by date, the latest first."""
        ranks = [When(state=state, then=rank) for rank, state in enumerate(ProjectState.values)]
        state = Case(*ranks, default=len(ranks))
        return self.order_by(state, F("date_earliest").desc(nulls_last=True), *self._within_day())


class TourQuerySet(DatedPageQuerySet):
    """Tours with numbers and days of their steps."""

    def with_step_counts(self) -> TourQuerySet:
        """Annotate `step_count`; `unplaced_count`, how many steps have neither a place nor a point; and the first and
        the last possible day of any step, `first_day` and `last_day`."""
        unplaced = Q(steps__isnull=False, steps__place__isnull=True, steps__point="")
        return self.annotate(
            step_count=Count("steps"),
            unplaced_count=Count("steps", filter=unplaced),
            first_day=Min("steps__date_earliest"),
            last_day=Max("steps__date_latest"),
        )


class EventQuerySet(DatedPageQuerySet):
    """Events relative to a day."""

    hour_fields = ("start_time",)

    def ahead(self, today: date) -> EventQuerySet:
        """Filter events that may still take place, cancelled ones included: readers must see that."""
        return self.filter(_ahead(today))

    def upcoming(self, today: date) -> EventQuerySet:
        """Filter events ahead that are neither cancelled nor postponed."""
        return self.ahead(today).exclude(state__in=[EventState.CANCELLED, EventState.POSTPONED])

    def past(self, today: date) -> EventQuerySet:
        """Filter all other events than those `ahead`, also those without a date."""
        return self.exclude(_ahead(today))

    def took_place(self, today: date) -> EventQuerySet:
        """Filter past events that are known to have taken place."""
        return self.past(today).filter(state__in=TOOK_PLACE_STATES)

    def with_partners(self, slugs: Iterable[str]) -> EventQuerySet:
        """Filter events in which one of these partners takes part."""
        return self.filter(pk__in=self.model.objects.filter(partners__partner__slug__in=list(slugs)).values("pk"))

    def reported(self) -> EventQuerySet:
        """Filter events whose report is published."""
        return self.filter(state=EventState.REPORTED)

    def reports_first(self) -> EventQuerySet:
        """Order events with a published report first, each group by date, the latest first."""
        reported = Case(When(state=EventState.REPORTED, then=0), default=1)
        return self.order_by(reported, F("date_earliest").desc(nulls_last=True), *self._within_day())

    def agenda(self, today: date) -> EventQuerySet:
        """Order events ahead by date, the soonest first; then past ones, the latest first."""
        return self.order_by(
            Case(When(_ahead(today), then=F("date_earliest"))).asc(nulls_last=True),
            F("date_earliest").desc(nulls_last=True),
            *self._within_day(),
        )


def _ahead(today: date) -> Q:
    """Return the condition that an event may still take place: the date allows it, and no editor says that it did."""
    dated = Q(date_latest__gte=today) | Q(date_latest__isnull=True, date_earliest__isnull=False)
    begun = Q(date_earliest__lte=today) | Q(date_earliest__isnull=True)
    return dated & ~(Q(state__in=TOOK_PLACE_STATES) & begun)
