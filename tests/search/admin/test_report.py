"""« Ce qu’on cherche »: what readers search for, and the forms that it leads to."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from search.models import AskedQuestion, Synonym

pytestmark = pytest.mark.django_db
URL = "/admin/recherche/questions/"


def asked(text: str, days_ago: int = 0, **fields) -> AskedQuestion:
    fields = {"asked": 1, "answers": 0, "chosen": 0} | fields
    return AskedQuestion.objects.create(text=text, day=timezone.localdate() - timedelta(days=days_ago), **fields)


def read(client: Client, **parameters) -> str:
    response = client.get(URL, parameters)
    assert response.status_code == 200
    return unescape(" ".join(response.text.partition("<main")[2].split()))


def first_cells(html: str) -> list[str]:
    cells = html.split('<td class="title">')[1:]
    return [strip_tags(cell.partition("</td>")[0]).split("A un")[0].strip() for cell in cells]


def test_questions_without_results_come_first_and_the_most_frequent_of_them(home, as_editor):
    asked("visio", asked=2)
    asked("visio", days_ago=3, asked=4)
    asked("ludotheque", asked=5)
    asked("coworking", asked=9, answers=12)
    assert first_cells(read(as_editor)) == ["visio", "ludotheque"]


def test_questions_without_a_choice_had_results(home, as_editor):
    asked("visio")
    asked("coworking", answers=12)
    asked("fablab", answers=3, chosen=1)
    assert first_cells(read(as_editor, kind="unchosen")) == ["coworking"]
    assert first_cells(read(as_editor, kind="all")) == ["coworking", "fablab", "visio"]


def test_the_number_of_results_is_that_of_the_last_time(home, as_editor):
    asked("visio", days_ago=2)
    asked("visio", answers=4)
    assert first_cells(read(as_editor)) == []
    assert first_cells(read(as_editor, kind="unchosen")) == ["visio"]


def test_the_period_is_thirty_or_ninety_days(home, as_editor):
    asked("visio", days_ago=31)
    assert "Toutes les recherches de ces 30 jours ont eu des résultats." in read(as_editor)
    assert first_cells(read(as_editor, days="90")) == ["visio"]


@pytest.mark.parametrize("parameters", [{"kind": "x"}, {"days": "9999999999"}, {"page": "x"}, {"kind": "a\0b"}])
def test_wrong_parameters_stand_for_the_first_choice(home, as_editor, parameters):
    asked("visio")
    assert first_cells(read(as_editor, **parameters)) == ["visio"]


def test_an_empty_log_says_what_comes(home, as_editor):
    assert "Rien n’a encore été cherché." in read(as_editor)


def test_each_question_leads_to_forms_that_are_filled_in(home, as_editor):
    asked("bureau partage")
    html = read(as_editor)
    for label in ("Créer un synonyme", "Mettre une page en avant"):
        url = unescape(html.partition(f">{label}<")[0].rpartition('href="')[2].partition('"')[0])
        response = as_editor.get(url)
        assert response.status_code == 200
        assert "bureau partage" in response.text.partition("w-editor-form")[2]


def test_a_question_with_a_synonym_says_so(home, as_editor):
    Synonym.objects.create(expressions="visio", targets="réunion")
    asked("visio")
    assert "A un synonyme." in read(as_editor)


def test_as_many_queries_for_many_as_for_one(home, as_editor, count_queries):
    asked("visio")
    one = count_queries(as_editor, URL)
    for number in range(20):
        asked(f"visio {number}")
    assert count_queries(as_editor, URL) == one


def test_members_do_not_see_it(home, as_member):
    assert as_member.get(URL).status_code in (302, 403)


def test_the_menu_leads_to_all_three(home, as_editor):
    menu = as_editor.get("/admin/").text
    for name in ("questions", "synonymes", "mises-en-avant"):
        assert f"/admin/recherche/{name}/" in menu
    assert "searchpicks" not in menu
