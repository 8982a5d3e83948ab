"""The form field and widget of opening hours: a weekly grid, and a text input for anything the grid cannot express."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.widgets import SiteTemplateMixin
from inventory.hours.french import DAY_NAMES, in_words, week_of
from inventory.hours.syntax import normalise
from inventory.hours.week import DAY_CODES, MIDNIGHT, Holidays, Slot, Week, clock, make_slot, write_week

SLOTS = ("premier créneau", "second créneau")
HOLIDAY_CHOICES = (
    (Holidays.UNSPECIFIED, "Non précisé"),
    (Holidays.CLOSED, "Fermé"),
    (Holidays.SAME, "Comme les autres jours"),
)

_CLOCK = re.compile(r"\d\d:\d\d")
_SPACES = re.compile(r"\s+")
_HOUR = re.compile(r"(\d{1,2})(?: ?[h:] ?(\d{2})?)?(?::\d{2})?", re.IGNORECASE)


@dataclass(frozen=True)
class RawHours:
    """The raw values of the inputs: start and end of each slot of each day, public holidays, and the line of text."""

    days: tuple[tuple[tuple[str, str], ...], ...] = ((("", ""),) * len(SLOTS),) * 7
    holidays: str = ""
    text: str = ""


def decompose(osm: str) -> RawHours:
    """Return the inputs for stored opening hours: the grid if it can express them, else the line of text."""
    week = week_of(osm)
    if week is None or any(len(slots) > len(SLOTS) for slots in week.days):
        return RawHours(text=osm)
    days = []
    for slots in week.days:
        times = [(clock(slot.start), clock(slot.end % MIDNIGHT)) for slot in slots]
        days.append((*times, *[("", "")] * (len(SLOTS) - len(times))))
    return RawHours(days=tuple(days), holidays=week.holidays)


def compose(raw: RawHours) -> str:
    """Convert inputs to normalised text. Raises ValidationError with a message for each invalid day."""
    week = _read_grid(raw)
    text = normalise(raw.text)
    if any(week.days):
        if text and text != write_week(week):
            raise ValidationError(
                "La grille et les cas particuliers ne disent pas la même chose : videz l’une ou l’autre.",
                code="invalid",
            )
        return write_week(week)
    if week.holidays and not text:
        raise ValidationError("Indiquez les heures d’un jour au moins, et pas seulement les jours fériés.", "invalid")
    if week.holidays:
        raise ValidationError(
            "Sans la grille, les jours fériés s’écrivent dans les cas particuliers (« PH off » s’ils sont fermés) : "
            "remettez leur choix sur « Non précisé ».",
            code="invalid",
        )
    return text


class HoursInput(SiteTemplateMixin, forms.Widget):
    """Inputs for a weekly grid, public holidays and a text. Its value is stored text or `RawHours`."""

    template_name = "inventory/hours_widget.html"
    use_fieldset = True
    api_type = "opening_hours"

    class Media:
        css = {"all": ["css/admin-hours.css"]}
        js = ["js/admin-hours.js"]

    def id_for_label(self, id_: str) -> str:
        return ""  # no single input that a label could refer to

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> RawHours:
        def get(suffix: str) -> str:
            return str(data.get(f"{name}{suffix}") or "")

        days = tuple(
            tuple((get(f"_{code}{slot}_from"), get(f"_{code}{slot}_to")) for slot in range(len(SLOTS)))
            for code in map(str.lower, DAY_CODES)
        )
        return RawHours(days=days, holidays=get("_holidays"), text=get("_text"))

    def data_of(self, value: Any, name: str) -> dict[str, list[str]] | None:
        """Return the form data of a stored text; None for any other value (see `members.api.values`)."""
        return {f"{name}_text": [value]} if isinstance(value, str) else None

    def value_of(self, data: Mapping[str, list[str]], name: str) -> Any:
        """Return the opening hours of form data as a text; if they are invalid, the inputs by suffix."""
        parts = {key[len(name) + 1 :]: texts[-1] for key, texts in data.items() if key != name and any(texts)}
        if not parts.keys() - {"text"}:
            return parts.get("text")
        try:
            return compose(self.value_from_datadict({key: texts[-1] for key, texts in data.items() if texts}, {}, name))
        except ValidationError:
            return parts

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}_text" not in data and f"{name}_holidays" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        raw = value if isinstance(value, RawHours) else decompose(value or "")
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        return context | {
            "base": base,
            "days": [
                {"name": DAY_NAMES[number].capitalize(), "slots": _inputs(name, base, number, slots)}
                for number, slots in enumerate(raw.days)
            ],
            "holidays": raw.holidays,
            "holiday_choices": [(choice.value, label) for choice, label in HOLIDAY_CHOICES],
            "text": raw.text,
            "beyond_grid": not isinstance(value, RawHours) and bool(raw.text),
            "described_by": context["widget"]["attrs"].get("aria-describedby", ""),
            "disabled": bool(context["widget"]["attrs"].get("disabled")),
        }


class HoursFormField(forms.Field):
    """A form field that takes a week in the grid or a text, and cleans it to OpenStreetMap's syntax."""

    widget = HoursInput
    default_error_messages = {"required": "Indiquez les horaires."}

    def clean(self, value: Any) -> str:
        text = compose(value) if isinstance(value, RawHours) else normalise(value or "")
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        return text

    def in_words(self, value: Any) -> str:
        """Format a value in French, one line per group of days. Raises ValidationError if it is invalid."""
        text = compose(value) if isinstance(value, RawHours) else value or ""
        rows = in_words(text)
        return text if rows is None else "\n".join(f"{row['days']} : {row['hours']}" for row in rows)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return compose(data) != (initial or "")
        except ValidationError:
            return True


