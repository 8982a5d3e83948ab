"""A proposed page whose draft lacks what its type needs to be published is not accepted."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from members.models import Contribution
from members.moderation import decisions

pytestmark = pytest.mark.django_db


def test_page_that_an_editor_has_emptied_is_not_accepted(proposal, moderator):
    page = proposal.page.specific.get_latest_revision_as_object()
    page.summary, page.milieu = "", ""
    page.save_revision(user=moderator)
    with pytest.raises(ValidationError) as refused:
        decisions.accept(proposal, moderator)
    (message,) = refused.value.messages
    assert "« Résumé », « Milieu »" in message.replace("\u00a0", " ")
    contribution = Contribution.objects.get(pk=proposal.pk)
    assert (contribution.state, contribution.page.live) == ("waiting", False)
    page.summary, page.milieu = "Un atelier.", "urban"
    page.save_revision(user=moderator)
    assert decisions.accept(contribution, moderator).state == "published"
