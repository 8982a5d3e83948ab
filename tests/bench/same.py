"""Both sides tell the same of the same places: checked before anything is timed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.bench.plain.names import CARD, SHEET
from tests.bench.scenarios import DENSE, plain_list

Get = Callable[[str], bytes]

#: What Wagtail's API calls otherwise, or tells under `meta`.
NAMES = {"id": "translation_key", "slug": "meta.slug", "url": "meta.html_url"}
#: What only a list near a point has, and what depends on the instant.
ASIDE = {"distance_km", "open"}
#: Columns beside a date, which Sillon puts into one object.
DATES = ("opened", "closed", "lease_end")
YES_NO = {"yes": True, "no": False, "": None}


def check(sillon: Get, plain: Get, places: list[tuple[int, str]]) -> list[str]:
    """What differs between the two sides, for some places and one filter; nothing where all is well."""
    found = []
    for pk, slug in places:
        ours = json.loads(sillon(f"/api/v3/places/{slug}/"))
        for version in ("v2", "v3"):
            theirs = json.loads(plain(f"/api/{version}/pages/{pk}/"))
            found += [f"{slug}, {version} : {name}" for name in differences(ours, theirs)]
        pages = [readable(get(f"/inventaire/{slug}/")) for get in (sillon, plain)]
        for side, page in zip(("sillon", "plain"), pages, strict=True):
            found += [f"{slug}, page {side} : « {text[:40]} » manque" for text in texts(ours) if text not in page]
    return found + _lists(sillon, plain) + _geojson(sillon, plain)


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The names of what Sillon tells of a place and Wagtail does not, or otherwise."""
    return [name for name, value in ours.items() if name not in ASIDE and not _same(name, value, theirs)]


def _same(name: str, ours: Any, theirs: dict[str, Any]) -> bool:
    where: Any = theirs
    for step in NAMES.get(name, name).split("."):
        if step not in where:
            return False
        where = where[step]
    if name in DATES:
        return (ours["edtf"] if ours else "") == where
    if name == "dependent":
        return ours is YES_NO[where]
    if name in ("image", "logo"):
        return (ours is None) == (where is None)
    if isinstance(ours, list) and ours and "code" not in ours[0]:
        return len(ours) == len(where)
    if name in ("labels", "incomes", "difficulties"):
        return len(ours) == len(where)
    if isinstance(ours, float) and isinstance(where, str):
        return ours == float(where)
    return (ours or None) == (where or None) or ours == where


def _lists(sillon: Get, plain: Get) -> list[str]:
    found = []
    for department, state in (("73", "project"), ("74", "idea"), (DENSE, "dormant")):
        asked = urlencode({"departement": department, "etat": state, "limit": 20})
        ours = json.loads(sillon(f"/api/v3/places/?{asked}"))
        theirs = json.loads(plain(plain_list(department=department, state=state, order="title")))
        if ours["count"] != theirs["meta"]["total_count"]:
            found.append(f"{asked} : {ours['count']} et {theirs['meta']['total_count']} lieux")
        elif ours["count"] <= 20 and sorted(i["title"] for i in ours["items"]) != [i["title"] for i in theirs["items"]]:
            found.append(f"{asked} : d’autres lieux")
        by_id = {item["translation_key"]: item for item in theirs["items"]}
        for item in ours["items"]:
            if item["id"] in by_id:
                found += [f"{asked} : {name}" for name in differences(item, by_id[item["id"]])]
    return found


def _geojson(sillon: Get, plain: Get) -> list[str]:
    ours, theirs = (
        sorted(json.loads(get(path))["features"], key=lambda feature: feature["id"])
        for get, path in (
            (sillon, "/api/v3/places.geojson?departement=05"),
            (plain, "/places.geojson?department=05"),
        )
    )
    return [] if ours == theirs else ["GeoJSON du 05 : d’autres lieux, ou d’autres valeurs"]


def texts(place: dict[str, Any]) -> list[str]:
    """What a page must show of a place, as `readable` writes it."""
    found = [place[name] for name in ("title", "commune", "operator", "siret", "summary", "address", "website")]
    found += [place[name] for name in ("transport", "rituals", "programming", "governance", "participation")]
    found += [row["offer"] for row in place["prices"]] + [row["name"] for row in place["rooms"]]
    found += [row["text"] for row in place["difficulties"]] + [row["action"] for row in place["practices"]]
    found += [row["label"] for name in ("publics", "spaces", "equipment", "management") for row in place[name]]
    found += [found["label"] for name in ("tenure", "balance", "initiative", "subsidy") if (found := place[name])]
    return [text for value in found if value and (text := readable(value.encode()))]


def readable(page: bytes) -> str:
    """The words of a page alone, whatever its marks, spaces, capitals and apostrophes."""
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<a [^>]*href=\"([^\"]*)\"", r"\1<a", page.decode())))
    return re.sub(r"\s+", "", text.replace("'", "’")).casefold()


def told() -> set[str]:
    """The names, as Sillon has them, of all that the plain side tells of a place."""
    from inventory.places.queries import CHILD_LISTS

    back = {name: ours for ours, name in NAMES.items()}
    named = {back.get(name, name) for name in (*CARD, *SHEET, *CHILD_LISTS)} | {"slug", "title", "url"}
    columns = {f"{name}_{column}" for name in DATES for column in ("earliest", "latest", "label")}
    return named - columns
