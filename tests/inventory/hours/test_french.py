"""Opening hours as text, for readers and for search engines."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.text.typography import french
from inventory.hours.evaluate import state_at
from inventory.hours.french import in_words, open_state_in_words, structured_data
from inventory.hours.syntax import LONGEST, normalise
from inventory.hours.week import read_week, write_week
from tests.inventory.hours.weeks import weeks

PARIS = ZoneInfo("Europe/Paris")


def rows(text):
    """The rows as « jours : heures », with plain spaces."""
    found = in_words(text)
    return found and [f"{row['days']} : {row['hours']}".replace("\u00a0", " ") for row in found]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("", ""), ("   ", ""), (";;;", ""), ("Mo-Su 00:00-24:00", "24/7"), ("Mo-Su", "24/7"),
        ("mo-fr 9:00-18:00;PH closed", "Mo-Fr 09:00-18:00; PH off"),
        ("Mo-Fr 09:00–18:00 ;", "Mo-Fr 09:00-18:00"),
        (";Mo 09:00-12:00;; Tu 09:00-12:00", "Mo-Tu 09:00-12:00"), ("Mo-Fr\n09:00-18:00", "Mo-Fr 09:00-18:00"),
        ("Mo 09:00-12:00; Mo 14:00-18:00", "Mo 14:00-18:00"),
        ("Mo-Su 09:00-18:00; Su off", "Mo-Sa 09:00-18:00"), ("Sa,Su 20:00-26:00", "Sa-Su 20:00-02:00"),
        ("Mo-Fr 09:00-18:00, PH off", "Mo-Fr 09:00-18:00; PH off"),
        ("Fr 22:00-06:00; Sa 10:00-12:00", "Fr 22:00-06:00, Sa 10:00-12:00"),
        ("Mo-Sa 10:00-19:00; Jul-Aug closed", "Mo-Sa 10:00-19:00; Jul-Aug off"),
        ('Mo 10:00-12:00 "closed – ; PH Mo"', 'Mo 10:00-12:00 "closed – ; PH Mo"'),
        ("PH off; Mo-Fr 09:00-18:00", "PH off; Mo-Fr 09:00-18:00"),
    ],
)  # fmt: skip
def test_equivalent_texts_are_stored_alike(text, stored):
    assert normalise(text) == stored
    assert normalise(stored) == stored


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Mo-Fr 9h-18h; Sa off", "à partir de « 9h-18h ». Écrivez par exemple « Mo-Fr 09:00-18:00 »."),
        ("du lundi au vendredi", "à partir de « du lundi au vendredi »"),
        ("😀 Mo", "à partir de « 😀 Mo »"),
        ("Mo " + "z" * 100, "à partir de « " + "z" * 30 + "… »"),
        ("Mo-Fr 09:00-", "Il manque quelque chose à la fin"),
        ("Mo 09:00-12:00; ?; Tu 09:00-12:00", "à partir de « ? »"),
        ("PH Mo 10:00-12:00", "« PH Mo » n’est pas pris en charge"),
        ("a" * 10_000, "dépassent 500 caractères"),
        ("Mo 09:00-12:00;" * 700, "dépassent 500 caractères"),
    ],
)
def test_error_quotes_the_text_that_is_not_parse_filters(text, message):
    with pytest.raises(ValidationError) as refused:
        normalise(text)
    assert message in refused.value.messages[0]


@given(st.text(max_size=60) | st.text(alphabet='MoTuFrPHSu0123456789:-,; "offweekJan/[]+|()\x00\ud800é', max_size=60))
def test_any_typed_text_is_normalised_once_or_refused(text):
    try:
        stored = normalise(text)
    except ValidationError:
        return
    assert normalise(stored) == stored
    assert len(stored) <= LONGEST
    assert "\x00" not in stored


@given(weeks())
def test_each_week_is_written_and_read_back(week):
    text = write_week(week)
    assert read_week(text) == week
    assert normalise(text) == text
    assert in_words(text)
    assert structured_data(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off",
            ["Du lundi au vendredi : 9 h – 12 h 30, 14 h – 18 h", "Le samedi : 9 h – 12 h", "Le dimanche : fermé",
             "Jours fériés : fermé"],
        ),
        ("24/7", ["Tous les jours : 24 h sur 24"]),
        ("Mo-Su,PH 10:05-24:00", ["Tous les jours : 10 h 05 – minuit", "Jours fériés : comme les autres jours"]),
        (
            "Mo,We-Fr 18:00-02:00",
            ["Le lundi et du mercredi au vendredi : 18 h – 2 h", "Le mardi, le samedi et le dimanche : fermé"],
        ),
        ("Sa-Su 00:00-12:00", ["Le samedi et le dimanche : minuit – 12 h", "Du lundi au vendredi : fermé"]),
        ("mo-su 9:00-12:00", ["Tous les jours : 9 h – 12 h"]),
        ("", None), ("n’importe quoi", None), ("Jul-Aug 10:00-12:00", None), ('Mo 10:00-12:00 "sonner"', None),
        ("Mo-Fr,PH 09:00-18:00", None), ("PH off; Mo-Fr 09:00-18:00", None), ("24/7 off", None), ("PH off", None),
        ("Mo 10:00+", None), ("Mo[1] 10:00-12:00", None), ("Mo 10:00-12:00 || unknown", None),
    ],
)  # fmt: skip
def test_week_in_words(text, words):
    assert rows(text) == words


def test_words_follow_french_typography():
    for row in in_words("Mo-Fr 09:00-12:30"):
        assert french(row["hours"]) == row["hours"]
    assert in_words("Mo 09:00-12:30")[0]["hours"] == "9\u00a0h\u00a0– 12\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("text", "now", "words"),
    [
        ("Mo-Fr 09:00-18:00", "2026-07-15 12:00", "Ouvert, ferme à 18 h"),
        ("Mo-Fr 09:00-18:00", "2026-07-15 07:00", "Fermé, ouvre à 9 h"),
        ("Mo-Fr 09:30-18:00", "2026-07-15 19:00", "Fermé, ouvre demain à 9 h 30"),
        ("Mo-Fr 09:00-18:00", "2026-07-17 19:00", "Fermé, ouvre lundi à 9 h"),
        ("Mo-Fr 09:00-18:00; PH off", "2026-07-13 19:00", "Fermé, ouvre mercredi à 9 h"),
        ("Mo 09:00-18:00", "2026-07-13 19:00", "Fermé, ouvre le 20 juillet à 9 h"),
        ("Mo-Su 10:00-12:00; Jul-Aug off", "2026-07-15 12:00", "Fermé, ouvre le 1er septembre à 10 h"),
        ("Fr 18:00-02:00", "2026-07-17 19:00", "Ouvert, ferme à 2 h"),
        ("Fr 18:00-02:00", "2026-07-18 01:00", "Ouvert, ferme à 2 h"),
        ("Fr 18:00-24:00", "2026-07-17 19:00", "Ouvert, ferme à minuit"),
        ("Sa 00:00-12:00", "2026-07-17 19:00", "Fermé, ouvre à minuit"),
        ("Fr 18:00-09:00", "2026-07-17 19:00", "Ouvert jusqu’à demain 9 h"),
        ("Mo 00:00-24:00, Tu 00:00-12:00", "2026-07-12 19:00", "Fermé, ouvre à minuit"),
        ("Su-Mo 00:00-24:00; Tu 00:00-12:00", "2026-07-12 19:00", "Ouvert jusqu’à mardi 12 h"),
        ("24/7; Aug 15 off", "2026-07-12 19:00", "Ouvert jusqu’au 15 août minuit"),
        ("24/7", "2026-07-12 19:00", "Ouvert"),
        ("24/7 off", "2026-07-12 19:00", "Fermé"),
        ('Mo-Fr 09:00-12:00; Sa 09:00-12:00 "sur rendez-vous"', "2026-07-17 19:00", "Fermé"),
        ("n’importe quoi", "2026-07-12 19:00", ""),
        ("Mo-Fr 09:00-18:00", "2026-03-27 19:00", "Fermé, ouvre lundi à 9 h"),
    ],
)
def test_moment_in_words(text, now, words):
    moment = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    assert open_state_in_words(state_at(text, moment), moment).replace("\u00a0", " ") == words


def test_structured_data_lists_each_slot_and_the_closed_holidays():
    assert structured_data("Mo-Fr 09:00-12:30; Fr 18:00-02:00; Sa 18:00-24:00; Su 00:00-24:00; PH off") == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}
        for days, opens, closes in [
            (["Monday", "Tuesday", "Wednesday", "Thursday"], "09:00", "12:30"),
            (["Friday"], "18:00", "02:00"),
            (["Saturday"], "18:00", "00:00"),
            (["Sunday"], "00:00", "23:59"),
            (["PublicHolidays"], "00:00", "00:00"),
        ]
    ]
    assert structured_data("Jul-Aug off") is None
    assert structured_data("") is None
