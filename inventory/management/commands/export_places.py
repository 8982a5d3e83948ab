from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from core.gate import Audience
from inventory.criteria import Criteria
from inventory.exporting import ExportError, export_places
from inventory.params import OrderedFilters, possible_values, understood

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
        self.stdout.write(f"{count} {'lieux écrits' if count > 1 else 'lieu écrit'} dans {options['file']}")


def _criteria(filters: list[str]) -> Criteria:
    query = QueryDict(mutable=True)
    for said in filters:
        key, equals, value = said.partition("=")
        if not equals or not value.strip():
            raise CommandError(f"Filtre « {said} » : clé=valeur est attendu.", returncode=UNWRITTEN)
        if key not in OrderedFilters.model_fields:
            known = ", ".join(OrderedFilters.model_fields)
            raise CommandError(f"Le filtre « {key} » n’existe pas. Filtres connus : {known}.", returncode=UNWRITTEN)
        query.appendlist(key, value)
    params, problems = understood(query)
    if problems:
        said = " ".join(f"Filtre « {key} » : {problem}{_possible(key)}" for key, problem in problems.items())
        raise CommandError(said, returncode=UNWRITTEN)
    return params.criteria()


def _possible(key: str) -> str:
    values = possible_values(key)
    return f" Valeurs possibles : {values}." if values else ""
