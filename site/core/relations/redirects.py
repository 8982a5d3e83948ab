"""Former addresses of themes, partners and people, which lead to the present ones."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from core.models import Partner, Person, Theme

#: The name of the URL of each model's pages.
URL_NAMES: dict[Any, str] = {Theme: "theme", Partner: "partner", Person: "person"}


def redirect_old_slug(model: Any, former: str, slug: str) -> None:
    """Redirect the address with a former slug, and those that led to it, to the one with the present slug."""
    old, new = (reverse(URL_NAMES[model], args=[each]) for each in (former, slug))
    Redirect.objects.filter(old_path=Redirect.normalise_path(new), site=None).delete()
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old), site=None, defaults={"redirect_link": new, "redirect_page": None}
    )


def current_slug(model: Any, former: str) -> str:
    """Return the slug to which a former one leads, or ""."""
    if "\0" in former or "/" in former:
        return ""
    root = reverse(URL_NAMES[model], args=["x"]).removesuffix("x/")
    path = Redirect.normalise_path(f"{root}{former}/")
    link = Redirect.objects.filter(old_path=path).values_list("redirect_link", flat=True).first() or ""
    return link.removeprefix(root).strip("/") if link.startswith(root) else ""
