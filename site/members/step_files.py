"""The files of a step: shown, taken, described and removed. What is wrong with one costs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest

from core.contributions import Files, Kind, Step
from members import files, filling
from members.models import Contribution, User

NO_STORE = (
    "« {name} » n’a pas pu être gardé : le site a eu un ennui. Ce que vous avez écrit est enregistré ; "
    "choisissez le fichier de nouveau."
)

NONE_CHOSEN = "Choisissez d’abord un fichier."


class StepFiles:
    """The files that a step asks for; `problems` has what is wrong with some, by their sort."""

    def __init__(self, kind: Kind, step: Step) -> None:
        self.declared: list[Files] = [declared for declared in kind.files if declared.name in step.files]
        self.problems: dict[str, list[str]] = {}

    def shown(self, contribution: Contribution | None) -> list[dict[str, Any]]:
        """Each sort of files with those that are there; none are before the contribution is begun."""
        kept = filling.uploads_of(contribution) if self.declared and contribution else []
        found = []
        for declared in self.declared:
            uploads = [upload for upload in kept if upload["field"] == declared.name]
            found.append(
                {
                    "declared": declared,
                    "uploads": uploads,
                    "accept": files.accept(declared),
                    "rules": files.rules(declared),
                    "more": len(uploads) < declared.maximum,
                    "problems": self.problems.get(declared.name, []),
                }
            )
        return found

    def problem_links(self) -> list[dict[str, str]]:
        """What is wrong with some, as an error summary names it."""
        return [
            {"label": "", "text": text, "url": f"#fichiers-{name}" if name else ""}
            for name, texts in self.problems.items()
            for text in texts
        ]

    def keep(self, contribution: Contribution, request: HttpRequest, user: User | None, removed: str) -> None:
        """Remove a file, describe those that are there, and take those that a form brings."""
        if removed:
            self._try("", lambda: files.remove(contribution, removed))
        for upload in contribution.uploads.all() if self.declared else ():
            words = request.POST.get(f"mots-{upload.pk}")
            if words is not None and words.strip() != upload.title:
                self._try(upload.field, lambda: files.describe(contribution, upload.pk, words))  # noqa: B023
        for declared in self.declared:
            for sent in request.FILES.getlist(f"fichiers-{declared.name}"):
                self._try(declared.name, lambda: files.add(contribution, declared, sent, user), str(sent.name))  # noqa: B023

    def miss(self, request: HttpRequest, name: str) -> None:
        """Say that no file was chosen where the button that sends those of a sort, `name`, was pressed."""
        names = [declared.name for declared in self.declared]
        chosen = any(request.FILES.getlist(f"fichiers-{one}") for one in names)
        if names and not chosen and not self.problems:
            self.problems[name if name in names else names[0]] = [NONE_CHOSEN]

    def _try(self, name: str, act: Callable[[], object], called: str = "Le fichier") -> None:
        """Do it at once, by itself."""
        try:
            with transaction.atomic():
                act()
        except ValidationError as refused:
            self.problems.setdefault(name, []).extend(refused.messages)
        except OSError:
            self.problems.setdefault(name, []).append(NO_STORE.format(name=called))
        except Http404:
            pass  # it was removed already: a button pressed twice
