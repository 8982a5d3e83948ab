"""Counts that wait in the process to be written together, so that no request waits for the database.

A thread writes them 30 seconds after the first one, and the end of the process what is left. A process that is killed
loses half a minute of counts.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import Error, connection

from search.log.store import Count, write

logger = logging.getLogger(__name__)

#: Maximum number of questions that wait. Further ones are dropped until the next writing.
MOST = 500


class Buffer:
    """Counts by question and day, which `flush` passes on to a function."""

    def __init__(self, save: Callable[[list[Count]], None]) -> None:
        self._save = save
        self._counts: dict[tuple[str, date], Count] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def shown(self, text: str, day: date, answers: int) -> None:
        """Count a question whose results were shown, with their number."""
        self._add(Count(text, day, asked=1, answers=answers))

    def chosen(self, text: str, day: date) -> None:
        """Count a chosen result."""
        self._add(Count(text, day, chosen=1))

    def flush(self) -> None:
        """Write what waits. After an error of the database it is dropped, and the error logged."""
        with self._lock:
            counts, self._counts, self._timer = list(self._counts.values()), {}, None
        if not counts:
            return
        try:
            self._save(counts)
        except Error:
            logger.warning("%d counted questions were lost.", len(counts), exc_info=True)

    def _add(self, count: Count) -> None:
        key = (count.text, count.day)
        with self._lock:
            before = self._counts.get(key)
            if before is None and len(self._counts) >= MOST:
                return
            self._counts[key] = count if before is None else before + count
            if self._timer is None and settings.SEARCH_LOG_PAUSE:
                self._timer = threading.Timer(settings.SEARCH_LOG_PAUSE, self._flush_in_thread)
                self._timer.daemon = True
                self._timer.start()

    def _flush_in_thread(self) -> None:
        try:
            self.flush()
        finally:
            connection.close()


buffer = Buffer(write)
atexit.register(buffer.flush)
