"""The forms of registrants and of subscribers to new events."""

from __future__ import annotations

from typing import Any

from django import forms

from core.fields import EmailFormField
from core.text.lengths import limit_lengths
from core.text.names import check_name


class RegistrationForm(forms.Form):
    """The form of a registration: name and address, and the answer to the organiser's question."""

    name = forms.CharField(
        label="Votre nom",
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailFormField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Le courriel de confirmation y part tout de suite. Une inscription par adresse.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.CharField(
        label="Votre organisation",
        required=False,
        max_length=120,
        help_text="Facultatif : entreprise, mairie, association.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    answer = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question:
            self.fields["answer"].label = question
            self.fields["answer"].help_text = "Facultatif."
        else:
            del self.fields["answer"]
        limit_lengths(self.fields.values())
