"""The bibliographic fields of a publication: its publisher, what it appeared in, and its identifiers."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from archive.publications import identifiers
from archive.publications.fields import DoiField, HalField, IsbnField


class Bibliography(models.Model):
    """Abstract fields of a publication that appeared elsewhere than on this site."""

    publisher = models.CharField(
        "éditeur ou institution",
        max_length=200,
        blank=True,
        help_text="Qui l’a publiée : une maison d’édition, une université, une collectivité. Pas ce site.",
    )
    published_in = models.CharField(
        "parue dans", max_length=250, blank=True, help_text="La revue, l’ouvrage ou les actes dont elle fait partie."
    )
    link = models.URLField(
        "adresse où la lire",
        max_length=500,
        blank=True,
        help_text="Si elle est en ligne ailleurs : la page d’où elle vient.",
    )
    isbn = IsbnField("ISBN", max_length=20, blank=True, help_text="Pour un livre : « 978-2-07-036002-4 ».")
    doi = DoiField(
        "DOI",
        max_length=200,
        blank=True,
        help_text="Par exemple « 10.4000/geocarrefour.1234 », ou l’adresse qui commence par https://doi.org/",
    )
    hal = HalField(
        "HAL", max_length=60, blank=True, help_text="Par exemple « halshs-01234567 », ou l’adresse de la notice."
    )

    reference_panels: list[Panel] = [
        FieldPanel("publisher"),
        FieldPanel("published_in"),
        FieldPanel("link"),
        FieldRowPanel([FieldPanel("isbn"), FieldPanel("doi"), FieldPanel("hal")]),
    ]

    class Meta:
        abstract = True

    @property
    def doi_url(self) -> str:
        """The address to which the DOI leads; "" without one."""
        return identifiers.doi_url(self.doi)

    @property
    def hal_url(self) -> str:
        """The address of the record in HAL; "" without one."""
        return identifiers.hal_url(self.hal)
