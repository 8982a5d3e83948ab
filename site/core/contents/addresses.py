"""Looks up addresses of the site: they lead to a page, another object, another address, or something deleted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import Http404
from django.utils.encoding import escape_uri_path, iri_to_uri
from ninja.errors import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.bin import tree
from core.contents.common import REF_COLUMNS
from core.contents.registry import Kind, Listed, content_types, other_kinds, page_kinds
from core.models import BinnedPage
from core.relations.redirects import find_redirect, is_endless, is_hidden_page, origin, origins
from core.visibility.gate import Gate

CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


class Gone(Exception):
    """The object at an address was deleted."""


@dataclass(frozen=True)
class AddressedObject:
    """An object that has an address: the row of a page, with `REF_COLUMNS` and `last_published_at`, or a `Listed`."""

    kind: Kind
    row: dict[str, Any] | Listed


@dataclass(frozen=True)
class Redirection:
    """The address to which an address leads, and the status of the redirection (301 or 302)."""

    to: str
    status: int


def look_up(gate: Gate, address: str) -> AddressedObject | Redirection:
    """Return the object that a reader finds at an address of the gate's site, or the redirection. Five queries at most.

    The address is a path from the root, percent-encoded or not, or an absolute URL of the site; its query counts for
    redirects only. Raises ValidationError for an address that cannot be one of the site, Gone, or Http404.
    """
    path, query = _split(gate, address)
    if gate.site is None:
        raise Http404("Aucun site ne répond à cette adresse.")
    if addressed := _object_at(gate, path):
        return addressed
    if not path.endswith("/") and _object_at(gate, f"{path}/"):
        return Redirection(escape_uri_path(f"{path}/") + (f"?{query}" if query else ""), 301)
    if redirect := find_redirect(gate, path, query):
        if is_endless(gate, redirect, path):
            raise Http404("Cette redirection tourne en rond.")
        return _target(gate, redirect)
    if _was_deleted(gate, path):
        raise Gone
    raise Http404("Il n’y a rien de public à cette adresse.")


def _split(gate: Gate, address: str) -> tuple[str, str]:
    """Return the decoded path and the query of an address. Raises ValidationError."""
    try:
        parts = urlsplit(address)
        path = unquote(parts.path, errors="strict")
    except ValueError as error:  # an invalid host, or bytes that are not UTF-8
        raise _refusal("Cette adresse est mal écrite.") from error
    if (parts.scheme or parts.netloc) and origin(parts) not in origins(gate):
        raise _refusal("Cette adresse est celle d’un autre site.")
    path = path or ("/" if parts.netloc else "")
    if not path.startswith("/"):
        raise _refusal("Une adresse commence par « / ».")
    if CONTROL.search(path):
        raise _refusal("Cette adresse contient un caractère interdit.")
    return path, parts.query


def _refusal(message: str) -> ValidationError:
    return ValidationError([{"type": "value_error", "loc": ["query", "path"], "msg": message}])


def _object_at(gate: Gate, path: str) -> AddressedObject | None:
    """Return the page or other object that the reader sees at a path, which ends with a slash."""
    assert gate.site
    if not path.endswith("/"):
        return None
    url_path = gate.site.url_path + path[1:]
    slug = url_path.rstrip("/").rpartition("/")[2]  # has an index in the database, unlike `url_path`
    rows = gate.pages(Page).filter(slug=slug, url_path=url_path).order_by("pk")
    row = rows.values(*REF_COLUMNS, "slug", "last_published_at").first()
    if row and (kind := content_types(page_kinds()).get(row["content_type_id"])):
        return AddressedObject(kind, row)
    for other in other_kinds():
        if entry := next((entry for entry in other.listed(gate) if entry.path == path), None):
            return AddressedObject(other, entry)
    return None


# --- Redirects --------------------------------------------------------------------------------------------------------


def _target(gate: Gate, redirect: Redirect) -> Redirection:
    """Return where a redirect leads. Raises Gone for a deleted page, Http404 for one that the reader may not see."""
    status = 301 if redirect.is_permanent else 302
    page = redirect.redirect_page
    if page is None:
        return Redirection(_link(gate, iri_to_uri(redirect.redirect_link) or ""), status)
    if gate.admits(page):
        path = escape_uri_path(gate.url(page.url_path))
        route = redirect.redirect_page_route_path
        return Redirection(path.rstrip("/") + route if route else path, status)
    if tree.is_in(page) and _was_public(gate, page):
        raise Gone
    raise Http404("Il n’y a rien de public à cette adresse.")


def _link(gate: Gate, url: str) -> str:
    """Return where a typed redirect leads: a path if it is on the site. Raises Http404 for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError as error:  # an invalid host
        raise Http404("Cette redirection ne mène nulle part.") from error
    if not url or parts.scheme.lower() not in ("", "http", "https"):
        raise Http404("Cette redirection ne mène nulle part.")
    if parts.netloc and origin(parts) not in origins(gate):
        return url
    if is_hidden_page(gate, parts.path):
        raise Http404("Il n’y a rien de public à cette adresse.")
    if not parts.netloc:
        return url
    # Two slashes would begin the name of another host.
    return parts._replace(scheme="", netloc="", path=f"/{parts.path.lstrip('/')}").geturl()


# --- Deleted pages ----------------------------------------------------------------------------------------------------


def _was_deleted(gate: Gate, path: str) -> bool:
    """Return whether a page that the reader could see was deleted from this path and is still in the bin."""
    assert gate.site
    url_path = gate.site.url_path + path.strip("/") + "/"
    entries = BinnedPage.objects.filter(slug__in=path.strip("/").split("/")).select_related("page", "parent")
    for entry in entries:
        former = f"{entry.parent.url_path}{entry.slug}/" if entry.parent else ""
        if former and url_path.startswith(former):
            now = entry.page.url_path + url_path.removeprefix(former)
            page = Page.objects.filter(url_path=now, path__startswith=entry.page.path).first()
            if page and _was_public(gate, page, entry):
                return True
    return False


def was_deleted(gate: Gate, uid: Any) -> bool:
    """Return whether a page with this public id, which the reader could see, was deleted and is still in the bin."""
    pages = Page.objects.filter(translation_key=uid, path__startswith=tree.BIN)
    return any(_was_public(gate, page) for page in pages)


def _was_public(gate: Gate, page: Page, entry: BinnedPage | None = None) -> bool:
    """Return whether the reader could see a page of the gate's site before it was moved to the bin."""
    if entry is None:
        entries = BinnedPage.objects.select_related("parent")
        entry = entries.filter(page__path=page.path[: 2 * Page.steplen]).first()
    return bool(
        entry
        and gate.site
        and entry.parent
        and entry.parent.path.startswith(gate.site.path)
        and page.pk in entry.live_pages
        and not page.path.startswith(gate.closed_paths)
    )
