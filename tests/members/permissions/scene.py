"""One of each object that a URL can name, a user of each role, and a contribution of each kind and state."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import APIToken, Collection, Site, Task, Workflow

from archive.models import EventIndexPage, PublicationIndexPage, Registration
from archive.registrations import links, seats
from core.contributions import kinds as contributions
from core.models import SillonImage
from home.models import HomePage
from inventory.models import SiteProfilePage
from members.contributions import drafts, form_data
from members.contributions.views.current_step import DIGEST
from members.models import Contribution, Managed, Upload, User
from members.moderation import decisions, views
from members.setup import TASK
from memento.models import GlossaryTerm, MementoPage, SharedBlock
from search.models import Synonym
from tests.conftest import make_user
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
    ThemeFactory,
)
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import DecisionTreePageFactory, DiagnosticPageFactory
from tests.members.permissions.routes import Route

#: Valid form data of each kind.
VALUES: dict[str, dict[str, list[str]]] = {
    "lieu": {
        "title": ["La Scierie"], "summary": ["Un atelier partagé."], "families": ["coworking"], "state": ["active"],
        "commune": ["Grenoble"], "postcode": ["38000"], "insee_code": ["38185"], "milieu": ["urban"],
    },
    "corriger-un-lieu": {"summary": ["Un résumé plus juste."]},
    "signaler": {"reason": ["gone"], "words": ["Le local est vide."]},
    "gerer": {"role": ["Animatrice"], "proof": ["Mon nom est sur le site du lieu."], "organisation": ["La Cime"]},
}  # fmt: skip
#: Request bodies for routes where an empty form would change nothing.
BODIES: dict[str, dict[str, Any]] = {
    "api/v3/contributions/": {"kind": "lieu", "values": {"title": "Un autre lieu"}},
    "api/v3/contributions/<uuidstr:id>/": {"values": {"note": "Autre chose"}},
    "api/v3/contributions/<uuidstr:id>/files/<uuidstr:file>/": {"words": "Autre chose"},
    "ressources/evenements/<slug>/inscription/<token>/": {"confirmer": "1"},
    "admin/moderation/<uuid:pk>/": {"decision": views.ACCEPT, "words": "Merci."},
}
STATES = [state.value for state in Contribution.State]
#: The contributions of the scene: a new place in every state, and one of each other kind that waits for moderators.
CONTRIBUTIONS = [("lieu", state) for state in STATES] + [
    (kind, "waiting") for kind in ("corriger-un-lieu", "signaler", "gerer")
]
REVISIONS = {"revision_id_a": "earliest", "revision_id_b": "latest"}
ROLES = ("anonymous", "member", "other", "manager", "editor", "moderator", "admin")


def _failed_task() -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [[]], "kwargs": {}}, task_path="core.tasks.render_images",
        backend_name="durable", run_after=get_date_max(), exception_class_path="x.Y", traceback="",
    )  # fmt: skip


@dataclass
class Scene:
    """Users, a place, contributions with a file each, and `values` for the variable parts of URLs."""

    people: dict[str, User | None]
    place: SiteProfilePage
    #: By kind and state.
    contributions: dict[tuple[str, str], Contribution] = field(default_factory=dict)
    #: By the contribution's primary key.
    uploads: dict[uuid.UUID, Upload] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    api_clients: dict[str, Client] = field(default_factory=dict)

    @property
    def waiting(self) -> Contribution:
        """The contribution in URLs that do not depend on its state."""
        return self.contributions["lieu", "waiting"]

    def values_for(self, pattern: str, contribution: Contribution) -> dict[str, Any]:
        """Return the variable parts of a URL, with this contribution where the pattern names one."""
        parts: dict[str, Any] = {}
        for prefix in sorted(self.values, key=len):
            if pattern.startswith(prefix):
                parts |= self.values[prefix]
        if pattern.startswith("contribuer/"):
            parts |= {
                "code": contribution.kind,
                "pk": contribution.pk,
                "slug": contribution.declared_kind.steps[0].slug,
            }
        elif pattern.startswith("compte/fichiers/"):
            parts["pk"] = self.uploads[contribution.pk].pk
        elif pattern.startswith(("compte/contributions/", "admin/moderation/", "api/v3/contributions/")):
            parts |= {"pk": contribution.pk, "id": contribution.pk, "file": self.uploads[contribution.pk].pk}
        return parts

    def log_in_all(self) -> None:
        """Create a browser client in which each user is logged in, and an API client that sends their token."""
        for role, user in self.people.items():
            self.clients[role], self.api_clients[role] = Client(), Client()
            if user is not None:
                self.clients[role].force_login(user)
                _, key = APIToken.create_token(user=user, name="Essai")
                self.api_clients[role] = Client(headers={"Authorization": f"Bearer {key}"})

    def body_for(self, route: Route, contribution: Contribution) -> dict[str, Any]:
        """Return the arguments of the test client's method for the body of a request."""
        if route.method in ("GET", "HEAD", "OPTIONS", "DELETE"):
            return {}
        if route.pattern == "contribuer/<slug:code>/<uuid:pk>/<slug:slug>/":
            step = contribution.declared_kind.steps[0]
            stored = {name: values for name, values in contribution.typed.items() if name in step.fields}
            changed = {name: ["Autre chose"] for name in ("title", "summary", "words", "role") if name in stored}
            return {"data": stored | changed | {DIGEST: form_data.digest(stored)}}
        body = BODIES.get(route.pattern, {})
        if route.pattern.startswith("api/v3/"):
            return {"data": json.dumps(body), "content_type": "application/json"}
        return {"data": body}


