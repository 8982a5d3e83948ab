"""The identity and menus of a site, which every page shows in its header and footer."""

from __future__ import annotations

from typing import Any, TypedDict

from wagtail.models import Page

from core.db.queries import Prepared
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
    main_menu, footer_menu = _menus(gate)
    return SiteInfo(
        name=identity.name or (gate.site.name if gate.site else "") or "Sillon",
        baseline=identity.baseline,
        logo=logo.get(identity.logo_id),
        email=identity.email,
        phone=identity.phone,
        address=identity.address,
        social_links=[Link(label=host_of(url), url=url) for url in identity.social_links.split()],
        footer_text=identity.footer_text,
        main_menu=main_menu,
        footer_menu=footer_menu,
    )


def _items(model: type[MenuItem] | type[FooterItem]) -> Prepared:
    return Prepared(
        lambda params: model.objects.filter(navigation__site=params["site"]).values("page_id", "url", "label"), site=-1
    )


_menu_items, _footer_items = _items(MenuItem), _items(FooterItem)


def _menus(gate: Gate) -> tuple[list[Link], list[Link]]:
    """Return the links of the main menu and of the footer."""
    if gate.site is None:
        return [], []
    items, footer_items = (query.rows(site=gate.site.id) for query in (_menu_items, _footer_items))
    named = {item["page_id"] for item in (*items, *footer_items) if item["page_id"]}
    pages = gate.pages(Page).filter(pk__in=named).values("pk", "title", "url_path") if named else ()
    page_rows = {row["pk"]: row for row in pages}
    return _links(gate, items, page_rows), _links(gate, footer_items, page_rows)


def _links(gate: Gate, items: list[dict[str, Any]], page_rows: dict[int, dict[str, Any]]) -> list[Link]:
    """Return the links of a menu. An item whose page the gate does not show is left out."""
    links = []
    for item in items:
        if item["page_id"]:
            page = page_rows.get(item["page_id"])
            if page:
                links.append(Link(label=item["label"] or page["title"], url=gate.url(page["url_path"])))
        else:
            links.append(Link(label=item["label"], url=item["url"]))
    return links
