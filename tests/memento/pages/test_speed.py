"""Queries and processor time of a long sheet and of a guide with many."""

from __future__ import annotations

import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from core.models import Partner
from memento.models import GlossaryTerm, MementoPage, SharedBlock, SheetPage
from tests.core.blocks.test_resolver import make_document, make_image
from tests.factories.memento import DiagnosticPageFactory, add_chapter, add_sheet, add_tree, fresh

pytestmark = pytest.mark.django_db
SHEET = "/memento/demarrer/murs/"
#: Seconds of a processor, three times what a busy machine of two cores takes: what fails here has become slow.
MAX_SECONDS = 0.15
WORDS = "Le point mort n° {n} se calcule avant de signer un bail ; le mot{n} et l’usager comptent autant que le loyer. "


@pytest.fixture
def blocks_of_all_kinds(home, make_place, make_testimonial):
    """Return a function that makes a body of so many blocks of all kinds in turn, each with objects of its own."""
    kinds = list(SheetPage._meta.get_field("body").stream_block.child_blocks)

    def body(number: int) -> list[tuple]:
        return [(kinds[n % len(kinds)], value(kinds[n % len(kinds)], f"{number}-{n}")) for n in range(number)]

    def value(kind: str, n: str):
        text = f"<p>{WORDS.format(n=n) * 4}</p>"
        match kind:
            case "heading":
                return {"text": f"Partie {n}", "level": "h2"}
            case "text":
                return text
            case "callout":
                return {"kind": "warning", "title": "Attention", "text": text}
            case "quote":
                return {"text": "Ses mots.", "author": "Quelqu’un", "source": "2016"}
            case "image":
                return {"image": make_image(), "caption": "Le col"}
            case "gallery":
                return {"title": "Le lieu", "images": [{"image": make_image(), "caption": ""} for _ in range(3)]}
            case "video":
                return {"title": "Une visite", "url": "https://tube.example/w/1", "transcript": text}
            case "document":
                return {"document": make_document(), "description": "Un budget"}
            case "steps":
                return {"title": "Avant", "steps": [{"title": f"Étape {step}", "text": text} for step in range(4)]}
            case "checklist":
                return {"title": "Avant d’ouvrir", "items": [f"Un point {item}" for item in range(8)]}
            case "key_figures":
                return {"title": "", "figures": [{"value": "12 %", "label": "des lieux", "source": ""}] * 3}
            case "accordion":
                return {"items": [{"title": f"Titre {item}", "text": text} for item in range(3)]}
            case "faq":
                return {"questions": [{"question": f"Question {item} ?", "answer": text} for item in range(3)]}
            case "page_link":
                return {"page": make_testimonial(f"lien-{n}"), "text": "À lire"}
            case "resources":
                return {"title": "Plus loin", "links": [{"title": "Un lien", "url": "https://exemple.fr/"}]}
            case "practice":
                return {"title": "Un mardi", "context": text, "action": text}
            case "testimonial":
                return {"page": make_testimonial(f"recit-{n}"), "text": "Ses mots"}
            case "decision_tree":
                return {"tree": add_tree(f"arbre-{n}"), "text": "À suivre"}
            case "place":
                return {"place": make_place(f"lieu-{n}"), "text": "À voir"}
            case "places_map":
                return {"title": "Trois lieux", "places": [make_place(f"carte-{n}-{place}") for place in range(3)]}
            case "partners":
                return {"partners": [Partner.objects.create(name=f"École {n}", slug=f"ecole-{n}")]}
            case "definition":
                return {"term": GlossaryTerm.objects.create(term=f"mot{n}", slug=f"mot-{n}", definition="Un mot.")}
            case "diagnostic":
                return {
                    "diagnostic": DiagnosticPageFactory(parent=MementoPage.objects.get(), slug=f"questionnaire-{n}")
                }
            case "shared":
                inside = [
                    ("text", text),
                    ("image", {"image": make_image()}),
                    ("place", {"place": make_place(f"p-{n}")}),
                ]
                return {"block": SharedBlock.objects.create(name=f"Partagé {n}", body=inside)}
            case "table":
                columns = [{"type": "text", "heading": f"Colonne {column}"} for column in range(4)]
                rows = [{"values": ["Une ligne", "mot", "mot", "mot"]} for _ in range(8)]
                raw = {"caption": "Un tableau", "columns": columns, "rows": rows}
                return dict(SheetPage._meta.get_field("body").stream_block.child_blocks)["table"].to_python(raw)
        raise AssertionError(f"What does « {kind} » hold?")

    return body


def write(sheet: SheetPage, body: list) -> None:
    sheet = fresh(sheet)
    sheet.body = body
    sheet.save_revision().publish()


def seconds(url: str) -> float:
    """The processor time of a page once it has been requested: the least of several, since other threads may run.

    Without the test client, which copies the context of each template.
    """
    handler = WSGIHandler()
    times = []
    for _ in range(6):
        request = RequestFactory().get(url, headers={"host": "localhost"})
        started = time.process_time()
        response = handler.get_response(request)
        times.append(time.process_time() - started)
        assert response.status_code == 200
    return min(times[1:])


@pytest.mark.slow("a page with each of the thirty kinds of blocks, rendered a dozen times")
def test_two_blocks_of_each_kind_take_as_many_queries_as_one_and_little_time(
    client, count_queries, make_sheet, blocks_of_all_kinds
):
    kinds = len(SheetPage._meta.get_field("body").stream_block.child_blocks)
    terms = [GlossaryTerm(term=f"terme {n} rare", slug=f"rare-{n}", definition="Un mot.") for n in range(100)]
    terms.append(GlossaryTerm(term="point mort", slug="point-mort", definition="Les recettes couvrent les charges."))
    GlossaryTerm.objects.bulk_create(terms)
    sheet = make_sheet("murs")
    urls = (SHEET, "/api/v3/memento/sheets/murs/")
    write(sheet, blocks_of_all_kinds(kinds))
    few = [count_queries(client, url) for url in urls]
    write(sheet, blocks_of_all_kinds(2 * kinds))
    html = client.get(SHEET).text
    assert html.count('<div class="table-scroll"') == 2
    assert html.count('popovertarget="terme--point-mort"') == 1
    assert [count_queries(client, url) for url in urls] == few
    assert max(seconds(url) for url in urls) < MAX_SECONDS


def test_one_block_takes_as_many_queries_as_several_of_its_kind(client, count_queries, make_sheet, home):
    """Among blocks of all kinds, other kinds could hide the queries of one."""
    sheet = make_sheet("murs")
    images = [("image", {"image": make_image(), "caption": ""}) for _ in range(4)]
    write(sheet, images[:1])
    few = count_queries(client, SHEET)
    write(sheet, images)
    assert count_queries(client, SHEET) == few


def test_many_chapters_and_sheets_take_as_many_queries_as_one_and_little_time(client, count_queries, memento):
    def add(number: int, sheets: int) -> None:
        chapter = add_chapter(f"Chapitre {number}", f"chapitre-{number}")
        for sheet in range(sheets):
            add_sheet(chapter, f"fiche-{number}-{sheet}", written=True)

    add(0, 1)
    urls = ("/memento/", "/api/v3/memento/")
    few = [count_queries(client, url) for url in urls]
    for number in range(1, 4):
        add(number, 5)
    assert client.get("/memento/").text.count("/fiche-") == 16
    assert [count_queries(client, url) for url in urls] == few
    assert max(seconds(url) for url in urls) < MAX_SECONDS / 2
