"""Shared blocks: their usages, which prevent deletion, what readers see of a change, the admin and the review."""

from __future__ import annotations

import io
import json

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from core.files.images import FALLBACK_SPEC
from core.models import SillonImage, SillonRendition
from core.visibility import version
from core.visibility.gate import Gate
from memento.models import GlossaryTerm, SharedBlock, SheetPage
from memento.pages.body import resolved_body
from memento.usages import Usage, usage_count, usages, usages_of
from search.fallback import find_pages

pytestmark = pytest.mark.django_db

WORDS = "<p>Demandez conseil à une permanence gratuite.</p>"


@pytest.fixture
def make_block(db):
    def make(name: str = "Où demander conseil", words: str = WORDS, **fields) -> SharedBlock:
        return SharedBlock.objects.create(name=name, body=[("text", words)], **fields)

    return make


@pytest.fixture
def picture(db) -> SillonImage:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), (15, 91, 79)).save(data, "JPEG")
    file = ContentFile(data.getvalue(), name="facade.jpg")
    return SillonImage.objects.create(title="La façade", file=file, width=900, height=600)


def placing(*blocks: SharedBlock) -> list[dict]:
    return [{"type": "shared", "value": {"block": block.pk}} for block in blocks]


def place(page: SheetPage, *blocks: SharedBlock) -> SheetPage:
    """The page, saved with these shared blocks."""
    page.body = json.dumps(placing(*blocks))
    page.save()
    return page


def draft_placing(page: SheetPage, *blocks: SharedBlock) -> SheetPage:
    """The page, with these shared blocks in its latest draft alone."""
    changed = SheetPage.objects.get(pk=page.pk)
    changed.body = json.dumps(placing(*blocks))
    changed.save_revision()
    return page


