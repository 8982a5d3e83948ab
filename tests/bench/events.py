"""Writes the events of the bench into a database: an archive of twenty years, some events ahead, registrations."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from wagtail.models import Page, ReferenceIndex

from archive.choices import EventKind, EventState, Mode
from archive.models import CalendarEntry, EventIndexPage, EventPartner, EventReportPage, Registration
from core import cards
from core.db.pages import insert_pages
from core.models import PageTheme, Partner, SillonImage, Theme
from core.visibility import version
from inventory.models import SiteProfilePage
from tests.bench.places import SEED, body
from tests.bench.scenarios import PARTNERS, THEMES, YEARS
from tests.bench.vocabulary import sentence

#: Events ahead, all on the first page of the list. They take place in a year that the bench will not see.
AHEAD = 40
AHEAD_FROM = date(2099, 1, 5)
#: How many places the events have between them.
HOSTS = 300
#: One past event in so many took registrations, and so many people came.
REGISTERED, CAME = 12, 20
SEATS = 30
EVENING = (time(17, 15), time(19, 30))
CHANGED = datetime(2026, 1, 1, tzinfo=UTC)
#: The states of past events, and how many of a hundred have each.
PAST_STATES = {EventState.HELD: 60, EventState.REPORTED: 30, EventState.CANCELLED: 6, EventState.ANNOUNCED: 4}


class Related(NamedTuple):
    """What events refer to; places and images by their ids."""

    index: EventIndexPage
    organiser: AbstractBaseUser
    hosts: list[int]
    images: list[int]


@transaction.atomic
def load(count: int) -> None:
    """Create so many live events below their index page; the places must be there."""
    chance = Random(SEED)
    index = EventIndexPage.objects.get()
    related = Related(
        index=index,
        organiser=get_user_model().objects.create(username="banc-d-essai", is_active=False),
        hosts=list(SiteProfilePage.objects.order_by("pk").values_list("pk", flat=True)[:HOSTS]),
        images=list(SillonImage.objects.order_by("pk").values_list("pk", flat=True)),
    )
    events = [_event(chance, number, related) for number in range(count)]
    insert_pages(EventReportPage, events)
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + count)
    themes, partners = _themes(), _partners()
    PageTheme.objects.bulk_create(
        PageTheme(page_id=event.pk, theme=theme, sort_order=rank)
        for event in events
        for rank, theme in enumerate(chance.sample(themes, chance.randint(1, 3)))
    )
    EventPartner.objects.bulk_create(
        EventPartner(event=event, partner=partner, sort_order=rank)
        for event in events
        for rank, partner in enumerate(_named(chance, partners, event is events[0]))
    )
    ReferenceIndex.objects.bulk_create(_references())
    CalendarEntry.objects.bulk_create(CalendarEntry(event=event, changed_at=CHANGED) for event in events)
    Registration.objects.bulk_create(_registrations(chance, events))
    cards.write(events)
    version.bump()


def _event(chance: Random, number: int, related: Related) -> EventReportPage:
    ahead = number < AHEAD
    first = AHEAD_FROM if ahead else date(chance.randint(*YEARS), 1, 1)
    day = first + timedelta(days=3 * number if ahead else chance.randrange(365))
    state = EventState.ANNOUNCED if ahead else chance.choices([*PAST_STATES], [*PAST_STATES.values()])[0]
    exact = ahead or chance.random() < 0.9
    start, end = EVENING if exact and chance.random() < 0.8 else (None, None)
    index = related.index
    registered = exact and (ahead or number % REGISTERED == 0)
    slug = f"rencontre-{number}"
    return EventReportPage(
        title=f"{sentence(chance, 4)[:-1]} {number}",
        slug=slug,
        url_path=f"{index.url_path}{slug}/",
        path=Page._get_path(index.path, index.depth + 1, number + 1),
        depth=index.depth + 1,
        locale=index.locale,
        content_type=ContentType.objects.get_for_model(EventReportPage),
        translation_key=uuid.UUID(int=chance.getrandbits(128), version=4),
        first_published_at=CHANGED,
        last_published_at=CHANGED,
        subtitle=sentence(chance, 8) if chance.random() < 0.5 else "",
        kind=chance.choice(EventKind.values),
        state=state,
        date=day.isoformat() if exact else f"{day:%Y-%m}",
        start_time=start,
        end_time=end,
        mode=chance.choices(Mode.values, weights=(7, 1, 2))[0],
        venue=f"Salle {number % 20}" if chance.random() < 0.4 else "",
        place_id=chance.choice(related.hosts) if chance.random() < 0.6 else None,
        access="Tram A, arrêt Chavant ; entrée par la cour." if chance.random() < 0.3 else "",
        introduction=sentence(chance, 40),
        image_id=chance.choice(related.images) if chance.random() < 0.4 else None,
        capacity=SEATS if ahead else None,
        takes_registrations=registered,
        organiser=related.organiser if registered else None,
        report=json.dumps(list(body(chance))) if state == EventState.REPORTED else "[]",
    )


def _registrations(chance: Random, events: Sequence[EventReportPage]) -> Iterator[Registration]:
    """Yield registrations: up to a third more than there are seats ahead; of past events without personal data."""
    for number, event in enumerate(event for event in events if event.takes_registrations):
        ahead = event.capacity is not None
        for rank in range(chance.randint(0, SEATS * 4 // 3) if ahead else CAME):
            yield Registration(
                event=event,
                name=f"Personne {rank}" if ahead else "",
                email=f"personne{rank}@rencontre-{number}.example.org" if ahead else "",
                mailbox=f"personne{rank}@rencontre-{number}.example.org" if ahead else "",
                has_seat=rank < SEATS,
                created_at=CHANGED,
                confirm_by=CHANGED,
                confirmed_at=CHANGED,
            )


def _references() -> Iterator[ReferenceIndex]:
    """Yield the references from events to their partners, as Wagtail writes them when an event is saved."""
    types = ContentType.objects.get_for_models(Page, EventReportPage, Partner)
    for row in EventPartner.objects.all():
        path = f"partners.{row.pk}.partner"
        yield ReferenceIndex(
            content_type=types[EventReportPage],
            base_content_type=types[Page],
            object_id=row.event_id,
            to_content_type=types[Partner],
            to_object_id=row.partner_id,
            model_path="partners.item.partner",
            content_path=path,
            content_path_hash=ReferenceIndex._get_content_path_hash(path),
        )


def _themes() -> list[Theme]:
    """Create themes, two of three below another one."""
    made: list[Theme] = []
    for number in range(THEMES):
        parent = made[number // 3 * 3] if number % 3 else None
        made.append(Theme.objects.create(title=f"Banc d’essai {number}", slug=f"banc-{number}", parent=parent))
    return made


def _named(chance: Random, partners: list[Partner], is_first: bool) -> list[Partner]:
    """Return some partners; the first event names the first one, whose page the bench reads first."""
    named = chance.sample(partners, chance.randint(0, 3))
    return [partners[0]] if is_first else named


def _partners() -> list[Partner]:
    rows = (Partner(name=f"Partenaire {number}", slug=f"partenaire-{number}") for number in range(PARTNERS))
    return Partner.objects.bulk_create(rows)
