"""The closed vocabularies of the archive: stable codes, French labels."""

from __future__ import annotations

from django.db import models


class EventKind(models.TextChoices):
    """Types of events."""

    ROUND_TABLE = "round_table", "Table ronde"
    LIGHT_ROUND_TABLE = "light_round_table", "Table ronde légère"
    MEETING = "meeting", "Réunion"
    RESTITUTION = "restitution", "Restitution"
    VISIT = "visit", "Visite"
    STAGE = "stage", "Étape"
    ON_DEMAND = "on_demand", "À la demande"


class EventState(models.TextChoices):
    """States of an event, from its announcement to its report."""

    ANNOUNCED = "announced", "Annoncé"
    HELD = "held", "A eu lieu"
    REPORTED = "reported", "Compte rendu publié"
    POSTPONED = "postponed", "Reporté"
    CANCELLED = "cancelled", "Annulé"


class Mode(models.TextChoices):
    """Ways to take part in an event."""

    IN_PERSON = "in_person", "Présentiel"
    ONLINE = "online", "À distance"
    HYBRID = "hybrid", "Hybride"


class PublicationKind(models.TextChoices):
    """Types of publications."""

    REVIEW = "review", "Dossier bilan"
    STUDY = "study", "Étude"
    GUIDE = "guide", "Guide"
    ARTICLE = "article", "Article"
    MINUTES = "minutes", "Compte rendu"
    THESIS = "thesis", "Mémoire"
    VIDEO = "video", "Vidéo"
    STUDY_FEEDBACK = "study_feedback", "Retour d’étude"


class AuthorKind(models.TextChoices):
    """The kind of an author who is only a name. Citations invert the names of people, not those of organisations."""

    PERSON = "person", "Une personne"
    ORGANISATION = "organisation", "Une organisation"


class ProjectKind(models.TextChoices):
    """Types of projects and groups."""

    PROJECT = "project", "Projet"
    STEERING_GROUP = "steering_group", "Groupe de pilotage"
    REFLECTION_GROUP = "reflection_group", "Groupe de réflexion"


class ProjectState(models.TextChoices):
    """States of projects and groups, in the order of the list. « Non précisé » until a source says more."""

    ACTIVE = "active", "En cours"
    PLANNED = "planned", "En préparation"
    SUSPENDED = "suspended", "En sommeil"
    FINISHED = "finished", "Terminé"
    UNKNOWN = "unknown", "Non précisé"


class Language(models.TextChoices):
    """Languages of publications, by their ISO 639-1 codes."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "Anglais"
    GERMAN = "de", "Allemand"
    SPANISH = "es", "Espagnol"
    ITALIAN = "it", "Italien"


class CommitmentStatus(models.TextChoices):
    """The status of a measure. All but « non documenté » are established by a piece of evidence."""

    UNDOCUMENTED = "undocumented", "Non documenté"
    NOT_STARTED = "not_started", "Non engagé"
    COMMITTED = "committed", "Engagé"
    IN_PROGRESS = "in_progress", "En cours"
    PARTIAL = "partial", "Partiellement réalisé"
    DONE = "done", "Réalisé"
    DROPPED = "dropped", "Abandonné"
    REPLACED = "replaced", "Remplacé"
    NOT_APPLICABLE = "not_applicable", "Sans objet"


#: The statuses that a piece of evidence can establish, as choices of a field.
ESTABLISHED = [choice for choice in CommitmentStatus.choices if choice[0] != CommitmentStatus.UNDOCUMENTED]


class Deadline(models.TextChoices):
    """The state of a measure's deadline: none, ahead, passed, or closed by a final status."""

    NONE = "none", "Sans échéance"
    AHEAD = "ahead", "Pas encore échue"
    LATE = "late", "Échéance dépassée"
    CLOSED = "closed", "Close"


class EvidenceKind(models.TextChoices):
    """Types of evidence."""

    LAW = "law", "Loi, décret ou arrêté"
    OFFICIAL = "official", "Annonce ou dossier de presse"
    PARLIAMENT = "parliament", "Question ou débat parlementaire"
    REPORT = "report", "Rapport ou étude"
    FIGURES = "figures", "Données chiffrées"
    PRESS = "press", "Article de presse"
    EVENT = "event", "Rencontre ou lancement"
    FIELD = "field", "Constat de terrain"
    OTHER = "other", "Autre"


class EvidenceAction(models.TextChoices):
    """The kinds of changes to the evidence of a measure."""

    VALIDATED = "validated", "Preuve validée"
    CORRECTED = "corrected", "Preuve corrigée"
    WITHDRAWN = "withdrawn", "Preuve retirée"
