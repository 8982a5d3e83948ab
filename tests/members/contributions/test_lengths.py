"""What is typed has a limit before it is kept, and the answer to what is refused stays short."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms import CharField

from core.contributions import kinds
from core.text.lengths import LONGEST_TEXT, limit_lengths
from members.accounts import approval_admin, forms
from members.accounts.tokens import TokenForm
from members.contributions import form_data
from members.models import Contribution
from members.moderation import views
from tests.members.api.program import PROBLEM
from tests.members.contributions.test_views import FIRST, begin, number, save

pytestmark = pytest.mark.django_db
LONG = "mot " * (form_data.LONGEST // 4)


@pytest.fixture(autouse=True)
def nothing_counted(home):
    cache.clear()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# --- On the site --------------------------------------------------------------------------------------------------


def test_too_long_draft_is_not_stored_and_its_text_comes_back(as_member):
    address = begin(as_member)
    response = save(as_member, address, {**FIRST, "description": f"Début. {LONG}"})
    assert response.status_code == 413
    text = plain(response.text)
    assert "Rien n’est enregistré. Cette contribution ferait 200 " in text
    assert "200 000 au plus" in text
    assert "Début. mot mot" in text
    assert "10 000 caractères au plus : ce texte en a 200 006." in text
    assert "Un atelier partagé au bord du Guiers." in text
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("code", ["lieu", "publication", "temoignage"])
def test_message_proposes_a_document_where_the_kind_takes_one(code):
    kind = kinds.kind(code)
    with pytest.raises(form_data.TooLong) as refused:
        form_data.merged({}, {kind.steps[0].fields[0]: [LONG + "mot "]}, kind)
    joins = any(files.kind == "document" for files in kind.files)
    assert ("joignez un document" in str(refused.value)) is joins
    assert joins is (code == "publication")


def test_too_long_draft_may_become_shorter(as_member, member):
    address = begin(as_member)
    save(as_member, address, FIRST)
    Contribution.objects.filter(pk=number(address)).update(typed={"description": [LONG + LONG], "title": ["A"]})
    response = save(as_member, address, {**FIRST, "description": LONG})
    assert response.status_code == 302
    assert len(Contribution.objects.get().typed["description"][0]) < len(LONG) + 10


def test_all_steps_count_together(as_member):
    half = LONG[: len(LONG) // 2]
    first = begin(as_member, "temoignage")
    slugs = {name: step.slug for step in kinds.kind("temoignage").steps for name in step.fields}
    context, film = (f"{first.rsplit('/', 2)[0]}/{slugs[name]}/" for name in ("context", "transcript"))
    assert context != film
    assert save(as_member, context, {"context": half}).status_code == 302
    assert save(as_member, film, {"transcript": half}).status_code == 413
    assert "transcript" not in Contribution.objects.get().typed


def test_too_long_draft_is_refused_in_json_for_scripts(as_member):
    address = begin(as_member)
    response = save(as_member, address, {**FIRST, "description": LONG}, headers={"accept": "application/json"})
    assert response.status_code == 413
    assert "200 000 au plus" in plain(response.json()["message"])


def test_text_without_a_limit_of_its_own_has_the_general_one(as_member):
    address = begin(as_member, "evenement")
    response = save(as_member, address, {"title": "Fête", "introduction": "é" * (LONGEST_TEXT + 1)}, follow=True)
    assert "20\u202f000 caractères au plus\u00a0: ce texte en a 20\u202f001." in response.text
    assert "é" * LONGEST_TEXT in response.text


@pytest.mark.parametrize(
    "form",
    [
        forms.SignupForm,
        forms.ProfileForm,
        lambda data: TokenForm(None, data),
        lambda data: forms.DeleteAccountForm(None, data),
        lambda data: views.ContributionDecisionForm(Contribution(), None, data),
        approval_admin.AccountDecisionForm,
    ],
)
def test_every_form_has_the_length_and_the_limit_in_its_message(form):
    bound = form({})
    names = [name for name, field in bound.fields.items() if getattr(field, "max_length", None)]
    assert names
    for name in names:
        with pytest.raises(ValidationError) as refused:
            bound.fields[name].run_validators("a" * 239_999)
        limit = f"{bound.fields[name].max_length:,}".replace(",", " ")
        assert f"{limit} caractères au plus : ce texte en a 239 999." in [
            plain(text) for text in refused.value.messages
        ]


def test_text_of_the_allowed_length_is_valid():
    field = CharField(max_length=3)
    limit_lengths([field])
    assert field.clean("ééé") == "ééé"
    with pytest.raises(ValidationError) as refused:
        field.clean("éééé")
    assert [plain(text) for text in refused.value.messages] == ["3 caractères au plus : ce texte en a 4."]


def test_admin_has_the_same_message():
    with pytest.raises(ValidationError) as refused:
        CharField(max_length=3).clean("éééé")
    assert [plain(text) for text in refused.value.messages] == ["3 caractères au plus : ce texte en a 4."]


# --- Through the API ------------------------------------------------------------------------------------------------


def test_too_long_draft_is_a_413(call, draft):
    for response in (
        call("post", data={"kind": "lieu", "values": {"title": "A", "description": LONG}}),
        call("patch", f"{draft['id']}/", {"values": {"description": LONG}}),
    ):
        assert (response.status_code, response["Content-Type"]) == (413, PROBLEM)
        assert "200 000 au plus" in plain(response.json()["detail"])
    assert Contribution.objects.count() == 1
    assert len(Contribution.objects.get().typed["description"][0]) < 100


def test_too_large_body_is_a_413_with_the_limit(call):
    response = call("post", data={"kind": "lieu", "values": {"description": "a" * 2_700_000}})
    assert response.status_code == 413
    assert "2,6 Mo au plus" in plain(response.json()["detail"])


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "lieu", "values": {f"inconnu{rank}": "x" for rank in range(20_000)}},
        {"kind": "lieu", "values": {f"{rank}{'é' * 1_000}": "x" for rank in range(100)}},
        {f"inconnu{rank}": "x" for rank in range(20_000)},
        {"kind": "lieu", "values": {"families": ["x" * 100_000]}},
        {"kind": "x" * 100_000},
        {"kind": "lieu", "page": "x" * 100_000},
    ],
    ids=["unknown fields", "long names", "unknown keys", "long choice", "long kind", "long page"],
)
def test_answer_to_a_refused_body_is_short(call, body):
    response = call("post", data=body)
    if response.status_code == 201:
        response = call("post", f"{response.json()['id']}/submit/")
    assert response.status_code == 422
    assert len(response.content) < 20_000


def test_the_first_errors_are_listed_and_the_others_counted(call):
    errors = call("post", data={"kind": "lieu", "values": {f"x{rank}": "" for rank in range(1_000)}}).json()["errors"]
    assert [error["loc"][-1] for error in errors[:2]] == ["x0", "x1"]
    shown = len(errors) - 1
    assert 5 <= shown <= 20
    assert errors[-1]["msg"] == f"Erreurs qui ne sont pas montrées ici : {1_000 - shown}."


def test_many_unknown_parameters_are_refused_shortly(client):
    response = client.get("/api/v3/places/", {f"p{rank}{'x' * 50}": "1" for rank in range(500)})
    assert response.status_code == 422
    assert len(response.content) < 20_000


def test_parts_of_a_field_count_too(call):
    hours = {f"x{rank}": "1" for rank in range(32_000)}
    response = call("post", data=json.dumps({"kind": "lieu", "values": {"opening_hours": hours}}))
    assert response.status_code == 413
