"""Loads the two example events of the demo: one to come, with registration, and a past one with its report."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Page

from archive.choices import EventState
from archive.events import schedule
from archive.models import EventDecision, EventFollowUp, EventReportPage, EventSource, ProgrammeItem
from core.demo import ensure_image, page_themes, raw_stream, read_toml
from core.models import SillonImage
from core.publishing.live_pages import change_page, lock_reason, lock_rows
from core.setup import ensure_page

FOLDER = Path(__file__).parent
#: The first word of their titles, and their source.
EXAMPLE = "Exemple"
INVENTED = "Exemple de démonstration"
#: The demo account that organises them, if the site has it.
ORGANISER = "editrice"
#: The weekday of all their dates, from 0 for Monday.
THURSDAY = 3
#: The fields of a row that a page has under the same name.
FIELDS = (
    "subtitle", "kind", "state", "start_time", "end_time", "venue", "access", "audience", "capacity",
    "takes_registrations", "registration_question", "introduction",
)  # fmt: skip


def load(parent: Page, today: date) -> None:
    """Create the missing examples below the list of events, dated from today.

    Once the date of the event to come has passed, it gets another one and loses its registrations, unless an editor
    has made it something else than an example to come. Nothing else of an existing page changes.
    """
    for row in read_toml(FOLDER / "examples.toml")["events"]:
        event = _event(parent, row, today)
        if row["moves_on"]:
            _move_on(event, thursday(today, row["weeks"]), today)


def thursday(day: date, weeks: int) -> date:
    """Return the first Thursday from some weeks after a day on (before it, if negative)."""
    start = day + timedelta(weeks=weeks)
    return start + timedelta(days=(THURSDAY - start.weekday()) % 7)


def _event(parent: Page, row: dict[str, Any], today: date) -> EventReportPage:
    organiser = get_user_model().objects.filter(username=ORGANISER).first()
    fields = {name: row[name] for name in FIELDS if name in row}
    if organiser is None:  # nobody would see who registers
        fields |= {"takes_registrations": False, "registration_question": ""}
    return ensure_page(
        parent,
        EventReportPage,
        row["slug"],
        row["title"],
        {
            **fields,
            "date": thursday(today, row["weeks"]).isoformat(),
            "place": _place(row["place"]),
            "organiser": organiser,
            "image": _image(row),
            "report": raw_stream(row["body"], FOLDER),
        },
        {
            "page_themes": page_themes(row["themes"]),
            "programme": [ProgrammeItem(**item) for item in row["programme"]],
            "decisions": [EventDecision(text=text) for text in row.get("decisions", [])],
            "follow_ups": [_follow_up(item, today) for item in row.get("follow_ups", [])],
            "sources": [EventSource(title=INVENTED)],
        },
    )


def _place(slug: str) -> Page | None:
    """Return a place of the demo. Its model belongs to the inventory, from which this section may not import."""
    model: type[Page] = EventReportPage._meta.get_field("place").related_model
    return model.objects.live().filter(slug=slug).first()


def _image(row: dict[str, Any]) -> SillonImage:
    title = row["title"].removeprefix(f"{EXAMPLE} : ")
    return ensure_image(FOLDER / "images" / row["image"], f"Illustration : {title}", row["image_alt"])


def _follow_up(item: dict[str, Any], today: date) -> EventFollowUp:
    due = thursday(today, item["weeks"])
    return EventFollowUp(task=item["task"], owner=item["owner"], due=due, done=item["done"])


@transaction.atomic
def _move_on(event: EventReportPage, day: date, today: date) -> None:
    """Give an example whose date has passed another first day. Whoever registered did so for the past date."""
    event = lock_rows([event.pk])[event.pk]
    days = schedule.days_of(event.date)
    if days is None or days.last >= today or not _is_example_to_come(event):
        return
    by = day - days.first

    def move(page: EventReportPage) -> None:
        page.date = "/".join((one + by).isoformat() for one in dict.fromkeys(days))
        if page.registrations_until:
            page.registrations_until += by

    event.registrations.all().delete()
    change_page(event, move)


def _is_example_to_come(event: EventReportPage) -> bool:
    """Whether an event is still shown as an example that is announced, and no editor has locked it."""
    announced = event.live and event.state == EventState.ANNOUNCED
    return bool(announced and event.title.startswith(EXAMPLE) and not lock_reason(event))
