"""The kinds of flaws in the values of a place, by which editors filter the listing."""

from __future__ import annotations

from django.db import models


class FlawKind(models.TextChoices):
    POINT = "point", "Point sur la carte"
    CODES = "codes", "Code postal ou INSEE"
    PHONE = "phone", "Téléphone"
    EMAIL = "email", "Courriel"
    WEB = "web", "Adresse web"
    DAMAGED = "damaged", "Texte abîmé ou coupé"
    EMPTY_WORDS = "empty_words", "Texte qui ne dit rien"
    DATES = "dates", "Dates"
    OTHER = "other", "Autre valeur refusée"
