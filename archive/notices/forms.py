"""The form of « Être prévenu »."""

from __future__ import annotations

from django import forms

from core.fields import EmailFormField


class SubscriptionForm(forms.Form):
    """The address that wants a mail when an event is announced."""

    email = EmailFormField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Un courriel par évènement annoncé, rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
