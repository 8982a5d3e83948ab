"""« Mes contributions »: what became of each, and what its author may do."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from members.models import Contribution, Entry, Managed
from tests.conftest import make_user
from tests.factories.contributions import accept, send
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.test_contribute_views import as_member  # noqa: F401

pytestmark = pytest.mark.django_db
LIST = "/compte/contributions/"


def made(author, state: str = "draft", **fields) -> Contribution:
    sent = timezone.now() if state == "waiting" else None
    return Contribution.objects.create(
        kind="lieu", author=author, **{"title": "La Scierie", "state": state, "submitted_at": sent, **fields}
    )


def said(contribution: Contribution, what: str, words: str) -> None:
    Entry.objects.create(contribution=contribution, what=what, words=words)


def test_nothing_yet_says_where_to_begin(as_member):  # noqa: F811
    text = as_member.get(LIST).text
    assert "Vous n’avez encore rien proposé" in text
    assert 'href="/contribuer/"' in text


def test_each_has_its_state_and_the_answer(as_member, member):  # noqa: F811
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


def test_one_or_twenty_take_as_many_queries(as_member, member, django_assert_num_queries):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    said(made(member, "changes", page=SiteProfilePageFactory().page_ptr), "returned", "Où ?")
    as_member.get(LIST)
    with CaptureQueriesContext(connection) as one:
        as_member.get(LIST)
    for number in range(24):
        said(made(member, "refused", page=SiteProfilePageFactory().page_ptr, title=f"Lieu {number}"), "refused", "Non.")
    as_member.get(LIST)
    with CaptureQueriesContext(connection) as many:
        response = as_member.get(LIST)
    assert len(many) <= len(one)
    assert response.text.count('class="result"') == 20
    assert "Page 1 sur 2" in response.text


def test_the_page_of_what_is_published_is_linked(as_member, member):  # noqa: F811
    place = SiteProfilePageFactory(title="La Scierie")
    kept = made(member, "published", page=place.page_ptr)
    assert f'href="{place.url}">Voir la page' in as_member.get(f"{LIST}{kept.pk}/").text
    place.unpublish()
    assert "Voir la page" not in as_member.get(f"{LIST}{kept.pk}/").text


def test_places_that_are_ones_own_stand_on_top(as_member, member):  # noqa: F811
    place = SiteProfilePageFactory(title="L’Établi")
    Managed.objects.create(user=member, page=place.page_ptr)
    text = as_member.get(LIST).text
    assert "Les lieux que je gère" in text
    assert f'href="{place.url}"' in text


@pytest.mark.parametrize(
    ("state", "there", "absent"),
    [
        ("draft", ["Continuer", "Relire et envoyer", "Retirer"], ["Compléter"]),
        ("waiting", ["Retirer"], ["Continuer", "Relire et envoyer"]),
        ("changes", ["Compléter", "Relire et envoyer", "Quelle rue", "Retirer"], []),
        ("refused", ["Quelle rue"], ["Continuer", "Retirer"]),
        ("withdrawn", ["Continuer"], ["Retirer"]),
        ("published", ["acceptée"], ["Continuer", "Retirer"]),
    ],
)
def test_one_offers_what_its_state_allows(as_member, member, state, there, absent):  # noqa: F811
    kept = made(member, state)
    if state in ("changes", "refused"):
        said(kept, "returned" if state == "changes" else "refused", "Quelle rue ?")
    main = as_member.get(f"{LIST}{kept.pk}/").text.partition("<main")[2].partition("</main>")[0]
    assert [words for words in there if words not in main] == []
    assert [words for words in absent if f">{words}<" in main] == []


def test_a_contribution_is_taken_back_once_that_is_confirmed(as_member, member):  # noqa: F811
    kept = made(member)
    way = f"{LIST}{kept.pk}/retirer/"
    assert "Retirer « La Scierie »" in as_member.get(way).text.replace("\u00a0", " ")
    assert Contribution.objects.get().state == "draft"
    response = as_member.post(way, follow=True)
    assert "est retirée" in response.text
    assert Contribution.objects.get().state == "withdrawn"
    assert as_member.post(way).status_code == 302  # pressed twice
    assert kept.entries.filter(what="withdrawn").count() == 1


def test_what_has_its_answer_is_not_taken_back(as_member, member):  # noqa: F811
    kept = made(member, "refused")
    way = f"{LIST}{kept.pk}/retirer/"
    assert as_member.get(way).status_code == 302
    assert "ne peut plus changer" in as_member.post(way, follow=True).text
    assert Contribution.objects.get().state == "refused"


@pytest.mark.parametrize("end", ["", "retirer/", "retirer-accord/"])
def test_nobody_else_sees_or_takes_it(as_member, home, end):  # noqa: F811
    kept = made(make_user("une-autre"))
    for way in (f"{LIST}{kept.pk}/{end}", f"{LIST}{uuid.uuid4()}/{end}"):
        refused = as_member.get(way)
        assert refused.status_code == 404
        assert "Cette contribution n’existe pas, ou appartient à un autre compte." in refused.text
    assert as_member.post(f"{LIST}{kept.pk}/{end}").status_code == (404 if end else 405)
    assert Client().get(f"{LIST}{kept.pk}/{end}").status_code == 302
    assert Contribution.objects.get().state == "draft"


def test_a_kind_that_is_no_longer_offered_is_still_shown(as_member, member):  # noqa: F811
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


def test_what_was_sent_is_read_again_whatever_became_of_it(as_member, member, moderator):  # noqa: F811
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


def test_a_correction_keeps_saying_what_it_has_proposed(as_member, member):  # noqa: F811
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


def test_reading_it_again_takes_as_many_queries_for_long_as_for_short(as_member, member):  # noqa: F811
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
def told(member, moderator) -> Contribution:
    """A testimonial that is published."""
    sent = send("temoignage", member)
    accept(sent, moderator)
    return Contribution.objects.get(pk=sent.pk)


def test_an_author_withdraws_her_consent_and_the_page_is_gone_at_once(as_member, told):  # noqa: F811
    page, way = told.page.specific, f"{LIST}{told.pk}/"
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
    assert told.entries.filter(what="withdrawn").count() == 1


def test_nobody_else_withdraws_it(told, home):
    client = Client()
    client.force_login(make_user("une-autre"))
    assert client.post(f"{LIST}{told.pk}/retirer-accord/").status_code == 404
    assert Client().post(f"{LIST}{told.pk}/retirer-accord/").status_code == 302
    assert told.page.specific.consent_withdrawn_on is None


def test_what_rests_on_no_consent_has_none_to_withdraw(as_member, member):  # noqa: F811
    place = SiteProfilePageFactory(title="La Cime")
    for kept in (made(member, "published", page=place.page_ptr), send("temoignage", member)):
        way = f"{LIST}{kept.pk}/"
        assert "Retirer mon accord" not in main_of(as_member.get(way))
        assert as_member.get(f"{way}retirer-accord/").status_code == 302
        assert "pas d’accord à retirer" in main_of(as_member.post(f"{way}retirer-accord/", follow=True))
    place.refresh_from_db()
    assert place.live


def test_who_leaves_is_told_that_names_in_pages_stay_and_how_to_take_them_back(as_member, told, member):  # noqa: F811
    leaving, way = "/compte/supprimer/", f"{LIST}{told.pk}/retirer-accord/"
    main = main_of(as_member.get(leaving))
    assert "un nom écrit dans une page reste" in main
    assert f'href="{way}">Retirer mon accord pour « Ouvrir chaque mardi »' in main
    as_member.post(way)
    main = main_of(as_member.get(leaving))
    assert "un nom écrit dans une page reste" in main
    assert way not in main


def test_the_last_mail_does_not_promise_that_no_name_stays(as_member, told, member):  # noqa: F811
    page = told.page.specific
    mail.outbox.clear()
    as_member.post("/compte/supprimer/", {"password": "motdepasse"})
    text = " ".join(mail.outbox[-1].body.split())
    assert mail.outbox[-1].to == [member.email]
    assert "Un nom écrit dans une page, comme celui de qui témoigne, y reste" in text
    assert "Jeanne Martin" in Client().get(page.url).text
