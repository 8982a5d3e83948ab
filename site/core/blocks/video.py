"""The block of films: of a host that readers know, or a file of this site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, URLBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from core.blocks import shapes
from core.blocks.base import GeneralBlock, Group
from core.blocks.text import TEXT_FEATURES
from core.models import SillonDocument

FILMS = ("mp4", "webm")
PROVIDERS = {
    "youtube.com": "youtube",
    "m.youtube.com": "youtube",
    "youtu.be": "youtube",
    "youtube-nocookie.com": "youtube",
    "vimeo.com": "vimeo",
    "player.vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
    "dai.ly": "dailymotion",
}
#: Where the name of a film stands in the path of its page, by host or by provider; YouTube has it in « ?v= » too.
NAMES = {
    "youtu.be": re.compile(r"/([\w-]{11})/?", re.ASCII),
    "youtube": re.compile(r"/(?:embed|shorts|live)/([\w-]{11})/?", re.ASCII),
    "vimeo": re.compile(r"/(?:[\w-]+/)*?(\d+)(?:/([0-9a-f]{6,}))?/?", re.ASCII),
    "dai.ly": re.compile(r"/([a-z0-9]+)/?", re.ASCII | re.IGNORECASE),
    "dailymotion": re.compile(r"/(?:embed/)?video/([a-z0-9]+)(?:_[\w-]*)?/?", re.ASCII | re.IGNORECASE),
    "peertube": re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{8,36})/?", re.ASCII),
}
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?", re.ASCII)
TIME = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,3})):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Film:
    """A film that its host shows; `secret` opens those of Vimeo that are not listed."""

    provider: str
    host: str
    name: str
    path: str = ""
    secret: str = ""

    def page_url(self, seconds: int) -> str:
        """The host's page of the film, at a time."""
        match self.provider:
            case "youtube":
                return f"https://www.youtube.com/watch?v={self.name}&t={seconds}s"
            case "vimeo":
                secret = f"/{self.secret}" if self.secret else ""
                return f"https://vimeo.com/{self.name}{secret}#t={seconds}s"
            case "dailymotion":
                return f"https://www.dailymotion.com/video/{self.name}?start={seconds}"
        return f"https://{self.host}{self.path}?start={seconds}"

    def player_url(self, seconds: int = 0) -> str:
        """The player for a frame: the one without cookies or lasting traces, where the host has one."""
        match self.provider:
            case "youtube":
                return f"https://www.youtube-nocookie.com/embed/{self.name}" + (f"?start={seconds}" if seconds else "")
            case "vimeo":
                secret = f"&h={self.secret}" if self.secret else ""
                time = f"#t={seconds}s" if seconds else ""
                return f"https://player.vimeo.com/video/{self.name}?dnt=1{secret}{time}"
            case "dailymotion":
                # The older player on www. sends to this one.
                time = f"&startTime={seconds}" if seconds else ""
                return f"https://geo.dailymotion.com/player.html?video={self.name}{time}"
        # Between peers, all who watch would see the address of each other.
        time = f"&start={seconds}" if seconds else ""
        return f"https://{self.host}/videos/embed/{self.name}?p2p=0{time}"


def film_at(url: str) -> Film | None:
    """The film of a page's address, or None when it is not the address of a film of a known host."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower().encode("idna").decode()
    except ValueError:  # brackets that do not match, or what no name of a host can be
        return None
    if parts.scheme != "https" or not HOST.fullmatch(host):
        return None
    provider = PROVIDERS.get(host.removeprefix("www."), "peertube")
    if provider == "youtube" and parts.path == "/watch":
        name = parse_qs(parts.query).get("v", [""])[0]
        return Film(provider, host, name) if NAMES["youtu.be"].fullmatch(f"/{name}") else None
    found = (NAMES.get(host) or NAMES[provider]).fullmatch(parts.path)
    if not found:
        return None
    if provider == "vimeo":
        secret = found[2] or parse_qs(parts.query).get("h", [""])[0]
        return Film(provider, host, found[1], secret=secret if re.fullmatch("[0-9a-f]+", secret) else "")
    path = f"/w/{found[1]}" if "/embed/" in parts.path else parts.path
    return Film(provider, host, found[1], path)


def seconds_of(time: str) -> int | None:
    """The seconds that « 2:30 » or « 1:02:30 » says, or None where it is no such time."""
    found = TIME.fullmatch(time.strip())
    return int(found[1] or 0) * 3600 + int(found[2] or found[3]) * 60 + int(found[4]) if found else None


class AddressBlock(URLBlock):
    """The address of a film's page."""

    def clean(self, value: Any) -> Any:
        url = super().clean(value)
        if url and not self.is_deferred_validation and film_at(url) is None:
            raise ValidationError(
                "Cette adresse n’est pas celle d’une vidéo de YouTube, Vimeo, Dailymotion ou PeerTube. "
                "Ouvrez la page de la vidéo et copiez l’adresse que montre le navigateur."
            )
        return url


