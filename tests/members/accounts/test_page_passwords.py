"""How often the password of a page or of a collection of documents may be guessed."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.guards import throttling
from core.guards.throttling import DAY, Limit
from core.models import SillonDocument
from members.accounts import page_passwords
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
TOO_MANY = "Trop d’essais depuis votre réseau."


@pytest.fixture(autouse=True)
def morning(monkeypatch, clock) -> None:
    """It is nine o’clock in France."""
    clock(1_800_000_000 - throttling.time.time())


@pytest.fixture
def few(monkeypatch) -> None:
    """Two wrong passwords in five minutes and six a day, where the site allows ten and a hundred."""
    assert (Limit(10, 300), Limit(100, DAY)) == page_passwords.BOUNDS
    monkeypatch.setattr(page_passwords, "BOUNDS", (Limit(2, 300), Limit(6, DAY)))


@pytest.fixture
def page(home):
    page = SiteProfilePageFactory(title="Le Préau", slug="preau")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="sesame"
    )
    return f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", "/inventaire/preau/"


@pytest.fixture
def document(home):
    folder = Collection.get_first_root_node().add_child(name="Réservé")
    restriction = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type=CollectionViewRestriction.PASSWORD, password="sesame"
    )
    document = SillonDocument.objects.create(title="Bilan", collection=folder)
    document.file.save("bilan.txt", ContentFile(b"12 lieux"))
    return f"/documents/authenticate_with_password/{restriction.pk}/", document.url


def give(client: Client, address: str, password: str, back: str, **more):
    return client.post(address, {"password": password, "return_url": back}, **more)


@pytest.mark.parametrize("what", ["page", "document"])
def test_ten_wrong_passwords_shut_it_for_one_network_for_five_minutes(request, client, clock, what):
    address, back = request.getfixturevalue(what)
    assert client.get(back).status_code == 200
    for _ in range(10):
        wrong = give(client, address, "faux", back)
        assert wrong.status_code == 200
        assert TOO_MANY not in wrong.text
        assert wrong.text.count("Mot de passe incorrect.") == 2, "above the form and at its field"
    refused = give(client, address, "sesame", back)
    assert refused.status_code == 429
    error = re.search(r'<input[^>]*name="password"[^>]*>', refused.text)[0]
    assert 'aria-invalid="true"' in error
    assert refused.text.count(TOO_MANY) == 2, "above the form and at its field"
    assert f'value="{back}"' in refused.text
    assert "sesame" not in refused.text
    assert give(Client(), address, "sesame", back, REMOTE_ADDR="192.0.2.77").status_code == 302
    clock(301)
    assert give(client, address, "sesame", back)["Location"] == back


def test_address_with_another_page_counts_for_the_same_password(client, page, home, clock):
    address, back = page
    restriction = address.split("/")[3]
    other = SiteProfilePageFactory(title="Autre", slug="autre")
    for _ in range(10):
        give(client, address, "faux", back)
    again = f"/_util/authenticate_with_password/{restriction}/{other.pk}/"
    assert give(client, again, "sesame", back).status_code == 429


def test_right_passwords_are_not_counted(page, few):
    address, back = page
    for _ in range(7):
        assert give(Client(), address, "sesame", back).status_code == 302


def test_refused_attempts_are_not_counted_for_the_day(client, page, clock, few):
    address, back = page
    for _ in range(8):
        give(client, address, "faux", back)
    clock(301)
    assert give(client, address, "sesame", back).status_code == 302


def test_refusal_names_the_hour_at_which_its_window_ends(client, page, clock, few):
    address, back = page
    for _ in range(2):
        give(client, address, "faux", back)
    assert "Réessayez à partir de 9 h 06." in give(client, address, "faux", back).text.replace("\u00a0", " ")
    for _ in range(2):
        clock(301)
        for _ in range(2):
            give(client, address, "faux", back)
    clock(301)
    text = give(client, address, "faux", back).text.replace("\u00a0", " ")
    assert "Réessayez à partir de demain 9 h 01." in text


def test_day_has_a_number_of_wrong_passwords(client, page, clock, few):
    address, back = page
    answers = []
    for _ in range(5):
        answers += [give(client, address, "faux", back).status_code for _ in range(2)]
        clock(301)
    assert answers.count(200) == 6
    clock(DAY)
    assert give(client, address, "sesame", back).status_code == 302
