"""Publications in the admin: presets, the form and what it refuses, new versions, the listing."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from archive.admin.create_publication import PRESETS
from archive.models import (
    PublicationAuthor,
    PublicationFile,
    PublicationIndexPage,
    PublicationOrigin,
    PublicationPage,
    PublicationSource,
)
from tests.factories.archive import DocumentFactory, PartnerFactory, PersonFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def add_url(publication_index) -> str:
    return reverse("wagtailadmin_pages:add", args=["archive", "publicationpage", publication_index.pk])


def form_data(**fields) -> dict[str, str]:
    rows = ("authors", "files", "origins", "sources", "page_themes", "comments")
    empty = {name: inline_formset([]) for name in rows}
    values = {"title": "Une étude", "slug": "une-etude", "kind": "study", "date": "2014", "body": streamfield([])}
    return nested_form_data({**values, **empty, **fields})


def errors(client, url: str, **fields) -> dict[str, list[str]]:
    response = client.post(url, form_data(**fields, **{"action-publish": "1"}))
    return dict(response.context["form"].errors) if response.status_code == 200 else {}


def test_a_new_publication_starts_from_a_preset(as_editor, add_url):
    html = as_editor.get(add_url).text
    for preset in PRESETS:
        assert f"?modele={preset.code}" in html
    form = as_editor.get(f"{add_url}?modele=retour-d-etude").context["form"]
    assert (form["kind"].value(), form["languages"].value()) == ("study_feedback", ["fr"])
    assert as_editor.get(f"{add_url}?modele=a-retrouver").context["form"]["title_is_ours"].value() is True


def test_identifiers_are_stored_in_one_way(as_editor, add_url):
    typed = {
        "isbn": "9782070360024",
        "doi": "https://doi.org/10.4000/Geocarrefour.1234.",
        "hal": f"https://{'un-portail-au-nom-long.' * 3}hal.science/halshs-01234567v2/document",
    }
    assert errors(as_editor, add_url, **typed) == {}
    page = PublicationPage.objects.get()
    assert (page.isbn, page.doi, page.hal) == ("978-2-07-036002-4", "10.4000/geocarrefour.1234", "halshs-01234567")
    assert (page.doi_url, page.hal_url) == (
        "https://doi.org/10.4000/geocarrefour.1234", "https://hal.science/halshs-01234567",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["isbn", "doi", "hal"])
def test_a_wrong_identifier_is_refused_even_in_a_draft(as_editor, add_url, name):
    response = as_editor.post(add_url, form_data(**{name: "978-2-07"}))
    assert "par exemple «" in str(response.context["form"].errors[name])


def test_an_identifier_that_is_stored_already_may_stay(as_editor, publication_index):
    page = PublicationPageFactory(parent=publication_index, slug="une-etude")
    PublicationPage.objects.update(isbn="épuisé")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert errors(as_editor, url, isbn="épuisé", abstract="Mieux.") == {}
    assert "isbn" in errors(as_editor, url, isbn="introuvable")


def author(**fields) -> dict[str, dict]:
    return {"authors": inline_formset([{"person": "", "organisation": "", "name": "", "name_kind": "", **fields}])}


def test_a_name_alone_needs_its_kind(as_editor, add_url):
    response = as_editor.post(add_url, form_data(**author(name="Zoé")))
    assert "celui d’une personne ou d’une organisation" in response.text
    assert as_editor.post(add_url, form_data(**author(name="Zoé", name_kind="person"))).status_code == 302
    assert PublicationPage.objects.get().get_latest_revision_as_object().authors.get().name_kind == "person"


def test_a_stored_name_without_kind_is_saved_again(as_editor, publication_index):
    page = PublicationPageFactory(parent=publication_index, slug="une-etude")
    row = PublicationAuthor.objects.create(publication=page, name="Zoé", sort_order=0)
    typed = {"id": row.pk, "person": "", "organisation": "", "name": "Zoé", "name_kind": ""}
    rows = {"authors": inline_formset([typed], initial=1)}
    assert errors(as_editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), **rows) == {}
    assert PublicationAuthor.objects.get().name == "Zoé"


# --- What publication refuses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"withdrawn_on": "2020-03-03"}, "withdrawal_reason"),
        ({"withdrawn_on": "2020-03-03", "withdrawal_reason": "  "}, "withdrawal_reason"),
        ({"withdrawal_reason": "Erreurs."}, "withdrawn_on"),
        ({"withdrawn_on": "2999-01-01", "withdrawal_reason": "Erreurs."}, "withdrawn_on"),
        ({"kind": "study_feedback", "useful": "Le plan."}, "study"),
        ({"kind": "study_feedback", "study": "Étude de 2012", "commissioner": "Une commune"}, "useful"),
    ],
)
def test_contradictions_are_refused_on_publication_and_not_in_a_draft(as_editor, add_url, typed, at):
    assert list(errors(as_editor, add_url, **typed)) == [at]
    assert as_editor.post(add_url, form_data(**typed)).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"withdrawn_on": timezone.localdate(), "withdrawal_reason": "Erreurs."},
        {"kind": "study_feedback", "study": "Étude de 2012", "lessons": "Demander les données."},
        {"kind": "study", "useful": "Le plan."},
    ],
)
def test_what_is_whole_is_published(as_editor, add_url, typed):
    assert errors(as_editor, add_url, **typed) == {}
    assert PublicationPage.objects.get().live


def test_a_version_replaces_neither_itself_nor_a_later_one_nor_a_draft(publication_index):
    first, second, third, draft = (PublicationPageFactory(parent=publication_index, live=n < 3) for n in range(4))
    for page, before in ((second, first), (third, second)):
        page.replaces = before
        page.save()
    assert third.publication_problems() == {}
    for page, before, words in (
        (first, first, "elle-même"), (first, third, "cercle"), (first, second, "cercle"), (second, draft, "en ligne"),
    ):  # fmt: skip
        page.replaces = before
        assert words in page.publication_problems()["replaces"]
    third.replaces = first  # a fork is none of these
    assert third.publication_problems() == {}
    PublicationPage.objects.filter(pk=first.pk).update(live=False, first_published_at=timezone.now())
    assert third.publication_problems() == {}


def test_a_circle_of_others_does_not_hold_up_the_check(publication_index):
    first, second, third = (PublicationPageFactory(parent=publication_index) for _ in range(3))
    PublicationPage.objects.filter(pk=first.pk).update(replaces=second)
    PublicationPage.objects.filter(pk=second.pk).update(replaces=first)
    third.replaces = first
    assert third.publication_problems() == {}


# --- New versions -----------------------------------------------------------------------------------------------------


def test_a_new_version_is_a_draft_that_replaces_this_one(as_editor, publication_index):
    page = PublicationPageFactory(
        parent=publication_index, slug="une-etude", title="Une étude", isbn="978-2-07-036002-4", edition="1re"
    )
    page.authors = [PublicationAuthor(organisation=PartnerFactory(), sort_order=0)]
    page.files = [PublicationFile(document=DocumentFactory())]
    page.sources = [PublicationSource(title="La page")]
    page.origins = [PublicationOrigin(page=publication_index)]
    page.save()
    url = reverse("archive_new_version", args=[page.pk])
    assert url in as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "remplacera" in as_editor.get(url).text
    response = as_editor.post(url)
    version = PublicationPage.objects.exclude(pk=page.pk).get().get_latest_revision_as_object()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[version.pk])
    assert (version.live, version.replaces_id, version.title, version.date, version.date_label) == (
        False, page.pk, "Une étude", "", "",
    )  # fmt: skip
    assert (version.isbn, version.edition, version.abstract) == ("", "", page.abstract)
    assert (version.authors.count(), version.origins.count()) == (1, 1)
    assert (version.files.count(), version.sources.count(), page.files.count()) == (0, 0, 1)
    assert as_editor.get(response.url).status_code == 200


def test_a_draft_has_no_new_version(as_editor, publication_index):
    draft = PublicationPageFactory(parent=publication_index, live=False)
    url = reverse("archive_new_version", args=[draft.pk])
    assert url not in as_editor.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text
    assert as_editor.post(url).status_code == 404


def test_who_may_add_no_publication_makes_no_version(client, publication_index):
    page = PublicationPageFactory(parent=publication_index)
    assert client.post(reverse("archive_new_version", args=[page.pk])).status_code == 302
    assert PublicationPage.objects.count() == 1


def test_a_copy_is_neither_a_version_nor_withdrawn(publication_index):
    first = PublicationPageFactory(parent=publication_index)
    page = PublicationPageFactory(
        parent=publication_index,
        replaces=first,
        withdrawn_on="2020-03-03",
        withdrawal_reason="Erreurs.",
        doi="10.4000/x",
    )
    copy = page.copy(update_attrs={"slug": "copie"})
    assert (copy.replaces, copy.withdrawn_on, copy.withdrawal_reason, copy.doi) == (None, None, "", "10.4000/x")


# --- The listing ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listed(module_db) -> SimpleNamespace:
    """A publication with authors and a file that a later one replaces, one with an address, and a withdrawn one."""
    index = PublicationIndexPage.objects.get()
    old = PublicationPageFactory(parent=index, title="Ancienne étude", kind="guide", date="2007")
    old.authors = [
        PublicationAuthor(person=PersonFactory(name="Ada Martin"), sort_order=0),
        PublicationAuthor(name="Zoé", name_kind="person", sort_order=1),
        PublicationAuthor(organisation=PartnerFactory(name="AUEG"), sort_order=2),
    ]
    old.files = [PublicationFile(document=DocumentFactory())]
    old.save()
    new = PublicationPageFactory(
        parent=index, title="Nouvelle étude", edition="2e édition", replaces=old, link="https://example.org/a"
    )
    new.authors = [PublicationAuthor(organisation=PartnerFactory(name="Collectif"), sort_order=0)]
    new.save()
    gone = PublicationPageFactory(
        parent=index, title="Étude fautive", withdrawn_on=timezone.localdate() - timedelta(days=3), replaces=new
    )
    return SimpleNamespace(old=old, new=new, gone=gone)


def test_the_listing_shows_authors_type_date_and_version(as_editor, listed):
    own = reverse("wagtailadmin_pages:type_use", args=["archive", "publicationpage"])
    explorer = reverse("wagtailadmin_explore", args=[PublicationIndexPage.objects.get().pk])
    for html in (as_editor.get(own).text, as_editor.get(explorer).text):
        for words in ("Ada Martin et 2 autres", "Collectif", "Guide", "2007", "Remplacée", "2e édition", "Retirée"):
            assert words in html, words


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"document": "no_file"}, ["Nouvelle étude"]),
        ({"document": "nothing"}, []),
        ({"state": "replaced"}, ["Ancienne étude"]),
        ({"state": "withdrawn"}, ["Étude fautive"]),
        ({"kind": "guide"}, ["Ancienne étude"]),
    ],
)
def test_the_listing_is_filtered(as_editor, listed, query, titles):
    url = reverse("wagtailadmin_pages:type_use", args=["archive", "publicationpage"])
    assert [page.title for page in as_editor.get(url, query).context["object_list"]] == titles
