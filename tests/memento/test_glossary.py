"""Terms of the glossary in the text of a sheet: where they are found, and what readers and programs get of them."""

import re
import time

import pytest

from core.templatetags.sillon import rich
from memento.glossary import Glossary, Term
from memento.models import GlossaryTerm, SharedBlock
from tests.factories.memento import fresh

SHEET = "/memento/demarrer/murs/"
API = "/api/v3/memento/sheets/murs/"
LINKED = re.compile(r'<button type="button" class="term" popovertarget="([^"]+)">([^<]*)</button>')


def term(slug: str, *forms: str, definition: str = "Ce que cela veut dire.") -> Term:
    return Term(slug, forms[0], definition, forms)


def linked(text: str, *terms: Term) -> list[str]:
    """The words that have a definition in a paragraph."""
    return [words for _, words in LINKED.findall(Glossary(terms).linker().link(f"<p>{text}</p>"))]


def every(text: str, *terms: Term) -> list[str]:
    """All uses of terms in a plain text, the first ones and the others."""
    return [text[use.start : use.end] for use in Glossary(terms).uses(text)]


class TestWords:
    @pytest.mark.parametrize(
        ("form", "written"),
        [
            ("point mort", "Point mort"),
            ("point mort", "points morts"),
            ("point mort", "point\u00a0mort"),
            ("point mort", "point-mort"),
            ("tiers-lieu", "tiers lieux"),
            ("enjeu", "enjeux"),
            ("bail commercial", "baux commerciaux"),
            ("plan local", "plans locaux"),
            ("chambre d’hôte", "chambres d'hôtes"),
            ("chambre d'hôte", "chambre d’hôte"),
            ("SCIC", "SCIC"),
            ("R&D", "R&D"),
            ("ail", "ails"),
        ],
    )
    def test_term_is_found_in_other_spellings(self, form, written):
        assert every(f"Avant, {written}. Après", term("x", form)) == [written]

    @pytest.mark.parametrize(
        ("form", "text"),
        [
            ("lieu", "un milieu, un tiers-lieu, un lieu-dit, lieutenant"),
            ("AMI", "un ami, des amis, Ami"),
            ("pré", "pre, près"),
            ("point mort", "point, mort ; point d’eau mort"),
            ("chambre d’hôte", "chambre hôte"),
            (" - ", "un - deux"),
            ("", "rien"),
        ],
    )
    def test_other_words_are_not_linked(self, form, text):
        assert every(text, term("x", form)) == []

    def test_longest_term_wins(self):
        terms = term("lieu", "lieu"), term("tiers-lieu", "tiers-lieu"), term("tl", "tiers-lieu d’activités")
        assert every("Un tiers-lieu d'activités, un tiers-lieu, un lieu.", *terms) == [
            "tiers-lieu d'activités",
            "tiers-lieu",
            "lieu",
        ]

    def test_without_terms_nothing_is_found(self):
        assert every("Un tiers-lieu.") == []


