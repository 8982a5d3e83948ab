"""Decoding an image takes seconds: no transaction is open meanwhile, one is decoded at a time, and few of a request."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.urls import get_resolver, reverse

from core.files import inspection
from members.models import Contribution, Upload
from tests.members.api.program import PROBLEM
from tests.members.contributions.test_files import picture as content
from tests.members.contributions.test_views import (
    number,
    picture,
    save,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def depths(monkeypatch) -> list[int]:
    """How many transactions were open at each decoding, the test's own apart."""
    depths: list[int] = []
    decode, before = inspection.clean_image, len(connection.savepoint_ids)

    def watched(data: bytes, *options: float) -> tuple[bytes, str]:
        depths.append(len(connection.savepoint_ids) - before)
        return decode(data)

    monkeypatch.setattr(inspection, "clean_image", watched)
    return depths


def photos(address: str) -> str:
    return f"/contribuer/lieu/{number(address)}/photos/"


def maximum() -> int:
    from core.contributions import kinds

    return kinds.kind("lieu").files_named("photos").maximum


def test_site_decodes_files_outside_of_a_transaction(as_member, drafted, depths):
    colours = ["red", "blue"]
    sent = [picture(f"{colour}.jpg", colour) for colour in colours]
    response = save(as_member, photos(drafted), {"fichiers-photos": sent})
    assert response.status_code == 302
    assert Upload.objects.count() == 2
    assert depths == [0, 0]


def test_api_decodes_files_outside_of_a_transaction(call, draft, depths):
    assert call.upload(draft["id"], "a.jpg", content()).status_code == 201
    assert depths == [0]


def test_images_beyond_the_maximum_are_not_decoded(as_member, drafted, depths):
    most = maximum()
    sent = [picture(f"{rank}.jpg", (rank * 25, 0, 0)) for rank in range(most + 3)]
    response = save(as_member, photos(drafted), {"fichiers-photos": sent})
    assert response.text.count(f"est de trop\u00a0: {most} au plus ici") >= 3
    assert Upload.objects.count() == len(depths) == most
    save(as_member, photos(drafted), {"fichiers-photos": [picture("x.jpg", "blue")]})
    assert len(depths) == most


def test_damaged_images_beyond_the_maximum_are_not_decoded_either(as_member, drafted, depths):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = [SimpleUploadedFile(f"{rank}.jpg", content()[:200]) for rank in range(maximum() + 3)]
    save(as_member, photos(drafted), {"fichiers-photos": sent})
    assert not Upload.objects.exists()
    assert len(depths) == maximum()


def test_api_does_not_decode_images_beyond_the_maximum(call, draft, depths):
    contribution = Contribution.objects.get()
    for rank in range(maximum()):
        Upload.objects.create(kind="image", file=f"{rank}.jpg", contribution=contribution, field="photos")
    assert call.upload(draft["id"], "a.jpg", content()).status_code == 422
    assert depths == []


def test_one_image_is_decoded_at_a_time(as_member, drafted, call, monkeypatch):
    monkeypatch.setattr(inspection, "PATIENCE", 0.05)
    pk = number(drafted)
    with inspection.decoding:
        response = save(as_member, photos(drafted), {"fichiers-photos": [picture()]})
        assert "Réessayez dans un instant" in response.text
        told = call.upload(str(pk), "a.jpg", content())
        assert (told.status_code, told["Content-Type"]) == (503, PROBLEM)
    assert not Upload.objects.exists()
    assert call.upload(str(pk), "a.jpg", content()).status_code == 201


def test_text_stays_when_the_files_fail(as_member, drafted, monkeypatch):
    monkeypatch.setattr(inspection, "clean_image", lambda *given: 1 / 0)
    as_member.raise_request_exception = False
    response = save(as_member, photos(drafted), {"fichiers-photos": [picture()], "note": "Un mot"})
    assert response.status_code == 500
    assert Contribution.objects.get().typed["note"] == ["Un mot"]


def test_file_for_a_contribution_sent_meanwhile_is_refused(as_member, drafted, monkeypatch):
    decode = inspection.clean_image

    def slow(data: bytes, *options: float) -> tuple[bytes, str]:
        Contribution.objects.update(state="published")  # by another window
        return decode(data)

    monkeypatch.setattr(inspection, "clean_image", slow)
    response = save(as_member, photos(drafted), {"fichiers-photos": [picture()], "note": "Un mot"})
    assert (response.status_code, Upload.objects.count()) == (200, 0)
    assert 'href="#fichiers-photos"' in response.text


def test_views_with_their_own_transactions_exist():
    uuid = "11111111-1111-1111-1111-111111111111"
    arguments = {"contribute_step": ["lieu", uuid, "photos"], "wagtailapi_v3:add_file": [uuid]}
    arguments |= {name: [1] for name in ("wagtaildocs_authenticate_with_password",)}
    arguments["wagtailcore_authenticate_with_password"] = [1, 1]
    for name in settings.OWN_TRANSACTIONS:
        numbers = [1] if name.startswith(("live_panel_", "memento_diagnostic_")) else []
        address = reverse(name, args=arguments.get(name, numbers))
        assert get_resolver().resolve(address).view_name == name
