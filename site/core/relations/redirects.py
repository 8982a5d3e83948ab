"""Former addresses of themes, partners and people, which lead to the present ones."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from core.models import Partner, Person, Theme
from core.relations.entries import about_partner, about_person
from core.visibility.gate import Gate

#: The name of the URL of each model's pages.
URL_NAMES: dict[Any, str] = {Theme: "theme", Partner: "partner", Person: "person"}


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
