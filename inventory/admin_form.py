"""The admin form of a place: what its commune tells is filled in, in drafts and previews too."""

from __future__ import annotations

from typing import Any

from core.models.page import BasePageForm
from inventory.communes import validate_known_insee
from inventory.models.rows import PlaceSource
from inventory.validators import validate_insee
from inventory.whereabouts import LOCATION, completed, too_far


class PlaceForm(BasePageForm):
    """Fills what is blank from the commune, and refuses an INSEE code that no commune has."""

    def clean_insee_code(self) -> str:
        code: str = self.cleaned_data["insee_code"]
        if code:
            validate_insee(code)
            validate_known_insee(code)
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "point" not in self.errors and (problem := too_far(data.get("insee_code") or "", data.get("point") or "")):
            self.add_error("point", problem)
        self._check_sources()
        if not self.errors.keys() & set(LOCATION):
            data.update(completed(data))
        return data

    def _check_sources(self) -> None:
        """Refuse a source whose identifier another place has, or another row of this one."""
        seen: set[tuple[str, str]] = set()
        for row in _filled(self.formsets.get("sources")):
            key = row.cleaned_data.get("source", ""), row.cleaned_data.get("identifier", "")
            if not all(key):
                continue
            others = PlaceSource.objects.filter(source=key[0], identifier=key[1]).exclude(place=self.instance.pk)
            if key in seen:
                row.add_error("identifier", "Cette source est déjà dans la fiche, avec le même identifiant.")
            elif others.exists():
                row.add_error("identifier", "Un autre lieu porte déjà cet identifiant dans cette source.")
            seen.add(key)


def _filled(formset: Any) -> list[Any]:
    """The rows of a list that are neither empty, nor wrong, nor to be deleted."""
    if formset is None:
        return []
    formset.is_valid()
    there = (row for row in formset.forms if row.instance.pk or row.has_changed())
    return [row for row in there if row.is_valid() and row not in formset.deleted_forms]
