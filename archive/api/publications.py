"""The API of publications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Query, Router

from archive.api.schemas.publications import PublicationDetail, PublicationItem
from archive.api.shared import DatedParams, page_items, person_data, source_items, verification
from archive.choices import PublicationKind
from archive.citations.page import citation_data
from archive.models import PublicationAuthor, PublicationPage
from archive.models.publications.study import LESSON_FIELDS
from archive.pages.cards import PUBLICATION_FIELDS
from archive.publications.filters import apply_filters, visible_publications
from archive.publications.relations import cited_by, origins
from archive.publications.versions import Version, chains
from archive.querysets import PublicationQuerySet
from core.api.lookup import find, following_moves
from core.api.parameters import PartnerSlug
from core.api.routing import listing, read
from core.api.schemas import Page
from core.cards import CardRow
from core.db.pages import row_of
from core.visibility.gate import Gate

router = Router(tags=["archive"])
COLUMNS = (*PUBLICATION_FIELDS, "withdrawal_reason")
#: `AuthorKind` and, for a name of unknown kind, `name`.
AUTHOR_KINDS = {"person": "Personne", "organisation": "Organisation", "name": "Nom seul"}


class PublicationParams(DatedParams):
    """Filters of the list of publications."""

    type: list[PublicationKind] = []
    year: int | None = Field(None, ge=1, le=9999, description="Année de la date ; d’une période, la première.")
    partner: list[PartnerSlug] = Field(
        [], description="Adresse courte d’un partenaire qui est auteur, ou dont une personne est auteur."
    )
    versions: Literal["all"] | None = Field(
        None, description="`all` : aussi les versions qu’une autre remplace, que la liste omet sinon."
    )
    withdrawn: bool | None = Field(
        None, description="`true` : celles qui sont retirées ; `false` : les autres. Sans ce filtre, toutes."
    )

    def filters(self) -> dict[str, Any]:
        """Return the filters as `apply_filters` takes them."""
        lists = {name: [value for value in getattr(self, name) if value] for name in ("theme", "partner")}
        versions = [self.versions] if self.versions else []
        return {"type": self.type, "year": self.year, "versions": versions, "withdrawn": self.withdrawn, **lists}


@read(router, "/", response=Page[PublicationItem], summary="Publications")
def list_publications(request: HttpRequest, params: Query[PublicationParams]) -> dict[str, Any]:
    """Les publications, avec ce qu’il faut pour une vignette. Les versions remplacées n’y sont que sur demande."""
    gate = Gate.for_request(request)
    publications = apply_filters(visible_publications(gate), gate, **params.filters())
    in_order = cast(PublicationQuerySet, params.in_order(publications))
    return listing(in_order, params, lambda page: _items(gate, page.values(*COLUMNS)))


@read(router, "/{slug}/", response=PublicationDetail, summary="Une publication")
@following_moves
def publication_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La publication entière, avec ses fichiers. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return publication_data(gate, find(gate, PublicationPage, slug).get())


def publication_data(gate: Gate, page: PublicationPage) -> dict[str, Any]:
    """Return a publication in the shape of `PublicationDetail`."""
    chain = chains(gate).get(page.pk)
    return {
        **_items(gate, [row_of(page, *COLUMNS)])[0],
        "authors": [_author(row) for row in page.author_rows()],
        "abstract": page.abstract,
        "keywords": page.keyword_list,
        "languages": page.languages,
        "language_labels": page.language_labels,
        "licence": page.licence,
        "licence_label": page.get_licence_display() if page.licence else "",
        **{name: getattr(page, name) for name in ("publisher", "published_in", "isbn", "doi", "hal")},
        "link": "" if page.withdrawn_on else page.link,
        "study_feedback": _study_feedback(page),
        **page.content(gate, absolute=True),
        "versions": [_version(gate, version) for version in chain.versions] if chain else [],
        "origins": _related(gate, origins(page, gate)),
        "cited_by": _related(gate, cited_by(page, gate)),
        "citation": citation_data(page, gate),
        "sources": source_items(page),
        **verification(page),
    }


def _items(gate: Gate, values: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of rows with `COLUMNS`."""
    rows = [_pictured(row) for row in values]
    items = page_items(gate, rows, PublicationPage.summary_field, PublicationKind)
    return [
        {
            **item,
            "title_is_ours": row["title_is_ours"],
            "edition": row["edition"],
            "withdrawn": _withdrawal(row),
            "latest": _latest(gate, row["pk"]),
        }
        for row, item in zip(rows, items, strict=True)
    ]


def _pictured(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row without the image of a withdrawn publication."""
    return {**row, "image_id": None} if row["withdrawn_on"] else row


def _withdrawal(row: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"on": row["withdrawn_on"], "reason": row["withdrawal_reason"]} if row["withdrawn_on"] else None


def _latest(gate: Gate, pk: int) -> dict[str, Any] | None:
    chain = chains(gate).get(pk)
    return _ref(gate, chain.latest) if chain and chain.latest.pk != pk else None


def _ref(gate: Gate, version: Version) -> dict[str, Any]:
    return {
        "id": version.uid,
        "slug": version.slug,
        "title": version.title,
        "url": gate.full_url(version.url_path),
    }


def _version(gate: Gate, version: Version) -> dict[str, Any]:
    return {
        **_ref(gate, version),
        "edition": version.edition,
        "date": version.date_label,
        "withdrawn": version.withdrawn,
    }


def _study_feedback(page: PublicationPage) -> dict[str, str] | None:
    if not page.is_study_feedback:
        return None
    names = ("study", "commissioner", *LESSON_FIELDS)
    return {name.removeprefix("study_"): getattr(page, name) for name in names}


def _related(gate: Gate, cards: Iterable[CardRow]) -> list[dict[str, Any]]:
    return [
        {
            "id": card["uid"],
            "slug": card["slug"],
            "title": card["title"],
            "url": gate.absolute(card["url"]),
            "kind": card["kind"],
            "kind_label": card["kind_label"],
            "label": card["label"],
            "summary": card["summary"],
        }
        for card in cards
    ]


def _author(row: PublicationAuthor) -> dict[str, str]:
    if row.person:
        return {**_kind("person"), **person_data(row.person)}
    kind = "organisation" if row.organisation else row.name_kind or "name"
    return {**_kind(kind), "name": str(row), "role": "", "organisation": ""}


def _kind(code: str) -> dict[str, str]:
    return {"kind": code, "kind_label": AUTHOR_KINDS[code]}
