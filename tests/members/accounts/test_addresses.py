"""An address to which no mail can be sent is refused at its field, and the other values stay."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from core.guards import antispam
from home.models import Identity
from inventory.models import SiteProfilePage
from members.models import Contribution, User
from tests.core.text.test_addresses import REFUSED
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
REFUSAL = "Nous ne pouvons pas écrire à cette adresse"
#: One of each kind.
TYPED = [REFUSED[0], REFUSED[2]]


@pytest.mark.parametrize("address", TYPED)
def test_invalid_address_gets_no_new_password(client, home, address):
    response = client.post("/compte/password/reset/", {"email": address})
    assert response.status_code == 200
    assert REFUSAL in response.text
    assert mail.outbox == []


@pytest.mark.parametrize("address", TYPED)
def test_invalid_address_opens_no_account(client, home, address):
    typed = {"name": "Camille Durand", "email": address, "password1": "Un-mot-2-passe"}
    response = client.post("/compte/signup/", typed)
    assert response.status_code == 200
    assert REFUSAL in response.text
    assert "Camille Durand" in response.text
    assert not User.objects.exists()


@pytest.mark.parametrize("address", TYPED)
def test_invalid_address_is_no_new_address(client, member, address):
    client.force_login(member)
    client.post("/compte/reauthenticate/", {"password": "motdepasse"})
    response = client.post("/compte/email/", {"email": address, "action_add": ""})
    assert response.status_code == 200
    assert REFUSAL in response.text


@pytest.mark.parametrize("address", TYPED)
def test_report_with_an_invalid_address_keeps_its_words(client, home, address, monkeypatch):
    monkeypatch.setattr(antispam, "LEAST", 0)
    place = SiteProfilePageFactory()
    step = client.get(f"/contribuer/signaler/?sur={place.translation_key}")["Location"]
    typed = {
        "reason": "other", "words": "Le portail est bleu.", "contact": address, "_vu": "",
        antispam.STAMP: client.get(step).context["stamp"], "sur": str(place.translation_key),
    }  # fmt: skip
    response = client.post(step.partition("?")[0], typed, follow=True)
    assert response.status_code == 200
    assert REFUSAL in response.text
    assert "Le portail est bleu." in response.text
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("model", [SiteProfilePage, Identity, User])
def test_invalid_address_is_refused_in_the_admin(home, model):
    field = model._meta.get_field("email")
    with pytest.raises(ValidationError, match=REFUSAL):
        field.clean(TYPED[0], model())


def test_address_columns_are_those_of_django():
    field = Identity._meta.get_field("email")
    assert field.deconstruct()[1] == "django.db.models.EmailField"
