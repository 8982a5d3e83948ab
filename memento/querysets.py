"""Querysets of the guide's pages. Every `path` is that of treebeard, the position in the page tree."""

from __future__ import annotations

from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.models.themes import pages_about
from memento.pages.contents import heading_anchors


class GuidePageQuerySet(PageQuerySet):
    """Pages of the guide."""

    def within(self, path: str) -> GuidePageQuerySet:
        """Filter the pages below this path, in the order of the tree."""
        return self.filter(path__startswith=path).exclude(path=path).order_by("path")

    def about(self, theme: str) -> GuidePageQuerySet:
        """Filter the pages with the theme of this slug or one of its subthemes."""
        return self.filter(pk__in=pages_about([theme]))


class SheetQuerySet(GuidePageQuerySet):
    """Sheets."""

    def before(self, path: str) -> GuidePageQuerySet:
        """Filter the sheets of the same guide before this path, the nearest first."""
        return self.within(guide_of(path)).filter(path__lt=path).order_by("-path")

    def after(self, path: str) -> GuidePageQuerySet:
        """Filter the sheets of the same guide after this path, the nearest first."""
        return self.within(guide_of(path)).filter(path__gt=path)

    def heading_anchors(self) -> dict[int, dict[str, str]]:
        """Return the anchors of the headings of each sheet, by page id and folded text. One query."""
        return {pk: heading_anchors(body.get_prep_value()) for pk, body in self.order_by().values_list("pk", "body")}


class TestimonialQuerySet(GuidePageQuerySet):
    """Testimonials."""

    __test__ = False  # its name looks like that of a test

    def newest_first(self) -> TestimonialQuerySet:
        """Order by first publication, the latest first."""
        return self.order_by("-first_published_at", "path")


def guide_of(sheet_path: str) -> str:
    """Return the path of a sheet's guide, two levels up."""
    return sheet_path[: -2 * Page.steplen]
