"""An undefined variable in one of our templates fails the test that renders it; Wagtail's and allauth's may have some."""

from __future__ import annotations

import sys
from pathlib import Path


class UndefinedVariable(AssertionError):
    pass


class Strict(str):
    """Django's `string_if_invalid`: asked to format the name of a variable that is not there."""

    ours = str(Path(__file__).resolve().parents[1] / "templates")

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, variable: object) -> str:
        context = sys._getframe(1).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        if template is not None and str(template.origin.name).startswith(self.ours):
            raise UndefinedVariable(f"{variable} in {template.name}")
        return ""
