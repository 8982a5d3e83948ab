"""What the search reads of sheets and testimonials, and the terms of the glossary."""

from __future__ import annotations

from core.search.documents import SOURCES
from core.search.pages import documents
from core.visibility.gate import Gate
from memento.models import GlossaryTerm, MementoPage, SharedBlock, Takeaway
from memento.search import glossary
from tests.factories.memento import add_chapter, add_place, add_sheet, add_testimonial


def document_of(page):
    (document,) = documents([page.pk])
    return document


def heading(text):
    return ("heading", {"text": text, "level": "h2"})


def test_a_sheet(home):
    sheet = add_sheet(add_chapter(), "budget", number=4, body=[heading("Sources"), ("text", "<p>Trois devis.</p>")])
    sheet.takeaways.add(Takeaway(text="Compter large."))
    sheet.save()
    document = document_of(sheet)
    assert document.names == ("Fiche 4",)
    assert "Avant de chercher des murs." in document.text
    assert [tuple(passage) for passage in document.passages] == [
        ("sources-2", "Sources", "Trois devis."),
        ("a-retenir", "À retenir", "Compter large."),
    ]


def test_a_published_shared_block_is_read_where_it_stands(home):
    block = SharedBlock.objects.create(name="Contacts", body=[heading("Qui appeler"), ("text", "<p>La mairie.</p>")])
    body = [heading("Avant"), ("shared", {"block": block}), heading("Avant")]
    sheet = add_sheet(add_chapter(), "contacts", body=body)
    assert [(passage.anchor, passage.text) for passage in document_of(sheet).passages] == [
        ("avant", ""),
        ("qui-appeler", "La mairie."),
        ("avant-2", ""),
    ]
    SharedBlock.objects.filter(pk=block.pk).update(live=False)
    assert "La mairie." not in str(document_of(sheet))


def test_what_a_sheet_shows_of_other_pages_is_left_out(home):
    place, testimonial = add_place("forge"), add_testimonial("recit")
    sheet = add_sheet(
        add_chapter(),
        "exemples",
        body=[
            ("place", {"place": place, "text": "Pourquoi ce lieu"}),
            ("testimonial", {"page": testimonial, "text": "Pourquoi ce récit"}),
        ],
    )
    assert "Pourquoi" not in str(document_of(sheet))


def test_a_testimonial(home):
    document = document_of(add_testimonial("recit", transfer="Une cuisine."))
    assert {passage.anchor: passage.text for passage in document.passages} == {
        "contexte": "Une vallée sans bureau partagé.",
        "action": "Ouvrir chaque mardi.",
        "transfert": "Une cuisine.",
    }
    assert "Courriel du 3 mars" not in str(document)


def test_a_term_leads_to_its_line_on_the_page_of_the_guide(home, client):
    term = GlossaryTerm.objects.create(
        term="point mort", slug="point-mort", synonyms="seuil", definition="À l’équilibre."
    )
    assert "term" in SOURCES
    (document,) = glossary.documents([term.pk])
    assert (document.title, document.names, document.text) == ("point mort", ("seuil",), "À l’équilibre.")
    gate = Gate.public()
    assert glossary.visible(gate) == {term.pk}
    (row,) = glossary.results(gate, [term.pk])
    url, anchor = row["url"].split("#")
    assert f'id="{anchor}"' in client.get(url).text


def test_terms_are_hidden_with_the_guide(home):
    term = GlossaryTerm.objects.create(term="point mort", slug="point-mort", definition="À l’équilibre.")
    MementoPage.objects.update(live=False)
    gate = Gate.public()
    assert not glossary.visible(gate)
    assert list(glossary.results(gate, [term.pk])) == []
