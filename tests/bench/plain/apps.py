"""Undoes in this process what Sillon has taught its places, and declares what Wagtail's own API shall show of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.apps import AppConfig
from django.utils import timezone


class PlainConfig(AppConfig):
    name = "tests.bench.plain"
    label = "plain"

    def ready(self) -> None:
        from wagtail.api import APIField
        from wagtail.models import Page

        from core.blocks.base import OutputMixin
        from inventory.models import SiteProfilePage
        from inventory.places.queries import CHILD_LISTS
        from tests.bench.plain import fields, names

        SiteProfilePage.get_context = Page.get_context
        SiteProfilePage.get_view_restrictions = Page.get_view_restrictions
        SiteProfilePage.template = "plain/site_profile_page.html"
        del OutputMixin.get_context
        for name, function in PROPERTIES.items():
            setattr(SiteProfilePage, name, property(function))
        SiteProfilePage.api_fields = [fields.api_field(name) for name in (*names.CARD, *names.SHEET)]
        for relation in CHILD_LISTS:
            SiteProfilePage.api_fields.append(APIField(relation))
            SiteProfilePage._meta.get_field(relation).related_model.api_fields = fields.row_fields(relation)


def image(page: Any) -> Any:
    first = page.photos.select_related("image").first()
    return first.image if first else None


def epci(page: Any) -> dict[str, str]:
    return {"code": page.epci_code, "name": page.epci_name}


def freshness(page: Any) -> float | None:
    from core import verification

    return verification.freshness(page.verified_on)


def hours(page: Any) -> Any:
    from inventory.hours.french import in_words

    return in_words(page.opening_hours)


def open_now(page: Any) -> dict[str, Any]:
    from inventory.hours.evaluate import state_at

    return asdict(state_at(page.opening_hours, timezone.now()))


def themes(page: Any) -> list[dict[str, str]]:
    return [{"title": row.theme.title, "slug": row.theme.slug} for row in page.page_themes.select_related("theme")]


PROPERTIES = {
    "image": image,
    "epci": epci,
    "freshness": freshness,
    "hours": hours,
    "open": open_now,
    "themes": themes,
    "state_label": lambda page: page.get_state_display(),
    "milieu_label": lambda page: page.get_milieu_display(),
    "precision_label": lambda page: page.get_precision_display(),
}
