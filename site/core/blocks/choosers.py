"""The choosers of a StreamField, which keep a choice that has been deleted since.

A deleted choice is named in the editor and does not keep the rest from being published; readers do not see it. (Wagtail
empties it, and it is then « required ».)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.admin.compare import BlockComparison, diff_text
from wagtail.blocks import ChooserBlock as WagtailChooserBlock
from wagtail.blocks import PageChooserBlock as WagtailPageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock as WagtailDocumentChooserBlock
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.images.blocks import ImageBlockComparison as WagtailImageBlockComparison
from wagtail.images.blocks import ImageChooserBlock as WagtailImageChooserBlock
from wagtail.images.blocks import ImageChooserBlockComparison
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock as WagtailSnippetChooserBlock

from core.bin import tree
from core.blocks.walk import primary_key


@dataclass
class DeletedChoice:
    """Stands for a chosen page, image, document or snippet that no longer exists. `text` names it to editors."""

    pk: int
    text: str
    # What an `ImageBlock` keeps on its image.
    contextual_alt_text: str = ""
    decorative: bool = False
    default_alt_text: ClassVar[str] = ""

    def __str__(self) -> str:
        return self.text


@dataclass
class PostedChoices:
    """The choices of a posted form: all those of one chooser are loaded by the first block that reads its own."""

    data: Any
    _loaded: dict[str, dict[Any, Any]] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for name in self.data:
            self._names[NUMBER.sub("#", name)].append(name)

    def get(self, block: ChooserBlock, files: Any, prefix: str) -> Any:
        """Return what is chosen in the input of this name, as the block's `value_from_form` does."""
        chooser = NUMBER.sub("#", prefix)
        widget = block.field.widget
        if chooser not in self._loaded:
            ids = list({widget.value_from_datadict(self.data, files, name) for name in self._names[chooser]} - {None})
            self._loaded[chooser] = dict(zip(ids, block.bulk_to_python(ids), strict=True))
        return self._loaded[chooser].get(widget.value_from_datadict(self.data, files, prefix))


#: In the name of an input, the place of a block or an item.
NUMBER = re.compile(r"[0-9]+")
_posted: ContextVar[PostedChoices | None] = ContextVar("posted_choices", default=None)


@contextmanager
def load_together(data: Any) -> Iterator[None]:
    """Within it, choosers that read these posted data take one query for all blocks with the same chooser."""
    token = _posted.set(PostedChoices(data))
    try:
        yield
    finally:
        _posted.reset(token)


class ChooserBlock(WagtailChooserBlock):
    """A chooser whose value is a `DeletedChoice` if what was chosen no longer exists."""

    #: What to say of a deleted choice, with its article: « Page supprimée : choisissez-en une autre ».
    deleted_text: ClassVar[str]

    def to_python(self, value: Any) -> Any:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        ids = [primary_key(value) for value in values]
        chosen = super().bulk_to_python(ids)
        missing = {pk for pk, instance in zip(ids, chosen, strict=True) if pk and instance is None}
        if missing and issubclass(self.model_class, Page):  # a page of another type is no valid choice, and never was
            missing -= set(Page.objects.filter(pk__in=missing).values_list("pk", flat=True))
        text = f"{self.deleted_text}, ou {'retirez ce bloc' if self._required else 'effacez ce choix'}"
        return [
            DeletedChoice(pk, text) if pk in missing else instance for pk, instance in zip(ids, chosen, strict=True)
        ]  # type: ignore[arg-type]

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        posted = _posted.get()
        if posted is None or posted.data is not data:
            return super().value_from_datadict(data, files, prefix)
        return posted.get(self, files, prefix)

    def value_from_form(self, value: Any) -> Any:
        return value if value is None or isinstance(value, self.model_class) else self.to_python(value)

    def clean(self, value: Any) -> Any:
        if isinstance(value, DeletedChoice):
            return value
        if isinstance(value, self.model_class):  # Wagtail would load it again, to see that it exists
            self.field.run_validators(value)
            return value
        return super().clean(value)

    def get_form_state(self, value: Any) -> Any:
        if isinstance(value, DeletedChoice):
            return {"id": value.pk, self.widget.display_title_key: str(value), "edit_url": None}
        return super().get_form_state(value)

    def extract_references(self, value: Any) -> Iterator[tuple[type[Model], str, str, str]]:
        if not isinstance(value, DeletedChoice):
            yield from super().extract_references(value)

    def render_basic(self, value: Any, context: Any = None) -> SafeString | str:
        return escape(value) if isinstance(value, DeletedChoice) else super().render_basic(value, context)


class PageChooserBlock(ChooserBlock, WagtailPageChooserBlock):
    """A chooser of a page, which says of a page in the bin that it is there."""

    deleted_text = "Page supprimée : choisissez-en une autre"

    def get_form_state(self, value: Any) -> Any:
        if isinstance(value, DeletedChoice):
            return {"id": value.pk, "parentId": None, "adminTitle": str(value), "editUrl": None}
        state = super().get_form_state(value)
        if state and isinstance(value, Page) and tree.is_in(value):
            state["adminTitle"] += " (dans la corbeille)"
        return state


class DocumentChooserBlock(ChooserBlock, WagtailDocumentChooserBlock):
    """A chooser of a document."""

    deleted_text = "Document supprimé : choisissez-en un autre"


class SnippetChooserBlock(ChooserBlock, WagtailSnippetChooserBlock):
    """A chooser of a snippet. A subclass sets `deleted_text`."""


class ImageComparison(ImageChooserBlockComparison):
    """Compares two revisions of an image, by title if one of them was deleted. (Wagtail shows both images.)"""

    def htmlvalue(self, val: Any) -> str:
        return escape(val) if isinstance(val, DeletedChoice) else super().htmlvalue(val)

    def htmldiff(self) -> str:
        if any(isinstance(value, DeletedChoice) for value in (self.val_a, self.val_b)):
            return diff_text(str(self.val_a or ""), str(self.val_b or "")).to_html()
        return super().htmldiff()


class ImageChooserBlock(ChooserBlock, WagtailImageChooserBlock):
    """A chooser of an image."""

    deleted_text = "Image supprimée : choisissez-en une autre"

    def get_form_state(self, value: Any) -> Any:
        state = super().get_form_state(value)
        if isinstance(value, DeletedChoice):
            state |= {"preview": {"url": "", "width": "", "height": ""}, "default_alt_text": value.default_alt_text}
        return state

    def get_comparison_class(self) -> type[BlockComparison]:
        return ImageComparison


class ImageBlockComparison(WagtailImageBlockComparison):
    def htmlvalue(self, val: Any) -> str:
        return super().htmlvalue(self.block._image_to_struct_value(val) if isinstance(val, DeletedChoice) else val)


class ImageBlock(WagtailImageBlock):
    """An image with its alternative text, which stays when the image is deleted."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = ImageChooserBlock(required=required)
        self.child_blocks["image"].set_name("image")

    def normalize(self, value: Any) -> Any:
        return value if isinstance(value, DeletedChoice) else super().normalize(value)

    def clean(self, value: Any) -> Any:
        return value if isinstance(value, DeletedChoice) else super().clean(value)

    def get_searchable_content(self, value: Any) -> list[str]:
        return [] if isinstance(value, DeletedChoice) else super().get_searchable_content(value)

    def get_comparison_class(self) -> type[BlockComparison]:
        return ImageBlockComparison
