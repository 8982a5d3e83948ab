"""The API of contributions: what members do on the site, for programs. It calls the same services as the site.

Requests need a member's token or session. All responses are private to that member, so none is cached.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile
from wagtail.models import Page

from core.api.lists import completed
from core.api.routing import json_response, listing
from core.api.schemas import Page as Slice
from core.contributions import kinds as contributions
from core.contributions.kinds import Kind
from core.visibility.gate import Gate
from members import views
from members.api import serializers, values
from members.api.routing import ACTING, READING, WRITING, count, refusal, route
from members.api.schemas import (
    ContributionDetail,
    ContributionFile,
    ContributionItem,
    ContributionParams,
    ContributionValues,
    FileWords,
    KindItem,
    NewContribution,
)
from members.contributions import drafts, form_data, uploads
from members.models import Contribution, Upload, User

router = Router(tags=["contributions"])
#: The HTTP status of each error code of `uploads.add`; 422 for the others.
STATUS = {
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_often": HTTPStatus.TOO_MANY_REQUESTS,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
}


# --- Reading ----------------------------------------------------------------------------------------------------


@route(router, "GET", "/", Slice[ContributionItem], READING, summary="Ses contributions")
def list_contributions(request: HttpRequest, params: Query[ContributionParams]) -> dict[str, Any]:
    """Celle qui a changé le plus récemment d’abord."""
    codes = [kind.code for kind in contributions.kinds()]
    if unknown_codes := [code for code in params.kind if code not in codes]:
        raise refusal(["query", "kind"], _unknown_kind(unknown_codes[0]))
    filters = Q(state__in=params.state) if params.state else Q()
    filters &= Q(kind__in=params.kind) if params.kind else Q()
    rows = Contribution.objects.by_author(request.user).filter(filters)
    part = listing(rows, params, lambda rows: serializers.items(rows, Gate.for_request(request)))
    return completed(request, params, part, Slice[ContributionItem])


@route(router, "GET", "/kinds/", list[KindItem], READING, summary="Ce que l’on peut proposer, et avec quels champs")
def list_contribution_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Chaque genre de contribution avec ses champs et ses fichiers."""
    return serializers.kinds()


