"""The contribution form to correct a published place."""

from __future__ import annotations

from typing import Any, ClassVar

from core.contributions.kinds import Step, note_field
from core.visibility.gate import Audience
from inventory.contributions.place import PlaceContributionForm
from inventory.visibility import FIELD_GROUPS, hidden

LABELS = {
    "other_names": "Autres noms",
    "closed": "Fermé depuis",
    "video_url": "Adresse d’une vidéo",
    "transport": "Comment venir",
    "closing_causes": "Pourquoi a-t-il fermé ?",
    "hindsight": "Ce qu’on ferait autrement",
}

STEPS = (
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


class CorrectPlaceForm(PlaceContributionForm):
    """Nearly all fields of a place, without child lists. Fields that are hidden from members are left out."""

    note = note_field(
        "Autre chose à signaler sur cette fiche ?",
        "La description, les tarifs, les salles : dites ici ce qu’il faut y changer. Ces mots vont aux modérateurs et "
        "ne paraissent pas sur le site.",
    )

    steps: ClassVar = STEPS

    class Meta(PlaceContributionForm.Meta):
        fields = [name for step in STEPS for name in step.fields]
        labels = PlaceContributionForm.Meta.labels | LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden_fields = hidden({name: getattr(self.instance, name) for name in FIELD_GROUPS}, Audience.MEMBERS)
        if "longitude" in hidden_fields:
            hidden_fields.add("point")
        for name in hidden_fields & set(self.fields):
            del self.fields[name]
            self.initial.pop(name, None)
