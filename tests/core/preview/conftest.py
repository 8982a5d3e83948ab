"""A front end with previews, and a page with what its form sends."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import StandardPage
from tests.factories.home import StandardPageFactory

FRONT = "https://front.example"


@pytest.fixture(autouse=True)
def front_end(settings) -> None:
    settings.FRONTEND_URL, settings.FRONTEND_PREVIEW_PATH = FRONT, "/apercu"


@pytest.fixture
def page(home) -> StandardPage:
    return StandardPageFactory(parent=home, slug="la-demarche", title="La démarche")


def typed(**fields) -> dict[str, str]:
    """What the form of a text sends."""
    empty = {"page_themes": inline_formset([]), "comments": inline_formset([]), "body": streamfield([])}
    return nested_form_data({"title": "Titre tapé", "slug": "la-demarche", "introduction": "", **empty, **fields})


def token_of(response) -> str:
    """The token in the address of the front end to which a response leads."""
    parts = urlsplit(response["Location"])
    assert (f"{parts.scheme}://{parts.netloc}", parts.path, response.status_code) == (FRONT, "/apercu", 302)
    (token,) = parse_qs(parts.query)["token"]
    return token
