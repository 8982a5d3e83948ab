"""The table of synonyms that the search looks words up in, and the synonyms of a new instance."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from core.search.words import key
from core.visibility import version
from search import synonyms
from search.admin.synonyms import SynonymViewSet
from search.models import Synonym
from search.setup import BOTH_WAYS, ONE_WAY, ensure_synonyms

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(home):
    Synonym.objects.all().delete()


def table() -> dict[str, tuple[str, ...]]:
    return dict(synonyms.table(version.current()))


def test_expressions_without_targets_stand_for_one_another(empty):
    Synonym.objects.create(expressions="Comptes rendus, CR")
    assert table() == {"compte rendu": ("cr",), "cr": ("compte rendu",)}


def test_targets_do_not_lead_back(empty):
    Synonym.objects.create(expressions="télécentre, bureaux partagés", targets="tiers-lieu, coworking")
    assert table() == dict.fromkeys(("telecentre", "bureau partage"), ("tierslieu", "coworking"))


def test_they_are_not_transitive_and_rows_add_up(empty):
    Synonym.objects.create(expressions="a1, b1")
    Synonym.objects.create(expressions="b1, c1")
    Synonym.objects.create(expressions="b1", targets="d1, a1")
    assert table() == {"a1": ("b1",), "b1": ("a1", "c1", "d1"), "c1": ("b1",)}


def test_what_has_no_word_is_left_out(empty):
    Synonym.objects.create(expressions="visio, ?!, visios", targets="")
    assert table() == {}


def test_a_change_counts_at_once(empty):
    assert table() == {}
    row = Synonym.objects.create(expressions="visio, réunion")
    assert table()["visio"] == ("reunion",)
    row.delete()
    assert table() == {}


def test_only_the_first_rows_are_used(empty, monkeypatch):
    monkeypatch.setattr(synonyms, "MOST_ROWS", 1)
    Synonym.objects.create(expressions="visio, réunion")
    Synonym.objects.create(expressions="salle, espace")
    assert set(table()) == {"visio", "reunion"}


def test_it_is_remembered(empty, django_assert_num_queries):
    snapshot = version.current()
    synonyms.table(snapshot)
    with django_assert_num_queries(0):
        synonyms.table(snapshot)


# --- Of a new instance ----------------------------------------------------------------------------------------------


def test_a_new_instance_has_those_of_the_field(empty):
    ensure_synonyms()
    assert Synonym.objects.count() == len(BOTH_WAYS) + len(ONE_WAY)
    found = table()
    assert key("tiers-lieux") in found["tla"]
    assert found[key("télécentre")] == ("tierslieu",)
    assert "telecentre" not in found[key("tiers-lieu")]
    assert found["sillon alpin"] == ("38", "73", "74")
    assert "procesverbal" not in found
    assert key("procès-verbal") in found["cr"]


def test_setup_leaves_those_of_editors(empty):
    Synonym.objects.create(expressions="visio, réunion")
    call_command("setup_site", verbosity=0)
    assert Synonym.objects.get().expressions == "visio, réunion"


def test_each_could_be_typed_into_the_form(empty):
    form_class = SynonymViewSet().get_form_class()
    for expressions, targets in [*((text, "") for text in BOTH_WAYS), *ONE_WAY]:
        form = form_class({"expressions": expressions, "targets": targets})
        assert form.is_valid(), (expressions, form.errors)
        form.save()


def test_two_rows_of_one_direction_share_no_expression(empty):
    ensure_synonyms()
    row = Synonym.objects.get(expressions__startswith="fibre")
    form = SynonymViewSet().get_form_class()({"expressions": "THD, fablab", "targets": ""}, instance=row)
    assert not form.is_valid()
    with pytest.raises(ValidationError, match="fablab"):
        raise form.errors.as_data()["expressions"][0]