class TestTermLinker:
    def test_only_the_first_use_is_linked(self):
        linker = Glossary([term("pm", "point mort", "seuil")]).linker()
        html = linker.link("<p>Le seuil.</p>") + linker.link("<p>Le point mort, le seuil.</p>")
        assert LINKED.findall(html) == [("terme--pm", "seuil")]
        assert html.count("popovertarget") == html.count('id="terme--pm"') == 1

    def test_headings_and_links_get_no_definition(self):
        text = "<h3>Seuil</h3><p><a href='/seuil/'>le <b>seuil</b></a> puis <i>un seuil</i></p>"
        assert Glossary([term("s", "seuil")]).linker().link(text).startswith(text.partition("<i>")[0] + "<i>un <button")

    def test_text_without_terms_is_unchanged(self):
        text = "<p>a &amp; b &#x27; &nbsp; < c</p>"
        assert Glossary([term("s", "seuil")]).linker().link(text) == text

    def test_escaped_html_stays_escaped(self):
        hostile = term("x", 'seuil "><script>', definition="<script>alert('&')</script>")
        html = Glossary([hostile]).linker().link("<p>&lt;b&gt; seuil &quot;&gt;&lt;script&gt; &amp;amp;</p>")
        assert "<script" not in html
        assert "&lt;b&gt;" in html
        assert "&amp;amp;" in html

    def test_definition_of_a_synonym_names_its_term(self):
        scic = term("scic", "société coopérative", "SCIC")
        assert "<b>société coopérative</b> : Ce que" in Glossary([scic]).linker().link("<p>Une SCIC</p>")
        assert "<b>" not in Glossary([scic]).linker().link("<p>Des sociétés coopératives</p>")

    def test_no_line_break_between_a_term_and_its_punctuation(self):
        html = rich(Glossary([term("s", "seuil")]).linker().link("<p>C'est « l'seuil » ; oui.</p>"))
        glued = re.search(r'<span class="nowrap">(.*?)<button.*</button><span popover.*?</span>(.*?)</span>', html)
        assert glued.groups() == ("«\u00a0l’", "\u00a0»\u202f;")

    @pytest.mark.parametrize(
        ("text", "before", "after"),
        [
            ("Peu d'<b>seuil</b> ici", "d’", ""),
            ("Un (<i>seuil</i>), puis", "(", "),"),
            ("Un « <b>seuil</b> » ici", "«\u00a0", "\u00a0»"),
        ],
    )
    def test_no_line_break_between_punctuation_and_a_term_in_bold_or_italics(self, text, before, after):
        html = rich(Glossary([term("s", "seuil")]).linker().link(f"<p>{text}</p>"))
        glued = re.search(
            r'<span class="nowrap">([^<]*)<([bi])><button.*?</button><span.*?</span></\2>(.*?)</span>', html
        )
        assert glued.group(1, 3) == (before, after)

    def test_bold_text_without_punctuation_may_break(self):
        html = Glossary([term("s", "seuil")]).linker().link("<p>Un <b>seuil ouvert</b> et d'<b>autres</b>.</p>")
        assert "nowrap" not in html
        assert html.startswith("<p>Un <b><button")

    def test_three_hundred_terms_take_little_time(self):
        """About thirty printed pages, in a few milliseconds; the bound leaves room for a machine that is busy."""
        letters = "abcdefghijklmnopqrst"
        words = [f"{a}{b}mot{c}" for a in letters for b in letters for c in "aei"]
        found = Glossary(term(str(n), f"{words[n]} {words[n + 1]}", words[-n - 1]) for n in range(300))
        body = ["<p>" + " ".join(words[n * 7 : n * 7 + 100]) + "</p>" for n in range(60)]
        times = []
        for _ in range(5):
            linker, started = found.linker(), time.process_time()
            for text in body:
                linker.link(text)
            times.append(time.process_time() - started)
        assert len(linker.used) > 100
        assert min(times) < 0.1


def shared(raw: list) -> SharedBlock:
    block = SharedBlock(name="Partagé", body=raw)
    block.save()
    block.save_revision().publish()
    return block


@pytest.fixture
def seuil(home) -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        term="point mort", slug="point-mort", synonyms="seuil", definition="Les recettes couvrent les charges."
    )


def queries(client, url: str, capture) -> int:
    client.get(url)
    with capture() as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.django_db
