"""What an editor reads of a PDF: whether it was read, and what she can do if it was not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from core.files.pdf.queue import is_pdf
from core.files.pdf.reading import ATTEMPTS
from core.models import PdfContent, SillonDocument
from core.text.typography import french, quantity
from core.visibility.gate import Gate

State = PdfContent.State
#: How long a reading usually waits; then nobody may be reading.
USUAL_WAIT = timedelta(minutes=30)
WAITING = "En attente de lecture : revenez sur cette page dans un instant."
WAITING_LONG = "En attente de lecture depuis longtemps : prévenez la personne qui s’occupe du serveur."
TRIED = "La lecture s’est interrompue ; elle sera reprise dans l’heure."
PROBLEMS = {
    State.NO_TEXT: "Aucun texte : sans doute un document numérisé. La recherche n’en connaît que le titre ; pour "
    "qu’elle trouve ses mots, remplacez-le par une version passée à la reconnaissance de caractères.",
    State.PROTECTED: "Protégé par un mot de passe : la recherche n’en connaît que le titre, et le lecteur ne peut pas "
    "l’ouvrir. Remplacez-le par une copie sans mot de passe.",
    State.DAMAGED: "Abîmé, ou pas un PDF malgré son nom : {known} Ouvrez-le sur votre ordinateur ; s’il s’ouvre, "
    "enregistrez-le de nouveau en PDF et remplacez-le.",
    State.TOO_HEAVY: "Trop lourd ou trop compliqué pour être lu en entier : {known} Remplacez-le par une version "
    "allégée, ou par plusieurs fichiers.",
    State.FAILED: f"La lecture a échoué {ATTEMPTS} fois : la recherche n’en connaît que le titre. Enregistrez de "
    "nouveau ce document pour la relancer ; si cela recommence, prévenez la personne qui s’occupe du serveur.",
}


class Note(NamedTuple):
    """A sentence or two about a PDF. A problem is something that the editor may want to change."""

    text: str
    is_problem: bool


def note(content: PdfContent | None, is_public: bool = True) -> Note:
    """Return the note about a PDF, of which nothing may be stored yet. Unless it is public, nothing of it is shown."""
    if content is None or content.state == State.WAITING:
        return _waiting(content)
    if content.state == State.READ:
        return _read(content, is_public)
    known = f"la recherche n’en connaît que {'le début' if content.is_cut else 'le titre'}."
    return Note(french(PROBLEMS[State(content.state)].format(known=known)), True)


def _waiting(content: PdfContent | None) -> Note:
    if content and 0 < content.attempts < ATTEMPTS:
        return Note(french(TRIED), False)
    late = content is not None and content.queued_at < timezone.now() - USUAL_WAIT
    return Note(french(WAITING_LONG if late else WAITING), late)


def _read(content: PdfContent, is_public: bool) -> Note:
    sentences = [f"Lu : {quantity(content.page_count or 0, 'page')} ;"]
    if not is_public:
        sentences.append(
            "sa collection est réservée, si bien que ni son texte ni sa couverture ne paraissent à la recherche."
        )
    elif content.is_cut:
        sentences.append("il est si long que la recherche n’en connaît que le début.")
    else:
        sentences.append("son texte se retrouve dans la recherche.")
    if is_public and not content.cover_id:
        sentences.append("Pas de couverture : sa première page est vide, ou n’a pas pu être dessinée.")
    return Note(french(" ".join(sentences)), False)


def notes_of(documents: Iterable[SillonDocument]) -> dict[int, Note]:
    """Return the notes about those of these documents that are PDFs, by document id, with two queries at most."""
    ids = [document.pk for document in documents if is_pdf(document)]
    if not ids:
        return {}
    contents = PdfContent.objects.defer("text").in_bulk(ids)
    public = set(Gate.public().documents(SillonDocument.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    return {pk: note(contents.get(pk), pk in public) for pk in ids}
