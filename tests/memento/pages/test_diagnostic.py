"""The page of a diagnostic, and its result, as they are without scripts."""

from __future__ import annotations

import time
from html import escape
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from core.blocks.keys import key_of
from memento.diagnostics.answers import query_string
from memento.models import DiagnosticPage
from tests.factories import diagnostics as raw
from tests.factories.diagnostics import AXES, chosen, question
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import DiagnosticPageFactory, fresh
from tests.memento.diagnostics.by_hand import Paper

pytestmark = pytest.mark.django_db
URL = "/memento/projet/"
#: Answers to all that these answers open.
ALL = {"milieu": "rural", "besoin": "ecrit", "preuve": "avis", "budget": "non"}
#: The answers to each question, in the order of the questions.
CHOICES = {
    "milieu": ["rural", "ville"],
    "besoin": ["ecrit", "dit", "non"],
    "preuve": ["actes", "avis"],
    "essai": ["oui", "non"],
    "budget": ["oui", "non", "sans"],
}
#: Seconds of a processor for 80 questions; a busy machine of two cores takes about two thirds of it.
MAX_SECONDS = 0.1


@pytest.fixture
def make_diagnostic(memento):
    def make(**fields) -> DiagnosticPage:
        values = {"slug": "projet", "title": "Votre projet", **fields}
        return DiagnosticPageFactory(parent=fresh(memento), **values)

    return make


@pytest.fixture
def diagnostic(make_diagnostic) -> DiagnosticPage:
    return make_diagnostic()


def result_url(page: DiagnosticPage, **answers: str) -> str:
    return f"{URL}?resultat=1&{query_string(page.definition, chosen(**answers))}"


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(
        response.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " "), "html.parser"
    )


def texts(found) -> list[str]:
    return [" ".join(element.get_text(" ").split()) for element in found]


def notices(response) -> str:
    return " ".join(texts(soup(response).select(".questionnaire-notices")))


def store(page: DiagnosticPage, **values) -> None:
    """Write values past all checks."""
    DiagnosticPage.objects.filter(pk=page.pk).update(**values)


# --- The questions ---------------------------------------------------------------------------------------------------


def test_all_questions_stand_on_one_page_in_their_parts_with_conditions_in_words(client, diagnostic):
    page = soup(client.get(URL))
    form = page.select_one("form#questions")
    assert (form["method"], form["action"]) == ("get", URL)
    assert form.select_one("[name=v]")["value"] == diagnostic.definition.version
    assert texts(form.select("h2")) == ["Besoin", "Argent"]
    assert texts(form.select("legend")) == [
        "1. Question milieu ?", "2. Question besoin ?", "3. Question preuve ?", "4. Question essai ?",
        "5. Question budget ?",
    ]  # fmt: skip
    assert texts(form.select(".question-condition")) == [
        "Seulement si vous avez répondu « Réponse ecrit » ou « Réponse dit » à la question 2.",
        "Seulement si vous avez répondu « Réponse actes » à la question 3.",
    ]
    budget = form.select_one(f"#q-{key_of('budget')}")
    assert texts(budget.select("label")) == ["Réponse oui", "Réponse non", "Réponse sans", "Retirer ma réponse"]
    assert not form.select("[checked]")
    assert "5 questions, dont 2 selon vos réponses" in page.select_one(".kicker").get_text()
    assert texts(form.select("button[name=resultat]")) == ["Voir le résultat"]
    assert form.select_one(f'a[href="{URL}"]').get_text() == "Recommencer"


def test_answers_of_the_address_are_chosen(client, diagnostic):
    form = soup(client.get(f"{URL}?{query_string(diagnostic.definition, chosen(**ALL))}"))
    checked = {box["name"]: box["value"] for box in form.select(".question [checked]")}
    assert checked == chosen(**ALL)
    assert not notices(client.get(f"{URL}?{query_string(diagnostic.definition, chosen(**ALL))}"))


def test_what_has_a_query_is_not_indexed_and_the_bare_page_is_canonical(client, diagnostic, settings):
    canonical = f'<link rel="canonical" href="{settings.SITE_URL}{URL}">'
    for url in (f"{URL}?{query_string(diagnostic.definition, {})}", result_url(diagnostic, **ALL), f"{URL}?x=1"):
        html = client.get(url).text
        assert '<meta name="robots" content="noindex">' in html
        assert canonical in html
    html = client.get(URL).text
    assert "noindex" not in html
    assert canonical in html


