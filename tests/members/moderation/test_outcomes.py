"""What happened to a contribution, what the screen says of it, and what its author reads: one table.

A case is a function that brings the contribution to its outcome and returns the screen that its doer sees. Rows without
a mail send none to the author.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.html import strip_tags

from archive.models import PublicationIndexPage
from core.models import SillonDocument
from inventory.models import SiteProfilePage
from members.contributions import drafts
from members.models import Contribution, Upload, User
from members.moderation import decisions
from tests.factories.archive import PublicationPageFactory
from tests.factories.contributions import add_file, begin
from tests.members.scene import PLACE, contribute, correct

pytestmark = pytest.mark.django_db
SPACES = re.compile(r"[\s\u00a0\u202f]+")
CLAIM = {"role": ["Gérante"], "proof": ["Appelez le lieu."]}
GONE = {"reason": ["gone"]}


def flat(text: str) -> str:
    """The words of a text or of HTML, with plain spaces and no quotation marks of a mail."""
    return SPACES.sub(" ", unescape(strip_tags(text))).strip()


@dataclass
class Scene:
    """A member, a moderator and the pages that their contributions are about."""

    member: User
    moderator: User
    place: SiteProfilePage
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, user: User) -> Client:
        if user.username not in self.clients:
            self.clients[user.username] = Client()
            self.clients[user.username].force_login(user)
        return self.clients[user.username]

    def decide(self, contribution: Contribution, decision: str, words: str = "", **choices: str) -> Any:
        """Send the moderator's form, as its screen shows it."""
        client, url = self.client(self.moderator), f"/admin/moderation/{contribution.pk}/"
        seen = (client.get(url).context or {}).get("seen", "")
        mail.outbox.clear()
        return client.post(url, {"decision": decision, "words": words, "seen": seen, **choices}, follow=True)

    def send(self, contribution: Contribution) -> Any:
        """Press « Envoyer » on the overview, as its author."""
        url = f"/contribuer/{contribution.kind}/{contribution.pk}/envoyer/"
        return self.client(self.member).post(url, follow=True)

    def leave(self, contribution: Contribution, how: str) -> Any:
        """Withdraw or delete a contribution, as its author."""
        mail.outbox.clear()
        return self.client(self.member).post(f"/compte/contributions/{contribution.pk}/{how}/", follow=True)

    def conflict(self, **values: list[str]) -> Contribution:
        """A correction of the phone number and, with the same values, of what somebody has changed since."""
        made = correct(self.place, self.member, **values)
        decisions.accept(correct(self.place, self.moderator, summary=["Celui d’une autre."]), self.moderator)
        return made


# --- Cases ------------------------------------------------------------------------------------------------------------


def page_sent(scene: Scene) -> Any:
    return scene.send(begin("lieu", scene.member))


def page(decision: str, words: str) -> Callable[[Scene], Any]:
    return lambda scene: scene.decide(contribute("lieu", scene.member, PLACE), decision, words)


def correction_sent(scene: Scene) -> Any:
    return scene.send(begin("corriger-un-lieu", scene.member, scene.place, summary="Autre."))


def correction(decision: str, words: str = "", **values: list[str]) -> Callable[[Scene], Any]:
    return lambda scene: scene.decide(correct(scene.place, scene.member, **values), decision, words)


def nothing_changed(scene: Scene) -> Any:
    return scene.send(begin("corriger-un-lieu", scene.member, scene.place, summary=scene.place.summary))


def file_alone(scene: Scene) -> Any:
    """A PDF is all that a correction of a publication brings."""
    publication = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Dix ans de vallée")
    publication.save_revision().publish()
    made = begin("corriger-une-publication", scene.member, publication.page_ptr)
    upload = add_file(made, scene.member, "Synthèse")
    Upload.objects.filter(pk=upload.pk).update(field="fichiers")
    response = scene.decide(drafts.submit(made, scene.member), "accept")
    assert SillonDocument.objects.filter(title="Synthèse").exists()
    assert [row.document.title for row in type(publication).objects.get(pk=publication.pk).files.all()][
        -1
    ] == "Synthèse"
    return response


