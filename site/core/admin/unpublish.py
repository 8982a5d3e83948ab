"""The confirmations of unpublishing, which name the pages that cite what would disappear."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.admin.views.pages.unpublish import UnpublishView as WagtailUnpublishView
from wagtail.models import Page

from core.bin.citations import citations, shown, warnings


class UnpublishView(WagtailUnpublishView):
    """The confirmation for one page."""

    template_name = "core/admin/unpublish/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"usage_url": None} | _citations([self.object], self.request.user)


class CitedUnpublishBulkAction(UnpublishBulkAction):
    """The bulk action of the explorer."""

    template_name = "core/admin/unpublish/confirm_bulk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | _citations([item["item"] for item in context["items"]], self.request.user)


def _citations(pages: list[Page], user: Any) -> dict[str, Any]:
    rows = citations(Page.objects.filter(pk__in=[page.pk for page in pages]), user)
    return {**shown(rows), "warnings": warnings(pages)}


hooks.register("register_bulk_action", CitedUnpublishBulkAction, order=10)
