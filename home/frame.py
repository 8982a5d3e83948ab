"""What surrounds every page: identity and menus, read once per content version and process."""

from __future__ import annotations

from typing import Any, TypedDict
from urllib.parse import urlsplit

from wagtail.models import Page

from core import images
from core.gate import Gate
from home.models import FooterItem, Identity, MenuItem


class Link(TypedDict):
    label: str
    url: str


class Frame(TypedDict):
    """Identity and menus of a site, as plain values."""

    name: str
    baseline: str
    logo: Any
    email: str
    phone: str
    address: str
    social_links: list[Link]
    footer_text: str
    main_menu: list[Link]
    footer_menu: list[Link]


def frame(gate: Gate) -> Frame:
    """The frame of the gate's site. Menus name what everyone may see, so that one answer serves all."""
    public = Gate(gate.snapshot, gate.site)
    return gate.snapshot.keep(("frame", gate.site.id if gate.site else 0), lambda: _make(public))


def _make(gate: Gate) -> Frame:
    identity = Identity.objects.filter(site_id=gate.site.id).first() if gate.site else None
    identity = identity or Identity()
    logo = images.load([identity.logo_id]) if identity.logo_id else {}
    return Frame(
        name=identity.name or (gate.site.name if gate.site else "") or "Sillon",
        baseline=identity.baseline,
        logo=logo.get(identity.logo_id),
        email=identity.email,
        phone=identity.phone,
        address=identity.address,
        social_links=[_social(url) for url in identity.social_links.split()],
        footer_text=identity.footer_text,
        main_menu=_menu(gate, MenuItem),
        footer_menu=_menu(gate, FooterItem),
    )


def _social(url: str) -> Link:
    """A profile elsewhere, named by its host."""
    return Link(label=(urlsplit(url).hostname or url).removeprefix("www."), url=url)


def _menu(gate: Gate, model: type[MenuItem] | type[FooterItem]) -> list[Link]:
    site_id = gate.site.id if gate.site else None
    items = list(model.objects.filter(navigation__site_id=site_id).values("page_id", "url", "label"))
    pages = gate.pages(Page).filter(pk__in=[item["page_id"] for item in items if item["page_id"]])
    found = {row["pk"]: row for row in pages.values("pk", "title", "url_path")}
    links = []
    for item in items:
        if item["page_id"]:
            page = found.get(item["page_id"])
            if page:
                links.append(Link(label=item["label"] or page["title"], url=gate.url(page["url_path"])))
        else:
            links.append(Link(label=item["label"], url=item["url"]))
    return links
