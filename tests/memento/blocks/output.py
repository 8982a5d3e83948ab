"""What comes out of a stored body: words of a page, JSON of the API, the HTML of one block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import Model
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags
from jsonschema import Draft202012Validator, FormatChecker

from core.blocks.resolver import Resolver
from core.visibility.gate import Gate
from memento.blocks import GUIDE_BLOCKS
from memento.models import SheetPage
from tests.factories.guide_blocks import Filled

BLOCKS = dict(GUIDE_BLOCKS)
STREAM = SheetPage._meta.get_field("body").stream_block
SCHEMA_URL = "/api/v3/memento/blocks/"


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def missing_words(html: str, blocks: Iterable[Filled]) -> list[str]:
    """The words of these blocks that a page does not show, whatever its spaces."""
    text = strip_tags(html).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    text = " ".join(text.split())
    return [words for block in blocks for words in block.words if words not in text]


def store(instance: Model, body: list[Any], field: str = "body") -> None:
    """Write a body past all checks, as an import or an older release may have left it."""
    type(instance).objects.filter(pk=instance.pk).update(**{field: body})


def api_body(client: Client, slug: str) -> list[dict[str, Any]]:
    response = client.get(f"/api/v3/memento/sheets/{slug}/")
    assert response.status_code == 200
    return response.json()["body"]


def resolved(stored: list[dict[str, Any]], absolute: bool = False) -> list[dict[str, Any]]:
    """What the resolver makes of a body without losing a block; as JSON if addresses are to be absolute."""
    resolver = Resolver(Gate.public(), absolute=absolute)
    resolver.add_stream(STREAM, stored)
    blocks = resolver.load().stream(STREAM, stored)
    assert len(blocks) == len(stored)
    return orjson.loads(orjson.dumps(blocks)) if absolute else blocks


def rendered(block: dict[str, Any]) -> str:
    """The HTML of a block that the resolver gave."""
    context = {"value": block["value"], "id": block["id"], "page": None}
    return render_to_string(f"blocks/{block['type']}.html", context)
