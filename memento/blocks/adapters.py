"""Telepath adapters, which pack blocks for the editor's scripts, of those blocks whose forms are not Wagtail's."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import Adapter, register
from wagtail.blocks import Block
from wagtail.blocks.field_block import FieldBlockAdapter
from wagtail.blocks.struct_block import StructBlockAdapter

from memento.blocks.deferred import DeferredRecordBlock
from memento.blocks.diagnostic import ConditionBlock
from memento.blocks.json_form import RowsBlock
from memento.blocks.lists import LinesBlock, PagesBlock


class JSONFormAdapter(Adapter):
    """Packs a block as its name, its label and help text, and further options that subclasses add."""

    #: The scripts that draw the form; Wagtail's own is loaded before them.
    scripts: tuple[str, ...] = ("js/admin-json-form.js",)
    styles = "css/admin-rows.css"

    def js_args(self, block: Block) -> list[Any]:
        help_text = str(getattr(block.meta, "help_text", None) or "")
        return [block.name, {"label": str(block.label), "helpText": help_text, "required": False}]

    @cached_property
    def media(self) -> Media:
        scripts = [versioned_static("wagtailadmin/js/telepath/blocks.js"), *self.scripts]
        return Media(js=scripts, css={"all": [self.styles]})


class RowsAdapter(JSONFormAdapter):
    js_constructor = "sillon.Rows"
    scripts = (*JSONFormAdapter.scripts, "js/admin-rows.js")

    def js_args(self, block: RowsBlock) -> list[Any]:
        name, meta = super().js_args(block)
        return [name, block.columns, {**meta, "maxNum": block.meta.max_num}]


class ConditionAdapter(JSONFormAdapter):
    js_constructor = "sillon.Condition"
    scripts = (*JSONFormAdapter.scripts, "js/admin-condition.js")


class LinesAdapter(FieldBlockAdapter):
    """Packs a list of texts as one text field: the form has one text per line."""

    def js_args(self, block: LinesBlock) -> list[Any]:
        meta = {
            "label": str(block.label),
            "required": False,
            "icon": block.meta.icon,
            "classname": "w-field w-field--admin_auto_height_text_input",
            "helpText": str(block.meta.help_text or ""),
            "attrs": {},
            "showAddCommentButton": False,
            "strings": {},
        }
        return [block.name, block.field.widget, meta]


class PagesAdapter(JSONFormAdapter):
    js_constructor = "sillon.PageList"
    scripts = (*JSONFormAdapter.scripts, "js/admin-page-list.js")
    styles = "css/admin-page-list.css"

    def js_args(self, block: PagesBlock) -> list[Any]:
        name, meta = super().js_args(block)
        chooser = block.child_block.widget
        dialogue = {"modalUrl": chooser.get_chooser_modal_url(), "modelNames": chooser.model_names}
        return [name, {**meta, **dialogue, "addLabel": block.meta.add_label, "maxNum": block.meta.max_num}]

    @cached_property
    def media(self) -> Media:
        return Media(js=[versioned_static("wagtailadmin/js/page-chooser-modal.js")]) + super().media


class DeferredRecordAdapter(StructBlockAdapter):
    js_constructor = "sillon.DeferredStruct"

    @cached_property
    def media(self) -> Media:
        return super().media + Media(js=["js/admin-json-form.js", "js/admin-deferred-struct.js"])


register(DeferredRecordAdapter(), DeferredRecordBlock)
register(LinesAdapter(), LinesBlock)
register(PagesAdapter(), PagesBlock)
register(RowsAdapter(), RowsBlock)
register(ConditionAdapter(), ConditionBlock)
