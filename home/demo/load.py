"""Loads the demo's home page, standard pages, themes, partners and menus from `pages.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import Page, Site

from core.demo import ensure_image, linked, page_themes, raw_stream, read_toml
from core.models import Partner, Theme
from core.setup import ensure_page
from core.text.slugs import slugify
from home.models import FooterItem, HomeDoor, HomePage, Identity, MenuItem, Navigation, StandardPage

FOLDER = Path(__file__).parent
SECTIONS = {"inventory": "inventaire", "memento": "memento", "archive": "ressources"}
#: Lists of the footer, with their URLs.
DIRECTORIES = (("Chronologie", "/ressources/chronologie/"), ("Thèmes", "/themes/"), ("Partenaires", "/partenaires/"))
NAME = "Tiers-lieux d’activités"
BASELINE = "L’inventaire et le mémento de l’Alliance Université Entreprise de Grenoble"
EMAIL = "contact@example.org"
FOOTER = "Démonstration de Sillon. Lieux : CGET 2019, Licence Ouverte 2.0, et trois exemples inventés."


def load_vocabulary() -> None:
    """Create the themes and partners, which the demos of the other sections refer to."""
    content = read_toml(FOLDER / "pages.toml")
    for row in content["themes"]:
        parent = Theme.objects.get(slug=row["parent"]) if row["parent"] else None
        defaults = {"title": row["title"], "description": row["description"], "parent": parent}
        Theme.objects.get_or_create(slug=row["slug"], defaults=defaults)
    for row in content["partners"]:
        defaults = {"name": row["name"], "kind": row["kind"], "url": row["url"]}
        Partner.objects.get_or_create(slug=slugify(row["name"]), defaults=defaults)


def load(home_page: HomePage) -> None:
    """Create the standard pages; fill the home page and the menus unless an editor has changed them."""
    content = read_toml(FOLDER / "pages.toml")
    pages = [_page(home_page, row) for row in content["pages"]]
    if not home_page.introduction:
        _fill_home(home_page, content["home"])
    _fill_identity_and_menus(dict(zip(pages, content["pages"], strict=True)))


def _page(home_page: HomePage, row: dict[str, Any]) -> StandardPage:
    body = raw_stream(linked(row["body"], home_page), FOLDER)
    return ensure_page(
        home_page,
        StandardPage,
        row["slug"],
        row["title"],
        {"introduction": row["introduction"], "body": body},
        {"page_themes": page_themes(row["themes"])},
    )


def _fill_home(home_page: HomePage, content: dict[str, Any]) -> None:
    home_page.introduction = content["introduction"]
    home_page.image = ensure_image(FOLDER / "images" / content["image"], "Le Sillon alpin", content["image_alt"])
    targets = {page.slug: page for page in Page.objects.child_of(home_page)}
    home_page.doors = [
        HomeDoor(title=door["title"], text=door["text"], page=targets[SECTIONS[door["target"]]], sort_order=number)
        for number, door in enumerate(content["doors"])
    ]
    home_page.save_revision().publish()


def _fill_identity_and_menus(pages: dict[StandardPage, dict[str, Any]]) -> None:
    """Fill the identity and the menus; each page goes to the main menu, after the sections, or to the footer."""
    site = Site.objects.get(is_default_site=True)
    identity = Identity.objects.get(site=site)
    if identity.name in ("", site.site_name) and not identity.baseline:
        identity.name, identity.baseline, identity.footer_text, identity.email = NAME, BASELINE, FOOTER, EMAIL
        identity.save()
        site.site_name = NAME
        site.save()
    navigation = Navigation.objects.get(site=site)
    if navigation.footer_items.count() <= 1:
        for number, (page, row) in enumerate(pages.items()):
            model = MenuItem if row["in_menu"] else FooterItem
            model.objects.create(navigation=navigation, page=page, sort_order=len(SECTIONS) + number)
        for number, (label, url) in enumerate(DIRECTORIES):
            FooterItem.objects.create(navigation=navigation, label=label, url=url, sort_order=number - len(DIRECTORIES))
