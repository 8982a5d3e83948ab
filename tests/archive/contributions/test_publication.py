"""Publications that members contribute: new ones, « retours d’étude », and corrections."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from archive.contributions.publication import CorrectPublicationForm
from archive.models import PublicationAuthor, PublicationPage
from core.contributions import kinds
from core.models import Partner
from members.contributions import drafts
from members.models import Contribution, Correction
from members.moderation import decisions
from tests.factories.archive import DocumentFactory, PartnerFactory, PersonFactory, PublicationPageFactory
from tests.factories.contributions import accept, begin, errors, send, send_again, with_file

pytestmark = pytest.mark.django_db
ABSTRACT = "Ce que dix ans de travail partagé ont changé dans la vallée."
FEEDBACK = {"kind": "study_feedback", "abstract": "", "study": "Étude des trajets, 2012", "useful": "Le plan."}


def test_a_publication_goes_from_a_form_to_readers(home, member, moderator, client):
    Partner.objects.create(name="AUEG", slug="aueg")
    contribution = begin(
        "publication", member, abstract="Ce qu’elle <b>apporte</b>.", keywords="télétravail, montagne",
        authors="Jeanne Martin\n\nAUEG\nJeanne Martin", organisations="Collectif du col\nAUEG", languages=["fr", "en"],
        licence="CC-BY-4.0", link="example.org/etude", publisher="Presses du col", isbn="9782070360024",
        doi="https://doi.org/10.4000/X.",
    )  # fmt: skip
    sent = drafts.submit(with_file(contribution, "fichiers"), member)
    page = sent.page.specific
    assert (page.live, page.date, page.languages) == (False, "2017-06", ["fr", "en"])
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for words in ("Les tiers-lieux de montagne", "Ce qu’elle &lt;b&gt;apporte", "Jeanne Martin", "AUEG", "Synthèse"):
        assert words in text
    assert 'href="https://example.org/etude"' in text
    assert (live.link, live.isbn, live.doi) == ("https://example.org/etude", "978-2-07-036002-4", "10.4000/x")
    assert not live.sources.exists()
    answer = client.get(f"/api/v3/publications/{live.slug}/").json()
    assert [(author["name"], author["kind"]) for author in answer["authors"]] == [
        ("Jeanne Martin", "person"), ("AUEG", "organisation"), ("Collectif du col", "organisation"),
    ]  # fmt: skip
    assert [row.organisation_id is not None for row in live.author_rows()] == [False, True, False]
    for row in live.author_rows():
        row.full_clean()


@pytest.mark.parametrize("name", ["title", "kind", "date"])
def test_missing_answers_on_a_publication_are_errors_of_their_fields(home, member, name):
    assert list(errors("publication", member, **{name: []})) == [name]
    assert not PublicationPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("date", "bientôt", "n’est pas comprise"), ("kind", "novel", "novel"), ("languages", ["xx"], "xx"),
        ("licence", "GPL", "GPL"), ("authors", "x" * 151, "La ligne 1"),
        ("authors", "Léa Roc, Tom Pic", "une seule personne"), ("authors", "a\n" * 31, "30 lignes"),
        ("authors", "Léa Roc et Tom Pic", "une seule personne"),
        ("link", "pas une adresse", "page web"), ("keywords", "x" * 501, "500"), ("organisations", "a\n" * 31, "30"),
        ("isbn", "978-2-07", "« 978-2-07-036002-4 »"), ("doi", "hal-01234567", "« 10.4000/geocarrefour.1234 »"),
        ("isbn", "9" * 501, "500"), ("kind", "study_feedback", "Nommez l’étude"),
    ],
)  # fmt: skip
def test_wrong_answers_on_a_publication_are_errors_of_their_fields(home, member, name, typed, message):
    messages = errors("publication", member, **{name: typed})
    assert message in messages.pop("study" if typed == "study_feedback" else name)
    assert list(messages) == (["useful"] if typed == "study_feedback" else [])


@pytest.mark.parametrize("abstract", ["", "   ", "Une étude."])
def test_publication_needs_an_abstract_a_file_or_a_link(home, member, abstract):
    messages = errors("publication", member, abstract=abstract)
    assert list(messages) == ["link"]
    assert "Joignez le document" in messages["link"]
    assert not PublicationPage.objects.exists()


def test_file_or_link_is_enough_for_a_publication(home, member):
    with_it = with_file(begin("publication", member, abstract=""), "fichiers")
    assert drafts.submit(with_it, member).state == "waiting"
    assert send("publication", member, abstract="", link="https://example.org/a").state == "waiting"


def test_publication_sent_again_keeps_its_other_answers(home, member, moderator):
    sent = send("publication", member, authors="Jeanne Martin", link="https://example.org/a")
    page = send_again(sent, member, moderator, abstract=ABSTRACT)
    assert (page.abstract, page.author_names, page.link) == (ABSTRACT, "Jeanne Martin", "https://example.org/a")
    page = send_again(Contribution.objects.get(pk=sent.pk), member, moderator, authors="Zoé", link="")
    assert (page.author_names, page.link) == ("Zoé", "")


def test_the_list_of_authors_that_was_not_changed_keeps_what_a_moderator_made_of_it(home, member, moderator):
    sent = send("publication", member, authors="Ada Martin\nZoé", organisations="Le collectif")
    page = sent.page.specific
    person = PersonFactory(name="Ada Martin")
    page.authors = [
        PublicationAuthor(person=person, sort_order=0),
        PublicationAuthor(name="Zoé", name_kind="person", sort_order=1),
        PublicationAuthor(organisation=PartnerFactory(name="Le Collectif du col"), sort_order=2),
    ]
    page.save_revision()
    page = send_again(sent, member, moderator, organisations="Une commune").get_latest_revision_as_object()
    assert [(str(row), row.person_id, row.sort_order) for row in page.authors.all()] == [
        ("Ada Martin", person.pk, 0), ("Zoé", None, 1), ("Une commune", None, 2),
    ]  # fmt: skip
    page = send_again(Contribution.objects.get(pk=sent.pk), member, moderator, authors="Léa")
    names = [(str(row), row.name_kind) for row in page.get_latest_revision_as_object().authors.all()]
    assert names == [("Léa", "person"), ("Une commune", "organisation")]


@pytest.mark.parametrize("code", ["publication", "corriger-une-publication"])
def test_files_join_those_of_a_publication_once(publication_index, code):
    page = PublicationPageFactory(parent=publication_index)
    form = kinds.kind(code).form
    one, other = DocumentFactory(title="Un"), DocumentFactory(title="Autre")
    form.attach(page, "fichiers", [one])
    form.attach(page, "fichiers", [one, other, other])
    page.save()
    rows = PublicationPage.objects.get(pk=page.pk).files.all()
    assert [(row.document_id, row.sort_order) for row in rows] == [(one.pk, 0), (other.pk, 1)]


def test_choice_named_in_a_help_text_exists(publication_index, home, member):
    page = PublicationPageFactory(parent=publication_index)
    new, correction = kinds.kind("publication").form(), CorrectPublicationForm(instance=page)
    for form in (new, correction):
        assert "laissez « Non précisée »" in form.fields["licence"].help_text
        assert ("", "Non précisée") in form.fields["licence"].choices
    assert f'value="{page.kind}" selected' in str(correction["kind"])


# --- « Retour d’étude » -----------------------------------------------------------------------------------------------


def test_a_study_feedback_goes_from_a_form_to_readers(home, member, moderator, client):
    sent = send("publication", member, **FEEDBACK, commissioner="Trois communes", study_method="Cent entretiens.")
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for words in ("Étude des trajets, 2012", "Trois communes", "Cent entretiens.", "Le plan."):
        assert words in text
    assert client.get(f"/api/v3/publications/{live.slug}/").json()["study_feedback"]["method"] == "Cent entretiens."


@pytest.mark.parametrize(
    ("typed", "names"),
    [({"study": ""}, ["study"]), ({"useful": ""}, ["useful"]), ({"useful": " ", "commissioner": "X"}, ["useful"])],
)
def test_a_study_feedback_needs_its_study_and_something_to_tell(home, member, typed, names):
    assert list(errors("publication", member, **(FEEDBACK | typed))) == names


def steps(client, contribution: Contribution, slug: str) -> list[str]:
    """The steps that the stepper of a screen shows."""
    url = reverse("contribute_step", args=[contribution.kind, contribution.pk, slug])
    return [item["slug"] for item in client.get(url).context["stepper"]]


def test_the_step_of_the_study_is_for_its_kind(as_member, member):
    other, feedback = begin("publication", member), begin("publication", member, **FEEDBACK)
    assert steps(as_member, other, "publication") == ["publication", "fichiers", ""]
    assert steps(as_member, feedback, "publication") == ["publication", "retour", "fichiers", ""]
    assert steps(as_member, other, "retour") == ["publication", "retour", "fichiers", ""]


@pytest.mark.parametrize(("kind", "then"), [("guide", "fichiers"), ("study_feedback", "retour")])
def test_the_choice_of_a_kind_leads_to_its_next_step(as_member, member, kind, then):
    draft = begin("publication", member)
    url = reverse("contribute_step", args=["publication", draft.pk, "publication"])
    seen = re.search(r'name="_vu" value="(\w*)"', as_member.get(url).text)[1]
    typed = {"title": "Une étude", "kind": kind, "date": "2014", "abstract": ABSTRACT, "aller": "suivant", "_vu": seen}
    response = as_member.post(url, typed)
    assert response["Location"].endswith(f"/{then}/")


def test_what_was_typed_of_a_study_is_seen_after_another_choice(as_member, member):
    changed = begin("publication", member, **(FEEDBACK | {"kind": "guide", "abstract": ABSTRACT}))
    assert "retour" in steps(as_member, changed, "publication")
    overview = as_member.get(reverse("contribute_send", args=["publication", changed.pk])).text
    assert "Le plan." in overview
    plain = begin("publication", member)
    assert "Le retour d’étude" not in as_member.get(reverse("contribute_send", args=["publication", plain.pk])).text


# --- Corrections ------------------------------------------------------------------------------------------------------


def proposed(contribution: Contribution) -> dict:
    return Correction.objects.get(contribution=contribution).proposed


def test_correction_of_a_publication_holds_changed_fields_only(publication_index, member):
    page = PublicationPageFactory(parent=publication_index, languages=["fr"])
    sent = send("corriger-une-publication", member, page=page, date="2014", languages=["en", "fr"], kind="guide")
    assert proposed(sent) == {"languages": ",fr,en,", "kind": "guide"}


def test_a_file_alone_is_a_correction(publication_index, member):
    page = PublicationPageFactory(parent=publication_index)
    contribution = with_file(begin("corriger-une-publication", member, page, title=page.title), "fichiers")
    assert proposed(drafts.submit(contribution, member)) == {}


def test_a_correction_begins_with_the_document(as_member, member, publication_index, moderator):
    page = PublicationPageFactory(parent=publication_index)
    draft = begin("corriger-une-publication", member, page, link="hal.science/hal-01234567")
    assert steps(as_member, draft, "fichiers") == ["fichiers", "publication", "references", ""]
    sent = drafts.submit(with_file(draft, "fichiers"), member)
    assert proposed(sent) == {"link": "https://hal.science/hal-01234567"}
    decisions.accept(sent, moderator)
    live = PublicationPage.objects.get(pk=page.pk)
    assert (live.link, live.files.count()) == ("https://hal.science/hal-01234567", 1)


def test_a_correction_of_references_is_stored_in_one_way(member, publication_index):
    page = PublicationPageFactory(parent=publication_index)
    sent = send(
        "corriger-une-publication", member, page=page, isbn="9782070360024", doi="doi:10.4000/X", hal="HAL-01234567v2"
    )
    assert proposed(sent) == {"isbn": "978-2-07-036002-4", "doi": "10.4000/x", "hal": "hal-01234567"}
    messages = errors("corriger-une-publication", member, page=page, isbn="978")
    assert list(messages) == ["isbn"]


def test_a_correction_of_a_study_feedback_has_its_step(as_member, member, publication_index):
    page = PublicationPageFactory(parent=publication_index, kind="study_feedback", study="Étude", useful="Le plan.")
    draft = begin("corriger-une-publication", member, page, lessons="Demander les données.")
    assert steps(as_member, draft, "fichiers") == ["fichiers", "publication", "retour", "references", ""]
    other = PublicationPageFactory(parent=publication_index)
    assert list(errors("corriger-une-publication", member, page=other, kind="study_feedback")) == ["kind"]
