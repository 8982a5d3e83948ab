"""Partners and people, to whom pages of several sections refer."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.admin.slug_input import SlugFromTitleInput
from core.text.slugs import slugify
from core.text.unique import first_free


class Partner(index.Indexed, models.Model):
    """An organisation."""

    class Kind(models.TextChoices):
        COMPANY = "company", "Entreprise"
        LOCAL_AUTHORITY = "local_authority", "Collectivité"
        PUBLIC_BODY = "public_body", "Organisme public"
        ASSOCIATION = "association", "Association"
        UNIVERSITY = "university", "Université ou école"
        UNION = "union", "Syndicat"
        OTHER = "other", "Autre"

    name = models.CharField(
        "nom", max_length=150, unique=True, help_text="Le nom en toutes lettres, comme l’organisation l’écrit."
    )
    slug = models.SlugField(
        "adresse",
        max_length=150,
        unique=True,
        help_text="Des minuscules et des tirets, par exemple « chambre-des-metiers ».",
    )
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.OTHER)
    url = models.URLField("site web", blank=True, help_text="L’adresse complète, qui commence par https://")
    logo = models.ForeignKey(
        "core.SillonImage",
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Paraît à côté du nom, si l’organisation est d’accord.",
    )

    description = models.TextField(
        "description", blank=True, help_text="Une ou deux phrases, en tête de la page du partenaire."
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug", widget=SlugFromTitleInput),
        FieldPanel("kind"),
        FieldPanel("description"),
        FieldPanel("url"),
        FieldPanel("logo"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("name"),
        index.FilterField("kind"),
        index.FilterField("url"),
    ]

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(index.Indexed, models.Model):
    """A speaker, author or witness, named with their consent."""

    name = models.CharField("nom", max_length=150, help_text="Prénom et nom, avec l’accord de la personne.")
    role = models.CharField(
        "fonction", max_length=150, blank=True, help_text="Par exemple « gérante » ou « chargée de mission »."
    )
    organisation = models.ForeignKey(
        Partner, verbose_name="organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )

    page_agreed_on = models.DateField(
        "a accepté une page à son nom le",
        null=True,
        blank=True,
        help_text="Le site montre alors une page de ce qu’elle a dit ou écrit. Videz ce champ pour la retirer.",
    )
    slug = models.SlugField(
        "adresse",
        max_length=150,
        unique=True,
        null=True,
        blank=True,
        help_text="Celle de cette page. Laissez vide : elle est tirée du nom.",
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("organisation"),
        FieldPanel("page_agreed_on"),
        FieldPanel("slug", widget=SlugFromTitleInput),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("name"),
        index.FilterField("role"),
    ]

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.page_agreed_on and not self.slug:
            taken = Person.objects.exclude(pk=self.pk)
            self.slug = first_free(
                slugify(self.name)[:140] or "personne", lambda slug: taken.filter(slug=slug).exists()
            )
        super().save(*args, **kwargs)
