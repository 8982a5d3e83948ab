"""The links that the guide cites: which there are, which are dead, and who is told.

What a server says decides:

- 404 and 410 are an answer about the page itself: the link is dead at once;
- any other failure (an error of the server, no answer, a refused certificate) may pass: dead after a second run;
- 401, 403, 407 and 429 tell nothing about what readers get: such a link cannot be checked, and is not called dead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock, URLBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from core.streams import ATTRIBUTE, LINK, shaped
from memento.asking import Answer, Asker, ask_all, asked_address
from memento.blocks.shared import SharedBlockChooserBlock
from memento.models import CheckedLink, SharedBlock, SheetPage, SheetSource

#: The group that a report is written to, as `setup_site` names it.
EDITORS = "Éditeurs"
#: How many sheets, and how many moved addresses, a letter names.
TOLD = 20

#: What each published shared block cites, by its number.
Shared = Mapping[int, list[str]]


@dataclass(frozen=True)
class Citing:
    """A sheet that cites an address."""

    pk: int
    title: str


@dataclass
class Report:
    """What one run found: the addresses it asked with who cites them, and which are dead, newly so, moved, unknown."""

    citations: dict[str, list[Citing]] = field(default_factory=dict)
    dead: list[CheckedLink] = field(default_factory=list)
    new: list[CheckedLink] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = ((self.citations, "adresse"), (self.dead, "morte"), (self.new, "nouvelle"))
        return ", ".join(f"{len(found)} {word}{'s' if len(found) > 1 else ''}" for found, word in counts)


def cited() -> dict[str, list[Citing]]:
    """The sheets that cite each address, published sheets and shared blocks only. Three queries."""
    shared = {block.pk: list(_in_stream(block.body, {})) for block in SharedBlock.objects.filter(live=True)}
    sources: dict[int, list[str]] = defaultdict(list)
    for page, url in SheetSource.objects.filter(page__live=True).values_list("page", "url"):
        sources[page].append(url)
    found: dict[str, dict[int, Citing]] = defaultdict(dict)
    for sheet in SheetPage.objects.live().order_by("path"):
        for raw in (*sources[sheet.pk], *_in_stream(sheet.body, shared)):
            if url := asked_address(raw):
                found[url][sheet.pk] = Citing(sheet.pk, sheet.title)
    return {url: list(sheets.values()) for url, sheets in found.items()}


def _in_stream(value: Any, shared: Shared) -> Iterable[str]:
    return _in_block(value.stream_block, value.get_prep_value(), shared)


def _in_block(block: Block, raw: Any, shared: Shared) -> Iterable[str]:
    """What a stored value cites, of whatever form."""
    raw = shaped(block, raw)
    match block:
        case SharedBlockChooserBlock():
            yield from shared.get(raw, ())
        case StreamBlock():
            for child in raw:
                yield from _in_block(block.child_blocks[child["type"]], child.get("value"), shared)
        case StructBlock():
            for name, child_block in block.child_blocks.items():
                yield from _in_block(child_block, raw.get(name), shared)
        case ListBlock():
            for item in raw:
                whole = isinstance(item, dict) and item.get("type") == "item" and "value" in item
                yield from _in_block(block.child_block, item["value"] if whole else item, shared)
        case TypedTableBlock():
            for row in raw["rows"]:
                for column, cell in zip(raw["columns"], row["values"], strict=False):
                    if child_block := block.child_blocks.get(column["type"]):
                        yield from _in_block(child_block, cell, shared)
        case RichTextBlock():
            for match in LINK.finditer(raw):
                yield unescape(dict(ATTRIBUTE.findall(match[1])).get("href", ""))
        case URLBlock():
            yield raw


def check(asker: Asker, dry_run: bool = False) -> Report:
    """Ask every cited address; unless it is a dry run keep what is known now, and tell editors what newly broke."""
    citations = cited()
    answers = ask_all(citations, asker)
    now = timezone.now()
    known = {link.url: link for link in CheckedLink.objects.all()}
    links = [_link(url, answer, known.get(url), now) for url, answer in answers.items()]
    dead = [link for link in links if link.broken_since]
    report = Report(
        citations=citations,
        dead=dead,
        new=[link for link in dead if not link.reported],
        moved={url: answer.moved_to for url, answer in answers.items() if answer.moved_to},
        unknown={url: answer.problem for url, answer in answers.items() if answer.unknown},
    )
    if not dry_run:
        with transaction.atomic():
            CheckedLink.objects.exclude(url__in=list(answers)).delete()
            CheckedLink.objects.bulk_create(
                links,
                batch_size=100,
                update_conflicts=True,
                unique_fields=["url"],
                update_fields=["checked_at", "problem", "broken_since", "reported"],
            )
            if report.new and tell_editors(report):
                CheckedLink.objects.filter(url__in=[link.url for link in report.new]).update(reported=True)
    return report


def tell_editors(report: Report) -> int:
    """Write to each editor what newly broke, by sheet; how many letters were sent."""
    editors = get_user_model().objects.filter(groups__name=EDITORS, is_active=True).exclude(email="").order_by("pk")
    by_sheet = list(dead_by_sheet(report.new, report.citations).items())
    context = {
        "sheets": [
            {
                "title": sheet.title,
                "url": f"{settings.WAGTAILADMIN_BASE_URL}{edit_url(sheet.pk)}",
                "dead": [f"{without_scheme(link.url)} : {link.problem}" for link in links],
            }
            for sheet, links in by_sheet[:TOLD]
        ],
        "others": len(by_sheet[TOLD:]),
        "moved": [(without_scheme(old), without_scheme(new)) for old, new in sorted(report.moved.items())[:TOLD]],
    }
    subject = (
        "Un lien du mémento est mort" if len(report.new) == 1 else f"{len(report.new)} liens du mémento sont morts"
    )
    letters = [
        EmailMultiAlternatives(
            subject, render_to_string("memento/email/dead_links.txt", {**context, "user": user}), to=[user.email]
        )
        for user in editors
    ]
    with get_connection() as connection:
        connection.send_messages(letters)
    return len(letters)


def _link(url: str, answer: Answer, before: CheckedLink | None, now: datetime) -> CheckedLink:
    """What is known of an address after an answer. A problem that lasts began on the day it was first seen."""
    if not answer.problem or answer.unknown:
        return CheckedLink(url=url, checked_at=now)
    began: date | None = before.broken_since if before else None
    if not began and before and before.problem:
        began = timezone.localtime(before.checked_at).date()
    elif not began and answer.gone:
        began = timezone.localtime(now).date()
    return CheckedLink(
        url=url,
        checked_at=now,
        problem=answer.problem,
        broken_since=began,
        reported=bool(before and before.reported and began),
    )


def dead_by_sheet(links: Iterable[CheckedLink], citations: dict[str, list[Citing]]) -> dict[Citing, list[CheckedLink]]:
    """Dead links by the sheet that cites them."""
    found: dict[Citing, list[CheckedLink]] = defaultdict(list)
    for link in links:
        for sheet in citations.get(link.url, ()):
            found[sheet].append(link)
    return dict(found)


def without_scheme(url: str) -> str:
    """An address as people read it: it leads nowhere, and is no link."""
    return url.partition("://")[2].rstrip("/")


def edit_url(sheet: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[sheet])