@route(router, "GET", "/{uuid:id}/", ContributionDetail, (*READING, 404), summary="Une contribution")
def contribution_detail(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Ce qui a été saisi, ce qui manque, et ce que les modérateurs ont répondu."""
    return _detail(request, _own(request, id))


@route(
    router,
    "GET",
    "/{uuid:id}/files/{uuid:file}/",
    None,
    (*READING, 404),
    media_types=(*views.INLINE_TYPES.values(), views.DOWNLOAD),
    summary="Un fichier d’une contribution",
)
def contribution_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponseBase:
    """Le fichier lui-même ; une image est montrée, les autres sont à télécharger."""
    response = views.upload_response(request, get_object_or_404(_own(request, id).uploads.all(), pk=file))
    if request.method == "HEAD" and isinstance(response, FileResponse):
        response.file_to_stream.close()  # type: ignore[union-attr]
        return HttpResponse(headers=dict(response.headers))
    return response


# --- Writing ----------------------------------------------------------------------------------------------------


@route(
    router, "POST", "/", {201: ContributionDetail, 200: ContributionDetail}, (*READING, 400, 413, 429),
    summary="Commencer une contribution",
)  # fmt: skip
def create_contribution(request: HttpRequest, sent: NewContribution) -> HttpResponse:
    """Un brouillon, que rien n’oblige à être complet. Si `id` existe déjà : 200, avec la contribution telle quelle."""
    kind = contributions.kind(sent.kind)
    if kind is None:
        raise refusal(["body", "kind"], _unknown_kind(sent.kind))
    existing = None
    if sent.id:
        existing = Contribution.objects.filter(pk=sent.id, author=_user(request), kind=kind.code).first()
    if existing:
        return json_response(_detail(request, existing))
    typed = values.from_json(kind, sent.values)
    page = _page(request, kind, sent.page)
    count(request, "start")
    contribution = drafts.start(kind, _user(request), sent.id or uuid4(), page, typed)
    response = json_response(_detail(request, contribution), status=HTTPStatus.CREATED)
    response["Location"] = f"{request.path}{contribution.pk}/"
    return response


@route(router, "PATCH", "/{uuid:id}/", ContributionDetail, WRITING, summary="Changer une contribution")
def change_contribution(request: HttpRequest, id: UUID, sent: ContributionValues) -> dict[str, Any]:
    """Remplace les champs nommés. Ce qui ne va pas est gardé aussi, et dit dans `problems`."""
    contribution = _own_with_open_page(request, id)
    drafts.save(contribution, values.from_json(drafts.kind_of(contribution), sent.values))
    return _detail(request, contribution)


@route(
    router,
    "POST",
    "/{uuid:id}/submit/",
    ContributionDetail,
    ACTING,
    summary="Envoyer une contribution aux modérateurs",
)
def submit_contribution(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """422 si quelque chose manque, champ par champ. Une contribution déjà envoyée le reste."""
    contribution = _own_with_open_page(request, id)
    return _detail(request, drafts.submit(contribution, _user(request)))


@route(router, "POST", "/{uuid:id}/withdraw/", ContributionDetail, ACTING, summary="Retirer une contribution")
def withdraw_contribution(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Elle peut être reprise et envoyée de nouveau, tant qu’elle n’a pas eu sa réponse."""
    contribution = _own(request, id)
    return _detail(request, drafts.withdraw(contribution, _user(request)))


@route(
    router, "POST", "/{uuid:id}/files/", {201: ContributionFile}, (*WRITING, 503), atomic=False,
    summary="Ajouter un fichier",
)  # fmt: skip
def add_file(
    request: HttpRequest, id: UUID, file: File[UploadedFile], name: Form[str], words: Form[str] = ""
) -> HttpResponse:
    """En `multipart/form-data` ; `name` vient de `contributions/kinds/`, `words` dit ce qu’est le fichier."""
    contribution = _own_with_open_page(request, id)
    kind = drafts.kind_of(contribution)
    files = kind.files_named(name)
    if files is None:
        names = ", ".join(files.name for files in kind.files) or "aucun"
        raise refusal(["body", "name"], f"Cette contribution ne prend pas ces fichiers. Noms connus : {names}.")
    upload = _service_result(lambda: uploads.add(contribution, files, file, _user(request), words))
    return json_response(serializers.file(upload, Gate.for_request(request)), status=HTTPStatus.CREATED)


@route(router, "PATCH", "/{uuid:id}/files/{uuid:file}/", ContributionFile, WRITING, summary="Dire ce qu’est un fichier")
def describe_file(request: HttpRequest, id: UUID, file: UUID, sent: FileWords) -> dict[str, Any]:
    """Ce que montre une photo, ou le titre d’un document."""
    contribution = _own(request, id)
    _service_result(lambda: uploads.describe(contribution, file, sent.words))
    return serializers.file(Upload.objects.get(pk=file), Gate.for_request(request))


@route(router, "DELETE", "/{uuid:id}/files/{uuid:file}/", {204: None}, ACTING, summary="Retirer un fichier")
def remove_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """Le fichier est effacé."""
    uploads.remove(_own(request, id), file)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


# --- Helpers ----------------------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _own(request: HttpRequest, pk: UUID) -> Contribution:
    """Return a contribution of this user; 404 for any other."""
    contribution = Contribution.objects.select_related("page").filter(author=_user(request), pk=pk).first()
    if contribution is None:
        raise Http404("Vous n’avez pas de contribution de cet identifiant.")
    return contribution


def _own_with_open_page(request: HttpRequest, pk: UUID) -> Contribution:
    """Return a contribution of this user. Raises drafts.PageOffline if its page is not readable any more."""
    contribution = _own(request, pk)
    drafts.check_page(contribution, Gate.for_request(request))
    return contribution


def _detail(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    return serializers.detail(contribution, Gate.for_request(request))


def _page(request: HttpRequest, kind: Kind, ref: str | None) -> Page | None:
    """Find the page that a contribution is about, by slug or public id. Raises ninja's ValidationError.

    Returns None for kinds that are not about a page.
    """
    location = ["body", "page"]
    if not kind.about_a_page:
        if ref:
            raise refusal(location, "Ce genre de contribution propose une page et ne parle d’aucune autre.")
        return None
    pages = Gate.for_request(request).pages(Page)
    if kind.model != "wagtailcore.Page":
        app, _, model = kind.model.lower().partition(".")
        pages = pages.filter(content_type__app_label=app, content_type__model=model)
    try:
        by_ref = Q(translation_key=UUID(ref or ""))
    except ValueError:
        by_ref = Q(slug=form_data.UNSTORABLE.sub("", ref or ""))
    page = pages.filter(by_ref).order_by("path").first()
    if page is None:
        raise refusal(location, "Nommez une page en ligne dont parle ce genre de contribution : identifiant ou slug.")
    return page


def _service_result(attempt: Callable[[], Any]) -> Any:
    """Call a service; turn its ValidationError into an API error at `file` or `words` of the body."""
    try:
        return attempt()
    except ValidationError as error:
        message, status = error.messages[0], STATUS.get(error.code or "")
        if status is not None:
            raise HttpError(status, message) from error
        raise refusal(["body", "words" if error.code in ("too_long", "required") else "file"], message) from error


def _unknown_kind(code: str) -> str:
    codes = ", ".join(kind.code for kind in contributions.kinds())
    return f"Genre inconnu : « {code} ». Genres connus : {codes}."
