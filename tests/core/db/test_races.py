"""Requests that write one page queue."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from inventory.models import SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.place_form import place_form


@pytest.mark.django_db(transaction=True)
def test_an_automatic_save_does_not_undo_a_publication(home, editor, monkeypatch):
    page = SiteProfilePageFactory(title="Cime", slug="cime", draft=True)
    page.save_revision()
    url = f"/admin/pages/{page.pk}/edit/"
    loaded, published = threading.Event(), threading.Event()
    clean = SiteProfilePage.clean

    def slow_clean(self):
        if threading.current_thread().name == "autosave" and not loaded.is_set():
            loaded.set()
            published.wait(3)  # the time the other request would need, were it let through
        clean(self)

    monkeypatch.setattr(SiteProfilePage, "clean", slow_clean)
    answers: dict[str, int] = {}

    def post(name: str, **fields) -> None:
        client = Client()
        client.force_login(editor)
        answers[name] = client.post(url, place_form(**fields)).status_code
        connection.close()

    post("warm-up")  # the first request of a process is slow, and this test counts on time
    del answers["warm-up"]
    saving = threading.Thread(target=post, args=("save",), kwargs={"summary": "Tapé"}, name="autosave")
    saving.start()
    assert loaded.wait(10)
    publishing = threading.Thread(target=post, args=("publish",), kwargs={"action-publish": "1"})
    publishing.start()
    publishing.join(20)
    published.set()
    saving.join(20)
    assert answers == {"save": 302, "publish": 302}
    assert SiteProfilePage.objects.get(pk=page.pk).live
