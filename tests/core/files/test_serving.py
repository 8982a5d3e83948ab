"""Private files over HTTP: documents by the rights of their collection, originals for the team."""

from __future__ import annotations

import gc
import json
import stat
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission

from core.files import images
from core.models import SillonDocument, SillonImage
from tests.conftest import make_user
from tests.core.files import pictures
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.4 un rapport"


def document(restriction: str = "", name: str = "rapport.pdf", content: bytes = CONTENT) -> SillonDocument:
    """A document, in a collection with this restriction."""
    collection = Collection.get_first_root_node()
    if restriction:
        collection = collection.add_child(name=restriction)
        rule = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=restriction, password="sésame"
        )
        if restriction == CollectionViewRestriction.GROUPS:
            rule.groups.add(Group.objects.get(name="Éditeurs"))
    one = SillonDocument(title="Rapport", file=ContentFile(content, name), collection=collection)
    one._set_document_file_metadata()
    one.save()
    return one


def photo(size: tuple[int, int] = (600, 300), **fields) -> SillonImage:
    content = BytesIO()
    picture = Image.new("RGB", size, "steelblue")
    exif = Image.Exif()
    exif[0x0110] = "Appareil de Jeanne"
    exif.get_ifd(0x8825)[2] = (45.0, 11.0, 24.0)
    exif[0x0112] = 6
    picture.save(content, "JPEG", exif=exif, comment=b"chez Jeanne")
    return SillonImage.objects.create(title="Le col", file=ContentFile(content.getvalue(), "col.jpg"), **fields)


def logged_in(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def finished(response) -> bytes:
    """The content of an answer, whose files are then closed as a server closes them."""
    content = b"".join(response)
    for close in response._resource_closers:
        close()
    return content


# --- Documents ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("restriction", "allowed"),
    [
        ("", {"anonymous", "member", "editor"}),
        (CollectionViewRestriction.LOGIN, {"member", "editor"}),
        (CollectionViewRestriction.GROUPS, {"editor"}),
        (CollectionViewRestriction.PASSWORD, set()),
    ],
)
def test_a_document_is_for_those_whom_its_collection_lets_in(restriction, allowed, member, editor):
    one = document(restriction)
    for name, user in {"anonymous": None, "member": member, "editor": editor}.items():
        client = logged_in(user)
        for headers in ({}, {"Range": "bytes=0-3"}, {"If-None-Match": f'"{one.file_hash}"'}):
            for method in (client.get, client.head):
                response = method(one.url, headers=headers)
                served = response.status_code in (206, 304) or (
                    response.status_code == 200 and response["Content-Type"] == "application/pdf"
                )
                assert served == (name in allowed), (name, headers, response.status_code)
                assert "public" not in response["Cache-Control"]
                content = finished(response)
                assert served or CONTENT[:4] not in content


def test_a_password_opens_a_document_for_one_visitor(home):
    one = document(CollectionViewRestriction.PASSWORD)
    client = Client()
    response = client.get(one.url)
    assert response.context["form"]
    data = {"password": "sésame", "return_url": one.url}
    assert client.post(response.context["action_url"], data).status_code == 302
    assert client.get(one.url).getvalue() == CONTENT
    assert Client().get(one.url).getvalue() != CONTENT


def test_headers_of_a_document(client, home):
    one = document()
    response = client.get(one.url)
    assert response.getvalue() == CONTENT
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    for headers in ({"If-None-Match": response["ETag"]}, {"If-Modified-Since": response["Last-Modified"]}):
        again = client.get(one.url, headers=headers)
        assert again.status_code == 304
        assert again["Content-Length"] == "0"


@pytest.mark.parametrize("name", ["Été à l’œuvre (1).pdf", "100 % sûr.csv", "a;b.txt"])
def test_names_of_documents_with_accents_are_served(name, client, home):
    assert client.get(document(name=name).url).getvalue() == CONTENT


# --- Originals -----------------------------------------------------------------------------------------------------


def test_files_are_in_the_private_folder_and_renditions_in_the_public_one(home, settings):
    image, one = photo(), document()
    for path in (image.file.path, one.file.path):
        assert Path(path).is_relative_to(settings.PRIVATE_ROOT)
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o640
        assert not stat.S_IMODE(Path(path).parent.stat().st_mode) & stat.S_IRWXO
    rendition = Path(image.renditions.get().file.path)
    assert rendition.is_relative_to(settings.MEDIA_ROOT)
    assert stat.S_IMODE(rendition.stat().st_mode) & stat.S_IROTH
    public = {path.name for path in Path(settings.MEDIA_ROOT).rglob("*")}
    assert not public & {Path(image.file.name).name, Path(one.file.name).name}


