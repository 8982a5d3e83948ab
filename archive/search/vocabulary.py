"""The words for events, publications and measures, and for their kinds and standings."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from archive.choices import CommitmentStatus, Deadline, EventKind, PublicationKind
from core.search.words import key


class Noun(NamedTuple):
    """A noun for one thing and for several. `is_vague` if the words often mean something else."""

    one: str
    several: str
    is_feminine: bool = False
    is_vague: bool = False


EVENT = Noun("évènement", "évènements")
PUBLICATION = Noun("publication", "publications", True)
MEASURE = Noun("mesure", "mesures", True)
EVENT_KINDS = {
    EventKind.ROUND_TABLE: Noun("table ronde", "tables rondes", True),
    EventKind.LIGHT_ROUND_TABLE: Noun("table ronde légère", "tables rondes légères", True),
    EventKind.MEETING: Noun("réunion", "réunions", True),
    EventKind.RESTITUTION: Noun("restitution", "restitutions", True),
    EventKind.VISIT: Noun("visite", "visites", True, True),
    EventKind.STAGE: Noun("étape", "étapes", True, True),
    EventKind.ON_DEMAND: Noun("évènement à la demande", "évènements à la demande"),
}
PUBLICATION_KINDS = {
    PublicationKind.REVIEW: Noun("dossier bilan", "dossiers bilans"),
    PublicationKind.STUDY: Noun("étude", "études", True, True),
    PublicationKind.GUIDE: Noun("guide", "guides", False, True),
    PublicationKind.ARTICLE: Noun("article", "articles", False, True),
    PublicationKind.MINUTES: Noun("compte rendu", "comptes rendus"),
    PublicationKind.THESIS: Noun("mémoire", "mémoires", False, True),
    PublicationKind.VIDEO: Noun("vidéo", "vidéos", True, True),
    PublicationKind.STUDY_FEEDBACK: Noun("retour d’étude", "retours d’étude"),
}
STATUSES = {
    CommitmentStatus.UNDOCUMENTED: "non documenté",
    CommitmentStatus.NOT_STARTED: "non engagé, pas commencé, pas engagé",
    CommitmentStatus.COMMITTED: "engagé",
    CommitmentStatus.IN_PROGRESS: "en cours, commencé",
    CommitmentStatus.PARTIAL: "partiellement réalisé, réalisé en partie, partiel",
    CommitmentStatus.DONE: "réalisé, tenu, achevé, terminé, fait",
    CommitmentStatus.DROPPED: "abandonné",
    CommitmentStatus.REPLACED: "remplacé",
    CommitmentStatus.NOT_APPLICABLE: "sans objet",
}
DEADLINES = {
    Deadline.LATE: "en retard, retard, échéance dépassée, dépassé, non tenu, pas tenu",
    Deadline.AHEAD: "pas encore échu, à échoir",
    Deadline.NONE: "sans échéance",
}
_EVENT_WORDS = "événement, évènement, rencontre, agenda, rendez-vous, soirée, manifestation, calendrier"
_REPORT_WORDS = "compte-rendu, comptes-rendus, compte rendu, CR"
_PUBLICATION_WORDS = "publication, publié"
_EVENT_ALIASES = {
    EventKind.ROUND_TABLE: "table-ronde",
    EventKind.LIGHT_ROUND_TABLE: "table ronde légère, soirée légère",
    EventKind.MEETING: "réunion",
    EventKind.RESTITUTION: "restitution",
    EventKind.VISIT: "visite",
    EventKind.STAGE: "étape",
    EventKind.ON_DEMAND: "à la demande",
}
_PUBLICATION_ALIASES = {
    PublicationKind.REVIEW: "dossier, bilan",
    PublicationKind.STUDY: "rapport, enquête",
    PublicationKind.GUIDE: "guides",
    PublicationKind.THESIS: "mémoire de fin d’études, thèse",
    PublicationKind.VIDEO: "film",
    PublicationKind.STUDY_FEEDBACK: "retours d’études",
}
#: Aliases that mean much else too.
_VAGUE = frozenset(map(key, ("dossier", "bilan", "rapport", "enquête", "film", "thèse", "agenda", "soirée", "CR")))


class Word(NamedTuple):
    """What words mean: `of` is « event », « report », « publication », « status » or « deadline », with a code.

    « other » is nothing of the archive: a « salle de réunion ».
    """

    of: str
    code: str = ""
    is_vague: bool = False


@cache
def meanings() -> dict[str, Word]:
    """Return what keys (see `core.search.words.key`) mean."""
    by_key: dict[str, Word] = {}
    for of, texts in (("event", _EVENT_WORDS), ("report", _REPORT_WORDS), ("publication", _PUBLICATION_WORDS)):
        by_key |= {key(text): Word(of, is_vague=key(text) in _VAGUE) for text in texts.split(", ")}
    for of, nouns, aliases in (
        ("event", EVENT_KINDS, _EVENT_ALIASES), ("publication", PUBLICATION_KINDS, _PUBLICATION_ALIASES),
    ):  # fmt: skip
        for code, noun in nouns.items():
            for text in (noun.one, *aliases.get(code, "").split(", ")):  # type: ignore[arg-type]
                if text:
                    word = Word(of, str(code), noun.is_vague or key(text) in _VAGUE)
                    by_key.setdefault(key(text), word)
    return by_key | {key("salle de réunion"): Word("other")}


@cache
def standings() -> dict[str, Word]:
    """Return the statuses and deadlines of measures by key; they mean so beside a word for measures only."""
    by_key: dict[str, Word] = {}
    for of, texts_by_code in (("deadline", DEADLINES), ("status", STATUSES)):
        for code, texts in texts_by_code.items():  # type: ignore[attr-defined]
            for text in texts.split(", "):
                by_key.setdefault(key(text), Word(of, str(code)))
    return by_key


#: Words for measures, in the singular.
MEASURE_WORDS = frozenset(["mesure", "engagement", "promesse"])


def label_of_word(word: Word) -> str:
    """Return the French label of what words mean: « Table ronde », « Échéance dépassée »."""
    if not word.code:
        return {"event": "Évènement", "report": "Compte rendu", "publication": "Publication"}[word.of]
    vocabularies = {
        "event": EventKind, "publication": PublicationKind, "status": CommitmentStatus, "deadline": Deadline,
    }  # fmt: skip
    return str(vocabularies[word.of](word.code).label)
