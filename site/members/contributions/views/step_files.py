"""The files of a step: show, receive, describe and remove them. An error with one file does not affect the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from core.contributions.kinds import Files
from core.text.typography import french
from members.contributions import drafts, uploads
from members.contributions.views.current_step import CurrentStep

#: Prefixes of button values: upload the chosen files, remove the file whose id follows.
STAY, REMOVE = "rester", "retirer:"
NOT_STORED = (
    "« {name} » n’a pas pu être gardé : le site a eu un ennui. Ce que vous avez écrit est enregistré ; "
    "choisissez le fichier de nouveau."
)
NONE_CHOSEN = "Choisissez d’abord un fichier."
#: Messages by `Files.name`.
Problems = dict[str, list[str]]


def files_of_step(current: CurrentStep) -> list[Files]:
    """Return the `Files` of the kind that belong to this step."""
    return [files for files in current.kind.files if files.name in current.step.files]


def shown_files(current: CurrentStep, problems: Problems) -> list[dict[str, Any]]:
    """Return the template data of each `Files` of the step: its stored files, rules and problems."""
    stored = uploads.uploads_of(current.contribution) if current.step.files and current.started else []
    groups = []
    for files in files_of_step(current):
        uploads_here = [upload for upload in stored if upload["field"] == files.name]
        groups.append(
            {
                "files": files,
                "uploads": uploads_here,
                "accept": uploads.accept(files),
                "largest": uploads.largest(files),
                "rules": uploads.rules(files),
                "more": len(uploads_here) < files.maximum,
                "problems": problems.get(files.name, []),
            }
        )
    return groups


def problem_links(problems: Problems) -> list[dict[str, str]]:
    """Convert problems to the links of the error summary."""
    return [
        {"label": "", "text": text, "url": f"#fichiers-{name}" if name else ""}
        for name, texts in problems.items()
        for text in texts
    ]


def receive(request: HttpRequest, current: CurrentStep) -> Problems:
    """Handle the files of a submitted step: remove one, store descriptions, add uploads. Return the problems."""
    contribution, problems = current.contribution, Problems()
    if current.button.startswith(REMOVE):
        with _collect(problems, ""):
            uploads.remove(contribution, current.button.removeprefix(REMOVE))
    for upload in contribution.uploads.all():
        words = request.POST.get(f"mots-{upload.pk}")
        if words is not None and words.strip() != upload.title:
            with _collect(problems, upload.field):
                uploads.describe(contribution, upload.pk, words)
    for files in files_of_step(current):
        for rank, uploaded in enumerate(request.FILES.getlist(f"fichiers-{files.name}")):
            with _collect(problems, files.name, str(uploaded.name)):
                if rank >= files.maximum:
                    uploads.refuse_more(files, uploaded)  # without opening it
                uploads.add(contribution, files, uploaded, current.user)
    names = [files.name for files in files_of_step(current)]
    any_uploaded = any(f"fichiers-{name}" in request.FILES for name in names)
    if current.button.startswith(STAY) and not current.autosaved and not problems and not any_uploaded:
        name = current.button.removeprefix(f"{STAY}:")
        problems[name if name in names else names[0]] = [NONE_CHOSEN]
    return problems


@contextmanager
def _collect(problems: Problems, files_name: str, name: str = "Le fichier") -> Iterator[None]:
    """Catch the errors of one file and add their messages to the problems."""
    try:
        yield
    except ValidationError as error:
        problems.setdefault(files_name, []).extend(error.messages)
    except drafts.NotOpen as error:  # sent from another window meanwhile
        problems.setdefault(files_name, []).append(french(str(error)))
    except OSError:
        problems.setdefault(files_name, []).append(NOT_STORED.format(name=name))
    except Http404:
        pass  # a button pressed twice: the file is gone
