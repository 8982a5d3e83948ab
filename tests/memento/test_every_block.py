"""Every block a sheet may hold, in everything that comes out of it: page, print, JSON, previews, the editor's form.

First filled with real things, then as old revisions and imports may hold it.
"""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.models import Page, PageViewRestriction

from archive.models import EventReportPage
from core.blocks import GENERAL_BLOCKS
from core.gate import Gate
from core.streams import Resolver, resolve_one
from inventory.points import write_point
from memento.blocks import GUIDE_BLOCKS
from memento.models import GlossaryTerm, SharedBlock, SheetPage
from tests.archive.conftest import event_index
from tests.core.test_streams import make_document, make_image
from tests.factories.archive import EventReportPageFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.memento.conftest import fresh

__all__ = ["event_index"]

pytestmark = pytest.mark.django_db
BLOCKS = dict(GUIDE_BLOCKS)
STREAM = SheetPage._meta.get_field("body").stream_block
ADDRESS = "/api/v3/memento/blocks/"
JUNK = [None, "", "x", 42, -1, 2**63, 10**30, 1.5, True, [], {}, [None], [[]], ["x"], [{}], {"x": 1}, {"type": "item"}]
every_block = pytest.mark.parametrize("name", BLOCKS)


def item(value: Any, number: int = 1) -> dict[str, Any]:
    return {"type": "item", "id": f"item-{number}", "value": value}


def child(name: str, value: Any) -> dict[str, Any]:
    return {"type": name, "id": f"bloc-{name}", "value": value}


@pytest.fixture
def filled(home, make_testimonial) -> dict[str, tuple[Any, list[str]]]:
    """For each block what is stored, and words of it that a reader must find, on screen as on paper."""
    image = {"image": make_image("La halle").pk, "alt_text": "La halle un soir", "decorative": False}
    page = StandardPageFactory(parent=fresh(home), title="Une page citée", slug="citee")
    place = SiteProfilePageFactory(
        title="La Grange citée",
        slug="grange",
        summary="Une grange ouverte.",
        commune="Mens",
        point=write_point("5.75", "44.82"),
    )
    place.save_revision().publish()
    term = GlossaryTerm.objects.create(term="point mort", slug="point-mort", definition="Quand les recettes suffisent.")
    shared = SharedBlock.objects.create(
        name="Nom pour les éditeurs",
        body=[("quote", {"text": "Des mots partagés", "author": "", "source": ""})],
    )
    text = f'<p>Des mots <a linktype="page" id="{page.pk}">liés</a></p>'
    return {
        "heading": ({"text": "Un intertitre", "level": "h2"}, ["Un intertitre"]),
        "text": (text, ["Des mots", "liés"]),
        "callout": (
            {"kind": "legal", "title": "Un titre d’encadré", "text": text},
            ["Point juridique", "Un titre d’encadré"],
        ),
        "quote": (
            {"text": "Des mots dits", "author": "Une voix", "source": "Un livre"},
            ["Des mots dits", "Une voix", "Un livre"],
        ),
        "image": ({"image": image, "caption": "La halle en légende"}, ["La halle en légende"]),
        "gallery": (
            {
                "title": "Une galerie",
                "images": [item({"image": image, "caption": "Vue A"}), item({"image": image, "caption": "Vue B"}, 2)],
            },
            ["Une galerie", "Vue A", "Vue B"],
        ),
        "video": (
            {
                "title": "Un film",
                "url": "https://vimeo.com/123456",
                "poster": image,
                "duration": "4 min",
                "transcript": "<p>Les mots du film</p>",
            },
            ["Un film", "Les mots du film"],
        ),
        "document": (
            {"document": make_document("Un budget").pk, "description": "Le budget à remplir"},
            ["Un budget", "Le budget à remplir"],
        ),
        "steps": (
            {"title": "Une marche à suivre", "steps": [item({"title": "Mesurer", "text": text})]},
            ["Une marche à suivre", "Mesurer"],
        ),
        "checklist": (
            {"title": "Une liste", "items": [item("La fibre"), item("L’assurance", 2)]},
            ["Une liste", "La fibre", "L’assurance"],
        ),
        "key_figures": (
            {"title": "Des chiffres", "figures": [item({"value": "69", "label": "personnes", "source": "Enquête"})]},
            ["Des chiffres", "69", "personnes", "Enquête"],
        ),
        "table": (
            {
                "caption": "Un tableau",
                "columns": [{"type": "text", "heading": "Poste"}, {"type": "number", "heading": "Montant"}],
                "rows": [{"values": ["Loyer", "9 600"]}],
            },
            ["Un tableau", "Poste", "Montant", "Loyer"],
        ),
        "accordion": (
            {"items": [item({"title": "Un volet", "text": "<p>Les mots du volet</p>"})]},
            ["Un volet", "Les mots du volet"],
        ),
        "faq": (
            {"questions": [item({"question": "Une question", "answer": "<p>Sa réponse</p>"})]},
            ["Une question", "Sa réponse"],
        ),
        "page_link": ({"page": page.pk, "text": "Pour préparer"}, ["Une page citée", "Pour préparer"]),
        "resources": (
            {
                "title": "Ailleurs",
                "links": [
                    item(
                        {
                            "title": "Un site",
                            "url": "https://exemple.fr/",
                            "description": "Des lois",
                            "consulted_on": "2026-11-02",
                        }
                    )
                ],
            },
            ["Ailleurs", "Un site", "Des lois"],
        ),
        "practice": (
            {
                "title": "Une pratique",
                "context": "<p>Le contexte vécu</p>",
                "action": "<p>L’action menée</p>",
                "means": "<p>Les moyens réunis</p>",
                "effects": "<p>Les effets constatés</p>",
                "transfer": "<p>Le transfert possible</p>",
            },
            [
                "Une pratique",
                "Le contexte vécu",
                "L’action menée",
                "Les moyens réunis",
                "Les effets constatés",
                "Le transfert possible",
            ],
        ),
        "testimonial": (
            {"page": make_testimonial("maria", title="Un témoignage cité").pk, "text": "Ce qu’il apporte"},
            ["Un témoignage cité", "Ce qu’il apporte"],
        ),
        "place": ({"place": place.pk, "text": "Pourquoi ce lieu-là"}, ["La Grange citée", "Pourquoi ce lieu-là"]),
        "places_map": (
            {"title": "Des lieux réunis", "places": [item(place.pk)]},
            ["Des lieux réunis", "La Grange citée"],
        ),
        "definition": ({"term": term.pk}, ["point mort", "Quand les recettes suffisent."]),
        "shared": ({"block": shared.pk}, ["Des mots partagés"]),
    }


