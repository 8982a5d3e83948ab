"""Querysets of the guide's pages. `path` is always a page's place in the tree."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.models import PageTheme


class GuidePageQuerySet(PageQuerySet):
    """Pages of the guide."""

    def within(self, path: str) -> GuidePageQuerySet:
        """The pages below this place, in the order of the tree."""
        return self.filter(path__startswith=path).exclude(path=path).order_by("path")

    def about(self, theme: str) -> GuidePageQuerySet:
        """The pages that have the theme with this slug, or one of the themes it contains."""
        ties = PageTheme.objects.filter(Q(theme__slug=theme) | Q(theme__parent__slug=theme))
        return self.filter(pk__in=ties.values("page"))


class SheetQuerySet(GuidePageQuerySet):
    """Sheets."""

    def before(self, path: str) -> GuidePageQuerySet:
        """The sheets of the same guide that come before the one at this place, the nearest first."""
        return self.within(guide_of(path)).filter(path__lt=path).order_by("-path")

    def after(self, path: str) -> GuidePageQuerySet:
        """The sheets of the same guide that come after the one at this place, the nearest first."""
        return self.within(guide_of(path)).filter(path__gt=path)


class TestimonialQuerySet(GuidePageQuerySet):
    """Testimonials."""

    __test__ = False  # its name looks like that of a test

    def newest_first(self) -> TestimonialQuerySet:
        """The last published first."""
        return self.order_by("-first_published_at", "path")


def guide_of(sheet_path: str) -> str:
    """The place of the guide that holds the sheet at this place, two steps up: chapter, guide."""
    return sheet_path[: -2 * Page.steplen]
