"""One of each thing that the API shows, as the sections' own tests make them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.models import ReferenceIndex

from memento.models import Edition, GlossaryTerm, MementoPage
from tests.archive.conftest import image
from tests.factories.archive import full_event, full_project, full_publication, full_tour
from tests.factories.commitments import full_commitment
from tests.factories.memento import DecisionTreePageFactory, DiagnosticPageFactory
from tests.inventory.api.test_routes import full_place
from tests.memento.api.test_routes import maria, murs
from tests.memento.conftest import chapter, make_place, make_sheet, make_testimonial, memento, testimonial_index, theme

__all__ = [
    "chapter", "image", "make_place", "make_sheet", "make_testimonial", "maria", "memento", "murs",
    "testimonial_index", "theme",
]  # fmt: skip


def public_operations() -> Iterator[tuple[str, Any]]:
    """The path, from the host's root, and the operation of every read that is ours."""
    from config.api import api
    from core.api.routing import optional_token

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if operation.auth_callbacks == [optional_token] and operation.include_in_schema:
                    name = "/".join(part.strip("/") for part in (prefix, path) if part.strip("/"))
                    yield f"/api/v3/{name}" if "." in name else f"/api/v3/{name}/", operation


@pytest.fixture
def everything(home, murs, maria, image) -> dict[str, str]:
    """The address of one answer of each public read, by the path in the OpenAPI document."""
    place, event = full_place(), full_event()
    full_publication()
    full_commitment()
    full_project()
    full_tour()
    event.image = image
    event.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(event)
    theme, partner = event.page_themes.first().theme, event.partners.first().partner
    memento = MementoPage.objects.get()
    memento.editions = [Edition(number="2")]
    memento.save_revision().publish()
    murs.introduction = "Une introduction que l’édition n’avait pas."
    murs.save_revision().publish()
    GlossaryTerm.objects.create(term="Bail", slug="bail", definition="Un contrat de location.")
    DiagnosticPageFactory(parent=memento, slug="projet")
    DecisionTreePageFactory(parent=memento, slug="arbre")
    slugs = {
        "/api/v3/commitments/plans/{slug}/": "vallees",
        "/api/v3/commitments/{slug}/": "dix-lieux",
        "/api/v3/memento/diagnostics/{slug}/": "projet",
        "/api/v3/memento/diagnostics/{slug}/result/": "projet",
        "/api/v3/memento/trees/{slug}/": "arbre",
        "/api/v3/memento/trees/{slug}/mermaid/": "arbre",
        "/api/v3/content/{id}/": str(place.translation_key),
        "/api/v3/memento/editions/{number}/": "2",
        "/api/v3/places/{slug}/": "la-cime",
        "/api/v3/memento/sheets/{slug}/": "murs",
        "/api/v3/testimonials/{slug}/": "maria",
        "/api/v3/events/{slug}/": "soiree",
        "/api/v3/publications/{slug}/": "etude",
        "/api/v3/projects/{slug}/": "groupe",
        "/api/v3/tours/{slug}/": "tour",
        **dict.fromkeys(("/api/v3/themes/{slug}/", "/api/v3/themes/{slug}/pages/"), theme.slug),
        **dict.fromkeys(("/api/v3/partners/{slug}/", "/api/v3/partners/{slug}/pages/"), partner.slug),
    }
    queries = {
        "/api/v3/search/": "?q=soiree",
        "/api/v3/search/suggest/": "?q=soi",
        "/api/v3/places/cards/": f"?id={place.pk}",
        "/api/v3/content/": "?path=/",
        "/api/v3/content/export.ndjson": "?type=place",
    }
    return {
        path: re.sub(r"\{\w+\}", slugs.get(path, ""), path) + queries.get(path, "") for path, _ in public_operations()
    }
