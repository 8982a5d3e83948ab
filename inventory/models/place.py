"""The sheet of a place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Choices
from django.http import Http404, HttpRequest
from wagtail.search import index

from core.blocks import GENERAL_BLOCKS
from core.fields import CodeSetField, FuzzyDateField, StreamField, date_columns
from core.gate import Audience, Gate
from core.models.page import BasePage, CardData, tabs
from inventory import completeness
from inventory.admin_form import PlaceForm
from inventory.departments import DEPARTMENTS, department_of
from inventory.models.facts import EconomyFacts, FacilitationFacts, OfferFacts, ProfileFacts, VisibilityChoices
from inventory.panels import PLACE_TABS
from inventory.points import PointField, read_point
from inventory.presentation import place_context
from inventory.querysets import PlaceManager
from inventory.reading import COLUMNS, read_place, values_of
from inventory.sheet import labels_of, place_structured_data
from inventory.validators import CompactField, validate_insee, validate_postcode, validate_rna, validate_siret
from inventory.visibility import FIELD_GROUPS, visible
from inventory.vocabulary import Equipment, Family, Milieu, Precision, Public, Space, State


class SiteProfilePage(ProfileFacts, EconomyFacts, OfferFacts, FacilitationFacts, VisibilityChoices, BasePage):
    """A place: what it is, where it is, and where we know it from."""

    icon = "sillon-place"
    card_kind = "place"
    facts_age = True
    reads_itself = True
    required_to_publish = ("summary", "families", "state", "milieu")
    #: What the page served now was read with, in one statement (see `inventory.reading`).
    known: dict[str, Any] | None = None

    # Identité
    other_names = models.CharField(
        "autres noms", max_length=255, blank=True, help_text="Sigle, ancien nom, nom d’usage."
    )
    summary = models.CharField(
        "résumé",
        max_length=280,
        blank=True,
        help_text="En 280 caractères, ce que l’on trouve dans ce lieu et pour qui.",
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="description",
        blank=True,
        help_text="L’histoire du lieu, ce qu’on y fait, ce qui s’y passe, bloc par bloc.",
    )
    operator = models.CharField(
        "structure porteuse",
        max_length=200,
        blank=True,
        help_text="L’association, la société ou la collectivité responsable.",
    )
    siret = CompactField("SIRET", max_length=14, blank=True, validators=[validate_siret], help_text="14 chiffres.")
    rna = CompactField(
        "numéro RNA",
        max_length=10,
        blank=True,
        validators=[validate_rna],
        help_text="Pour une association : W et 9 chiffres.",
    )
    families = CodeSetField("familles", vocabulary=Family, help_text="Une ou plusieurs.")
    state = models.CharField(
        "état",
        max_length=20,
        choices=State.choices,
        blank=True,
        db_index=True,
        help_text="Un lieu fermé reste dans l’inventaire : ce qu’on en sait sert aux suivants.",
    )
    opened = FuzzyDateField(
        "date d’ouverture", blank=True, help_text="Même approximative : « vers 2014 », « mars 2016 »."
    )
    opened_earliest, opened_latest, opened_label = date_columns()
    closed = FuzzyDateField(
        "date de fermeture", blank=True, help_text="Si le lieu a fermé. Même approximative : « fin 2019 »."
    )
    closed_earliest, closed_latest, closed_label = date_columns()
    closing_causes = models.TextField(
        "causes de fermeture", blank=True, help_text="Ce qui a manqué. C’est ce qui aide le plus ceux qui suivront."
    )
    hindsight = models.TextField(
        "ce qu’on ferait autrement", blank=True, help_text="Ce que vous diriez à qui recommence ailleurs."
    )
    logo = models.ForeignKey(
        "core.SillonImage",
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Paraît en tête de la fiche.",
    )
    website = models.URLField(
        "site web", max_length=500, blank=True, help_text="L’adresse complète, qui commence par https://"
    )
    email = models.EmailField("courriel", blank=True, help_text="Celui du lieu plutôt que celui d’une personne.")
    phone = models.CharField("téléphone", max_length=30, blank=True, help_text="Par exemple 04 76 00 00 00.")
    video_url = models.URLField(
        "vidéo", max_length=500, blank=True, help_text="L’adresse d’une vidéo qui présente le lieu."
    )

    # Localisation
    address = models.CharField("adresse", max_length=255, blank=True, help_text="Numéro et rue.")
    address_extra = models.CharField("complément", max_length=255, blank=True, help_text="Bâtiment, étage, lieu-dit.")
    postcode = models.CharField(
        "code postal", max_length=5, blank=True, validators=[validate_postcode], help_text="Cinq chiffres."
    )
    commune = models.CharField(
        "commune", max_length=100, blank=True, db_index=True, help_text="Son nom seul, sans code postal : « Grenoble »."
    )
    insee_code = models.CharField(
        "code INSEE",
        max_length=5,
        blank=True,
        db_index=True,
        validators=[validate_insee],
        help_text="Le code de la commune (cinq caractères), qui n’est pas son code postal : 38185 pour Grenoble.",
    )
    department = models.CharField("département", max_length=3, blank=True, editable=False, db_index=True)
    epci_code = models.CharField(
        "numéro SIREN de l’EPCI",
        max_length=9,
        blank=True,
        db_index=True,
        help_text="Neuf chiffres. Laissez vide si vous ne le connaissez pas.",
    )
    epci_name = models.CharField(
        "intercommunalité (EPCI)", max_length=200, blank=True, help_text="Par exemple « Grenoble-Alpes-Métropole »."
    )
    point = PointField(
        "point sur la carte", blank=True, help_text="Déplacez le repère, ou écrivez « latitude,longitude »."
    )
    longitude = models.DecimalField(
        "longitude", max_digits=9, decimal_places=6, null=True, editable=False, db_index=True
    )
    latitude = models.DecimalField("latitude", max_digits=8, decimal_places=6, null=True, editable=False, db_index=True)
    precision = models.CharField(
        "précision du point",
        max_length=10,
        choices=Precision.choices,
        blank=True,
        help_text="Ce que le repère désigne : la porte, la rue ou seulement la commune.",
    )
    milieu = models.CharField(
        "milieu",
        max_length=10,
        choices=Milieu.choices,
        blank=True,
        db_index=True,
        help_text="Un lieu rural ou de montagne ne vit pas comme un lieu de centre-ville : c’est le premier filtre.",
    )

    # Qualité
    completeness = models.PositiveSmallIntegerField("complétude", default=0, editable=False, db_index=True)
    objects = PlaceManager()

    template = "inventory/site_profile_page.html"
    page_description = "La fiche d’un tiers-lieu, ouvert, en projet ou fermé."
    parent_page_types = ["inventory.InventoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "fiche lieu"
        verbose_name_plural = "fiches lieux"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        for field in self._meta.concrete_fields:
            if isinstance(field, FuzzyDateField):
                field.derive(self, getattr(self, field.name))
        if self.opened_earliest and self.closed_latest and self.closed_latest < self.opened_earliest:
            raise ValidationError({"closed": "La fermeture précède l’ouverture."})

    def derive(self) -> None:
        """Set the columns that are never typed: coordinates, département, completeness. A malformed point is none."""
        try:
            found = read_point(self.point)
        except ValidationError:
            found = None
        self.longitude, self.latitude = found or (None, None)
        self.department = department_of(self.insee_code, self.postcode)
        self.completeness = completeness.score(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if getattr(request, "is_preview", False):
            self.known = values_of(self)
        else:
            self.known = self._read()
        # First, so that what follows finds the images loaded.
        shown = place_context(self, Gate.for_request(request))
        return super().get_context(request, *args, **kwargs) | shown

    def _read(self) -> dict[str, Any]:
        """The values of this live place in one statement, which its own fields get too, read before or not.

        Raises Http404 where it was unpublished since it was found.
        """
        known = read_place(self.pk)
        if known is None:
            raise Http404
        for name in (*COLUMNS, "social_image_id"):
            setattr(self, name, known[name])
        return known

    def theme_rows(self) -> list[dict[str, str]]:
        return self.known["themes"] if self.known else super().theme_rows()

    def as_card(self) -> CardData:
        if self.known:
            photos = [photo["image_id"] for photo in self.known["photos"]]
        else:
            photos = [photo.image_id for photo in self.photos.all()]
        place = f"{self.commune} ({self.department})" if self.commune and self.department else self.commune
        return CardData(
            summary=self.summary,
            label=place,
            image_id=photos[0] if photos else None,
            earliest=self.opened_earliest,
            latest=self.opened_latest,
        )

    def structured_data(self, gate: Gate) -> dict[str, Any]:
        return place_structured_data(self.known or values_of(self), gate)

    def family_labels(self) -> str:
        """The families in words, for the search."""
        return ", ".join(labels_of(list(self.families), Family))

    def public_words(self) -> str:
        """What else the sheet says to everyone, for the search."""
        words: dict[str, type[Choices]] = {"spaces": Space, "equipment": Equipment, "publics": Public}
        texts = ("transport", "rituals", "programming", "governance", "participation", "closing_causes", "hindsight")
        values = {name: getattr(self, name) for name in (*words, *texts, *FIELD_GROUPS)}
        told = visible(values, Audience.PUBLIC)
        labels = [label for name, vocabulary in words.items() for label in labels_of(told[name], vocabulary)]
        return " ".join(filter(None, [*labels, *(told[name] for name in texts)]))

    def department_name(self) -> str:
        return DEPARTMENTS.get(self.department, "")

    def meta_description(self, card: CardData) -> str:
        where = f"{self.commune} ({self.department_name()})" if self.department else self.commune
        facts = [self.family_labels(), where, self.get_state_display() if self.state else ""]
        said = ", ".join(fact for fact in facts if fact) or "tiers-lieu"
        return super().meta_description(card) or f"{self.title} : {said}."

    # --- Admin and search ---------------------------------------------------------------------------------------

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("other_names", boost=2),
        index.SearchField("commune", boost=2),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("epci_name"),
        index.SearchField("family_labels"),
        index.SearchField("public_words"),
        index.SearchField("postcode"),
        index.SearchField("department_name"),
        index.AutocompleteField("commune"),
        index.FilterField("department"),
        index.FilterField("insee_code"),
        index.FilterField("epci_code"),
        index.FilterField("families"),
        index.FilterField("state"),
        index.FilterField("milieu"),
        index.FilterField("commune"),
        index.FilterField("completeness"),
        index.FilterField("latitude"),
        index.FilterField("longitude"),
    ]

    edit_handler = tabs(*PLACE_TABS, form_class=PlaceForm)
