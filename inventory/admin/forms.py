"""The admin form of a place, which completes its location from its commune, in drafts and previews too."""

from __future__ import annotations

from typing import Any

from core.bin import tree
from core.models.page import BasePageForm
from inventory.communes.autofill import LOCATION, autofilled, misplaced
from inventory.communes.lookup import validate_known_insee
from inventory.validators import validate_insee


class PlaceAdminForm(BasePageForm):
    """Fills blank location fields from the commune, and refuses unknown INSEE codes and duplicate sources."""

    def clean_insee_code(self) -> str:
        code: str = self.cleaned_data["insee_code"]
        if code:
            validate_insee(code)
            validate_known_insee(code)
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_sources()
        if not self.errors.keys() & set(LOCATION):
            data.update(autofilled(data))
        # After filling, since the commune may be known by its name only.
        if "point" not in self.errors:
            if problem := misplaced(data.get("insee_code") or "", data.get("point") or ""):
                self.add_error("point", problem)
        return data

    def _check_sources(self) -> None:
        """Refuse a source and identifier that another place has, or that this place has twice."""
        seen: set[tuple[str, str]] = set()
        for row in _filled(self.formsets.get("sources")):
            key = row.cleaned_data.get("source", ""), row.cleaned_data.get("identifier", "")
            if not all(key):
                continue
            others = row._meta.model.objects.filter(source=key[0], identifier=key[1]).exclude(place=self.instance.pk)
            if key in seen:
                row.add_error("identifier", "Cette source est déjà dans la fiche, avec le même identifiant.")
            elif holder := others.select_related("place").first():
                bin_note = " Il est dans la corbeille." if tree.is_in(holder.place) else ""
                row.add_error("identifier", f"Un autre lieu porte déjà cet identifiant dans cette source.{bin_note}")
            seen.add(key)


def _filled(formset: Any) -> list[Any]:
    """Return the valid forms of a formset that are neither empty nor to be deleted."""
    if formset is None:
        return []
    formset.is_valid()
    filled = (row for row in formset.forms if row.instance.pk or row.has_changed())
    return [row for row in filled if row.is_valid() and row not in formset.deleted_forms]
