"""The levels of the outcomes of a decision tree: how favourable they are to the project."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    GO = "go", "Le moment est bon"
    PREPARE = "prepare", "À préparer d’abord"
    STOP = "stop", "Mieux vaut renoncer, ou faire autre chose"
