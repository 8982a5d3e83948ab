"""The API of contributions: what members do on the site, done by programs, by the same services and in the same words.

It answers to a token of the member's own or to her session; what is here is nobody else's, so no answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile
from wagtail.models import Page

from core import contributions
from core.api import json_response, listing
from core.contributions import Kind
from core.gate import Gate
from core.schemas import Page as Slice
from members import contributing, files, telling, values, views
from members.models import Contribution, Upload, User
from members.programs import READING, WRITING, count, refusal, route
from members.schemas import (
    ContributionDetail,
    ContributionFile,
    ContributionItem,
    ContributionParams,
    ContributionValues,
    FileWords,
    KindItem,
    NewContribution,
)

router = Router(tags=["contributions"])
#: Of an upload that is refused, the state that its reason has.
STATUS = {"too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_often": HTTPStatus.TOO_MANY_REQUESTS}


# --- Reading ----------------------------------------------------------------------------------------------------


@route(router, "GET", "/", Slice[ContributionItem], READING, summary="Ses contributions")
def listed(request: HttpRequest, params: Query[ContributionParams]) -> dict[str, Any]:
    """Celle qui a changé le plus récemment d’abord."""
    known = [kind.code for kind in contributions.kinds()]
    if unknown := [code for code in params.kind if code not in known]:
        raise refusal(["query", "kind"], _unknown_kind(unknown[0]))
    chosen = Q(state__in=params.state) if params.state else Q()
    chosen &= Q(kind__in=params.kind) if params.kind else Q()
    found = Contribution.objects.of(request.user).filter(chosen)
    return listing(found, params, lambda rows: telling.items(rows, Gate.for_request(request)))


@route(router, "GET", "/kinds/", list[KindItem], READING, summary="Ce que l’on peut proposer, et avec quels champs")
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Chaque genre de contribution avec ses champs et ses fichiers."""
    return telling.kinds()


