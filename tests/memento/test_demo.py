"""The demo of the guide beside the demo's places: complete, loaded once, never written over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import strip_tags

import inventory.demo.load
from core.demo import read_toml
from core.models import Theme
from home.models import HomePage
from memento.blocks import GUIDE_BLOCKS
from memento.demo.load import FOLDER, load
from memento.diagnostics.definition import Answer
from memento.diagnostics.score import score
from memento.models import (
    ChapterPage,
    DiagnosticPage,
    Edition,
    GlossaryTerm,
    MementoPage,
    SharedBlock,
    SheetPage,
    TestimonialPage,
)

pytestmark = pytest.mark.django_db

SHEETS = sorted(FOLDER.glob("[0-9]*.toml"))
#: The guide has no film, file or gallery of its own.
NOT_IN_THE_DEMO = {"video", "document", "gallery", "partners"}
MAX_BYTES = 200_000
LINKED_FILES = re.compile(r'<(?:script [^>]*?src|link rel="stylesheet" href)="([^"]+)"')


def make_themes() -> None:
    rows = [*map(read_toml, SHEETS), *read_toml(FOLDER / "testimonials.toml")["testimonials"]]
    for slug in {slug for row in rows for slug in row["themes"]}:
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})


def blocks_of(sheet: SheetPage) -> Iterator[dict[str, Any]]:
    """The blocks that a sheet stores, those of its shared blocks in their places."""
    for block in sheet.body.get_prep_value():
        yield block
        if block["type"] == "shared":
            yield from SharedBlock.objects.get(pk=block["value"]["block"]).body.get_prep_value()


def texts(value: Any) -> Iterator[str]:
    """Every string in a stored value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.fixture(scope="module")
def loaded(module_db) -> None:
    """The demo of the guide, in an instance that has the demo's places."""
    home = HomePage.objects.get()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.tasks.make_renditions", lambda image: 0)
        make_themes()
        inventory.demo.load.load(home)
        load(home)


def test_demo_has_all_parts_of_a_guide(loaded):
    assert list(SheetPage.objects.live().order_by("path").values_list("number", flat=True)) == list(range(1, 11))
    assert ChapterPage.objects.live().count() == 3
    memento = MementoPage.objects.get()
    assert memento.introduction.startswith("Ce mémento s’adresse")
    assert memento.cover is not None
    assert [str(edition) for edition in memento.editions.all()] == ["Édition 1"]
    assert list(memento.editions.get().sheets.values_list("number", flat=True)) == list(range(1, 11))
    sheet = SheetPage.objects.get(number=3)
    assert (sheet.takeaways.count(), sheet.sources.count(), sheet.page_themes.count()) == (4, 4, 3)
    assert sheet.sources.first().date_label == "2016"


def test_first_edition_shows_which_sheet_has_changed_since(client, loaded):
    sheet, other = SheetPage.objects.get(number=1), SheetPage.objects.get(number=2)
    assert "depuis l’édition 1" not in client.get(sheet.url).text
    sheet.introduction = "Deux questions, et une réponse écrite."
    sheet.save_revision().publish()
    assert "depuis l’édition 1" in client.get(sheet.url).text
    assert "depuis l’édition 1" not in client.get(other.url).text


def test_loading_again_changes_nothing(loaded, home, django_assert_max_num_queries):
    def state() -> list[set[tuple[Any, ...]]]:
        models = (SheetPage, ChapterPage, MementoPage, TestimonialPage, SharedBlock)
        rows = [set(model.objects.values_list("pk", "latest_revision_id")) for model in models]
        return [*rows, set(GlossaryTerm.objects.values_list("pk")), set(Edition.objects.values_list("pk"))]

    before = state()
    with django_assert_max_num_queries(30):
        load(home)
    assert state() == before


def test_loading_again_changes_nothing_that_was_edited(loaded, home):
    sheet, memento = SheetPage.objects.get(number=1), MementoPage.objects.get()
    sheet.title = "Réécrite par l’éditrice"
    sheet.save_revision().publish()
    memento.introduction = "Réécrite aussi"
    memento.save_revision().publish()
    SheetPage.objects.get(number=2).unpublish()
    SharedBlock.objects.filter(name="Où demander conseil").update(name="Qui appeler")
    GlossaryTerm.objects.filter(slug="jauge").delete()
    moved = SheetPage.objects.get(number=4)
    moved.move(ChapterPage.objects.first(), pos="last-child")
    before = SheetPage.objects.count(), memento.revisions.count(), SharedBlock.objects.count()
    load(home)
    assert (SheetPage.objects.count(), memento.revisions.count(), SharedBlock.objects.count()) == before
    assert SheetPage.objects.get(number=1).title == "Réécrite par l’éditrice"
    assert MementoPage.objects.get().introduction == "Réécrite aussi"
    assert not SheetPage.objects.get(number=2).live
    assert not GlossaryTerm.objects.filter(slug="jauge").exists()


def test_each_sheet_is_worth_reading(client, loaded):
    for sheet in SheetPage.objects.all():
        words = strip_tags(" ".join(text for block in blocks_of(sheet) for text in texts(block["value"]))).split()
        assert len(words) >= 600, sheet.title
        assert {"table", "checklist"} & {block["type"] for block in blocks_of(sheet)}, sheet.title
        assert 3 <= sheet.takeaways.count() <= 8, sheet.title
        sources = [source for source in sheet.sources.all() if source.title and source.author and source.date]
        assert len(sources) == sheet.sources.count(), sheet.title
        assert sum(source.url.startswith("http") for source in sources) >= 3, sheet.title
        html = client.get(sheet.url).text
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), sheet.title


