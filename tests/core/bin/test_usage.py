"""Before an image, a document or another object is deleted, the confirmation names who uses it, with links."""

from __future__ import annotations

import pytest
from django.urls import reverse

from inventory.models import PlacePhoto
from memento.models import SheetPage
from tests.factories.archive import DocumentFactory, PublicationPageFactory
from tests.factories.images import ImageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import add_chapter, add_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def edit_link(page) -> str:
    return f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"'


@pytest.fixture
def image(home):
    return ImageFactory()


@pytest.fixture
def users(home, image) -> list:
    """A place with the image among its photos, and a sheet with it in its draft."""
    place = SiteProfilePageFactory(title="La Cime")
    place.photos = [PlacePhoto(image=image, alt="La place")]
    place.save()
    sheet: SheetPage = add_sheet(add_chapter(), "une", title="Ouvrir")
    sheet.body = [("image", {"image": image, "caption": ""})]
    image.contextual_alt_text, image.decorative = "La place", False
    sheet.save_revision()
    return [place, sheet]


@pytest.mark.parametrize(
    "url", ["/admin/images/{pk}/delete/", "/admin/bulk/core/sillonimage/delete/?id={pk}&next=/admin/"]
)
def test_the_users_of_an_image_are_named_with_those_in_drafts(as_editor, image, users, url):
    text = as_editor.get(url.format(pk=image.pk)).text
    for page in users:
        assert edit_link(page) in text
    assert text.count("en brouillon)") == 1


@pytest.mark.parametrize(
    "url", ["/admin/documents/delete/{pk}/", "/admin/bulk/core/sillondocument/delete/?id={pk}&next=/admin/"]
)
def test_the_users_of_a_document_are_named(as_editor, home, url):
    document, other = DocumentFactory(), DocumentFactory()
    page = PublicationPageFactory(parent=home)
    page.files.create(document=document)
    page.save()
    text = as_editor.get(url.format(pk=document.pk)).text
    assert edit_link(page) in text
    assert "part avec sa légende" in text
    assert edit_link(page) not in as_editor.get(url.format(pk=other.pk)).text
