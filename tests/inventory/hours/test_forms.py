"""The form of a week's hours: what is typed is stored, and nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from inventory.hours.fields import HoursField
from inventory.hours.forms import HoursFormField, RawHours, compose, decompose
from inventory.hours.syntax import normalise
from inventory.hours.week import Week, read_week, write_week
from tests.inventory.hours.weeks import weeks


class HoursForm(forms.Form):
    horaires = HoursFormField(required=False)


def typed(holidays="", text="", **days):
    """A form: `mo=("09:00-12:00", "14:00-18:00")`."""
    slots = [
        tuple(tuple(slot.split("-")) for slot in (*days.get(code, ()), "-", "-")[:2])
        for code in ("mo", "tu", "we", "th", "fr", "sa", "su")
    ]
    return RawHours(days=tuple(slots), holidays=holidays, text=text)


def posted(form, **changes):
    """What a browser sends of this form, with some changes."""
    page = str(form["horaires"])
    data = {}
    for tag in re.findall(r"<input[^>]*>", page):
        value = re.search(r' value="([^"]*)"', tag)
        data[re.search(r'name="([^"]*)"', tag)[1]] = unescape(value[1]) if value else ""
    chosen = re.search(r'<option value="([^"]*)" selected', page)
    data["horaires_holidays"] = chosen[1] if chosen else ""
    return data | changes


@given(weeks(slots=2))
def test_week_is_written_and_read_back(week: Week):
    text = write_week(week)
    assert read_week(text) == week
    assert normalise(text) == text
    assert compose(decompose(text)) == text


@given(weeks(slots=2))
def test_form_sent_back_unchanged_has_no_changes(week: Week):
    text = write_week(week)
    form = HoursForm(posted(HoursForm(initial={"horaires": text})), initial={"horaires": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["horaires"] == text
    assert not form.has_changed()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mo-Sa 10:00-19:00; Jul-Aug off",
        'Mo "sur rendez-vous"',
        "Mo 08:00-09:00,10:00-11:00,12:00-13:00",
        "24/7 off",
    ],
)
def test_hours_beyond_a_week_are_edited_as_text(text):
    form = HoursForm(posted(HoursForm(initial={"horaires": text})), initial={"horaires": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["horaires"] == text
    assert not form.has_changed()
    assert decompose(text) == RawHours(text=text)
    assert ("disent plus qu’une semaine" in str(HoursForm(initial={"horaires": text})["horaires"])) is bool(text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (typed(), ""),
        (typed(mo=["09:00-12:30", "14:00-18:00"], sa=["9h-12 h"], holidays="off"),
         "Mo 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off"),
        (typed(mo=["14:00-18:00", "09:00-12:00"]), "Mo 09:00-12:00,14:00-18:00"),
        (typed(mo=["-", "14:00-18:00"]), "Mo 14:00-18:00"),
        (typed(fr=["18:00-02:00"], sa=["10:00-00:00"]), "Fr 18:00-02:00, Sa 10:00-24:00"),
        (typed(fr=["18:00-24:00"]), "Fr 18:00-24:00"),
        (typed(su=["00:00-00:00"]), "Su 00:00-24:00"),
        (typed(mo=["09:00-12:00"], holidays="same"), "Mo,PH 09:00-12:00; Tu-Su off"),
        (typed(text=" mo-fr  9:00–18:00; "), "Mo-Fr 09:00-18:00"),
        (typed(mo=["09:00-12:00"], text="Mo 9:00-12:00"), "Mo 09:00-12:00"),
    ],
)  # fmt: skip
def test_typed_week_is_stored_in_its_shortest_form(form, text):
    assert compose(form) == text


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (typed(mo=["09:00-"]), "Lundi : le premier créneau n’a pas d’heure de fin."),
        (typed(tu=["09:00-12:00", "-18:00"]), "Mardi : le second créneau n’a pas d’heure de début."),
        (typed(we=["09:00-09:00"]), "Mercredi : le premier créneau commence et finit à la même heure."),
        (typed(th=["09:00-14:00", "12:00-18:00"]), "Jeudi : les deux créneaux se chevauchent."),
        (typed(fr=["22:00-10:00"], sa=["09:00-12:00"]), "Vendredi : la fin de la nuit chevauche les horaires de s"),
        (typed(su=["22:00-10:00"], mo=["09:00-12:00"]), "Dimanche : la fin de la nuit chevauche les horaires de l"),
        (typed(sa=["neuf-12:00"]), "Samedi : « neuf » n’est pas une heure. Écrivez par exemple 09:30."),
        (typed(sa=["09:00-25:00"]), "Samedi : « 25:00 » n’est pas une heure. Écrivez par exemple 09:30."),
        (typed(sa=["09:75-10:00"]), "Samedi : « 09:75 » n’est pas une heure. Écrivez par exemple 09:30."),
        (typed(mo=["09:00-12:00"], text="Tu 10:00-12:00"), "ne disent pas la même chose"),
        (typed(holidays="off"), "Indiquez les heures d’un jour au moins"),
        (typed(holidays="off", text="Jul 10:00-12:00"), "remettez leur choix sur « Non précisé »"),
        (typed(holidays="peut-être", mo=["09:00-12:00"]), "choisissez une des réponses"),
        (typed(holidays="same", fr=["18:00-02:00"]), "« Comme les autres jours » ne peut pas s’écrire"),
        (typed(text="lundi 9h"), "ne sont pas compris à partir de « lundi 9h »"),
    ],
)  # fmt: skip
def test_error_names_the_day_and_the_reason(form, message):
    with pytest.raises(ValidationError) as refused:
        compose(form)
    assert message in " ".join(refused.value.messages)


def test_all_errors_are_reported_at_once():
    with pytest.raises(ValidationError) as refused:
        compose(typed(mo=["09:00-"], tu=["x-12:00"]))
    assert len(refused.value.messages) == 2


@pytest.mark.parametrize("hour", ["24:00", "9h", "25:99", '"><b>', "neuf heures"])
def test_invalid_form_shows_everything_that_was_typed(hour):
    data = posted(
        HoursForm(), horaires_mo0_from=hour, horaires_su1_to="18:00", horaires_text="n'importe", horaires_holidays="off"
    )
    form = HoursForm(data)
    assert not form.is_valid()
    assert posted(form) == data


@given(st.lists(st.text(max_size=8), min_size=28, max_size=28), st.text(max_size=8), st.text(max_size=30))
def test_any_typed_text_is_shown_again(hours, holidays, text):
    names = [
        f"horaires_{day}{slot}_{end}"
        for day in ("mo", "tu", "we", "th", "fr", "sa", "su")
        for slot in (0, 1)
        for end in ("from", "to")
    ]
    form = HoursForm({**dict(zip(names, hours, strict=True)), "horaires_holidays": holidays, "horaires_text": text})
    form.is_valid()
    assert str(form["horaires"])


def test_each_input_has_a_label_of_its_own():
    page = str(HoursForm()["horaires"])
    labels = dict(re.findall(r'<label[^>]* for="([^"]*)">([^<]*)</label>', page))
    inputs = re.findall(r'<(?:input|select)[^>]* id="([^"]*)"', page)
    assert len(inputs) == 30
    assert set(inputs) == set(labels)
    assert len(set(labels.values())) == 30
    assert labels["id_horaires_mo0_from"] == "Lundi, premier créneau, de"


def test_required_field_needs_hours():
    with pytest.raises(ValidationError, match="Indiquez les horaires"):
        HoursFormField(required=True).clean(RawHours())


def test_data_without_hours_differs_from_an_emptied_form():
    widget = HoursFormField().widget
    assert widget.value_omitted_from_data({"titre": "x"}, {}, "horaires")
    assert not widget.value_omitted_from_data({"horaires_text": ""}, {}, "horaires")


def test_model_field_has_the_week_form_and_stores_normalised_text():
    field = HoursField("horaires", blank=True)
    assert isinstance(field.formfield(), HoursFormField)
    assert field.clean("mo-fr 9:00-18:00;PH closed", None) == "Mo-Fr 09:00-18:00; PH off"
    with pytest.raises(ValidationError, match="ne sont pas compris"):
        field.clean("du lundi au vendredi", None)
