"""The admin listing of places: its columns, its filter of reviews, and its number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.admin.places import in_review
from tests.inventory.admin.texts import LISTING, RESULTS, main_text

pytestmark = pytest.mark.django_db


def test_listing_shows_commune_state_freshness_and_review(as_editor, home, member):
    old = timezone.localdate() - timezone.timedelta(days=250)
    SiteProfilePageFactory(title="La Filature", verified_on=old)
    in_review(SiteProfilePageFactory(title="Les Forges"), member)
    text = main_text(as_editor.get(LISTING))
    for expected in ("Grenoble (38)", "En activité", "il y a 8 mois, à vérifier", "jamais", "en attente de relecture"):
        assert expected in text


@pytest.mark.parametrize(
    ("flaws", "shown"),
    [
        (["phone"], "à revoir&nbsp;: téléphone "),
        (["point", "phone", "web", "dates"], "à revoir&nbsp;: point sur la carte, téléphone et 2 autres "),
    ],
)
def test_listing_names_some_flaws_of_a_place(as_editor, home, flaws, shown):
    place = SiteProfilePageFactory()
    assert "à revoir&nbsp;:" not in main_text(as_editor.get(LISTING))
    SiteProfilePage.objects.filter(pk=place.pk).update(flaws=flaws)
    assert shown in main_text(as_editor.get(LISTING))


def test_review_filter_distinguishes_three_states(as_editor, home, member, moderator):
    waiting = in_review(SiteProfilePageFactory(title="Attend"), member)
    sent_back = in_review(SiteProfilePageFactory(title="Renvoyé"), member)
    sent_back.current_workflow_task.on_action(sent_back.current_workflow_task_state, moderator, "reject")
    free = SiteProfilePageFactory(title="Libre")
    for state, expected in (("review", {waiting.pk}), ("changes", {sent_back.pk}), ("none", {free.pk})):
        response = as_editor.get(RESULTS, {"review": state})
        assert {page.pk for page in response.context["object_list"]} == expected, state
        assert ("à compléter" in response.text) == (state == "changes")


def test_number_of_queries_is_the_same_for_one_place_in_review_and_for_several(as_editor, home, member):
    def queries() -> int:
        as_editor.get(LISTING)
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(LISTING).status_code == 200
        return len(captured)

    in_review(SiteProfilePageFactory(), member)
    one = queries()
    for _ in range(3):
        in_review(SiteProfilePageFactory(), member)
    assert queries() == one
