"""The style guide, a development page: every component in its states, and every block with its preview value.

It is in `config` because it imports from all sections. Production has no route to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.cards import Badge
from core.contracts import RouteStop
from core.relations.forms import Choices, EntryFilterForm
from core.visibility.gate import Gate
from home.site_info import site_info
from inventory.maps.interactive import map_options
from inventory.maps.route_map import route_map
from inventory.maps.static_map import inventory_locator, place_locator
from memento.editions.text_diff import word_runs
from memento.models import SheetPage

LONG = (
    "Un titre que personne n’a relu avant de le publier, avec l’intercommunalité, l’anticonstitutionnellement "
    "long nom du porteur et sa commune"
)
SENTENCE = "Un atelier, douze bureaux et une cuisine au rez-de-chaussée de l’ancienne école, ouverts à tous."
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
COLOURS = (
    "paper", "surface", "sunken", "ink", "muted", "line", "edge", "spruce", "spruce-soft", "larch", "larch-ink",
    "larch-soft", "lake", "lake-ink", "lake-soft", "danger", "danger-soft",
)  # fmt: skip
DRAWINGS = (
    "place", "sheet", "event", "publication", "project", "commitment_plan", "commitment", "evidence", "tour",
    "testimonial", "diagnostic", "tree", "page", "coworking",
    "craft_workshop", "fablab",
    "shared_kitchen", "living_lab", "food_place", "cultural_place", "telecentre", "business_house", "eco_centre",
    "incubator", "service_house", "open_office",
)  # fmt: skip


class Specimen(NamedTuple):
    """A component rendered in one of its states."""

    component: str
    state: str
    html: SafeString


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label="Nom du lieu", help_text="Celui que tout le monde emploie.", max_length=20)
    text = forms.CharField(label="Description", max_length=2000, widget=forms.Textarea, required=False)
    state = forms.ChoiceField(label="État", choices=[("a", "En activité"), ("p", "En projet")])
    families = forms.MultipleChoiceField(
        label="Familles", choices=[("c", "Coworking"), ("f", "Fablab")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="J’ai lu la charte")


def card(**changes: Any) -> dict[str, Any]:
    """Return the context of a card, with changes."""
    values = {
        "id": 0, "kind": "place", "title": "La Fabrique du Vercors", "url": "#", "label": "Villard-de-Lans (38)",
        "detail": "Coworking, fablab", "summary": SENTENCE, "image": None, "drawing": "coworking",
        "badges": [Badge(text="En activité", tone="good"), Badge(text="Vérifié en mars 2026", tone="")],
    }  # fmt: skip
    return values | changes


def states(request: HttpRequest) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (component, state in French, context) for all specimens."""
    gate = Gate.for_request(request)
    event = card(kind="event", drawing="event", label="22 novembre 2026 · Table ronde", detail="", badges=[])
    bare = card(title="Sans rien d’autre", label="", detail="", summary="", badges=[])
    for text, tone in (
        ("En activité", "good"),
        ("En projet", "planned"),
        ("Reporté", "warning"),
        ("Fermé", "ended"),
        ("Inconnu", ""),
    ):
        yield "badge", tone or "sans ton", {"text": text, "tone": tone}
    yield "card", "lieu, en ligne", {"card": card(), "row": True, "drawn": True}
    yield "card", "dessinée", {"card": event, "drawn": True}
    yield "card", "sans image", {"card": event}
    yield "card", "vide", {"card": bare, "row": True, "drawn": True}
    yield (
        "card",
        "trop longue",
        {"card": card(title=LONG, detail=LONG, summary=f"{SENTENCE} " * 5), "row": True, "drawn": True},
    )
    yield "cards", "trois", {"cards": [card(), event, bare]}
    yield "bar", "36 %", {"label": "Fiche remplie", "value": 36}
    yield "edit_link", "pour une éditrice", {"edit_url": "#", "page": {"title": "Ici"}}
    yield "breadcrumb", "trois niveaux", {
        "breadcrumb": [{"title": "Accueil", "url": "#"}, {"title": LONG, "url": "#"}], "page": {"title": "Ici"},
    }  # fmt: skip
    yield (
        "downloads",
        "deux fichiers",
        {
            "files": [
                {"url": "#", "title": "Compte rendu", "extension": "pdf", "pages": 12, "size": 1_234_567, "sha1": SHA1},
                {"url": "#", "title": LONG, "extension": "ods", "pages": None, "size": None, "sha1": SHA1},
            ],
            "hashes": True,
        },
    )
    for state, before, after in (
        ("changée", "Comptez 9 600 € de loyer par an.", f"Comptez 12 000 € de loyer par an. {SENTENCE}"),
        ("ajoutée", "", LONG),
        ("supprimée", SENTENCE, ""),
    ):
        runs = word_runs(before, after)
        yield "difference", state, {"change": {"kind": "Texte", "runs": runs}, "level": 3}
    yield "door_line", "vers une proposition", {"code": "lieu"}
    for name in DRAWINGS:
        yield "drawing", name, {"name": name}
    boxes = [
        {"code": code, "label": label, "count": count, "chosen": count == 1_204}
        for code, label, count in (("u", "Urbain", 1_204), ("r", LONG, 3))
    ]
    milieu = {"name": "milieu", "label": "Milieu", "values": boxes, "chosen": 1}
    yield "facet", "à plat", {"facet": {**milieu, "name": "specimen"}, "inline": True}
    yield "facet", "repliée", {"facet": milieu}
    empty, wrong = SampleForm(), SampleForm({"name": LONG, "state": "x", "families": []}, auto_id="refuse_%s")
    yield "error_summary", "trois erreurs", {"form": wrong, "title": "Quelque chose est à corriger"}
    for name in empty.fields:
        yield "field", f"{name}, à remplir", _field(empty[name])
    for name in empty.fields:
        yield "field", f"{name}, refusé", _field(wrong[name])
    choices = Choices([("event", "Évènement"), ("place", "Lieu")], [2016, 2013], [("rse", LONG)], [])
    for data, state in (({"type": "event"}, "en cours"), ({"year": "hier"}, "non compris")):
        form = EntryFilterForm(gate, data, choices)
        yield "filters", state, {"form": form, "filters_in_use": form.filters, "notice": form.notice, "label": state}
    for locator, state in (
        (inventory_locator(gate), "tous les lieux"),
        (place_locator(5.724, 45.188, "Grenoble", "38"), "un lieu"),
    ):
        if locator:
            yield "locator", state, {"locator": locator}
    points = ((5.724, 45.188), (5.92, 45.57), (6.12, 45.9), (5.73, 45.19))
    if route := route_map([RouteStop(number, *point, linked=True) for number, point in enumerate(points, 1)]):
        yield "route_map", "quatre étapes", {"locator": route}
    yield "map", "tous les lieux", {"map": map_options({})}
    yield "messages", "quatre tons", {
        "messages": [
            Message(level, text)
            for level, text in (
                (levels.INFO, "La recherche est lancée."), (levels.SUCCESS, "Votre proposition est envoyée."),
                (levels.WARNING, "Ce lieu ressemble à un autre."), (levels.ERROR, "Le fichier n’a pas été reçu."),
            )
        ]
    }  # fmt: skip
    now = timezone.now()
    page = {"title": "Un titre", "subtitle": "", "verified_on": None, "last_published_at": None, "verified_by": ""}
    themes = [{"title": "Mobilité", "slug": "mobilite"}, {"title": "Télétravail", "slug": "teletravail"}]
    yield "page_head", "complète", {
        "page": page | {"subtitle": "Un sous-titre"}, "kicker": "Coworking · Grenoble (38)", "introduction": SENTENCE,
        "badges": [Badge(text="En activité", tone="good")],
    }  # fmt: skip
    yield "page_head", "trop longue", {"page": page | {"title": LONG}, "introduction": SENTENCE * 4}
    yield "page_foot", "vérifiée", {
        "page": page | {"verified_on": now.date(), "verified_by": "AUEG", "last_published_at": now},
        "themes": themes,
    }  # fmt: skip
    for number, state in ((1, "première page"), (3, "au milieu"), (10, "dernière page")):
        yield "pagination", state, {
            "paging": Paginator(range(200), 20).get_page(number), "paging_label": f"Pages, {state}", "request": request,
        }  # fmt: skip
    cited = {"kind_label": "Évènement", "url": "#", "title": LONG, "label": "3 février 2016"}
    reasons = ("Y renvoie", "Même thème : Télétravail")
    yield "related", "deux pages", {"related": [{"card": cited, "reason": reason} for reason in reasons]}
    for partner, state in ((None, "sans fiche"), ({"slug": "cea"}, "avec une page")):
        yield "partner", state, {"name": "CEA", "partner": partner}
    for agreed, state in ((None, "sans page"), (now.date(), "avec une page")):
        yield "person", state, {"person": {"name": "Amina Benkirane", "slug": "amina", "page_agreed_on": agreed}}
    yield "search_form", "dans une page", {"id": "specimen", "label": "Rechercher", "value": "coworking"}
    source = {
        "title": "Rapport 2021",
        "url": "#",
        "author": "France Tiers-Lieux",
        "date_label": "2021",
        "licence": "",
        "note": "",
    }
    yield "sources", "deux", {"sources": [source, source | {"url": "", "note": SENTENCE}]}
    steps = [
        ("", "Le lieu", True),
        ("ici", "Où il est", False),
        ("", "Photos", False),
        ("", "Relire et envoyer", False),
    ]
    stages = [
        {"slug": f"etape-{n}", "title": title, "url": "#", "here": bool(here), "done": done, "state": "rempli" * done}
        for n, (here, title, done) in enumerate(steps)
    ]
    yield "stepper", "à la deuxième de quatre étapes", {"stepper": stages, "form_id": ""}
    eleven = [*stages[:2], *[stages[2] | {"title": "Horaires"}] * 9]
    yield "stepper", "onze étapes", {"stepper": eleven, "form_id": "", "label": "Onze étapes"}
    upload = {"pk": UUID(int=1), "image": False, "title": "Plan du rez-de-chaussée", "name": "Plan", "size": 812_000}
    yield "uploads", "à décrire", {"uploads": [upload, upload | {"pk": UUID(int=2), "title": LONG}], "words": "Titre"}
    yield "uploads", "à relire", {"uploads": [upload | {"title": "", "size": None}], "words": ""}
    yield "theme_switch", "", {}
    yield "themes", "deux", {"themes": themes}