class FilmBlock(DocumentChooserBlock):
    """A film among the documents."""

    def clean(self, value: Any) -> Any:
        document = super().clean(value)
        if document and not self.is_deferred_validation and document.file_extension.lower() not in FILMS:
            raise ValidationError("Ce document n’est pas une vidéo : choisissez un fichier .mp4 ou .webm.")
        return document


class CaptionsBlock(DocumentChooserBlock):
    """A file of captions among the documents."""

    def clean(self, value: Any) -> Any:
        document = super().clean(value)
        if document and not self.is_deferred_validation and not _is_webvtt(document):
            raise ValidationError(
                "Ce document n’est pas un fichier de sous-titres WebVTT : son nom finit par .vtt et sa première ligne "
                "est « WEBVTT »."
            )
        return document


def _is_webvtt(document: SillonDocument) -> bool:
    if document.file_extension.lower() != "vtt" or not document.file.storage.exists(document.file.name):
        return False
    with document.file.open("rb") as file:
        return re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)", file.read(16)) is not None


class TimeBlock(CharBlock):
    """A moment of a film."""

    def clean(self, value: Any) -> Any:
        time = super().clean(value).strip()
        if time and not self.is_deferred_validation and seconds_of(time) is None:
            raise ValidationError("Écrivez les minutes et les secondes, « 2:30 », ou les heures aussi, « 1:02:30 ».")
        return time


class ChapterBlock(StructBlock):
    """Where a part of a film begins."""

    time = TimeBlock(label="Moment", max_length=10, help_text="« 2:30 », ou « 1:02:30 » au-delà d’une heure.")
    title = CharBlock(label="Titre du chapitre", max_length=120)

    class Meta:
        icon = "time"


