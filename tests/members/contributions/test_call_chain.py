"""How often one POST of a step goes from one module of the product to another.

A reader of the code follows its calls: each call of a function in another file opens another file. The test counts
the calls from one of the product's functions to another in a different file, along the chain of calls that begins where
the view is entered; returns are not counted. What a library calls is not followed: form fields, signal receivers, the
user of a session, middleware. `contextlib` alone is passed through, so that the product's own decorators and context
managers count; entering a context and leaving it are two calls.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from core.guards import antispam
from members.models import Contribution
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.contributions.test_views import FIRST, SECOND, SEEN, begin, number

pytestmark = pytest.mark.django_db
ROOT = f"{settings.BASE_DIR}/"
OURS = tuple(f"{ROOT}{folder}/" for folder in ("site", "home", "inventory", "memento", "archive", "search"))


def caller_of(frame: FrameType) -> FrameType | None:
    """Return the frame that called this one, without those of `contextlib`."""
    caller = frame.f_back
    while caller is not None and caller.f_code.co_filename == contextlib.__file__:
        caller = caller.f_back
    return caller


def is_in_chain(frame: FrameType | None, view: CodeType) -> bool:
    """Return whether all frames from the view to this one belong to the project."""
    while frame is not None and frame.f_code.co_filename.startswith(OURS):
        if frame.f_code is view:
            return True
        frame = caller_of(frame)
    return False


@contextlib.contextmanager
def changes_of_module(view: Callable[..., Any]) -> Iterator[Counter[str]]:
    """Count the changes of module within a view, by caller and function called."""
    changes: Counter[str] = Counter()
    code: CodeType = inspect.unwrap(view).__code__

    def profile(frame: FrameType, event: str, _: Any) -> None:
        called = frame.f_code
        if event == "call" and called is not code and is_in_chain(frame, code):
            caller = caller_of(frame).f_code
            if caller.co_filename != called.co_filename:
                paths = [one.co_filename.removeprefix(ROOT) for one in (caller, called)]
                changes[f"{paths[0]} > {paths[1]} {called.co_qualname}"] += 1

    sys.setprofile(profile)
    try:
        yield changes
    finally:
        sys.setprofile(None)


def changes_of_post(client: Client, address: str, data: dict[str, Any]) -> list[str]:
    """Save a step as its page would, and return the changes of module."""
    shown = client.get(address)
    form = {"_vu": SEEN.search(shown.text)[1], antispam.STAMP: shown.context["stamp"], "aller": "suivant", **data}
    path = address.partition("?")[0]
    with changes_of_module(resolve(path).func) as changes:
        response = client.post(path, form)
    assert response.status_code == 302, response.text
    assert "revoir" not in response["Location"]
    return sorted(changes.elements())


def test_step_of_a_new_place(as_member):
    first = begin(as_member)
    changes = changes_of_post(as_member, first, FIRST)
    assert len(changes) <= 24, "\n".join(changes)  # it is counted and created
    changes = changes_of_post(as_member, f"/contribuer/lieu/{number(first)}/adresse/", SECOND)
    assert len(changes) <= 25, "\n".join(changes)
    changes = changes_of_post(as_member, first, {**FIRST, "title": "La Forge"})
    assert len(changes) <= 25, "\n".join(changes)
    assert Contribution.objects.get().title == "La Forge"


def test_step_of_a_correction(as_member):
    """The page must be one that its author may read, which the gate says."""
    key = str(SiteProfilePageFactory(title="L’Établi", summary="Un atelier.").translation_key)
    first = begin(as_member, "corriger-un-lieu", f"?sur={key}")
    changes = changes_of_post(as_member, first, {**FIRST, "summary": "Un café.", "sur": key})
    assert len(changes) <= 31, "\n".join(changes)
    changes = changes_of_post(as_member, first, {**FIRST, "summary": "Un bistrot.", "sur": key})
    assert len(changes) <= 37, "\n".join(changes)


def test_report_without_an_account(home, client, monkeypatch):
    """It is sent at once: the state, the journal and the mails to the moderators count too."""
    monkeypatch.setattr(antispam, "LEAST", -1)
    key = str(SiteProfilePageFactory(title="L’Établi", summary="Un atelier.").translation_key)
    changes = changes_of_post(client, begin(client, "signaler", f"?sur={key}"), {"reason": "gone", "sur": key})
    assert len(changes) <= 44, "\n".join(changes)
    assert Contribution.objects.get().state == Contribution.State.WAITING
