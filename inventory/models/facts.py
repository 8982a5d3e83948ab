"""Abstract models with the fields of a place other than identity and location, one for each tab of the admin form."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import CodeSetField, FuzzyDateField, date_columns
from inventory.choices import (
    Accessibility,
    Balance,
    Bandwidth,
    Equipment,
    Facilitation,
    Initiative,
    Management,
    Origin,
    Public,
    Space,
    SubsidyBand,
    Tenure,
    Visibility,
    YesNo,
)
from inventory.hours.fields import HoursField


def choice_field(verbose_name: str, vocabulary: type[models.TextChoices], help_text: str) -> models.CharField:
    """Build a field with one code of a vocabulary, or none."""
    return models.CharField(verbose_name, max_length=20, choices=vocabulary.choices, blank=True, help_text=help_text)


def visibility_field(verbose_name: str, help_text: str = "") -> models.PositiveSmallIntegerField:
    """Build a field with the widest audience that may see a group of fields."""
    return models.PositiveSmallIntegerField(
        verbose_name, choices=Visibility.choices, default=Visibility.PUBLIC, help_text=help_text
    )


class ProfileFacts(models.Model):
    """Abstract fields: who uses the place and where they come from."""

    publics = CodeSetField("publics", vocabulary=Public, help_text="Ceux qui viennent, pas ceux que l’on espère.")
    origins = CodeSetField("provenance", vocabulary=Origin, help_text="D’où viennent la plupart des usagers.")

    class Meta:
        abstract = True


class EconomyFacts(models.Model):
    """Abstract fields: management, funding, staff and premises."""

    management = CodeSetField(
        "mode de gestion", vocabulary=Management, help_text="Le statut de qui gère le lieu. Plusieurs s’il le faut."
    )
    initiative = choice_field("à l’initiative de", Initiative, "Qui a voulu ce lieu au départ.")
    subsidy = choice_field(
        "part de subvention", SubsidyBand, "Dans les recettes d’une année. Un ordre de grandeur aide déjà les suivants."
    )
    balance = choice_field("équilibre", Balance, "Au dernier exercice connu.")
    dependent = choice_field(
        "un seul financeur pour plus de la moitié", YesNo, "Un seul apporte plus de 50 % des recettes."
    )
    staff = models.DecimalField(
        "emplois (ETP)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="En équivalents temps plein, pour faire vivre le lieu : 0,5 ou 2.",
    )
    tenure = choice_field("foncier", Tenure, "À quel titre le lieu occupe ses murs.")
    lease_end = FuzzyDateField("échéance du bail", blank=True, help_text="Même approximative : « fin 2027 ».")
    lease_end_earliest, lease_end_latest, lease_end_label = date_columns()

    class Meta:
        abstract = True


class OfferFacts(models.Model):
    """Abstract fields: rooms, equipment, opening hours and access."""

    spaces = CodeSetField("types d’espaces", vocabulary=Space, help_text="Ce qui est ouvert aux usagers.")
    equipment = CodeSetField("équipements", vocabulary=Equipment, help_text="Ce que les usagers peuvent utiliser.")
    desks = models.PositiveSmallIntegerField(
        "postes de travail", null=True, blank=True, help_text="Combien de personnes peuvent s’installer."
    )
    built_area = models.PositiveIntegerField(
        "surface bâtie (m²)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(1_000_000)],
        help_text="En mètres carrés.",
    )
    outdoor_area = models.PositiveIntegerField(
        "surface extérieure (m²)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(10_000_000)],
        help_text="Cour, jardin, terrasse.",
    )
    bandwidth = choice_field("débit internet", Bandwidth, "En réception, tel qu’on le mesure sur place.")
    accessibility = choice_field(
        "accessibilité aux personnes à mobilité réduite", Accessibility, "De la rue jusqu’au poste de travail."
    )
    opening_hours = HoursField("horaires d’ouverture", blank=True)
    hours_note = models.CharField(
        "précision sur les horaires",
        max_length=255,
        blank=True,
        help_text="« Sur rendez-vous en août », « badge jour et nuit pour les abonnés ».",
    )
    transport = models.TextField(
        "comment venir", blank=True, help_text="Gare, arrêt de bus, piste cyclable, stationnement."
    )

    class Meta:
        abstract = True


class FacilitationFacts(models.Model):
    """Abstract fields: facilitation and governance."""

    facilitation = CodeSetField("dispositif d’animation", vocabulary=Facilitation, help_text="Un ou plusieurs.")
    facilitation_hours = models.DecimalField(
        "heures d’animation par semaine",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Toutes personnes ensemble.",
    )
    rituals = models.TextField("rituels", blank=True, help_text="Café du lundi, repas partagé, accueil des nouveaux.")
    programming = models.TextField(
        "programmation", blank=True, help_text="Ateliers, expositions, rencontres : lesquels, à quel rythme."
    )
    governance = models.TextField("gouvernance", blank=True, help_text="Qui décide de quoi, et comment.")
    participation = models.TextField(
        "participation des usagers", blank=True, help_text="Ce que les usagers font eux-mêmes, et ce qu’ils décident."
    )

    class Meta:
        abstract = True


class VisibilityChoices(models.Model):
    """Abstract fields: which audience may see which group of fields (see `inventory.visibility`)."""

    visibility_contact = visibility_field(
        "courriel, téléphone et réseaux visibles par",
        "Les autres lecteurs ne les voient ni sur la fiche, ni dans les fichiers à télécharger.",
    )
    visibility_structure = visibility_field(
        "structure porteuse, SIRET et RNA visibles par", "« L’équipe » : ceux qui entrent dans cette administration."
    )
    visibility_address = visibility_field(
        "adresse et point sur la carte visibles par",
        "La commune reste connue de tous ; le lieu n’est plus sur la carte.",
    )
    visibility_closing = visibility_field(
        "causes de fermeture visibles par", "Vaut aussi pour « ce qu’on ferait autrement »."
    )
    visibility_profiles = visibility_field("profils visibles par")
    visibility_economy = visibility_field("modèle économique visible par", "Sauf les tarifs, qui vont avec l’offre.")
    visibility_offer = visibility_field("offre, accès, horaires et tarifs visibles par")
    visibility_animation = visibility_field("animation visible par")
    visibility_difficulties = visibility_field("difficultés visibles par")
    visibility_practices = visibility_field("bonnes pratiques visibles par")

    class Meta:
        abstract = True