class TestSheet:
    def test_first_use_in_reading_order_is_linked(self, client, make_sheet, seuil):
        block = shared([("text", "<p>Un seuil partagé.</p>")])
        body = [
            ("heading", {"text": "Le point mort", "level": "h2"}),
            ("quote", {"text": "Le point mort dit"}),
            ("practice", {"title": "Seuil", "context": "<p>Sans</p>", "action": "<p>Ouvrir</p>"}),
            ("shared", {"block": block}),
            ("text", "<p>Le point mort enfin.</p>"),
        ]
        make_sheet("murs", body=body)
        html = client.get(SHEET).text
        assert LINKED.findall(html) == [("terme--point-mort", "seuil")]
        assert "<b>point mort</b>\u00a0: Les recettes couvrent les charges.</span> partagé." in html

    def test_definition_block_counts_as_the_first_use(self, client, make_sheet, seuil):
        block = shared([("definition", {"term": seuil}), ("text", "<p>Le seuil.</p>")])
        make_sheet("murs", body=[("shared", {"block": block}), ("text", "<p>Le point mort.</p>")])
        assert LINKED.findall(client.get(SHEET).text) == []
        assert [row["slug"] for row in client.get(API).json()["glossary"]] == ["point-mort"]

    def test_api_gives_the_terms_apart_from_the_text(self, client, make_sheet, seuil):
        GlossaryTerm.objects.create(term="loyer", slug="loyer", definition="Ce que l’on paie.")
        make_sheet("murs", body=[("text", "<p>Le seuil, puis le point mort.</p>")])
        sheet = client.get(API).json()
        assert sheet["glossary"] == [
            {
                "slug": "point-mort",
                "term": "point mort",
                "definition": "Les recettes couvrent les charges.",
                "variants": ["seuil"],
            }
        ]
        assert sheet["body"][0]["value"] == "<p>Le seuil, puis le point mort.</p>"

    def test_definition_does_not_count_in_the_reading_time(self, client, make_sheet, seuil):
        seuil.definition = "mot " * 149
        seuil.save()
        make_sheet("murs", body=[("text", f"<p>Le seuil. {'mot ' * 250}</p>")])
        page = re.search(r"Lecture : (\d+) min", client.get(SHEET).text)[1]
        assert int(page) == client.get(API).json()["reading_minutes"] == 1

    def test_changed_glossary_is_shown_at_once(self, client, make_sheet, seuil):
        make_sheet("murs", body=[("text", "<p>Le seuil et le loyer.</p>")])
        assert "couvrent les charges" in client.get(SHEET).text
        seuil.definition = "Ni perte ni gain."
        seuil.save()
        GlossaryTerm.objects.create(term="loyer", slug="loyer", definition="Ce que l’on paie.")
        html = client.get(SHEET).text
        assert "Ni perte ni gain." in html
        assert len(LINKED.findall(html)) == 2
        seuil.delete()
        assert len(LINKED.findall(client.get(SHEET).text)) == 1

    def test_many_terms_take_as_many_queries_as_one(self, client, make_sheet, django_assert_max_num_queries, seuil):
        def capture():
            return django_assert_max_num_queries(40)

        sheet = make_sheet("murs", body=[("text", "<p>Rien.</p>")])
        few = queries(client, SHEET, capture)
        for number in range(5):
            GlossaryTerm.objects.create(term=f"mot{number}", slug=f"mot-{number}", definition="Un mot.")
        sheet = fresh(sheet)
        sheet.body = [("text", f"<p>Le mot{number} et le seuil.</p>") for number in range(5)]
        sheet.save_revision().publish()
        assert len(LINKED.findall(client.get(SHEET).text)) == 6
        assert queries(client, SHEET, capture) == few

    @pytest.mark.indexed
    def test_a_search_does_not_find_a_sheet_by_a_definition(self, client, make_sheet, seuil):
        seuil.definition = "Quantité zygomorphe."
        seuil.save()
        sheet = make_sheet("murs", body=[("text", "<p>Le seuil.</p>")])
        sheet.save_revision().publish()
        assert SHEET not in client.get("/recherche/?q=zygomorphe").text

    def test_a_sheet_with_two_uses_has_each_id_once(self, client, make_sheet, seuil):
        body = [("heading", {"text": "Terme point mort", "level": "h2"}), ("text", "<p>Seuil, point mort</p>")]
        make_sheet("murs", body=body)
        ids = re.findall(r'\bid="([^"]+)"', client.get(SHEET).text)
        assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_testimonial_has_definitions_too(client, make_testimonial, seuil):
    make_testimonial("maria", body=[("text", "<p>Le seuil, puis le point mort.</p>")])
    assert LINKED.findall(client.get("/memento/temoignages/maria/").text) == [("terme--point-mort", "seuil")]
    assert (
        client.get("/api/v3/testimonials/maria/").json()["body"][0]["value"] == "<p>Le seuil, puis le point mort.</p>"
    )


@pytest.mark.django_db
class TestGuide:
    def test_guide_lists_all_terms_in_alphabetical_order(self, client, memento, seuil):
        GlossaryTerm.objects.create(term="zone", slug="zone", definition="Un endroit.")
        GlossaryTerm.objects.create(term="épi", slug="epi", synonyms="EPI\nl'autre", definition="D'un lieu.")
        html = client.get("/memento/").text
        assert re.findall(r'id="terme-([^"]+)"', html) == ["epi", "point-mort", "zone"]
        words = " ".join(html.split("glossaire")[-1].split())
        assert "<b>épi</b> – ou&nbsp;: EPI, l’autre</dt> <dd>D’un lieu.</dd>" in words
        assert "3 termes expliqués simplement" in words

    def test_without_terms_there_is_no_glossary(self, client, memento):
        assert "lossaire" not in client.get("/memento/").text

    def test_more_terms_take_no_more_queries(self, client, memento, django_assert_max_num_queries, seuil):
        few = queries(client, "/memento/", lambda: django_assert_max_num_queries(40))
        for number in range(5):
            GlossaryTerm.objects.create(term=f"mot{number}", slug=f"mot-{number}", definition="Un mot.")
        assert queries(client, "/memento/", lambda: django_assert_max_num_queries(few)) == few


@pytest.mark.django_db
def test_glossary_in_the_api(client, seuil):
    GlossaryTerm.objects.create(term="loyer", slug="loyer", definition="Ce que l’on paie.")
    url = "/api/v3/memento/glossary/"
    answer = client.get(url).json()
    assert (answer["count"], [item["term"] for item in answer["items"]]) == (2, ["loyer", "point mort"])
    assert [item["term"] for item in client.get(f"{url}?limit=1&offset=1").json()["items"]] == ["point mort"]
    assert client.get(f"{url}?couleur=bleu").status_code == 422
