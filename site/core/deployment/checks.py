"""Checks of `check --deploy`: whether the configured services and folders work, each with a time limit."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError
from django.http.request import validate_host
from redis.exceptions import RedisError

from core.deployment import health
from core.http.fetch import FetchError, fetch

#: Time limit per service, in seconds.
TIMEOUT = 5
LOCAL = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def configured_services_work(app_configs: Any, **_: Any) -> list[CheckMessage]:
    return [
        *_site_address(),
        *_proxies(),
        *_sender(),
        *_database(),
        *_cache(),
        *_mail_server(),
        *_folders(),
        *_tiles(),
        *_geocoder(),
    ]


def _site_address() -> Iterable[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    for name in settings.ALLOWED_HOSTS:
        if "/" in name or (":" in name and not name.startswith("[")):
            yield Error(
                f"ALLOWED_HOSTS : « {name} » n’est pas un nom d’hôte seul, sans schéma ni port.", id="sillon.E101"
            )
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(f"ALLOWED_HOSTS ne contient pas « {host} », l’hôte de SITE_URL.", id="sillon.E102")
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning("ALLOWED_HOSTS : « * » laisse passer tout nom d’hôte.", id="sillon.W101")


def _proxies() -> Iterable[CheckMessage]:
    if hasattr(settings, "SENDFILE_BACKEND") and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Warning(
            "TRUSTED_PROXY_COUNT est à 0 alors que nginx est devant (SENDFILE_BACKEND) : les limites comptent tous les "
            "visiteurs comme un seul.",
            id="sillon.W108",
        )


def _sender() -> Iterable[CheckMessage]:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if not domain or domain in LOCAL:
        yield Warning(
            "DEFAULT_FROM_EMAIL : l’expéditeur est à « localhost » ; beaucoup de serveurs refuseront ses courriels.",
            id="sillon.W102",
        )


def _database() -> Iterable[CheckMessage]:
    try:
        migrated = health.database_works()
    except DatabaseError as error:
        yield Error(f"DATABASE_URL : la base de données ne répond pas ({type(error).__name__}).", id="sillon.E103")
        return
    if not migrated:
        yield Error("DATABASE_URL : des migrations manquent.", hint="manage.py migrate", id="sillon.E104")
        return
    if not _works(health.cache_table_works):
        yield Error(
            "La table du cache manque, ou Sillon ne peut pas y écrire : elle est le cache quand il n’y a pas de Redis.",
            hint="manage.py setup_site",
            id="sillon.E105",
        )
    if not _works(health.counting_works):
        yield Error(
            "Sillon ne peut pas compter les essais (table core_counter) : personne ne peut se connecter.",
            id="sillon.E109",
        )


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _cache() -> Iterable[CheckMessage]:
    try:
        health.redis_works()
    except RedisError as error:
        yield Error(
            f"CACHE_URL : Redis ne répond pas ou refuse d’écrire ({type(error).__name__}).",
            hint="La base de données le remplace en attendant.",
            id="sillon.E106",
        )


def _mail_server() -> Iterable[CheckMessage]:
    server = get_connection(settings.DELIVERY_EMAIL_BACKEND, timeout=TIMEOUT)
    if not isinstance(server, EmailBackend):
        yield Warning("EMAIL_URL : aucun courriel ne part, il n’y a pas de serveur.", id="sillon.W103")
        return
    try:
        server.open()  # connects, and logs in if a user is set
        server.close()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Without the text of the error, which may contain the user name.
        yield Error(
            f"EMAIL_URL : le serveur de courriel ne répond pas ou refuse ({type(error).__name__}).", id="sillon.E107"
        )


def _folders() -> Iterable[CheckMessage]:
    folders = {"default": "MEDIA_STORAGE_URL", "private": "PRIVATE_FOLDER"}
    for storage, variable in folders.items():
        if not _works(partial(health.folder_works, storage)):
            where = storages[storage].location  # type: ignore[attr-defined]
            yield Error(f"{variable} : Sillon ne peut pas écrire dans {where}.", id="sillon.E108")
    if settings.SILLON_DATA and not Path(settings.SILLON_DATA).is_dir():
        yield Warning(f"SILLON_DATA : {settings.SILLON_DATA} n’est pas un dossier.", id="sillon.W104")


def _tiles() -> Iterable[CheckMessage]:
    """Request the tile of the whole world, if the tiles come from another host."""
    url = settings.MAP_TILES_URL
    if not url:
        return
    if not settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"]:
        yield Warning("MAP_TILES_ATTRIBUTION manque : les fonds de carte demandent leur mention.", id="sillon.W105")
    if url.startswith("/"):
        return
    for placeholder, value in {"{s}": "a", "{z}": "0", "{x}": "0", "{y}": "0", "{r}": ""}.items():
        url = url.replace(placeholder, value)
    yield from _request("MAP_TILES_URL", url, "sillon.W106")


def _geocoder() -> Iterable[CheckMessage]:
    if settings.GEOCODER_URL:
        yield from _request("GEOCODER_URL", settings.GEOCODER_URL, "sillon.W107", {"q": "Grenoble", "limit": 1})


def _request(variable: str, url: str, code: str, params: dict[str, str | int] | None = None) -> Iterable[CheckMessage]:
    try:
        status = fetch(url, params=params, seconds=TIMEOUT, limit=5_000_000, redirects=3).status
        problem = "" if status == 200 else f"réponse {status}"
    except FetchError as error:
        problem = type(error).__name__
    if problem:
        yield Warning(f"{variable} : le service ne répond pas comme il faut ({problem}).", id=code)