def _field(bound: forms.BoundField) -> dict[str, Any]:
    return {
        "field": bound,
        "label": bound.label,
        "show_help": True,
        "ticked": isinstance(bound.field.widget, forms.CheckboxInput),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Render /styleguide/: colours and sizes, components, blocks."""
    gate = Gate.for_request(request)
    specimens = [
        Specimen(component, state, render_to_string(f"components/{component}.html", context, request))
        for component, state, context in states(request)
    ]
    context = {
        "title": "Composants",
        "site_info": site_info(gate),
        "colours": COLOURS,
        "sizes": ("3xl", "2xl", "xl", "l", "m", "s", "xs"),
        "components": _grouped(specimens),
        "blocks": list(_blocks(request)),
    }
    return render(request, "styleguide/styleguide.html", context)


def _grouped(specimens: list[Specimen]) -> dict[str, list[Specimen]]:
    groups: dict[str, list[Specimen]] = {}
    for specimen in specimens:
        groups.setdefault(specimen.component, []).append(specimen)
    return groups


def _blocks(request: HttpRequest) -> Iterator[Specimen]:
    """Yield each block of a guide sheet, rendered with its preview value."""
    for name, block in SheetPage._meta.get_field("body").stream_block.child_blocks.items():
        html = block.render(block.get_preview_value(), {"block_def": block, "request": request})
        yield Specimen(name, str(block.label), html)
