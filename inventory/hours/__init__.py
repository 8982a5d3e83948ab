"""Opening hours of a place: a week for people, OpenStreetMap's syntax in the database."""

from inventory.hours.clock import OpenState, open_among, state_at
from inventory.hours.fields import HoursField
from inventory.hours.forms import HoursFormField, HoursInput
from inventory.hours.syntax import normalise
from inventory.hours.week import Holidays, Slot, Week, read_week, write_week
from inventory.hours.words import HoursRow, in_words, moment_in_words, structured_data

__all__ = [
    "Holidays",
    "HoursField",
    "HoursFormField",
    "HoursInput",
    "HoursRow",
    "OpenState",
    "Slot",
    "Week",
    "in_words",
    "moment_in_words",
    "normalise",
    "open_among",
    "read_week",
    "state_at",
    "structured_data",
    "write_week",
]
