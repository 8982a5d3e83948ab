"""Views that serve private files after a permission check: documents to readers, originals and avatars to the team."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.documents.views.serve import serve as serve_document
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile
from wagtail.utils import sendfile_streaming_backend
from wagtail.utils.sendfile import sendfile

from core.files.storage import AVATARS
from core.http.ranges import ranged
from core.models import SillonImage
from core.views import error

MISSING = "Ce fichier n’existe pas, n’existe plus, ou manque sur ce serveur. Si un lien vous y a mené, signalez-le."


def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """Serve a document through Wagtail's view, which checks permissions; supports range requests."""
    try:
        response = serve_document(request, document_id, filename)
    except (Http404, FileNotFoundError):
        return error(request, 404, MISSING)
    response = _corrected(request, response)
    if response.get("Content-Type", "").startswith("video/"):
        # A video opened by itself is shown in a page that the browser generates, with inline styles.
        response["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
    return response


def private_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an original or an avatar in the admin; `name` is its name in the private storage.

    An original requires the permission to choose or change the image. The URL is registered as an admin URL, so
    Wagtail has already checked access to the admin.
    """
    file = _avatar(name) if name.startswith(AVATARS) else _original(request, name)
    if file is None:
        return error(request, 404, MISSING)
    response = send(request, file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return response


def _original(request: HttpRequest, name: str) -> FieldFile | None:
    """Return the file of an image. Raise PermissionDenied if the image exists but the user may not use it."""
    policy = policy_registry.get_by_type(SillonImage)
    images = list(SillonImage.objects.filter(file=name))
    for image in images:
        if policy.user_has_any_permission_for_instance(request.user, ["choose", "change"], image):
            return image.file
    if images:
        raise PermissionDenied
    return None


def _avatar(name: str) -> FieldFile | None:
    profile = UserProfile.objects.filter(avatar=name).first()
    return profile.avatar if profile else None


def send(
    request: HttpRequest, file: FieldFile, *, content_type: str, filename: str = "", attachment: bool = False
) -> HttpResponseBase:
    """Return a response with a private file, or a 404 if the file is missing. The caller checks permissions.

    With `SENDFILE_BACKEND`, the front server sends the content.
    """
    try:
        response = sendfile(
            request,
            file.path,
            attachment=attachment,
            attachment_filename=filename or PurePosixPath(str(file.name)).name,
            mimetype=content_type,
            backend=None if hasattr(settings, "SENDFILE_BACKEND") else sendfile_streaming_backend.sendfile,
        )
    except (Http404, FileNotFoundError):
        return error(request, 404, MISSING)
    return _corrected(request, response)


def _corrected(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Correct the headers of Wagtail's file responses, and apply the requested range.

    Wagtail sets `Content-Encoding: None`, and a `Content-Length` although the body is empty or sent by another server.
    """
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if "X-Accel-Redirect" in response or response.status_code == 304:
        del response["Content-Length"]
    return ranged(request, response)
