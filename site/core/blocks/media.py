"""Blocks of images and files."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock

from core.blocks.base import GeneralBlock, Group
from core.blocks.choosers import DocumentChooserBlock, ImageBlock
from core.blocks.resolver import DocumentData
from core.files.images import ImageData


def example_image() -> ImageData:
    """Return the static drawing that stands for an image in previews."""
    return ImageData(
        id=0,
        title="",
        alt="",
        width=400,
        height=300,
        url=static("images/example.svg"),
        sources={},
        credit="",
        licence="",
    )


class IllustrationBlock(GeneralBlock):
    """An image with its caption."""

    image = ImageBlock(label="Image")
    caption = CharBlock(label="Légende", required=False, max_length=250)

    class Meta:
        icon = "image"
        label = "Image"
        label_format = "Image : {caption}"
        description = "Une photo ou un dessin, avec légende et texte pour qui ne la voit pas."
        group = Group.MEDIA
        template = "blocks/image.html"
        preview_value = {"image": None, "caption": "La place du village un jour de marché."}

    def preview_examples(self) -> dict[str, Any]:
        return {"image": example_image()}


class GalleryImageBlock(StructBlock):
    """One image of a gallery."""

    image = ImageBlock(label="Image")
    caption = CharBlock(label="Légende", required=False, max_length=200)

    class Meta:
        icon = "image"


class GalleryBlock(GeneralBlock):
    """Several images side by side."""

    title = CharBlock(label="Titre", required=False, max_length=120)
    images = ListBlock(GalleryImageBlock(), label="Images", min_num=2, max_num=24)

    class Meta:
        icon = "sillon-gallery"
        label = "Galerie"
        label_format = "Galerie : {title}"
        description = "Deux à vingt-quatre images côte à côte."
        group = Group.MEDIA
        template = "blocks/gallery.html"
        preview_value = {"title": "Visite des espaces", "images": []}

    def preview_examples(self) -> dict[str, Any]:
        captions = ("L’accueil", "La grande salle", "Le jardin")
        return {"images": [{"image": example_image(), "caption": caption} for caption in captions]}


class DocumentBlock(GeneralBlock):
    """A file to download, with its size."""

    document = DocumentChooserBlock(label="Document")
    description = TextBlock(label="Ce qu’on y trouve", required=False, rows=2)

    class Meta:
        icon = "sillon-file"
        label = "Document à télécharger"
        description = "Un fichier (PDF, tableur…) avec son poids."
        group = Group.MEDIA
        template = "blocks/document.html"
        preview_value = {"document": None, "description": "Le modèle de budget à remplir."}

    def preview_examples(self) -> dict[str, Any]:
        return {
            "document": DocumentData(
                id=0,
                title="Modèle de budget",
                url="#",
                extension="ods",
                type="application/vnd.oasis.opendocument.spreadsheet",
                size=24_000,
                pages=None,
                sha1="",
            )
        }
