"""The permission matrix: the answer of every address in the URL configuration to every role, and what it changes.

The answers are in `golden/`: one file for each area of the site, and one for each kind and state of a contribution. A
new route has no answer there, and the test fails until somebody has read what it answers and written the file anew
(`GOLDEN=write`). What must hold whatever the files say is asserted as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from copy import copy
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import URLResolver

from archive.models import Registration, Subscriber
from members.models import Contribution, Correction, Entry, Managed, Upload, User
from tests.golden import assert_golden
from tests.members.permissions import routes
from tests.members.permissions.routes import Route
from tests.members.permissions.scene import CONTRIBUTIONS, ROLES, Scene, set_up

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
GOLDEN = Path(__file__).parent / "golden"
SAFE = ("GET", "HEAD", "OPTIONS")
#: Areas of the site by the beginnings of their patterns, of which the longest one counts.
AREAS = {
    "": "site",
    "compte/": "account",
    "compte/deux-etapes/": "account-second-step",
    "api/v3/": "api",
    "api/v3/openapi.json": "api-document",
    "api/v3/pages/": "api-pages",
    "api/v3/snippets/": "api-snippets",
    "admin/": "admin",
    "admin/api/": "admin-choosers",
    "admin/api-tokens/": "admin-accounts",
    "admin/choose-page/": "admin-choosers",
    "admin/collections/": "admin-settings",
    "admin/documents/": "admin-documents",
    "admin/groups/": "admin-accounts",
    "admin/images/": "admin-images",
    "admin/pages/": "admin-pages",
    "admin/pages/<int:page_id>/": "admin-one-page",
    "admin/pages/<int:parent_page_id>/": "admin-page-listings",
    "admin/pages/search/": "admin-page-listings",
    "admin/pages/usage/": "admin-page-listings",
    "admin/recherche/": "admin-search",
    "admin/redirects/": "admin-settings",
    "admin/reports/": "admin-reports",
    "admin/searchpicks/": "admin-search",
    "admin/^searchpicks/": "admin-search",
    "admin/settings/": "admin-settings",
    "admin/sites/": "admin-settings",
    "admin/snippets/core/": "admin-snippets-core",
    "admin/snippets/memento/": "admin-snippets-memento",
    "admin/snippets/memento/sharedblock/": "admin-shared-blocks",
    "admin/snippets/choose/": "admin-snippets-chooser",
    "admin/users/": "admin-accounts",
    "admin/workflows/": "admin-workflows",
}
#: Patterns of one contribution, whose answers depend on its state.
OF_A_CONTRIBUTION = (
    "contribuer/", "compte/contributions/", "compte/fichiers/", "admin/moderation/", "api/v3/contributions/",
)  # fmt: skip
#: Of those, the ones that find contributions of the account alone: all other accounts are alike there.
OF_THE_AUTHOR = ("contribuer/", "compte/contributions/", "api/v3/contributions/")
#: Wagtail's own views: requests that write are only sent by roles that must be refused.
BACK = ("admin/", "api/v3/")
REFUSED = ("anonymous", "member")
#: The four roles that must not enter the admin, nor change the contribution of another account.
MEMBERS = ("anonymous", "member", "other", "manager")
STRANGERS = ("anonymous", "other", "manager", "editor")
#: Wagtail's page that fails on purpose, to try the error page.
FAILS = "admin/failwhale/"
#: Addresses below the admin that everybody may open: the log-in, and files that belong to nobody.
OPEN_IN_ADMIN = {"admin/login/", "admin/logout/", "admin/jsi18n/", "admin/session/", "admin/sprite/"}
#: Words for a change of a contribution.
CHANGES = {"→", "typed", "files", "journal"}
#: Models whose rows are counted before and after a request.
COUNTED = {
    "journal": Entry, "contributions": Contribution, "files": Upload, "corrections": Correction, "managed": Managed,
    "accounts": User, "registrations": Registration, "subscribers": Subscriber,
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(module_db) -> Scene:
    return set_up()


@pytest.fixture(autouse=True)
def error_pages_are_blank(monkeypatch):
    """Leave out the pages of errors 403 and 404, which take longer than the refusal."""

    def handler(self, view_type):
        return error_handler(self, view_type) if view_type == 500 else lambda *_, **__: HttpResponse(status=view_type)

    error_handler = URLResolver.resolve_error_handler
    monkeypatch.setattr(URLResolver, "resolve_error_handler", handler)


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(routes.routes())


def is_of_a_contribution(route: Route) -> bool:
    return route.pattern.startswith(OF_A_CONTRIBUTION) and "<uuid" in route.pattern


def area_of(route: Route) -> str:
    """Return the name of the area that a route belongs to."""
    return AREAS[max((prefix for prefix in AREAS if route.pattern.startswith(prefix)), key=len)]


def routes_of(area: str) -> Iterator[Route]:
    """Yield the routes of an area that do not name a contribution."""
    return (
        route
        for route in all_routes()
        if not is_of_a_contribution(route) and route.pattern != FAILS and area_of(route) == area
    )


# --- A request and its effect -----------------------------------------------------------------------------------------


class Writes:
    """An execute wrapper for a connection: `seen` once a statement has changed a row of the counted models."""

    tables = tuple(f'"{model._meta.db_table}"' for model in COUNTED.values())

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip(" (").startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
            self.seen = self.seen or any(table in sql for table in self.tables)
        return execute(sql, params, many, context)


def stored_of(contribution: Contribution) -> dict[str, object]:
    """Return what a request may change: columns of the contribution, and the number of rows of each counted model."""
    row = Contribution.objects.filter(pk=contribution.pk).values("state", "typed", "author", "page").first() or {}
    return {
        "state": row.get("state"),
        "typed": row.get("typed"),
        **{name: model.objects.count() for name, model in COUNTED.items()},
    }


def effect(before: dict[str, object], after: dict[str, object]) -> str:
    """Describe a change, as in « draft → waiting, journal +1 »."""
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


def request(scene: Scene, route: Route, role: str, contribution: Contribution, stored: dict[str, object]) -> str:
    """Send a request, undo its effect, and return its status and the change: « 302: draft → waiting, journal +1 ».

    `stored` is what `stored_of` returned before. As all requests are undone, it is the same for all.
    """
    clients = scene.api_clients if route.pattern.startswith("api/v3/") else scene.clients
    cookies = copy(clients[role].cookies)
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        path = route.path(scene.values_for(route.pattern, contribution))
        response = getattr(clients[role], route.method.lower())(path, **scene.body_for(route, contribution))
        answer = str(response.status_code)
        if response.status_code in (301, 302, 303) and "/login/" in response["Location"]:
            answer += " log-in"
        change = effect(stored, stored_of(contribution)) if writes.seen else ""
        for close in response._resource_closers:  # files, and not the database as `response.close()` would
            close()
        transaction.set_rollback(True)
    clients[role].cookies = cookies  # a log-out is undone too
    return f"{answer}: {change}" if change else answer


def in_short(answers: dict[str, str]) -> str:
    """Group roles by their answer: « anonymous: 401; member: 200; other manager editor: 404 »."""
    roles: dict[str, list[str]] = {}
    for role, answer in answers.items():
        roles.setdefault(answer, []).append(role)
    return "; ".join(f"{' '.join(names)}: {answer}" for answer, names in roles.items())


# --- Contributions ----------------------------------------------------------------------------------------------------


def roles_for_contribution(route: Route, kind: str, state: str) -> tuple[str, ...]:
    """Return the roles that request a route of a contribution.

    All of them once. Where others than the author are alike, one of them and the moderator do for other contributions;
    whoever manages the place may differ where a contribution is about it.
    """
    if (kind, state) == ("lieu", "waiting") or not route.pattern.startswith(OF_THE_AUTHOR):
        return ROLES
    return tuple(role for role in ROLES if role not in ("editor", "admin") and (role != "manager" or kind != "lieu"))


@pytest.mark.slow("the routes of a contribution for every role")
@pytest.mark.parametrize("program", [False, True], ids=["site", "api"])
@pytest.mark.parametrize(("kind", "state"), CONTRIBUTIONS)
def test_contribution_routes_by_role(scene, kind, state, program):
    contribution = scene.contributions[kind, state]
    stored = stored_of(contribution)
    table = {}
    for route in filter(is_of_a_contribution, all_routes()):
        if route.pattern.startswith("api/") is not program:
            continue
        roles = roles_for_contribution(route, kind, state)
        answers = {role: request(scene, route, role, contribution, stored) for role in roles}
        for role in STRANGERS:
            assert not CHANGES & set(answers.get(role, "").replace(":", "").split()), (route, role)
        assert not [answer for answer in answers.values() if answer.startswith("5")], route
        table[f"{route.method} {route.pattern}"] = in_short(answers)
    assert_golden(GOLDEN / "contributions" / f"{kind}-{state}-{'api' if program else 'site'}.json", table)


# --- All other routes -------------------------------------------------------------------------------------------------


def roles_for(route: Route) -> tuple[str, ...]:
    """Return the roles that request a route.

    All members are alike but for the rows that belong to one of them. In the admin and Wagtail's API nobody who may
    write does, and an administrator only opens what exists without a number in the address.
    """
    if not route.pattern.startswith(BACK):
        own = route.pattern.startswith(("compte/", "contribuer/")) and route.holes
        return ROLES if own else tuple(role for role in ROLES if role not in ("other", "manager"))
    if route.method not in SAFE:
        return REFUSED
    return (*REFUSED, "editor", "moderator") if route.holes else (*REFUSED, "editor", "moderator", "admin")


@pytest.mark.slow("every route of an area for every role; the largest areas have over a hundred requests")
@pytest.mark.parametrize("area", dict.fromkeys(AREAS.values()))
def test_routes_by_role(scene, area):
    stored = stored_of(scene.waiting)
    table, failed, entered, changed = {}, [], [], []
    for route in routes_of(area):
        answers: dict[str, str] = {}
        for role in roles_for(route):
            # Only the first page is rendered: the status for another role does not depend on the template.
            seen = "200" in answers.values()
            with patch.object(SimpleTemplateResponse, "rendered_content", "") if seen else nullcontext():
                answers[role] = request(scene, route, role, scene.waiting, stored)
        failed += [(route, role) for role, answer in answers.items() if answer.startswith("5")]
        refused = {role: answer for role, answer in answers.items() if role in MEMBERS}
        if route.pattern.startswith("admin/") and route.pattern not in OPEN_IN_ADMIN:
            entered += [(route, role) for role, answer in refused.items() if answer.startswith("2")]
        changed += [(route, role) for role, answer in refused.items() if "→" in answer]
        table[f"{route.method} {route.pattern}"] = in_short(answers)
    assert_golden(GOLDEN / f"{area}.json", table)
    assert (failed, entered, changed) == ([], [], [])


def test_every_area_has_routes():
    assert {area_of(route) for route in all_routes()} == set(AREAS.values())
