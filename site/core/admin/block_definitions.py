"""Serve the block definitions of StreamFields as scripts that browsers cache.

A block definition is the JSON from which Wagtail's editor builds the blocks in the browser. Wagtail builds it again for
each request and puts it into each form: 70 to 100 kB, the same for all users. Here it is built once per process, and a
form only names it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.admin.auth import require_admin_access
from wagtail.admin.telepath import JSContext
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField as WagtailStreamField

from core.blocks.choosers import load_together

if TYPE_CHECKING:
    from core.fields import StreamField

#: Registers a class with telepath, which reads such JSON. Its constructor returns the block definition.
SCRIPT = "telepath.register({name}, class {{ constructor() {{ return telepath.unpack({definition}); }} }});\n"
#: The random id of the first item of a new list. Without it, the editor's script makes an id for each new list.
ITEM_ID = re.compile(r', "id": "[0-9a-f]{8}-[0-9a-f-]{27}"')
#: The random key of the empty paragraph in a new rich text. It is in JSON within JSON.
PARAGRAPH_KEY = re.compile(r'(?<=\\"key\\": \\")[a-z0-9]{5}(?=\\")')
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Definition:
    """The script of a StreamField, a hash of the script, and the context that has the media of the blocks."""

    script: str
    version: str
    context: JSContext


def constructor_of(field: StreamField) -> str:
    """Return the name under which the script of a field registers its class."""
    return f"sillon.blocks.{field}"


@cache
def definition_of(field: StreamField, language: str | None) -> Definition:
    """Build the block definition of a field, with labels in this language.

    It is built without a request, so that nothing in it depends on a user. Random ids are removed, so that all
    processes build the same script.
    """
    context = JSContext()
    packed = json.dumps(context.pack(field.stream_block), ensure_ascii=False)
    packed = PARAGRAPH_KEY.sub("empty", ITEM_ID.sub("", packed))
    script = SCRIPT.format(name=json.dumps(constructor_of(field)), definition=packed)
    return Definition(script, hashlib.sha256(script.encode()).hexdigest()[:16], context)


class StreamWidget(BlockWidget):
    """The widget of a StreamField. Its HTML names the block definition, and its media load it."""

    def __init__(self, field: StreamField, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(field.stream_block, attrs=attrs)
        self.field = field
        self._read: tuple[Any, Any] | None = None

    @property
    def definition(self) -> Definition:
        return definition_of(self.field, get_language())

    @property
    def js_context(self) -> JSContext:
        return self.definition.context

    @property
    def block_json(self) -> str:
        return json.dumps({"_type": constructor_of(self.field), "_args": []})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Read the posted blocks once for a form, which asks for them again to see whether they changed."""
        if self._read is None or self._read[0] is not data:
            with load_together(data):
                self._read = (data, super().value_from_datadict(data, files, name))
        return self._read[1]

    @cached_property
    def media(self) -> Media:
        script = reverse("core_block_definition", args=[str(self.field), self.definition.version])
        return super().media + Media(js=[script])


@cache
def _fields() -> dict[str, StreamField]:
    """Return all StreamFields by label, such as `inventory.SiteProfilePage.body`."""
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return {str(field): field for field in fields if isinstance(field, WagtailStreamField)}  # type: ignore[misc]


@require_admin_access
def block_definition(request: HttpRequest, label: str, version: str) -> HttpResponse:
    """Return the script of the field with this label. Browsers cache it for a year if the version is current.

    A page of an older release names an older version. It gets the current script, which is not cached.
    """
    if (field := _fields().get(label)) is None:
        raise Http404
    definition = definition_of(field, get_language())
    response = HttpResponse(definition.script, content_type="text/javascript; charset=utf-8")
    if version == definition.version:
        response["ETag"] = f'"{version}"'
        response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response
