"""What readers read of a sheet, as plain text: one passage for each block. And how two states of it differ.

A passage is of the sheet alone: what it shows of other pages, files and terms is kept as references, whose names
are read when someone asks. So nothing comes out later that is hidden by then, and a sheet does not change with them.
The addresses behind words of rich text, dates of a last look and images' sizes are no text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal, NotRequired, TypedDict

from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    DateBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.streams import shaped
from core.typography import french
from memento.blocks.shared import SharedBlockBlock

#: Choices that readers see as words, by the name of their field.
SAID_CHOICES = frozenset({"kind"})
#: Words beside a change that are shown, where more than twice as many stay the same.
AROUND = 15
#: Unchanged words between two changes, up to which both are read as one.
BETWEEN = 2
#: Above so many comparisons of words, two texts are shown one after the other.
MOST_COMPARISONS = 4_000_000

BREAK = re.compile(r"</(?:p|li|h[1-6]|div|blockquote)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
TOKEN = re.compile(r"\n|[^ \t\n]+")


class Passage(TypedDict):
    """A piece of a sheet: the id of its block or the name of its field, what it is in French, its text.

    `refs` names what it shows besides: `page:12`, `document:3`, `image:8`, `glossaryterm:5`, `url:https://…`.
    """

    id: str
    kind: str
    text: str
    refs: NotRequired[list[str]]


class Change(TypedDict):
    """A passage that is not the same any more; `before` is None where it is new, `after` where it is gone."""

    before: Passage | None
    after: Passage | None


class Part(TypedDict):
    """Words of a passage that was changed. Plain text, with line breaks."""

    what: Literal["same", "added", "removed"]
    text: str


# --- Reading -------------------------------------------------------------------------------------------------------


def passage(key: str, kind: str, text: str, refs: Iterable[str] = ()) -> list[Passage]:
    """The passage in a list, or nothing where there is nothing to read."""
    found = Passage(id=key, kind=kind, text=_tidy(text))
    if names := list(refs):
        found["refs"] = names
    return [found] if found["text"] or names else []


def passages_of_stream(
    block: StreamBlock, raw: Any, shared: Mapping[int, list[Any]], inside: str = ""
) -> Iterator[Passage]:
    """The passages of a stored stream, in order. `shared` gives the stored streams of published shared blocks by id.

    `inside` is the id of the block that shows this stream.
    """
    for child in shaped(block, raw):
        child_block, key = block.child_blocks[child["type"]], str(child.get("id") or "")
        if isinstance(child_block, SharedBlockBlock):
            body = shared.get(_chosen_shared(child) or 0)
            if body is not None:
                yield from passages_of_stream(_shared_stream(), body, shared, inside=key or "shared")
            continue
        reading = _Reading()
        reading.read(child_block, child.get("value"))
        kind = f"{child_block.label} (bloc partagé)" if inside else str(child_block.label)
        yield from passage(f"{inside}/{key}" if inside else key, kind, "\n".join(reading.texts), reading.refs)


def shared_ids(block: StreamBlock, raw: Any) -> set[int]:
    """The shared blocks that a stored stream places, by id."""
    children = (
        child for child in shaped(block, raw) if isinstance(block.child_blocks[child["type"]], SharedBlockBlock)
    )
    return {pk for child in children if (pk := _chosen_shared(child))}


def _chosen_shared(child: Mapping[str, Any]) -> int | None:
    value = child.get("value")
    pk = value.get("block") if isinstance(value, Mapping) else None
    return pk if isinstance(pk, int) else int(pk) if isinstance(pk, str) and pk.isdecimal() else None


def _shared_stream() -> StreamBlock:
    from memento.models.shared import SharedBlock  # whose body is made of the guide's blocks

    return SharedBlock._meta.get_field("body").stream_block


@dataclass
class _Reading:
    """The texts and references of one block, in the order of its fields."""

    texts: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)

    def read(self, block: Block, raw: Any) -> None:
        raw = shaped(block, raw)
        match block:
            case StreamBlock():
                for child in raw:
                    self.read(block.child_blocks[child["type"]], child.get("value"))
            case ImageBlock():
                self._refer("image", raw.get("image"))
                if not raw.get("decorative"):
                    self._say(raw.get("alt_text"))
            case StructBlock():
                for name, child_block in block.child_blocks.items():
                    if not isinstance(child_block, ChoiceBlock) or name in SAID_CHOICES:
                        self.read(child_block, raw.get(name))
            case ListBlock():
                for item in raw:
                    bare = isinstance(item, Mapping) and item.get("type") == "item" and "value" in item
                    self.read(block.child_block, item["value"] if bare else item)
            case TypedTableBlock():
                self._read_table(block, raw)
            case RichTextBlock():
                self._say(plain(raw))
            case ChoiceBlock():
                self._say(next((label for code, label in block.field.choices if code == raw), ""))
            case PageChooserBlock():
                self._refer("page", raw)
            case ImageChooserBlock():
                self._refer("image", raw)
            case DocumentChooserBlock():
                self._refer("document", raw)
            case SnippetChooserBlock():
                self._refer(block.target_model._meta.model_name or "", raw)
            case URLBlock():
                self._refer("url", raw)
            case BooleanBlock() | DateBlock():
                pass
            case _:
                self._say(raw)

    def _read_table(self, block: TypedTableBlock, raw: Mapping[str, Any]) -> None:
        self._say(raw.get("caption"))
        kinds = [block.child_blocks.get(column["type"]) for column in raw["columns"]]
        self._say(" – ".join(str(column.get("heading") or "") for column in raw["columns"]))
        for row in raw["rows"]:
            cells = _Reading()
            for kind, cell in zip(kinds, row["values"], strict=False):
                if kind:
                    cells.read(kind, cell)
            self._say(" – ".join(cells.texts))
            self.refs += cells.refs

    def _say(self, text: Any) -> None:
        if isinstance(text, str | int) and str(text).strip():
            self.texts.append(str(text))

    def _refer(self, kind: str, what: Any) -> None:
        if isinstance(what, str | int) and what:
            self.refs.append(f"{kind}:{what}")


def plain(source: str) -> str:
    """Rich text as plain text, a line for each paragraph and list item."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", source or "")))


