"""Child models of a place about its activity: publics, income, funders, prices, rooms, difficulties, practices."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from inventory.choices import Band, Difficulty, FunderLevel, Income, PriceUnit, Public

FIRST_YEAR = 1900


class PlaceShare(Orderable):
    """The approximate share of a public among the users of a place."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="shares")
    public = models.CharField("public", max_length=20, choices=Public.choices, help_text="Qui.")
    band = models.CharField("proportion", max_length=20, choices=Band.choices, help_text="À peu près.")

    panels = [FieldRowPanel([FieldPanel("public"), FieldPanel("band")])]

    class Meta(Orderable.Meta):
        verbose_name = "proportion d’un public"
        verbose_name_plural = "proportions des publics"

    def __str__(self) -> str:
        return f"{self.get_public_display()} : {self.get_band_display()}"


class PlaceIncome(Orderable):
    """A source of income of a place. The first one brings the most."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="incomes")
    income = models.CharField("recette", max_length=20, choices=Income.choices, help_text="La plus forte en premier.")

    panels = [FieldPanel("income")]

    class Meta(Orderable.Meta):
        verbose_name = "recette"
        verbose_name_plural = "recettes"

    def __str__(self) -> str:
        return self.get_income_display()


class PlaceFunder(Orderable):
    """A funder of a place, and its level (State, region…)."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="funders")
    level = models.CharField("niveau", max_length=20, choices=FunderLevel.choices, help_text="Qui donne.")
    name = models.CharField("nom", max_length=150, blank=True, help_text="Par exemple « Département de l’Isère ».")

    panels = [FieldRowPanel([FieldPanel("level"), FieldPanel("name")])]

    class Meta(Orderable.Meta):
        verbose_name = "financeur"
        verbose_name_plural = "financeurs"

    def __str__(self) -> str:
        return self.name or self.get_level_display()


class PlacePrice(Orderable):
    """A price in euros."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="prices")
    offer = models.CharField("offre", max_length=150, help_text="Par exemple « Poste en espace ouvert ».")
    unit = models.CharField(
        "unité", max_length=20, choices=PriceUnit.choices, blank=True, help_text="Pour combien de temps."
    )
    price = models.DecimalField(
        "prix (€)",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text="Toutes taxes comprises ; 0 si c’est gratuit.",
    )

    panels = [FieldPanel("offer"), FieldRowPanel([FieldPanel("price"), FieldPanel("unit")])]

    class Meta(Orderable.Meta):
        verbose_name = "tarif"
        verbose_name_plural = "tarifs"

    def __str__(self) -> str:
        return self.offer


class PlaceRoom(Orderable):
    """A room that can be booked."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField("salle", max_length=100, help_text="Son nom, tel qu’on le demande à l’accueil.")
    capacity = models.PositiveSmallIntegerField(
        "capacité", null=True, blank=True, help_text="Combien de personnes assises."
    )

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("capacity")])]

    class Meta(Orderable.Meta):
        verbose_name = "salle"
        verbose_name_plural = "salles"

    def __str__(self) -> str:
        return self.name


class PlaceDifficulty(Orderable):
    """A difficulty that a place has met, and how it was resolved, if it was."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="difficulties")
    difficulty = models.CharField(
        "difficulté", max_length=20, choices=Difficulty.choices, db_index=True, help_text="De quel ordre."
    )
    text = models.TextField("en quelques mots", blank=True, help_text="Ce qui s’est passé, sans nommer personne.")
    since = models.PositiveSmallIntegerField(
        "depuis",
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR)],
        help_text="L’année, à quatre chiffres.",
    )
    resolved = models.BooleanField("résolue", default=False, help_text="À cocher si elle est derrière vous.")
    how = models.TextField("par quoi", blank=True, help_text="Ce qui a aidé, si quelque chose a aidé.")

    panels = [
        FieldRowPanel([FieldPanel("difficulty"), FieldPanel("since")]),
        FieldPanel("text"),
        FieldPanel("resolved"),
        FieldPanel("how"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "difficulté"
        verbose_name_plural = "difficultés"

    def __str__(self) -> str:
        return self.get_difficulty_display()

    def clean(self) -> None:
        if self.since and self.since > date.today().year:
            raise ValidationError({"since": "Cette année n’est pas encore venue."})


class PlacePractice(Orderable):
    """A good practice of a place that others may adopt."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="practices")
    context = models.TextField("contexte", blank=True, help_text="La situation de départ.")
    action = models.TextField("action", help_text="Ce que vous avez fait.")
    means = models.TextField("moyens", blank=True, help_text="Temps, argent, personnes, partenaires.")
    effects = models.TextField("effets", blank=True, help_text="Ce qui a changé ; des chiffres s’il y en a.")
    transfer = models.TextField(
        "conditions de transfert", blank=True, help_text="Ce qu’il faut pour que cela marche ailleurs."
    )
    evidence = models.URLField(
        "preuve", max_length=500, blank=True, help_text="L’adresse d’un bilan, d’un article, d’une photo."
    )

    panels = [
        FieldPanel("action"),
        FieldPanel("context"),
        FieldPanel("means"),
        FieldPanel("effects"),
        FieldPanel("transfer"),
        FieldPanel("evidence"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "bonne pratique"
        verbose_name_plural = "bonnes pratiques"

    def __str__(self) -> str:
        return self.action[:80]
