"""Terms of the glossary in the admin: their usages, which prevent deletion and are shown in the form."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from memento.models import GlossaryTerm, SharedBlock, SheetPage
from memento.usages import usages, usages_of

pytestmark = pytest.mark.django_db

REFUSED = "ne peut pas être supprimé"


@pytest.fixture
def term(db) -> GlossaryTerm:
    return make_term("point mort")


def make_term(words: str) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=words, slug=words.replace(" ", "-"), definition="Ce que cela veut dire.")


def defining(*terms: GlossaryTerm) -> str:
    return json.dumps([{"type": "definition", "value": {"term": term.pk}} for term in terms])


def put(page, *terms: GlossaryTerm):
    """The page with these definitions in its row."""
    page.body = defining(*terms)
    page.save()
    return page


def draft(page: SheetPage, *terms: GlossaryTerm, **fields):
    """The page with these definitions in its latest draft alone."""
    changed = SheetPage.objects.get(pk=page.pk)
    changed.body = defining(*terms)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed.save_revision()


def block_of(name: str, *terms: GlossaryTerm, **fields) -> SharedBlock:
    return SharedBlock.objects.create(name=name, body=defining(*terms), **fields)


def url_of(view: str, *args) -> str:
    return reverse(GlossaryTerm.snippet_viewset.get_url_name(view), args=args)


def usage_rows(term: GlossaryTerm) -> list[tuple[str, str, bool]]:
    return [(usage.title, usage.noun, usage.published) for usage in usages_of(term)]


# --- Where it is placed --------------------------------------------------------------------------------------------


def test_usages_in_published_pages_and_drafts(term, make_sheet, make_testimonial):
    put(make_sheet("publiee"), term)
    put(make_sheet("jamais-publiee", live=False), term)
    put(make_sheet("sans-lui"), make_term("bail"))
    put(make_testimonial("recit"), term)
    draft(make_sheet("en-chantier"), term)
    assert usage_rows(term) == [
        ("En-chantier", "fiche", False),
        ("Jamais-publiee", "fiche", False),
        ("Publiee", "fiche", True),
        ("Recit", "page", True),
    ]


def test_usage_in_a_scheduled_revision(term, make_sheet):
    sheet = make_sheet("prevue")
    draft(sheet, term, go_live_at=timezone.now() + timedelta(days=2)).publish()
    draft(sheet)
    assert usage_rows(term) == [("Prevue", "fiche", False)]


def test_usages_in_shared_blocks_and_their_drafts(term):
    block_of("Contacts", term)
    block_of("Jamais publié", term, live=False)
    changed = block_of("Repris")
    changed.body = defining(term)
    changed.save_revision()
    block_of("Sans lui", make_term("bail"))
    assert usage_rows(term) == [
        ("Contacts", "bloc partagé", True),
        ("Jamais publié", "bloc partagé", False),
        ("Repris", "bloc partagé", False),
    ]


def test_shared_block_is_not_confused_with_the_page_of_the_same_id(term, make_sheet):
    sheet = make_sheet("une")
    block = block_of("Contacts", term, pk=sheet.pk)
    block.body = defining(term, term)
    block.save_revision()
    assert usage_rows(term) == [("Contacts", "bloc partagé", True)]
    assert usages_of(term)[0].edit_url == reverse(SharedBlock.snippet_viewset.get_url_name("edit"), args=[block.pk])


def test_shared_block_is_not_confused_with_the_term_of_the_same_id(term, make_sheet):
    put(make_sheet("une"), term)
    assert usages(SharedBlock, [term.pk]) == {term.pk: []}


def test_usages_of_many_terms_take_few_queries(term, make_sheet, make_testimonial, django_assert_max_num_queries):
    usages_of(term)
    terms = [term, *(make_term(f"mot {n}") for n in range(3))]
    for n in range(3):
        put(make_sheet(f"fiche-{n}"), *terms)
        draft(make_sheet(f"brouillon-{n}"), *terms)
        block_of(f"Bloc {n}", *terms)
    with django_assert_max_num_queries(6):
        rows = usages(GlossaryTerm, [term.pk for term in terms])
    assert [len(rows[term.pk]) for term in terms] == [9] * 4


# --- Deletion ------------------------------------------------------------------------------------------------------


def test_term_in_use_cannot_be_deleted(term, make_sheet):
    free = make_term("bail")
    draft(make_sheet("en-chantier"), term)
    with pytest.raises(ProtectedError, match=r"« point mort ».*« En-chantier »"), transaction.atomic():
        term.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        GlossaryTerm.objects.all().delete()
    assert GlossaryTerm.objects.count() == 2
    free.delete()
    assert list(GlossaryTerm.objects.all()) == [term]


def test_term_is_deleted_once_no_definition_uses_it(term, make_sheet):
    sheet = put(make_sheet("une"), term)
    put(sheet)
    term.delete()
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_deletion_page_links_to_the_usages(term, make_sheet, as_editor, method):
    sheet = put(make_sheet("une"), term)
    block = block_of("Contacts", term, live=False)
    response = getattr(as_editor, method)(url_of("delete", term.pk))
    assert response.status_code == 200
    text = " ".join(response.text.split())
    assert f"{REFUSED}&nbsp;:</strong> il sert encore dans 2 endroits." in text
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[sheet.pk])}">Une</a> </li>' in text
    shared = reverse(SharedBlock.snippet_viewset.get_url_name("edit"), args=[block.pk])
    assert f'href="{shared}">Contacts</a>, bloc partagé (brouillon) </li>' in text
    assert "Revenir au glossaire" in text
    assert GlossaryTerm.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_bulk_deletion_is_refused_while_one_term_is_in_use(term, make_sheet, as_editor, method):
    free = make_term("bail")
    put(make_sheet("une"), term)
    url = reverse("wagtail_bulk_action", args=["memento", "glossaryterm", "delete"])
    response = getattr(as_editor, method)(f"{url}?id={term.pk}&id={free.pk}")
    assert response.status_code == 200
    assert "il sert encore dans 1 fiche." in response.text
    assert GlossaryTerm.objects.count() == 2


def test_term_that_only_occurs_in_texts_is_deleted(term, make_sheet, as_editor, client):
    sheet = make_sheet("une", body=[("text", "<p>Atteindre le point mort.</p>")])
    assert "terme--point-mort" in client.get(sheet.url).text
    assert REFUSED not in as_editor.get(url_of("delete", term.pk)).text
    as_editor.post(url_of("delete", term.pk))
    assert not GlossaryTerm.objects.exists()


# --- In its form ---------------------------------------------------------------------------------------------------


def test_edit_form_shows_the_usages(term, make_sheet, as_editor):
    def form() -> str:
        return " ".join(as_editor.get(url_of("edit", term.pk)).text.split())

    assert "ne montre ce terme" in form()
    draft(make_sheet("en-chantier"), term)
    assert "Ce terme est placé dans un brouillon" in form()
    for slug in ("une", "deux"):
        put(make_sheet(slug), term)
    text = form()
    assert "montre ce terme dans 2 fiches" in text
    assert "Ce que vous enregistrez ici y change tout de suite" in text
    assert "Il est aussi placé dans un brouillon" in text
    assert "Où il paraît" not in as_editor.get(url_of("add")).text
