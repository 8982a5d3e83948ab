"""The vocabularies of the inventory: stable codes with French labels."""

from __future__ import annotations

from django.db import models

from core.visibility.gate import Audience


class Family(models.TextChoices):
    """The families of France Tiers-Lieux, extended by the alliance."""

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
    """The stage of a place's life. Closed places stay in the inventory."""

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
    """The precision of a place's point."""

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


class Public(models.TextChoices):
    """The people who use a place."""

    INDEPENDENTS = "independents", "Indépendants"
    TELEWORKERS = "teleworkers", "Salariés en télétravail"
    COMPANIES = "companies", "Entreprises"
    CRAFTSPEOPLE = "craftspeople", "Artisans et commerçants"
    ASSOCIATIONS = "associations", "Associations"
    STUDENTS = "students", "Étudiants"
    JOBSEEKERS = "jobseekers", "Demandeurs d’emploi"
    RETIRED = "retired", "Retraités"
    RESIDENTS = "residents", "Habitants"


class Band(models.TextChoices):
    """An approximate proportion."""

    UNDER_10 = "under_10", "Moins de 10 %"
    FROM_10 = "from_10", "De 10 à 25 %"
    FROM_25 = "from_25", "De 25 à 50 %"
    FROM_50 = "from_50", "De 50 à 75 %"
    OVER_75 = "over_75", "Plus de 75 %"


class Origin(models.TextChoices):
    """The area that most users come from."""

    NEAR = "near", "Le quartier ou le village"
    COMMUNE = "commune", "La commune"
    AROUND = "around", "Les communes voisines (moins de 15 km)"
    DEPARTMENT = "department", "Le département"
    BEYOND = "beyond", "Plus loin"


class Management(models.TextChoices):
    """The legal form of the organisation that runs a place."""

    ASSOCIATION = "association", "Association"
    CITIZENS = "citizens", "Collectif citoyen"
    UNIVERSITY = "university", "Université ou école"
    SCHOOL = "school", "Établissement scolaire"
    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    COMPANY = "company", "SARL, SA, SAS"
    SCIC = "scic", "SCIC"
    SCOP = "scop", "SCOP"
    GIP = "gip", "GIP"
    SPL = "spl", "SPL"
    SCI = "sci", "SCI"
    SOLE_TRADER = "sole_trader", "Entreprise individuelle"


class Initiative(models.TextChoices):
    """The kind of organisation that started a place."""

    LOCAL_AUTHORITY = "local_authority", "Une collectivité"
    COMPANY = "company", "Une ou des entreprises"
    ASSOCIATION = "association", "Une association"
    CITIZENS = "citizens", "Des habitants"
    EDUCATION = "education", "Une université ou une école"
    MIXED = "mixed", "Plusieurs à la fois"


class Income(models.TextChoices):
    """The kinds of income of a place."""

    DESKS = "desks", "Location de postes et de bureaux"
    ROOMS = "rooms", "Location de salles"
    MEMBERSHIPS = "memberships", "Adhésions"
    WORKSHOPS = "workshops", "Ateliers et machines"
    TRAINING = "training", "Formation et accompagnement"
    EVENTS = "events", "Évènements"
    CATERING = "catering", "Café, restauration"
    SALES = "sales", "Vente de produits"
    SUBSIDIES = "subsidies", "Subventions"
    DONATIONS = "donations", "Dons et mécénat"
    OTHER = "other", "Autres recettes"


class SubsidyBand(models.TextChoices):
    """The share of public subsidies in the yearly income."""

    NONE = "none", "Aucune subvention"
    UNDER_25 = "under_25", "Moins de 25 %"
    FROM_25 = "from_25", "De 25 à 50 %"
    FROM_50 = "from_50", "De 50 à 75 %"
    OVER_75 = "over_75", "Plus de 75 %"


