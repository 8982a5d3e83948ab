"""The base form for contributions about a place: location, contact details, photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from core.contributions.fields import SuggestInput, WebField, propose
from core.contributions.kinds import ContributionForm, Files, Notice
from core.models import SillonDocument, SillonImage
from core.text import phones
from core.text.fold import fold
from inventory.choices import Precision
from inventory.communes import lookup
from inventory.communes.autofill import LOCATION, UnresolvedCommune, autofilled, misplaced, resolve_commune
from inventory.models import Commune, SiteProfilePage
from inventory.models.rows import PlacePhoto
from inventory.widgets import PointInput

PHOTOS = Files(
    "photos",
    "Photos",
    "image",
    6,
    help="Ce que l’on voit en arrivant, les espaces, l’ambiance. N’envoyez que des photos que vous avez le droit de "
    "publier, et l’accord de qui s’y reconnaît.",
)

UNKNOWN_COMMUNE = (
    "Nous ne connaissons pas de commune de ce nom. Vérifiez-la, ou dites-nous où elle est dans le mot de la fin."
)

LABELS = {
    "title": "Nom du lieu",
    "summary": "En bref",
    "families": "Quel genre de lieu ?",
    "state": "Où en est-il ?",
    "opened": "Ouvert depuis",
    "address": "Numéro et rue",
    "address_extra": "Complément d’adresse",
    "point": "Point sur la carte",
    "precision": "Ce que le point désigne",
    "milieu": "Dans quel milieu ?",
    "website": "Site web",
    "email": "Adresse électronique du lieu",
    "phone": "Téléphone du lieu",
    "operator": "Qui porte le lieu ?",
    "management": "Sous quelle forme ?",
    "publics": "Qui vient ?",
    "spaces": "Quels espaces ?",
    "equipment": "Quels équipements ?",
    "accessibility": "Accès en fauteuil roulant",
}
HELP = {
    "title": "Tel qu’on le lit sur la porte ou sur son site.",
    "families": "Cochez tout ce qui convient.",
    "state": "Un lieu fermé a sa place ici : ce qu’on en sait sert aux suivants.",
    "address": "Par exemple « 4 rue du Moulin ». Laissez vide si le lieu n’a pas encore d’adresse.",
    "commune": "Son nom suffit. Nous trouvons le reste : département, intercommunalité, code INSEE.",
    "point": "Latitude puis longitude, par exemple « 45.19, 5.72 ». Laissez vide si vous ne savez pas : ce sera le "
    "milieu de la commune.",
    "precision": "La porte, la rue ou seulement la commune.",
    "website": "Son adresse complète, par exemple https://lascierie.fr",
    "opening_hours": "Les heures où l’on peut venir, jour par jour. Laissez vide si vous ne les connaissez pas.",
}


class PlaceContributionForm(ContributionForm):
    """The fields of a place. Its INSEE code and intercommunality are derived from its commune and postcode."""

    files: ClassVar = (PHOTOS,)

    #: The commune that the typed name was resolved to.
    resolved_commune: Commune | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The location before the form changes the instance.
        self.location_before = {name: getattr(self.instance, name) for name in LOCATION}

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and phone != self.initial.get("phone"):  # a published number may stay, even if invalid
            return phones.normalise(phone)
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        changed = self._changed()
        if changed & {"commune", "postcode"} and not self.errors.keys() & {"commune", "postcode"}:
            self._resolve_commune(data)
        code = self.resolved_commune.insee_code if self.resolved_commune else self.location_before["insee_code"]
        invalid = {"point", "commune", "postcode"} & self.errors.keys()
        # A point that is hidden from the form is not checked: the distance in the error would disclose it.
        if "point" in self.fields and changed and not invalid and (problem := misplaced(code, data.get("point") or "")):
            self.add_error("point", problem)
        return data

    def _changed(self) -> set[str]:
        """Return the names of the location fields that the contribution changes."""
        data = {name: self.cleaned_data.get(name) for name in ("commune", "postcode", "point") if name in self.fields}
        return {name for name, value in data.items() if value != self.location_before[name]}

    def _resolve_commune(self, data: dict[str, Any]) -> None:
        name = self.value("commune") or ""
        if not name.strip():
            return
        try:
            self.resolved_commune = resolve_commune(name, self.value("postcode") or "")
        except UnresolvedCommune as error:
            field = error.field if error.field in self.fields else "commune"
            if field in self.fields:
                propose(self.fields[field], error.proposals)
            self.add_error(field if field in self.fields else None, error.message)
            return
        if self.resolved_commune and "commune" in data:
            data["commune"] = self.resolved_commune.name

    def notices(self) -> list[Notice]:
        if not self.is_bound or self.errors.keys() & {"commune", "postcode"} or self.resolved_commune:
            return []
        if "commune" not in self._changed() or not self.value("commune"):
            return []
        return [Notice(UNKNOWN_COMMUNE)] if Commune.objects.exists() else []

    def write(self, page: Any) -> None:
        changed = self._changed()
        if not changed or (changed == {"point"} and page.point):
            return  # no other field depends on a moved point
        location = {name: getattr(page, name) for name in LOCATION}
        location |= {name: self.location_before[name] for name in ("insee_code", "epci_code", "epci_name", "precision")}
        if "precision" in self.fields:
            location["precision"] = page.precision
        if self._has_moved(page):
            location |= {
                "insee_code": self.resolved_commune.insee_code if self.resolved_commune else "",
                "epci_code": "",
                "epci_name": "",
            }
            if self.location_before["precision"] == Precision.COMMUNE and page.point == self.location_before["point"]:
                location |= {"point": "", "precision": ""}
        for name, value in {**location, **autofilled(location)}.items():
            setattr(page, name, value)

    def _has_moved(self, page: Any) -> bool:
        """Return whether the contribution moves the place to another commune."""
        if self.resolved_commune:
            return lookup.resolve_insee(self.location_before["insee_code"]) != self.resolved_commune.insee_code
        return fold(page.commune) != fold(self.location_before["commune"])

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        rows = list(page.photos.all())
        image_ids = {row.image_id for row in rows}
        for image in accepted:
            if image.pk not in image_ids:
                image_ids.add(image.pk)
                # The description of the image is its alternative text; without one, the photo is decorative.
                decorative = not image.description  # type: ignore[union-attr]
                rows.append(PlacePhoto(image=image, decorative=decorative, sort_order=len(rows)))
        page.photos = rows

    class Meta:
        model = SiteProfilePage
        fields: Sequence[str] = ()
        labels = LABELS
        help_texts = HELP
        widgets = {"commune": SuggestInput, "point": PointInput, "summary": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"website": WebField, "video_url": WebField}
        localized_fields = ("staff", "facilitation_hours")
