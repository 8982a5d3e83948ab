"""A chooser block whose choice was deleted: named in the editor, left out for readers, no obstacle to publishing."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.bin import moves
from core.blocks.choosers import DeletedChoice, ImageBlock
from core.blocks.media import DocumentBlock, GalleryBlock, IllustrationBlock
from core.blocks.resolver import resolve_value
from core.blocks.text import PageLinkBlock
from core.blocks.video import VideoBlock
from core.models import SillonImage
from core.visibility.gate import Gate
from home.models import StandardPage
from inventory.models import InventoryIndexPage
from memento.blocks.definition import DefinitionBlock
from memento.blocks.places import PlaceBlock, PlacesMapBlock
from memento.blocks.shared import SharedBlockBlock
from memento.models import GlossaryTerm, SharedBlock
from tests.factories.archive import DocumentFactory
from tests.factories.home import StandardPageFactory
from tests.factories.images import ImageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(home):
    return SiteProfilePageFactory(title="La Cime")


def film():
    return DocumentFactory(file=ContentFile(b"film", name="film.mp4"))


def image_value(pk, alt="La place"):
    return {"image": pk, "alt_text": alt, "decorative": False}


NO_IMAGE = {"image": None, "alt_text": None, "decorative": None}
VIDEO = {"title": "Visite", "url": "", "file": None, "poster": NO_IMAGE, "duration": "", "chapters": []}
VIDEO |= {"captions": None, "transcript": ""}

#: What is chosen; the block and its stored value; the names that lead to the chooser; what the editor reads.
CASES = {
    "page": (SiteProfilePageFactory, PlaceBlock, lambda pk: {"place": pk, "text": ""}, ["place"], "Page supprimée"),
    "document": (
        DocumentFactory,
        DocumentBlock,
        lambda pk: {"document": pk, "description": ""},
        ["document"],
        "Document supprimé",
    ),
    "film": (film, VideoBlock, lambda pk: VIDEO | {"file": pk}, ["file"], "Document supprimé"),
    "captions": (
        DocumentFactory,
        VideoBlock,
        lambda pk: VIDEO | {"url": "https://vimeo.com/76979871", "captions": pk},
        ["captions"],
        "Document supprimé",
    ),
    "poster": (
        ImageFactory,
        VideoBlock,
        lambda pk: VIDEO | {"url": "https://vimeo.com/76979871", "poster": image_value(pk)},
        ["poster", "image"],
        "Image supprimée",
    ),
    "image": (
        ImageFactory,
        IllustrationBlock,
        lambda pk: {"image": image_value(pk), "caption": "Le marché"},
        ["image", "image"],
        "Image supprimée",
    ),
    "term": (
        lambda: GlossaryTerm.objects.create(term="bail", slug="bail", definition="Un contrat."),
        DefinitionBlock,
        lambda pk: {"term": pk},
        ["term"],
        "Terme supprimé",
    ),
    "shared block": (
        lambda: SharedBlock.objects.create(name="Contacts", body=[("text", "<p>Écrivez-nous.</p>")]),
        SharedBlockBlock,
        lambda pk: {"block": pk},
        ["block"],
        "Bloc partagé supprimé",
    ),
}


@pytest.fixture(params=CASES)
def deleted(request, home):
    """A block whose choice was deleted: the block, its stored value, its path to the choice, what the editor reads."""
    factory, block_class, raw, path, text = CASES[request.param]
    instance = factory()
    pk = instance.pk
    instance.delete()
    return block_class(), raw(pk), path, text


def form_state(block, value, path):
    state = block.get_form_state(value)
    for name in path:
        state = state[name]
    return state


def sent(block, raw):
    """Return the value of a block from what its form sends for a stored value."""
    lists = {name: [] for name, value in raw.items() if value == []}
    data = nested_form_data({"block": {**raw, **{name: streamfield([]) for name in lists}}})
    filled = {name: "" if value is None else value for name, value in data.items() if value is not False}
    if "transcript" in raw:
        filled["block-transcript"] = '{"blocks": [], "entityMap": {}}'
    return block.value_from_datadict(filled, {}, "block")


def test_a_deleted_choice_is_named_in_the_editor_and_may_be_published(deleted):
    block, raw, path, text = deleted
    value = block.to_python(raw)
    state = form_state(block, value, path)
    assert isinstance(state["id"], int)
    assert [name for name, part in state.items() if str(part).startswith(text)]
    assert block.get_prep_value(block.clean(value)) == raw
    assert list(block.extract_references(value)) == []


def test_a_form_with_a_deleted_choice_may_be_saved_and_published(deleted):
    block, raw, path, _ = deleted
    value = sent(block, raw)
    assert form_state(block, value, path)["id"]
    assert block.get_prep_value(block.clean(value)) == raw


def test_readers_and_the_search_get_nothing_of_a_deleted_choice(deleted):
    block, raw, path, _ = deleted
    value = block.to_python(raw)
    assert resolve_value(block, raw, Gate.public())[path[0]] is None
    assert "supprimé" not in block.render(value)
    assert "La place" not in block.get_searchable_content(value)


def test_a_film_that_was_deleted_leaves_nothing_and_its_place_to_an_address(home):
    document = film()
    raw = VIDEO | {"file": document.pk, "chapters": [{"time": "0:00", "title": "L’arrivée"}]}
    document.delete()
    block = VideoBlock()
    assert block.render(block.to_python(raw)).strip() == ""
    value = block.to_python(raw | {"url": "https://vimeo.com/76979871"})
    assert block.get_prep_value(block.clean(value))["url"] == "https://vimeo.com/76979871"


def test_a_gallery_with_a_deleted_image_may_be_published_with_the_others(home):
    images = [{"image": image_value(row.pk), "caption": ""} for row in (ImageFactory(), ImageFactory())]
    SillonImage.objects.get(pk=images[0]["image"]["image"]).delete()
    block = GalleryBlock()
    value = block.clean(block.to_python({"title": "", "images": images}))
    gone, other = value["images"]
    assert isinstance(gone["image"], DeletedChoice)
    assert isinstance(other["image"], SillonImage)


def test_two_revisions_are_compared_when_an_image_of_one_was_deleted(home):
    image = ImageFactory()
    raw = {"title": "", "images": [{"image": image_value(image.pk), "caption": ""}] * 2}
    image.delete()
    block = GalleryBlock()
    value, empty = block.to_python(raw), block.to_python({"title": "", "images": []})
    comparison = get_comparison_class_for_block(block)
    for first, second in ((value, empty), (empty, value), (value, value)):
        assert "Image supprimée" in comparison(block, True, True, first, second).htmldiff()


def test_a_page_with_deleted_choices_is_opened_and_published(as_editor, home):
    document, image = DocumentFactory(), ImageFactory()
    body = [
        {"type": "image", "value": {"image": image_value(image.pk), "caption": "Le marché"}},
        {"type": "document", "value": {"document": document.pk, "description": "À remplir"}},
        {"type": "text", "value": "<p>Le reste.</p>"},
    ]
    page = StandardPageFactory(parent=home, body=[])
    page.body = StandardPage.body.field.stream_block.to_python(body)
    page.save()
    document_pk, image_pk = document.pk, image.pk
    document.delete()
    image.delete()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = as_editor.get(url).text
    assert "Image supprim" in html
    assert "Document supprim" in html
    text = '{"blocks": [{"key": "a", "text": "Le reste, revu.", "type": "unstyled"}], "entityMap": {}}'
    stream = [
        ("image", {"image": {"image": image_pk, "alt_text": "La place"}, "caption": "Le marché"}),
        ("document", {"document": document_pk, "description": "À remplir"}),
        ("text", text),
    ]
    data = {"title": page.title, "slug": page.slug, "introduction": "Un mot.", "body": streamfield(stream)}
    data |= {name: inline_formset([]) for name in ("page_themes", "comments")} | {"action-publish": "1"}
    assert as_editor.post(url, nested_form_data(data)).status_code == 302
    page.refresh_from_db()
    assert [block["value"] for block in page.body.get_prep_value()[:2]] == [block["value"] for block in body[:2]]
    read = as_editor.get(page.url).text
    assert "Le reste, revu." in read
    assert "supprimé" not in read
    assert "À remplir" not in read


def test_readers_see_the_rest_of_a_list_with_a_deleted_page(place):
    other = SiteProfilePageFactory(title="Le Col")
    pk = place.pk
    place.delete()
    block = PlacesMapBlock()
    value = block.clean(block.to_python({"title": "Deux lieux", "places": [pk, other.pk]}))
    assert isinstance(value["places"][0], DeletedChoice)
    resolved = resolve_value(block, block.get_prep_value(value), Gate.public())
    assert [place["title"] for place in resolved["places"]] == ["Le Col"]


def test_a_page_in_the_bin_is_said_to_be_there(place):
    moves.put(place)
    block = PageLinkBlock()
    value = block.to_python({"page": place.pk})
    assert block.child_blocks["page"].get_form_state(value["page"])["adminTitle"].endswith(" (dans la corbeille)")
    block.clean(value)
    assert resolve_value(block, {"page": place.pk}, Gate.public())["page"] is None


def test_a_posted_choice_is_loaded_once(place, django_assert_num_queries):
    block = PlaceBlock().child_blocks["place"]
    with django_assert_num_queries(1):
        assert block.clean(block.value_from_datadict({"place": str(place.pk)}, {}, "place")) == place


def test_the_editor_loads_a_stream_of_links_with_one_query(place, django_assert_num_queries):
    chooser = PageLinkBlock().child_blocks["page"]
    with django_assert_num_queries(1):
        chooser.bulk_to_python([place.pk, None, place.pk])


@pytest.mark.parametrize("raw", [None, "", "abc", -1])
@pytest.mark.parametrize("block_class", [PageLinkBlock, DocumentBlock, IllustrationBlock, DefinitionBlock])
def test_an_empty_or_impossible_choice_is_still_required(home, block_class, raw):
    block = block_class()
    name = next(iter(block.child_blocks))
    raw = {name: {"image": raw} if isinstance(block.child_blocks[name], ImageBlock) else raw}
    for value in (block.to_python(raw), sent(block, raw)):
        with pytest.raises(ValidationError):
            block.clean(value)


def test_a_page_of_another_type_is_still_refused(home):
    block = PlaceBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"place": InventoryIndexPage.objects.get().pk}))