def test_nothing_is_stored_and_readers_share_a_response(client, diagnostic):
    for url in (URL, result_url(diagnostic, **ALL)):
        response = client.get(url)
        assert not response.cookies
        assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_publication_it_comes_from_is_linked_if_the_reader_may_see_it(client, make_diagnostic, make_sheet):
    source = make_sheet("murs", title="Le dossier de 2007")
    make_diagnostic(publication=source)
    assert "Le dossier de 2007" in client.get(URL).text
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)
    assert "Le dossier de 2007" not in client.get(URL).text


def test_the_paper_form_is_on_the_page(client, diagnostic):
    page = soup(client.get(URL))
    (paper,) = page.select(".print-only .paper")
    assert len(paper.select(".paper-questions tbody")) == 5
    assert page.select_one("form#questions").find_parent(class_="no-print")


def test_preview_of_a_draft_shows_the_questions(diagnostic):
    diagnostic.title = "Un autre titre"
    response = diagnostic.make_preview_request()
    assert "Un autre titre" in response.render().text
    assert "Question besoin" in response.text


# --- The result ------------------------------------------------------------------------------------------------------


def test_result_has_scores_with_their_words_and_points(client, diagnostic):
    page = soup(client.get(result_url(diagnostic, **ALL)))
    assert texts(page.select(".axis-score")) == ["81 % Palier 70", "0 % Palier 0"]
    assert texts(page.select(".axis-points")) == ["9 points sur 11 possibles", "0 point sur 5 possibles"]
    assert [bar["width"] for bar in page.select(".axis-part")] == ["81", "0"]
    assert texts(page.select(".axis-bands [aria-current]")) == ["70 à 100 % Palier 70", "0 à 49 % Palier 0"]
    rows = {row.th.get_text(): texts(row.select("td")) for row in page.select(".outcome-points tbody tr, tfoot tr")}
    assert rows == {
        "Besoin": ["9 sur 11", "–"],
        "Argent": ["–", "0 sur 5"],
        "Points obtenus": ["9", "0"],
        "Points possibles": ["11", "5"],
        "Score": ["81 %", "0 %"],
        "Questions sans réponse": ["0", "0"],
        "Questions sans objet": ["0", "0"],
    }
    assert texts(page.select("ol.outcome-marks h3")) == ["Question budget ?", "Question preuve ?"]
    assert texts(page.select("ul.outcome-marks h3")) == ["Question besoin ?"]
    assert texts(page.select(".checklist li")) == ["Faites budget.", "Faites preuve."]
    assert not page.select(".outcome-partial")


def test_partial_result_says_how_many_are_missing_and_leads_to_the_first(client, diagnostic):
    page = soup(client.get(result_url(diagnostic, milieu="rural", budget="oui")))
    (banner,) = page.select(".outcome-partial")
    assert "1 question sur 3 est sans réponse et ne compte pas." in texts([banner])[0]
    assert banner.a["href"].endswith(f"#q-{key_of('besoin')}")
    page = soup(client.get(result_url(diagnostic, milieu="rural")))
    assert "2 questions sur 3 sont sans réponse et ne comptent pas." in texts(page.select(".outcome-partial"))[0]
    assert (
        texts(page.select(".axis .missing"))
        == ["Pas de score : aucune des questions qui comptent ici n’a de réponse."] * 2
    )


def test_answers_that_are_no_longer_asked_are_dropped(client, diagnostic):
    page = soup(client.get(result_url(diagnostic, besoin="non", preuve="actes", essai="oui", budget="sans")))
    assert texts(page.select(".outcome-answers dt")) == ["Question milieu ?", "Question besoin ?", "Question budget ?"]
    assert key_of("preuve") not in page.select_one("#adresse")["value"]
    assert texts(page.select(".axis-score")) == ["0 % Palier 0"]


