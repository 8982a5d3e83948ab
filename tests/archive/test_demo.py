from __future__ import annotations

import pytest

from archive.demo.load import load
from archive.models import EventReportPage, PublicationPage
from archive.setup import ensure_tree
from core.models import Partner, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(home):
    for slug in ("developpement-durable", "rse", "tiers-lieux", "teletravail", "ruralite", "mobilite", "economie"):
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    load(home)


def test_the_tree_is_made_once(home):
    before = [page.pk for page in ensure_tree(home)]
    assert [page.pk for page in ensure_tree(home)] == before
    assert [page.slug for page in ensure_tree(home)] == ["evenements", "publications"]


def test_the_demo_may_be_loaded_again(home, demo):
    load(home)
    assert EventReportPage.objects.live().count() == 12
    assert PublicationPage.objects.live().count() == 4
    assert Partner.objects.filter(name="Alliance Université Entreprise de Grenoble").count() == 1


def test_an_edited_page_stays_as_it_is(home, demo):
    page = EventReportPage.objects.first()
    page.title = "Un titre choisi par l’éditrice"
    page.save()
    load(home)
    assert EventReportPage.objects.filter(title="Un titre choisi par l’éditrice").exists()


def test_every_page_of_the_demo_is_shown_and_valid(client, demo):
    for page in [*EventReportPage.objects.all(), *PublicationPage.objects.all()]:
        page.full_clean()
        assert client.get(page.url).status_code == 200, page.slug


def test_the_demo_says_what_is_known_and_no_more(client, demo):
    html = client.get("/ressources/evenements/table-ronde-legere-novembre-2016/").text
    assert "de 17\u00a0h 15 à 19\u00a0h 30" in html
    assert "sa tenue n’est pas encore confirmée" in html
    html = client.get("/ressources/evenements/table-ronde-legere-mi-janvier-2017/").text
    assert "mi-janvier 2017" in html
    assert "Table ronde légère" in client.get("/ressources/evenements/?year=2017").text
