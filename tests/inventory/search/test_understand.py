"""Questions about places are answered with the list that its page shows, and its number."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.visibility.gate import Gate
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.search.labels import PLACE, describe
from inventory.search.prepositions import at_commune, in_department
from tests.factories.inventory import SiteProfilePageFactory
from tests.questions import question_of

pytestmark = [pytest.mark.django_db, pytest.mark.indexed, pytest.mark.usefixtures("places", "monday")]

ANSWERS = [
    ("coworking Annecy", "2 lieux de coworking à Annecy", {"famille": ["coworking"], "commune": ["74010"]}),
    ("fablabs à Annecy", "1 fablab à Annecy", {"famille": ["fablab"], "commune": ["74010"]}),
    ("grenoble", "2 lieux à Grenoble", {"commune": ["38185"]}),
    ("Saint-Martin-d’Hères", "1 lieu à Saint-Martin-d’Hères", {"commune": ["38421"]}),
    ("St Martin d Heres", "1 lieu à Saint-Martin-d’Hères", {"commune": ["38421"]}),
    ("espace de travail partagé chambéry", "1 lieu de coworking à Chambéry",
     {"famille": ["coworking"], "commune": ["73065"]}),
    ("tiers lieux en savoie", "2 tiers-lieux en Savoie", {"departement": ["73"]}),
    ("lieux de haute-savoie", "3 lieux en Haute-Savoie", {"departement": ["74"]}),
    ("fablabs en Savoie Mont-Blanc", "1 fablab en Savoie Mont-Blanc",
     {"famille": ["fablab"], "departement": ["73", "74"]}),
    ("makerspace 38", "2 fablabs en Isère", {"famille": ["fablab"], "departement": ["38"]}),
    ("38710", "1 lieu à Mens\xa0(38710)", {"commune": ["38226"]}),
    ("38000 grenoble", "2 lieux à Grenoble\xa0(38000)", {"commune": ["38185"]}),
    ("Trièves", "1 lieu dans la CC du Trièves", {"epci": ["200030658"]}),
    ("lieux ruraux", "1 lieu rural", {"milieu": ["rural"]}),
    ("tiers-lieu à la campagne", "1 tiers-lieu rural", {"milieu": ["rural"]}),
    ("tiers-lieux en montagne", "2 tiers-lieux de montagne", {"milieu": ["mountain"]}),
    ("lieux fermés", "1 lieu fermé", {"etat": ["closed"]}),
    ("lieux en projet", "1 lieu en projet", {"etat": ["project"]}),
    ("salle de réunion", "1 lieu avec salle de réunion", {"espace": ["meeting_room"]}),
    ("lieux pour les associations", "1 lieu pour les associations", {"public": ["associations"]}),
    ("cuisine partagée", "1 cuisine partagée", {"famille": ["shared_kitchen"]}),
    ("coworking ou fablab à Grenoble", "2 lieux de coworking ou fablabs à Grenoble",
     {"famille": ["coworking", "fablab"], "commune": ["38185"]}),
    ("ouvert samedi", "1 lieu ouvert samedi", {"ouvert": ["2025-02-08T10:00"]}),
    ("lieux ouverts le samedi matin", "1 lieu ouvert le samedi matin", {"ouvert": ["2025-02-08T10:00"]}),
    ("coworking ouvert maintenant", "1 lieu de coworking ouvert maintenant",
     {"famille": ["coworking"], "ouvert": ["now"]}),
    ("ouvert demain matin", "1 lieu ouvert demain matin", {"ouvert": ["2025-02-04T10:00"]}),
    ("coworking ouvert mardi à 17h30", "1 lieu de coworking ouvert mardi à 17\xa0h\xa030",
     {"famille": ["coworking"], "ouvert": ["2025-02-04T17:30"]}),
    ("fablab la casemate", "1 fablab avec «\xa0casemate\xa0»", {"famille": ["fablab"], "q": ["casemate"]}),
    ("chamonix", "1 lieu à Chamonix-Mont-Blanc", {"commune": ["74056"]}),
    ("tiers-lieu nourricier à La Mure", "1 tiers-lieu nourricier à La Mure",
     {"famille": ["food_place"], "commune": ["38269"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "label", "query"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_question_is_answered_with_a_list_and_its_number(client, understood, text, label, query):
    [answer] = understood(text)
    assert answer.label == label
    assert not answer.is_ambiguous
    path, parameters = urlsplit(answer.url).path, parse_qs(urlsplit(answer.url).query)
    assert (path, parameters) == ("/inventaire/", query)
    assert client.get(answer.url).context["count"] == answer.count > 0
    assert answer.marks


@pytest.mark.parametrize(
    "text",
    [
        "tiers-lieux",
        "ajouter mon espace",
        "monter un projet",
        "quel statut choisir scop ou association",
        "réunion du 2 avril 2015",
        "table ronde 26/06/2012",
        "soirée 17h15",
        "tour des tiers-lieux",
        "s’inscrire à la table ronde",
        "télétravail fonction publique",
        "besoins des habitants enquête",
        "lieu commun",
        "tiers état",
        "mesure du temps",
        "données ouvertes",
        "bar",
        "",
    ],
)
def test_other_questions_are_not_about_places(communes, understood, text):
    assert understood(text) == []


@pytest.mark.parametrize("text", ["38", "associations", "en montagne", "fontaine", "ouvrir un coworking à Grenoble"])
def test_words_that_mean_something_else_too_are_ambiguous(understood, text):
    [answer] = understood(text)
    assert answer.is_ambiguous


@pytest.mark.parametrize("text", ["lieux à Fontaine", "coworking Isère 38", "tiers-lieux Fontaine"])
def test_other_words_about_places_support_them(understood, text):
    [answer] = understood(text)
    assert not answer.is_ambiguous


@pytest.mark.parametrize(
    ("text", "label", "nearest"),
    [
        ("coworking à Vif", "Aucun lieu de coworking à Vif dans l’inventaire", "Le plus proche\xa0: "),
        ("coworking vif", "Aucun lieu de coworking à Vif dans l’inventaire", "Le plus proche\xa0: "),
        ("tiers-lieux à bordeaux", "Aucun tiers-lieu à Bordeaux dans l’inventaire", "Le plus proche\xa0: "),
        ("33100", "Aucun lieu à Bordeaux\xa0(33100) dans l’inventaire", "Le plus proche\xa0: "),
        ("le bourg d’oisans", "Aucun lieu au Bourg-d’Oisans dans l’inventaire", "Le plus proche\xa0: "),
        ("cuisine partagée à Bordeaux", "Aucune cuisine partagée à Bordeaux dans l’inventaire", "La plus proche\xa0: "),
        ("tiers-lieux à Tours", "Aucun tiers-lieu à Tours dans l’inventaire", "Le plus proche\xa0: "),
        ("living lab à Bordeaux", "Aucun living lab à Bordeaux dans l’inventaire", "Le lieu le plus proche\xa0: "),
        ("living lab à Grenoble", "Aucun living lab à Grenoble", "Sans «\xa0Living lab\xa0»\xa0: 2 lieux"),
        ("living lab en montagne", "Aucun living lab de montagne", "Sans «\xa0Living lab\xa0»\xa0: 2 lieux"),
        ("tiers-lieux en Gironde", "Aucun tiers-lieu en Gironde dans l’inventaire", "Le plus proche\xa0: "),
    ],
)
def test_without_a_place_the_nearest_is_offered(client, communes, understood, text, label, nearest):
    [answer] = understood(text)
    assert (answer.label, answer.count) == (label, 0)
    assert answer.nearest.startswith(nearest)
    assert client.get(answer.url).context["count"] == 0
    assert client.get(answer.nearest_url).context["count"] > 0


def test_former_commune_means_that_of_today(communes, understood):
    [answer] = understood("coworking annecy-le-vieux")
    assert (answer.label, answer.count) == ("2 lieux de coworking à Annecy", 2)


def test_around_a_commune_the_list_has_a_radius(client, understood):
    [answer] = understood("fablabs autour de Grenoble")
    assert answer.label.endswith("fablabs près de Grenoble")
    assert "radius_km=20" in answer.url
    assert client.get(answer.url).context["count"] == answer.count > 1


def test_distance_is_read(client, understood):
    [answer] = understood("fablabs à moins de 5 km de Grenoble")
    assert answer.label == "3 fablabs à moins de 5\xa0km de Grenoble"
    assert "radius_km=5" in answer.url
    assert client.get(answer.url).context["count"] == answer.count


def test_synonym_of_the_typed_words_is_recognised(understood):
    [answer] = understood("bidule annecy", bidule=["coworking"])
    assert answer.label == "2 lieux de coworking à Annecy"
    assert [mark.label for mark in answer.marks] == ["Coworking", "Annecy"]


def test_marks_cover_articles_and_words_for_places(understood):
    [answer] = understood("tiers-lieux en montagne à Modane")
    assert [(mark.label, mark.start, mark.end) for mark in answer.marks] == [("Montagne", 0, 3), ("Modane", 3, 5)]


def test_commune_is_not_lost_in_a_longer_name(understood):
    [answer] = understood("haute savoie")
    assert answer.label == "3 lieux en Haute-Savoie"


def test_hidden_values_change_nothing(understood):
    before = understood("salle de réunion")
    place = SiteProfilePageFactory(title="Discret", spaces=["meeting_room"], visibility_offer=1, commune="Grenoble")
    assert understood("salle de réunion") == before
    place.delete()


def test_private_places_change_nothing(understood):
    SiteProfilePageFactory(title="Brouillon", commune="Zanzibourg", insee_code="38999", postcode="38999", live=False)
    private = SiteProfilePageFactory(title="Privé", commune="Zanzibourg", insee_code="38999", postcode="38999")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for text in ("zanzibourg", "coworking à zanzibourg", "38999"):
        assert not any("Zanzibourg" in answer.label for answer in understood(text))


def test_without_an_inventory_nothing_is_understood(understood):
    page = InventoryIndexPage.objects.get()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert understood("coworking annecy") == []
    assert SiteProfilePage.objects.exists()


@pytest.mark.parametrize("text", [row[0] for row in ANSWERS[:12]] + ["coworking à Vif", "casemate"])
def test_few_queries_and_no_changes(understood, communes, text):
    gate = Gate.public()
    understood(text, gate)
    with CaptureQueriesContext(connection) as captured:
        understood(text, gate)
    assert len(captured) <= 2
    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in captured)


@pytest.mark.parametrize("word", ["coworking ", "saint ", "ouvert ", "a ", "38500 ", "le samedi ", "sans ", "38 "])
def test_long_questions_take_little_time(understood, word):
    gate = Gate.public()
    understood("coworking", gate)
    question = (word * 200)[:200]
    question_of(question)
    start = time.process_time()
    understood(question, gate)
    assert time.process_time() - start < 0.5


def test_labels_agree_in_number_and_gender():
    assert describe(0, PLACE, {"etat": ["closed"]}) == "Aucun lieu fermé"
    assert describe(1_234, PLACE, {"milieu": ["rural", "mountain"]}) == "1\u202f234 lieux ruraux ou de montagne"
    assert describe(2, PLACE, {"label": ["evs"]}) == "2 lieux labellisés «\xa0Espace de vie sociale\xa0»"


def test_prepositions():
    assert [in_department(code) for code in ("38", "69", "74", "75", "26", "01")] == [
        "en Isère", "dans le Rhône", "en Haute-Savoie", "à Paris", "dans la Drôme", "dans l’Ain",
    ]  # fmt: skip
    assert [at_commune(name) for name in ("Annecy", "Le Bourg-d'Oisans", "Les Houches", "La Mure")] == [
        "à Annecy", "au Bourg-d’Oisans", "aux Houches", "à La Mure",
    ]  # fmt: skip
