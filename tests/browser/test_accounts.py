"""An account on a telephone, from the sign-up to the last mail: every page and state, as axe sees them."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from members.models import Managed, User
from tests.browser.axe import violations
from tests.browser.conftest import PASSWORD, log_in
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(request, page: Page, home) -> Page:
    """A telephone that notes what the browser's policy refuses."""
    cache.clear()
    page.set_viewport_size(PHONE)
    page.refused = []
    # Without scripts axe cannot look either: then it is the way that is tried.
    page.is_looked_at = getattr(request.node, "callspec", None) is None or request.node.callspec.params["page"]
    page.on("console", lambda line: page.refused.append(line.text) if "Content Security Policy" in line.text else None)
    page.emulate_media(color_scheme="light")
    return page


def check(page: Page, heading: str) -> None:
    """The page of this heading, without a fault and without a word beyond the edge."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    if page.is_looked_at:
        assert violations(page) == [], heading
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], heading
    assert page.refused == [], heading


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def follow_mail(page: Page, start: str) -> None:
    expect_mail = next(message for message in reversed(mail.outbox) if message.subject.startswith(start))
    page.goto(re.search(r"https?://[^/\s]+(/compte/\S*)", expect_mail.body)[1])


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("page", [True, False], ids=["script", "no script"], indirect=True)
def test_somebody_opens_an_account_and_leaves_again(phone):
    phone.goto("/compte/login/?next=/inventaire/")
    check(phone, "Connexion")
    phone.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    check(phone, "Créer un compte")
    expect(phone.get_by_label("Laissez ce champ vide")).to_be_hidden()
    phone.get_by_label("Votre nom").fill("Anne Martin")
    phone.get_by_label("Votre adresse électronique").fill("anne@example.org")
    phone.get_by_label("Choisissez un mot de passe").fill("1234")
    press(phone, "Créer mon compte")
    check(phone, "Créer un compte")
    expect(phone.get_by_role("alert")).to_contain_text("trop court")
    expect(phone.get_by_label("Votre nom")).to_have_value("Anne Martin")
    phone.get_by_label("Choisissez un mot de passe").fill("Sapin-42-bleu")
    press(phone, "Créer mon compte")
    check(phone, "Confirmez votre adresse")
    follow_mail(phone, "Confirmez votre adresse")
    check(phone, "Confirmer mon adresse")
    press(phone, "Oui, confirmer cette adresse")
    phone.wait_for_url("**/inventaire/")

    phone.get_by_role("contentinfo").get_by_role("link", name="Mon compte").click()
    Managed.objects.create(
        user=User.objects.get(email="anne@example.org"), page=SiteProfilePageFactory(title="La Scierie")
    )
    phone.reload()
    check(phone, "Mon compte")
    phone.get_by_role("link", name="Mon profil").click()
    check(phone, "Mon profil")
    phone.get_by_label("Votre nom").fill("www.exemple.example")
    press(phone, "Enregistrer")
    check(phone, "Mon profil")
    expect(phone.get_by_role("alert")).to_contain_text("Écrivez un nom")
    phone.get_by_label("Votre nom").fill("Anne-Laure Martin")
    press(phone, "Enregistrer")
    expect(phone.get_by_role("status")).to_contain_text("Votre profil est enregistré.")

    phone.emulate_media(color_scheme="dark")
    check(phone, "Mon compte")
    phone.get_by_role("link", name="Supprimer mon compte").click()
    check(phone, "Supprimer mon compte")
    phone.get_by_label("Votre mot de passe").fill("Sapin-42-bleu")
    press(phone, "Supprimer mon compte")
    expect(phone.get_by_role("status")).to_contain_text("Votre compte est supprimé.")
    assert not User.objects.filter(email="anne@example.org").exists()


def test_a_forgotten_password_is_chosen_anew(phone):
    make_user("anne", "Membres")
    phone.goto("/compte/password/reset/")
    check(phone, "Mot de passe oublié")
    phone.get_by_label("Adresse électronique de votre compte").fill("anne@example.org")
    press(phone, "Recevoir le lien")
    check(phone, "Courriel envoyé")
    follow_mail(phone, "Choisir un nouveau mot de passe")
    check(phone, "Nouveau mot de passe")
    phone.get_by_label("Nouveau mot de passe").fill("Sapin-42-bleu")
    phone.get_by_label("Encore une fois").fill("Sapin-42-vert")
    press(phone, "Enregistrer ce mot de passe")
    check(phone, "Nouveau mot de passe")
    phone.get_by_label("Nouveau mot de passe").fill("Sapin-42-bleu")
    phone.get_by_label("Encore une fois").fill("Sapin-42-bleu")
    press(phone, "Enregistrer ce mot de passe")
    check(phone, "Mot de passe changé")
    follow_mail(phone, "Choisir un nouveau mot de passe")
    check(phone, "Lien périmé")


def test_two_steps_are_set_up_and_asked_for(phone):
    make_user("anne", "Membres")
    phone.goto("/compte/login/")
    phone.get_by_label("Adresse électronique ou nom d’utilisateur").fill("anne")
    phone.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(phone, "Se connecter")
    check(phone, "Mon compte")
    phone.get_by_role("link", name="Connexion en deux étapes").click()
    check(phone, "Connexion en deux étapes")
    phone.get_by_role("main").get_by_role("link", name="Activer").click()
    check(phone, "C’est bien vous ?")
    phone.get_by_label("Votre mot de passe").fill(PASSWORD)
    press(phone, "Continuer")
    check(phone, "Activer la connexion en deux étapes")
    drawing = phone.get_by_role("img", name="Code à lire avec l’application")
    assert drawing.evaluate("image => image.complete && image.naturalWidth > 0")
    phone.get_by_label("Code de l’application").fill("000000")
    press(phone, "Activer")
    check(phone, "Activer la connexion en deux étapes")
    secret = phone.locator("main code").inner_text()
    phone.get_by_label("Code de l’application").fill(code_of(secret))
    press(phone, "Activer")
    check(phone, "Codes de secours")
    phone.get_by_role("link", name="Mon compte").first.click()
    phone.get_by_role("link", name="Connexion en deux étapes").click()
    check(phone, "Connexion en deux étapes")
    phone.get_by_role("link", name="Faire de nouveaux codes").click()
    check(phone, "Nouveaux codes de secours")
    phone.goto("/compte/logout/")
    check(phone, "Se déconnecter")
    press(phone, "Se déconnecter")

    phone.goto("/compte/login/")
    phone.get_by_label("Adresse électronique ou nom d’utilisateur").fill("anne@example.org")
    phone.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(phone, "Se connecter")
    check(phone, "Deuxième étape")
    phone.get_by_label("Code").fill("000000")
    press(phone, "Se connecter")
    check(phone, "Deuxième étape")
    cache.clear()  # a code serves once, and the telephone may still show the first
    phone.get_by_label("Code").fill(code_of(secret))
    press(phone, "Se connecter")
    check(phone, "Mon compte")
    phone.goto("/compte/email/")
    check(phone, "Mon adresse électronique")
    phone.goto("/compte/password/change/")
    check(phone, "Changer de mot de passe")
    phone.goto("/compte/deux-etapes/totp/deactivate/")
    phone.get_by_label("Votre mot de passe").fill(PASSWORD)
    press(phone, "Continuer")
    check(phone, "Désactiver la connexion en deux étapes")


def test_a_moderator_lets_an_account_in(phone, settings):
    settings.MEMBERS_APPROVAL = True
    newcomer, moderator = make_user("anne"), make_user("un-moderateur", "Modérateurs")
    log_in(phone, moderator)
    phone.goto("/admin/moderation/comptes/")
    expect(phone.get_by_role("main").get_by_text("anne@example.org")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_text("Refuser").first.click()
    phone.get_by_role("button", name="Refuser et effacer ce compte").click()
    expect(phone.get_by_text("Dites pourquoi")).to_be_visible()
    assert violations(phone) == []
    edge = phone.get_by_label("La personne lira ces mots").bounding_box()
    assert edge["x"] + edge["width"] <= PHONE["width"]
    phone.get_by_role("button", name="Accepter").click()
    expect(phone.get_by_text("Aucun compte n’attend.")).to_be_visible()
    assert newcomer.groups.filter(name="Membres").exists()
