"""The sources « thème », « partenaire » and « personne » of the search: those that have a page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.urls import reverse

from core.models import Partner, Person, Theme
from core.relations.directories import partner_rows, theme_rows
from core.relations.references import references
from core.search.contacts import without_contacts
from core.search.documents import Document, Result, Source, declare
from core.search.doors import Door, open_door
from core.search.pages import visible
from core.visibility.gate import Gate


def _rows(model: Any, ids: Collection[int] | None) -> Any:
    return model.objects.all() if ids is None else model.objects.filter(pk__in=list(ids))


def theme_documents(ids: Collection[int] | None) -> Iterator[Document]:
    """Yield the documents of themes."""
    for theme in _rows(Theme, ids):
        yield Document(id=theme.pk, kind="theme", title=theme.title, text=without_contacts(theme.description))


def visible_themes(gate: Gate) -> frozenset[int]:
    """Return the ids of the themes about which the reader may see a page; read once per content version."""

    def read() -> frozenset[int]:
        counts = {row["slug"]: row["count"] for main in theme_rows(gate) for row in (main, *main["subthemes"])}
        return frozenset(pk for pk, slug in Theme.objects.values_list("pk", "slug") if counts.get(slug))

    return gate.snapshot.get_or_set(("themes with pages", *gate.scope), read)


def theme_results(gate: Gate, ids: Collection[int]) -> Iterator[Result]:
    """Yield the themes among these that the reader may see. One query."""
    shown = visible_themes(gate)
    for theme in Theme.objects.filter(pk__in=[pk for pk in ids if pk in shown]):
        yield _result(theme.pk, "theme", "Thème", theme.title, "", theme.description, "theme", theme.slug)


def partner_documents(ids: Collection[int] | None) -> Iterator[Document]:
    """Yield the documents of partners."""
    for partner in _rows(Partner, ids):
        text = f"{partner.get_kind_display()}\n{partner.description}".strip()
        yield Document(id=partner.pk, kind="partner", title=partner.name, text=without_contacts(text))


def visible_partners(gate: Gate) -> frozenset[int]:
    """Return the ids of the partners to whom a page that the reader may see refers."""

    def read() -> frozenset[int]:
        return frozenset(row["pk"] for row in partner_rows(gate))

    return gate.snapshot.get_or_set(("partners with pages", *gate.scope), read)


def partner_results(gate: Gate, ids: Collection[int]) -> Iterator[Result]:
    """Yield the partners among these that the reader may see. One query."""
    shown = visible_partners(gate)
    for partner in Partner.objects.filter(pk__in=[pk for pk in ids if pk in shown]):
        label = "" if partner.kind == Partner.Kind.OTHER else partner.get_kind_display()
        yield _result(
            partner.pk, "partner", "Partenaire", partner.name, label, partner.description, "partner", partner.slug
        )


def person_documents(ids: Collection[int] | None) -> Iterator[Document]:
    """Yield the documents of the people who agreed to a page of their own."""
    people = _rows(Person, ids).filter(page_agreed_on__isnull=False, slug__isnull=False)
    for person in people.select_related("organisation"):
        organisation = person.organisation.name if person.organisation else ""
        yield Document(id=person.pk, kind="person", title=person.name, people_and_places=organisation, text=person.role)


def visible_people(gate: Gate) -> frozenset[int]:
    """Return the ids of the people with a page of their own to whom a page that the reader may see refers."""

    def read() -> frozenset[int]:
        agreed = Person.objects.filter(page_agreed_on__isnull=False, slug__isnull=False)
        pages = visible(gate)
        to_person = references(gate.snapshot).to_person
        return frozenset(
            pk for pk in agreed.values_list("pk", flat=True) if not pages.isdisjoint(to_person.get(pk, ()))
        )

    return gate.snapshot.get_or_set(("people with pages", *gate.scope), read)


def person_results(gate: Gate, ids: Collection[int]) -> Iterator[Result]:
    """Yield the people among these that the reader may see. One query."""
    shown = visible_people(gate)
    people = Person.objects.filter(pk__in=[pk for pk in ids if pk in shown]).select_related("organisation")
    for person in people:
        label = ", ".join(filter(None, [person.role, person.organisation.name if person.organisation else ""]))
        yield _result(person.pk, "person", "Personne", person.name, label, "", "person", person.slug or "")


def _result(pk: int, kind: str, kind_label: str, title: str, label: str, summary: str, view: str, slug: str) -> Result:
    url = reverse(view, args=[slug])
    return Result(id=pk, kind=kind, kind_label=kind_label, title=title, label=label, summary=summary, url=url)


def _list_url(view: str, visible: Callable[[Gate], Iterable[int]]) -> Callable[[Gate], str]:
    return lambda gate: reverse(view) if visible(gate) else ""


def declare_sources() -> None:
    """Declare the sources and doors of themes, partners and people; called in `AppConfig.ready()`."""
    declare(Source("theme", "Thème", theme_documents, visible_themes, theme_results, models=(Theme,)))
    declare(Source("partner", "Partenaire", partner_documents, visible_partners, partner_results, models=(Partner,)))
    declare(Source("person", "Personne", person_documents, visible_people, person_results, models=(Person,)))
    open_door(
        Door(
            "themes",
            "Tous les thèmes",
            "Les sujets qui réunissent lieux, fiches, rencontres et publications.",
            "thèmes, thématiques, sujets, liste des thèmes, rubriques, mots-clés",
            _list_url("themes", visible_themes),
        )
    )
    open_door(
        Door(
            "partners",
            "Tous les partenaires",
            "Les organisations que citent les pages de ce site.",
            "partenaires, liste des partenaires, organisations, membres du réseau, acteurs, qui est qui, annuaire",
            _list_url("partners", visible_partners),
        )
    )