def _tidy(text: str) -> str:
    lines = (" ".join(TOKEN.findall(line)) for line in text.replace("\r", "").split("\n"))
    return "\n".join(line for line in lines if line.strip())


# --- Comparing -----------------------------------------------------------------------------------------------------


def are_same(before: Iterable[Passage], after: Iterable[Passage]) -> bool:
    """Whether both say the same, in whatever order."""
    return Counter(map(_said, before)) == Counter(map(_said, after))


def differences(before: list[Passage], after: list[Passage]) -> list[Change]:
    """What was added, removed and changed, in the order in which one reads. What only moved is no change.

    A passage finds its other state by its words, then by its id, then as the one of its kind that shares most words.
    """
    mates: dict[int, int] = {}  # from the rank in `after` to the rank in `before`
    left = dict(enumerate(before))
    for finds in (_same_words, _same_id, _like):
        for rank, passage_now in enumerate(after):
            if rank not in mates and (mate := finds(passage_now, left)) is not None:
                mates[rank] = mate
                del left[mate]
    changes = [
        (rank, 1, Change(before=before[mates[rank]] if rank in mates else None, after=passage_now))
        for rank, passage_now in enumerate(after)
        if rank not in mates or _said(before[mates[rank]]) != _said(passage_now)
    ]
    places = {mate: rank for rank, mate in mates.items()}
    for gone, passage_then in left.items():
        above = next((places[rank] for rank in range(gone, -1, -1) if rank in places), -1)
        changes.append((above, 2, Change(before=passage_then, after=None)))
    return [change for *_, change in sorted(changes, key=lambda found: found[:2])]


def _said(one: Passage) -> tuple[str, tuple[str, ...]]:
    """What counts of a passage: its words, without the marks and spaces that typography adds, and its references."""
    text = one["text"].replace("'", "’").replace("«", "« ").replace("»", " »")
    return " ".join(text.split()), tuple(one.get("refs", ()))


def _same_words(one: Passage, others: Mapping[int, Passage]) -> int | None:
    said = _said(one)
    found = [rank for rank, other in others.items() if _said(other) == said]
    return next((rank for rank in found if others[rank]["id"] == one["id"]), found[0] if found else None)


def _same_id(one: Passage, others: Mapping[int, Passage]) -> int | None:
    return next((rank for rank, other in others.items() if one["id"] and other["id"] == one["id"]), None)


def _like(one: Passage, others: Mapping[int, Passage]) -> int | None:
    words = set(one["text"].lower().split())
    shares = {
        rank: len(words & theirs) / max(len(words | theirs), 1)
        for rank, other in others.items()
        if other["kind"] == one["kind"] and (theirs := set(other["text"].lower().split()))
    }
    best = max(shares, key=lambda rank: shares[rank], default=None)
    return best if best is not None and shares[best] >= 0.4 else None


def word_parts(before: str, after: str) -> list[Part]:
    """The words of two texts side by side: what stays, what was added, what was removed."""
    then, now = TOKEN.findall(french(before)), TOKEN.findall(french(after))
    if len(then) * len(now) > MOST_COMPARISONS:
        return _parts([("removed", then), ("added", now)])
    steps: list[tuple[bool, list[str], list[str]]] = []  # whether it stays, the words then, the words now
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    codes = matcher.get_opcodes()
    for rank, (tag, start, end, start_now, end_now) in enumerate(codes):
        stays = tag == "equal" and (end - start > BETWEEN or rank in (0, len(codes) - 1))
        if steps and not stays and not steps[-1][0]:
            steps[-1][1].extend(then[start:end])
            steps[-1][2].extend(now[start_now:end_now])
        else:
            steps.append((stays, then[start:end], now[start_now:end_now]))
    runs: list[tuple[Literal["same", "added", "removed"], list[str]]] = []
    for rank, (stays, words_then, words_now) in enumerate(steps):
        if stays:
            runs.append(("same", _shortened(words_now, first=rank == 0, last=rank == len(steps) - 1)))
        else:
            runs += [("removed", words_then), ("added", words_now)]
    return _parts(runs)


def _shortened(words: list[str], first: bool, last: bool) -> list[str]:
    """Unchanged words, without those that are far from any change."""
    if len(words) <= 2 * AROUND + 5:
        return words
    return [*([] if first else words[:AROUND]), "[…]", *([] if last else words[-AROUND:])]


def _parts(runs: Iterable[tuple[Literal["same", "added", "removed"], list[str]]]) -> list[Part]:
    texts = ((what, re.sub(r" ?\n ?", "\n", " ".join(words))) for what, words in runs)
    return [Part(what=what, text=text) for what, text in texts if text]
