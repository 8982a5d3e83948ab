"""Blocks of images, films and files."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.templatetags.static import static
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from core.blocks.base import GeneralBlock, Group
from core.blocks.text import TEXT_FEATURES
from core.images import ImageData
from core.streams import DocumentData

VIDEO_HOSTS = {
    "www.youtube.com": "youtube",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "www.dailymotion.com": "dailymotion",
}
VIDEO_EMBEDS = {
    "youtube": "https://www.youtube-nocookie.com/embed/{id}",
    "vimeo": "https://player.vimeo.com/video/{id}?dnt=1",
    "dailymotion": "https://www.dailymotion.com/embed/video/{id}",
}
VIDEO_IDS = {
    "youtube": re.compile(r"(?:v=|youtu\.be/|/embed/|/shorts/)([\w-]{11})"),
    "vimeo": re.compile(r"vimeo\.com/(?:video/)?(\d+)"),
    "dailymotion": re.compile(r"/video/([A-Za-z0-9]+)"),
    "peertube": re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{8,36})"),
}


def example_image() -> ImageData:
    """A drawing that every site has."""
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


class VideoBlock(GeneralBlock):
    """A film hosted elsewhere. Nothing is asked of its host before the reader asks to see it."""

    title = CharBlock(label="Titre", max_length=150)
    url = URLBlock(label="Adresse de la vidéo", help_text="YouTube, Vimeo, Dailymotion ou un site PeerTube.")
    poster = ImageBlock(label="Image d’attente", required=False)
    duration = CharBlock(label="Durée", required=False, max_length=20, help_text="Par exemple « 4 min 30 ».")
    transcript = RichTextBlock(
        label="Transcription",
        required=False,
        features=TEXT_FEATURES,
        help_text="Ce qui est dit, pour qui n’entend pas ou ne peut pas mettre le son.",
    )

    class Meta:
        icon = "sillon-video"
        label = "Vidéo"
        label_format = "Vidéo : {title}"
        description = "Une vidéo hébergée ailleurs ; rien n’est chargé avant que le lecteur ne le demande."
        group = Group.MEDIA
        template = "blocks/video.html"
        preview_value = {
            "title": "Visite d’un tiers-lieu",
            "url": "https://vimeo.com/1",
            "poster": None,
            "duration": "4 min",
            "transcript": "",
        }

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if result.get("url") and video_embed(result["url"]) is None:
            message = "Cette adresse n’est pas celle d’une vidéo de YouTube, Vimeo, Dailymotion ou PeerTube."
            raise StructBlockValidationError(block_errors={"url": ValidationError(message)})
        return result

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        provider, embed = video_embed(value["url"] or "") or ("", "")
        return {**value, "provider": provider, "embed_url": embed, "host": urlsplit(value["url"] or "").hostname or ""}


def video_embed(url: str) -> tuple[str, str] | None:
    """Provider and player address of a video page, or None when the address is not known to be one."""
    parts = urlsplit(url)
    provider = VIDEO_HOSTS.get(parts.hostname or "", "peertube")
    match = VIDEO_IDS[provider].search(url)
    if parts.scheme != "https" or not parts.hostname or not match:
        return None
    if provider == "peertube":
        return provider, f"https://{parts.hostname}/videos/embed/{match[1]}"
    return provider, VIDEO_EMBEDS[provider].format(id=match[1])


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
        document = DocumentData(id=0, title="Modèle de budget", url="#", extension="ods", size=24_000, sha1="")
        return {"document": document}