def test_each_answer_can_be_changed(client, diagnostic):
    page = soup(client.get(result_url(diagnostic, **ALL)))
    links = {row.dt.get_text(): row.dd.a["href"] for row in page.select(".outcome-answers > div")}
    query = query_string(diagnostic.definition, chosen(**ALL))
    assert links["Question budget ?"] == f"{URL}?{query}#q-{key_of('budget')}"
    assert len(links) == 4
    form = soup(client.get(links["Question budget ?"]))
    assert form.select_one(f"#q-{key_of('budget')} [checked]")["value"] == key_of("budget.non")


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*CHOICES]), st.integers(0, 3)))
def test_page_paper_and_api_agree_on_any_answers(client, diagnostic, picks):
    names = {name: CHOICES[name][pick % len(CHOICES[name])] for name, pick in picks.items()}
    page = soup(client.get(result_url(diagnostic, **names)))
    paper = Paper(str(soup(client.get(URL)).select_one(".paper")))
    numbers = {name: number for number, name in enumerate(CHOICES, 1)}
    by_hand = paper.score({numbers[name]: f"Réponse {answer}" for name, answer in names.items()})
    axes = client.get(f"/api/v3/memento/diagnostics/{diagnostic.slug}/result/", chosen(**names)).json()["axes"]
    assert [(axis["obtained"], axis["possible"], axis["percent"]) for axis in axes] == [
        (row.obtained, row.possible, row.percent) for row in by_hand
    ]
    if not page.select(".axis-score"):
        assert {row.percent for row in by_hand} == {None}
        return
    rows = {row.th.get_text(): texts(row.select("td")) for row in page.select(".outcome-points tfoot tr")}
    assert rows["Points obtenus"] == [str(row.obtained) for row in by_hand]
    assert rows["Points possibles"] == [str(row.possible) for row in by_hand]
    assert rows["Score"] == ["–" if row.percent is None else f"{row.percent} %" for row in by_hand]
    assert texts(page.select(".axis-score span")) == [row.band for row in by_hand if row.band]


def test_shared_address_gives_the_same_result(client, diagnostic, settings):
    page = soup(client.get(result_url(diagnostic, **ALL)))
    address = page.select_one("#adresse")["value"]
    assert address == f"{settings.SITE_URL}{result_url(diagnostic, **ALL)}"
    again = soup(client.get(address.removeprefix(settings.SITE_URL)))
    assert texts(again.select("main")) == texts(page.select("main"))
    mail = page.select_one('a[href^="mailto:"]')["href"]
    assert mail == f"mailto:?subject=Votre%20projet&body={quote(address, safe='')}"


def test_result_without_an_answer_leads_to_the_questions(client, diagnostic):
    for query in ("resultat=1", f"resultat=1&v={diagnostic.definition.version}", f"resultat=&{key_of('milieu')}="):
        page = soup(client.get(f"{URL}?{query}"))
        assert "Vous n’avez encore répondu à aucune question." in page.get_text()
        assert page.select_one(".empty a")["href"] == URL
        assert not page.select(".axis, .questionnaire-notices")


def test_weak_points_lead_to_the_passage_of_a_sheet_that_the_reader_may_see(client, make_diagnostic, make_sheet):
    sheet = make_sheet("murs", number=4, body=[("heading", {"text": "Compter l’argent", "level": "h2"})])
    weak = {"oui": {"pertinence": 4}, "non": {"pertinence": 0}}
    page = make_diagnostic(
        questions=[
            question("a", weak, sheet=sheet.pk, passage="compter  l'Argent"),
            question("b", weak, sheet=sheet.pk, passage="Un intertitre supprimé"),
            question("c", weak, sheet=sheet.pk + 10_000, passage="Rien"),
        ]
    )
    url = result_url(page, a="non", b="non", c="non")
    links = [mark.select_one(".row a:not(.no-print)") for mark in soup(client.get(url)).select("ol.outcome-marks > li")]
    assert [link and link["href"] for link in links] == [
        "/memento/demarrer/murs/#compter-largent",
        "/memento/demarrer/murs/",
        None,
    ]
    assert texts(links[:2]) == ["Fiche 4, « compter l’Argent »", "Fiche 4 : Murs"]
    PageViewRestriction.objects.create(page=sheet, restriction_type=PageViewRestriction.LOGIN)
    assert "murs" not in client.get(url).text


def test_sheets_of_the_band_are_listed(client, make_diagnostic, make_sheet):
    sheets = [make_sheet("murs", number=1), make_sheet("argent", number=2, live=False)]
    items = [{"type": "item", "id": str(sheet.pk), "value": sheet.pk} for sheet in sheets]
    page = make_diagnostic(
        axes=[raw.axis("pertinence", bands=[raw.band(0, sheets=items)])],
        questions=[question("a", {"oui": {"pertinence": 1}})],
    )
    assert texts(soup(client.get(result_url(page, a="oui"))).select(".axis li a")) == ["Fiche 1 : Murs"]