def photo_alone(scene: Scene) -> Any:
    made = begin("corriger-un-lieu", scene.member, scene.place)
    file = ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>', "a.svg")
    Upload.objects.create(contribution=made, field="photos", kind="image", title="Vue", owner=scene.member, file=file)
    return scene.decide(drafts.submit(made, scene.member), "accept")


def in_part(scene: Scene) -> Any:
    made = scene.conflict(summary=["Celui du membre."], phone=["04 76 11 11 11"])
    return scene.decide(made, "accept", choice_summary="live")


def with_the_chosen_value(scene: Scene) -> Any:
    made = scene.conflict(summary=["Celui du membre."])
    return scene.decide(made, "accept", choice_summary="proposed")


def all_kept_live(scene: Scene) -> Any:
    made = scene.conflict(summary=["Celui du membre."])
    return scene.decide(made, "accept", choice_summary="live")


def no_choice(scene: Scene) -> Any:
    return scene.decide(scene.conflict(summary=["Celui du membre."]), "accept")


def alone(code: str, decision: str, words: str = "") -> Callable[[Scene], Any]:
    values = {"gerer": CLAIM, "signaler": GONE}[code]
    return lambda scene: scene.decide(contribute(code, scene.member, values, page=scene.place), decision, words)


def answered_already(scene: Scene) -> Any:
    made = contribute("lieu", scene.member, PLACE)
    decisions.refuse(made, scene.moderator, "Non.")
    return scene.decide(made, "accept")


def page_deleted(scene: Scene) -> Any:
    """The place is deleted while a moderator reads its correction: the mail is that of the deletion."""
    made = correct(scene.place, scene.member, summary=["Autre."])
    client, url = scene.client(scene.moderator), f"/admin/moderation/{made.pk}/"
    client.get(url)
    mail.outbox.clear()
    scene.place.delete()
    return client.post(url, {"decision": "accept"}, follow=True)


def proposal_deleted(scene: Scene) -> Any:
    """An editor has deleted the draft page of a proposal: its author reads why."""
    made = contribute("lieu", scene.member, PLACE)
    mail.outbox.clear()
    made.page.specific.delete()
    return scene.client(scene.member).get(f"/compte/contributions/{made.pk}/")


def page_of_a_claim_deleted(scene: Scene) -> Any:
    made = contribute("gerer", scene.member, CLAIM, page=scene.place)
    mail.outbox.clear()
    scene.place.delete()
    return scene.client(scene.member).get(f"/compte/contributions/{made.pk}/")


def page_offline(scene: Scene) -> Any:
    made = correct(scene.place, scene.member, summary=["Autre."])
    scene.place.unpublish()
    return scene.decide(made, "accept")


def author_gone(scene: Scene) -> Any:
    made = contribute("signaler", None, GONE, page=scene.place)
    return scene.decide(made, "accept")


def draft_deleted(scene: Scene) -> Any:
    return scene.leave(begin("lieu", scene.member), "supprimer")


def withdrawn(scene: Scene) -> Any:
    return scene.leave(contribute("lieu", scene.member, PLACE), "retirer")


def like_itself(scene: Scene) -> Any:
    """A place sent back to its author: the page that it made before is no likeness of it."""
    made = contribute("lieu", scene.member, PLACE)
    decisions.send_back(made, scene.moderator, "Quelle rue ?")
    mail.outbox.clear()
    return scene.client(scene.member).get(f"/contribuer/lieu/{made.pk}/envoyer/")


class Case(NamedTuple):
    happened: Callable[[Scene], Any]
    #: What the screen says, and what it must not say.
    screen: str
    absent: str = ""
    #: The subject of the mail to the author, and a sentence of it.
    subject: str = ""
    sentence: str = ""