def form_of(block: SharedBlock | None = None, words: str = WORDS, **extra) -> dict:
    name = block.name if block else "Où demander conseil"
    return {
        "name": name,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps({"blocks": [{"key": "a", "text": words, "type": "unstyled", "depth": 0,
                                                "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}),
    } | extra  # fmt: skip


def url_of(view: str, *args) -> str:
    return reverse(SharedBlock.snippet_viewset.get_url_name(view), args=args)


# --- Where it is placed --------------------------------------------------------------------------------------------


def test_usages_in_published_pages_and_drafts(make_sheet, make_block, make_testimonial):
    block, other = make_block(), make_block("Autre")
    place(make_sheet("publiee"), block)
    draft_placing(make_sheet("en-chantier"), block)
    draft = make_sheet("jamais-publiee", live=False)
    place(draft, block)
    place(make_sheet("sans-lui"), other)
    testimonial = make_testimonial("recit")
    testimonial.body = json.dumps(placing(block))
    testimonial.save()
    rows = [(usage.title, usage.noun, usage.published) for usage in usages_of(block)]
    assert rows == [
        ("En-chantier", "fiche", False),
        ("Jamais-publiee", "fiche", False),
        ("Publiee", "fiche", True),
        ("Recit", "page", True),
    ]


def test_block_removed_in_a_draft_is_used_by_the_published_page(make_sheet, make_block):
    block = make_block()
    sheet = place(make_sheet("une"), block)
    draft_placing(sheet)
    assert [usage.published for usage in usages_of(block)] == [True]


def test_draft_published_since_is_counted_once(make_sheet, make_block):
    block = make_block()
    sheet = make_sheet("une")
    draft_placing(sheet, block)
    SheetPage.objects.get(pk=sheet.pk).get_latest_revision().publish()
    assert [usage.published for usage in usages_of(block)] == [True]


def test_usages_of_many_blocks_take_few_queries(make_sheet, make_block, django_assert_max_num_queries):
    first = make_block()
    place(make_sheet("une"), first)
    usages(SharedBlock, [first.pk])
    blocks = [first, *(make_block(f"Bloc {n}") for n in range(3))]
    for n in range(3):
        place(make_sheet(f"fiche-{n}"), *blocks)
        draft_placing(make_sheet(f"brouillon-{n}"), *blocks)
    with django_assert_max_num_queries(4):
        rows = usages(SharedBlock, [block.pk for block in blocks])
    assert len(rows[blocks[-1].pk]) == 6


def test_usages_are_counted_in_french():
    def used(noun):
        return Usage(holder=None, title="", noun=noun, published=True)

    assert usage_count([]) == "0 page"
    assert usage_count([used("fiche")]) == "1 fiche"
    assert usage_count([used("fiche")] * 4) == "4 fiches"
    assert usage_count([used("fiche"), used("page")]) == "2 pages"
    assert usage_count([used("bloc partagé")] * 2) == "2 blocs partagés"
    assert usage_count([used("fiche"), used("bloc partagé")]) == "2 endroits"


# --- Deletion ------------------------------------------------------------------------------------------------------


def test_block_in_use_cannot_be_deleted(make_sheet, make_block):
    block, free = make_block(), make_block("Libre")
    draft_placing(make_sheet("en-chantier"), block)
    with pytest.raises(ProtectedError, match="« En-chantier »"), transaction.atomic():
        block.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        SharedBlock.objects.all().delete()
    assert SharedBlock.objects.count() == 2
    free.delete()
    assert list(SharedBlock.objects.all()) == [block]


@pytest.mark.parametrize("method", ["get", "post"])
def test_deletion_page_links_to_the_usages(make_sheet, make_block, as_editor, method):
    block = make_block()
    sheet = place(make_sheet("une"), block)
    response = getattr(as_editor, method)(url_of("delete", block.pk))
    assert response.status_code == 200
    assert "ne peut pas être supprimé" in response.text
    assert reverse("wagtailadmin_pages:edit", args=[sheet.pk]) in response.text
    assert SharedBlock.objects.filter(pk=block.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_bulk_deletion_is_refused_while_one_block_is_in_use(make_sheet, make_block, as_editor, method):
    block, free = make_block(), make_block("Libre")
    place(make_sheet("une"), block)
    url = reverse("wagtail_bulk_action", args=["memento", "sharedblock", "delete"])
    response = getattr(as_editor, method)(f"{url}?id={block.pk}&id={free.pk}")
    assert response.status_code == 200
    assert "Où demander conseil" in response.text
    assert "ne peut pas être supprimé" in response.text
    assert SharedBlock.objects.count() == 2


def test_unused_block_is_deleted(make_block, as_editor):
    block = make_block()
    assert "ne peut pas être supprimé" not in as_editor.get(url_of("delete", block.pk)).text
    as_editor.post(url_of("delete", block.pk))
    assert not SharedBlock.objects.exists()


# --- What readers see ----------------------------------------------------------------------------------------------


def test_publishing_a_block_changes_every_sheet_and_its_draft_none(make_sheet, make_block, client):
    block = make_block()
    paths = [place(make_sheet(slug), block).url for slug in ("une", "deux")]
    api = "/api/v3/memento/sheets/une/"
    before, etag = version.current().key, client.get(api)["ETag"]

    block.body = [("text", "<p>Une permanence par mois.</p>")]
    revision = block.save_revision()
    assert version.current().key == before
    assert "Une permanence par mois" not in client.get(paths[0]).text
    assert client.get(api)["ETag"] == etag

    revision.publish()
    assert version.current().key != before
    for path in paths:
        assert "Une permanence par mois" in client.get(path).text
    answer = client.get(api)
    assert "Une permanence par mois" in answer.text
    assert answer["ETag"] != etag


def test_unpublished_block_leaves_the_content_version(make_block):
    before = version.current().key
    block = make_block(live=False)
    block.save()
    assert version.current().key == before
    block.delete()
    assert version.current().key == before


def test_an_unpublished_block_vanishes_everywhere(make_sheet, make_block, client):
    block = make_block()
    path = place(make_sheet("une"), block).url
    assert "permanence gratuite" in client.get(path).text
    before = version.current().key
    block.unpublish()
    assert version.current().key != before
    assert "permanence gratuite" not in client.get(path).text
    assert "permanence gratuite" not in client.get("/api/v3/memento/sheets/une/").text


def test_shared_block_within_a_shared_block_is_left_out(make_sheet, make_block, client):
    """No form lets it be made; what a script or a file has put there is shown nowhere, and makes no circle."""
    block = make_block()
    forged = [*placing(block), {"type": "text", "value": "<p>Le reste demeure.</p>"}]
    SharedBlock.objects.filter(pk=block.pk).update(body=json.dumps(forged))
    sheet = place(make_sheet("une"), SharedBlock.objects.get())
    (shown,) = resolved_body(sheet, Gate.public())
    assert [inner["type"] for inner in shown["value"]["block"]["body"]] == ["text"]
    assert "Le reste demeure" in client.get(sheet.url).text
    assert client.get("/api/v3/memento/sheets/une/").text.count('"type": "shared"') <= 1
    assert SharedBlock.objects.get().body.stream_block.child_blocks.keys().isdisjoint({"shared"})


@pytest.mark.indexed
def test_search_finds_sheets_by_the_words_of_their_shared_blocks(make_sheet, make_block):
    def search(words: str) -> list[str]:
        return [page.slug for page in find_pages(Gate.public(), words)]

    block = make_block()
    place(make_sheet("une"), block)
    make_sheet("autre")
    assert search("permanence gratuite") == ["une"]
    block.body = [("text", "<p>Un numéro vert.</p>")]
    revision = block.save_revision()
    assert (search("permanence"), search("numéro vert")) == (["une"], [])
    revision.publish()
    assert (search("permanence"), search("numéro vert")) == ([], ["une"])
    SharedBlock.objects.get().unpublish()
    assert search("numéro vert") == []


@pytest.mark.indexed
def test_publishing_a_block_renders_its_images(make_block, picture):
    block = make_block()
    block.body = json.dumps(
        [{"type": "image", "value": {"image": {"image": picture.pk, "alt_text": "", "decorative": True}}}]
    )
    revision = block.save_revision()
    sizes = SillonRendition.objects.filter(image=picture).exclude(filter_spec=FALLBACK_SPEC)
    assert not sizes.exists()
    revision.publish()
    assert sizes.exists()


# --- In the admin --------------------------------------------------------------------------------------------------


def test_edit_form_shows_the_usages(make_sheet, make_block, as_editor):
    block = make_block()
    url = url_of("edit", block.pk)
    assert "n’est placé dans aucune fiche" in as_editor.get(url).text
    draft_placing(make_sheet("en-chantier"), block)
    assert "ne paraît encore nulle part" in as_editor.get(url).text
    for slug in ("une", "deux"):
        place(make_sheet(slug), block)
    text = as_editor.get(url).text
    assert "Ce bloc paraît dans 2 fiches" in " ".join(text.split())
    assert "y change tout de suite" in text
    assert "aussi placé" in text


def test_unpublish_page_shows_the_usages(make_sheet, make_block, as_editor):
    block = make_block()
    place(make_sheet("une"), block)
    text = " ".join(as_editor.get(url_of("unpublish", block.pk)).text.split())
    assert "paraît dans 1 fiche" in text
    assert "Il en disparaîtra tout de suite" in text
    as_editor.post(url_of("unpublish", block.pk))
    assert not SharedBlock.objects.get().live


@pytest.mark.indexed
def test_listing_shows_usages_and_is_searched_by_name_and_words(make_sheet, make_block, as_editor):
    block, free = make_block(), make_block("Avertissement", "<p>Rien n’est acquis.</p>")
    place(make_sheet("une"), block)
    draft_placing(make_sheet("deux"), block)
    text = as_editor.get(url_of("list")).text
    assert "1 fiche et un brouillon" in text
    assert "nulle part" in text
    assert "Où demander conseil" not in as_editor.get(url_of("list") + "?q=acquis").text
    assert "Avertissement" in as_editor.get(url_of("list") + "?q=avertiss").text
    free.unpublish()
    drafts = as_editor.get(url_of("list") + "?status=draft").text
    assert ("Avertissement" in drafts, "Où demander conseil" in drafts) == (True, False)


def test_listing_of_many_blocks_takes_as_many_queries(make_sheet, make_block, as_editor):
    def queries() -> int:
        as_editor.get(url_of("list"))
        with CaptureQueriesContext(connection) as caught:
            assert as_editor.get(url_of("list")).status_code == 200
        return len(caught)

    place(make_sheet("une"), make_block("Bloc 0"))
    few = queries()
    for number in range(1, 4):
        place(make_sheet(f"fiche-{number}"), make_block(f"Bloc {number}"))
    assert queries() == few


def test_block_created_from_within_a_sheet_is_published(as_editor):
    url = reverse(SharedBlock.snippet_viewset.chooser_viewset.get_url_name("create"))
    text = "Une permanence <gratuite>.\n\nChaque mardi."
    answer = as_editor.post(url, {"name": "Permanences", "text": text})
    assert answer.status_code == 200, answer.text
    block = SharedBlock.objects.get()
    assert (block.live, block.revisions.count()) == (True, 1)
    assert block.body[0].value.source == "<p>Une permanence &lt;gratuite&gt;.</p>\n\n<p>Chaque mardi.</p>"


def test_block_created_without_the_right_to_publish_is_a_draft(as_editor):
    Permission.objects.get(codename="publish_sharedblock").group_set.clear()
    url = reverse(SharedBlock.snippet_viewset.chooser_viewset.get_url_name("create"))
    as_editor.post(url, {"name": "Permanences", "text": "Chaque mardi."})
    assert not SharedBlock.objects.get().live


def test_term_created_from_within_a_sheet_gets_a_free_slug(as_editor):
    GlossaryTerm.objects.create(term="Reste a vivre", slug="reste-a-vivre", definition="Autre chose.")
    url = reverse(GlossaryTerm.snippet_viewset.chooser_viewset.get_url_name("create"))
    as_editor.post(url, {"term": "reste à vivre", "definition": "Ce qui reste.", "synonyms": ""})
    assert GlossaryTerm.objects.get(term="reste à vivre").slug == "reste-a-vivre-2"


def test_term_chooser_shows_definitions(as_editor):
    url = reverse(GlossaryTerm.snippet_viewset.chooser_viewset.get_url_name("choose"))
    assert "permet de créer le premier" in as_editor.get(url).json()["html"]
    GlossaryTerm.objects.create(term="ESS", slug="ess", definition="Une économie.", synonyms="économie sociale")
    html = as_editor.get(url).json()["html"]
    for words in ("Terme", "Une économie.", "économie sociale", "Nouveau"):
        assert words in html


def test_preview_shows_the_block_in_the_site_s_styles(make_block):
    shown = make_block().make_preview_request()
    assert "permanence gratuite" in shown.render().text
    assert "css/sillon" in shown.text


# --- Review --------------------------------------------------------------------------------------------------------


def test_block_goes_through_review(make_sheet, make_block, as_editor, editor, moderator, client):
    block = make_block(words="<p>Avant.</p>")
    path = place(make_sheet("une"), block).url
    edit = url_of("edit", block.pk)
    as_editor.post(edit, form_of(block, "Proposé.", **{"action-submit": "1"}))
    state = SharedBlock.objects.get().current_workflow_state
    assert state.requested_by == editor
    assert "Proposé." not in client.get(path).text

    client.force_login(moderator)
    assert 'data-workflow-action-name="approve"' in client.get(edit).text
    task = state.current_task_state
    reject = url_of("workflow_action", block.pk, "reject", task.pk)
    client.post(reject, {"comment": "Dites quand."})
    assert "Dites quand." in as_editor.get(edit).text

    as_editor.post(edit, form_of(block, "Proposé, chaque mardi.", **{"action-submit": "1"}))
    again = SharedBlock.objects.get().current_workflow_state.current_task_state
    client.post(url_of("workflow_action", block.pk, "approve", again.pk), {"comment": ""})
    block = SharedBlock.objects.get()
    assert (block.live, block.has_unpublished_changes) == (True, False)
    assert "Proposé, chaque mardi." in Client().get(path).text

    wanted = {f"{what}\N{NO-BREAK SPACE}: Où demander conseil" for what in ("À relire", "À reprendre", "Accepté")}
    assert wanted <= {letter.subject for letter in mail.outbox}
    for letter in mail.outbox:
        assert f"{settings.WAGTAILADMIN_BASE_URL}{edit}" in letter.body
