"""What one process changes, another one knows at its next request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from core.setup import ensure_page
from home.models import StandardPage
from members.models import User
from tests.core.files.test_serving import document, drawing, photo
from tests.core.visibility.test_version import change_menu, expiry_comes, publish, restrict
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.forks import Fork

Ask = Callable[..., tuple[int, str]]


def serve(requests: Connection, username: str, folder: Path) -> None:
    """Answer each (address, ETag) with status and ETag, as a web process with empty folders of its own."""
    override_settings(MEDIA_ROOT=folder / "media", PRIVATE_ROOT=folder / "private").enable()
    while (asked := requests.recv()) is not None:
        path, tag = asked
        client = Client(raise_request_exception=False)
        if username:
            client.force_login(User.objects.get(username=username))
        response = client.get(path, headers={"If-None-Match": tag} if tag else {})
        requests.send((response.status_code, response.headers.get("ETag", "")))


@pytest.fixture
def other(request, transactional_db, tmp_path) -> Iterator[Ask]:
    """Sends a request to another process. The parameter names the account that is logged in there."""
    ours, theirs = Pipe()
    process = Fork(serve, theirs, getattr(request, "param", ""), tmp_path)

    def ask(path: str, tag: str = "") -> tuple[int, str]:
        ours.send((path, tag))
        assert ours.poll(60), "no answer"
        return ours.recv()

    yield ask
    ours.send(None)
    assert process.wait() == 0


#: By a signal of Wagtail, by a restriction, in a form of the admin, by a command; each with an address that shows it.
#: All causes change the same row (test_version.py); test_revalidation.py has what shows each.
CAUSES = (
    (publish, "/inventaire/{slug}/"),
    (restrict, "/sitemap.xml"),
    (change_menu, "/"),
    (expiry_comes, "/sitemap.xml"),
)


@pytest.mark.django_db(transaction=True)
def test_a_change_is_known_at_once_to_another_process(home, client, other):
    for number, (cause, address) in enumerate(CAUSES):
        place = SiteProfilePageFactory(title=f"Cime {number}", slug=f"cime-{number}")
        text = ensure_page(home, StandardPage, f"texte-{number}", "Texte")
        path = address.format(slug=place.slug)
        status, tag = other(path)
        assert (status, tag) == (200, client.get(path)["ETag"])
        assert other(path, tag) == (304, tag), cause.__name__
        cause(place, text)
        assert other(path, tag) == (200, client.get(path)["ETag"]) != (200, tag), cause.__name__
        assert other("/robots.txt", client.get("/robots.txt")["ETag"])[0] == 304


@pytest.mark.django_db(transaction=True)
@pytest.mark.indexed
@pytest.mark.parametrize("other", ["une-admin"], indirect=True)
def test_a_process_without_the_files_answers_without_an_error(home, admin, other):
    """Its media and private folders are other ones, and empty."""
    one, image, svg = document(), photo(), drawing()
    body = [("image", {"image": image, "caption": "Le col"}), ("image", {"image": svg, "caption": "Le plan"})]
    page = StandardPageFactory(parent=home, slug="col", body=body, social_image=image)
    place = SiteProfilePageFactory(social_image=svg)
    addresses = [
        "/", page.url, place.url, "/inventaire/", "/memento/", "/recherche/?q=col", "/sitemap.xml", "/sante/",
        "/api/v3/places/", f"/api/v3/places/{place.slug}/", "/api/v3/places.geojson",
        reverse("wagtailimages:index"), reverse("wagtaildocs:index"), reverse("wagtailimages_chooser:choose"),
        *(reverse(f"wagtailimages:{name}", args=[each.pk]) for name in ("edit", "delete") for each in (image, svg)),
        *(reverse("wagtailimages_chooser:chosen", args=[each.pk]) for each in (image, svg)),
        reverse("wagtaildocs:edit", args=[one.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[place.pk]),
    ]  # fmt: skip
    assert {address: other(address)[0] for address in addresses} == dict.fromkeys(addresses, 200)
    lost = [one.url, image.file.url, svg.file.url, reverse("wagtailimages:preview", args=[image.pk, "width-100"])]
    assert {address: other(address)[0] for address in lost} == dict.fromkeys(lost, 404)
