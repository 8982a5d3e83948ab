"""The pages of themes, partners and people, and the lists of themes and partners."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from archive.models import EventPartner
from core.models import PageTheme
from core.relations.lists import FIRST
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_a_theme_shows_its_pages_and_those_of_its_subthemes_by_kind(client, network):
    text = client.get("/themes/mobilite/").text
    for words in ("Mobilité", "Vélo", "Évènement", "Le vélo au travail", "Publication", "Aller au travail"):
        assert words in text
    below = client.get("/themes/velo/").text
    assert "Le vélo au travail" in below
    assert "Aller au travail" not in below


def test_a_theme_without_pages_says_so(client, network):
    network.event.unpublish()
    response = client.get("/themes/velo/")
    assert response.status_code == 200
    assert "Aucune page n’est encore en ligne sur ce sujet." in response.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?type=event", ["Le vélo au travail"]),
        ("?year=2013", ["Aller au travail"]),
        ("?partner=ecole", ["Le vélo au travail", "Aller au travail"]),
        ("?partner=entreprise&year=2013", []),
        ("?year=hier", ["Le vélo au travail", "Aller au travail"]),
    ],
)
def test_filters(client, network, query, shown):
    text = client.get(f"/themes/mobilite/{query}").text
    assert [title for title in ("Le vélo au travail", "Aller au travail") if title in text] == shown
    assert ("Ce filtre n’est pas compris" in text) == (query == "?year=hier")


def test_a_long_list_of_one_kind_is_cut_and_opened(client, network):
    for number in range(FIRST):
        EventReportPageFactory(
            parent=network.event.get_parent(), title=f"Balade {number}", page_themes=[PageTheme(theme=network.bikes)]
        )
    text = client.get("/themes/velo/").text
    assert 'href="?type=event"' in text
    assert text.count("<article") == FIRST
    assert client.get("/themes/velo/?type=event").text.count("<article") == FIRST + 1


def test_a_partner_shows_what_it_took_part_in(client, network):
    text = client.get("/partenaires/ecole/").text
    assert "Le vélo au travail" in text
    assert "Aller au travail" in text
    assert '"@type": "Organization"' in text


def test_a_partner_that_only_drafts_name_is_not_found(client, network):
    network.event.unpublish()
    assert client.get("/partenaires/entreprise/").status_code == 404
    assert client.get("/partenaires/entreprise/flux.atom").status_code == 404
    assert "Une entreprise" not in client.get("/partenaires/").text


def test_a_person_has_a_page_only_by_agreement(client, network):
    assert client.get("/personnes/amina-benkirane/").status_code == 404
    assert "/personnes/" not in client.get(network.event.url).text
    network.speaker.page_agreed_on = date(2026, 1, 5)
    network.speaker.save()
    text = client.get("/personnes/amina-benkirane/").text
    assert "Le vélo au travail" in text
    assert 'href="/personnes/amina-benkirane/"' in client.get(network.event.url).text
    network.speaker.page_agreed_on = None
    network.speaker.save()
    assert client.get("/personnes/amina-benkirane/").status_code == 404


def test_the_lists_count(client, network):
    themes = client.get("/themes/").text
    assert "2 pages" in themes
    assert 'href="/themes/velo/"' in themes
    partners = client.get("/partenaires/").text
    assert "Une école" in partners
    assert "1 page<" in partners


def test_a_private_page_is_counted_for_nobody_else(client, network, close):
    close(network.event)
    assert "Le vélo au travail" not in client.get("/themes/mobilite/").text
    assert "1 page<" in client.get("/themes/").text
    assert client.get("/partenaires/entreprise/").status_code == 404


@pytest.mark.parametrize(("name", "model"), [("theme", "bikes"), ("partner", "school")])
def test_a_former_address_leads_to_the_new_one(client, network, name, model):
    row = getattr(network, model)
    first = reverse(name, args=[row.slug])
    for slug in ("second", "troisieme"):
        row.slug = slug
        row.save()
    response = client.get(f"{first}?type=event")
    assert (response.status_code, response["Location"]) == (301, f"{reverse(name, args=['troisieme'])}?type=event")
    assert client.get(f"{first}flux.atom")["Location"] == f"{reverse(name, args=['troisieme'])}flux.atom"
    former = first.split("/")[2]
    assert client.get(f"/api/v3/timeline/?{name}={former}").json()["count"] > 0
    assert "Ce filtre" not in (text := client.get(f"/ressources/chronologie/?{name}={former}").text)
    assert "Le vélo au travail" in text
    row.slug = first.split("/")[2]
    row.save()
    assert client.get(first).status_code == 200


def test_a_person_without_agreement_leaves_no_trace_of_an_address(client, network):
    network.speaker.page_agreed_on = date(2026, 1, 5)
    network.speaker.save()
    network.speaker.slug = "amina-b"
    network.speaker.save()
    assert client.get("/personnes/amina-benkirane/").status_code == 301
    network.speaker.page_agreed_on = None
    network.speaker.save()
    assert client.get("/personnes/amina-benkirane/").status_code == 404
    network.speaker.slug = "amina-c"
    network.speaker.save()
    assert client.get("/personnes/amina-b/").status_code == 404


def test_a_new_partner_at_a_former_address_is_not_taken_for_the_other(client, network):
    network.school.slug = "ecole-nouvelle"
    network.school.save()
    PartnerFactory(name="Une autre école", slug="ecole")
    assert client.get("/partenaires/ecole/").status_code == 404


def test_a_former_slug_that_stands_elsewhere_in_the_path_leads_right(client, network):
    network.bikes.slug = "themes"
    network.bikes.save()
    network.bikes.slug = "velos"
    network.bikes.save()
    assert client.get("/api/v3/themes/themes/")["Location"] == "/api/v3/themes/velos/"
    assert client.get("/themes/themes/")["Location"] == "/themes/velos/"


def test_filters_do_not_name_a_partner_of_drafts(client, network):
    network.event.unpublish()
    assert "Une entreprise" not in client.get("/ressources/chronologie/?partner=entreprise").text


def test_editors_find_the_form_of_a_theme(as_editor, network):
    assert f"/themes/edit/{network.bikes.pk}/" in as_editor.get("/themes/velo/").text.replace("core/theme", "themes")


def test_they_stand_in_the_sitemap(client, network):
    text = client.get("/sitemap.xml").text
    assert "/themes/velo/" in text
    assert "/partenaires/ecole/" in text


@pytest.mark.parametrize("url", ["/themes/mobilite/", "/partenaires/ecole/", "/themes/", "/partenaires/"])
def test_the_number_of_queries_does_not_grow(client, network, count_queries, url):
    before = count_queries(client, url)
    for number in range(5):
        theme = ThemeFactory(parent=network.mobility)
        partners = (network.school, PartnerFactory())
        EventReportPageFactory(
            parent=network.event.get_parent(),
            title=f"Balade {number}",
            page_themes=[PageTheme(theme=network.bikes), PageTheme(theme=theme)],
            partners=[EventPartner(partner=partner) for partner in partners],
        )
    assert count_queries(client, url) <= before


@pytest.mark.parametrize("url", ["/themes/", "/themes/velo/", "/partenaires/ecole/", "/themes/velo/flux.atom"])
def test_they_are_only_read(client, network, url):
    assert client.post(url).status_code == 405


def test_a_feed_follows_a_theme_with_its_filters(client, network):
    feed = client.get("/themes/mobilite/flux.atom?type=event").text
    assert "Le vélo au travail" in feed
    assert "Aller au travail" not in feed
    refused = client.get("/themes/mobilite/flux.atom?type=velo&year=12345&theme=inconnu&autre=1")
    assert refused.status_code == 422
    assert "type, year, theme, autre" in refused.text
