"""« Organiser avec nous »: a request to organise an event, from its form to a published announcement."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from archive.models import EventReportPage
from core.bin import moves
from core.contributions import kinds
from core.models import PageTheme
from members.accounts import personal_data
from members.contributions import drafts
from members.models import Contribution
from members.moderation import decisions
from tests.factories.archive import ThemeFactory
from tests.factories.contributions import begin, errors, send
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.api.program import Program
from tests.members.contributions.test_views import SEEN, save
from tests.members.contributions.test_views import begin as open_form

pytestmark = pytest.mark.django_db
CODE = "organiser-un-evenement"
REQUESTER, PHONE, NOTE = "Communauté de communes du Trièves, Anne Faure", "04 76 00 00 01", "Plutôt un jeudi soir."
PRIVATE = {"requester": REQUESTER, "phone": PHONE, "note": NOTE}
WORDS = {
    "title": "Ouvrir un tiers-lieu à la campagne",
    "introduction": "Nous cherchons des lieux qui ont ouvert dans un bourg.",
    "audience": "Élus du Trièves",
    "venue": "Salle des fêtes, Mens",
}


@pytest.fixture
def themes(home):
    return [ThemeFactory(title=title, slug=slug) for title, slug in (("Mobilité", "mobilite"), ("Ruralité", "rural"))]


def read(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


def page_of(contribution: Contribution) -> EventReportPage:
    return EventReportPage.objects.get(pk=contribution.page_id)


def moderation_url(contribution: Contribution) -> str:
    return f"/admin/moderation/{contribution.pk}/"


# --- The request ------------------------------------------------------------------------------------------------------


def test_a_request_becomes_a_draft_announcement_in_moderation(themes, member):
    SiteProfilePageFactory(title="La Forge", slug="la-forge")
    sent = send(CODE, member, **WORDS, themes=["rural", "mobilite"], date="mars 2099", place="La Forge", **PRIVATE)
    page = page_of(sent)
    assert (sent.state, page.live, page.owner) == ("waiting", False, member)
    assert (page.kind, page.state, page.date, page.place.title) == ("on_demand", "announced", "2099-03", "La Forge")
    assert {name: getattr(page, name) for name in WORDS} == WORDS
    assert sorted(row.theme.slug for row in page.page_themes.all()) == ["mobilite", "rural"]
    assert page.current_workflow_state is not None


def test_a_request_needs_a_subject_and_a_few_words_only(home, member):
    assert set(errors(CODE, member, title=[], introduction=[])) == {"title", "introduction"}
    assert not EventReportPage.objects.exists()
    page = page_of(send(CODE, member, date=""))
    assert (page.kind, page.date, page.audience, page.page_themes.count()) == ("on_demand", "", "", 0)


@pytest.mark.parametrize(
    ("typed", "at", "message"),
    [
        ({"title": "x" * 256}, "title", "255"),
        ({"date": "au printemps"}, "date", "n’est pas comprise"),
        ({"date": "x" * 100_000}, "date", "caractères au plus"),
        ({"date": "mars 2014"}, "date", "Cette date est passée"),
        ({"place": "Nulle Part"}, "place", "Aucun lieu"),
        ({"venue": "x" * 251}, "venue", "250"),
        ({"audience": "x" * 251}, "audience", "250"),
        ({"introduction": "x" * 20_001}, "introduction", "caractères au plus"),
        ({"themes": ["jardinage"]}, "themes", "jardinage"),
        ({"themes": ["\0"]}, "themes", "choi"),
        ({"themes": [f"theme-{n}" for n in range(7)]}, "themes", "6 thèmes au plus"),
        ({"requester": "x" * 251}, "requester", "250"),
        ({"phone": "demain"}, "phone", "téléphone"),
        ({"phone": "0" * 100_000}, "phone", "caractères au plus"),
        ({"note": "x" * 2001}, "note", "2"),
    ],
)
def test_wrong_answers_are_errors_of_their_fields(themes, member, typed, at, message):
    messages = errors(CODE, member, **typed)
    assert list(messages) == [at]
    assert message in messages[at]
    assert not EventReportPage.objects.exists()


def test_the_form_shows_a_date_to_come_as_an_example(home):
    assert f"mars {timezone.localdate().year + 1}" in kinds.kind(CODE).form().fields["date"].help_text


def test_an_event_may_be_wanted_this_year(home, member):
    assert send(CODE, member, date=str(timezone.localdate().year)).state == "waiting"


def test_a_request_sent_again_keeps_what_the_team_has_changed(themes, member, moderator):
    sent = send(CODE, member, date="", themes=["rural"], audience="Élus")
    page = page_of(sent)
    page.kind, page.date, page.venue = "visit", "2099-04", "Mens"
    page.save_revision(user=moderator)
    decisions.send_back(read(sent), moderator, "Pour combien de personnes ?")
    drafts.save(read(sent), {"audience": ["Une vingtaine d’élus"]})
    drafts.submit(read(sent), member)
    page = page_of(sent).get_latest_revision_as_object()
    assert (page.kind, page.date, page.venue, page.audience) == ("visit", "2099-04", "Mens", "Une vingtaine d’élus")
    assert [row.theme.slug for row in page.page_themes.all()] == ["rural"]
    decisions.send_back(read(sent), moderator, "Quel thème ?")
    drafts.save(read(sent), {"themes": ["mobilite"]})
    drafts.submit(read(sent), member)
    decisions.accept(read(sent), moderator)
    assert [row.theme.slug for row in PageTheme.objects.filter(page=sent.page_id)] == ["mobilite"]


def test_a_site_without_themes_does_not_ask_for_one(home, as_member):
    assert 'name="themes"' not in as_member.get(open_form(as_member, CODE)).text
    assert "Thèmes" not in as_member.get(open_form(as_member, CODE)).text
    ThemeFactory(title="Mobilité")
    assert "Mobilité" in as_member.get(open_form(as_member, CODE)).text


# --- The steps --------------------------------------------------------------------------------------------------------


def test_visitor_without_account_can_log_in_and_come_back(home, client):
    text = client.get(f"/contribuer/{CODE}/").text
    assert "Il faut un compte" in text
    assert f"next=%2Fcontribuer%2F{CODE}%2F" in text


def test_nothing_typed_is_lost_on_the_way(themes, as_member):
    first = open_form(as_member, CODE)
    second = f"{first.rsplit('/', 2)[0]}/quand/"
    assert save(as_member, first, {**WORDS, "themes": ["rural"]})["Location"] == second
    response = save(as_member, second, {"date": "au printemps", "phone": "demain", "note": NOTE}, follow=True)
    for text in ("au printemps", "demain", NOTE, "n’est pas comprise", "un numéro de téléphone"):
        assert text in response.text
    text = as_member.get(first).text
    assert WORDS["title"] in text
    assert re.search(r'value="rural"[^>]* checked', text)
    assert not re.search(r'value="mobilite"[^>]* checked', text)
    overview = as_member.get(f"{first.rsplit('/', 2)[0]}/envoyer/").text
    assert "Ruralité" in overview
    assert "au printemps" in overview


def test_text_that_is_too_long_to_be_stored_comes_back(home, as_member):
    response = save(as_member, open_form(as_member, CODE), {**WORDS, "introduction": "mot " * 60_000})
    assert response.status_code == 413
    assert "Rien n’est enregistré." in response.text
    assert "mot mot" in response.text
    assert WORDS["title"] in response.text
    assert not Contribution.objects.exists()


def test_form_sent_after_the_session_ended_comes_back(home, as_member, member):
    first = open_form(as_member, CODE)
    seen = SEEN.search(as_member.get(first).text)[1]
    as_member.logout()
    response = as_member.post(first, {"_vu": seen, "aller": "suivant", **WORDS})
    assert response["Location"].startswith("/compte/login/")
    as_member.force_login(member)
    assert WORDS["introduction"] in as_member.get(first).text


def test_programs_send_requests_too(themes, member):
    call = Program(member)
    (kind,) = [kind for kind in call("get", "kinds/").json() if kind["code"] == CODE]
    field = next(field for field in kind["fields"] if field["name"] == "themes")
    assert (field["type"], [choice["value"] for choice in field["choices"]]) == ("choices", ["mobilite", "rural"])
    values = {**WORDS, "themes": ["rural"], "phone": PHONE}
    answer = call("post", data={"kind": CODE, "values": values}).json()
    assert {name: answer["values"][name] for name in values} == values
    assert call("post", f"{answer['id']}/submit/").status_code == 200
    assert page_of(Contribution.objects.get()).page_themes.get().theme.slug == "rural"


# --- Moderation -------------------------------------------------------------------------------------------------------


def test_moderators_see_who_asks_beside_what_is_to_be_published(home, member, moderator, client):
    sent = send(CODE, member, **WORDS, **PRIVATE)
    client.force_login(moderator)
    response = client.get(moderation_url(sent))
    assert response.context["contacts"] == [("Qui demande", REQUESTER), ("Téléphone", PHONE)]
    assert response.context["note"] == NOTE
    written = dict(response.context["written"]).values()
    assert set(WORDS.values()) <= set(written)
    assert not set(PRIVATE.values()) & set(written)
    for text in PRIVATE.values():
        assert text in response.text


def test_the_contribution_page_of_another_kind_names_no_contact(home, member, moderator, client):
    sent = send("evenement", member)
    client.force_login(moderator)
    assert client.get(moderation_url(sent)).context["contacts"] == []


def test_publishing_asks_for_the_date(home, member, moderator, client):
    sent = send(CODE, member, **WORDS, date="")
    with pytest.raises(ValidationError, match="il y manque"):
        decisions.accept(read(sent), moderator)
    client.force_login(moderator)
    response = client.post(moderation_url(sent), {"decision": "accept", "words": "Avec plaisir."})
    assert "il y manque « Date »" in response.text.replace("\u00a0", " ")
    assert "Avec plaisir." in response.text
    assert (read(sent).state, page_of(sent).live) == ("waiting", False)
    page = page_of(sent)
    page.date = "2099-03-03"
    page.save_revision(user=moderator)
    decisions.accept(read(sent), moderator)
    assert (read(sent).state, page_of(sent).live) == ("published", True)


def test_form_of_the_page_asks_for_the_date_to_publish(home, member, moderator):
    page = page_of(send(CODE, member, date=""))
    form_class = EventReportPage.get_edit_handler().get_form_class()
    form = form_class(instance=page, parent_page=page.get_parent(), for_user=moderator)
    assert form.fields["date"].required
    form.defer_required_fields()
    assert not form.fields["date"].required


def test_who_asks_appears_nowhere_on_the_site(home, member, moderator, client):
    sent = send(CODE, member, **WORDS, date="mars 2099", **PRIVATE)
    decisions.accept(read(sent), moderator)
    page = page_of(sent)
    addresses = [
        page.url, page.get_parent().url, "/", "/ressources/", f"/api/v3/events/{page.slug}/", "/api/v3/events/",
        "/ressources/evenements/flux.atom", "/ressources/evenements/agenda.ics",
    ]  # fmt: skip
    texts = {address: client.get(address) for address in addresses}
    assert {address: response.status_code for address, response in texts.items()} == dict.fromkeys(addresses, 200)
    assert WORDS["introduction"] in texts[page.url].text
    for address, response in texts.items():
        assert [text for text in (*PRIVATE.values(), "Faure", "76 00 00 01") if text in response.text] == [], address
    stored = [page.get_latest_revision().content, *(revision.content for revision in page.revisions.all())]
    assert not any("Anne Faure" in str(content) or PHONE in str(content) for content in stored)


@pytest.mark.indexed
def test_nobody_is_found_by_searching_for_who_asks(home, member, moderator, client):
    decisions.accept(read(send(CODE, member, **WORDS, date="mars 2099", **PRIVATE)), moderator)
    found = {
        word: client.get("/api/v3/search/", {"q": word, "verbatim": "true"}).json()["count"]
        for word in ("campagne", "Faure", "jeudi")
    }
    assert found == {"campagne": 1, "Faure": 0, "jeudi": 0}


def test_preview_does_not_name_who_asks(home, as_member, member):
    contribution = begin(CODE, member, **WORDS, **PRIVATE)
    text = as_member.get(f"/contribuer/{CODE}/{contribution.pk}/apercu/").text
    assert WORDS["introduction"] in text
    assert "À la demande" in text
    assert [private for private in PRIVATE.values() if private in text] == []


# --- Erasure ----------------------------------------------------------------------------------------------------------


def contacts(contribution: Contribution) -> list[list[str]]:
    kept = read(contribution)
    return [data.get(name, []) for data in (kept.typed, kept.sent) for name in kinds.kind(CODE).contact_fields]


def test_who_asks_is_erased_with_the_account(home, member, moderator):
    sent = send(CODE, member, **WORDS, **PRIVATE)
    decisions.accept(read(sent), moderator)
    assert [value for values in contacts(sent) for value in values] == [REQUESTER, PHONE] * 2
    personal_data.erase(member)
    assert not any(any(values) for values in contacts(sent))
    assert read(sent).sent["title"] == [WORDS["title"]]


def test_who_asks_is_erased_with_the_page(home, member, moderator):
    sent = send(CODE, member, **WORDS, **PRIVATE)
    decisions.accept(read(sent), moderator)
    moves.put(page_of(sent).page_ptr, moderator)
    assert not any(any(values) for values in contacts(sent))
    assert read(sent).sent["title"] == [WORDS["title"]]
