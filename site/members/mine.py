"""What one person has handed in, and what became of it."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from members.models import Contribution


@login_required
def contribution(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contribution: where it is, what was answered, and what its author may do."""
    found = get_object_or_404(Contribution.objects.filter(author=request.user), pk=pk)
    return render(request, "members/contribution.html", {"contribution": found})