def set_up() -> Scene:
    """Create the scene. All contributions are by one member."""
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
    for kind, state in CONTRIBUTIONS:
        contribution = create_contribution(scene, kind, state)
        scene.contributions[kind, state] = contribution
        scene.uploads[contribution.pk] = Upload.objects.create(
            contribution=contribution, owner=people["member"], kind="document", title="Plan",
            file=ContentFile(b"%PDF-1.4\n%%EOF", "plan.pdf"),
        )  # fmt: skip
    scene.values = _values(scene)
    scene.log_in_all()
    return scene


def create_contribution(scene: Scene, code: str, state: str) -> Contribution:
    """Create a contribution and bring it into a state through the services that people use."""
    author, moderator = scene.people["member"], scene.people["moderator"]
    kind = contributions.kind(code)
    assert kind is not None
    made = drafts.start(kind, author, uuid.uuid4(), page=scene.place if kind.about_a_page else None)
    values = VALUES[code]
    drafts.save(made, form_data.extract(values, [name for name in values if name in kind.form.base_fields], kind.form))
    if state == "draft":
        return made
    drafts.submit(made, author)
    match state:
        case "changes":
            decisions.send_back(made, moderator, "Dites-en plus.")
        case "published":
            decisions.accept(made, moderator)
        case "refused":
            decisions.refuse(made, moderator, "Ce n’est pas un tiers-lieu.")
        case "withdrawn":
            drafts.withdraw(made, author)
    contribution = Contribution.objects.get(pk=made.pk)
    assert contribution.state == state
    return contribution


def _registration(organiser: User | None) -> Registration:
    """Register somebody for an event that this user organises."""
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="soiree", date="2099-01-01", state="announced", capacity=5,
        takes_registrations=True, organiser=organiser,
    )  # fmt: skip
    return seats.register(event.pk, seats.Details("Ada Martin", "ada@example.org")).registration


def _values(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return the variable parts of URLs, by the beginning of their patterns; a longer beginning wins."""
    text = StandardPageFactory(parent=HomePage.objects.get(), title="Un texte", slug="un-texte")
    revision = text.save_revision()
    diagnostic = DiagnosticPageFactory(parent=MementoPage.objects.get())
    tree = DecisionTreePageFactory(parent=MementoPage.objects.get())
    image = SillonImage.objects.create(title="Une image", file=get_test_image_file())
    document = DocumentFactory()
    section = scene.place.get_parent()
    waiting = scene.waiting
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
    synonym = Synonym.objects.create(expressions="visio, réunion à distance")
    promotion = SearchPromotion.objects.create(query=Query.get("visio"), page=text)
    group, user = Group.objects.get(name="Membres"), scene.people["other"]
    token, _ = APIToken.create_token(user=user, name="Un jeton")
    registration = _registration(scene.people["member"])
    publication = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), slug="etude")
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
            "ressources/evenements/<slug>/": {
                "slug": registration.event.slug, "token": links.path_of(registration).split("/")[-2],
            },
            "ressources/chronologie/": {"year": 2014},
            "themes/": {"slug": rows["core/theme"].slug},
            "partenaires/": {"slug": rows["core/partner"].slug},
            "personnes/": {"slug": "rien"},
            "ressources/publications/<slug>/": {"slug": publication.slug},
            "admin/publications/": {"page_id": publication.pk},
            "documents/": {"0": document.pk, "1": document.filename, "restriction_id": 1},
            "^documents/": {"0": document.pk, "1": document.filename},
            "admin/": {"path": "rien"},
            "admin/fichiers/": {"name": image.file.name},
            "admin/snippets/": {
                "revision_id": revision.pk, "workflow_state_id": state, "task_state_id": task, "task_id": task_id,
                "action_name": "approve",
            },
            "admin/api-tokens/": {"pk": token.pk},
            "admin/api/main/^documents/": {"pk": document.pk},
            "admin/api/main/^images/": {"pk": image.pk},
            "admin/api/main/^pages/": {"pk": text.pk, "action_name": "unpublish"},
            "admin/blocs/": {"label": "home.StandardPage.body", "version": "0"},
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
            "admin/volets/simulation/": {"page_id": diagnostic.pk, "parent_id": diagnostic.get_parent().pk},
            "admin/volets/tree-drawing/": {"page_id": tree.pk, "parent_id": diagnostic.get_parent().pk},
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
            "admin/questionnaires/": {"page_id": diagnostic.pk, "parent_id": diagnostic.get_parent().pk},
            "admin/recherche/mises-en-avant/": {"query_id": promotion.query_id},
            "admin/recherche/synonymes/": {"pk": synonym.pk},
            "admin/redirects/": {"redirect_id": redirect.pk},
            "admin/searchpicks/": {"query_id": promotion.query_id},
            "admin/settings/": {"app_name": "home", "model_name": "identitysettings", "pk": site},
            "admin/sites/": {"pk": site},
            "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
            "admin/temoignages/": {"page_id": text.pk},
            "admin/travaux/": {"pk": _failed_task().pk},
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
            "api/v3/content/": {"id": text.translation_key},
        }
    )  # fmt: skip
