"""One of each thing that an address can name, people of each sort, and a contribution in each state."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import APIToken, Collection, Site, Task, Workflow

from core import contributions
from core.models import SillonImage
from home.models import HomePage
from inventory.models import SiteProfilePage
from members import contributing, decisions, filling, moderation, steps
from members.models import Contribution, Managed, Upload, User
from members.setup import TASK
from memento.models import GlossaryTerm, SharedBlock
from tests.conftest import make_user
from tests.factories.archive import DocumentFactory, PartnerFactory, PersonFactory, ThemeFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.permissions.routes import Route

#: What a valid form of each kind says.
VALUES: dict[str, dict[str, list[str]]] = {
    "lieu": {
        "title": ["La Scierie"], "summary": ["Un atelier partagé."], "families": ["coworking"], "state": ["active"],
        "commune": ["Grenoble"], "postcode": ["38000"], "insee_code": ["38185"], "milieu": ["urban"],
    },
    "corriger-un-lieu": {"summary": ["Un résumé plus juste."]},
    "signaler": {"reason": ["gone"], "words": ["Le local est vide."]},
    "gerer": {"role": ["Animatrice"], "proof": ["Mon nom est sur le site du lieu."], "organisation": ["La Cime"]},
}  # fmt: skip
#: What is sent to change something, where an empty form changes nothing.
BODIES: dict[str, dict[str, Any]] = {
    "api/v3/contributions/": {"kind": "lieu", "values": {"title": "Un autre lieu"}},
    "api/v3/contributions/<uuidstr:id>/": {"values": {"note": "Autre chose"}},
    "api/v3/contributions/<uuidstr:id>/files/<uuidstr:file>/": {"words": "Autre chose"},
    "admin/moderation/<uuid:pk>/": {"decision": moderation.ACCEPT, "words": "Merci."},
}
STATES = [state.value for state in Contribution.State]
REVISIONS = {"revision_id_a": "earliest", "revision_id_b": "latest"}
ROLES = ("anonymous", "member", "other", "manager", "editor", "moderator", "admin")


@dataclass
class Scene:
    """What stands on the site. `values` fills the variable parts of addresses."""

    people: dict[str, User | None]
    place: SiteProfilePage
    contributions: dict[str, Contribution] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    programs: dict[str, Client] = field(default_factory=dict)

    def values_for(self, pattern: str, state: str) -> dict[str, Any]:
        """What fills the variable parts of an address; a contribution in this state where one is meant."""
        found: dict[str, Any] = {}
        for beginning in sorted(self.values, key=len):
            if pattern.startswith(beginning):
                found |= self.values[beginning]
        contribution = self.contributions[state]
        if pattern.startswith("contribuer/"):
            found |= {"code": contribution.kind, "pk": contribution.pk, "slug": contribution.declared.steps[0].slug}
        elif pattern.startswith("compte/fichiers/"):
            found["pk"] = self.uploads[state].pk
        elif pattern.startswith(("compte/contributions/", "admin/moderation/", "api/v3/contributions/")):
            found |= {"pk": contribution.pk, "id": contribution.pk, "file": self.uploads[state].pk}
        return found

    def clients_of_all(self) -> None:
        """A browser in which each person is logged in, and a program that has their token."""
        for role, user in self.people.items():
            self.clients[role], self.programs[role] = Client(), Client()
            if user is not None:
                self.clients[role].force_login(user)
                _, key = APIToken.create_token(user=user, name="Essai")
                self.programs[role] = Client(headers={"Authorization": f"Bearer {key}"})

    def body_for(self, route: Route, state: str) -> dict[str, Any]:
        """What is sent to an address, as a test client takes it."""
        if route.method in ("GET", "HEAD", "OPTIONS", "DELETE"):
            return {}
        contribution = self.contributions[state]
        if route.pattern == "contribuer/<slug:code>/<uuid:pk>/<slug:slug>/":
            step = contribution.declared.steps[0]
            kept = {name: values for name, values in contribution.typed.items() if name in step.fields}
            typed = kept | {name: ["Autre chose"] for name in ("title", "summary", "words", "role") if name in kept}
            return {"data": typed | {steps.SEEN: filling.digest(kept)}}
        body = BODIES.get(route.pattern, {})
        if route.pattern.startswith("api/v3/"):
            return {"data": json.dumps(body), "content_type": "application/json"}
        return {"data": body}


def set_up(kind: str = "lieu", states: list[str] | None = None) -> Scene:
    """The scene with a contribution of this kind in each of these states, all by one member."""
    people: dict[str, User | None] = {
        "anonymous": None,
        "member": make_user("une-membre", "Membres"),
        "other": make_user("un-autre", "Membres"),
        "manager": make_user("une-gerante", "Membres"),
        "editor": make_user("editrice", "Éditeurs"),
        "moderator": make_user("moderateur", "Modérateurs"),
        "admin": make_user("admin", is_superuser=True, is_staff=True),
    }
    place = SiteProfilePageFactory(title="La Cime")
    Managed.objects.create(user=people["manager"], page=place)
    scene = Scene(people, place)
    for state in states or ["waiting"]:
        contribution = contributed(scene, kind, state)
        scene.contributions[state] = contribution
        scene.uploads[state] = Upload.objects.create(
            contribution=contribution, owner=people["member"], kind="document", title="Plan",
            file=ContentFile(b"%PDF-1.4\n%%EOF", "plan.pdf"),
        )  # fmt: skip
    scene.values = _values(scene)
    scene.clients_of_all()
    return scene


def contributed(scene: Scene, code: str, state: str) -> Contribution:
    """A contribution of a kind, brought into a state as people bring it there."""
    author, moderator = scene.people["member"], scene.people["moderator"]
    kind = contributions.kind(code)
    assert kind is not None
    made = contributing.start(kind, author, uuid.uuid4(), page=scene.place if kind.about_a_page else None)
    values = VALUES[code]
    if code == "corriger-un-lieu":  # each says something of its own, or the one that is accepted says it for all
        values = {"summary": [f"Un résumé plus juste, {state}."]}
    contributing.keep(
        made, contributing.part_of(values, [name for name in values if name in kind.form.base_fields], kind.form)
    )
    if state == "draft":
        return made
    contributing.submit(made, author)
    match state:
        case "changes":
            decisions.send_back(made, moderator, "Dites-en plus.")
        case "published":
            decisions.accept(made, moderator)
        case "refused":
            decisions.refuse(made, moderator, "Ce n’est pas un tiers-lieu.")
        case "withdrawn":
            contributing.withdraw(made, author)
    found = Contribution.objects.get(pk=made.pk)
    assert found.state == state
    return found


def _values(scene: Scene) -> dict[str, dict[str, Any]]:
    """What fills the variable parts of the addresses that begin so."""
    text = StandardPageFactory(parent=HomePage.objects.get(), title="Un texte", slug="un-texte")
    revision = text.save_revision()
    image = SillonImage.objects.create(title="Une image", file=get_test_image_file())
    document = DocumentFactory()
    section = scene.place.get_parent()
    waiting = scene.contributions.get("waiting") or next(iter(scene.contributions.values()))
    review = decisions.review_of(waiting)
    state, task = (review.pk, review.current_task_state_id) if review else (0, 0)
    rows = {
        "core/theme": ThemeFactory(),
        "core/partner": PartnerFactory(),
        "core/person": PersonFactory(),
        "memento/glossaryterm": GlossaryTerm.objects.create(term="Bail", slug="bail", definition="Un contrat."),
        "memento/sharedblock": SharedBlock.objects.create(name="Un bloc", body=[("text", "<p>Un texte.</p>")]),
    }
    snippets = {f"admin/snippets/{name}/": {"pk": row.pk, **REVISIONS} for name, row in rows.items()}
    chosen = {f"admin/snippets/choose/{name}/": {"pk": row.pk} for name, row in rows.items()}
    redirect = Redirect.objects.create(old_path="/ancien", redirect_link="/nouveau")
    group, user = Group.objects.get(name="Membres"), scene.people["other"]
    token, _ = APIToken.create_token(user=user, name="Un jeton")
    site, workflow, task_id = Site.objects.get().pk, Workflow.objects.get().pk, Task.objects.get(name=TASK).pk
    collection = Collection.objects.first().pk
    return (
        snippets
        | chosen
        | {
            "": {
                "0": "inventaire/", "1": "plan.pdf", "path": "rien", "key": "rien", "uidb36": "1", "uidb64": "MQ",
                "token": "a-b",
                "restriction_id": 1, "page_view_restriction_id": 1, "page_id": text.pk, "slug": "rien",
            },
            "compte/jetons/": {"pk": token.pk},
            "documents/": {"0": document.pk, "1": document.filename, "restriction_id": 1},
            "^documents/": {"0": document.pk, "1": document.filename},
            "admin/": {"path": "rien"},
            "admin/snippets/": {
                "revision_id": revision.pk, "workflow_state_id": state, "task_state_id": task, "task_id": task_id,
                "action_name": "approve",
            },
            "admin/api-tokens/": {"pk": token.pk},
            "admin/api/main/^documents/": {"pk": document.pk},
            "admin/api/main/^images/": {"pk": image.pk},
            "admin/api/main/^pages/": {"pk": text.pk, "action_name": "unpublish"},
            "admin/bulk/": {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
            "admin/choose-page/": {"parent_page_id": section.pk},
            "admin/collections/": {"pk": collection, "collection_id": collection},
            "admin/documents/": {
                "pk": document.pk, "document_id": document.pk, "doc_id": document.pk,
                "uploaded_file_id": 1,
            },
            "admin/editing-sessions/": {
                "app_label": "home", "model_name": "standardpage", "object_id": text.pk, "session_id": 1,
            },
            "admin/groups/": {"pk": group.pk},
            "admin/images/": {
                "pk": image.pk, "image_id": image.pk, "filter_spec": "width-100", "uploaded_file_id": 1,
            },
            "admin/pages/": {
                "pk": text.pk, "page_id": text.pk, "page_to_move_id": text.pk, "parent_page_id": section.pk,
                "destination_id": section.pk, "revision_id": revision.pk, "content_type_app_name": "inventory",
                "content_type_model_name": "siteprofilepage", "app_label": "inventory", "model_name": "siteprofilepage",
                "workflow_state_id": state, "task_state_id": task, "task_id": task_id,
                "action_name": "approve", **REVISIONS,
            },
            "admin/pages/workflow/": {
                "page_id": waiting.page_id or text.pk, "action_name": "approve", "task_state_id": task,
                "task_id": task_id,
            },
            "admin/password_reset/": {"uidb64": "MQ", "token": "a-b"},
            "admin/redirects/": {"redirect_id": redirect.pk},
            "admin/settings/": {"app_name": "home", "model_name": "identitysettings", "pk": site},
            "admin/sites/": {"pk": site},
            "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
            "admin/temoignages/": {"page_id": text.pk},
            "admin/users/": {"pk": user.pk},
            "admin/workflows/": {
                "pk": workflow, "page_pk": text.pk, "workflow_pk": workflow,
                "task_id": task_id, "app_label": "members", "model_name": "moderationtask",
            },
            "admin/workflows/tasks/": {
                "pk": task_id, "app_label": "members", "model_name": "moderationtask",
            },
            "api/v3/": {
                "document_id": document.pk, "image_id": image.pk, "page_id": text.pk, "revision_id": revision.pk,
                "redirect_id": redirect.pk, "site_id": site, "type": "memento.SharedBlock",
                "pk": rows["memento/sharedblock"].pk, "type_name": "home.StandardPage", "number": "2",
                "slug": scene.place.slug,
            },
        }
    )  # fmt: skip
