"""The pattern page, which development alone has (test_production.py)."""

from __future__ import annotations


def test_it_shows_components_and_blocks(client, home):
    html = client.get("/styleguide/").text
    for words in ("La Fabrique du Vercors", "Reporté", 'id="composant-pagination"', 'id="bloc-table"', "Page 3 sur 10"):
        assert words in html


def test_it_asks_few_queries_of_the_database(client, home, django_assert_max_num_queries):
    client.get("/styleguide/")
    with django_assert_max_num_queries(25):
        client.get("/styleguide/")
