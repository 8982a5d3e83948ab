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
