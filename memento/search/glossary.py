"""The source « définition » of the search: the terms of the glossary, which the page of the guide shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.search.contacts import without_contacts
from core.search.documents import Document, Result, Source, declare
from core.visibility.gate import Gate
from memento.models import GlossaryTerm, MementoPage
from memento.models.glossary import glossary


def documents(ids: Collection[int] | None) -> Iterator[Document]:
    """Yield the documents of terms."""
    for term in GlossaryTerm.objects.all() if ids is None else GlossaryTerm.objects.filter(pk__in=list(ids)):
        names, text = tuple(term.variants()[1:]), without_contacts(term.definition)
        yield Document(id=term.pk, kind="term", title=term.term, names=names, text=text)


def glossary_url(gate: Gate) -> str:
    """Return the URL of the page with the glossary; "" if the reader may see none, or it has no term."""

    def read() -> str:
        return gate.first_url(MementoPage) if glossary(gate).terms else ""

    return gate.snapshot.get_or_set(("url of the glossary", *gate.scope), read)


def visible(gate: Gate) -> frozenset[int]:
    """Return the ids of all terms, or none for readers who may not see the guide; read once per content version."""

    def read() -> frozenset[int]:
        return frozenset(GlossaryTerm.objects.values_list("pk", flat=True)) if glossary_url(gate) else frozenset()

    return gate.snapshot.get_or_set(("ids of terms", *gate.scope), read)


def results(gate: Gate, ids: Collection[int]) -> Iterator[Result]:
    """Yield the terms among these that the reader may see, each with its place on the page of the guide. One query."""
    url = glossary_url(gate)
    for term in GlossaryTerm.objects.filter(pk__in=list(ids)) if url else ():
        yield Result(
            id=term.pk, kind="term", kind_label="Définition", title=term.term, label="", summary=term.definition,
            url=f"{url}#terme-{term.slug}",
        )  # fmt: skip


def declare_glossary() -> None:
    """Declare the source; called in `AppConfig.ready()`."""
    declare(Source("term", "Définition", documents, visible, results, models=(GlossaryTerm,), weight=0.7))
