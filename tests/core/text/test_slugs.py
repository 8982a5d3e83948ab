import pytest

from core.text.slugs import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Cœur de bourg", "coeur-de-bourg"),
        ("ŒUVRE & ex æquo", "oeuvre-ex-aequo"),
        ("Évènements d’été 2026", "evenements-dete-2026"),
        ("!?", ""),
    ],
)
def test_a_slug_is_readable_ascii(text, slug):
    assert slugify(text) == slug
