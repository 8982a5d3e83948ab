"""What people type runs nowhere: the screens that show it, in a browser that tells when something ran."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Frame, Page, expect

from core.contributions import kinds
from core.contributions.kinds import Kind
from inventory.models import InventoryIndexPage
from members.contributions import drafts
from members.models import Contribution, OutgoingMail, User
from members.moderation import decisions
from tests.browser.conftest import log_in
from tests.conftest import make_user
from tests.factories import payloads
from tests.factories.contributions import begin
from tests.factories.mails import parsed
from tests.factories.payloads import PAYLOADS, SIGN
from tests.members.payloads.content import NEEDED, OTHERS, WHOLE, WORDS, about, send_files

#: Says on the console what ran, and what the policy kept from running: nothing of either comes from a text.
WATCH = """
window.pwned = (...told) => console.warn("RAN", told.join(), location.href);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => pwned(name);
addEventListener("securitypolicyviolation", event => console.warn(
  "REFUSED", event.effectiveDirective, event.blockedURI || event.sample, location.href), true);
"""
#: What stands in the page as the browser has read it: elements, attributes and addresses that come from a text.
MADE = """
() => {
  const found = [], fine = ["http:", "https:", "mailto:", "tel:", "geo:", "blob:", "webcal:", ":"];
  const walk = (root) => root.querySelectorAll("*").forEach((element) => {
    if (element.localName.includes("pwned")) found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      if (name.includes("pwned") || (value.includes("pwned") && (/^on/.test(name) || name === "srcdoc")))
        found.push(element.outerHTML.slice(0, 200));
    }
    const address = element.href?.baseVal ?? element.action ?? element.href;
    if (typeof address === "string" && address && "protocol" in element && !fine.includes(element.protocol))
      found.push(element.outerHTML.slice(0, 200));
    if (["IFRAME", "OBJECT", "EMBED", "BASE"].includes(element.tagName) && element.outerHTML.includes("pwned"))
      found.push(element.outerHTML.slice(0, 200));
    if (element.shadowRoot) walk(element.shadowRoot);
  });
  walk(document);
  return found;
}
"""


@pytest.fixture
def wrong(page: Page) -> list[str]:
    """All that ran, was refused, or was asked for, since the test began."""
    found: list[str] = []

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if SIGN in parts.netloc or parts.path.startswith(f"/{SIGN}"):
            found.append(f"asked for {url}")

    page.context.add_init_script(WATCH)
    page.on("console", lambda line: found.append(line.text) if line.text.startswith(("RAN", "REFUSED")) else None)
    page.on("dialog", lambda dialog: (found.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: asked(request.url))
    page.on("response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    return found


@pytest.fixture(autouse=True)
def outbox(settings) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = "members.mail.outbox.OutboxBackend"


@pytest.fixture
def people(home) -> dict[str, User]:
    """Accounts with names that are none."""
    told = {"first_name": PAYLOADS[1], "last_name": PAYLOADS[3], "organisation": PAYLOADS[9]}
    return {
        "member": make_user("pwned-membre", "Membres", **told),
        "moderator": make_user("pwned-moderateur", "Modérateurs", **told),
    }


def look(page: Page, path: str, wrong: list[str]) -> None:
    """Open a page, let its scripts do what they do, and read what the browser has made of it."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    settle(page, path, wrong)


def settle(page: Page, path: str, wrong: list[str]) -> None:
    for frame in page.frames:
        wrong += [f"{path}: {one}" for one in made(frame)]


def made(frame: Frame) -> list[str]:
    return frame.evaluate(MADE)


def written(people: dict[str, User], kind: Kind, most: int) -> list[Contribution]:
    """Contributions of a kind with everything in their fields, and files."""
    found = []
    for rank, typed in zip(range(most), payloads.forms_full(kind), strict=False):
        made = begin(kind.code, people["member"], about(kind, rank), **NEEDED.get(kind.code, {}), **typed)
        send_files(made, kind, people["member"])
        found.append(made)
    return found


def told(wrong: list[str]) -> str:
    return json.dumps(sorted(set(wrong)), indent=1, ensure_ascii=False)


def test_the_watch_sees_what_runs(page: Page, home, wrong, live_server):
    page.route(
        "**/essai/", lambda route: route.fulfill(body=f"<p>{'</p><p>'.join(PAYLOADS)}", content_type="text/html")
    )
    look(page, "/essai/", wrong)
    ran = {line.split()[1] for line in wrong if line.startswith("RAN")}
    assert {"1", "2", "3"} <= ran
    assert any(line.startswith("asked for") for line in wrong)
    assert any(line.startswith("/essai/") for line in wrong)


