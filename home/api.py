"""The API of the site itself: identity, menus, contact."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from core import images
from core.api import read
from core.gate import Gate
from home.frame import Link, frame
from home.schemas import SiteAnswer

router = Router(tags=["site"])


@read(router, "/", response=SiteAnswer, summary="Identité, menus et contact")
def site(request: HttpRequest) -> dict[str, Any]:
    gate = Gate.for_request(request)
    base_url = gate.site.base_url if gate.site else ""
    found = frame(gate)

    def whole(link: Link) -> dict[str, str]:
        url = link["url"]
        return {"label": link["label"], "url": f"{base_url}{url}" if url.startswith("/") else url}

    return {
        "name": found["name"],
        "baseline": found["baseline"],
        "url": f"{base_url}/",
        "logo": images.as_json(found["logo"], base_url),
        "contact": {key: found[key] for key in ("email", "phone", "address")},
        "social_links": [link["url"] for link in found["social_links"]],
        "menus": {
            "main": [whole(link) for link in found["main_menu"]],
            "footer": [whole(link) for link in found["footer_menu"]],
        },
    }