def test_an_original_has_no_public_address(client, home):
    image, one = photo(), document()
    for address in (f"/media/{image.file.name}", f"/media/{one.file.name}"):
        assert client.get(address).status_code == 404
    assert image.file.url == f"/admin/fichiers/{image.file.name}"
    with pytest.raises(NotImplementedError):
        _ = one.file.url


def test_an_original_is_for_those_who_may_choose_the_image(client, editor, member, moderator):
    image = photo()
    response = client.get(image.file.url)
    assert response.status_code == 302
    assert "/compte/login/" in client.get(response.url).url
    assert logged_in(member).get(image.file.url).status_code in (302, 403)
    for user in (editor, moderator):
        response = logged_in(user).get(image.file.url)
        assert response.getvalue() == Path(image.file.path).read_bytes()
        assert response["Content-Type"] == "image/jpeg"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-store"


def test_an_original_of_a_collection_is_for_those_who_have_it(home):
    mine, other = (Collection.get_first_root_node().add_child(name=name) for name in ("La mienne", "Une autre"))
    group = Group.objects.create(name="Photographes")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    choose = Permission.objects.get(codename="choose_image")
    GroupCollectionPermission.objects.create(group=group, collection=mine, permission=choose)
    client = logged_in(make_user("photographe", "Photographes"))
    response = client.get(photo(collection=mine).file.url)
    assert response.status_code == 200
    finished(response)
    assert client.get(photo(collection=other).file.url).status_code in (302, 403)


@pytest.mark.parametrize("name", ["original_images/../documents/x.pdf", "original_images/rien.jpg", "settings.py", "x"])
def test_no_other_file_has_an_address_in_the_admin(name, as_editor):
    assert as_editor.get(f"/admin/fichiers/{name}").status_code == 404


def test_neither_documents_nor_uploads_are_served_as_originals(as_editor):
    one = document()
    assert as_editor.get(f"/admin/fichiers/{one.file.name}").status_code == 404


def test_the_page_of_an_image_makes_no_public_copy_of_it(as_editor):
    image = photo()
    html = as_editor.get(reverse("wagtailimages:edit", args=[image.pk])).text
    assert f'<a href="{image.file.url}">' in html
    assert "300x600" in html
    assert not image.renditions.filter(filter_spec="original").exists()
    assert max(rendition.width for rendition in image.renditions.all()) <= 800


def test_nothing_that_readers_get_gives_the_address_of_an_original(home, client):
    image, one = photo(), document()
    link = f'<p><a linktype="document" id="{one.pk}">Le rapport</a></p>'
    body = [("image", {"image": image, "caption": "Le col"}), ("text", link)]
    page = StandardPageFactory(parent=home, slug="col", live=False, body=body, social_image=image)
    page.save_revision().publish()
    for address in (page.url, "/api/v3/pages/?slug=col", "/sitemap.xml", "/"):
        text = client.get(address).text
        assert "original_images" not in text
        assert "/admin/fichiers/" not in text
        assert "/media/documents" not in text
    assert one.url in client.get(page.url).text
    assert "/media/images/col" in client.get(page.url).text


def test_the_api_of_the_team_gives_the_address_in_the_admin(client, editor, token_of):
    image, one = photo(), document()
    meta = client.get(f"/api/v3/images/{image.pk}/", headers=token_of(editor)).json()["meta"]
    assert meta["download_url"] == image.file.url
    meta = client.get(f"/api/v3/documents/{one.pk}/", headers=token_of(editor)).json()["meta"]
    assert meta["download_url"].endswith(one.url)
    assert client.get(f"/api/v3/images/{image.pk}/").status_code == 401


# --- Renditions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_renditions_hold_no_position_and_stay_upright(format_, home):
    image = photo()
    image.renditions.all().delete()
    Path(image.file.path).write_bytes(pictures.photo(format_, orientation=6))  # stored by an earlier release
    assert images.make_renditions(image)
    for spec in ("max-165x165", "max-90x90|format-png", "max-90x90|format-gif", "max-90x90|format-avif"):
        image.get_rendition(spec)
    for rendition in image.renditions.all():
        content = Path(rendition.file.path).read_bytes()
        assert not pictures.has_secrets(content), rendition.filter_spec
        with Image.open(BytesIO(content)) as picture:
            assert picture.width < picture.height


