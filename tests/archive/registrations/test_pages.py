"""The form, the secret page of a registration, and what neither of them gives away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from archive import limits
from archive.models import Registration
from archive.registrations import links
from core.guards.throttling import Limit
from core.setup import ensure_page
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.archive.registrations.conftest import address_in, day, mails_to

pytestmark = pytest.mark.django_db


def test_a_reader_registers_confirms_and_cancels_without_an_account(send, client):
    response = send()
    assert response.status_code == 302
    assert "Regardez vos courriels" in client.get(response.url).text
    (message,) = mail.outbox
    assert message.subject == "Confirmez votre inscription : Une soirée"
    address = address_in(message)
    page = client.get(address)
    assert "Une place vous est réservée" in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert Registration.objects.get().confirmed_at is None  # a GET changes nothing
    assert client.post(address, {"confirmer": "1"}).status_code == 302
    assert "Votre inscription est confirmée" in client.get(address).text
    assert "Votre inscription est annulée" in client.post(address, {"annuler": "1"}).text
    assert not Registration.objects.exists()
    assert client.get(address).status_code == 410


def test_pages_of_a_registration_need_no_cookie(send):
    send()
    client = Client(enforce_csrf_checks=True)
    address = address_in(mail.outbox[0])
    response = client.get(address)
    assert not response.cookies
    assert client.post(address, {"confirmer": "1"}).status_code == 302


def test_the_answer_is_the_same_for_a_registered_address(send, client):
    first = send()
    assert Registration.objects.update(confirmed_at=timezone.now()) == 1
    again = send()
    other = send("autre@example.org")
    assert first.url == again.url == other.url
    assert Registration.objects.count() == 2


def test_whoever_registers_again_gets_the_mail_again_but_not_at_once(send, monkeypatch):
    monkeypatch.setattr(limits, "REPEATS", (Limit(2, 120),))
    for _ in range(3):
        send()
    assert len(mail.outbox) == 2
    assert address_in(mail.outbox[0]) == address_in(mail.outbox[1])


def test_no_mailbox_is_flooded_and_registered_addresses_are_counted_alike(send, monkeypatch, event):
    monkeypatch.setattr(limits, "BY_ADDRESS", (Limit(3, 3600),))
    monkeypatch.setattr(limits, "REPEATS", (Limit(100, 3600),))
    statuses = [send(f"ada+{number}@example.org").status_code for number in range(4)]
    assert statuses == [302, 302, 302, 302]  # the answer does not tell
    assert len(mail.outbox) == Registration.objects.count() == 3


def test_a_network_cannot_send_the_same_address_for_ever(send, monkeypatch):
    monkeypatch.setattr(limits, "BY_NETWORK_AND_ADDRESS", (Limit(2, 3600),))
    assert [send().status_code for _ in range(3)] == [302, 302, 429]


def test_an_address_that_is_too_long_for_delivery_is_refused(send):
    address = "a" * 64 + "@" + ".".join(["é" + "a" * 14] * 9) + ".org"
    response = send(address)
    assert response.status_code == 422
    assert "Nous ne pouvons pas écrire à cette adresse" in response.text


def test_a_network_cannot_go_on_with_other_addresses(send, monkeypatch):
    monkeypatch.setattr(limits, "BY_NETWORK", (Limit(2, 3600),))
    statuses = [send(f"{number}@example.org").status_code for number in range(3)]
    assert statuses == [302, 302, 429]
    assert Registration.objects.count() == 2


def test_nothing_typed_is_lost_by_a_mistake(send):
    response = send("pas une adresse", organisation="Mairie de Crolles")
    assert response.status_code == 422
    assert "L’inscription n’est pas encore faite" in response.text
    assert 'value="pas une adresse"' in response.text
    assert 'value="Mairie de Crolles"' in response.text
    assert len(response.context["form"].errors["email"]) == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"telecopie": "x"}, "ressemble à celui d’un robot"),
        ({"_ouvert": "faux"}, "si vite"),
        ({"name": "Gagnez sur www.example.com"}, "sans adresse, numéro ni signe"),
    ],
    ids=["honeypot", "stamp", "advertising"],
)
def test_robots_are_refused_with_their_words(send, data, expected):
    response = send(**data)
    assert expected in response.text
    assert not mail.outbox
    assert 'value="ada@example.org"' in response.text


def test_a_form_of_another_site_is_shown_again(event):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"{event.url}inscription/", {"name": "Ada", "email": "ada@example.org"})
    assert response.status_code == 403
    assert "Rien n’est perdu" in response.text
    assert not mail.outbox


def test_the_page_of_the_event_says_whether_one_can_register(client, event, book):
    assert "S’inscrire" in client.get(event.url).text
    book("0@example.org")
    book("1@example.org")
    assert "Il reste la liste d’attente" in client.get(event.url).text
    event.registrations_until = day(-1)
    event.save()
    assert "Les inscriptions sont closes" in client.get(event.url).text


def test_the_page_of_the_event_is_public_and_cached(client, event):
    response = client.get(event.url)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies


def test_a_cached_page_is_read_again_once_the_event_has_begun(client, event, monkeypatch):
    begins = event.starts_at
    monkeypatch.setattr(timezone, "now", lambda: begins - timedelta(minutes=1))
    tag = client.get(event.url)["ETag"]
    assert client.get(event.url, headers={"If-None-Match": tag}).status_code == 304
    monkeypatch.setattr(timezone, "now", lambda: begins)
    response = client.get(event.url, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "Les inscriptions sont closes" in response.text


def test_a_full_event_offers_the_waiting_list(send, client, book):
    book("0@example.org")
    book("1@example.org")
    response = send()
    assert response.status_code == 302
    (message,) = mails_to("ada@example.org")
    assert message.subject == "Liste d’attente, à confirmer : Une soirée"
    assert "vous êtes sur la liste d’attente" in client.get(address_in(message)).text


def test_a_closed_event_says_so(client, event):
    event.state = "cancelled"
    event.save()
    response = client.get(f"{event.url}inscription/")
    assert response.status_code == 200
    assert "Cet évènement est annulé" in response.text
    assert "<form" not in re.sub(r"<header.*?</header>", "", response.text, flags=re.DOTALL)


def test_events_without_registration_and_unpublished_ones_have_no_form(client, event):
    event.takes_registrations = False
    event.save()
    assert client.get(f"{event.url}inscription/").status_code == 404
    event.takes_registrations, event.live = True, False
    event.save()
    assert client.get(f"{event.url}inscription/").status_code == 404


def test_the_question_of_the_organiser_is_answered(send, event):
    event.registration_question = "Déjeunez-vous avec nous ?"
    event.save()
    send(answer="Oui, sans gluten")
    assert Registration.objects.get().answer == "Oui, sans gluten"


@pytest.mark.parametrize("forge", ["other salt", "changed", "raw"])
def test_forged_links_are_refused(send, client, event, forge):
    send()
    registration = Registration.objects.get()
    token = links.path_of(registration).split("/")[-2]
    forged = {
        "other salt": Signer(salt="archive.notices").sign(registration.key.hex),
        "changed": f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
        "raw": registration.key.hex,
    }[forge]
    address = f"{event.url}inscription/{forged}/"
    assert client.get(address).status_code == 410
    assert client.post(address, {"annuler": "1"}).status_code == 410
    assert Registration.objects.exists()


def test_an_expired_link_is_refused(send, client):
    send()
    address = address_in(mail.outbox[0])
    Registration.objects.update(confirm_by=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 410
    assert client.post(address, {"confirmer": "1"}).status_code == 410


def test_a_replayed_link_gives_no_seat_back(send, client, book):
    send()
    address = address_in(mail.outbox[0])
    client.post(address, {"annuler": "1"})
    assert client.post(address, {"confirmer": "1"}).status_code == 410
    assert not Registration.objects.exists()


def test_after_the_beginning_a_registration_stays_as_it_is(client, event, book):
    registration = book("ada@example.org")
    event.date = day(-1).isoformat()
    event.save()
    page = client.post(links.path_of(registration), {"annuler": "1"})
    assert "ne se change plus" in page.text
    assert Registration.objects.exists()


def test_a_postponed_event_has_not_begun(client, event, book):
    registration = book("ada@example.org")
    event.date, event.state = day(-1).isoformat(), "postponed"
    event.save()
    page = client.get(links.path_of(registration)).text
    assert "est reporté" in page
    assert "a commencé" not in page


def test_an_unpublished_event_shows_no_draft(client, event, book):
    registration = book("ada@example.org")
    event.unpublish()
    event.venue, event.online_url = "Brouillon", "https://visio.example/brouillon"
    event.save_revision()
    event.save()
    page = client.get(links.path_of(registration)).text
    assert "n’est plus en ligne" in page
    assert "rouillon" not in page
    assert "confirmée" not in page


def test_a_private_place_is_not_named(client, event, send, close):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    event.place, event.venue = place, ""
    event.save_revision().publish()
    send()
    assert "– Où : La Menuise" in mail.outbox[0].body
    close(place)
    send("autre@example.org")
    (message,) = mails_to("autre@example.org")
    assert "Menuise" not in message.body
    assert "Menuise" not in str(message.attachments)
    assert "Menuise" not in client.get(f"{event.url}inscription/").text


def test_registrants_of_a_cancelled_event_are_not_told_to_come(client, event, book):
    registration = book("ada@example.org")
    event.state, event.online_url = "cancelled", "https://visio.example/salle"
    event.save()
    page = client.get(links.path_of(registration)).text
    assert "« Une soirée » est annulé." in page.replace("\u00a0", " ")
    assert "À bientôt" not in page
    assert "visio.example" not in page
    client.post(links.path_of(registration), {"annuler": "1"})
    assert not Registration.objects.exists()


def test_the_link_of_the_session_is_for_confirmed_registrants_alone(client, event, send):
    event.online_url = "https://visio.example/salle"
    event.mode = "online"
    event.save_revision().publish()
    send()
    (message,) = mail.outbox
    address = address_in(message)
    public = [event.url, f"/api/v3/events/{event.slug}/", "/api/v3/events/", f"{event.url}agenda.ics", address]
    assert [url for url in public if "visio.example" in client.get(url).text] == []
    assert "visio.example" not in message.body
    client.post(address, {"confirmer": "1"})
    assert "https://visio.example/salle" in client.get(address).text
    client.post(address, {"confirmer": "1"})  # a second click
    assert [len(mails_to("ada@example.org")), "visio.example" in mail.outbox[-1].body] == [2, True]
