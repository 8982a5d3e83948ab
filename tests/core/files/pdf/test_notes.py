"""What an editor reads about a PDF, in each of its states."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.files.pdf.notes import USUAL_WAIT, note
from core.models import PdfContent

State = PdfContent.State


def content(state: State, **values) -> PdfContent:
    return PdfContent(state=state, **{"page_count": 12, "cover_id": 1, **values})


@pytest.mark.parametrize(
    ("made", "is_public", "sentence"),
    [
        (None, True, "En attente de lecture"),
        (content(State.WAITING), True, "En attente de lecture"),
        (content(State.WAITING, attempts=1), True, "elle sera reprise dans l’heure"),
        (content(State.READ), True, "Lu : 12 pages ; son texte se retrouve dans la recherche."),
        (content(State.READ, page_count=1), True, "Lu : 1 page ;"),
        (content(State.READ, is_cut=True), True, "si long que la recherche n’en connaît que le début."),
        (content(State.READ), False, "sa collection est réservée"),
        (content(State.READ, cover_id=None), True, "Pas de couverture"),
        (content(State.READ, cover_id=None), False, "ni son texte ni sa couverture"),
    ],
)
def test_what_is_as_it_should_be(made, is_public, sentence):
    text, is_problem = note(made, is_public)
    assert sentence in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert not is_problem


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (content(State.NO_TEXT), "Aucun texte : sans doute un document numérisé."),
        (content(State.PROTECTED), "Protégé par un mot de passe : la recherche n’en connaît que le titre"),
        (content(State.DAMAGED), "la recherche n’en connaît que le titre. Ouvrez-le"),
        (content(State.TOO_HEAVY, is_cut=True), "la recherche n’en connaît que le début. Remplacez-le"),
        (content(State.TOO_HEAVY), "la recherche n’en connaît que le titre. Remplacez-le"),
        (content(State.FAILED), "La lecture a échoué 3 fois"),
        (content(State.WAITING, queued_at=timezone.now() - USUAL_WAIT - timedelta(minutes=1)), "prévenez la personne"),
    ],
)
def test_what_an_editor_may_change(made, sentence):
    text, is_problem = note(made)
    assert sentence in text.replace("\u00a0", " ")
    assert is_problem
