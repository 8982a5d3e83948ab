"""The admin form of a place: what its commune tells is filled in, in drafts and previews too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, get_type_hints

from core.models.page import BasePageForm
from inventory.communes import PlaceLike, complete, validate_known_insee
from inventory.validators import validate_insee

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
        if not self.errors.keys() & set(LOCATION):
            place = SimpleNamespace(**{name: data.get(name) or "" for name in LOCATION})
            data.update((name, getattr(place, name)) for name in complete(place))
        return data
