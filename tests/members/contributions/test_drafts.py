"""From what is typed to what readers see: a contribution's way, step by step."""

import uuid

import pytest
from django.core import mail

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.contributions import drafts, form_data
from members.models import Contribution

pytestmark = pytest.mark.django_db
PLACE = {
    "title": ["La Scierie"],
    "summary": ["Un atelier partagé au bord du Guiers."],
    "families": ["coworking"],
    "state": ["active"],
    "description": ["Un étage.\n\nDeux salles <b>claires</b>."],
    "commune": ["Grenoble"],
    "insee_code": ["38185"],
    "point": ["45.19, 5.72"],
    "milieu": ["urban"],
}


@pytest.fixture
def proposal(member) -> Contribution:
    kind = kinds.kind("lieu")
    contribution = drafts.start(kind, member, uuid.uuid4())
    drafts.save(contribution, form_data.extract(PLACE, list(kind.form.base_fields), kind.form))
    return contribution


def reread(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


def test_place_is_proposed_published_and_read(proposal, member, moderator, client):
    sent = drafts.submit(proposal, member)
    page = sent.page.specific
    assert (page.live, page.title, page.owner) == (False, "La Scierie", member)
    assert sent.state == "waiting"
    page.current_workflow_task_state.specific.reject(user=moderator, comment="Quelle rue ?")
    returned = reread(proposal)
    assert (returned.state, returned.last_answer().words) == ("changes", "Quelle rue ?")
    drafts.save(returned, {"address": ["4 rue du Moulin"]})
    drafts.submit(returned, member)
    page = SiteProfilePage.objects.get(pk=page.pk)
    page.current_workflow_task_state.specific.approve(user=moderator)
    assert reread(proposal).state == "published"
    page = SiteProfilePage.objects.get(pk=page.pk)
    assert page.live
    assert page.address == "4 rue du Moulin"
    assert "Deux salles &lt;b&gt;claires" in client.get(page.url).text
    told = [message.subject for message in mail.outbox if message.to == [member.email]]
    assert len(told) == 4, told
