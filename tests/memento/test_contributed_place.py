"""The place of a contributed testimonial, which its author names as readers do."""

from __future__ import annotations

import pytest

from members.contributions import drafts
from tests.factories.contributions import begin, errors
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def namesakes(module_db) -> dict[str, int]:
    """The ids of four places by slug, two of the same name and one not public."""
    return {
        slug: SiteProfilePageFactory(title=title, slug=slug, commune=commune, **more).pk
        for slug, title, commune, more in (
            ("forge-vif", "La Forge", "Vif", {}),
            ("forge-grenoble", "La Forge", "Grenoble", {}),
            ("forge-secrete", "La Forge", "Voiron", {"draft": True}),
            ("moulin", "Le Moulin à Paroles", "Vif", {}),
        )
    }


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("La Forge (Vif)", "forge-vif"), ("la forge grenoble", "forge-grenoble"), ("LE MOULIN A PAROLES", "moulin"),
        ("http://localhost:8000/inventaire/forge-vif/", "forge-vif"), ("/inventaire/moulin", "moulin"),
    ],
)  # fmt: skip
def test_place_is_found_by_name_or_url(namesakes, member, typed, slug):
    form = drafts.bind(begin("temoignage", member, place=typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == namesakes[slug]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("La Forge", "« La Forge (Grenoble) » ou « La Forge (Vif) »"),
        ("moulin", "Est-ce « Le Moulin à Paroles (Vif) »"),
        ("La Forge (Voiron)", "Aucun lieu"), ("/inventaire/forge-secrete/", "Aucun lieu"),
    ],
)  # fmt: skip
def test_unclear_place_is_an_error_with_suggestions(namesakes, member, typed, message):
    messages = errors("temoignage", member, place=typed)
    assert list(messages) == ["place"]
    assert message in messages["place"]
    assert "Voiron" not in messages["place"]
