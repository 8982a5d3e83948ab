"""French prepositions before the names of areas: « à Annecy », « au Bourg-d’Oisans », « dans le Rhône »."""

from __future__ import annotations

from core.text.typography import NBSP
from inventory.geo.departments import DEPARTMENTS
from inventory.search.areas import Area

_IN_THE = (
    ("dans l’", "01 02 03 10 11 12 27 34 36 60 61 89 91"),
    ("dans le ", "14 15 18 25 29 30 32 39 41 45 46 47 56 59 62 63 67 68 69 81 82 83 84 90 94 95"),
    ("dans la ", "23 26 42 50 51 55 58 72 80 86"),
    ("dans les ", "04 05 06 08 13 22 40 64 65 66 78 79 88 92"),
    ("à ", "75 974 976 975 977 978 986"),
)
_BEFORE = {code: before for before, codes in _IN_THE for code in codes.split() if code in DEPARTMENTS}


def in_department(code: str) -> str:
    """Return « en Isère », « dans le Rhône », « à Paris »."""
    return f"{_BEFORE.get(code, 'en ')}{DEPARTMENTS[code]}"


def at_commune(name: str) -> str:
    """Return « à Annecy », « au Bourg-d’Oisans », « aux Houches », « à La Mure »."""
    name = name.replace("'", "’")
    for article, preposition in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return preposition + name.removeprefix(article)
    return f"à {name}"


def in_area(area: Area) -> str:
    """Return an area with its preposition."""
    if area.facet == "departement":
        return in_department(area.codes[0]) if len(area.codes) == 1 else f"en {area.name}"
    if area.facet == "epci":
        name = area.name.replace("'", "’")
        if name.startswith(("CC ", "CA ", "CU ", "Communauté ")):
            return f"dans la {name}"
        return f"dans l’intercommunalité {name}"
    if area.postcode and len(area.codes) > 3:
        return f"dans les communes du {area.postcode}"
    names = " ou ".join(at_commune(name) for name in area.name.split(" ou "))
    return f"{names} ({area.postcode})".replace(" (", f"{NBSP}(") if area.postcode else names
