"""The missing parts of a publication, shown on its page so that a reader who knows them can help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from archive.choices import PublicationKind
from archive.models import PublicationAuthor, PublicationPage

#: The parts of a « retour d’étude » that may be missing, in words that follow « Il manque ».
STUDY_PARTS = {
    "commissioner": "le commanditaire de l’étude",
    "study_method": "sa méthode",
    "useful": "ce qui a servi",
    "not_useful": "ce qui n’a pas servi",
    "lessons": "les leçons",
}
DOCUMENT, FILM = "le document", "l’adresse du film"
#: The text of the link to the correction form, by the first missing part.
QUESTIONS = {
    DOCUMENT: "Vous avez ce document ? Envoyez-le",
    FILM: "Vous savez où le voir ? Donnez son adresse",
}
QUESTION = "Vous le savez ? Complétez cette page"
TITLE = "son titre d’origine (celui-ci est donné par l’éditeur du site)"


class Missing(TypedDict):
    """The missing parts, in words that follow « Il manque », and the text of the link to the correction form."""

    parts: list[str]
    question: str


def missing(page: PublicationPage, authors: Sequence[PublicationAuthor], files: Sequence[Any]) -> Missing | None:
    """Return the missing parts of a page, the most important first; None if it is complete or withdrawn.

    Parts that do not belong to its type are not missing.
    """
    if page.withdrawn_on:
        return None
    study = STUDY_PARTS if page.is_study_feedback else {}
    # A file that this reader may not see is not missing either.
    can_be_read = bool(files or page.link or page.is_study_feedback or page.files.all())
    film = page.kind == PublicationKind.VIDEO
    parts = [
        *([] if can_be_read or (film and page.body) else [FILM if film else DOCUMENT]),
        *([TITLE] if page.title_is_ours else []),
        *([] if authors else ["ses auteurs"]),
        *(words for name, words in study.items() if not getattr(page, name)),
        *([] if page.abstract else ["un résumé"]),
    ]
    return Missing(parts=parts, question=QUESTIONS.get(parts[0], QUESTION)) if parts else None