def test_sheets_hold_every_block_with_all_that_it_refers_to(loaded):
    stored = Counter(block["type"] for sheet in SheetPage.objects.all() for block in sheet.body.get_prep_value())
    assert stored == Counter(block["type"] for path in SHEETS for block in read_toml(path)["body"])
    everywhere = [block for sheet in SheetPage.objects.all() for block in blocks_of(sheet)]
    assert {block["type"] for block in everywhere} == {name for name, _ in GUIDE_BLOCKS} - NOT_IN_THE_DEMO
    kinds = {block["value"]["kind"] for block in everywhere if block["type"] == "callout"}
    assert kinds == {"takeaway", "warning", "example", "legal"}
    maps = {
        block["title"]: block["places"] for path in SHEETS for block in read_toml(path)["body"] if "places" in block
    }
    shown = {b["value"]["title"]: b["value"]["places"] for b in everywhere if b["type"] == "places_map"}
    assert {title: len(ids) for title, ids in shown.items()} == {title: len(slugs) for title, slugs in maps.items()}


def test_each_term_of_the_glossary_is_linked_in_some_sheet(client, loaded):
    pages = [client.get(sheet.url).text for sheet in SheetPage.objects.live()]
    terms = GlossaryTerm.objects.all()
    assert terms.count() >= 20
    for term in terms:
        term.full_clean()
        assert any(term.definition[:30] in page for page in pages), term.term


def test_each_shared_block_is_used_by_several_sheets():
    written = {row["slug"] for row in read_toml(FOLDER / "shared.toml")["blocks"]}
    uses = Counter(block["block"] for path in SHEETS for block in read_toml(path)["body"] if block["type"] == "shared")
    assert set(uses) == written
    assert min(uses.values()) >= 2, uses


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_figures_have_a_source_or_are_marked_as_invented(path):
    for block in read_toml(path)["body"]:
        match block["type"]:
            case "key_figures":
                assert all(figure["source"] for figure in block["figures"])
            case "callout" if block["kind"] == "example":
                assert "fictif" in block["title"]
            case "table" if "€" in " ".join(texts(block["rows"])):
                assert "fictif" in block["caption"]
            case "practice" if "€" in " ".join(texts(block)) or "fictif" in " ".join(texts(block)):
                assert "inventé" in block["title"]


def test_testimonials_are_marked_as_invented_and_cited(client, loaded):
    testimonials = TestimonialPage.objects.live()
    assert testimonials.count() == 2
    sheets = [client.get(sheet.url).text for sheet in SheetPage.objects.all()]
    for testimonial in testimonials:
        assert testimonial.title.startswith("Témoignage de démonstration")
        assert testimonial.introduction.startswith("Exemple inventé")
        assert testimonial.place.title.startswith("Lieu de démonstration")
        assert testimonial.consent_note.startswith("Démonstration")
        page = client.get(testimonial.url).text
        assert testimonial.place.url in page
        assert "Accord" not in page
        assert sum(testimonial.url in sheet for sheet in sheets) >= 2, testimonial.title


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_texts_have_french_typography(path):
    for text in texts(read_toml(path)):
        if not text.startswith("http"):
            assert not re.search(r"\w'\w|« | »| [;!?]| :(?: |$)", text), text


def test_each_sheet_weighs_little_with_its_styles_and_scripts(client, loaded):
    """What a reader on a train downloads, before compression and without images."""
    weights = {}
    for sheet in SheetPage.objects.all():
        html = client.get(sheet.url).text
        files = [url.removeprefix(static("")) for url in LINKED_FILES.findall(html)]
        assert "css/sillon.css" in files
        assert "js/site.js" in files
        sizes = [Path(finders.find(file)).stat().st_size for file in files]
        weights[sheet.slug] = len(html.encode()) + sum(sizes)
    assert len(weights) >= 8
    assert max(weights.values()) < MAX_BYTES, weights


@pytest.mark.parametrize(
    ("slug", "axes", "questions"),
    [("pre-diagnostic", 2, 24), ("developpement-durable-petite-entreprise", 4, 15)],
)
def test_demo_diagnostic_helps_with_every_weak_point(loaded, slug, axes, questions):
    page = DiagnosticPage.objects.live().get(slug=slug)
    definition = page.definition
    assert not page.problems()
    assert len(definition.axes) == axes
    assert len(definition.questions) >= questions
    scored = [question for question in definition.questions if question.maximum]
    assert [question.text for question in scored if not (question.sheet and question.passage and question.advice)] == []
    bands = [band for axis in definition.axes for band in axis.bands]
    assert all(band.reading.endswith((".", "?", "!")) and band.recommendation.endswith(".") for band in bands)


def test_every_answer_of_a_demo_diagnostic_can_be_the_best_and_the_worst(loaded):
    """Both ends of each axis can be reached: somebody gets all points, and somebody none."""
    for page in DiagnosticPage.objects.live():
        for best in (True, False):
            answers: dict[str, str] = {}
            for question in page.definition.questions:
                answers[question.key] = sorted(question.answers, key=_points, reverse=best)[0].key
            percents = {axis.tally.percent for axis in score(page.definition, answers).axes}
            assert percents == ({100} if best else {0})


def _points(answer: Answer) -> float:
    return sum(answer.points.values()) if answer.points else 0.5
