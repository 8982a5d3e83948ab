"""Fields of our own: what is typed, what is stored, what is found."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.fields import CodeSetField, FuzzyDateField, FuzzyDateFormField, StreamField, has_any, split_codes
from inventory.choices import Family
from inventory.models import SiteProfilePage
from memento.models import Edition
from tests.factories.inventory import SiteProfilePageFactory


class DateForm(forms.Form):
    date = FuzzyDateFormField(required=False)


@pytest.mark.parametrize(
    ("typed", "stored"), [("mi-janvier 2017", "2017-01-11/2017-01-20~"), ("2014-03", "2014-03"), ("", "")]
)
def test_a_date_is_stored_as_edtf(typed, stored):
    form = DateForm({"date": typed})
    assert form.is_valid()
    assert form.cleaned_data["date"] == stored


def test_a_stored_date_is_shown_in_french():
    assert 'value="mi-janvier 2017"' in str(DateForm(initial={"date": "2017-01-11/2017-01-20~"})["date"])


@pytest.mark.parametrize("stored", ["2014-21/2014-22", "{2017,2018}", "2014?"])
def test_a_date_that_french_would_not_give_back_is_shown_as_it_is_stored(stored):
    assert f'value="{stored}"' in str(DateForm(initial={"date": stored})["date"])


def test_what_was_typed_wrongly_comes_back_with_a_message():
    form = DateForm({"date": "le jour J"})
    assert not form.is_valid()
    assert "Cette date n’est pas comprise." in form.errors["date"][0]
    assert 'value="le jour J"' in str(form["date"])


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [("2014-03", "mars 2014", False), ("2014-03", "avril 2014", True), ("2014-03", "??", True), ("2014-03", "", True)],
)
def test_the_same_date_in_other_words_is_no_change(initial, typed, changed):
    assert DateForm({"date": typed}, initial={"date": initial}).has_changed() is changed


def test_the_columns_beside_a_date_follow_it():
    edition = Edition(number="2", date="2017-01-11/2017-01-20~")
    edition.clean_fields(exclude=["memento"])
    assert (edition.date_earliest, edition.date_latest) == (date(2017, 1, 11), date(2017, 1, 20))
    assert edition.date_label == "mi-janvier 2017"


def test_a_preview_of_an_emptied_date_does_not_show_the_old_one():
    edition = Edition(number="2", date="2014", date_label="2014", date_earliest=date(2014, 1, 1))
    form = forms.modelform_factory(Edition, fields=["date"])({"date": ""}, instance=edition)
    assert form.is_valid()
    assert (edition.date_earliest, edition.date_latest, edition.date_label) == (None, None, "")


def test_a_model_refuses_what_is_no_date():
    with pytest.raises(ValidationError, match="n’est pas comprise"):
        FuzzyDateField().clean("un jour", None)


# --- Sets of codes -----------------------------------------------------------------------------------------------

families = CodeSetField(vocabulary=Family)
FIRST, SECOND = Family.values[:2]


def test_codes_are_stored_in_the_order_of_the_vocabulary():
    assert families.get_prep_value([SECOND, FIRST, SECOND]) == f",{FIRST},{SECOND},"
    assert families.get_prep_value([]) == ""
    assert split_codes(f",{FIRST},{SECOND},") == [FIRST, SECOND]


def test_a_code_that_is_no_longer_known_is_kept_last():
    assert split_codes(families.get_prep_value(["ancien", SECOND])) == [SECOND, "ancien"]


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(ValidationError, match="Valeur inconnue : ancien, autre"):
        families.validate(["autre", FIRST, "ancien"], None)
    families.validate([FIRST], None)


def test_a_form_offers_the_vocabulary():
    assert families.formfield().clean([FIRST]) == [FIRST]
    with pytest.raises(ValidationError):
        families.formfield().clean(["ancien"])
    assert families.formfield().clean([]) == []


def test_a_migration_does_not_hold_the_vocabulary():
    assert "vocabulary" not in families.deconstruct()[3]


def test_codes_survive_a_revision(home):
    place = SiteProfilePageFactory(families=[SECOND, FIRST])
    assert place.serializable_data()["families"] == f",{FIRST},{SECOND},"
    assert place.save_revision().as_object().families == [FIRST, SECOND]
    assert SiteProfilePage.objects.get(pk=place.pk).families == [FIRST, SECOND]


def test_has_any_finds_whole_codes_only(home):
    long, short, nothing = SiteProfilePageFactory(), SiteProfilePageFactory(), SiteProfilePageFactory()
    for place, codes in ((long, ["fablab-mobile"]), (short, ["fablab"]), (nothing, [])):
        SiteProfilePage.objects.filter(pk=place.pk).update(families=codes)  # codes of any vocabulary, past or to come

    def found(*codes):
        return set(SiteProfilePage.objects.filter(has_any("families", codes)))

    assert found("fablab") == {short}
    assert found("mobile") == set()
    assert found("fablab", "fablab-mobile") == {short, long}
    assert found() == set()
    assert nothing not in found("fablab", "")


def test_the_migration_of_a_stream_holds_no_block():
    from core.blocks import GENERAL_BLOCKS

    _, path, args, kwargs = StreamField(GENERAL_BLOCKS, blank=True).deconstruct()
    assert (path, args, kwargs) == ("core.fields.StreamField", [], {"blank": True})