@pytest.fixture
def sheet(filled, make_sheet) -> SheetPage:
    """A published sheet that holds each block once."""
    made = make_sheet("tout", title="Tout", body=[child(name, value) for name, (value, _) in filled.items()])
    made.save_revision().publish()
    return fresh(made)


@pytest.fixture
def check(client, home) -> Draft202012Validator:
    """The validator of the schema that this site publishes."""
    return validator(client.get(ADDRESS).json())


def validator(whole: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=FormatChecker())


def plain(html: str) -> str:
    """The words of a page, whatever its spaces."""
    return " ".join(
        strip_tags(html).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split()
    )


def relative_addresses(value: Any) -> list[str]:
    """The addresses in JSON that are not whole."""
    if isinstance(value, list):
        return [found for part in value for found in relative_addresses(part)]
    if not isinstance(value, dict):
        return (
            [found for found in value.split('href="')[1:] if not found.startswith("http")]
            if isinstance(value, str)
            else []
        )
    own = [str(found) for key, found in value.items() if key == "url" and found and not str(found).startswith("http")]
    return own + [found for part in value.values() for found in relative_addresses(part)]


def store(page: Any, body: Any, field: str = "body") -> None:
    """Write a body past all checks, as an import or a release of the past may have left it."""
    type(page).objects.filter(pk=page.pk).update(**{field: body})


def api_body(client, slug: str) -> list[dict[str, Any]]:
    response = client.get(f"/api/v3/memento/sheets/{slug}/")
    assert response.status_code == 200
    return response.json()["body"]


