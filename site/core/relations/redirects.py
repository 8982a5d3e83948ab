"""Redirects: those from former addresses of themes, partners and people, and where redirects lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import escape_uri_path
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.models import Partner, Person, Theme
from core.relations.entries import about_partner, about_person
from core.visibility.gate import Gate

#: The name of the URL of each model's pages.
URL_NAMES: dict[Any, str] = {Theme: "theme", Partner: "partner", Person: "person"}

#: The number of redirects that are followed; browsers give up after 20.
MAX_STEPS = 10


def redirect_old_slug(model: Any, former: str, slug: str) -> None:
    """Redirect the address with a former slug, and those that led to it, to the one with the present slug."""
    old, new = _address(model, former), _address(model, slug)
    free_address(model, slug)
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old), site=None, defaults={"redirect_link": new, "redirect_page": None}
    )


def free_address(model: Any, slug: str) -> None:
    """Remove the redirect at the address with a slug, which is in use now."""
    Redirect.objects.filter(old_path=Redirect.normalise_path(_address(model, slug)), site=None).delete()


def remove_redirects_to(model: Any, slug: str) -> None:
    """Remove the redirects that lead to the address with a slug."""
    Redirect.objects.filter(redirect_link=_address(model, slug)).delete()


def _address(model: Any, slug: str) -> str:
    return reverse(URL_NAMES[model], args=[slug])


def visible_slug(gate: Gate, model: Any, former: str) -> str:
    """Return the slug to which a former one leads, or "", also if the reader may not see the page of the object."""
    slug = _current_slug(model, former)
    return slug if slug and is_visible(gate, model, slug) else ""


def is_visible(gate: Gate, model: Any, slug: str) -> bool:
    """Return whether a theme, partner or person has a page that the reader may see."""
    row = model.objects.filter(slug=slug).first()
    match row:
        case Partner():
            return bool(about_partner(gate, row))
        case Person():
            return bool(row.page_agreed_on and about_person(gate, row))
    return row is not None


def is_hidden_page(gate: Gate, path: str) -> bool:
    """Return whether a path is that of the page of a partner or a person, and the reader may not see it."""
    for model, name in URL_NAMES.items():
        root = reverse(name, args=["x"]).removesuffix("x/")
        slug = path.removeprefix(root).strip("/")
        if path.startswith(root) and "/" not in slug:
            return not is_visible(gate, model, slug)
    return False


def _current_slug(model: Any, former: str) -> str:
    """Return the slug to which a former one leads, or ""."""
    if "\0" in former or "/" in former:
        return ""
    root = reverse(URL_NAMES[model], args=["x"]).removesuffix("x/")
    path = Redirect.normalise_path(f"{root}{former}/")
    link = Redirect.objects.filter(old_path=path).values_list("redirect_link", flat=True).first() or ""
    return link.removeprefix(root).strip("/") if link.startswith(root) else ""


# --- Where redirects lead ---------------------------------------------------------------------------------------------


def origin(parts: SplitResult) -> tuple[str, str]:
    """Return scheme and host of a URL."""
    return parts.scheme.lower(), parts.netloc.lower()


def origins(gate: Gate) -> set[tuple[str, str]]:
    """Return the origins of the site's addresses."""
    home = gate.full_url(gate.site.url_path) if gate.site else ""
    return {origin(urlsplit(url)) for url in (gate.base_url, home)}


def find_redirect(gate: Gate, path: str, query: str) -> Redirect | None:
    """Return the redirect that Wagtail's middleware would choose: with the query first, of the site first."""
    assert gate.site
    encoded = escape_uri_path(path)
    addresses = dict.fromkeys(
        Redirect.normalise_path(address, decode_unicode=decode)
        for address in ([f"{encoded}?{query}"] if query else []) + [encoded]
        for decode in (True, False)
    )
    of_site = Redirect.objects.filter(Q(site=gate.site.id) | Q(site=None), old_path__in=addresses)
    order = list(addresses)
    rows = sorted(of_site.select_related("redirect_page"), key=lambda r: (order.index(r.old_path), r.site_id is None))
    return rows[0] if rows else None


def is_endless(gate: Gate, redirect: Redirect, path: str) -> bool:
    """Return whether a redirect from a path of the site leads back to itself, at once or through others."""
    followed: set[int] = set()
    address = escape_uri_path(path)
    following: Redirect | None = redirect
    while following and not following.redirect_page_id:
        if following.pk in followed or len(followed) == MAX_STEPS:
            return True
        followed.add(following.pk)
        try:
            address = urljoin(address, following.redirect_link)
            parts = urlsplit(address)
            path = unquote(parts.path, errors="strict")
        except ValueError:
            return False  # leads nowhere, but not in a circle
        if (parts.netloc and origin(parts) not in origins(gate)) or "\0" in path or _is_answered(gate, path):
            return False
        following = find_redirect(gate, path, parts.query)
    return False


def _is_answered(gate: Gate, path: str) -> bool:
    """Return whether something other than a redirect may answer a path: a page, or a view of Sillon's."""
    assert gate.site
    try:
        view_name = resolve(f"{path.rstrip('/')}/").view_name
    except Resolver404:
        return False
    if view_name != "wagtail_serve":
        return True
    url_path = f"{gate.site.url_path}{path.strip('/')}".rstrip("/") + "/"
    return gate.pages(Page).filter(slug=url_path.rstrip("/").rpartition("/")[2], url_path=url_path).exists()
