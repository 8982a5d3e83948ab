"""Model fields for the identifiers of publications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from archive.publications import identifiers


class IdentifierField(models.CharField):
    """Abstract: an identifier, normalised when it is cleaned. In migrations it is Django's own CharField."""

    normalise: ClassVar[Callable[[str], str]]

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the identifier as it is stored. One that is stored already may stay as it is."""
        text = self.to_python(value)
        if text:
            try:
                text = type(self).normalise(text)
            except ValidationError:
                if not self._is_stored(text, model_instance):
                    raise
        return super().clean(text, model_instance)

    def _is_stored(self, text: str, instance: models.Model | None) -> bool:
        if instance is None or instance.pk is None:
            return False
        return type(instance)._base_manager.filter(pk=instance.pk, **{self.attname: text}).exists()

    def formfield(self, **kwargs: Any) -> Any:
        # An address may be pasted, which is longer than the identifier in it.
        return super().formfield(**{"max_length": identifiers.LONGEST_TYPED, **kwargs})

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs


class IsbnField(IdentifierField):
    """An ISBN-10 or ISBN-13."""

    normalise = staticmethod(identifiers.normalise_isbn)


class DoiField(IdentifierField):
    """A DOI."""

    normalise = staticmethod(identifiers.normalise_doi)


class HalField(IdentifierField):
    """A HAL identifier."""

    normalise = staticmethod(identifiers.normalise_hal)