def test_comparable_places_have_reasons_and_closed_ones_say_why(client, make_diagnostic):
    page = make_diagnostic(
        questions=[
            question("milieu", {"ville": "milieu:urban", "rural": "milieu:rural"}),
            question("famille", {"bureau": "famille:coworking"}),
        ]
    )
    SiteProfilePageFactory(title="Ouvert")
    SiteProfilePageFactory(title="Fermé", state="closed", closing_causes="Fin du bail.", hindsight="Signer six ans.")
    places = soup(client.get(result_url(page, milieu="ville", famille="bureau"))).select(".outcome-places > li")
    words = dict(zip(texts(place.h3 for place in places), texts(places), strict=True))
    assert "Même milieu (urbain), même famille (coworking)" in words["Ouvert"]
    assert "Pourquoi il a fermé : Fin du bail." in words["Fermé"]
    assert "Ce qu’on ferait autrement : Signer six ans." in words["Fermé"]
    one = soup(client.get(result_url(page, famille="bureau"))).select_one("#comparables").parent
    assert "il faut au moins deux de ces réponses" in one.get_text()
    assert texts(one.select("li")) == ["Question milieu ?"]
    none = soup(client.get(result_url(page, milieu="rural", famille="bureau"))).select_one("#comparables").parent
    assert "L’inventaire n’a pas encore de lieu" in none.get_text()


# --- Addresses that are old, altered or hostile ----------------------------------------------------------------------


def test_outdated_version_has_a_notice(client, diagnostic):
    url = result_url(diagnostic, **ALL).replace(f"v={diagnostic.definition.version}", "v=abcdef")
    for address in (url, url.replace("resultat=1&", "")):
        assert "Ce questionnaire a changé depuis que cette adresse a été faite." in notices(client.get(address))
    assert diagnostic.definition.version in soup(client.get(url)).select_one("#adresse")["value"]


def test_answers_that_are_gone_are_named_by_their_question(client, diagnostic):
    url = f"{result_url(diagnostic, milieu='rural')}&{key_of('budget')}=abcdef"
    message = notices(client.get(url))
    assert "La réponse de cette adresse à « Question budget ? » n’existe plus et ne compte pas." in message
    assert "Le score peut différer" in message
    twice = f"{url}&{key_of('besoin')}={key_of('besoin.dit')}&{key_of('besoin')}={key_of('besoin.non')}"
    message = notices(client.get(twice))
    assert "Les réponses de cette adresse à" in message
    assert "« Question besoin ? »" in message


def test_unknown_parameters_are_named_but_not_those_of_tracking_tools(client, diagnostic):
    url = result_url(diagnostic, **ALL)
    assert not notices(client.get(f"{url}&utm_source=lettre&fbclid=x"))
    message = notices(client.get(f"{url}&abc123=def456"))
    assert "Cette adresse contient « abc123 », que ce questionnaire ne connaît pas ou plus." in message
    many = "&".join(f"p{n}=1" for n in range(9))
    assert "« p4 » et 4 autres, que" in notices(client.get(f"{url}&{many}"))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x" * 5000,
    "\0",
    "é\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "{{ page.pk }}{% now %}",
    "'; DROP TABLE x; --",
    "\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_addresses_are_answered_and_escaped(client, diagnostic, text):
    key = key_of("besoin")
    for pairs in ([(text, "1")], [(key, text)], [("v", text)], [("resultat", text), (key, text), (text, text)]):
        for before in ("", f"resultat=1&{key_of('milieu')}={key_of('milieu.rural')}&"):
            response = client.get(f"{URL}?{before}{urlencode(pairs * 2)}")
            assert response.status_code == 200
            assert text not in response.text or escape(text) == text
            assert "Set-Cookie" not in response.headers
            assert len(response.text) < 200_000
            assert "\0" not in response.text


@pytest.mark.parametrize("query", ["%00=%00", "%FF%FE=1", "&&&===", "resultat", "resultat=1&%", "=" * 3000, "a&" * 900])
def test_malformed_queries_are_answered(client, diagnostic, query):
    assert client.get(f"{URL}?{query}").status_code == 200