class ChaptersBlock(ListBlock):
    """The parts of a film, in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ChapterBlock(), default=[], **kwargs)

    def clean(self, value: Any) -> Any:
        chapters = super().clean(value)
        if self.is_deferred_validation:
            return chapters
        moments = [seconds_of(chapter["time"]) or 0 for chapter in chapters]
        message = "Ce chapitre commence avant le précédent, ou au même moment : rangez-les dans l’ordre du film."
        errors = {
            rank: StructBlockValidationError(block_errors={"time": ValidationError(message)})
            for rank in range(1, len(moments))
            if moments[rank] <= moments[rank - 1]
        }
        if errors:
            raise ListBlockValidationError(block_errors=errors)
        return chapters


class VideoBlock(GeneralBlock):
    """A film. Where another host has it, nothing is asked of that host before the reader wants to see it."""

    title = CharBlock(label="Titre", max_length=150, help_text="Ce que montre la vidéo.")
    url = AddressBlock(
        label="Adresse de la vidéo",
        required=False,
        help_text="L’adresse de sa page sur YouTube, Vimeo, Dailymotion ou un site PeerTube. Laissez vide si le film "
        "est un fichier de ce site.",
    )
    file = FilmBlock(
        label="Ou film de ce site",
        required=False,
        help_text="Un fichier .mp4 ou .webm de la médiathèque, à la place de l’adresse. Le .mp4 se lit partout.",
    )
    poster = ImageBlock(label="Image d’attente", required=False, help_text="Ce que l’on voit avant de lancer la vidéo.")
    duration = CharBlock(label="Durée", required=False, max_length=20, help_text="Par exemple « 4 min 30 ».")
    chapters = ChaptersBlock(
        label="Chapitres",
        max_num=40,
        help_text="Facultatif : les grands moments du film, pour y aller d’un clic.",
    )
    captions = CaptionsBlock(
        label="Sous-titres",
        required=False,
        help_text="Un fichier .vtt de la médiathèque. Affichés sur un film de ce site ; à télécharger pour une vidéo "
        "hébergée ailleurs, dont les sous-titres se règlent chez l’hébergeur.",
    )
    transcript = RichTextBlock(
        label="Transcription",
        required=False,
        features=TEXT_FEATURES,
        help_text="Ce qui est dit et montré, pour qui n’entend pas, ne voit pas ou ne peut pas mettre le son.",
    )

    class Meta:
        icon = "sillon-video"
        label = "Vidéo"
        label_format = "Vidéo : {title}"
        description = "Un film de ce site, ou d’un autre à qui rien n’est demandé avant le clic du lecteur."
        group = Group.MEDIA
        template = "blocks/video.html"
        preview_value = {
            "title": "Visite d’un tiers-lieu",
            "url": "https://vimeo.com/12345",
            "file": None,
            "poster": None,
            "duration": "4 min",
            "chapters": [
                {"time": "0:00", "title": "L’arrivée au village"},
                {"time": "2:30", "title": "L’atelier partagé"},
            ],
            "captions": None,
            "transcript": "<p>Bienvenue dans l’atelier : ici, chacun vient avec son projet.</p>",
        }

    represented = {
        "provider": shapes.one_of(
            ["", "file", "youtube", "vimeo", "dailymotion", "peertube"],
            "L’hébergeur ; `file` pour un film de ce site ; rien s’il n’est pas reconnu.",
        ),
        "host": shapes.text("Nom de domaine du lecteur, à qui rien n’est à demander avant le clic ; ou rien."),
        "embed_url": shapes.text("Adresse du lecteur de l’hébergeur, à mettre dans un cadre au clic ; ou rien."),
        "chapters": shapes.array(
            shapes.record(
                {
                    "time": shapes.text("Le moment, comme on le lit : « 2:30 »."),
                    "title": shapes.text("Titre."),
                    "seconds": {"type": ["integer", "null"], "description": "Le moment en secondes."},
                    "url": shapes.text("La page de l’hébergeur, ou le film, à ce moment."),
                    "embed_url": shapes.text("Le lecteur de l’hébergeur à ce moment, ou rien."),
                }
            ),
            "Chapitres, dans l’ordre du film.",
        ),
    }

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        if not result.get("url") and not result.get("file"):
            message = "Donnez l’adresse de la vidéo, ou choisissez dessous un film de ce site."
            raise StructBlockValidationError(block_errors={"url": ValidationError(message)})
        if result.get("url") and result.get("file"):
            message = "La vidéo a déjà une adresse : gardez l’adresse ou le film, pas les deux."
            raise StructBlockValidationError(block_errors={"file": ValidationError(message)})
        return result

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        file = value["file"] if value["file"] and value["file"]["extension"] in FILMS else None
        film = None if file else film_at(value["url"])
        url = value["url"] if not file and value["url"].startswith(("https://", "http://")) else ""
        chapters = []
        for chapter in value["chapters"]:
            seconds = seconds_of(chapter["time"])
            at = seconds or 0
            page_url = f"{file['url']}#t={at}" if file else film.page_url(at) if film else url
            player_url = film.player_url(at) if film else ""
            chapters.append({**chapter, "seconds": seconds, "url": page_url, "embed_url": player_url})
        return {
            **value,
            "url": url,
            "file": file,
            "provider": "file" if file else film.provider if film else "",
            "host": urlsplit(film.player_url()).netloc if film else "",
            "embed_url": film.player_url() if film else "",
            "chapters": chapters,
        }

    def frames(self, value: dict[str, Any]) -> list[str]:
        """The host that a page with this film may frame."""
        return [f"https://{value['host']}"] if value["host"] else []
