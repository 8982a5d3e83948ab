from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from core.text.typography import quantity
from core.visibility.gate import Audience
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.query_params import OrderedFilters, parse_filters, possible_values
from inventory.import_export.exporter import ExportError, export_places

UNWRITTEN = 2
AUDIENCES = {"public": Audience.PUBLIC, "membres": Audience.MEMBERS, "équipe": Audience.TEAM}


class Command(BaseCommand):
    help = (
        "Écrit les lieux publiés dans un fichier CSV, XLSX ou GeoJSON, selon son extension. import_places le relit "
        "sans rien y changer. Exemple, les lieux ruraux en activité de l’Isère : export_places isere.csv "
        "--filter departement=38 --filter milieu=rural --filter etat=active --audience public"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="Un filtre de l’API, par exemple departement=38. Répété pour d’autres filtres et d’autres valeurs.",
        )
        parser.add_argument(
            "--audience",
            choices=AUDIENCES,
            default="équipe",
            help="Ce que le fichier dit des lieux : pour un partenaire « public ». Par défaut tout, comme à l’équipe.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = export_places(options["file"], _criteria(options["filter"]), AUDIENCES[options["audience"]])
        except ExportError as error:
            raise CommandError(str(error), returncode=UNWRITTEN) from error
        self.stdout.write(f"{quantity(count, 'lieu écrit', 'lieux écrits')} dans {options['file']}")


def _criteria(filters: list[str]) -> Criteria:
    query = QueryDict(mutable=True)
    for text in filters:
        key, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise CommandError(f"Filtre « {text} » : clé=valeur est attendu.", returncode=UNWRITTEN)
        if key not in OrderedFilters.model_fields:
            names = ", ".join(OrderedFilters.model_fields)
            raise CommandError(f"Le filtre « {key} » n’existe pas. Filtres connus : {names}.", returncode=UNWRITTEN)
        query.appendlist(key, value)
    params, problems = parse_filters(query)
    if problems:
        text = " ".join(f"Filtre « {key} » : {problem}{_possible(key)}" for key, problem in problems.items())
        raise CommandError(text, returncode=UNWRITTEN)
    return params.criteria()


def _possible(key: str) -> str:
    values = possible_values(key)
    return f" Valeurs possibles : {values}." if values else ""
