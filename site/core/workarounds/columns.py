"""Column labels that Wagtail 8.0.1 has in English only: it makes them of the names of the fields.

Not in `faults`, which is applied before the views of all apps can be imported.
"""

from __future__ import annotations

from django.utils.text import capfirst
from wagtail.models import Site
from wagtail.sites.views import IndexView


def translate() -> None:
    """Label « Site name » and « Root page » in the list of sites as in the form of a site."""
    for column in IndexView.columns:
        if column.name in ("site_name", "root_page"):
            column.label = capfirst(Site._meta.get_field(column.name).verbose_name)
