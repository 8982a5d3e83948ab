"""The kinds of contributions that no section owns: reporting an error on any page, and claiming a place."""

from __future__ import annotations

from typing import Any

from django import forms

from core.contributions.kinds import Kind, Purpose, Step, declare
from core.fields import EmailFormField

REASONS = {
    "gone": "Cela n’existe plus",
    "false": "Une information est fausse",
    "duplicate": "C’est un doublon",
    "other": "Autre chose",
}
#: The reasons that need an explanation, with the error message if it is missing.
NEEDS_WORDS = {
    "false": "Dites ce qui est faux et, si vous le savez, ce qui est vrai.",
    "other": "Dites de quoi il s’agit.",
}


class ReportForm(forms.Form):
    """A report of an error on a page. `contact` is for people without an account."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label="Qu’avez-vous remarqué ?",
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous avez remarqué."},
    )
    words = forms.CharField(
        label="En quelques mots",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Pour un doublon, donnez le nom ou l’adresse de l’autre page.",
    )
    contact = EmailFormField(
        label="Votre adresse électronique",
        required=False,
        max_length=254,
        help_text="Facultatif, pour vous répondre. Elle ne sert qu’à cela et ne paraît nulle part.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        missing = NEEDS_WORDS.get(data.get("reason", ""))
        if missing and not data.get("words") and "words" not in self.errors:
            self.add_error("words", missing)
        return data


class ClaimForm(forms.Form):
    """A claim to manage a place: « Je gère ce lieu »."""

    use_required_attribute = False

    role = forms.CharField(
        label="Votre rôle dans ce lieu",
        max_length=150,
        help_text="Par exemple « gérante », « animateur », « bénévole du bureau ».",
        error_messages={"required": "Dites ce que vous y faites."},
    )
    organisation = forms.CharField(
        label="Votre organisme",
        required=False,
        max_length=150,
        help_text="L’association, la société ou la collectivité qui tient le lieu.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    proof = forms.CharField(
        label="Comment pouvons-nous le vérifier ?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Par exemple une page qui vous nomme, ou le téléphone du lieu, où l’on peut vous joindre.",
        error_messages={"required": "Dites comment nous pouvons le vérifier."},
    )


def declare_kinds() -> None:
    declare(
        Kind(
            code="signaler",
            purpose=Purpose.REPORT,
            label="Signaler une erreur",
            introduction="Un lieu qui a fermé, une information fausse, un doublon : dites-le en deux minutes, sans "
            "compte. L’équipe du site vérifie.",
            form=ReportForm,
            steps=(Step("erreur", "Ce que vous avez remarqué", ("reason", "words", "contact")),),
            icon="search",
            order=80,
            open_to_all=True,
        )
    )
    declare(
        Kind(
            code="gerer",
            purpose=Purpose.CLAIM,
            label="Je gère ce lieu",
            introduction="Faites-vous connaître : vos corrections porteront la mention « gère ce lieu », et l’équipe "
            "du site saura à qui s’adresser.",
            form=ClaimForm,
            steps=(Step("role", "Vous et ce lieu", ("role", "organisation", "proof")),),
            model="inventory.SiteProfilePage",
            icon="pin",
            order=90,
        )
    )