@route(router, "GET", "/{uuid:id}/", ContributionDetail, (*READING, 404), summary="Une contribution")
def shown(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Ce qui a été saisi, ce qui manque, et ce que les modérateurs ont répondu."""
    return _detail(request, _own(request, id))


@route(router, "GET", "/{uuid:id}/files/{uuid:file}/", None, (*READING, 404), summary="Un fichier d’une contribution")
def content(request: HttpRequest, id: UUID, file: UUID) -> HttpResponseBase:
    """Le fichier lui-même ; une image est montrée, les autres sont à télécharger."""
    response = views.as_response(get_object_or_404(_own(request, id).uploads.all(), pk=file))
    if request.method == "HEAD":
        response.file_to_stream.close()  # type: ignore[union-attr]
        return HttpResponse(headers=dict(response.headers))
    return response


# --- Writing ----------------------------------------------------------------------------------------------------


@route(
    router, "POST", "/", {201: ContributionDetail, 200: ContributionDetail}, (*READING, 400, 413, 429),
    summary="Commencer une contribution",
)  # fmt: skip
def create(request: HttpRequest, sent: NewContribution) -> HttpResponse:
    """Un brouillon, que rien n’oblige à être complet. Si `id` existe déjà : 200, avec la contribution telle quelle."""
    kind = contributions.kind(sent.kind)
    if kind is None:
        raise refusal(["body", "kind"], _unknown_kind(sent.kind))
    known = Contribution.objects.filter(pk=sent.id, author=_user(request), kind=kind.code).first() if sent.id else None
    if known:
        return json_response(_detail(request, known))
    typed = values.read(kind, sent.values)
    page = _page(request, kind, sent.page)
    count(request, "start")
    made = contributing.start(kind, _user(request), sent.id or uuid4(), page)
    contributing.keep(made, typed)
    response = json_response(_detail(request, made))
    response.status_code = HTTPStatus.CREATED
    response["Location"] = f"{request.path}{made.pk}/"
    return response


@route(router, "PATCH", "/{uuid:id}/", ContributionDetail, WRITING, summary="Changer une contribution")
def change(request: HttpRequest, id: UUID, sent: ContributionValues) -> dict[str, Any]:
    """Remplace les champs nommés. Ce qui ne va pas est gardé aussi, et dit dans `problems`."""
    found = _own(request, id)
    contributing.keep(found, values.read(contributing.declared(found), sent.values))
    return _detail(request, found)


@route(
    router,
    "POST",
    "/{uuid:id}/submit/",
    ContributionDetail,
    WRITING,
    summary="Envoyer une contribution aux modérateurs",
)
def submit(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """422 si quelque chose manque, champ par champ. Une contribution déjà envoyée le reste."""
    found = _own(request, id)
    return _detail(request, contributing.submit(found, _user(request)))


@route(router, "POST", "/{uuid:id}/withdraw/", ContributionDetail, WRITING, summary="Retirer une contribution")
def withdraw(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Elle peut être reprise et envoyée de nouveau, tant qu’elle n’a pas eu sa réponse."""
    found = _own(request, id)
    return _detail(request, contributing.withdraw(found, _user(request)))


@route(router, "POST", "/{uuid:id}/files/", {201: ContributionFile}, WRITING, summary="Ajouter un fichier")
def add_file(
    request: HttpRequest, id: UUID, file: File[UploadedFile], name: Form[str], words: Form[str] = ""
) -> HttpResponse:
    """En `multipart/form-data` ; `name` vient de `contributions/kinds/`, `words` dit ce qu’est le fichier."""
    found = _own(request, id)
    kind = contributing.declared(found)
    declared = kind.files_named(name)
    if declared is None:
        named = ", ".join(files_.name for files_ in kind.files) or "aucun"
        raise refusal(["body", "name"], f"Cette contribution ne prend pas ces fichiers. Noms connus : {named}.")
    upload = _accepted(lambda: files.add(found, declared, file, _user(request), words))
    response = json_response(telling.file(upload, Gate.for_request(request)))
    response.status_code = HTTPStatus.CREATED
    return response


@route(router, "PATCH", "/{uuid:id}/files/{uuid:file}/", ContributionFile, WRITING, summary="Dire ce qu’est un fichier")
def describe_file(request: HttpRequest, id: UUID, file: UUID, sent: FileWords) -> dict[str, Any]:
    """Ce que montre une photo, ou le titre d’un document."""
    found = _own(request, id)
    _accepted(lambda: files.describe(found, file, sent.words))
    return telling.file(Upload.objects.get(pk=file), Gate.for_request(request))


@route(router, "DELETE", "/{uuid:id}/files/{uuid:file}/", {204: None}, WRITING, summary="Retirer un fichier")
def remove_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """Le fichier est effacé."""
    files.remove(_own(request, id), file)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


# --- Parts ------------------------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _own(request: HttpRequest, pk: UUID) -> Contribution:
    """A contribution of who asks; of anybody else's nothing is said."""
    found = Contribution.objects.select_related("page").filter(author=_user(request), pk=pk).first()
    if found is None:
        raise Http404("Vous n’avez pas de contribution de cet identifiant.")
    return found


def _detail(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    return telling.detail(contribution, Gate.for_request(request))


def _page(request: HttpRequest, kind: Kind, ref: str | None) -> Page | None:
    """The page that a contribution is about, by its slug or public id. Raises ninja's ValidationError."""
    where = ["body", "page"]
    if not kind.about_a_page:
        if ref:
            raise refusal(where, "Ce genre de contribution propose une page et ne parle d’aucune autre.")
        return None
    pages = Gate.for_request(request).pages(Page)
    if kind.model != "wagtailcore.Page":
        app, _, model = kind.model.lower().partition(".")
        pages = pages.filter(content_type__app_label=app, content_type__model=model)
    try:
        named = Q(translation_key=UUID(ref or ""))
    except ValueError:
        named = Q(slug=contributing.UNSTORABLE.sub("", ref or ""))
    page = pages.filter(named).order_by("path").first()
    if page is None:
        raise refusal(where, "Nommez une page en ligne dont parle ce genre de contribution : identifiant ou slug.")
    return page


def _accepted(attempt: Callable[[], Any]) -> Any:
    """What a service answers; its refusal of a file or of words as a problem at that part of what was sent."""
    try:
        return attempt()
    except ValidationError as error:
        message, status = error.messages[0], STATUS.get(error.code or "")
        if status is not None:
            raise HttpError(status, message) from error
        raise refusal(["body", "words" if error.code in ("too_long", "required") else "file"], message) from error


def _unknown_kind(code: str) -> str:
    known = ", ".join(kind.code for kind in contributions.kinds())
    return f"Genre inconnu : « {code} ». Genres connus : {known}."
