"""Checks the URLs that the guide cites, and mails the dead ones to editors.

- 404 and 410: dead at once.
- Any other failure (a server error, no response, an invalid certificate) may be temporary: dead after a second run.
- 401, 403, 407 and 429: the link cannot be checked, since readers may get another response. It is not reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.admin.pages import edit_url
from core.text.typography import quantity
from memento.links.cited_urls import CitingSheet, links_by_sheet, sheets_by_url
from memento.links.fetch import LinkChecker, LinkStatus, check_all
from memento.models import CheckedLink

#: The name of the group that gets the mails; `setup_site` creates it.
EDITORS = "Éditeurs"
#: Maximum number of sheets, and of moved URLs, in a mail.
MAX_NAMED = 20


@dataclass
class Report:
    """The result of one run.

    `sheets_by_url`: every checked URL with the sheets that cite it; `new`: the `dead` links not reported yet;
    `moved`: the new URL by old one; `unknown`: the reason by URL that could not be checked.
    """

    sheets_by_url: dict[str, list[CitingSheet]] = field(default_factory=dict)
    dead: list[CheckedLink] = field(default_factory=list)
    new: list[CheckedLink] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = ((self.sheets_by_url, "adresse"), (self.dead, "morte"), (self.new, "nouvelle"))
        return ", ".join(quantity(len(links), word) for links, word in counts)


def check(checker: LinkChecker, dry_run: bool = False) -> Report:
    """Check every cited URL. Unless `dry_run`, store the results and mail newly dead links to editors."""
    cited = sheets_by_url()
    results = check_all(cited, checker)
    now = timezone.now()
    stored = {link.url: link for link in CheckedLink.objects.all()}
    links = [_link(url, status, stored.get(url), now) for url, status in results.items()]
    dead = [link for link in links if link.broken_since]
    report = Report(
        sheets_by_url=cited,
        dead=dead,
        new=[link for link in dead if not link.reported],
        moved={url: status.moved_to for url, status in results.items() if status.moved_to},
        unknown={url: status.problem for url, status in results.items() if status.unknown},
    )
    if not dry_run:
        with transaction.atomic():
            CheckedLink.objects.exclude(url__in=list(results)).delete()
            CheckedLink.objects.bulk_create(
                links,
                batch_size=100,
                update_conflicts=True,
                unique_fields=["url"],
                update_fields=["checked_at", "problem", "broken_since", "reported"],
            )
            if report.new and mail_editors(report):
                CheckedLink.objects.filter(url__in=[link.url for link in report.new]).update(reported=True)
    return report


def mail_editors(report: Report) -> int:
    """Mail the newly dead links, by sheet, to each editor. Return the number of mails."""
    editors = get_user_model().objects.filter(groups__name=EDITORS, is_active=True).exclude(email="").order_by("pk")
    by_sheet = list(links_by_sheet(report.new, report.sheets_by_url).items())
    context = {
        "sheets": [
            {
                "title": sheet.title,
                "url": f"{settings.WAGTAILADMIN_BASE_URL}{edit_url(sheet.pk)}",
                "dead": [f"{without_scheme(link.url)} : {link.problem}" for link in links],
            }
            for sheet, links in by_sheet[:MAX_NAMED]
        ],
        "others": len(by_sheet[MAX_NAMED:]),
        "moved": [(without_scheme(old), without_scheme(new)) for old, new in sorted(report.moved.items())[:MAX_NAMED]],
    }
    subject = (
        "Un lien du mémento est mort" if len(report.new) == 1 else f"{len(report.new)} liens du mémento sont morts"
    )
    mails = [
        EmailMultiAlternatives(
            subject, render_to_string("memento/email/dead_links.txt", {**context, "user": user}), to=[user.email]
        )
        for user in editors
    ]
    with get_connection() as connection:
        connection.send_messages(mails)
    return len(mails)


def _link(url: str, status: LinkStatus, previous: CheckedLink | None, now: datetime) -> CheckedLink:
    """Return the row of a URL after a check. `broken_since` is the day of the first check with a problem."""
    if not status.problem or status.unknown:
        return CheckedLink(url=url, checked_at=now)
    broken_since: date | None = previous.broken_since if previous else None
    if not broken_since and previous and previous.problem:
        broken_since = timezone.localtime(previous.checked_at).date()
    elif not broken_since and status.gone:
        broken_since = timezone.localtime(now).date()
    return CheckedLink(
        url=url,
        checked_at=now,
        problem=status.problem,
        broken_since=broken_since,
        reported=bool(previous and previous.reported and broken_since),
    )


def without_scheme(url: str) -> str:
    """Return a URL without scheme, which mail programs do not turn into a link."""
    return url.partition("://")[2].rstrip("/")
