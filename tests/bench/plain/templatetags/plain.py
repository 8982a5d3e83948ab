"""Labels of codes, for the plain template."""

from __future__ import annotations

from django import template

from tests.bench.plain.fields import CODES

register = template.Library()
LABELS = {name: dict(vocabulary.choices) for name, vocabulary in CODES.items()}


@register.filter
def labels(codes: list[str], name: str) -> list[str]:
    return [LABELS[name][code] for code in codes]
