"""The video block: a video of YouTube, Vimeo, Dailymotion or PeerTube, or a file of this site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, URLBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from core.blocks import json_schema
from core.blocks.base import GeneralBlock, Group
from core.blocks.choosers import DocumentChooserBlock, ImageBlock
from core.blocks.text import TEXT_FEATURES
from core.files.storage import is_missing
from core.models import SillonDocument

VIDEO_EXTENSIONS = ("mp4", "webm")
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
#: What the providers are called; `file` is a film of this site.
PROVIDER_LABELS = {
    "": "",
    "file": "Film de ce site",
    "youtube": "YouTube",
    "vimeo": "Vimeo",
    "dailymotion": "Dailymotion",
    "peertube": "PeerTube",
}
#: The video id in the path of a page, by host or by provider. (YouTube also has it in the parameter `v`.)
ID_PATTERNS = {
    "youtu.be": re.compile(r"/([\w-]{11})/?", re.ASCII),
    "youtube": re.compile(r"/(?:embed|shorts|live)/([\w-]{11})/?", re.ASCII),
    "vimeo": re.compile(r"/(?:[\w-]+/)*?(\d+)(?:/([0-9a-f]{6,}))?/?", re.ASCII),
    "dai.ly": re.compile(r"/([a-z0-9]+)/?", re.ASCII | re.IGNORECASE),
    "dailymotion": re.compile(r"/(?:embed/)?video/([a-z0-9]+)(?:_[\w-]*)?/?", re.ASCII | re.IGNORECASE),
    "peertube": re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{8,36})/?", re.ASCII),
}
SECRET = re.compile("[0-9a-f]+")
WEBVTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?", re.ASCII)
TIME = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,3})):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class HostedVideo:
    """A video on another host. `name` is its id there, `path` its page on PeerTube, `secret` Vimeo's unlisted hash."""

    provider: str
    host: str
    name: str
    path: str = ""
    secret: str = ""

    def page_url(self, seconds: int) -> str:
        """Return the URL of the video's page on its host, starting at a time."""
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
        """Return the URL of the embedded player: the host's cookie-free variant if it has one."""
        match self.provider:
            case "youtube":
                return f"https://www.youtube-nocookie.com/embed/{self.name}" + (f"?start={seconds}" if seconds else "")
            case "vimeo":
                secret = f"&h={self.secret}" if self.secret else ""
                time = f"#t={seconds}s" if seconds else ""
                return f"https://player.vimeo.com/video/{self.name}?dnt=1{secret}{time}"
            case "dailymotion":
                # The older player at www.dailymotion.com redirects to this one.
                time = f"&startTime={seconds}" if seconds else ""
                return f"https://geo.dailymotion.com/player.html?video={self.name}{time}"
        # p2p=0: with peer-to-peer streaming, viewers would see one another's IP address.
        time = f"&start={seconds}" if seconds else ""
        return f"https://{self.host}/videos/embed/{self.name}?p2p=0{time}"


def hosted_video(url: str) -> HostedVideo | None:
    """Return the video of a page URL, or None if the URL is not a video page of a known host."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower().encode("idna").decode()
    except ValueError:  # unbalanced brackets, or an impossible host name
        return None
    if parts.scheme != "https" or not HOST.fullmatch(host):
        return None
    provider = PROVIDERS.get(host.removeprefix("www."), "peertube")
    if provider == "youtube" and parts.path == "/watch":
        name = parse_qs(parts.query).get("v", [""])[0]
        return HostedVideo(provider, host, name) if ID_PATTERNS["youtu.be"].fullmatch(f"/{name}") else None
    match = (ID_PATTERNS.get(host) or ID_PATTERNS[provider]).fullmatch(parts.path)
    if not match:
        return None
    if provider == "vimeo":
        secret = match[2] or parse_qs(parts.query).get("h", [""])[0]
        return HostedVideo(provider, host, match[1], secret=secret if SECRET.fullmatch(secret) else "")
    path = f"/w/{match[1]}" if "/embed/" in parts.path else parts.path
    return HostedVideo(provider, host, match[1], path)


def seconds_of(time: str) -> int | None:
    """Parse « 2:30 » or « 1:02:30 » to seconds; None if the text has another form."""
    match = TIME.fullmatch(time.strip())
    return int(match[1] or 0) * 3600 + int(match[2] or match[3]) * 60 + int(match[4]) if match else None


class VideoURLBlock(URLBlock):
    """The URL of a video's page on its host."""

    def clean(self, value: Any) -> Any:
        url = super().clean(value)
        if url and not self.is_deferred_validation and hosted_video(url) is None:
            raise ValidationError(
                "Cette adresse n’est pas celle d’une vidéo de YouTube, Vimeo, Dailymotion ou PeerTube. "
                "Ouvrez la page de la vidéo et copiez l’adresse que montre le navigateur."
            )
        return url


class VideoFileBlock(DocumentChooserBlock):
    """A video file among the documents."""

    def clean(self, value: Any) -> Any:
        document = super().clean(value)
        if (
            isinstance(document, SillonDocument)
            and not self.is_deferred_validation
            and document.file_extension.lower() not in VIDEO_EXTENSIONS
        ):
            raise ValidationError("Ce document n’est pas une vidéo : choisissez un fichier .mp4 ou .webm.")
        return document


