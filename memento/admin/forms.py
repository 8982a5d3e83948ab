"""Admin forms of the guide's pages. This module imports no model, so that models may name its forms."""

from __future__ import annotations

from typing import Any

from core.models.page import BasePageForm


class DiagnosticPageForm(BasePageForm):
    """The form of a diagnostic. Blocks are compared with one another only once each of them is valid."""

    def publication_problems(self) -> dict[str, Any]:
        problems = super().publication_problems()
        if {"axes", "questions"} & set(self.errors):
            problems = {name: message for name, message in problems.items() if name not in ("axes", "questions")}
        return problems


class MementoPageForm(BasePageForm):
    """The guide's form. Numbers of editions must be unique and without slash, since they are used in URLs."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or "editions" not in self.formsets:
            return
        taken: set[str] = set()
        formset = self.formsets["editions"]
        for form in formset.forms:
            form.is_valid()  # fills in cleaned_data, even if other fields are invalid
            if formset._should_delete_form(form):
                continue
            number = form.cleaned_data.get("number", "")
            if not number:
                continue
            if "/" in number:
                form.add_error("number", "Écrivez ce numéro sans barre oblique : il paraît dans des adresses.")
            elif number.casefold() in taken:
                form.add_error("number", "Une autre édition a déjà ce numéro.")
            taken.add(number.casefold())
