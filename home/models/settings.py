"""The site settings that editors change: identity and menus."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from core.admin.panels import InlinePanel
from core.fields import EmailField, PhoneField


@register_setting(icon="site", order=1)
class Identity(BaseSiteSetting):
    """Name, logo, contact and legal lines of a site."""

    name = models.CharField(
        "nom du site",
        max_length=100,
        blank=True,
        help_text="Paraît en tête de chaque page et dans l’onglet du navigateur.",
    )
    baseline = models.CharField(
        "phrase d’accroche",
        max_length=200,
        blank=True,
        help_text="Ce qu’est le réseau, en une ligne ; paraît à côté du nom.",
    )
    logo = models.ForeignKey(
        "core.SillonImage",
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Paraît en tête de chaque page. Une image à fond transparent convient le mieux.",
    )
    email = EmailField("courriel de contact", blank=True, help_text="Paraît au bas de chaque page.")
    phone = PhoneField("téléphone", max_length=30, blank=True, help_text="Paraît au bas de chaque page.")
    address = models.TextField(
        "adresse postale", blank=True, help_text="Paraît au bas de chaque page, sur plusieurs lignes s’il le faut."
    )
    social_links = models.TextField("réseaux sociaux", blank=True, help_text="Une adresse par ligne.")
    footer_text = models.TextField(
        "texte de pied de page",
        blank=True,
        help_text="Une ou deux phrases au bas de chaque page : qui publie ce site, avec quel soutien.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("baseline"), FieldPanel("logo")], heading="Identité"),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("phone"), FieldPanel("address"), FieldPanel("social_links")],
            heading="Contact",
        ),
        FieldPanel("footer_text"),
    ]

    class Meta:
        verbose_name = "identité du site"

    def __str__(self) -> str:
        return self.name or "Identité du site"


@register_setting(icon="list-ul", order=2)
class Navigation(ClusterableModel, BaseSiteSetting):
    """The menus of the header and of the footer."""

    panels = [
        InlinePanel(
            "main_items",
            heading="Menu principal",
            label="Entrée",
            max_num=7,
            help_text="En tête de chaque page, dans cet ordre.",
        ),
        InlinePanel(
            "footer_items",
            heading="Menu de pied de page",
            label="Entrée",
            max_num=12,
            help_text="Au bas de chaque page : mentions légales, accessibilité, recherche…",
        ),
    ]

    class Meta:
        verbose_name = "menus"

    def __str__(self) -> str:
        return "Menus"


class NavigationItem(Orderable):
    """Abstract fields of a menu item: a link to a page of the site, or to any URL."""

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Le lien suit la page si elle change d’adresse, et disparaît si elle n’est plus publiée.",
    )
    url = models.CharField("ou adresse", max_length=255, blank=True, help_text="Par exemple « /recherche/ ».")
    label = models.CharField("libellé", max_length=60, blank=True, help_text="Laissez vide pour le titre de la page.")

    panels = [PageChooserPanel("page"), FieldPanel("url"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label or str(self.page)

    def clean(self) -> None:
        if not self.page_id and not self.url:
            raise ValidationError({"page": "Choisissez une page, ou écrivez une adresse."})
        if self.url and not self.url.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"url": "Une adresse commence par « / » ou par « https:// »."})
        if self.url and not self.label:
            raise ValidationError({"label": "Une adresse a besoin d’un libellé."})


class MenuItem(NavigationItem):
    navigation = ParentalKey(Navigation, on_delete=models.CASCADE, related_name="main_items")

    class Meta(NavigationItem.Meta):
        verbose_name = "entrée du menu principal"


class FooterItem(NavigationItem):
    navigation = ParentalKey(Navigation, on_delete=models.CASCADE, related_name="footer_items")

    class Meta(NavigationItem.Meta):
        verbose_name = "entrée du pied de page"
