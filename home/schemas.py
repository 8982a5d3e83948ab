"""Response schemas of the site's API."""

from __future__ import annotations

from pydantic import Field

from core.api.schemas import Image, Link, ResponseModel


class Contact(ResponseModel):
    """Comment joindre l’équipe."""

    email: str = Field(description="Courriel.")
    phone: str = Field(description="Téléphone.")
    address: str = Field(description="Adresse postale.")


class Menus(ResponseModel):
    """Les menus du site ; les adresses sont entières."""

    main: list[Link] = Field(description="Menu principal.")
    footer: list[Link] = Field(description="Menu du pied de page.")


class SiteDetail(ResponseModel):
    """Identité, menus et contact."""

    name: str = Field(description="Nom du site.")
    baseline: str = Field(description="Phrase qui suit le nom.")
    url: str = Field(description="Adresse de l’accueil.")
    logo: Image | None = Field(description="Logo.")
    contact: Contact = Field(description="Contact.")
    footer_text: str = Field(description="Texte du pied de page, des retours à la ligne possibles.")
    social_links: list[str] = Field(description="Adresses sur les réseaux sociaux.")
    menus: Menus = Field(description="Menus.")