class TestFilled:
    def test_each_block_of_the_picker_is_tried(self, filled):
        assert list(filled) == list(BLOCKS) == list(STREAM.child_blocks)

    def test_the_page_shows_each(self, client, sheet, filled):
        response = client.get(sheet.url)
        assert response.status_code == 200
        shown = plain(response.text)
        assert {name: [w for w in words if w not in shown] for name, (_, words) in filled.items()} == {
            name: [] for name in filled
        }
        assert 'alt="La halle un soir"' in response.text

    def test_programs_get_each_in_its_published_shape_with_whole_addresses(self, client, sheet, check):
        body = api_body(client, "tout")
        assert [block["type"] for block in body] == list(BLOCKS)
        for block in body:
            check.validate(block)
            assert block["value"]
            assert relative_addresses(block) == []

    def test_what_blocks_choose_is_there(self, client, sheet):
        values = {block["type"]: block["value"] for block in api_body(client, "tout")}
        assert values["place"]["place"]["slug"] == values["places_map"]["places"][0]["slug"] == "grange"
        assert values["place"]["place"]["point"] == [5.75, 44.82]
        assert values["definition"]["term"]["slug"] == "point-mort"
        assert values["testimonial"]["page"]["title"] == "Un témoignage cité"
        assert values["document"]["document"]["size"] == 3
        assert values["gallery"]["images"][1]["image"]["alt"] == "La halle un soir"
        assert values["shared"]["block"]["body"][0]["value"]["text"] == "Des mots partagés"
        assert "Nom pour les éditeurs" not in client.get("/api/v3/memento/sheets/tout/").text

    def test_the_preview_shows_each(self, sheet, filled):
        shown = plain(sheet.make_preview_request().render().text)
        assert [w for _, words in filled.values() for w in words if w not in shown] == []

    def test_the_form_opens_with_each(self, as_editor, sheet):
        response = as_editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
        assert response.status_code == 200
        assert "Les mots du volet" in response.text

    def test_a_shared_block_shows_all_the_others(self, client, filled, make_sheet, check):
        others = {name: found for name, found in filled.items() if name != "shared"}
        shared = SharedBlock.objects.create(
            name="Tout", body=[child(name, value) for name, (value, _) in others.items()]
        )
        sheet = make_sheet("partage", body=[child("shared", {"block": shared.pk})])
        shown = plain(client.get(sheet.url).text)
        assert [w for _, words in others.values() for w in words if w not in shown] == []
        (block,) = api_body(client, "partage")
        check.validate(block)
        assert [inner["type"] for inner in block["value"]["block"]["body"]] == list(others)
        assert relative_addresses(block) == []

    def test_other_bodies_show_the_general_blocks(self, client, home, filled, event_index):
        body = [child(name, filled[name][0]) for name, _ in GENERAL_BLOCKS]
        page = StandardPageFactory(parent=fresh(home), slug="tous-les-blocs", body=body)
        event = EventReportPageFactory(
            parent=event_index, slug="soiree", state="reported", date="2026-01-02", report=body
        )
        for url in (page.url, event.url):
            shown = plain(client.get(url).text)
            assert [w for name, _ in GENERAL_BLOCKS for w in filled[name][1] if w not in shown] == []


class TestEmpty:
    @every_block
    def test_a_block_just_added_leaves_no_empty_box(self, name, home):
        """A draft is previewed and published by steps: what nobody has typed yet shows nothing."""
        block = BLOCKS[name]
        default = block.get_prep_value(block.get_default())
        if isinstance(default, dict) and default.get("title"):
            default["title"] = ""
        if name == "video":
            return  # its facade says that a film is awaited
        (empty,) = resolved([child(name, default)])
        assert rendered(empty).strip() == ""
        (missing,) = resolved([child(name, None)])
        assert rendered(missing).strip() == ""