def _inputs(name: str, base: str, number: int, slots: tuple[tuple[str, str], ...]) -> list[list[dict[str, Any]]]:
    """Return the inputs of a day, slot by slot. Invalid times get a text input: a time input would drop them."""
    inputs = []
    for slot, ends in enumerate(slots):
        parts = zip(("from", "to"), ("de", "à"), ends, strict=True)
        inputs.append(
            [
                {
                    "name": f"{name}_{DAY_CODES[number].lower()}{slot}_{end}",
                    "id": f"{base}_{DAY_CODES[number].lower()}{slot}_{end}",
                    "label": f"{DAY_NAMES[number].capitalize()}, {SLOTS[slot]}, {word}",
                    "type": "time" if not value or _is_clock(value) else "text",
                    "value": value,
                }
                for end, word, value in parts
            ]
        )
    return inputs


def _is_clock(text: str) -> bool:
    return bool(_CLOCK.fullmatch(text)) and text < "24:00" and text[3:] < "60"


def _read_grid(raw: RawHours) -> Week:
    errors: list[str] = []
    days = tuple(_read_day(number, slots, errors) for number, slots in enumerate(raw.days))
    if raw.holidays not in set(Holidays):
        errors.append("Jours fériés : choisissez une des réponses proposées.")
    week = Week(days, Holidays(raw.holidays) if not errors else Holidays.UNSPECIFIED)
    for day, other in week.overlaps() if not errors else ():
        name = DAY_NAMES[day].capitalize()
        after = f"{name} : la fin de la nuit chevauche les horaires de {DAY_NAMES[other]}."
        errors.append(f"{name} : les deux créneaux se chevauchent." if day == other else after)
    if not errors and not week.can_be_written():
        errors.append(
            "Jours fériés : « Comme les autres jours » ne peut pas s’écrire quand des horaires passent minuit et "
            "changent selon les jours. Choisissez « Non précisé »."
        )
    if errors:
        raise ValidationError([ValidationError(error, code="invalid") for error in errors])
    return week


def _read_day(number: int, slots: tuple[tuple[str, str], ...], errors: list[str]) -> tuple[Slot, ...]:
    """Return the slots of a day in order, and append messages about invalid ones to `errors`."""
    name, day_slots = DAY_NAMES[number].capitalize(), []
    for slot_name, (start, end) in zip(SLOTS, slots, strict=True):
        if not start.strip() and not end.strip():
            continue
        if not start.strip() or not end.strip():
            missing_end = "de fin" if start.strip() else "de début"
            errors.append(f"{name} : le {slot_name} n’a pas d’heure {missing_end}.")
            continue
        opens, closes = _read_hour(start), _read_hour(end)
        for text, minutes in ((start, opens), (end, closes)):
            if minutes is None:
                errors.append(f"{name} : « {text.strip()[:20]} » n’est pas une heure. Écrivez par exemple 09:30.")
        if opens is None or closes is None:
            continue
        slot = make_slot(opens, closes)
        if slot is None:
            errors.append(f"{name} : le {slot_name} commence et finit à la même heure.")
        else:
            day_slots.append(slot)
    return tuple(sorted(day_slots))


def _read_hour(text: str) -> int | None:
    """Parse « 09:30 », « 9h30 » or « 9 h » to minutes after midnight; None if invalid. « 24:00 » is 1440."""
    match = _HOUR.fullmatch(_SPACES.sub(" ", text).strip())
    if not match:
        return None
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    return minutes if minutes <= MIDNIGHT and int(match[2] or 0) < 60 else None
