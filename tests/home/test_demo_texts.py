"""The demo's texts lead to what they name."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db.models import Q
from wagtail.models import Page

from archive.models import CommitmentPlanPage, EventReportPage, PublicationPage
from core.models import Partner, Theme
from core.relations.references import references
from core.visibility import version
from home.models import StandardPage

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
TEXTS = ("l-alliance", "la-demarche", "contexte-et-travaux", "bilan-de-dix-ans")


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    call_command("load_demo", verbosity=0)


@pytest.mark.parametrize("model", [EventReportPage, PublicationPage, CommitmentPlanPage])
def test_every_page_of_the_alliance_is_cited(demo, model):
    texts = set(StandardPage.objects.filter(slug__in=TEXTS).values_list("pk", flat=True))
    real = model.objects.exclude(Q(title__startswith="Exemple") | Q(slug__startswith="exemple"))
    citing = references(version.current()).to_page
    assert [page.title for page in real if not texts & citing.get(page.pk, frozenset())] == []


def test_every_partner_is_named(demo):
    naming = references(version.current()).to_partner
    named = Partner.objects.exclude(name="Alliance Université Entreprise de Grenoble")
    assert [partner.name for partner in named if not naming.get(partner.pk)] == []


def test_their_links_lead_somewhere(client, demo):
    for slug in TEXTS:
        text = client.get(f"/{slug}/").text
        inside = re.findall(r'href="(/[^"#?]*)"', text[text.index("<main") : text.index("</main>")])
        assert {url: status for url in set(inside) if (status := client.get(url).status_code) != 200} == {}


def test_the_themes_that_the_context_names_are_linked(client, demo):
    text = client.get("/contexte-et-travaux/").text
    slugs = ("rse", "biodiversite", "ecoconception", "developpement-durable", "tiers-lieux", "ruralite")
    assert [slug for slug in slugs if f'href="/themes/{slug}/"' not in text] == []
    assert Theme.objects.filter(slug__in=slugs).count() == len(slugs)


def test_the_review_of_ten_years_is_made_of_links_to_pages(demo):
    review = Page.objects.get(slug="bilan-de-dix-ans")
    assert len(references(version.current()).of_page[review.pk]) >= 12 + 4


def test_the_menu_leads_to_them(client, demo):
    text = client.get("/").text
    menu = text[text.index('<nav id="menu"') : text.index("</header>")]
    assert [slug for slug in TEXTS if f'href="/{slug}/"' not in menu] == []
