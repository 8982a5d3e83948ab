"""What changes in a place that is online."""

from __future__ import annotations

from typing import Any, ClassVar

from core.contributions import Step, note_field
from core.gate import Audience
from inventory.contributions.place import PlaceForm
from inventory.visibility import FIELD_GROUPS, hidden

LABELS = {
    "other_names": "Autres noms",
    "closed": "Fermé depuis",
    "video_url": "Adresse d’une vidéo",
    "transport": "Comment venir",
    "closing_causes": "Pourquoi a-t-il fermé ?",
    "hindsight": "Ce qu’on ferait autrement",
}


class CorrectPlaceForm(PlaceForm):
    """Nearly all that a sheet says in fields of its own. What the sheet hides from members is not asked of them: the
    form would show it."""

    note = note_field(
        "Autre chose à signaler sur cette fiche ?",
        "La description, les tarifs, les salles : dites ici ce qu’il faut y changer. Ces mots vont aux modérateurs et "
        "ne paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step("lieu", "Le lieu", ("title", "other_names", "summary", "families", "state", "opened", "closed")),
        Step(
            "adresse",
            "Où il est",
            ("address", "address_extra", "postcode", "commune", "point", "precision", "milieu", "transport"),
        ),
        Step("contact", "Le joindre", ("website", "email", "phone", "video_url")),
        Step("horaires", "Horaires et publics", ("opening_hours", "hours_note", "publics", "origins")),
        Step(
            "offre",
            "Ce qu’on y trouve",
            ("spaces", "equipment", "desks", "built_area", "outdoor_area", "bandwidth", "accessibility"),
        ),
        Step("structure", "Qui le porte", ("operator", "siret", "rna", "management", "initiative")),
        Step("economie", "De quoi il vit", ("subsidy", "balance", "dependent", "staff", "tenure", "lease_end")),
        Step(
            "animation",
            "Qui l’anime",
            ("facilitation", "facilitation_hours", "rituals", "programming", "governance", "participation"),
        ),
        Step("fermeture", "S’il a fermé", ("closing_causes", "hindsight")),
        Step("photos", "Photos, et un mot", (), ("photos",), help="Des photos à ajouter à celles de la fiche."),
    )

    class Meta(PlaceForm.Meta):
        fields = (
            "title", "other_names", "summary", "families", "state", "opened", "closed",
            "address", "address_extra", "postcode", "commune", "point", "precision", "milieu", "transport",
            "website", "email", "phone", "video_url", "opening_hours", "hours_note", "publics", "origins",
            "spaces", "equipment", "desks", "built_area", "outdoor_area", "bandwidth", "accessibility",
            "operator", "siret", "rna", "management", "initiative",
            "subsidy", "balance", "dependent", "staff", "tenure", "lease_end",
            "facilitation", "facilitation_hours", "rituals", "programming", "governance", "participation",
            "closing_causes", "hindsight",
        )  # fmt: skip
        labels = PlaceForm.Meta.labels | LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = hidden({name: getattr(self.instance, name) for name in FIELD_GROUPS}, Audience.MEMBERS)
        if "longitude" in closed:
            closed.add("point")
        for name in closed & set(self.fields):
            del self.fields[name]
            self.initial.pop(name, None)
