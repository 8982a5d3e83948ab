"""The grid of a week in which opening hours are typed, and a line for what it cannot say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from inventory.hours.syntax import normalise
from inventory.hours.week import DAY_CODES, MIDNIGHT, Holidays, Slot, Week, clock, make_slot, write_week
from inventory.hours.words import DAY_NAMES, in_words, week_of

SLOTS = ("premier créneau", "second créneau")
HOLIDAY_CHOICES = (
    (Holidays.UNSAID, "Non précisé"),
    (Holidays.CLOSED, "Fermé"),
    (Holidays.SAME, "Comme les autres jours"),
)

_CLOCK = re.compile(r"\d\d:\d\d")
_HOUR = re.compile(r"(\d{1,2})(?: ?[h:] ?(\d{2})?)?(?::\d{2})?", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What stands in the form, as it was typed: from and to for each slot of each day, public holidays, the line."""

    days: tuple[tuple[tuple[str, str], ...], ...] = ((("", ""),) * len(SLOTS),) * 7
    holidays: str = ""
    text: str = ""


def decompose(osm: str) -> Typed:
    """The form of stored opening hours: in the grid when it can say them, in the line when not."""
    week = week_of(osm)
    if week is None or any(len(slots) > len(SLOTS) for slots in week.days):
        return Typed(text=osm)
    days = []
    for slots in week.days:
        typed = [(clock(slot.start), clock(slot.end % MIDNIGHT)) for slot in slots]
        days.append((*typed, *[("", "")] * (len(SLOTS) - len(typed))))
    return Typed(days=tuple(days), holidays=week.holidays)


def compose(typed: Typed) -> str:
    """The normalised text of a form. Raises ValidationError with a message for each day that is not clear."""
    week = _read_grid(typed)
    said = normalise(typed.text)
    if any(week.days):
        if said and said != write_week(week):
            raise ValidationError(
                "La grille et les cas particuliers ne disent pas la même chose : videz l’une ou l’autre.",
                code="invalid",
            )
        return write_week(week)
    if week.holidays and not said:
        raise ValidationError("Indiquez les heures d’un jour au moins, et pas seulement les jours fériés.", "invalid")
    if week.holidays:
        raise ValidationError(
            "Sans la grille, les jours fériés s’écrivent dans les cas particuliers (« PH off » s’ils sont fermés) : "
            "remettez leur choix sur « Non précisé ».",
            code="invalid",
        )
    return said


class HoursInput(forms.Widget):
    """Seven days with two slots each, public holidays, and a line of text. Its value is a stored text or a `Typed`."""

    template_name = "inventory/hours_widget.html"
    use_fieldset = True
    api_type = "opening_hours"

    class Media:
        css = {"all": ["css/admin-hours.css"]}
        js = ["js/admin-hours.js"]

    def id_for_label(self, id_: str) -> str:
        return ""  # it has no single input that a label could stand for

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        def get(suffix: str) -> str:
            return str(data.get(f"{name}{suffix}") or "")

        days = tuple(
            tuple((get(f"_{code}{slot}_from"), get(f"_{code}{slot}_to")) for slot in range(len(SLOTS)))
            for code in map(str.lower, DAY_CODES)
        )
        return Typed(days=days, holidays=get("_holidays"), text=get("_text"))

    def data_of(self, value: Any, name: str) -> dict[str, list[str]] | None:
        """What the form would send for a stored text; None for anything else (see `members.values`)."""
        return {f"{name}_text": [value]} if isinstance(value, str) else None

    def value_of(self, data: Mapping[str, list[str]], name: str) -> Any:
        """The text of what the form has sent; its parts where no text can be made of them."""
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
        typed = value if isinstance(value, Typed) else decompose(value or "")
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        return context | {
            "base": base,
            "days": [
                {"name": DAY_NAMES[number].capitalize(), "slots": _inputs(name, base, number, slots)}
                for number, slots in enumerate(typed.days)
            ],
            "holidays": typed.holidays,
            "holiday_choices": [(choice.value, label) for choice, label in HOLIDAY_CHOICES],
            "text": typed.text,
            "beyond_grid": not isinstance(value, Typed) and bool(typed.text),
            "described": context["widget"]["attrs"].get("aria-describedby", ""),
            "disabled": bool(context["widget"]["attrs"].get("disabled")),
        }

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | type[BaseRenderer] | None = None
    ) -> SafeString:
        return render_to_string(template_name, context)  # from the site's templates, which form renderers do not see


class HoursFormField(forms.Field):
    """Takes a week in the grid, or a text; gives normalised text in OpenStreetMap's syntax."""

    widget = HoursInput
    default_error_messages = {"required": "Indiquez les horaires."}

    def clean(self, value: Any) -> str:
        said = compose(value) if isinstance(value, Typed) else normalise(value or "")
        if self.required and not said:
            raise ValidationError(self.error_messages["required"], code="required")
        return said

    def in_words(self, value: Any) -> str:
        """The week as readers get it. Raises ValidationError where it cannot be read."""
        said = compose(value) if isinstance(value, Typed) else value or ""
        rows = in_words(said)
        return said if rows is None else "\n".join(f"{row['days']} : {row['hours']}" for row in rows)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return compose(data) != (initial or "")
        except ValidationError:
            return True


def _inputs(name: str, base: str, number: int, slots: tuple[tuple[str, str], ...]) -> list[list[dict[str, Any]]]:
    """The inputs of a day, slot by slot. What is no time of the clock stands in a plain input: a browser drops it."""
    found = []
    for slot, ends in enumerate(slots):
        parts = zip(("from", "to"), ("de", "à"), ends, strict=True)
        found.append(
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
    return found


def _is_clock(text: str) -> bool:
    return bool(_CLOCK.fullmatch(text)) and text < "24:00" and text[3:] < "60"


def _read_grid(typed: Typed) -> Week:
    errors: list[str] = []
    days = tuple(_read_day(number, slots, errors) for number, slots in enumerate(typed.days))
    if typed.holidays not in set(Holidays):
        errors.append("Jours fériés : choisissez une des réponses proposées.")
    week = Week(days, Holidays(typed.holidays) if not errors else Holidays.UNSAID)
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
    """The slots of a day in order; what is not clear is told in `errors`."""
    name, found = DAY_NAMES[number].capitalize(), []
    for which, (start, end) in zip(SLOTS, slots, strict=True):
        if not start.strip() and not end.strip():
            continue
        if not start.strip() or not end.strip():
            lacks = "de fin" if start.strip() else "de début"
            errors.append(f"{name} : le {which} n’a pas d’heure {lacks}.")
            continue
        opens, closes = _read_hour(start), _read_hour(end)
        for typed, read in ((start, opens), (end, closes)):
            if read is None:
                errors.append(f"{name} : « {typed.strip()[:20]} » n’est pas une heure. Écrivez par exemple 09:30.")
        if opens is None or closes is None:
            continue
        slot = make_slot(opens, closes)
        if slot is None:
            errors.append(f"{name} : le {which} commence et finit à la même heure.")
        else:
            found.append(slot)
    return tuple(sorted(found))


def _read_hour(text: str) -> int | None:
    """« 09:30 », « 9h30 » or « 9 h » in minutes after midnight; « 24:00 » is the midnight that ends the day."""
    match = _HOUR.fullmatch(re.sub(r"\s+", " ", text).strip())
    if not match:
        return None
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    return minutes if minutes <= MIDNIGHT and int(match[2] or 0) < 60 else None
