"""« Mes contributions »: the state of each one, and what its author may do."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.bin import moves
from members.models import Contribution, Entry, Managed
from tests.conftest import make_user
from tests.factories.contributions import accept, add_file, send
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
LIST = "/compte/contributions/"


def made(author, state: str = "draft", **fields) -> Contribution:
    sent = timezone.now() if state == "waiting" else None
    return Contribution.objects.create(
        kind="lieu", author=author, **{"title": "La Scierie", "state": state, "submitted_at": sent, **fields}
    )


def said(contribution: Contribution, what: str, words: str) -> None:
    Entry.objects.create(contribution=contribution, what=what, words=words)


def test_empty_list_links_to_the_kinds(as_member):
    text = as_member.get(LIST).text
    assert "Vous n’avez encore rien proposé" in text
    assert 'href="/contribuer/"' in text


def test_list_has_states_and_answers(as_member, member):
    made(member, "waiting", title="Attend", submitted_at=timezone.now() - timedelta(days=3))
    said(made(member, "changes", title="Revient"), "returned", "Quelle rue ?")
    said(made(member, "refused", title="Refusé"), "refused", "Ce n’est pas un tiers-lieu.")
    made(member, "withdrawn", title="")
    made(make_user("une-autre"), title="D’une autre")
    text = as_member.get(LIST).text.replace("\u202f", " ")
    for expected in (
        "En attente depuis 3 jours", "À compléter", "Quelle rue ?", "Refusée", "Ce n’est pas un tiers-lieu.",
        "Retirée", "Sans titre", "Proposer un lieu",
    ):  # fmt: skip
        assert expected in text
    assert "D’une autre" not in text


def test_list_has_pages_and_the_same_number_of_queries(as_member, member, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    said(made(member, "changes", page=SiteProfilePageFactory().page_ptr), "returned", "Où ?")
    as_member.get(LIST)
    with CaptureQueriesContext(connection) as one:
        as_member.get(LIST)
    for number in range(3):
        said(made(member, "refused", page=SiteProfilePageFactory().page_ptr, title=f"Lieu {number}"), "refused", "Non.")
    Contribution.objects.bulk_create(Contribution(kind="lieu", author=member, title="Autre") for _ in range(21))
    as_member.get(LIST)
    with CaptureQueriesContext(connection) as many:
        response = as_member.get(LIST)
    assert len(many) <= len(one)
    assert response.text.count('class="result"') == 20
    assert "Page 1 sur 2" in response.text


def test_published_contribution_links_to_its_page(as_member, member):
    place = SiteProfilePageFactory(title="La Scierie")
    kept = made(member, "published", page=place.page_ptr)
    assert f'href="{place.url}">Voir la page' in as_member.get(f"{LIST}{kept.pk}/").text
    place.unpublish()
    assert "Voir la page" not in as_member.get(f"{LIST}{kept.pk}/").text


def test_managed_places_are_above_the_list(as_member, member):
    place = SiteProfilePageFactory(title="L’Établi")
    Managed.objects.create(user=member, page=place.page_ptr)
    text = as_member.get(LIST).text
    assert "Les lieux que je gère" in text
    assert f'href="{place.url}"' in text


@pytest.mark.parametrize(
    ("state", "there", "absent"),
    [
        ("draft", ["Continuer", "Relire et envoyer", "Supprimer ce brouillon"], ["Compléter", "Retirer"]),
        ("waiting", ["Retirer"], ["Continuer", "Relire et envoyer", "Supprimer ce brouillon"]),
        ("changes", ["Compléter", "Relire et envoyer", "Quelle rue", "Retirer"], ["Supprimer ce brouillon"]),
        ("refused", ["Quelle rue"], ["Continuer", "Retirer"]),
        ("withdrawn", ["Continuer"], ["Retirer"]),
        ("published", ["acceptée"], ["Continuer", "Retirer"]),
    ],
)
def test_contribution_offers_the_actions_of_its_state(as_member, member, state, there, absent):
    kept = made(member, state)
    if state in ("changes", "refused"):
        said(kept, "returned" if state == "changes" else "refused", "Quelle rue ?")
    main = as_member.get(f"{LIST}{kept.pk}/").text.partition("<main")[2].partition("</main>")[0]
    assert [words for words in there if words not in main] == []
    assert [words for words in absent if f">{words}<" in main] == []


def test_contribution_is_withdrawn_after_confirmation(as_member, member):
    kept = made(member, "waiting")
    way = f"{LIST}{kept.pk}/retirer/"
    assert "Retirer « La Scierie »" in as_member.get(way).text.replace("\u00a0", " ")
    assert Contribution.objects.get().state == "waiting"
    response = as_member.post(way, follow=True)
    assert "est retirée" in response.text
    assert Contribution.objects.get().state == "withdrawn"
    assert as_member.post(way).status_code == 302  # pressed twice
    assert kept.entries.filter(what="withdrawn").count() == 1


def test_draft_is_deleted_after_confirmation_and_never_withdrawn(as_member, member, django_capture_on_commit_callbacks):
    kept = made(member)
    upload = add_file(kept, member)
    storage, name = upload.file.storage, upload.file.name
    way = f"{LIST}{kept.pk}/supprimer/"
    assert as_member.get(f"{LIST}{kept.pk}/retirer/")["Location"] == way
    assert as_member.post(f"{LIST}{kept.pk}/retirer/")["Location"] == way
    asked = main_of(as_member.get(way)).replace("\u00a0", " ")
    assert "Supprimer « La Scierie »" in asked
    assert "vous seul pouvez le lire" in asked
    assert "le fichier joint" in asked
    assert "odérateur" not in asked
    assert Contribution.objects.get().state == "draft"
    with django_capture_on_commit_callbacks(execute=True):
        response = as_member.post(way, follow=True)
    assert "Le brouillon «\u00a0La Scierie\u00a0» est supprimé." in response.text
    assert not Contribution.objects.exists()
    assert not storage.exists(name)
    assert as_member.post(way).status_code == 404  # pressed twice


@pytest.mark.parametrize("state", ["waiting", "changes", "published", "refused", "withdrawn"])
def test_sent_contribution_is_not_deleted(as_member, member, state):
    kept = made(member, state, submitted_at=timezone.now())
    way = f"{LIST}{kept.pk}/supprimer/"
    assert as_member.get(way)["Location"] == f"{LIST}{kept.pk}/"
    assert "elle ne peut plus être supprimée" in as_member.post(way, follow=True).text
    assert Contribution.objects.get().state == state


def test_answered_contribution_is_not_withdrawn(as_member, member):
    kept = made(member, "refused")
    way = f"{LIST}{kept.pk}/retirer/"
    assert as_member.get(way).status_code == 302
    assert "ne peut plus changer" in as_member.post(way, follow=True).text
    assert Contribution.objects.get().state == "refused"


@pytest.mark.parametrize("end", ["", "retirer/", "supprimer/", "retirer-accord/"])
def test_contribution_of_another_account_is_404(as_member, home, end):
    kept = made(make_user("une-autre"))
    for way in (f"{LIST}{kept.pk}/{end}", f"{LIST}{uuid.uuid4()}/{end}"):
        refused = as_member.get(way)
        assert refused.status_code == 404
        assert "Cette contribution n’existe pas, ou appartient à un autre compte." in refused.text
    assert as_member.post(f"{LIST}{kept.pk}/{end}").status_code == (404 if end else 405)
    assert Client().get(f"{LIST}{kept.pk}/{end}").status_code == 302
    assert Contribution.objects.get().state == "draft"


def test_contribution_of_a_removed_kind_is_shown(as_member, member):
    kept = Contribution.objects.create(kind="disparu", author=member, title="Ancienne")
    text = as_member.get(f"{LIST}{kept.pk}/").text
    assert "ne prend plus ce genre" in text
    assert "Continuer" not in text
    assert "Ancienne" in as_member.get(LIST).text


# --- What was sent ----------------------------------------------------------------------------------------------------


def main_of(response) -> str:
    assert response.status_code == 200
    text = response.text.replace("\u202f", " ").replace("\u00a0", " ")
    return text.partition("<main")[2].partition("</main>")[0]


def test_sent_contribution_shows_its_values(as_member, member, moderator):
    sent = send("lieu", member)
    way = f"{LIST}{sent.pk}/"
    for state in ("waiting", "published", "refused"):
        Contribution.objects.filter(pk=sent.pk).update(state=state)
        main = main_of(as_member.get(way))
        for expected in (
            "Ce que vous avez envoyé",
            "Un atelier partagé au bord du Guiers.",
            "Deux salles.",
            "Grenoble",
        ):
            assert expected in main, (state, expected)
    for state in ("draft", "changes", "withdrawn"):
        Contribution.objects.filter(pk=sent.pk).update(state=state)
        assert "Ce que vous avez envoyé" not in main_of(as_member.get(way))


def test_correction_shows_what_it_proposed_after_the_page_changed(as_member, member):
    place = SiteProfilePageFactory(title="La Cime", summary="Un résumé ancien.")
    sent = send("corriger-un-lieu", member, page=place.page_ptr, summary="Un résumé plus juste.", note="Vu hier.")
    way = f"{LIST}{sent.pk}/"
    before = main_of(as_member.get(way))
    for expected in ("Un résumé ancien.</del>", "Un résumé plus juste.</ins>", "Vu hier."):
        assert expected in before
    assert before.count("<del>") == 2  # and nothing that was not touched
    # It was accepted, and somebody has written something else since.
    place.summary = "Tout autre chose."
    place.save_revision().publish()
    Contribution.objects.filter(pk=sent.pk).update(state="published")
    after = main_of(as_member.get(way))
    assert "Un résumé ancien.</del>" in after
    assert "Un résumé plus juste.</ins>" in after
    assert "Tout autre chose." not in after
    place.delete()
    Contribution.objects.filter(pk=sent.pk).update(state="refused")
    assert "Un résumé plus juste." in main_of(as_member.get(way))


def test_number_of_queries_does_not_grow_with_the_values(as_member, member):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    short, long = send("lieu", member, families=["coworking"]), send("lieu", member, summary="Long. " * 40)
    counts = []
    for one in (short, short, long):
        with CaptureQueriesContext(connection) as asked:
            as_member.get(f"{LIST}{one.pk}/")
        counts.append(len(asked))
    assert counts[2] <= counts[1] <= 40


# --- The consent ------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(member, moderator) -> Contribution:
    """A testimonial that was accepted."""
    sent = send("temoignage", member)
    accept(sent, moderator)
    return Contribution.objects.get(pk=sent.pk)


def test_withdrawn_consent_unpublishes_the_page_at_once(as_member, published):
    page, way = published.page.specific, f"{LIST}{published.pk}/"
    assert Client().get(page.url).status_code == 200
    assert f'href="{way}retirer-accord/"' in main_of(as_member.get(way))
    assert "quitte le site tout de suite" in main_of(as_member.get(f"{way}retirer-accord/"))
    page.refresh_from_db()
    assert page.live  # nothing is done before it is confirmed
    after = main_of(as_member.post(f"{way}retirer-accord/", follow=True))
    assert "Votre accord est retiré" in after
    assert "Accord retiré" in after
    assert f'href="{way}retirer-accord/"' not in after
    assert "Voir la page" not in after
    assert Client().get(page.url).status_code == 404
    page.refresh_from_db()
    assert (page.live, page.consent_withdrawn_on) == (False, timezone.localdate())
    assert "Accord retiré" in main_of(as_member.get(LIST))
    # Pressed twice.
    assert "il l’est déjà" in main_of(as_member.post(f"{way}retirer-accord/", follow=True))
    assert as_member.get(f"{way}retirer-accord/").status_code == 302
    assert published.entries.filter(what="withdrawn").count() == 1


def test_other_accounts_cannot_withdraw_the_consent(published, home):
    client = Client()
    client.force_login(make_user("une-autre"))
    assert client.post(f"{LIST}{published.pk}/retirer-accord/").status_code == 404
    assert Client().post(f"{LIST}{published.pk}/retirer-accord/").status_code == 302
    assert published.page.specific.consent_withdrawn_on is None


def test_contribution_without_consent_has_none_to_withdraw(as_member, member):
    place = SiteProfilePageFactory(title="La Cime")
    for kept in (made(member, "published", page=place.page_ptr), send("temoignage", member)):
        way = f"{LIST}{kept.pk}/"
        assert "Retirer mon accord" not in main_of(as_member.get(way))
        assert as_member.get(f"{way}retirer-accord/").status_code == 302
        assert "pas d’accord à retirer" in main_of(as_member.post(f"{way}retirer-accord/", follow=True))
    place.refresh_from_db()
    assert place.live


def test_account_deletion_says_that_names_in_pages_stay(as_member, published, member):
    leaving, way = "/compte/supprimer/", f"{LIST}{published.pk}/retirer-accord/"
    main = main_of(as_member.get(leaving))
    assert "un nom écrit dans une page reste" in main
    assert f'href="{way}">Retirer mon accord pour « Ouvrir chaque mardi »' in main
    as_member.post(way)
    main = main_of(as_member.get(leaving))
    assert "un nom écrit dans une page reste" in main
    assert way not in main


def test_last_mail_says_that_names_in_pages_stay(as_member, published, member):
    page = published.page.specific
    mail.outbox.clear()
    as_member.post("/compte/supprimer/", {"password": "motdepasse"})
    text = " ".join(mail.outbox[-1].body.split())
    assert mail.outbox[-1].to == [member.email]
    assert "Un nom écrit dans une page, comme celui de qui témoigne, y reste" in text
    assert "Jeanne Martin" in Client().get(page.url).text


def test_a_withdrawn_proposal_whose_page_is_in_the_bin_can_be_sent_as_a_new_one(home, member):
    page = SiteProfilePageFactory(draft=True)
    withdrawn = Contribution.objects.create(kind="lieu", author=member, page=page, state="withdrawn")
    moves.put(page)
    assert Contribution.objects.get(pk=withdrawn.pk).page is None
