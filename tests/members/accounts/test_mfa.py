"""The second step of the log-in: setting it up, using it, and its requirement for people of the admin."""

from __future__ import annotations

import re
import time
import uuid
from base64 import b64decode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.models import SillonDocument
from inventory.choices import Visibility
from inventory.models import SiteProfilePage
from members.accounts import mfa
from members.models import Upload
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def code_of(secret: str, later: int = 0) -> str:
    """Return the code of an authenticator application now, or this number of codes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def log_in(client: Client, user, **more):
    return client.post("/compte/login/", {"login": user.username, "password": "motdepasse", **more})


def prove(client: Client) -> None:
    """Reauthenticate with the password, as pages about security require."""
    assert client.post("/compte/reauthenticate/", {"password": "motdepasse"}).status_code == 302


def activate(client: Client) -> str:
    """Set up the second step and return its secret. The cache is cleared, so that the same code can be used again."""
    prove(client)
    client.get("/compte/deux-etapes/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    response = client.post("/compte/deux-etapes/totp/activate/", {"code": code_of(secret)})
    assert response["Location"] == "/compte/deux-etapes/recovery-codes/"
    cache.clear()
    return secret


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def protected(client, member, at_once) -> str:
    """The secret of a member who has two steps, and is logged out again."""
    log_in(client, member)
    secret = activate(client)
    client.logout()
    mail.outbox.clear()
    return secret


def test_a_member_sets_up_two_steps(client, member, at_once):
    log_in(client, member)
    assert "pas encore active" in client.get("/compte/").text
    assert 'href="/compte/deux-etapes/totp/activate/"' in client.get("/compte/deux-etapes/").text
    way = client.get("/compte/deux-etapes/totp/activate/")["Location"]
    assert way.startswith("/compte/reauthenticate/?next=")
    assert "Votre mot de passe" in client.get(way).text
    prove(client)
    page = client.get("/compte/deux-etapes/totp/activate/")
    drawing = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)"', page.text)[1]
    assert b64decode(drawing).startswith(b"<?xml")
    assert b'fill="white"' in b64decode(drawing), "it is read on dark pages too"
    assert client.session[SECRET_SESSION_KEY] in page.text
    assert "style=" not in page.text.partition("<main")[2].partition("</main>")[0]
    wrong = client.post("/compte/deux-etapes/totp/activate/", {"code": "000000"}).text
    assert "Ce code n’est pas le bon" in wrong
    assert client.session[SECRET_SESSION_KEY] in wrong, "the telephone keeps what it has read"

    secret = client.session[SECRET_SESSION_KEY]
    client.post("/compte/deux-etapes/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/compte/deux-etapes/recovery-codes/").text
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert "La connexion en deux étapes est active." in codes
    assert [message.subject for message in mail.outbox] == ["Votre compte demande maintenant deux étapes"]
    assert "(active)" in client.get("/compte/").text
    download = client.get("/compte/deux-etapes/recovery-codes/download/")
    assert "Codes de secours" in download.text


def test_the_log_in_then_asks_for_a_code(client, member, protected):
    assert log_in(client, member, next="/inventaire/")["Location"] == "/compte/deux-etapes/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/compte/")["Location"].startswith("/compte/login/")
    assert "Deuxième étape" in client.get("/compte/deux-etapes/authenticate/").text
    wrong = client.post("/compte/deux-etapes/authenticate/", {"code": "000000"}).text
    assert "Ce code n’est pas le bon" in wrong
    response = client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    assert response["Location"] == "/inventaire/"
    assert client.get("/compte/").status_code == 200


def test_a_code_serves_once(client, member, protected):
    code = code_of(protected)
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code})
    client.logout()
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_recovery_code_is_used_once(client, member, protected):
    authenticator = Authenticator.objects.get(user=member, type="recovery_codes")
    code = authenticator.wrap().get_unused_codes()[0]
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code})["Location"] == "/compte/"
    assert "Il vous en reste 9" in client.get("/compte/deux-etapes/").text
    client.logout()
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code}).status_code == 200


def test_codes_are_limited_in_number(client, member, protected):
    log_in(client, member)
    for _ in range(5):
        page = client.post("/compte/deux-etapes/authenticate/", {"code": "000000"})
    page = client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    assert "Trop d’essais" in page.text
    assert "_auth_user_id" not in client.session


def test_new_recovery_codes_and_deactivation_need_reauthentication(client, member, protected, at_once):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    for path in ("recovery-codes/generate/", "totp/deactivate/"):
        # Without the transaction's way around errors this was an error of the site.
        response = client.post(f"/compte/deux-etapes/{path}")
        assert response["Location"].startswith("/compte/reauthenticate/")
    prove(client)
    assert "codes qui vous restent" in client.get("/compte/deux-etapes/recovery-codes/generate/").text
    client.post("/compte/deux-etapes/recovery-codes/generate/")
    assert "Désactiver" in client.get("/compte/deux-etapes/totp/deactivate/").text
    response = client.post("/compte/deux-etapes/totp/deactivate/", follow=True)
    assert "n’est plus active" in response.text
    assert not Authenticator.objects.filter(user=member).exists()
    assert [message.subject for message in mail.outbox] == [
        "Votre compte a de nouveaux codes de secours",
        "Votre compte ne demande plus deux étapes",
    ]


def test_code_is_enough_for_reauthentication(client, member, protected):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    page = client.get("/compte/reauthenticate/?next=/compte/deux-etapes/recovery-codes/").text
    assert "Donner plutôt un code de mon téléphone" in page
    page = client.get("/compte/deux-etapes/reauthenticate/?next=/compte/deux-etapes/recovery-codes/").text
    assert "Donner plutôt mon mot de passe" in page
    response = client.post(
        "/compte/deux-etapes/reauthenticate/",
        {"code": code_of(protected, later=1), "next": "/compte/deux-etapes/recovery-codes/"},
        follow=True,
    )
    assert "Codes de secours" in response.text


def test_account_with_a_second_step_may_change_its_address(client, member, protected):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    prove(client)
    page = client.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""}, follow=True).text
    assert "n’est pas encore confirmée" in page


# --- Required ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["editor", "moderator", "admin"])
def test_required_second_step_comes_before_the_admin(request, client, required, who):
    client.force_login(request.getfixturevalue(who))
    for path in ("/admin/", "/admin/pages/", "/admin/moderation/comptes/"):
        assert client.get(path)["Location"].startswith(
            "/compte/deux-etapes/totp/activate/?next=/admin/".replace("/admin/", "%2Fadmin%2F")
        )
    response = client.get("/admin/", follow=True)
    assert "demande une connexion en deux étapes" in response.text
    assert client.post("/admin/pages/1/unpublish/").status_code == 302
    answer = client.get("/admin/api/main/pages/")
    assert (answer.status_code, "deux étapes" in answer.json()["detail"]) == (403, True)
    assert client.get("/inventaire/").status_code == 200


@pytest.fixture
def team_place(home) -> SiteProfilePage:
    """A place whose address only the team sees."""
    return SiteProfilePageFactory(title="La Forge", address="4 rue Cachée", visibility_address=Visibility.TEAM)


@pytest.fixture
def group_place(home) -> SiteProfilePage:
    """A place that only editors see."""
    place = SiteProfilePageFactory(title="Réservée aux éditeurs", slug="reservee")
    restriction = PageViewRestriction.objects.create(page=place, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Éditeurs"))
    return place


@pytest.fixture
def group_document(home) -> SillonDocument:
    """A document of a collection that only editors see."""
    collection = Collection.get_first_root_node().add_child(name="Réservée")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Éditeurs"))
    document = SillonDocument(title="Secret", file=ContentFile(b"texte", "secret.txt"), collection=collection)
    document.save()
    return document


def test_session_without_second_step_reads_what_a_visitor_reads(
    client, editor, required, at_once, team_place, group_place, group_document
):
    def reads() -> dict[str, bool]:
        document = client.get(group_document.url)
        b"".join(document.streaming_content if document.streaming else [])  # closes the file
        return {
            "field": "rue Cachée" in client.get(team_place.url).text,
            "field in the API": "rue Cachée" in client.get(f"/api/v3/places/{team_place.slug}/").text,
            "page": client.get(group_place.url).status_code == 200,
            "page in the list": "Réservée aux éditeurs" in client.get("/inventaire/").text,
            "document": document.status_code == 200,
            "contributions": client.get("/api/v3/contributions/").status_code == 200,
        }

    client.force_login(editor)
    assert [name for name, may in reads().items() if may] == []
    assert client.get("/").status_code == 200
    activate(client)
    seen = [name for name, may in reads().items() if may]
    assert {"field", "page", "page in the list", "document", "contributions"} <= {*seen}


def test_log_in_without_second_step_leads_to_its_set_up(client, editor, required):
    client.force_login(editor)
    way = client.get(f"/contribuer/lieu/{uuid.uuid4()}/lieu/", follow=True)
    assert any(url.startswith("/compte/deux-etapes/totp/activate/") for url, _ in way.redirect_chain)
    assert way.redirect_chain[-1][0].startswith("/compte/reauthenticate/")
    assert "demande une connexion en deux étapes" in way.text
    assert client.get("/compte/").status_code == 200


def test_session_without_second_step_reads_no_private_files(client, moderator, member, required):
    upload = Upload.objects.create(
        kind="document", title="Plan", file=ContentFile(b"%PDF-1.4", "x.pdf"), owner=member, contribution=None
    )
    client.force_login(moderator)
    assert client.get(f"/compte/fichiers/{upload.pk}/")["Location"].startswith("/compte/deux-etapes/totp/activate/")


def test_second_step_is_not_required_of_members(client, editor, member, settings):
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    settings.MFA_REQUIRED = True
    assert mfa.is_missing(editor)
    assert not mfa.is_missing(member)


def test_admin_opens_once_the_second_step_is_set_up(client, editor, required, at_once):
    client.force_login(editor)
    activate(client)
    assert 'href="/admin/"' in client.get("/compte/deux-etapes/recovery-codes/").text
    assert client.get("/admin/").status_code == 200
    page = client.get("/compte/deux-etapes/totp/deactivate/").text
    assert "elles restent actives" in page
    client.post("/compte/deux-etapes/totp/deactivate/")
    assert mfa.is_active(editor)


def test_session_without_second_step_can_log_out(client, editor, required):
    client.force_login(editor)
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_log_in_pages_of_wagtail_need_the_second_step(client, home):
    make_user("quelqu-un")
    words = {"username": "quelqu-un", "password": "motdepasse"}
    response = client.post("/_util/login/", words)
    assert response["Location"].startswith("/compte/login/")
    assert "_auth_user_id" not in client.session
