"""Weeks for property tests: everything that the form of opening hours can express."""

from hypothesis import assume
from hypothesis import strategies as st

from inventory.hours.week import Holidays, Slot, Week


@st.composite
def _slots(draw: st.DrawFn, most: int) -> tuple[Slot, ...]:
    if draw(st.integers(0, 9)) == 0:
        return (Slot(0, 1440),)
    count = draw(st.integers(0, most))
    bounds = draw(st.lists(st.integers(0, 1440), min_size=2 * count, max_size=2 * count, unique=True).map(sorted))
    slots = [Slot(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    if slots and slots[-1].start > 600 and draw(st.booleans()):
        slots[-1] = Slot(slots[-1].start, 1440 + draw(st.integers(1, 360)))
    return tuple(slot for slot in slots if slot.end - slot.start < 1440)


@st.composite
def weeks(draw: st.DrawFn, slots: int = 3) -> Week:
    """A week that is open at some time, has no overlap and can be written; days are often alike."""
    kinds = draw(st.lists(_slots(slots), min_size=1, max_size=3))
    days = tuple(draw(st.lists(st.sampled_from(kinds), min_size=7, max_size=7)))
    week = Week(days, draw(st.sampled_from(Holidays)))
    assume(any(days) and not week.overlaps() and week.can_be_written())
    return week
