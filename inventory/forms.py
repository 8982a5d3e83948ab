"""The filters of the list of places."""

from __future__ import annotations

from typing import Any

from django import forms

from inventory.departments import DEPARTMENTS
from inventory.vocabulary import Family, Milieu, State


class PlaceFilterForm(forms.Form):
    """What the list's address may say. A filter that is not understood is left out, and the page says so."""

    q = forms.CharField(label="Nom, commune ou mot", required=False, max_length=200)
    departement = forms.ChoiceField(
        label="Département",
        choices=[("", "Tous"), *((code, f"{code} – {name}") for code, name in DEPARTMENTS.items())],
        required=False,
    )
    famille = forms.MultipleChoiceField(
        label="Famille", choices=Family.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    etat = forms.MultipleChoiceField(
        label="État", choices=State.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    milieu = forms.MultipleChoiceField(
        label="Milieu", choices=Milieu.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {
                "invalid_choice": "« %(value)s » n’existe pas.",
                "invalid": "un nombre est attendu.",
            }

    def understood(self) -> dict[str, Any]:
        """The filters that are valid and set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chosen(self) -> list[dict[str, str]]:
        """Each filter in use, as `label` and as the `query` of the address without it."""
        chips = []
        for name, value in self.understood().items():
            for one in value if isinstance(value, list) else [value]:
                if name == "page":
                    continue
                rest = self.data.copy()  # type: ignore[attr-defined]
                rest.setlist(name, [kept for kept in rest.getlist(name) if kept != str(one) and name != "q"])
                rest.pop("page", None)
                choices = dict(getattr(self.fields[name], "choices", ()))
                chips.append({"label": str(choices.get(one, f"« {one} »")), "query": f"?{rest.urlencode()}"})
        return chips
