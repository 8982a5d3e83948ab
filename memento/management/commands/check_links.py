from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.db.instance import InstanceCommand
from memento.links.check import check
from memento.links.fetch import LinkChecker


class Command(InstanceCommand):
    help = (
        "Demande une à une les adresses que citent les fiches publiées, retient celles qui sont mortes et écrit aux "
        "éditeurs quand il y en a de nouvelles. À lancer chaque semaine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="dit ce qu’il en est, ne retient et n’écrit rien")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        report = check(LinkChecker(), dry_run)
        for link in report.dead:
            sheets = ", ".join(sheet.title for sheet in report.sheets_by_url[link.url])
            self.stdout.write(f"morte : {link.url} ({link.problem} ; citée par {sheets})")
        for old, new in sorted(report.moved.items()):
            self.stdout.write(f"a déménagé : {old} → {new}")
        for url, reason in sorted(report.unknown.items()):
            self.stdout.write(f"non vérifiable : {url} ({reason})")
        self.stdout.write(str(report))
