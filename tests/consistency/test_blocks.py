"""Every block an editor can choose is named, described, shown and given to programs."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block, CharBlock, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from core.blocks import Group
from core.blocks.base import RecordBlock
from core.blocks.resolver import resolve_value
from core.checks import own_page_models
from core.visibility.gate import Gate
from tests.consistency.test_language import straight_apostrophe

GROUPS = {value for name, value in vars(Group).items() if name.isupper()}


def selectable() -> dict[str, Block]:
    """The blocks of all bodies, once each, by « Page.field.name »."""
    found: dict[int, tuple[str, Block]] = {}
    for model in own_page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for name, block in _choices(field.stream_block, f"{model.__name__}.{field.name}"):
                    found.setdefault(id(block), (name, block))
    return dict(found.values())


def _choices(stream: StreamBlock, path: str) -> Iterator[tuple[str, Block]]:
    for name, block in stream.child_blocks.items():
        yield f"{path}.{name}", block
        for nested, inner in _walk(block, f"{path}.{name}"):
            if isinstance(inner, StreamBlock):
                yield from _choices(inner, nested)


def _walk(block: Block, path: str) -> Iterator[tuple[str, Block]]:
    """What a block is made of, however deep."""
    children = dict(block.child_blocks) if isinstance(block, StructBlock | StreamBlock | TypedTableBlock) else {}
    if isinstance(block, ImageBlock):  # Wagtail's own, in its own French
        children = {}
    elif isinstance(block, ListBlock):
        children = {"[]": block.child_block}
    for name, child in children.items():
        yield f"{path}.{name}", child
        yield from _walk(child, f"{path}.{name}")


BLOCKS = selectable()
every_block = pytest.mark.parametrize("path", BLOCKS)
#: The blocks that readers see as they are: all but the data of a page type.
every_shown_block = pytest.mark.parametrize(
    "path", [path for path, block in BLOCKS.items() if not isinstance(block, RecordBlock)]
)


def missing(block: Block, name: str) -> set[str]:
    """What a block does not declare."""
    declared = {
        "icon": block.meta.icon != Block().meta.icon,
        "label": bool(block.meta.label),
        "description": bool(getattr(block.meta, "description", "")),
        "group": getattr(block.meta, "group", "") in GROUPS,
        "preview_value": hasattr(block.meta, "preview_value"),
        "template": getattr(block.meta, "template", None) == f"blocks/{name}.html",
    }
    return {key for key, there in declared.items() if not there}


def unlabelled(block: Block, path: str) -> list[str]:
    """The fields of a block whose label Wagtail would make from the identifier."""
    return [where for where, child in _walk(block, path) if not where.endswith("[]") and not child.meta.label]


def test_a_body_offers_blocks():
    assert {"StandardPage.body.text", "StandardPage.body.table"} <= set(BLOCKS)


@every_shown_block
def test_it_declares_what_the_picker_and_the_page_need(path):
    assert missing(BLOCKS[path], path.rsplit(".", 1)[1]) == set()


@every_block
def test_its_fields_have_labels(path):
    assert unlabelled(BLOCKS[path], path) == []


@every_block
def test_its_words_have_french_apostrophes(path):
    parts = [BLOCKS[path], *(child for _, child in _walk(BLOCKS[path], path))]
    words = [
        str(text)
        for block in parts
        for text in (block.meta.label, getattr(block.meta, "help_text", ""), getattr(block.meta, "description", ""))
        if text
    ]
    assert [text for text in words if straight_apostrophe(text)] == []


@every_shown_block
def test_its_template_exists(path):
    get_template(BLOCKS[path].meta.template)


@every_shown_block
def test_its_preview_shows_it(path, home, client, admin):
    block = BLOCKS[path]
    assert block.is_previewable
    client.force_login(admin)
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    shown = response.text.partition("<main>")[2].partition("</main>")[0]
    assert strip_tags(shown).strip() or "<img" in shown


@every_shown_block
def test_programs_get_plain_data(path, home):
    block = BLOCKS[path]
    value = resolve_value(block, block.get_prep_value(block.get_preview_value()), Gate.public())
    assert value
    assert orjson.loads(orjson.dumps(value))


@every_block
def test_it_bears_being_empty(path, home):
    """A draft, an import and an old row may lack anything."""
    block = BLOCKS[path]
    resolve_value(block, None, Gate.public())
    if isinstance(block, StructBlock) and not isinstance(block, RecordBlock):
        block.render(block.normalize({}))


def test_a_bare_block_is_seen():
    assert missing(StructBlock([("text", CharBlock())]), "bare") == {
        "icon",
        "label",
        "description",
        "group",
        "preview_value",
        "template",
    }


def test_a_template_of_another_name_is_seen():
    assert "template" in missing(CharBlock(template="blocks/quote.html"), "heading")


def test_an_unlabelled_field_is_seen_however_deep():
    deep = StructBlock([("rows", ListBlock(StructBlock([("cell", CharBlock())]), label="Lignes"))])
    assert unlabelled(deep, "x") == ["x.rows.[].cell"]


@every_block
def test_its_icon_is_drawn(path):
    """A name that the admin's sprite does not hold shows nothing in the picker."""
    assert f'id="icon-{BLOCKS[path].meta.icon}"' in get_icons()
