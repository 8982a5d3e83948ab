"""A visitor who opens pages and notes what the texts of the payloads have made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from typing import Any
from xml.etree import ElementTree

from django.test import Client
from django.urls import reverse

from members.models import OutgoingMail, Upload, User
from tests.archive import ics
from tests.factories import payloads
from tests.factories.mails import parsed
from tests.factories.payloads import SIGN, Inspection

SITE = "http://localhost:8000"
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    "Content-Transfer-Encoding",
}  # fmt: skip


class Visitor:
    """A client, logged in as `user` if there is one.

    `faults` has the problems of each screen by its name; `shown` the names of the screens on which a payload could be
    read.
    """

    def __init__(self, user: User | None = None) -> None:
        self.client = Client()
        self.faults: dict[str, list[str]] = {}
        self.shown: set[str] = set()
        if user is not None:
            self.client.force_login(user)

    def open(
        self, screen: str, url: str, status: int = 200, data: Mapping[str, Any] | None = None, **options: Any
    ) -> Any:
        """Send a GET, or a POST of `data`, and inspect the answer under the name of the screen."""
        method = self.client.get if data is None else self.client.post
        response = method(url, data, **options)
        assert response.status_code == status, f"{screen}: {response.status_code} {url}"
        media_type = response["Content-Type"].partition(";")[0]
        if media_type == "text/html":
            page = Inspection(response.text)
            self._note(screen, page.faults, page.text)
        elif media_type in ("application/json", "application/geo+json"):
            sniffed = response["X-Content-Type-Options"] != "nosniff"
            self._note(screen, ["may be sniffed"] if sniffed else [], response.text)
            json.loads(response.text)
        elif media_type in ("application/atom+xml", "application/xml"):
            self._note(screen, list(faults_in_xml(response.text)), response.text)
        elif media_type == "text/calendar":
            self._note(screen, ics.faults(response.content), ics.unfolded(response.content))
        else:
            raise AssertionError(f"{screen}: {media_type}")
        return response

    def open_all(self, screens: Mapping[str, str]) -> None:
        """Open screens, given by name and address."""
        for screen, url in screens.items():
            self.open(screen, url)

    def open_file(self, upload: Upload) -> None:
        """Check that a file comes under a name that ends no header, and that nothing in it may run."""
        response = self.client.get(reverse("members_upload", args=[upload.pk]))
        assert response.status_code == 200
        assert response.getvalue()
        assert not re.search(r"[\r\n]", response["Content-Disposition"])
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Type"] in ("image/jpeg", "application/octet-stream")

    def check(self, *screens: str) -> None:
        """Fail if any screen had a fault, or if one of these did not show a payload."""
        assert not self.faults, json.dumps(self.faults, indent=1, ensure_ascii=False)
        assert set(screens) <= self.shown

    def _note(self, screen: str, faults: list[str], text: str) -> None:
        if faults:
            self.faults[screen] = sorted({*self.faults.get(screen, []), *faults})
        if SIGN in text:
            self.shown.add(screen)


def faults_in_xml(text: str) -> Iterator[str]:
    for element in ElementTree.fromstring(text).iter():
        if SIGN in element.tag:
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if name == "href" and not value.startswith("http"):
                yield f"address {value}"
        if element.get("type") == "html":
            yield from payloads.faults(element.text or "")


def check_mails(people: Mapping[str, User]) -> None:
    """Check that no header, element or address of any mail in the outbox comes from a payload."""
    rows = list(OutgoingMail.objects.all())
    assert rows
    addresses = {user.email for user in people.values()}
    for row in rows:
        mail = parsed(row)
        assert isinstance(mail, EmailMessage)
        assert set(mail.keys()) <= HEADERS, mail.keys()
        assert set(row.recipients) <= addresses
        assert not re.search(r"[\r\n]", mail["Subject"])
        assert len(mail["Subject"]) < 120
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        page = Inspection(html)
        assert page.faults == [], row.subject
        links = set(page.links) - {f"{SITE}/", f"{SITE}/admin/account/#tab-notifications"}
        assert len(links) <= 1, links
        assert all(link.startswith(f"{SITE}/") for link in links), links
        assert "Bcc" not in mail
        assert text.count("\n—\n") == 1
