"""A parameter that is refused is named, in French."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("places/?limit=x", "limit", "Un nombre entier est attendu."),
        ("places/?limit=1.5", "limit", "Un nombre entier est attendu."),
        ("places/?limit=0", "limit", "1 au moins."),
        ("places/?limit=101", "limit", "100 au plus."),
        ("events/?order=titre", "order", "Valeurs permises : « date » ou « -date »."),
        ("search/?order=titre", "order", "Valeurs permises : « date », ou rien."),
        (
            "routes/?updated_since=2026-01-31T08:00:00+01:00", "updated_since",
            "Une date est attendue, ou une date et une heure : 2017-01-31T08:00:00Z. "
            "Le « + » d’un décalage horaire s’écrit %2B dans une adresse.",
        ),
        ("places/?milieu=mer", "milieu", "Valeurs permises : « urban », « periurban », « rural » ou « mountain »."),
        ("events/?from=2017", "from", "Une date est attendue, année, mois et jour : 2017-01-31."),
        ("events/?from=0", "from", "Une date est attendue, année, mois et jour : 2017-01-31."),
        ("events/?to=2017-02-30", "to", "Cette date n’existe pas."),
        (
            "testimonials/?couleur=bleu", "couleur",
            "Paramètre inconnu : « couleur ». Paramètres connus : limit, offset, fields, order, theme.",
        ),
        ("site/?page=2", "page", "Paramètre inconnu : « page ». Cette adresse n’en prend aucun."),
        (
            "places/?milieu=rural,mountain", "milieu",
            "Valeurs permises : « urban », « periurban », « rural » ou « mountain ». "
            "Pour plusieurs valeurs, répétez le paramètre : milieu=rural&milieu=mountain.",
        ),
        (
            "places.geojson?departement=38&departement=26,73", "departement",
            "« 26,73 » n’est pas le numéro d’un département, par exemple 38, 2A ou 974. "
            "Pour plusieurs valeurs, répétez le paramètre : departement=26&departement=73.",
        ),
        ("events/?theme=rien", "theme", "Thème inconnu : « rien »."),
        ("publications/?theme=rien", "theme", "Thème inconnu : « rien »."),
        ("testimonials/?theme=rien", "theme", "Thème inconnu : « rien »."),
        ("search/?theme=rien", "theme", "Thème inconnu : « rien »."),
        (f"search/?theme={'a' * 101}", "theme", "100 caractères au plus."),
        ("places/?near=5.7,45.2&radius_km=-3", "radius_km", "Plus de 0 est attendu."),
        ("content/export.ndjson?type=place&type=event", "type", "Une seule valeur est attendue."),
        ("events/?limit=1&limit=2", "limit", "Une seule valeur est attendue."),
        (
            "places/?departement=96", "departement",
            "« 96 » n’est pas le numéro d’un département, par exemple 38, 2A ou 974.",
        ),
        (
            "places/?departement=mer", "departement",
            "« mer » n’est pas le numéro d’un département, par exemple 38, 2A ou 974.",
        ),
        (
            "places/?bbox=a,b,c,d", "bbox",
            "Quatre nombres séparés par des virgules sont attendus : ouest,sud,est,nord.",
        ),
        ("places/?bbox=1,9,2,3", "bbox", "Le sud est attendu avant le nord : ouest,sud,est,nord."),
    ],
)  # fmt: skip
def test_what_is_refused_is_told(client, home, query, name, message):
    response = client.get(f"/api/v3/{query}")
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["loc"][:2] == ["query", name]
    assert error["msg"].replace("\u00a0", " ") == message


def test_an_unknown_type_of_page_is_told_with_those_there_are(client, home):
    (error,) = client.get("/api/v3/search/?q=a&type=rien").json()["errors"]
    assert error["loc"] == ["query", "type", 0]
    assert "« rien »" in error["msg"].replace("\u00a0", " ")
    assert "event, " in error["msg"]


@pytest.mark.indexed
@pytest.mark.parametrize(
    "query", ["events/?theme=", "testimonials/?theme=", "search/?theme=", "places/?departement=2a"]
)
def test_what_is_empty_or_in_small_letters_is_understood(client, home, query):
    assert client.get(f"/api/v3/{query}").status_code == 200


def test_a_wrong_demand_to_wagtail_s_routes_is_told_too(client, home, admin, token_of):
    response = client.get("/api/v3/pages/?limit=x", headers=token_of(admin))
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"][-1] == "limit"
