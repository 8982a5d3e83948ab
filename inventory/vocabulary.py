"""Closed vocabularies of the inventory: stable codes, French labels."""

from __future__ import annotations

from django.db import models

from core.gate import Audience


class Family(models.TextChoices):
    """Families of France Tiers-Lieux, and the wider scope of the alliance."""

    COWORKING = "coworking", "Coworking"
    CRAFT_WORKSHOP = "craft_workshop", "Atelier artisanal partagé"
    FABLAB = "fablab", "Fablab, makerspace, hackerspace"
    SHARED_KITCHEN = "shared_kitchen", "Cuisine partagée, foodlab"
    LIVING_LAB = "living_lab", "Living lab"
    FOOD_PLACE = "food_place", "Tiers-lieu nourricier"
    CULTURAL_PLACE = "cultural_place", "Tiers-lieu culturel"
    TELECENTRE = "telecentre", "Télécentre"
    BUSINESS_HOUSE = "business_house", "Maison d’entreprises"
    ECO_CENTRE = "eco_centre", "Écocentre"
    INCUBATOR = "incubator", "Pépinière ou hôtel d’entreprises"
    SERVICE_HOUSE = "service_house", "Maison de services"
    OPEN_OFFICE = "open_office", "Bureau d’entreprise ouvert"


class State(models.TextChoices):
    """Where a place stands in its life. Closed places stay in the inventory."""

    IDEA = "idea", "En réflexion"
    PROJECT = "project", "En projet"
    PREFIGURATION = "prefiguration", "En préfiguration"
    ACTIVE = "active", "En activité"
    DORMANT = "dormant", "En sommeil"
    TRANSFORMING = "transforming", "En transformation"
    CLOSED = "closed", "Fermé"
    UNKNOWN = "unknown", "Inconnu"


class Milieu(models.TextChoices):
    URBAN = "urban", "Urbain"
    PERIURBAN = "periurban", "Péri-urbain"
    RURAL = "rural", "Rural"
    MOUNTAIN = "mountain", "Montagne"


class Precision(models.TextChoices):
    """How near the point is to the door."""

    NUMBER = "number", "Numéro dans la rue"
    STREET = "street", "Rue"
    LOCALITY = "locality", "Lieu-dit"
    COMMUNE = "commune", "Commune"
    BY_HAND = "by_hand", "Placé à la main"


class Label(models.TextChoices):
    FABRIQUE = "fabrique_territoire", "Fabrique de territoire"
    MANUFACTURE = "manufacture_proximite", "Manufacture de proximité"
    FRANCE_SERVICES = "france_services", "France services"
    CONSEILLER_NUMERIQUE = "conseiller_numerique", "Conseiller numérique"
    EVS = "evs", "Espace de vie sociale"
    OTHER = "other", "Autre"


class Network(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    LINKEDIN = "linkedin", "LinkedIn"
    MASTODON = "mastodon", "Mastodon"
    YOUTUBE = "youtube", "YouTube"
    X = "x", "X (Twitter)"
    OTHER = "other", "Autre"


class Visibility(models.IntegerChoices):
    """Who may see a group of fields."""

    PUBLIC = Audience.PUBLIC, "Tout le monde"
    MEMBERS = Audience.MEMBERS, "Les membres"
    TEAM = Audience.TEAM, "L’équipe"
