"""The doors of accounts and contributions: what a reader can do there, which the search finds like a page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from core.contributions.doors import contribution_url
from core.search.doors import Door, open_door
from core.visibility.gate import Audience, Gate


def _anonymous(view: str) -> Callable[[Gate], str]:
    return lambda gate: reverse(view) if gate.audience == Audience.PUBLIC else ""


def _members(view: str) -> Callable[[Gate], str]:
    return lambda gate: reverse(view) if gate.audience >= Audience.MEMBERS else ""


DOORS = (
    Door(
        "login", "Se connecter", "Pour retrouver vos contributions.",
        "se connecter, connexion, identification, s’identifier, login, espace membre, mon compte, accéder à mon compte",
        _anonymous("account_login"),
    ),
    Door(
        "signup", "Créer un compte", "Une adresse électronique suffit.",
        "créer un compte, inscription, s’inscrire, ouvrir un compte, devenir membre, rejoindre, adhérer",
        _anonymous("account_signup"),
    ),
    Door(
        "password", "Mot de passe oublié", "Choisissez-en un autre avec le lien que vous recevrez par courriel.",
        "mot de passe oublié, mot de passe perdu, réinitialiser mon mot de passe, changer de mot de passe, "
        "je n’arrive pas à me connecter, identifiants perdus",
        lambda gate: reverse("account_reset_password"),
    ),
    Door(
        "account", "Mon compte", "Votre profil, vos contributions et vos données.",
        "mon compte, mon profil, mes données, paramètres, supprimer mon compte, changer d’adresse, se désinscrire",
        _members("members_account"),
    ),
    Door(
        "contributions", "Mes contributions", "Ce que vous avez proposé, et où cela en est.",
        "mes contributions, mes brouillons, mes propositions, suivi de ma proposition",
        _members("members_contributions"),
    ),
    Door(
        "contribute", "Contribuer", "Proposer un lieu, un évènement, une publication, ou corriger une page.",
        "contribuer, participer, proposer un contenu, ajouter une page, aider, envoyer une information",
        lambda gate: reverse("contribute"),
    ),
    Door(
        "report", "Signaler une erreur", "Une information fausse ou dépassée, un lien mort : dites-le depuis la page.",
        "signaler une erreur, signaler un problème, erreur sur une page, information fausse, faute, lien mort, bug, "
        "réclamation, demander un retrait, contacter l’équipe",
        contribution_url("signaler"),
    ),
    Door(
        "claim", "Je gère ce lieu", "Pour que la fiche de votre lieu soit rattachée à votre compte.",
        "je gère ce lieu, c’est mon lieu, revendiquer une fiche, gérer ma fiche, responsable du lieu",
        contribution_url("gerer"),
    ),
)  # fmt: skip


def open_doors() -> None:
    """Add the doors; called in `AppConfig.ready()`."""
    for door in DOORS:
        open_door(door)
