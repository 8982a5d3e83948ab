"""The admin form of a place, tab by tab."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.models.page import BasePage
from inventory.points import PointPanel

PLACE_TABS: list[tuple[str, list[Panel]]] = [
    (
        "Identité",
        [
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
            InlinePanel(
                "photos", heading="Photos", label="Photo", help_text="La première sert de vignette dans les listes."
            ),
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
        "Qualité",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la fiche."),
            InlinePanel("labels", heading="Labels", label="Label", help_text="Ceux que le lieu a reçus, même échus."),
            *BasePage.verification_panels,
            MultiFieldPanel(
                [
                    FieldPanel("visibility_contact"),
                    FieldPanel("visibility_structure"),
                    FieldPanel("visibility_closing"),
                ],
                heading="Qui voit quoi",
                help_text="À régler quand le lieu demande de ne pas tout montrer.",
            ),
            *BasePage.themes_panels,
        ],
    ),
]
