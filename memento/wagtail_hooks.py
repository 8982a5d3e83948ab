"""Admin hooks of the guide."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from memento.admin import broken_tools, dead_links, diagnostic_tables  # noqa: F401 -- they register their hooks
from memento.admin.viewsets import (
    DecisionTreeViewSet,
    DiagnosticViewSet,
    GlossaryViewSet,
    SharedBlockViewSet,
    SheetViewSet,
    TestimonialViewSet,
    refuse_to_delete_used,
)


@hooks.register("register_admin_viewset")
def sheets() -> SheetViewSet:
    return SheetViewSet()


@hooks.register("register_admin_viewset")
def diagnostics() -> DiagnosticViewSet:
    return DiagnosticViewSet()


@hooks.register("register_admin_viewset")
def testimonials() -> TestimonialViewSet:
    return TestimonialViewSet()


@hooks.register("register_admin_viewset")
def decision_trees() -> DecisionTreeViewSet:
    return DecisionTreeViewSet()


register_snippet(SharedBlockViewSet)
register_snippet(GlossaryViewSet)
hooks.register("before_delete_snippet", refuse_to_delete_used)
