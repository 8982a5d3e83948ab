"""Drafts with values that no form takes, stored as they were typed: nothing in them runs, and no link leads there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import product

import pytest
from django import forms
from django.urls import reverse

from core.contributions import kinds
from core.contributions.kinds import Kind
from members.contributions import drafts, form_data
from members.models import Contribution, User
from tests.factories.payloads import ADDRESSES, PAYLOADS
from tests.members.payloads.content import OTHERS, WHOLE, about
from tests.members.payloads.visitor import Visitor

pytestmark = pytest.mark.django_db
#: Parts of fields that take several inputs.
PARTS = ("opening_hours_mo0_from", "opening_hours_text", "point_latlng")
#: A text short enough for the columns that are read as dates, numbers and choices, and everything at once.
TEXTS = {"short": PAYLOADS[3] + PAYLOADS[6], "all": "\n".join(PAYLOADS)}
#: Every field of a kind that takes an address.
LINKS = [(kind.code, name) for kind in kinds.kinds() for name, field in kind.form.base_fields.items()
         if isinstance(field, forms.URLField)]  # fmt: skip


@dataclass
class Typed:
    """A draft of a kind that has one text in every input, and that text."""

    kind: Kind
    pk: uuid.UUID
    text: str
    author: User


@pytest.fixture(
    scope="module",
    params=list(product([*WHOLE, *OTHERS], TEXTS)),
    ids=lambda param: "-".join(param),
)
def typed(request, people) -> Typed:
    """Its author may put a text where the form has a date, a number or a choice, with a program or by hand."""
    code, size = request.param
    kind, author, text = kinds.kind(code), people["member"], TEXTS[size]
    contribution = drafts.start(kind, author, uuid.uuid4(), page=about(kind, list(TEXTS).index(size)))
    names = [*kind.form.base_fields, *PARTS]
    drafts.save(contribution, form_data.extract({name: [text] for name in names}, names, kind.form))
    return Typed(kind, contribution.pk, text, author)


def test_payload_in_every_input_comes_back_as_typed(typed):
    member, kind = Visitor(typed.author), typed.kind
    for step in kind.steps:
        path = reverse("contribute_step", args=[kind.code, typed.pk, step.slug])
        member.open("step with errors", f"{path}?revoir=tout")
    review = reverse("contribute_send", args=[kind.code, typed.pk])
    member.open("review", review)
    if kind.code != "gerer":  # which takes any words
        member.open("review with errors", review, data={})
    member.open("contribution", reverse("members_contribution", args=[typed.pk]))
    member.open("contributions", "/compte/contributions/")
    member.open("api", f"/api/v3/contributions/{typed.pk}/")
    member.check("step with errors", "review", "api")


def test_payload_typed_in_another_window_comes_back_beside_the_stored_one(typed):
    member, kind = Visitor(typed.author), typed.kind
    for step in kind.steps:
        if step.fields:
            path = reverse("contribute_step", args=[kind.code, typed.pk, step.slug])
            data = dict.fromkeys((*step.fields, *PARTS), f"{typed.text}2")
            member.open("another window", path, 409, {**data, "_vu": typed.text, "aller": typed.text})
    member.check("another window")


def test_every_field_for_an_address_is_tried():
    assert {name for _, name in LINKS} == {"website", "video_url", "film", "link", "progress_url"}


@pytest.mark.parametrize(("code", "name"), LINKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_address_of_no_web_page_is_refused_in_french(code, name, address):
    form = drafts.bind(Contribution(kind=code, typed={name: [address]}))
    (message,) = form.errors[name]
    assert "adresse" in message
    assert "qui commence par https" in message or "mailto" in address