def test_files_go_with_their_rows(home, django_capture_on_commit_callbacks):
    image, one = photo(), document()
    paths = [image.file.path, one.file.path, image.renditions.get().file.path]
    assert all(Path(path).exists() for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
        one.delete()
    assert not any(Path(path).exists() for path in paths)


def test_the_deletion_of_a_private_file_can_be_written_down():
    path, args, kwargs = storages["private"].deconstruct()
    assert json.loads(json.dumps([path, args, kwargs])) == ["core.files.storage.PrivateStorage", [], {}]


def test_the_default_storage_is_public():
    assert Path(default_storage.location) == Path(django_settings.MEDIA_ROOT)


# --- Files that are missing on this host -----------------------------------------------------------------------------

MESSAGE = "manque sur ce serveur"


def lose(*things: SillonImage | SillonDocument) -> None:
    for thing in things:
        Path(thing.file.path).unlink()


def test_a_missing_document_is_a_404_with_a_message(client, as_editor):
    one = document()
    lose(one)
    for each in (client, as_editor):
        for headers in ({}, {"Range": "bytes=0-3"}):
            response = each.get(one.url, headers=headers)
            assert response.status_code == 404
            assert MESSAGE in response.text
    assert client.get(one.url.replace("rapport", "autre")).status_code == 404


def test_a_missing_original_is_a_404_with_a_message(as_editor):
    image = photo()
    lose(image)
    response = as_editor.get(image.file.url)
    assert response.status_code == 404
    assert MESSAGE in response.text


@pytest.mark.parametrize("loss", ["missing", "damaged", "empty"])
def test_the_admin_shows_its_pages_where_files_are_missing_or_damaged(loss, as_editor, editor, token_of, home):
    image, one, svg = photo(), document(), drawing()
    page = StandardPageFactory(parent=home, slug="col", body=[("image", {"image": image, "caption": "Le col"})])
    for each in (image, svg):
        each.renditions.all().delete()
    if loss == "missing":
        lose(image, one, svg)
    else:
        for each in (image, svg):
            Path(each.file.path).write_bytes(Path(each.file.path).read_bytes()[:200] if loss == "damaged" else b"")
    addresses = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:index") + "?layout=list",
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages:edit", args=[svg.pk]),
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtailimages:image_usage", args=[image.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
        reverse("wagtailimages_chooser:chosen", args=[svg.pk]),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:edit", args=[one.pk]),
        reverse("wagtaildocs:delete", args=[one.pk]),
        reverse("wagtaildocs_chooser:chosen", args=[one.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[home.pk]),
    ]
    for address in addresses:
        assert as_editor.get(address).status_code == 200, address
    for pk in (image.pk, svg.pk) if loss == "missing" else ():
        response = as_editor.get(reverse("wagtailimages:preview", args=[pk, "width-100"]))
        assert response.status_code == 404
        assert MESSAGE in response.text
    for address in ("/api/v3/images/", f"/api/v3/images/{image.pk}/", "/api/v3/documents/"):
        assert as_editor.get(address, headers=token_of(editor)).status_code == 200, address
    response = as_editor.get(reverse("wagtailimages:edit", args=[svg.pk]))
    data = {"title": "Autre titre", "collection": image.collection_id}
    assert as_editor.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    assert response.status_code == 200
    assert Client().get(page.url).status_code == 200


def drawing() -> SillonImage:
    content = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="5" height="5"/></svg>'
    return SillonImage.objects.create(title="Plan", file=ContentFile(content, "plan.svg"))


def test_a_missing_upload_is_a_404_with_a_message(member):
    from members.models import Upload

    one = Upload.objects.create(kind="document", title="Budget", file=ContentFile(b"x", "b.pdf"), owner=member)
    Path(one.file.path).unlink()
    response = logged_in(member).get(reverse("members_upload", args=[one.pk]))
    assert response.status_code == 404
    assert MESSAGE in response.text


# --- Reported of others ----------------------------------------------------------------------------------------------


# Wagtail leaves the file open that it measures.
@pytest.mark.filterwarnings(r"ignore:unclosed file <_io:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io:pytest.PytestUnraisableExceptionWarning")
def test_a_document_that_is_replaced_under_its_name_keeps_its_address(as_editor, client):
    one = document()
    etag = client.get(one.url)["ETag"]
    data = {
        "title": "Rapport",
        "file": ContentFile(b"%PDF-1.4 plus long", one.filename),
        "collection": one.collection_id,
    }
    assert as_editor.post(reverse("wagtaildocs:edit", args=[one.pk]), data).status_code == 302
    response = client.get(one.url)
    assert finished(response) == b"%PDF-1.4 plus long"
    assert response["ETag"] != etag
    assert Path(SillonDocument.objects.get().file.path).is_relative_to(django_settings.PRIVATE_ROOT)
    gc.collect()  # here, where the warning is expected: the file is part of a reference cycle


def test_of_two_documents_of_one_name_one_stays_when_the_other_goes(client, home, django_capture_on_commit_callbacks):
    one, other = document(), document(content=b"%PDF-1.4 un autre")
    assert one.file.name != other.file.name
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert client.get(other.url).getvalue() == b"%PDF-1.4 un autre"
