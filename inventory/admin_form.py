"""The admin form of a place: what its commune tells is filled in, in drafts and previews too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, get_type_hints

from core.models.page import BasePageForm
from inventory.communes import PlaceLike, complete, lookup, validate_known_insee
from inventory.distance import kilometres
from inventory.models.rows import PlaceSource
from inventory.points import read_point
from inventory.validators import validate_insee

#: No commune reaches further from its middle, those of Guyane apart (Val-Cenis, the longest of Savoie: 17 km).
FARTHEST_KM = 25
GUYANE = "973"
#: What `complete` reads and fills.
LOCATION = tuple(get_type_hints(PlaceLike))


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
        self._check_point(data)
        self._check_sources()
        if not self.errors.keys() & set(LOCATION):
            place = SimpleNamespace(**{name: data.get(name) or "" for name in LOCATION})
            data.update((name, getattr(place, name)) for name in complete(place))
        return data

    def _check_point(self, data: dict[str, Any]) -> None:
        """Refuse a point that cannot be in the commune: one of the two is wrong, and readers would go astray."""
        commune = lookup(data.get("insee_code") or "")
        found = read_point(data.get("point") or "") if "point" not in self.errors else None
        if found is None or commune is None or commune.longitude is None or commune.latitude is None:
            return
        far = kilometres((float(found[0]), float(found[1])), (float(commune.longitude), float(commune.latitude)))
        if far > FARTHEST_KM and commune.department != GUYANE:
            self.add_error("point", f"Ce point est à {far:.0f} km de {commune.name}. Corrigez le point ou la commune.")

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
