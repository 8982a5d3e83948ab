"""The content of a contribution as text: how often its page is read."""

import pytest

from members.contributions import drafts, summary
from tests.factories.contributions import begin
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def test_all_steps_of_a_correction_read_the_page_twice(member, django_assert_num_queries):
    """Once for the form with the stored data and once for the one with the page's; each counts the files as well."""
    correction = begin("corriger-un-lieu", member, SiteProfilePageFactory(), summary="Un autre résumé.")
    kind = drafts.kind_of(correction)
    assert len(kind.steps) > 4
    with django_assert_num_queries(4):
        steps = summary.as_typed(kind, correction)
    assert "Un autre résumé." in [text["value"] for step in steps for text in step["fields"]]
