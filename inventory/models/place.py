"""The page type of a place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Choices
from wagtail.search import index

from core.blocks import GENERAL_BLOCKS
from core.choices import labels_of
from core.fields import CodeSetField, EmailField, FuzzyDateField, PhoneField, StreamField, date_columns
from core.geo.fields import PointField
from core.geo.points import read_point
from core.models.page import BasePage, CardData, tabs
from core.text.fold import fold
from core.visibility.gate import Audience
from inventory import completeness
from inventory.admin.forms import PlaceAdminForm
from inventory.admin.panels import PLACE_TABS
from inventory.choices import Equipment, Family, Milieu, Precision, Public, Space, State
from inventory.fields import CompactField
from inventory.geo.departments import DEPARTMENTS, department_of
from inventory.models.facts import EconomyFacts, FacilitationFacts, OfferFacts, ProfileFacts, VisibilityChoices
from inventory.models.querysets import PlaceManager
from inventory.quality.flaws import CLOSED_BEFORE_OPENED, mark
from inventory.quality.kinds import FlawKind
from inventory.validators import validate_insee, validate_postcode, validate_rna, validate_siret
from inventory.visibility import FIELD_GROUPS, visible


class SiteProfilePage(ProfileFacts, EconomyFacts, OfferFacts, FacilitationFacts, VisibilityChoices, BasePage):
    """A place, with its identity, location, activity and sources."""

    icon = "sillon-place"
    card_kind = "place"
    summary_field = "summary"
    facts_age = True
    loads_own_row = True
    search_reader = "inventory.search.places.read_places"
    search_replaced = frozenset({"public_words"})
    search_names = ("other_names",)
    contact_fields = ("email", "phone")
    required_to_publish = ("summary", "families", "state", "milieu")
    #: Identifiers in sources are unique to a place, so that copies must not have them.
    exclude_fields_in_copy = ["sources"]
    copy_note = "La copie n’aura pas les sources de la fiche : leurs identifiants ne désignent qu’un seul lieu."
    alias_obstacle = (
        "Une fiche lieu ne peut pas avoir d’alias : les identifiants de ses sources ne désignent qu’un seul lieu. "
        "Faites-en une copie."
    )
    #: The values that the context builder has read (see `inventory.places.queries`), to avoid reading them twice.
    values_read: dict[str, Any] | None = None

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
    email = EmailField("courriel", blank=True, help_text="Celui du lieu plutôt que celui d’une personne.")
    phone = PhoneField("téléphone", max_length=30, blank=True, help_text="Par exemple 04 76 00 00 00.")
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
    flaws = CodeSetField("à revoir", vocabulary=FlawKind, editable=False)
    objects = PlaceManager()

    template = "inventory/site_profile_page.html"
    context_builder = "inventory.pages.place.place_context"
    page_description = "La fiche d’un tiers-lieu, ouvert, en projet ou fermé."
    parent_page_types = ["inventory.InventoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "fiche lieu"
        verbose_name_plural = "fiches lieux"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is None:  # otherwise the values stay as they are
            mark([self])
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        for field in self._meta.concrete_fields:
            if isinstance(field, FuzzyDateField):
                field.derive(self, getattr(self, field.name))
        if self.opened_earliest and self.closed_latest and self.closed_latest < self.opened_earliest:
            raise ValidationError({"closed": CLOSED_BEFORE_OPENED})

    def copy_child_relation(self, child_relation: Any, target: Any, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Copy a child relation to an alias, which earlier releases could make: its sources lose their identifiers."""
        children = super().copy_child_relation(child_relation, target, *args, **kwargs)
        if child_relation.get_accessor_name() == "sources":
            for row in target.sources.all():
                row.identifier, row.imported = "", {}
        return children

    def erase_contacts_of_children(self) -> None:
        """Empty the contacts that imports had brought."""
        for row in self.sources.model.objects.filter(place=self.pk).exclude(imported={}):
            imported = row.imported | {name: "" for name in self.contact_fields if row.imported.get(name)}
            if imported != row.imported:
                self.sources.model.objects.filter(pk=row.pk).update(imported=imported)

    def derive(self) -> None:
        """Set the derived columns: coordinates (None for an invalid point), département, completeness."""
        try:
            coordinates = read_point(self.point)
        except ValidationError:
            coordinates = None
        self.longitude, self.latitude = coordinates or (None, None)
        self.department = department_of(self.insee_code, self.postcode)
        self.completeness = completeness.score(self)

    def theme_rows(self) -> list[dict[str, str]]:
        return self.values_read["themes"] if self.values_read else super().theme_rows()

    def as_card(self) -> CardData:
        if self.values_read:
            image_ids = [photo["image_id"] for photo in self.values_read["photos"]]
        else:
            image_ids = [photo.image_id for photo in self.photos.all()]
        commune = f"{self.commune} ({self.department})" if self.commune and self.department else self.commune
        return CardData(
            summary=self.summary,
            label=commune,
            image_id=image_ids[0] if image_ids else None,
            earliest=self.opened_earliest,
            latest=self.opened_latest,
        )

    def family_labels(self) -> str:
        """Return the labels of the families, for the search index."""
        return ", ".join(labels_of(list(self.families), Family))

    def public_words(self) -> str:
        """Return other public texts and labels, for the search index."""
        vocabularies: dict[str, type[Choices]] = {"spaces": Space, "equipment": Equipment, "publics": Public}
        texts = ("transport", "rituals", "programming", "governance", "participation", "closing_causes", "hindsight")
        values = {name: getattr(self, name) for name in (*vocabularies, *texts, *FIELD_GROUPS)}
        public = visible(values, Audience.PUBLIC)
        labels = [label for name, vocabulary in vocabularies.items() for label in labels_of(public[name], vocabulary)]
        return " ".join(filter(None, [*labels, *(public[name] for name in texts)]))

    def department_name(self) -> str:
        return DEPARTMENTS.get(self.department, "")

    def get_admin_display_title(self) -> str:
        """Return the name with the commune, which tells places of one name apart in choosers and lists."""
        title: str = super().get_admin_display_title()
        return title if fold(self.commune) in fold(title) else f"{title} ({self.commune})"

    def meta_description(self) -> str:
        commune = f"{self.commune} ({self.department_name()})" if self.department else self.commune
        facts = [self.family_labels(), commune, self.get_state_display() if self.state else ""]
        summary = ", ".join(fact for fact in facts if fact) or "tiers-lieu"
        return super().meta_description() or f"{self.title} : {summary}."

    # --- Admin and search ---------------------------------------------------------------------------------------

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("other_names", boost=2),
        index.SearchField("commune", boost=2),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("epci_name", boost=2),
        index.SearchField("family_labels"),
        index.SearchField("public_words"),
        index.SearchField("postcode"),
        index.SearchField("department_name", boost=2),
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

    edit_handler = tabs(*PLACE_TABS, form_class=PlaceAdminForm)
