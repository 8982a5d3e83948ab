"""Who may do what, for every address of the URL configuration: what is answered, and what it changes.

The answers stand in `golden/`: address, method, state, role. A new route has none, and the test fails until somebody
has read what it answers (`GOLDEN=write`) and kept it. What must hold whatever the table says is asserted apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from django.db import transaction

from members.models import Contribution, Correction, Entry, Managed, Upload, User
from tests.golden import assert_golden
from tests.members.permissions.routes import Route, routes
from tests.members.permissions.scene import ROLES, STATES, Scene, set_up

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
SAFE = ("GET", "HEAD", "OPTIONS")
#: Addresses that speak of one contribution: they answer by its state.
OURS = ("contribuer/", "compte/contributions/", "compte/fichiers/", "admin/moderation/", "api/v3/contributions/")
#: Where Wagtail's own views stand: what writes is tried by those who must be refused.
BACK = ("admin/", "api/v3/")
REFUSED = ("anonymous", "member")
#: What everyone may ask below the admin: the way in, and what belongs to no one.
#: Wagtail's page that fails on purpose, to try the error page.
FAILS = "admin/failwhale/"
OPEN_IN_ADMIN = {"admin/login/", "admin/logout/", "admin/jsi18n/", "admin/sprite/"}
#: Words for what nobody may do to the contribution of somebody else.
TOUCHED = {"→", "typed", "files", "journal"}
KINDS = {"lieu": STATES, "corriger-un-lieu": ["waiting"], "signaler": ["waiting"], "gerer": ["waiting"]}


def is_ours(route: Route) -> bool:
    return route.pattern.startswith(OURS) and "<uuid" in route.pattern


def everything_of(contribution: Contribution) -> dict[str, object]:
    """What an address may change of a contribution, and beside it."""
    found = Contribution.objects.filter(pk=contribution.pk).values("state", "typed", "author", "page").first()
    return {
        "state": found and found["state"],
        "typed": found and json.dumps(found["typed"], sort_keys=True),
        "journal": Entry.objects.count(),
        "contributions": Contribution.objects.count(),
        "files": Upload.objects.count(),
        "corrections": Correction.objects.count(),
        "managed": Managed.objects.count(),
        "accounts": User.objects.count(),
    }


def effect(before: dict[str, object], after: dict[str, object]) -> str:
    """What has changed, in a word or two."""
    changes = []
    for name, was in before.items():
        now = after[name]
        if was == now:
            continue
        if name == "state":
            changes.append(f"{was} → {now}")
        elif isinstance(was, int) and isinstance(now, int):
            changes.append(f"{name} {now - was:+d}")
        else:
            changes.append(f"{name} changed")
    return ", ".join(changes)


def ask(scene: Scene, route: Route, role: str, state: str) -> str:
    """What a role is answered, and what it changes; undone at once."""
    clients = scene.programs if route.pattern.startswith("api/v3/") else scene.clients
    kept = copy(clients[role].cookies)
    contribution = scene.contributions[state]
    before = everything_of(contribution)
    with transaction.atomic():
        path = route.path(scene.values_for(route.pattern, state))
        response = getattr(clients[role], route.method.lower())(path, **scene.body_for(route, state))
        told = str(response.status_code)
        if response.status_code in (301, 302, 303) and "/login/" in response["Location"]:
            told += " log-in"
        change = effect(before, everything_of(contribution))
        for close in response._resource_closers:  # files, and not the database as `response.close()` would
            close()
        transaction.set_rollback(True)
    clients[role].cookies = kept  # whoever was logged out is so no more
    return f"{told}: {change}" if change else told


def asked_by(route: Route) -> tuple[str, ...]:
    """Who tries an address that is not about a contribution.

    Below the admin all members are alike, and an administrator may see everything that exists.
    """
    if not route.pattern.startswith(BACK):
        return ROLES
    if route.method not in SAFE:
        return REFUSED
    return (*REFUSED, "editor", "moderator") if route.holes else (*REFUSED, "editor", "moderator", "admin")


@pytest.mark.parametrize(("kind", "states"), KINDS.items(), ids=KINDS)
def test_what_speaks_of_a_contribution_answers_by_role_and_state(home, kind, states):
    scene = set_up(kind, states)
    table: dict[str, dict[str, str]] = {}
    for route in filter(is_ours, routes()):
        row = table.setdefault(f"{route.method} {route.pattern}", {})
        for state in states:
            answers = {role: ask(scene, route, role, state) for role in ROLES}
            row[state] = in_short(answers)
            for role in ("anonymous", "other", "manager", "editor"):
                assert not TOUCHED & set(answers[role].replace(":", "").split()), (route, state, role)
            assert not [told for told in answers.values() if told.startswith("5")], (route, state)
    assert_golden(GOLDEN / f"{kind}.json", table)


def in_short(answers: dict[str, str]) -> str:
    """« 401: anonymous; 200: member; 404: other manager editor »."""
    roles: dict[str, list[str]] = {}
    for role, told in answers.items():
        roles.setdefault(told, []).append(role)
    return "; ".join(f"{' '.join(names)}: {told}" for told, names in roles.items())


def others() -> Iterator[Route]:
    return (route for route in routes() if not is_ours(route) and route.pattern != FAILS)


@pytest.mark.parametrize("role", ROLES)
def test_every_other_address_answers_by_role(home, role):
    scene = set_up()
    table = {}
    for route in others():
        if role in asked_by(route):
            table[f"{route.method} {route.pattern}"] = ask(scene, route, role, "waiting")
    assert_golden(GOLDEN / f"role-{role}.json", table)
    assert [name for name, told in table.items() if told.startswith("5")] == []
    if role in ("anonymous", "member", "other", "manager"):
        entered = [
            name
            for name, told in table.items()
            if name.partition(" ")[2].startswith("admin/")
            and told.startswith("2")
            and name.partition(" ")[2] not in OPEN_IN_ADMIN
        ]
        assert entered == []
        assert [name for name, told in table.items() if "→" in told] == []
