"""A long sheet and a long guide: the questions they ask the database, and the time the server takes for them."""

from __future__ import annotations

import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from memento.models import ChapterPage, GlossaryTerm, SharedBlock, SheetPage
from tests.core.test_streams import make_document, make_image
from tests.factories.memento import ChapterPageFactory, SheetPageFactory
from tests.memento.conftest import fresh

pytestmark = pytest.mark.django_db
SHEET = "/memento/demarrer/murs/"
#: Seconds of a processor; the goal is 0.1. A machine of two cores that runs several other things takes some 0.06 for
#: the sheet and 0.04 for the guide. The rest is room for a busier one: what fails here has become slow, not unlucky.
MOST = 0.15
WORDS = "Le point mort n° {n} se calcule avant de signer un bail ; le mot{n} et l’usager comptent autant que le loyer. "


@pytest.fixture
def blocks_of_all_kinds(home, make_place, make_testimonial):
    """Makes a body of so many blocks: every kind that a sheet may hold, again and again, each on things of its own."""
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
            case "place":
                return {"place": make_place(f"lieu-{n}"), "text": "À voir"}
            case "places_map":
                return {"title": "Trois lieux", "places": [make_place(f"carte-{n}-{place}") for place in range(3)]}
            case "definition":
                return {"term": GlossaryTerm.objects.create(term=f"mot{n}", slug=f"mot-{n}", definition="Un mot.")}
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


def queries(client, url: str) -> int:
    client.get(url)  # what is kept under one content version
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def seconds(url: str) -> float:
    """The processor's time that a page takes, once it has been asked for: the least of several, for others run too.

    Without the client of the tests, which copies the context of each template for whoever would look at it.
    """
    handler = WSGIHandler()
    times = []
    for _ in range(8):
        request = RequestFactory().get(url, headers={"host": "localhost"})
        started = time.process_time()
        response = handler.get_response(request)
        times.append(time.process_time() - started)
        assert response.status_code == 200
    return min(times[1:])


def test_sixty_blocks_of_all_kinds_take_as_many_queries_as_one_of_each_and_little_time(
    client, make_sheet, blocks_of_all_kinds
):
    kinds = len(SheetPage._meta.get_field("body").stream_block.child_blocks)
    for number in range(100):
        GlossaryTerm.objects.create(term=f"terme {number} rare", slug=f"rare-{number}", definition="Un mot.")
    GlossaryTerm.objects.create(term="point mort", slug="point-mort", definition="Les recettes couvrent les charges.")
    sheet = make_sheet("murs")
    addresses = (SHEET, "/api/v3/memento/sheets/murs/")
    write(sheet, blocks_of_all_kinds(kinds))
    few = [queries(client, url) for url in addresses]
    write(sheet, blocks_of_all_kinds(60))
    html = client.get(SHEET).text
    assert html.count("Un tableau") > 3
    assert html.count('popovertarget="terme--point-mort"') == 1
    assert [queries(client, url) for url in addresses] == few
    assert max(seconds(url) for url in addresses) < MOST


def test_one_block_takes_no_more_queries_than_sixty(client, make_sheet, blocks_of_all_kinds):
    """Fewer kinds, fewer questions; the same block sixty times asks no more than once."""
    sheet = make_sheet("murs")
    images = [("image", {"image": make_image(), "caption": ""}) for _ in range(60)]
    write(sheet, images[:1])
    few = queries(client, SHEET)
    write(sheet, images)
    assert queries(client, SHEET) == few


def test_a_guide_of_twelve_chapters_with_ten_sheets_each_is_quick(client, memento):
    def chapter(number: int, sheets: int) -> ChapterPage:
        page = ChapterPageFactory(parent=fresh(memento), title=f"Chapitre {number}", slug=f"chapitre-{number}")
        for sheet in range(sheets):
            SheetPageFactory(parent=fresh(page), slug=f"fiche-{number}-{sheet}", written=True)
        return page

    chapter(0, 1)
    addresses = ("/memento/", "/api/v3/memento/")
    few = [queries(client, url) for url in addresses]
    for number in range(1, 12):
        chapter(number, 10)
    assert client.get("/memento/").text.count("/fiche-") == 111
    assert [queries(client, url) for url in addresses] == few
    assert max(seconds(url) for url in addresses) < MOST