class CaptionsBlock(DocumentChooserBlock):
    """A WebVTT caption file among the documents."""

    def clean(self, value: Any) -> Any:
        document = super().clean(value)
        if isinstance(document, SillonDocument) and not self.is_deferred_validation and not _is_webvtt(document):
            raise ValidationError(
                "Ce document n’est pas un fichier de sous-titres WebVTT : son nom finit par .vtt et sa première ligne "
                "est « WEBVTT »."
            )
        return document


def _is_webvtt(document: SillonDocument) -> bool:
    if document.file_extension.lower() != "vtt" or is_missing(document.file):
        return False
    with document.file.open("rb") as file:
        return WEBVTT.match(file.read(16)) is not None


class TimeBlock(CharBlock):
    """A time in a video, as « 2:30 » or « 1:02:30 »."""

    def clean(self, value: Any) -> Any:
        time = super().clean(value).strip()
        if time and not self.is_deferred_validation and seconds_of(time) is None:
            raise ValidationError("Écrivez les minutes et les secondes, « 2:30 », ou les heures aussi, « 1:02:30 ».")
        return time


class ChapterBlock(StructBlock):
    """A chapter of a video: its title and the time at which it begins."""

    time = TimeBlock(label="Moment", max_length=10, help_text="« 2:30 », ou « 1:02:30 » au-delà d’une heure.")
    title = CharBlock(label="Titre du chapitre", max_length=120)

    class Meta:
        icon = "time"


class ChaptersBlock(ListBlock):
    """The chapters of a video, in ascending order of time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ChapterBlock(), default=[], **kwargs)

    def clean(self, value: Any) -> Any:
        chapters = super().clean(value)
        if self.is_deferred_validation:
            return chapters
        times = [seconds_of(chapter["time"]) or 0 for chapter in chapters]
        message = "Ce chapitre commence avant le précédent, ou au même moment : rangez-les dans l’ordre du film."
        errors = {
            index: StructBlockValidationError(block_errors={"time": ValidationError(message)})
            for index in range(1, len(times))
            if times[index] <= times[index - 1]
        }
        if errors:
            raise ListBlockValidationError(block_errors=errors)
        return chapters


class VideoBlock(GeneralBlock):
    """A video. No request is sent to its host before the reader starts it."""

    title = CharBlock(label="Titre", max_length=150, help_text="Ce que montre la vidéo.")
    url = VideoURLBlock(
        label="Adresse de la vidéo",
        required=False,
        help_text="L’adresse de sa page sur YouTube, Vimeo, Dailymotion ou un site PeerTube. Laissez vide si le film "
        "est un fichier de ce site.",
    )
    file = VideoFileBlock(
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

    represent_schema = {
        "provider": json_schema.one_of(
            list(PROVIDER_LABELS),
            "L’hébergeur ; `file` pour un film de ce site ; rien s’il n’est pas reconnu.",
        ),
        "provider_label": json_schema.text("`provider` en français."),
        "host": json_schema.text("Nom de domaine du lecteur, à qui rien n’est à demander avant le clic ; ou rien."),
        "embed_url": json_schema.text("Adresse du lecteur de l’hébergeur, à mettre dans un cadre au clic ; ou rien."),
        "chapters": json_schema.array(
            json_schema.record(
                {
                    "time": json_schema.text("Le moment, comme on le lit : « 2:30 »."),
                    "title": json_schema.text("Titre."),
                    "seconds": {"type": ["integer", "null"], "description": "Le moment en secondes."},
                    "url": json_schema.text("La page de l’hébergeur, ou le film, à ce moment."),
                    "embed_url": json_schema.text("Le lecteur de l’hébergeur à ce moment, ou rien."),
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
        if result.get("url") and isinstance(result.get("file"), SillonDocument):
            message = "La vidéo a déjà une adresse : gardez l’adresse ou le film, pas les deux."
            raise StructBlockValidationError(block_errors={"file": ValidationError(message)})
        return result

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        file = value["file"] if value["file"] and value["file"]["extension"] in VIDEO_EXTENSIONS else None
        video = None if file else hosted_video(value["url"])
        url = value["url"] if not file and value["url"].startswith(("https://", "http://")) else ""
        chapters = []
        for chapter in value["chapters"]:
            seconds = seconds_of(chapter["time"])
            start = seconds or 0
            page_url = f"{file['url']}#t={start}" if file else video.page_url(start) if video else url
            player_url = video.player_url(start) if video else ""
            chapters.append({**chapter, "seconds": seconds, "url": page_url, "embed_url": player_url})
        provider = "file" if file else video.provider if video else ""
        return {
            **value,
            "url": url,
            "file": file,
            "provider": provider,
            "provider_label": PROVIDER_LABELS[provider],
            "host": urlsplit(video.player_url()).netloc if video else "",
            "embed_url": video.player_url() if video else "",
            "chapters": chapters,
        }

    def frame_hosts(self, value: dict[str, Any]) -> list[str]:
        """Return the origins that a page with this video must be allowed to frame (CSP `frame-src`)."""
        return [f"https://{value['host']}"] if value["host"] else []
