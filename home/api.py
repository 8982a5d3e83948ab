"""The API of the site itself: identity, menus, contact."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from core.api.routing import read
from core.files import images
from core.visibility.gate import Gate
from home.schemas import SiteDetail
from home.site_info import Link, site_info

router = Router(tags=["site"])


@read(router, "/", response=SiteDetail, summary="Identité, menus et contact")
def site(request: HttpRequest) -> dict[str, Any]:
    """Ce que le site montre sur chaque page : son nom, ses menus, comment joindre l’équipe."""
    gate = Gate.for_request(request)
    info = site_info(gate)

    def with_absolute_url(link: Link) -> dict[str, str]:
        return {"label": link["label"], "url": gate.absolute(link["url"])}

    return {
        "name": info["name"],
        "baseline": info["baseline"],
        "url": gate.absolute("/"),
        "logo": images.as_json(info["logo"], gate.base_url),
        "contact": {key: info[key] for key in ("email", "phone", "address")},
        "footer_text": info["footer_text"],
        "social_links": [link["url"] for link in info["social_links"]],
        "menus": {
            "main": [with_absolute_url(link) for link in info["main_menu"]],
            "footer": [with_absolute_url(link) for link in info["footer_menu"]],
        },
    }