def test_nothing_runs_before_readers(page: Page, people, wrong, elsewhere):
    paths = {"/", "/inventaire/", f"/recherche/?q={SIGN}"}
    for code, most in {"lieu": 6, "temoignage": 2, "evenement": 2, "publication": 2}.items():
        for one in written(people, kinds.kind(code), most):
            drafts.submit(one, people["member"])
            page_of = decisions.accept(one, people["moderator"], WORDS).page
            paths |= {page_of.url, page_of.get_parent().url}
    for path in sorted(paths):
        look(page, path, wrong)
    # The names of places in the map, and in what opens above a marker.
    page.goto("/inventaire/")
    expect(page.locator(".map-status")).to_have_text("6 lieux sur la carte")
    marker = page.locator(".map-markers button").first
    marker.click()
    expect(page.locator(".leaflet-popup")).to_contain_text(SIGN)
    settle(page, "the map", wrong)
    page.get_by_role("searchbox", name="Rechercher").or_(page.locator("input[name=q]:visible")).first.fill(SIGN)
    page.wait_for_load_state("networkidle")
    settle(page, "the search as it is typed", wrong)
    assert not wrong, told(wrong)
    assert elsewhere == []


def test_nothing_runs_before_its_author(page: Page, people, wrong, elsewhere):
    log_in(page, people["member"])
    paths = ["/compte/", "/compte/profil/", "/compte/contributions/"]
    for code in (*WHOLE, *OTHERS):
        kind = kinds.kind(code)
        (one,) = written(people, kind, 1)
        way = [code, one.pk]
        looks = [reverse("contribute_send", args=way), reverse("members_contribution", args=[one.pk])]
        if kind.files:
            looks.append(reverse("contribute_preview", args=way))
        steps = [reverse("contribute_step", args=[*way, step.slug]) for step in kind.steps]
        for path in [*looks, *(f"{step}?revoir=tout" for step in steps)]:
            look(page, path, wrong)
        drafts.submit(one, people["member"])
        decisions.send_back(one, people["moderator"], WORDS)
        look(page, looks[1], wrong)
        look(page, steps[0], wrong)
    for path in paths:
        look(page, path, wrong)
    assert not wrong, told(wrong)
    assert elsewhere == []


def test_nothing_runs_before_moderators(page: Page, people, wrong, elsewhere):
    made_of = {code: written(people, kinds.kind(code), 6 if code == "lieu" else 1) for code in (*WHOLE, *OTHERS)}
    for one in [one for found in made_of.values() for one in found]:
        drafts.submit(one, people["member"])
    log_in(page, people["moderator"])
    look(page, "/admin/", wrong)
    look(page, "/admin/moderation/", wrong)
    for code, found in made_of.items():
        for one in found:
            look(page, reverse("moderation_contribution", args=[one.pk]), wrong)
        if kinds.kind(code).purpose == "new":
            for one in found:
                look_in_the_editor(page, Contribution.objects.get(pk=one.pk), wrong)
    listed = InventoryIndexPage.objects.get().pk
    look(page, reverse("wagtailadmin_explore", args=[listed]), wrong)
    look(page, f"/admin/pages/search/?q={SIGN}", wrong)
    # What has been answered, with words.
    one = made_of["lieu"][0]
    decisions.refuse(Contribution.objects.get(pk=one.pk), people["moderator"], WORDS)
    look(page, reverse("moderation_contribution", args=[one.pk]), wrong)
    look(page, reverse("wagtailadmin_pages:history", args=[Contribution.objects.get(pk=one.pk).page_id]), wrong)
    assert not wrong, told(wrong)
    assert elsewhere == []


def look_in_the_editor(page: Page, one: Contribution, wrong: list[str]) -> None:
    """The form of a page, with its preview."""
    edit = reverse("wagtailadmin_pages:edit", args=[one.page_id])
    page.goto(edit)
    expect(page.get_by_text("Proposé par")).to_contain_text(SIGN)
    panel = page.get_by_role("complementary", name="Prévisualisation")
    if not panel.is_visible():
        page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    expect(page.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)).to_contain_text(SIGN)
    page.wait_for_load_state("networkidle")
    settle(page, edit, wrong)


def test_nothing_runs_in_a_letter(page: Page, people, wrong, elsewhere):
    """Read by a program that would run anything."""
    for code in ("lieu", "corriger-un-lieu", "gerer"):
        one, *_ = written(people, kinds.kind(code), 1)
        drafts.submit(one, people["member"])
        decisions.send_back(one, people["moderator"], WORDS)
    mails = [parsed(row) for row in OutgoingMail.objects.all()]
    assert len(mails) >= 9
    page.goto("/robots.txt")
    for mail in mails:
        page.set_content(mail.get_body(("html",)).get_content())
        expect(page.locator("body")).to_contain_text(SIGN)
        settle(page, mail["Subject"], wrong)
    wrong = [line for line in wrong if not line.startswith("REFUSED style-src")]  # letters bring their styles
    assert not wrong, told(wrong)
    assert elsewhere == []