class FunderLevel(models.TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    DEPARTMENT = "department", "Département"
    REGION = "region", "Région"
    STATE = "state", "État"
    EUROPE = "europe", "Europe"
    SOCIAL = "social", "Organisme social"
    PRIVATE = "private", "Entreprise ou fondation"


class Balance(models.TextChoices):
    SURPLUS = "surplus", "Excédent"
    BALANCED = "balanced", "Équilibre"
    DEFICIT = "deficit", "Déficit"


class YesNo(models.TextChoices):
    """Yes or no; empty if unknown."""

    YES = "yes", "Oui"
    NO = "no", "Non"


class Tenure(models.TextChoices):
    """The right by which a place occupies its premises."""

    OWNER = "owner", "Propriétaire"
    MARKET_RENT = "market_rent", "Loyer de marché"
    MODERATE_RENT = "moderate_rent", "Loyer modéré"
    PROVIDED = "provided", "Mise à disposition"
    UNTITLED = "untitled", "Sans titre"


class PriceUnit(models.TextChoices):
    HOUR = "hour", "l’heure"
    HALF_DAY = "half_day", "la demi-journée"
    DAY = "day", "la journée"
    WEEK = "week", "la semaine"
    MONTH = "month", "le mois"
    YEAR = "year", "l’année"
    USE = "use", "l’unité"


class Space(models.TextChoices):
    """The types of rooms of a place."""

    OPEN_SPACE = "open_space", "Espace ouvert de travail"
    OFFICES = "offices", "Bureaux fermés"
    MEETING_ROOM = "meeting_room", "Salle de réunion"
    EVENT_ROOM = "event_room", "Salle de conférence ou de réception"
    TRAINING_ROOM = "training_room", "Salle de formation"
    BOOTH = "booth", "Cabine d’appel"
    WORKSHOP = "workshop", "Atelier"
    KITCHEN = "kitchen", "Cuisine"
    CAFE = "cafe", "Café, restaurant"
    SHOP = "shop", "Boutique"
    CHILDCARE = "childcare", "Garde d’enfants"
    LODGING = "lodging", "Hébergement"
    STORAGE = "storage", "Stockage"
    OUTDOORS = "outdoors", "Jardin, terrasse"


class Equipment(models.TextChoices):
    PRINTER = "printer", "Imprimante"
    VIDEOCONFERENCE = "videoconference", "Visioconférence"
    PROJECTOR = "projector", "Vidéoprojecteur"
    COMPUTERS = "computers", "Ordinateurs en libre accès"
    PRINTER_3D = "printer_3d", "Imprimante 3D"
    LASER_CUTTER = "laser_cutter", "Découpe laser"
    WOODWORK = "woodwork", "Outils du bois"
    METALWORK = "metalwork", "Outils du métal"
    SEWING = "sewing", "Machines à coudre"
    LOCKERS = "lockers", "Casiers"
    PARKING = "parking", "Parking"
    BIKES = "bikes", "Abri à vélos"
    CHARGING = "charging", "Borne de recharge"
    SHOWER = "shower", "Douche"


class Bandwidth(models.TextChoices):
    UNDER_8 = "under_8", "Moins de 8 Mbit/s"
    FROM_8 = "from_8", "De 8 à 30 Mbit/s"
    FROM_30 = "from_30", "De 30 à 100 Mbit/s (très haut débit)"
    OVER_100 = "over_100", "Plus de 100 Mbit/s (fibre)"


class Accessibility(models.TextChoices):
    """For people with reduced mobility."""

    FULL = "full", "Accessible"
    PARTIAL = "partial", "En partie accessible"
    NONE = "none", "Non accessible"


class Facilitation(models.TextChoices):
    """The kinds of facilitation of a place."""

    EMPLOYEE = "employee", "Animateur salarié"
    VOLUNTEERS = "volunteers", "Bénévoles"
    ROTATION = "rotation", "Usagers à tour de rôle"
    SHARED = "shared", "Facilitateur partagé avec d’autres lieux"
    NONE = "none", "Aucun"


class Difficulty(models.TextChoices):
    ATTENDANCE = "attendance", "Fréquentation"
    FUNDING = "funding", "Financement"
    SUBSIDY = "subsidy", "Dépendance à une subvention"
    STAFF = "staff", "Ressources humaines"
    GOVERNANCE = "governance", "Gouvernance"
    PREMISES = "premises", "Foncier"
    CONNECTION = "connection", "Connexion"
    MOBILITY = "mobility", "Mobilité"
    COMPETITION = "competition", "Concurrence de proximité"
    EMPLOYERS = "employers", "Reconnaissance par les employeurs"
    POLITICAL = "political", "Portage politique"
    LEGAL = "legal", "Juridique et assurance"


class Visibility(models.IntegerChoices):
    """The audience that may see a group of fields."""

    PUBLIC = Audience.PUBLIC, "Tout le monde"
    MEMBERS = Audience.MEMBERS, "Les membres"
    TEAM = Audience.TEAM, "L’équipe"
