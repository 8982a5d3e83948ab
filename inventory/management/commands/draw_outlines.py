from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.text.typography import french
from inventory.maps import outlines
from inventory.maps.outlines import Department, Outlines, Town

CREDIT = "Contours : IGN, 2018, d’après france-geojson (Licence Ouverte)"
#: In degrees of latitude: simplification removes corners whose triangle is smaller than the square of this.
TOLERANCE = 0.03
TOWNS_OF_EACH = 2
#: Length of a degree of longitude in the middle of France, in degrees of latitude: scales both axes alike.
SHORTENED = math.cos(math.radians(46.5))


class Command(BaseCommand):
    help = (
        "Redessine le fond des cartes depuis un fichier GeoJSON des départements (propriétés « code » et « nom ») : "
        "des contours simplifiés, dont les frontières communes restent communes, et les principales villes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="Fichier GeoJSON des départements.")
        parser.add_argument(
            "--towns", type=Path, help="Fichier CSV des communes : nom, departement, population, lon, lat."
        )
        parser.add_argument("--credit", default=CREDIT, help="Ce que la licence des contours demande de citer.")
        parser.add_argument("--tolerance", type=float, default=TOLERANCE, help="En degrés de latitude.")
        parser.add_argument("--output", type=Path, default=outlines.FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            departments = _departments(options["source"], options["tolerance"])
            towns = _towns(options["towns"], {d.code for d in departments}) if options["towns"] else ()
        except ImportError as error:
            raise CommandError(
                "La bibliothèque shapely manque : elle vient avec requirements-dev.txt (make test l’installe)."
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Ce fichier n’est pas lisible : {type(error).__name__}, {error}") from error
        text = outlines.encode(Outlines(options["credit"], departments, towns))
        options["output"].parent.mkdir(parents=True, exist_ok=True)
        options["output"].write_text(text)
        self.stdout.write(f"{len(departments)} départements, {len(towns)} villes, {len(text.encode())} octets")


def _departments(source: Path, tolerance: float) -> tuple[Department, ...]:
    """Read the départements of a GeoJSON file and simplify them together, so that common borders stay common."""
    # A development dependency: `handle` says so if it is missing.
    import shapely
    from shapely.geometry import shape

    features = sorted(json.loads(source.read_text())["features"], key=lambda f: f["properties"]["code"])
    flat = [shapely.transform(shape(f["geometry"]), lambda points: points * (SHORTENED, 1)) for f in features]
    simple = shapely.transform(shapely.coverage_simplify(flat, tolerance), lambda points: points / (SHORTENED, 1))
    departments = []
    for feature, area in zip(features, simple, strict=True):
        polygons = getattr(area, "geoms", [area])
        lines = chain.from_iterable((polygon.exterior, *polygon.interiors) for polygon in polygons)
        rings = tuple(tuple((x, y) for x, y in line.coords[:-1]) for line in lines)
        departments.append(Department(feature["properties"]["code"], french(feature["properties"]["nom"]), rings))
    return tuple(departments)


def _towns(source: Path, departments: set[str]) -> tuple[Town, ...]:
    """Read the most populous communes of each département, without the arrondissements of large cities."""
    communes = defaultdict(list)
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            is_located = row["population"] and row["lon"] and not row["nom"].endswith("Arrondissement")
            if is_located and row["departement"] in departments:
                communes[row["departement"]].append(
                    (int(row["population"]), Town(french(row["nom"]), float(row["lon"]), float(row["lat"])))
                )
    largest = chain.from_iterable(
        sorted(towns, key=lambda entry: -entry[0])[:TOWNS_OF_EACH] for towns in communes.values()
    )
    return tuple(town for _, town in sorted(largest, key=lambda entry: (-entry[0], entry[1].name)))
