"""What the forms of a new place and of a correction share: where it is, what it is called, its photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from core.contribution_fields import SuggestInput, WebField, propose
from core.contributions import ContributionForm, Files, Notice
from core.models import SillonDocument, SillonImage
from inventory import communes
from inventory.communes import CommuneData
from inventory.likeness import fold
from inventory.models import Commune, SiteProfilePage
from inventory.models.rows import PlacePhoto
from inventory.points import PointInput
from inventory.validators import validate_phone
from inventory.vocabulary import Precision
from inventory.whereabouts import LOCATION, Unsettled, commune_of, completed, too_far

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


class PlaceForm(ContributionForm):
    """What is told of a place. Its commune, with the postcode where that helps, tells its INSEE code and the rest."""

    files: ClassVar = (PHOTOS,)

    #: The commune that was understood, where one was typed.
    found: CommuneData | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Where the place was before: what is typed is put into the instance itself.
        self.was = {name: getattr(self.instance, name) for name in LOCATION}

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and phone != self.initial.get("phone"):  # what is online already may stay as it is
            validate_phone(phone)
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        changed = self._changed()
        if changed & {"commune", "postcode"} and not self.errors.keys() & {"commune", "postcode"}:
            self._understand_commune(data)
        code = self.found.insee_code if self.found else self.was["insee_code"]
        wrong = {"point", "commune", "postcode"} & self.errors.keys()
        # A point that is not shown is not spoken of: how far it is would tell where.
        if "point" in self.fields and changed and not wrong and (problem := too_far(code, data.get("point") or "")):
            self.add_error("point", problem)
        return data

    def _changed(self) -> set[str]:
        """What says where it is and is not as before; a point is written in many ways."""
        typed = {name: self.cleaned_data.get(name) for name in ("commune", "postcode", "point") if name in self.fields}
        return {name for name, value in typed.items() if value != self.was[name]}

    def _understand_commune(self, data: dict[str, Any]) -> None:
        name = self.value("commune") or ""
        if not name.strip():
            return
        try:
            self.found = commune_of(name, self.value("postcode") or "")
        except Unsettled as unsettled:
            at = unsettled.field if unsettled.field in self.fields else "commune"
            if at in self.fields:
                propose(self.fields[at], unsettled.proposals)
            self.add_error(at if at in self.fields else None, unsettled.message)
            return
        if self.found and "commune" in data:
            data["commune"] = self.found.name

    def notices(self) -> list[Notice]:
        wrong = self.is_bound and self.errors.keys() & {"commune", "postcode"}
        if not self.is_bound or wrong or self.found or "commune" not in self._changed() or not self.value("commune"):
            return []
        return [Notice(UNKNOWN_COMMUNE)] if Commune.objects.exists() else []

    def write(self, page: Any) -> None:
        changed = self._changed()
        if not changed or (changed == {"point"} and page.point):
            return  # nothing follows from it
        where = {name: getattr(page, name) for name in LOCATION}
        where |= {name: self.was[name] for name in ("insee_code", "epci_code", "epci_name", "precision")}
        if "precision" in self.fields:
            where["precision"] = page.precision
        if self._has_moved(page):
            where |= {"insee_code": self.found.insee_code if self.found else "", "epci_code": "", "epci_name": ""}
            if self.was["precision"] == Precision.COMMUNE and page.point == self.was["point"]:
                where |= {"point": "", "precision": ""}
        for name, value in {**where, **completed(where)}.items():
            setattr(page, name, value)

    def _has_moved(self, page: Any) -> bool:
        """Whether it is in another commune than before."""
        if self.found:
            return communes.resolve_insee(self.was["insee_code"]) != self.found.insee_code
        return fold(page.commune) != fold(self.was["commune"])

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        rows = list(page.photos.all())
        known = {row.image_id for row in rows}
        for image in accepted:
            if image.pk not in known:
                known.add(image.pk)
                # Without words it is there for the eyes only; its words are the picture's own.
                decorative = not image.description  # type: ignore[union-attr]
                rows.append(PlacePhoto(image=image, decorative=decorative, sort_order=len(rows)))
        page.photos = rows

    class Meta:
        model = SiteProfilePage
        fields: tuple[str, ...] = ()
        labels = LABELS
        help_texts = HELP
        widgets = {"commune": SuggestInput, "point": PointInput, "summary": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"website": WebField, "video_url": WebField}
        localized_fields = ("staff", "facilitation_hours")
