"""The part « recherche » of `/sante/`: without its index the search still answers, from the database and less well."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.models import Change
from core.visibility import changes, version
from search.index import reader

#: Tolerated delay of the index; `update_search` runs every two seconds.
LATE = timedelta(seconds=60)


def index_is_in_time() -> bool:
    """Whether there is an index that has seen all changes but the last ones."""
    if not settings.SEARCH_FOLDER:
        return True
    snapshot = version.current()
    searcher = reader.searcher(snapshot.key)
    if searcher is None:
        return False
    state = searcher.state
    if state.version == snapshot.key:
        return True
    if state.change and not changes.remembers(state.change, state.stamp):
        return False  # that of another database, such as a backup
    later = Change.objects.filter(number__gt=state.change).order_by("number")
    first = later.values_list("created_at", flat=True).first()
    return first is None or first > timezone.now() - LATE