# --- Diagnostics that became bad -------------------------------------------------------------------------------------

#: Stored values that publication would refuse.
FAULTS = {
    "nothing": {"axes": [], "questions": []},
    "no axis": {"axes": []},
    "no question": {"questions": []},
    "only a section": {"questions": [raw.section("Vide")]},
    "points on a missing axis": {"axes": AXES[:1]},
    "no band": {"axes": [{"type": "axis", "id": "pertinence", "value": {"name": "P", "bands": []}}]},
    "condition on nothing": {"questions": [question("a", {"oui": {}}, after=("b", ["oui"]))]},
    "no answers": {"questions": [question("besoin", {}), question("budget", {"non": {"perennite": 1}})]},
    "twins": {"questions": [question("besoin", {"ecrit": {"pertinence": 1}})] * 2},
    "only sans objet": {"questions": [question("besoin", {"ecrit": None})]},
    "empty axis": {"axes": [{"type": "axis", "id": "x", "value": {}}]},
    "empty question": {"questions": [{"type": "question", "value": {}}]},
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_diagnostic_that_became_bad_is_shown(client, diagnostic, fault):
    url = result_url(diagnostic, **ALL)
    store(diagnostic, **FAULTS[fault])
    for address in (URL, url, f"{URL}?resultat=1"):
        assert client.get(address).status_code == 200


def test_without_questions_the_page_says_so(client, diagnostic):
    store(diagnostic, questions=[])
    html = client.get(URL).text
    assert "Ce questionnaire est en cours de rédaction." in html
    assert "<form class=" not in html.partition("<main")[2]


def test_texts_are_escaped(client, make_diagnostic):
    evil = "<script>alert(1)</script>"
    page = make_diagnostic(
        title=evil,
        introduction=evil,
        axes=[raw.axis("pertinence", bands=[raw.band(0, title=evil, reading=evil, recommendation=evil)])],
        questions=[
            raw.section(evil),
            question("a", {"oui": {"pertinence": 1}, "non": {}}, text=evil, help=evil, advice=evil),
            question("b", {"oui": {}}, after=("a", ["non"]), text=evil),
        ],
    )
    for url in (URL, result_url(page, a="non")):
        assert "<script>alert" not in client.get(url).text


# --- Queries and time ------------------------------------------------------------------------------------------------


def big(number: int, sheet: int) -> dict[str, list]:
    """Axes and questions with sheets, so many of them."""
    axes = [raw.axis(name, 40, 70) for name in ("pertinence", "perennite", "sobriete", "accueil")]
    points = [{axis["id"]: rank for axis in axes} for rank in range(5)]
    answers = {f"r{rank}": row for rank, row in enumerate(points)}
    questions = []
    for n in range(number):
        if n % 8 == 0:
            questions.append(raw.section(f"Partie {n}"))
        text = f"Une question assez longue pour tenir sur deux lignes d’un téléphone, la numéro {n} ?"
        after = ("q0", ["r0", "r1"]) if n % 8 == 5 else None
        questions.append(
            question(f"q{n}", answers, after, text=text, help=f"{text} {text}", sheet=sheet, passage="Comprendre")
        )
    return {"axes": axes, "questions": questions}


def test_eighty_questions_take_as_many_queries_as_two_and_little_time(client, count_queries, diagnostic, make_sheet):
    sheet = make_sheet("murs", written=True)
    few: list[int] = []
    for number in (2, 80):
        store(diagnostic, **big(number, sheet.pk))
        page = fresh(diagnostic)
        urls = [URL, result_url(page, **{f"q{n}": f"r{n % 3}" for n in range(number)})]
        counts = [count_queries(client, url) for url in urls]
        few = few or counts
        assert counts == few
    assert client.get(URL).text.count("<fieldset class=") > 80
    assert max(seconds(url) for url in urls) < MAX_SECONDS


def seconds(url: str) -> float:
    """The least processor time of several requests, without the test client, which copies the context of templates."""
    handler = WSGIHandler()
    times = []
    for _ in range(6):
        request = RequestFactory().get(url, headers={"host": "localhost"})
        started = time.process_time()
        response = handler.get_response(request)
        times.append(time.process_time() - started)
        assert response.status_code == 200
    return min(times[1:])
