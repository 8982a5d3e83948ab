"""The field of a slug, filled in as the title is typed."""

from __future__ import annotations

from wagtail.admin.widgets.slug import SlugInput


class SlugFromTitleInput(SlugInput):
    """Wagtail's field, whose script writes « œ » and « æ » in two letters, as `core.text.slugs.slugify` does."""

    def __init__(self, attrs: dict | None = None) -> None:
        # Without the parameter, the script formats what is typed in the field, and not what comes from the title.
        # What is typed keeps its letters too, without their accents; Wagtail's « slugify » would drop them.
        own = {
            "data-w-slug-run-format-param": "true",
            "data-action": "blur->w-slug#urlify w-sync:check->w-slug#compare w-sync:apply->w-slug#urlify:prevent",
        }
        super().__init__({**own, **(attrs or {})}, formatters=[("[œŒ]", "oe"), ("[æÆ]", "ae")])
