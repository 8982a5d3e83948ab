"""One of each thing that the API shows, as the sections' own tests make them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from memento.models import Edition, GlossaryTerm, MementoPage
from tests.archive.conftest import event_index, image, publication_index
from tests.archive.test_api import event, publication, theme
from tests.inventory.test_api import full_place
from tests.memento.conftest import chapter, make_place, make_sheet, make_testimonial, memento, testimonial_index
from tests.memento.test_api import maria, murs

__all__ = [
    "chapter", "event", "event_index", "image", "make_place", "make_sheet", "make_testimonial", "maria", "memento",
    "murs", "publication", "publication_index", "testimonial_index", "theme",
]  # fmt: skip


def public_operations() -> Iterator[tuple[str, Any]]:
    """The path, from the host's root, and the operation of every read that is ours."""
    from config.api import api
    from core.api import reader

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if operation.auth_callbacks == [reader] and operation.include_in_schema:
                    name = "/".join(part.strip("/") for part in (prefix, path) if part.strip("/"))
                    yield f"/api/v3/{name}" if "." in name else f"/api/v3/{name}/", operation


@pytest.fixture
def everything(home, event, publication, murs, maria, image) -> dict[str, str]:
    """The address of one answer of each public read, by the path in the OpenAPI document."""
    place = full_place()
    event.image = image
    event.save_revision().publish()
    memento = MementoPage.objects.get()
    memento.editions = [Edition(number="2")]
    memento.save_revision().publish()
    murs.introduction = "Une introduction que l’édition n’avait pas."
    murs.save_revision().publish()
    GlossaryTerm.objects.create(term="Bail", slug="bail", definition="Un contrat de location.")
    slugs = {
        "/api/v3/memento/editions/{number}/": "2",
        "/api/v3/places/{slug}/": "la-cime",
        "/api/v3/memento/sheets/{slug}/": "murs",
        "/api/v3/testimonials/{slug}/": "maria",
        "/api/v3/events/{slug}/": "soiree",
        "/api/v3/publications/{slug}/": "etude",
    }
    queries = {
        "/api/v3/search/": "?q=soiree",
        "/api/v3/search/suggest/": "?q=soi",
        "/api/v3/places/cards/": f"?id={place.pk}",
    }
    return {
        path: path.replace("{slug}", slugs.get(path, "")).replace("{number}", slugs.get(path, ""))
        + queries.get(path, "")
        for path, _ in public_operations()
    }
