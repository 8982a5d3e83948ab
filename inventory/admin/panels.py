"""The panels of the admin form of a place, tab by tab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtailgeowidget.panels import LeafletPanel

from core.admin.panels import InlinePanel
from core.models.page import BasePage
from inventory.completeness import missing
from inventory.quality.flaws import Flaw, flaws_of
from inventory.visibility import FIELD_GROUPS
from inventory.widgets import LocalLeafletField


class CompletenessPanel(Panel):
    """The completeness of the place and its missing fields, as last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "inventory/admin/completeness_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            return {
                **super().get_context_data(parent_context),
                "score": self.instance.completeness,
                "missing": missing(self.instance),
            }


class FlawsPanel(Panel):
    """The values that the form will refuse or that were damaged, each with its tab, in the version that it shows."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "inventory/admin/flaws_panel.html"

        def is_shown(self) -> bool:
            return bool(self.flaws)

        @cached_property
        def flaws(self) -> list[Flaw]:
            is_sent = self.form is not None and self.form.is_bound  # its fields have the errors of what was typed
            return [] if is_sent or not self.instance.pk else flaws_of(self.instance)

        def get_context_data(self, parent_context: Any = None) -> Any:
            tabs = tabs_by_field()
            names = list(tabs)
            # What every page has, such as the description for search engines, is on the last tab.
            flaws = sorted(self.flaws, key=lambda flaw: names.index(flaw.name) if flaw.name in tabs else len(names))
            rows = [(flaw, tabs.get(flaw.name, "")) for flaw in flaws]
            return {**super().get_context_data(parent_context), "rows": rows}


class PointPanel(LeafletPanel):
    """The panel of a point, with the inventory's map widget."""

    def widget_overrides(self) -> dict[str, LocalLeafletField]:
        return {
            self.field_name: LocalLeafletField(
                address_field=self.address_field,
                zoom_field=self.zoom_field,
                hide_latlng=self.hide_latlng,
                zoom=self.zoom,
                srid=4326,
                id_prefix="id_",
            )
        }


PLACE_TABS: list[tuple[str, list[Panel]]] = [
    (
        "Identité",
        [
            FlawsPanel(),
            TitleFieldPanel("title", heading="Nom du lieu"),
            FieldPanel("other_names"),
            FieldPanel("summary", widget=AdminAutoHeightTextInput()),
            FieldPanel("families"),
            FieldPanel("state"),
            FieldPanel("body"),
            MultiFieldPanel(
                [FieldPanel("operator"), FieldRowPanel([FieldPanel("siret"), FieldPanel("rna")])],
                heading="Structure porteuse",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("opened"), FieldPanel("closed")]),
                    FieldPanel("closing_causes"),
                    FieldPanel("hindsight"),
                ],
                heading="Ouverture et fermeture",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("website"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                    FieldPanel("video_url"),
                ],
                heading="Contact",
            ),
            InlinePanel(
                "links", heading="Réseaux sociaux", label="Réseau", help_text="Les pages que le lieu tient à jour."
            ),
            InlinePanel("photos", heading="Photos", label="Photo", help_text="La première sert de vignette."),
            FieldPanel("logo"),
        ],
    ),
    (
        "Localisation",
        [
            FieldPanel("address"),
            FieldPanel("address_extra"),
            FieldRowPanel([FieldPanel("postcode"), FieldPanel("commune"), FieldPanel("insee_code")]),
            FieldRowPanel([FieldPanel("epci_name"), FieldPanel("epci_code")]),
            PointPanel("point"),
            FieldRowPanel([FieldPanel("precision"), FieldPanel("milieu")]),
        ],
    ),
    (
        "Profils",
        [
            FieldPanel("publics"),
            InlinePanel(
                "shares",
                heading="Proportions",
                label="Proportion",
                help_text="Même à peu près.",
            ),
            FieldPanel("origins"),
        ],
    ),
    (
        "Modèle économique",
        [
            InlinePanel(
                "prices",
                heading="Tarifs",
                label="Tarif",
                help_text="Ce qu’un visiteur demande en premier. Un tarif par ligne.",
            ),
            FieldPanel("management"),
            FieldPanel("initiative"),
            InlinePanel(
                "incomes",
                heading="Recettes",
                label="Recette",
                help_text="De quoi vit le lieu, la plus forte en premier.",
            ),
            FieldRowPanel([FieldPanel("subsidy"), FieldPanel("balance")]),
            InlinePanel(
                "funders", heading="Financeurs", label="Financeur", help_text="Qui a donné, à la création ou depuis."
            ),
            FieldRowPanel([FieldPanel("dependent"), FieldPanel("staff")]),
            FieldRowPanel([FieldPanel("tenure"), FieldPanel("lease_end")]),
        ],
    ),
    (
        "Offre et accès",
        [
            FieldPanel("opening_hours"),
            FieldPanel("hours_note"),
            FieldPanel("spaces"),
            FieldPanel("equipment"),
            FieldRowPanel([FieldPanel("desks"), FieldPanel("built_area"), FieldPanel("outdoor_area")]),
            InlinePanel("rooms", heading="Salles", label="Salle", help_text="Celles que l’on peut réserver."),
            FieldRowPanel([FieldPanel("bandwidth"), FieldPanel("accessibility")]),
            FieldPanel("transport"),
        ],
    ),
    (
        "Animation",
        [
            FieldPanel("facilitation"),
            FieldPanel("facilitation_hours"),
            FieldPanel("rituals"),
            FieldPanel("programming"),
            FieldPanel("governance"),
            FieldPanel("participation"),
        ],
    ),
    (
        "Difficultés",
        [
            InlinePanel(
                "difficulties",
                heading="Difficultés rencontrées",
                label="Difficulté",
                help_text="Ce qui a coûté du temps ou de l’argent : rien n’aide plus ceux qui suivent.",
            )
        ],
    ),
    (
        "Bonnes pratiques",
        [
            InlinePanel(
                "practices",
                heading="Bonnes pratiques",
                label="Bonne pratique",
                help_text="Ce qui marche ici et pourrait marcher ailleurs. Un témoignage peut en dire plus long.",
            )
        ],
    ),
    (
        "Qualité",
        [
            CompletenessPanel(),
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la fiche."),
            InlinePanel("labels", heading="Labels", label="Label", help_text="Reçus, même échus."),
            *BasePage.verification_panels,
            MultiFieldPanel(
                [FieldPanel(name) for name in FIELD_GROUPS],
                heading="Qui voit quoi",
                help_text="À régler quand le lieu demande de ne pas tout montrer. « L’équipe » : ceux qui entrent ici.",
            ),
            *BasePage.themes_panels,
        ],
    ),
]


@cache
def tabs_by_field() -> dict[str, str]:
    """Return the tab with each field and child list, in the order of the form."""
    return {name: tab for tab, panels in PLACE_TABS for name in _names(panels)}


def _names(panels: Iterable[Panel]) -> Iterator[str]:
    for panel in panels:
        if name := getattr(panel, "field_name", "") or getattr(panel, "relation_name", ""):
            yield name
        yield from _names(getattr(panel, "children", ()))
