"""The identity and menus of a site, which every page shows in its header and footer."""

from __future__ import annotations

from typing import Any, TypedDict

from wagtail.models import Page

from core.files import images
from core.text.addresses import host_of
from core.visibility.gate import Gate
from home.models import FooterItem, Identity, MenuItem


class Link(TypedDict):
    label: str
    url: str


class SiteInfo(TypedDict):
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


def site_info(gate: Gate) -> SiteInfo:
    """Return identity and menus of the gate's site, read once per content version and process.

    Menus list only public pages, so that all readers share one cached value.
    """
    public = Gate(gate.snapshot, gate.site)
    return gate.snapshot.get_or_set(("site_info", gate.site.id if gate.site else 0), lambda: _read(public))


def _read(gate: Gate) -> SiteInfo:
    identity = Identity.objects.filter(site_id=gate.site.id).first() if gate.site else None
    identity = identity or Identity()
    logo = images.load([identity.logo_id]) if identity.logo_id else {}
    return SiteInfo(
        name=identity.name or (gate.site.name if gate.site else "") or "Sillon",
        baseline=identity.baseline,
        logo=logo.get(identity.logo_id),
        email=identity.email,
        phone=identity.phone,
        address=identity.address,
        social_links=[Link(label=host_of(url), url=url) for url in identity.social_links.split()],
        footer_text=identity.footer_text,
        main_menu=_menu(gate, MenuItem),
        footer_menu=_menu(gate, FooterItem),
    )


def _menu(gate: Gate, model: type[MenuItem] | type[FooterItem]) -> list[Link]:
    """The links of a menu. An item whose page the gate does not show is left out."""
    site_id = gate.site.id if gate.site else None
    items = list(model.objects.filter(navigation__site_id=site_id).values("page_id", "url", "label"))
    pages = gate.pages(Page).filter(pk__in=[item["page_id"] for item in items if item["page_id"]])
    page_rows = {row["pk"]: row for row in pages.values("pk", "title", "url_path")}
    links = []
    for item in items:
        if item["page_id"]:
            page = page_rows.get(item["page_id"])
            if page:
                links.append(Link(label=item["label"] or page["title"], url=gate.url(page["url_path"])))
        else:
            links.append(Link(label=item["label"], url=item["url"]))
    return links
