"""A value of each block that a sheet may hold, with what it refers to."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.geo.points import write_point
from core.models import Partner
from home.models import HomePage
from memento.models import ChapterPage, GlossaryTerm, MementoPage, SharedBlock, SheetPage
from tests.core.blocks.test_resolver import make_document, make_image
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import DiagnosticPageFactory, add_sheet, add_testimonial, add_tree, fresh


class Filled(NamedTuple):
    """What is stored for a block, and words of it that a reader finds, on screen as on paper."""

    value: Any
    words: list[str]


def list_item(value: Any, number: int = 1) -> dict[str, Any]:
    return {"type": "item", "id": f"item-{number}", "value": value}


def stored_block(name: str, value: Any) -> dict[str, Any]:
    return {"type": name, "id": f"bloc-{name}", "value": value}


def stored_body(filled: dict[str, Filled]) -> list[dict[str, Any]]:
    """A body with each of these blocks once."""
    return [stored_block(name, block.value) for name, block in filled.items()]


def guide_blocks() -> dict[str, Filled]:
    """For each block of the guide a value with all its fields. Makes the pages and other objects that blocks choose."""
    image = {"image": make_image("La halle").pk, "alt_text": "La halle un soir", "decorative": False}
    page = StandardPageFactory(parent=HomePage.objects.get(), title="Une page citée", slug="citee")
    place = SiteProfilePageFactory(
        title="La Grange citée",
        slug="grange",
        summary="Une grange ouverte.",
        commune="Mens",
        point=write_point("5.75", "44.82"),
    )
    place.save_revision().publish()
    partner = Partner.objects.create(name="Une école citée", slug="ecole-citee", kind=Partner.Kind.UNIVERSITY)
    term = GlossaryTerm.objects.create(term="point mort", slug="point-mort", definition="Quand les recettes suffisent.")
    shared = SharedBlock.objects.create(
        name="Nom pour les éditeurs",
        body=[("quote", {"text": "Des mots partagés", "author": "", "source": ""})],
    )
    diagnostic = DiagnosticPageFactory(parent=MementoPage.objects.get(), title="Un questionnaire cité", slug="cite")
    text = f'<p>Des mots <a linktype="page" id="{page.pk}">liés</a></p>'
    values = {
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
                "images": [
                    list_item({"image": image, "caption": "Vue A"}),
                    list_item({"image": image, "caption": "Vue B"}, 2),
                ],
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
            {"title": "Une marche à suivre", "steps": [list_item({"title": "Mesurer", "text": text})]},
            ["Une marche à suivre", "Mesurer"],
        ),
        "checklist": (
            {"title": "Une liste", "items": [list_item("La fibre"), list_item("L’assurance", 2)]},
            ["Une liste", "La fibre", "L’assurance"],
        ),
        "key_figures": (
            {
                "title": "Des chiffres",
                "figures": [list_item({"value": "69", "label": "personnes", "source": "Enquête"})],
            },
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
            {"items": [list_item({"title": "Un volet", "text": "<p>Les mots du volet</p>"})]},
            ["Un volet", "Les mots du volet"],
        ),
        "faq": (
            {"questions": [list_item({"question": "Une question", "answer": "<p>Sa réponse</p>"})]},
            ["Une question", "Sa réponse"],
        ),
        "page_link": ({"page": page.pk, "text": "Pour préparer"}, ["Une page citée", "Pour préparer"]),
        "partners": ({"partners": [list_item(partner.pk)]}, ["Une école citée", "Université ou école"]),
        "resources": (
            {
                "title": "Ailleurs",
                "links": [
                    list_item(
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
            {"page": add_testimonial("maria", title="Un témoignage cité").pk, "text": "Ce qu’il apporte"},
            ["Un témoignage cité", "Ce qu’il apporte"],
        ),
        "place": ({"place": place.pk, "text": "Pourquoi ce lieu-là"}, ["La Grange citée", "Pourquoi ce lieu-là"]),
        "places_map": (
            {"title": "Des lieux réunis", "places": [list_item(place.pk)]},
            ["Des lieux réunis", "La Grange citée"],
        ),
        "definition": ({"term": term.pk}, ["point mort", "Quand les recettes suffisent."]),
        "diagnostic": (
            {"diagnostic": diagnostic.pk, "text": "Pourquoi y répondre ici"},
            ["Un questionnaire cité", "Pourquoi y répondre ici"],
        ),
        "decision_tree": (
            {"tree": add_tree("arbre-cite", title="Un arbre cité").pk, "text": "Pourquoi cet arbre"},
            ["Un arbre cité", "Pourquoi cet arbre"],
        ),
        "shared": ({"block": shared.pk}, ["Des mots partagés"]),
    }
    return {name: Filled(*value) for name, value in values.items()}


def add_sheet_of_every_block(chapter: ChapterPage, filled: dict[str, Filled]) -> SheetPage:
    """A published sheet that holds each block once."""
    sheet = add_sheet(chapter, "tout", body=stored_body(filled))
    sheet.save_revision().publish()
    return fresh(sheet)