WHOLE = ("Correction en ligne : La Cime", "votre correction de « La Cime » est en ligne. Merci !")
CASES = {
    # A new page
    "page sent": Case(
        page_sent, "Merci ! Votre contribution est envoyée.", "",
        "Proposition reçue : La Scierie", "L’équipe du site la relit avant de la publier",
    ),
    "page accepted": Case(
        page("accept", ""), "« La Scierie » est en ligne.", "",
        "En ligne : La Scierie", "ce que vous avez proposé, « La Scierie », est en ligne. Merci !",
    ),
    "page returned": Case(
        page("send_back", "Quelle rue ?"), "« La Scierie » revient à un-membre, avec vos remarques.", "",
        "À compléter : La Scierie", "Avant de la publier, elle vous demande de la reprendre. > Quelle rue ?",
    ),
    "page refused": Case(
        page("refuse", "Trop tôt."), "« La Scierie » est refusé. Le brouillon reste dans le site", "",
        "Proposition non retenue : La Scierie", "et ne la publie pas. Voici pourquoi. > Trop tôt.",
    ),
    "page refused without words": Case(
        page("refuse", " "), "Votre réponse n’est pas enregistrée Quelques mots : Dites pourquoi", "est refusé",
    ),
    "page returned without words": Case(
        page("send_back", ""), "Votre réponse n’est pas enregistrée Quelques mots : Dites ce qu’il faut changer",
    ),
    "page answered already": Case(
        answered_already, "Cette contribution n’attend plus : elle est « refusée ».", "est en ligne",
    ),
    # A correction
    "correction sent": Case(
        correction_sent, "Merci ! Votre contribution est envoyée.", "",
        "Correction reçue : La Cime", "L’équipe du site la relit avant de la mettre en ligne",
    ),
    "correction of a text": Case(
        correction("accept", summary=["Autre."]), "La correction de « La Cime » est en ligne.", "reste comme", *WHOLE,
    ),
    "correction with a file alone": Case(
        file_alone, "La correction de « Dix ans de vallée » est en ligne.", "reste comme elle est",
        "Correction en ligne : Dix ans de vallée", "votre correction de « Dix ans de vallée » est en ligne. Merci !",
    ),
    "correction with a photo alone": Case(
        photo_alone, "La correction de « La Cime » est en ligne.", "reste comme elle est", *WHOLE,
    ),
    "correction with words alone": Case(
        correction("accept", note=["Le toit fuit."]), "Ce qui était dit de « La Cime » est marqué comme lu",
        "est en ligne.", "Lu par l’équipe : La Cime", "a lu ce que vous lui avez écrit sur « La Cime ». Merci !",
    ),
    "correction of nothing": Case(nothing_changed, "Rien n’a changé par rapport à la fiche en ligne.", "Merci"),
    "correction accepted in part": Case(
        in_part, "La correction de « La Cime » est en ligne en partie", "",
        "En ligne en partie : La Cime", "Pour le reste, l’équipe du site garde ce que dit la page.",
    ),
    "correction with the chosen value": Case(
        with_the_chosen_value, "La correction de « La Cime » est en ligne.", "en partie", *WHOLE,
    ),
    "correction of which all is kept live": Case(
        all_kept_live, "la page en ligne reste comme elle est, selon votre choix", "marqué comme lu",
        "Correction lue : La Cime", "et garde ce qui est en ligne.",
    ),
    "correction without a choice": Case(
        no_choice, "Votre réponse n’est pas enregistrée En bref : Choisissez ce qui doit être en ligne.",
    ),
    "correction returned": Case(
        correction("send_back", "Quelle source ?", summary=["Autre."]),
        "« La Cime » revient à un-membre, avec vos remarques.", "",
        "À compléter : La Cime", "Avant de la mettre en ligne, elle vous demande de la reprendre.",
    ),
    "correction refused": Case(
        correction("refuse", "Non.", summary=["Autre."]), "Votre réponse sur « La Cime » est enregistrée.", "",
        "Correction non retenue : La Cime", "et ne la met pas en ligne. Voici pourquoi. > Non.",
    ),
    "page of a correction deleted": Case(
        page_deleted, "Cette contribution n’attend plus : elle est « refusée ».", "est en ligne",
        "Page supprimée : La Cime",
        "a supprimé la page « La Cime » : votre correction ne peut plus être mise en ligne.",
    ),
    "proposed page deleted": Case(
        proposal_deleted,
        "L’équipe du site a supprimé la page.",
        "relu",
        "Page supprimée : La Scierie",
        "a supprimé la page que vous aviez proposée, « La Scierie ».",
    ),
    "page of a claim deleted": Case(
        page_of_a_claim_deleted,
        "L’équipe du site a supprimé la page.",
        "relu",
        "Page supprimée : La Cime",
        "a supprimé la page « La Cime », que vous disiez gérer.",
    ),
    "page of a correction offline": Case(page_offline, "il n’y a plus rien à corriger"),
    # A report, a claim
    "report accepted": Case(
        alone("signaler", "accept"), "L’erreur signalée sur « La Cime » est marquée comme traitée.", "",
        "Signalement traité : La Cime", "a vérifié, et fait ce qu’il fallait.",
    ),
    "report accepted with words": Case(
        alone("signaler", "accept", "C’est corrigé."), "est marquée comme traitée.", "",
        "Signalement traité : La Cime", "Voici sa réponse. > C’est corrigé.",
    ),
    "report refused": Case(
        alone("signaler", "refuse", "Il est ouvert."), "Votre réponse sur « La Cime » est enregistrée.", "",
        "Votre signalement : La Cime", "et n’y donne pas suite. Voici pourquoi. > Il est ouvert.",
    ),
    "report without address": Case(author_gone, "marquée comme traitée. Personne ne peut en être averti."),
    "claim accepted": Case(
        alone("gerer", "accept"), "un-membre gère maintenant « La Cime ».", "",
        "Vous gérez : La Cime", "C’est noté : vous gérez « La Cime ».",
    ),
    "claim returned": Case(
        alone("gerer", "send_back", "À quel numéro ?"), "« La Cime » revient à un-membre", "",
        "À compléter : La Cime", "a besoin de précisions pour savoir que vous gérez « La Cime ».",
    ),
    "claim refused": Case(
        alone("gerer", "refuse", "Non."), "Votre réponse sur « La Cime » est enregistrée.", "",
        "Votre demande : La Cime", "ne peut pas noter que vous gérez « La Cime ».",
    ),
    # Left by its author
    "draft deleted": Case(draft_deleted, "Le brouillon « La Scierie » est supprimé.", "odérateur"),
    "sent and withdrawn": Case(withdrawn, "Votre contribution est retirée. Vous pouvez la reprendre"),
    "place like itself": Case(like_itself, "La Scierie", "déjà"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_screen_and_mail_say_what_happened(place, member, moderator, name):
    case = CASES[name]
    response = case.happened(Scene(member, moderator, place))
    screen = flat(response.text)
    assert response.status_code == 200
    assert case.screen in screen
    assert not case.absent or case.absent not in screen
    letters = [message for message in mail.outbox if message.to == [member.email]]
    assert [flat(letter.subject) for letter in letters] == ([case.subject] if case.subject else [])
    assert [letter for letter in letters if case.sentence not in flat(letter.body)] == []


def test_errors_of_an_answer_are_above_it_and_have_the_focus(place, member, moderator):
    """A moderator with a long correction on a small screen would not see the message at the field."""
    scene = Scene(member, moderator, place)
    response = scene.decide(correct(place, member, summary=["Autre."]), "refuse")
    summary = response.text.index('class="error-summary" role="alert" tabindex="-1" autofocus')
    assert summary < response.text.index('class="sillon-facts"')
    assert '<a href="#id_words">' in response.text[summary:]
    assert "<title>À corriger" in re.sub(r"\s*\n\s*", "", response.text)
