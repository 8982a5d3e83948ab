"""The API of the guide and of its testimonials. Public ids are the pages' translation keys."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router

from core import contracts
from core.api.lookup import find, following_moves
from core.api.parameters import ListParams, ThemeSlug
from core.api.routing import listing, read
from core.api.schemas import Page
from core.files import images
from core.models.themes import themes_by_page
from core.visibility.gate import Gate
from memento import glossary
from memento.api.pages import page_fields
from memento.api.schemas import EditionDetail, Guide, SheetDetail, TermItem, TestimonialDetail, TestimonialItem
from memento.blocks.places import cited_place
from memento.editions.changes import changes_since, passage_changes, recorded_editions, since_last
from memento.models import (
    DecisionTreePage,
    DiagnosticPage,
    GlossaryTerm,
    MementoPage,
    SheetPage,
    TestimonialPage,
)
from memento.pages import sheet as sheet_pages
from memento.pages import testimonial as testimonial_pages
from memento.pages.body import body_and_terms, resolved_body
from memento.pages.contents import reading_minutes, table_of_contents
from memento.pages.guide import ChapterRow, ToolRow, edition_rows, tool_rows
from memento.pages.guide import outline as guide_outline
from memento.pages.rows import SheetRow, TestimonialRow, testimonial_rows

router = Router(tags=["memento"])
testimonials_router = Router(tags=["testimonials"])


ORDERS = {
    "-published_at": "-first_published_at",
    "published_at": "first_published_at",
    "title": "title",
    "-title": "-title",
}


class TestimonialParams(ListParams):
    """Filters of the list of testimonials."""

    order: Literal["-published_at", "published_at", "title", "-title"] = "-published_at"
    theme: ThemeSlug = Field("", description="Adresse (slug) d’un thème ; un thème principal contient les siens.")


@read(router, "/", response=Guide, may_miss=True, summary="Le mémento : chapitres et fiches")
def guide(request: HttpRequest) -> dict[str, Any]:
    """Chapitres et fiches dans l’ordre de lecture. `sheets` : les fiches publiées dont le chapitre ne l’est pas."""
    gate = Gate.for_request(request)
    memento = gate.pages(MementoPage).order_by("path").first()
    if memento is None:
        raise Http404("Ce site n’a pas de mémento public.")
    return guide_data(gate, memento)


def guide_data(gate: Gate, memento: MementoPage) -> dict[str, Any]:
    """Return the guide in the shape of `Guide`."""
    outline = guide_outline(memento, gate)
    chapters = outline["chapters"]
    sheets = [sheet for chapter in chapters for sheet in chapter["sheets"]] + outline["sheets"]
    themes = themes_by_page(sheet["pk"] for sheet in sheets)
    cover = images.load([memento.cover_id]).get(memento.cover_id) if memento.cover_id else None

    def sheet_item(sheet: SheetRow) -> dict[str, Any]:
        return {**public_row(gate, sheet), "themes": themes[sheet["pk"]]}

    def chapter_item(chapter: ChapterRow) -> dict[str, Any]:
        return {**public_row(gate, chapter), "sheets": [sheet_item(sheet) for sheet in chapter["sheets"]]}

    return {
        **page_fields(gate, memento),
        "introduction": memento.introduction,
        "cover": images.as_json(cover, gate.base_url),
        "editions": edition_rows(memento, gate),
        "chapters": [chapter_item(chapter) for chapter in chapters],
        "sheets": [sheet_item(sheet) for sheet in outline["sheets"]],
        "diagnostics": [_tool(gate, row) for row in tool_rows(DiagnosticPage, memento, gate)],
        "trees": [_tool(gate, row) for row in tool_rows(DecisionTreePage, memento, gate)],
    }


@read(router, "/editions/{number}/", response=EditionDetail, summary="Une édition, et ce qui a changé depuis")
def edition(request: HttpRequest, number: str) -> dict[str, Any]:
    """Chaque fiche depuis l’édition de ce numéro, avec les passages qui ont changé."""
    gate = Gate.for_request(request)
    memento = gate.pages(MementoPage).order_by("path").first()
    recorded = recorded_editions(gate, memento.path) if memento else []
    since = next((edition for edition in recorded if edition.number == number), None)
    if memento is None or since is None:
        raise Http404("Aucune édition de ce numéro dont l’état des fiches soit gardé.")
    sheets = changes_since(since, gate, memento.path)
    changed = [sheet["pk"] for sheet in sheets if sheet["pk"] and sheet["change"] == "changed"]
    passages = passage_changes(gate, since, changed) if changed else {}
    rows = (row for row in edition_rows(memento, gate) if row["number"] == number and row["recorded_on"])
    return {
        **next(rows),
        "sheets": [
            {
                **{name: sheet[name] for name in ("id", "number", "title", "change", "change_label")},
                "url": gate.absolute(sheet["url"]) if sheet["url"] else None,
                "passages": passages.get(sheet["pk"] or 0, []),
            }
            for sheet in sheets
        ],
    }


@read(router, "/sheets/{slug}/", response=SheetDetail, summary="Une fiche du mémento")
@following_moves
def sheet(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La fiche entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return sheet_data(gate, find(gate, SheetPage, slug).get())


def sheet_data(gate: Gate, page: SheetPage) -> dict[str, Any]:
    """Return a sheet in the shape of `SheetDetail`."""
    (body, terms), takeaways = body_and_terms(page, gate), sheet_pages.takeaway_texts(page)
    return {
        **page_fields(gate, page),
        "number": page.number,
        "introduction": page.introduction,
        "audience": page.audience,
        "moment": page.moment,
        "reading_minutes": reading_minutes(page.introduction, body, takeaways),
        "contents": table_of_contents(body),
        "body": body,
        "glossary": [_term(term) for term in terms],
        "takeaways": takeaways,
        "places": [cited_place(card, gate.absolute(card["url"])) for card in sheet_pages.place_cards(page, gate)],
        "testimonials": [_testimonial(gate, row) for row in sheet_pages.related_testimonials(page, gate)],
        "sources": [
            {name: source[name] for name in ("title", "author", "date", "url", "note")}
            for source in sheet_pages.source_rows(page)
        ],
        "since_edition": since_last(gate, page.path, page.pk),
        "themes": page.theme_rows(),
        "breadcrumb": [{**step, "url": gate.absolute(step["url"])} for step in page.breadcrumb(gate)],
    }


@read(router, "/glossary/", response=Page[TermItem], summary="Le glossaire")
def list_terms(request: HttpRequest, params: Query[ListParams]) -> dict[str, Any]:
    """Les termes du glossaire, dans l’ordre alphabétique."""
    return listing(GlossaryTerm.objects.all(), params, lambda page: [_term(term) for term in page])


@read(testimonials_router, "/", response=Page[TestimonialItem], summary="Témoignages")
def list_testimonials(request: HttpRequest, params: Query[TestimonialParams]) -> dict[str, Any]:
    """Les témoignages, les derniers publiés d’abord si `order` ne dit rien d’autre."""
    gate = Gate.for_request(request)
    testimonials = gate.pages(TestimonialPage).order_by(ORDERS[params.order], "path")
    if params.theme:
        testimonials = testimonials.about(params.theme)

    def items(page: Any) -> list[dict[str, Any]]:
        rows = testimonial_rows(gate, page)
        themes = themes_by_page(row["pk"] for row in rows)
        cards = contracts.places_by_id(gate, [row["place_id"] for row in rows if row["place_id"]])
        places: dict[int | None, dict[str, Any]] = {
            card["id"]: cited_place(card, gate.absolute(card["url"])) for card in cards
        }
        return [
            {**_testimonial(gate, row), "place": places.get(row["place_id"]), "themes": themes[row["pk"]]}
            for row in rows
        ]

    return listing(testimonials, params, items)


@read(testimonials_router, "/{slug}/", response=TestimonialDetail, summary="Un témoignage")
@following_moves
def testimonial(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le témoignage entier. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return testimonial_data(gate, find(gate, TestimonialPage, slug).select_related("person__organisation").get())


def testimonial_data(gate: Gate, page: TestimonialPage) -> dict[str, Any]:
    """Return a testimonial in the shape of `TestimonialDetail`."""
    places = [cited_place(card, gate.absolute(card["url"])) for card in testimonial_pages.place_cards(page, gate)]
    return {
        **page_fields(gate, page),
        "introduction": page.introduction,
        "person": testimonial_pages.person_of(page),
        "place": places[0] if places else None,
        "context": page.context,
        "action": page.deed,
        "means": page.means,
        "effects": page.effects,
        "transfer": page.transfer,
        "body": resolved_body(page, gate, absolute=True),
        "sheets": [{**row, "url": gate.absolute(row["url"])} for row in testimonial_pages.citing_sheets(page, gate)],
        "themes": page.theme_rows(),
    }


def _term(term: GlossaryTerm | glossary.Term) -> dict[str, Any]:
    variants = term.variants() if isinstance(term, GlossaryTerm) else term.variants
    return {"slug": term.slug, "term": term.term, "definition": term.definition, "variants": list(variants[1:])}


def _tool(gate: Gate, row: ToolRow) -> dict[str, Any]:
    """A link to a diagnostic or a decision tree, with an absolute URL."""
    fields = {name: value for name, value in row.items() if name not in ("pk", "label")}
    return {**fields, "url": gate.absolute(row["url"])}


def public_row(gate: Gate, row: SheetRow | ChapterRow) -> dict[str, Any]:
    """A row without its internal fields, with an absolute URL."""
    fields = {name: value for name, value in row.items() if name not in ("pk", "path", "sheets")}
    return {**fields, "url": gate.absolute(row["url"])}


def _testimonial(gate: Gate, row: TestimonialRow) -> dict[str, Any]:
    return {
        "id": row["id"],
        "slug": row["slug"],
        "title": row["title"],
        "url": gate.absolute(row["url"]),
        "introduction": row["summary"],
        "image": images.as_json(row["image"], gate.base_url),
        "person": row["person"],
        "verified_on": row["verified_on"],
        "published_at": row["published_at"],
        "updated_at": row["updated_at"],
    }
