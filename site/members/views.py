"""The log-in of the admin, and files of contributions, which only permitted readers get."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.files.views import send
from members.models import Upload

#: Images that the site has re-encoded: browsers may display them. All other files are downloads.
INLINE_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
DOWNLOAD = "application/octet-stream"


def admin_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the log-in of the site. Raises PermissionDenied if the user is logged in but may not enter."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


@login_required
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Serve a file that waits for a moderator to its sender and the team; 404 for anyone else."""
    upload = get_object_or_404(Upload.objects.select_related("contribution"), pk=pk)
    if not upload.may_be_read_by(request.user):  # type: ignore[arg-type]
        raise Http404
    return upload_response(request, upload)


def upload_response(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """Build the response with a file: displayed if it is an image that the site re-encoded, else downloaded."""
    image_type = INLINE_TYPES.get(upload.suffix) if upload.kind == Upload.Kind.IMAGE else None
    response = send(
        request,
        upload.file,
        content_type=image_type or DOWNLOAD,
        filename=upload.download_name,
        attachment=image_type is None,  # an unchecked file must not run with the site's origin
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
