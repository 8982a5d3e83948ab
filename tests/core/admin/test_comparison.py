"""What the admin's comparison of two revisions says of our blocks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.blocks import Block, ChoiceBlock, ListBlock

from core.blocks.base import ChoiceComparison
from core.blocks.text import CalloutBlock
from core.checks import own_page_models
from core.fields import StreamField
from memento.models import SharedBlock
from tests.factories.inventory import SiteProfilePageFactory


def inside(block: Block) -> Iterator[Block]:
    yield block
    if isinstance(block, ListBlock):
        yield from inside(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        yield from inside(child)


def test_every_choice_of_our_blocks_is_compared_in_words():
    fields = [
        field
        for model in [*own_page_models(), SharedBlock]
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    choices = [block for field in fields for block in inside(field.stream_block) if isinstance(block, ChoiceBlock)]
    assert choices
    assert {get_comparison_class_for_block(block) for block in choices} == {ChoiceComparison}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("warning", "warning", "<dd>Attention</dd>"),
        ("warning", "legal", '<span class="deletion">Attention</span><span class="addition">Point juridique</span>'),
    ],
)
def test_a_callout_is_compared_in_the_words_editors_chose(home, as_editor, before, after, expected):
    def body(kind: str, words: str) -> list[dict]:
        return [{"type": "callout", "id": "a", "value": {"kind": kind, "title": "", "text": f"<p>{words}</p>"}}]

    page = SiteProfilePageFactory(body=body(before, "Avant"))
    first = page.save_revision()
    page.body = body(after, "Après")
    second = page.save_revision()
    html = as_editor.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])).text
    assert "<dt>Genre</dt>" in html
    assert expected in html


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("warning", "", '<span class="deletion">Attention</span>'),
        ("", "legal", '<span class="addition">Point juridique</span>'),
        ("<i>", "<i>", "&lt;i&gt;"),
        (None, None, ""),
    ],
)
def test_a_choice_that_is_empty_or_gone_is_compared_too(before, after, expected):
    kind = CalloutBlock().child_blocks["kind"]
    assert ChoiceComparison(kind, True, True, before, after).htmldiff() == expected
