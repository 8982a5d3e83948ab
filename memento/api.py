"""The API of the guide and of its testimonials. Public ids are the pages' translation keys."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router
from wagtail.models import Page as WagtailPage

from core import contracts, images
from core.api import ListParams, ThemeSlug, find, following_moves, listing, read
from core.cards import CardRow
from core.gate import Gate
from core.schemas import Page
from memento import editions, glossary
from memento.contents import reading_minutes, table_of_contents
from memento.listings import ChapterRow, SheetRow, TestimonialRow, testimonial_rows, themes_by_page
from memento.models import GlossaryTerm, MementoPage, SheetPage, TestimonialPage
from memento.schemas import EditionDetail, Guide, SheetDetail, Term, TestimonialDetail, TestimonialItem

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
    outline = memento.outline(gate)
    chapters = outline["chapters"]
    sheets = [sheet for chapter in chapters for sheet in chapter["sheets"]] + outline["sheets"]
    themes = themes_by_page(sheet["pk"] for sheet in sheets)
    cover = images.load([memento.cover_id]).get(memento.cover_id) if memento.cover_id else None

    def listed(sheet: SheetRow) -> dict[str, Any]:
        return {**_public(gate, sheet), "themes": themes[sheet["pk"]]}

    def chapter_item(chapter: ChapterRow) -> dict[str, Any]:
        return {**_public(gate, chapter), "sheets": [listed(sheet) for sheet in chapter["sheets"]]}

    return {
        **_page(gate, memento),
        "introduction": memento.introduction,
        "cover": images.as_json(cover, _base_url(gate)),
        "editions": memento.edition_rows(gate),
        "chapters": [chapter_item(chapter) for chapter in chapters],
        "sheets": [listed(sheet) for sheet in outline["sheets"]],
    }


@read(router, "/editions/{number}/", response=EditionDetail, summary="Une édition, et ce qui a changé depuis")
def edition(request: HttpRequest, number: str) -> dict[str, Any]:
    """Chaque fiche depuis l’édition de ce numéro, avec les passages qui ont changé."""
    gate = Gate.for_request(request)
    memento = gate.pages(MementoPage).order_by("path").first()
    kept = editions.recorded(gate, memento.path) if memento else []
    found = next((one for one in kept if one.number == number), None)
    if memento is None or found is None:
        raise Http404("Aucune édition de ce numéro dont l’état des fiches soit gardé.")
    sheets = editions.changes_since(found, gate, memento.path)
    changed = [sheet["pk"] for sheet in sheets if sheet["pk"] and sheet["change"] == "changed"]
    passages = editions.passage_changes(gate, found, changed) if changed else {}
    rows = (row for row in memento.edition_rows(gate) if row["number"] == number and row["recorded_on"])
    return {
        **next(rows),
        "sheets": [
            {
                **{name: sheet[name] for name in ("id", "number", "title", "change")},
                "url": _whole(gate, sheet["url"]) if sheet["url"] else None,
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
    page = find(gate, SheetPage, slug).get()
    (body, reading), takeaways = page.noted_body(gate), page.takeaway_texts()
    return {
        **_page(gate, page),
        "number": page.number,
        "introduction": page.introduction,
        "audience": page.audience,
        "moment": page.moment,
        "reading_minutes": reading_minutes(page.introduction, body, takeaways),
        "contents": table_of_contents(body),
        "body": body,
        "glossary": [_term(term) for term in reading.found.values()],
        "takeaways": takeaways,
        "places": [_place(gate, card) for card in page.place_cards(gate)],
        "testimonials": [_testimonial(gate, row) for row in page.testimonial_rows(gate)],
        "sources": [
            {name: source[name] for name in ("title", "author", "date", "url", "note")} for source in page.source_rows()
        ],
        "since_edition": editions.since_last(gate, page.path, page.pk),
        "themes": page.theme_rows(),
        "breadcrumb": [{**step, "url": _whole(gate, step["url"])} for step in page.breadcrumb(gate)],
    }


@read(router, "/glossary/", response=Page[Term], summary="Le glossaire")
def list_terms(request: HttpRequest, params: Query[ListParams]) -> dict[str, Any]:
    """Les termes du glossaire, dans l’ordre alphabétique."""
    return listing(GlossaryTerm.objects.all(), params, lambda page: [_term(term) for term in page])


@read(testimonials_router, "/", response=Page[TestimonialItem], summary="Témoignages")
def list_testimonials(request: HttpRequest, params: Query[TestimonialParams]) -> dict[str, Any]:
    """Les témoignages, les derniers publiés d’abord si `order` ne dit rien d’autre."""
    gate = Gate.for_request(request)
    found = gate.pages(TestimonialPage).order_by(ORDERS[params.order], "path")
    if params.theme:
        found = found.about(params.theme)

    def items(page: Any) -> list[dict[str, Any]]:
        rows = testimonial_rows(gate, page)
        themes = themes_by_page(row["pk"] for row in rows)
        cards = contracts.places_by_id(gate, [row["place_id"] for row in rows if row["place_id"]])
        places: dict[int | None, dict[str, Any]] = {card["id"]: _place(gate, card) for card in cards}
        return [
            {**_testimonial(gate, row), "place": places.get(row["place_id"]), "themes": themes[row["pk"]]}
            for row in rows
        ]

    return listing(found, params, items)


@read(testimonials_router, "/{slug}/", response=TestimonialDetail, summary="Un témoignage")
@following_moves
def testimonial(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le témoignage entier. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    page = find(gate, TestimonialPage, slug).select_related("person__organisation").get()
    places = [_place(gate, card) for card in page.place_cards(gate)]
    return {
        **_page(gate, page),
        "introduction": page.introduction,
        "person": page.someone(),
        "place": places[0] if places else None,
        "context": page.context,
        "action": page.deed,
        "means": page.means,
        "effects": page.effects,
        "transfer": page.transfer,
        "body": page.resolved_body(gate, absolute=True),
        "sheets": [{**row, "url": _whole(gate, row["url"])} for row in page.citing_sheets(gate)],
        "themes": page.theme_rows(),
    }


def _term(term: GlossaryTerm | glossary.Term) -> dict[str, str]:
    return {"slug": term.slug, "term": term.term, "definition": term.definition}


def _page(gate: Gate, page: WagtailPage) -> dict[str, Any]:
    """What every detail begins with."""
    return {
        "id": page.translation_key,
        "slug": page.slug,
        "title": page.title,
        "url": gate.full_url(page.url_path),
        "verified_on": page.verified_on,
        "verified_by": page.verified_by,
        "published_at": page.first_published_at,
        "updated_at": page.last_published_at,
    }


def _public(gate: Gate, row: SheetRow | ChapterRow) -> dict[str, Any]:
    """A row without what only the database knows, its address whole."""
    fields = {name: value for name, value in row.items() if name not in ("pk", "path", "sheets")}
    return {**fields, "url": _whole(gate, row["url"])}


def _testimonial(gate: Gate, row: TestimonialRow) -> dict[str, Any]:
    return {
        "id": row["id"],
        "slug": row["slug"],
        "title": row["title"],
        "url": _whole(gate, row["url"]),
        "introduction": row["summary"],
        "image": images.as_json(row["image"], _base_url(gate)),
        "person": row["person"],
        "verified_on": row["verified_on"],
        "published_at": row["published_at"],
        "updated_at": row["updated_at"],
    }


def _place(gate: Gate, card: CardRow) -> dict[str, Any]:
    return {
        "id": card["uid"],
        "slug": card["slug"],
        "title": card["title"],
        "url": _whole(gate, card["url"]),
        "label": card["label"],
        "summary": card["summary"],
    }


def _base_url(gate: Gate) -> str:
    return gate.site.base_url if gate.site else ""


def _whole(gate: Gate, url: str) -> str:
    """A whole address from one that starts at the host's root."""
    return f"{_base_url(gate)}{url}"
