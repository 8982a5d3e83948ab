"""The way into the admin, and private files served by rights."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from members.models import Upload

#: Pictures that we have made anew, which a browser may show; whatever else somebody sends is a download.
SHOWN = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def admin_login(request: HttpRequest) -> HttpResponse:
    """Where the admin sends who may not enter: to the log-in of the site, or to a refusal when they are logged in."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


@login_required
def upload(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A file that waits for a moderator, for its sender and the team; to anyone else it does not exist."""
    found = get_object_or_404(Upload.objects.select_related("contribution"), pk=pk)
    if not found.may_be_read_by(request.user):  # type: ignore[arg-type]
        raise Http404
    return as_response(found)


def as_response(upload: Upload) -> FileResponse:
    """A file as it may be given out: shown where we have made it ourselves, else to be downloaded."""
    type_ = SHOWN.get(upload.suffix) if upload.kind == Upload.Kind.IMAGE else None
    response = FileResponse(
        upload.file.open("rb"),
        as_attachment=type_ is None,  # a file nobody has looked at must not run in the site's name
        filename=upload.download_name,
        content_type=type_ or "application/octet-stream",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
