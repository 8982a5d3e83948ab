"""Admin panels that several sections use."""

from __future__ import annotations

from wagtail.admin.panels import InlinePanel


class ThemesPanel(InlinePanel):
    """The themes of a page, kept in one table for all page types."""
