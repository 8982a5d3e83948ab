"""Private files, served by rights."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from members.models import Upload


@login_required
def upload(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A file that waits for a moderator, for its sender and the team; to anyone else it does not exist."""
    found = get_object_or_404(Upload, pk=pk)
    if not found.may_be_read_by(request.user):  # type: ignore[arg-type]
        raise Http404
    # Always a download: a file nobody has looked at must not run in the site's name.
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.title)
