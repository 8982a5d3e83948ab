"""Answers a question with an event, with the agenda, the list of publications or the measures of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.choices import PublicationKind
from archive.search import measures
from archive.search.events import Event, Events, events_of, latest, noun_of, on_date, upcoming, wider
from archive.search.publications import noun_of as publication_noun
from archive.search.publications import publications_of
from archive.search.reading import Reading, read
from archive.search.vocabulary import MEASURE, PUBLICATION_KINDS, Noun
from core.search.questions import Question, Understanding
from core.text.typography import NBSP, thousands
from core.visibility.gate import Gate

MINUTES = PUBLICATION_KINDS[PublicationKind.MINUTES]
#: Up to this number of events of one date, each is an answer.
MOST_EVENTS = 3
#: More words left over than these, and the question is about something else.
MOST_LEFT_OVER = 4


def understand(gate: Gate, question: Question) -> Iterator[Understanding]:
    """Recognise dates and kinds. See `core.search.questions.understanders`. Its data is read once per version."""
    reading = read(question)
    if reading.is_about_measures:
        yield from _measures(gate, reading)
        return
    if not (reading.date or reading.words or reading.is_next or reading.is_last) or len(reading.rest) > MOST_LEFT_OVER:
        return
    events = events_of(gate)
    answers: list[Understanding] = []
    if events and (answer := _next_or_last(gate, events, reading)):
        answers.append(answer)
    elif events and reading.date and (single := _single_events(events, reading)):
        answers += single
    else:
        answers += _lists(gate, events, reading)
    yield from answers


# --- Events ---------------------------------------------------------------------------------------------------------


def _kinds(reading: Reading) -> list[str]:
    return wider(reading.codes("event"))


def _next_or_last(gate: Gate, events: Events, reading: Reading) -> Understanding | None:
    """Return the page of the next event, or of the last one."""
    speaks_of_events = bool(reading.of("event") or reading.of("report"))
    if not (reading.is_next or reading.is_last) or reading.of("publication") or reading.date:
        return None
    if not speaks_of_events and reading.rest:
        return None
    kinds = _kinds(reading)
    noun = noun_of(reading.codes("event")[0] if kinds else "")
    is_ambiguous = not speaks_of_events
    last = latest(events, kinds, reported=bool(reading.of("report")))
    if reading.is_last and not reading.is_next:
        noun = MINUTES if reading.of("report") and not kinds else noun
        word = "Dernière" if noun.is_feminine else "Dernier"
        return _page(gate, last, reading, is_ambiguous, f"{word} {noun.one}{NBSP}: ") if last else None
    if ahead := upcoming(gate, events, kinds):
        word = "Prochaine" if noun.is_feminine else "Prochain"
        return _page(gate, ahead[0], reading, is_ambiguous, f"{word} {noun.one}{NBSP}: ")
    label = f"{'Aucune' if noun.is_feminine else 'Aucun'} {noun.one} à venir"
    nearest = f"{'La dernière' if noun.is_feminine else 'Le dernier'}{NBSP}: {last.name}" if last else ""
    return Understanding(
        label, events.url, 0, reading.marks, nearest, gate.url(last.url_path) if last else "", is_ambiguous
    )


def _single_events(events: Events, reading: Reading) -> list[Understanding]:
    """Return the pages of the few events of a date that is not a mere year; a kind that none of them has is ignored."""
    if reading.date is None or reading.date.is_year or (reading.of("publication") and not reading.of("event")):
        return []
    if not reading.date.has_year and reading.rest and not (reading.of("event") or reading.of("report")):
        return []
    rows = on_date(events.rows, reading.date)
    kinds = _kinds(reading)
    rows = [row for row in rows if row.kind in kinds] or rows if kinds else rows
    if not 0 < len(rows) <= MOST_EVENTS:
        return []
    is_ambiguous = not _is_supported(reading)
    return [Understanding(row.name, _url(events, row), 1, reading.marks, is_ambiguous=is_ambiguous) for row in rows]


def _url(events: Events, row: Event) -> str:
    return events.url + row.url_path.removeprefix(events.index.url_path)


def _page(gate: Gate, row: Event, reading: Reading, is_ambiguous: bool, before: str) -> Understanding:
    return Understanding(before + row.name, gate.url(row.url_path), 1, reading.marks, is_ambiguous=is_ambiguous)


def _is_supported(reading: Reading) -> bool:
    """Whether a date means one of the archive: it has a day and a year, or stands beside a word for what is in it."""
    date = reading.date
    is_day = date is not None and date.has_year and date.span.earliest == date.span.latest
    return is_day or bool(reading.words)


# --- Lists ----------------------------------------------------------------------------------------------------------


def _lists(gate: Gate, events: Events | None, reading: Reading) -> Iterator[Understanding]:
    """Yield the agenda and the list of publications, filtered by kind and year."""
    year = reading.date.year if reading.date else None
    if reading.date and not reading.date.has_year:
        return
    if reading.rest and not (reading.words and (year or not all(word.is_vague for word in reading.words))):
        return
    speaks_of_publications = bool(reading.of("publication"))
    speaks_of_events = bool(reading.of("event") or reading.of("report"))
    if not (speaks_of_publications or speaks_of_events or year):
        return
    if events and (speaks_of_events or not speaks_of_publications):
        yield from _agenda(events, reading, year)
    if speaks_of_publications or not speaks_of_events or reading.of("report"):
        yield from _publications(gate, reading, year)


def _agenda(events: Events, reading: Reading, year: int | None) -> Iterator[Understanding]:
    kinds = [kind for kind in _kinds(reading) if events.matching([kind], year)] or reading.codes("event") or [""]
    for kind in kinds:
        matching = events.matching([kind] if kind else [], year)
        count = len(matching)
        if not count and not reading.of("event"):
            return
        is_ambiguous = _is_ambiguous(reading, year)
        if not count and (is_ambiguous or (reading.date and not reading.date.is_year)):
            continue
        label, url = _counted(count, noun_of(kind)) + (f" en {year}" if year else ""), events.list_url(kind, year)
        if count == 1:  # the page rather than a list with nothing else
            label, url = matching[0].name, _url(events, matching[0])
        yield Understanding(label, url, count, reading.marks, is_ambiguous=is_ambiguous)


def _publications(gate: Gate, reading: Reading, year: int | None) -> Iterator[Understanding]:
    publications = publications_of(gate)
    if publications is None:
        return
    minutes = [str(PublicationKind.MINUTES)] if reading.of("report") else []
    for kind in reading.codes("publication") or minutes or [""]:
        matching = publications.matching(kind, year)
        count = len(matching)
        is_ambiguous = _is_ambiguous(reading, year)
        if not count and (is_ambiguous or not reading.of("publication")):
            continue
        label = _counted(count, publication_noun(kind)) + (f" en {year}" if year else "")
        url = publications.list_url(kind, year)
        if count == 1:
            label, url = matching[0].name, matching[0].url
        nearest, nearest_url = "", ""
        if not count and kind and (others := len(publications.matching("", year))):
            nearest = _counted(others, publication_noun("")) + (f" en {year}" if year else "")
            nearest_url = publications.list_url("", year)
        yield Understanding(
            label, url, count, reading.marks, nearest, nearest_url,
            is_ambiguous,
        )  # fmt: skip


def _is_ambiguous(reading: Reading, year: int | None) -> bool:
    if not reading.words or reading.rest:
        return True
    exact_year = reading.date is None or reading.date.is_year
    return not exact_year or (not year and all(word.is_vague or word.of == "report" for word in reading.words))


# --- Measures -------------------------------------------------------------------------------------------------------


def _measures(gate: Gate, reading: Reading) -> Iterator[Understanding]:
    """Yield the plans that have measures of a status or deadline."""
    filters = {name: codes[:1] for name in ("status", "deadline") if (codes := reading.codes(name))}
    if not filters:
        return
    plans: Sequence[measures.PlanMeasures] = measures.plans_with(gate, filters)
    words = ", ".join(measures.names(filters))
    for plan in plans:
        label = f"{_counted(plan.count, MEASURE)} ({words}){NBSP}: {plan.title}"
        yield Understanding(label, plan.url, plan.count, reading.marks, is_ambiguous=bool(reading.rest))


def _counted(count: int, noun: Noun) -> str:
    if not count:
        return f"{'Aucune' if noun.is_feminine else 'Aucun'} {noun.one}"
    return f"{thousands(count)} {noun.one if count == 1 else noun.several}"
