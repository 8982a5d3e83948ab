"""Which pages refer to which pages, partners and people."""

from __future__ import annotations

import pytest

from core.relations.references import references
from core.visibility import version
from memento.models import SharedBlock
from tests.factories.memento import add_chapter, add_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_a_link_in_a_text_is_read_in_both_directions(network):
    known = references(version.current())
    assert known.to_page[network.event.pk] == {network.text.pk}
    assert network.event.pk in known.of_page[network.text.pk]


def test_a_partner_is_named_directly_or_by_its_people(network):
    known = references(version.current())
    assert known.to_partner[network.company.pk] == {network.event.pk}
    assert known.to_partner[network.school.pk] == {network.event.pk, network.publication.pk}
    assert known.to_person[network.speaker.pk] == {network.event.pk}


def test_a_shared_block_refers_for_the_sheets_that_use_it_once_it_is_published(network):
    block = SharedBlock.objects.create(
        name="Encadré", body=[("page_link", {"page": network.event, "text": ""})], live=False
    )
    sheet = add_sheet(add_chapter("un-chapitre"), "une-fiche", body=[("shared", {"block": block})])
    assert sheet.pk not in references(version.current()).to_page[network.event.pk]
    block.live = True
    block.save()
    assert sheet.pk in references(version.current()).to_page[network.event.pk]


def test_what_a_page_no_longer_says_is_forgotten(network):
    network.text.body = [("text", "<p>Plus de lien.</p>")]
    network.text.save_revision().publish()
    assert network.event.pk not in references(version.current()).to_page


def test_they_are_read_with_few_queries_once_per_content_version(network, django_assert_max_num_queries):
    snapshot = version.current()
    with django_assert_max_num_queries(4):
        references(snapshot)
    with django_assert_max_num_queries(0):
        references(snapshot)
