"""The body of a sheet or of a testimonial, resolved for its page and for the API."""

from __future__ import annotations

from core.blocks.resolver import ResolvedBlock, Resolver
from core.visibility.gate import Gate
from memento.glossary import Term
from memento.models import SheetPage, TestimonialPage
from memento.models.glossary import glossary
from memento.pages.contents import anchored


def resolved_body(page: SheetPage | TestimonialPage, gate: Gate, absolute: bool = False) -> list[ResolvedBlock]:
    """Return the body with unique heading anchors; `absolute` is for URLs with scheme and host."""
    return _resolve(page, Resolver(gate, absolute=absolute))


def body_with_definitions(page: SheetPage | TestimonialPage, gate: Gate) -> list[ResolvedBlock]:
    """Return the body for HTML: the first use of each glossary term opens its definition."""
    linker = glossary(gate).linker()
    return _resolve(page, Resolver(gate, annotate=linker.link, on_block=linker.count_definition))


def body_and_terms(page: SheetPage | TestimonialPage, gate: Gate) -> tuple[list[ResolvedBlock], list[Term]]:
    """Return the body for the API, and the glossary terms that it uses, in the order of their first use."""
    linker = glossary(gate).linker()
    resolver = Resolver(gate, absolute=True, annotate=linker.collect, on_block=linker.count_definition)
    return _resolve(page, resolver), list(linker.used.values())


def _resolve(page: SheetPage | TestimonialPage, resolver: Resolver) -> list[ResolvedBlock]:
    block, raw = page.body.stream_block, page.body.get_prep_value()
    resolver.add_stream(block, raw)
    return anchored(resolver.load().stream(block, raw))