class TestSchema:
    def test_it_names_every_block_and_leads_nowhere_else(self, client, home, settings):
        whole = client.get(ADDRESS).json()
        assert whole["$id"] == f"{settings.SITE_URL}{ADDRESS}"
        assert [part["$ref"] for part in whole["oneOf"]] == [f"#/$defs/{name}" for name in BLOCKS]
        assert {ref.removeprefix("#/$defs/") for ref in references(whole)} == set(whole["$defs"])
        assert references(whole["$defs"]["shared"]) == ["#/$defs/SharedContent"]
        inner = references(whole["$defs"]["SharedContent"])
        assert {"#/$defs/text", "#/$defs/place"} <= set(inner)
        assert "#/$defs/shared" not in inner

    def test_every_field_says_what_it_is(self, client, home):
        whole = client.get(ADDRESS).json()
        silent = [
            f"{name}.{key}"
            for name in BLOCKS
            for key, part in whole["$defs"][name]["properties"]["value"].get("properties", {}).items()
            if not part.get("description")
        ]
        assert silent == []
        assert all(whole["$defs"][name]["description"] for name in BLOCKS)

    def test_it_is_a_read_like_the_others(self, client, home):
        first = client.get(ADDRESS)
        assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(f"{ADDRESS}?x=1").status_code == 422
        assert "/api/v3/memento/blocks/" in client.get("/api/v3/openapi.json").json()["paths"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"type": "carousel", "id": "", "value": {}},
            {"type": "quote", "id": "", "value": {"text": "", "author": ""}},
            {"type": "quote", "id": "", "value": {"text": "", "author": "", "source": "", "more": ""}},
            {"type": "heading", "id": "", "value": {"text": "", "level": "h9", "anchor": ""}},
            {"type": "text", "id": "", "value": None},
            {"type": "text", "value": ""},
        ],
    )
    def test_what_the_api_never_gives_is_refused(self, check, wrong):
        assert not check.is_valid(wrong)

    def test_bodies_elsewhere_are_made_of_the_same_blocks(self):
        for block in (
            SharedBlock._meta.get_field("body").stream_block,
            EventReportPage._meta.get_field("report").stream_block,
        ):
            for name, inner in block.child_blocks.items():
                assert type(inner) is type(BLOCKS[name])


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [ref for child in part for ref in references(child)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [ref for child in part.values() for ref in references(child)]


def resolved(stored: list[dict[str, Any]], absolute: bool = False) -> list[dict[str, Any]]:
    """What comes out of a body, none of its blocks lost; as JSON where addresses are whole."""
    resolver = Resolver(Gate.public(), absolute=absolute)
    resolver.want_stream(STREAM, stored)
    found = resolver.load().stream(STREAM, stored)
    assert len(found) == len(stored)
    return orjson.loads(orjson.dumps(found)) if absolute else found


def rendered(block: dict[str, Any]) -> str:
    """The HTML of a block that the resolver gave."""
    context = {"value": block["value"], "id": block["id"], "page": None}
    return render_to_string(f"blocks/{block['type']}.html", context)


def wrong_values(name: str, value: Any) -> list[Any]:
    """What a revision of the past may hold for a block: another shape as a whole, or in one of its parts."""
    found = list(JUNK)
    if isinstance(value, dict):
        found += [{**value, key: junk} for key in value for junk in JUNK]
        found += [{key: part for key, part in value.items() if key != gone} for gone in value]
        for key, part in value.items():
            if isinstance(part, list) and part:
                found += [{**value, key: [junk, item(junk), part[0]]} for junk in JUNK]
                inner = part[0]["value"] if part[0].get("type") == "item" else None
                if isinstance(inner, dict):
                    found += [{**value, key: [item({**inner, deep: junk})]} for deep in inner for junk in JUNK]
    return found


class TestOldRevisions:
    @every_block
    def test_a_value_of_another_shape_is_shown_as_empty_everywhere(self, name, filled, check):
        stored = [child(name, raw) for raw in wrong_values(name, filled[name][0])]
        of_this = check.evolve(schema={**check.schema, "oneOf": [{"$ref": f"#/$defs/{name}"}]})
        for block in resolved(stored, absolute=True):
            of_this.validate(block)
        for block in resolved(stored):
            rendered(block)

    @every_block
    def test_the_editor_and_the_search_read_it_too(self, name, filled):
        block, wrong = BLOCKS[name], wrong_values(name, filled[name][0])
        values = block.bulk_to_python(wrong)
        assert len(values) == len(wrong)
        for value in values:
            block.get_prep_value(value)
            block.get_searchable_content(value)
            list(block.extract_references(value))
            block.get_form_state(value)
        for junk in JUNK:
            block.get_form_state(block.to_python(junk))

    @every_block
    def test_a_sound_value_is_the_same_to_the_editor(self, name, filled):
        block, raw = BLOCKS[name], filled[name][0]
        (value,) = block.bulk_to_python([raw])
        stored = block.get_prep_value(value)
        assert resolve_one(block, stored, Gate.public()) == resolve_one(block, raw, Gate.public())

    def test_the_rest_of_the_page_stays(self, client, sheet, filled, check, as_editor):
        body = [child("carousel", {"x": 1}), child("good_practice", "x")]
        for name, (value, _) in filled.items():
            body += [child(name, junk) for junk in (None, "", 42, [], {}, "x", [None], {"x": [1]})]
            body.append(child(name, value))
        store(sheet, body)
        response = client.get(sheet.url)
        assert response.status_code == 200
        shown = plain(response.text)
        assert [w for _, words in filled.values() for w in words if w not in shown] == []
        found = api_body(client, "tout")
        assert len(found) == len(body) - 2
        for block in found:
            check.validate(block)
        assert fresh(sheet).make_preview_request().status_code == 200
        sheet = fresh(sheet)
        sheet.save_revision().publish()
        assert as_editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200
        assert client.get(sheet.url).status_code == 200

    def test_an_old_revision_can_be_published_again(self, client, sheet, filled):
        revision = sheet.save_revision()
        content = revision.content
        stored = json.loads(content["body"])
        content["body"] = json.dumps([child("carousel", 1), *(child(name, "x") for name in filled), *stored])
        revision.save(update_fields=["content"])
        revision.refresh_from_db()
        revision.publish()
        response = client.get(sheet.url)
        assert response.status_code == 200
        assert "Sa réponse" in response.text

    def test_shared_blocks_and_other_bodies_bear_it_too(self, client, home, event_index, filled, make_sheet, check):
        def old(names) -> list[dict[str, Any]]:
            return (
                [child("carousel", 1)]
                + [child(name, junk) for name in names for junk in (None, 42, "x", [], {})]
                + [child("text", "<p>Le reste</p>")]
            )

        shared = SharedBlock.objects.create(name="Ancien", body=[])
        store(shared, old(BLOCKS))
        sheet = make_sheet("ancien", body=[child("shared", {"block": shared.pk})])
        page = StandardPageFactory(parent=fresh(home), slug="ancienne")
        store(page, old(dict(GENERAL_BLOCKS)))
        event = EventReportPageFactory(parent=event_index, slug="ancien", state="reported", date="2026-01-02")
        store(event, old(dict(GENERAL_BLOCKS)), "report")
        for found in (sheet, page, event):
            response = client.get(found.url)
            assert response.status_code == 200
            assert "Le reste" in response.text
        for block in api_body(client, "ancien"):
            check.validate(block)
            # A shared block holds no other, whatever is stored.
            assert "shared" not in [inner["type"] for inner in block["value"]["block"]["body"]]

    @pytest.mark.parametrize("pk", [99_999_999, -1, 0, 2**31, 2**63, 10**30, "x", None])
    def test_what_is_chosen_may_be_gone(self, client, filled, make_sheet, check, pk):
        chosen = {
            "image": {"image": {"image": pk}},
            "gallery": {"title": "", "images": [item({"image": {"image": pk}, "caption": "Vide"})]},
            "video": {"title": "Film", "poster": {"image": pk}},
            "document": {"document": pk, "description": "Rien"},
            "page_link": {"page": pk, "text": "Rien"},
            "testimonial": {"page": pk, "text": "Rien"},
            "place": {"place": pk, "text": "Rien"},
            "places_map": {"title": "Rien", "places": [item(pk)]},
            "definition": {"term": pk},
            "shared": {"block": pk},
            "text": f'<p><a linktype="page" id="{pk}">Le reste</a></p>',
        }
        sheet = make_sheet("perdu")
        store(sheet, [child(name, value) for name, value in chosen.items()])
        response = client.get(sheet.url)
        assert response.status_code == 200
        assert "Le reste" in response.text
        assert "Rien" not in response.text
        for block in api_body(client, "perdu"):
            check.validate(block)

    def test_what_is_chosen_may_be_hidden(self, client, filled, make_sheet, check, home):
        sheet = make_sheet(
            "cache",
            body=[
                child(name, filled[name][0]) for name in ("page_link", "testimonial", "place", "places_map", "shared")
            ],
        )
        SharedBlock.objects.update(live=False)
        for value, _ in (filled["place"], filled["testimonial"], filled["page_link"]):
            page = Page.objects.get(pk=value.get("place") or value["page"])
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        response = client.get(sheet.url)
        assert response.status_code == 200
        for word in (
            "La Grange citée",
            "Un témoignage cité",
            "Une page citée",
            "Des mots partagés",
            "Pourquoi ce lieu-là",
        ):
            assert word not in response.text, word
        for block in api_body(client, "cache"):
            check.validate(block)
            assert not any(block["value"].get(key) for key in ("page", "place", "places", "block"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.dates().map(str),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [key for block in BLOCKS.values() for key in getattr(block, "child_blocks", {})]
                + ["type", "id", "value", "columns", "rows", "values", "heading", "alt_text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(list(BLOCKS)), raw=json_values)
def test_anything_at_all_comes_out_in_shape(check, name, raw):
    stored = [child(name, raw)]
    for block in resolved(stored, absolute=True):
        check.validate(block)
    for block in resolved(stored):
        rendered(block)
    BLOCKS[name].get_form_state(BLOCKS[name].bulk_to_python([raw])[0])
