"""Loads the demo's diagnostics and decision trees from TOML, where blocks refer to one another by key or mark."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from wagtail.models import Page

from core.demo import NAMESPACE, Finder, page_themes, read_toml
from core.setup import ensure_page
from memento.models import DecisionTreePage, DiagnosticPage, MementoPage

FOLDER = Path(__file__).parent
DIAGNOSTICS = FOLDER / "diagnostics"
TREES = FOLDER / "trees"

Row = Mapping[str, Any]
#: Makes the id of a block from keys in its file, so that it is the same at each load.
Identify = Callable[..., str]


def ensure_diagnostics(memento: MementoPage, find: Finder) -> None:
    """Create the diagnostics that do not exist. The sheets that they link to must exist."""
    for row in _missing(DIAGNOSTICS, DiagnosticPage, memento):
        axes, questions = diagnostic_streams(row, find)
        publication = find("publication", row["publication"]) if "publication" in row else None
        fields = {"introduction": row["introduction"], "publication_id": publication}
        themes = {"page_themes": list(page_themes(row["themes"]))}
        streams = {"axes": axes, "questions": questions}
        ensure_page(memento, DiagnosticPage, row["slug"], row["title"], fields | streams, themes)


def ensure_trees(memento: MementoPage, find: Finder) -> None:
    """Create the decision trees that do not exist. Places that do not exist are left out."""
    for row in _missing(TREES, DecisionTreePage, memento):
        fields = {"introduction": row["introduction"], "nodes": tree_stream(row, find)}
        themes = {"page_themes": list(page_themes(row["themes"]))}
        ensure_page(memento, DecisionTreePage, row["slug"], row["title"], fields, themes)


def _missing(folder: Path, model: type[Page], memento: MementoPage) -> list[Row]:
    """Return the parsed files of a folder whose page does not exist below the guide."""
    existing = set(model.objects.child_of(memento).values_list("slug", flat=True))
    rows = [read_toml(path) for path in sorted(folder.glob("*.toml"))]
    return [row for row in rows if row["slug"] not in existing]


def diagnostic_streams(row: Row, find: Finder) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the stored blocks of the axes and of the sections and questions of a diagnostic."""
    identify = partial(_id, row["slug"])
    return [_axis(axis, identify, find) for axis in row["axes"]], [
        _item(item, number, identify, find) for number, item in enumerate(row["items"])
    ]


def tree_stream(row: Row, find: Finder) -> list[dict[str, Any]]:
    """Return the stored blocks of a decision tree."""
    identify = partial(_id, row["slug"])
    return [
        {
            "type": node["type"],
            "id": identify(node["mark"]),
            "value": _outcome(node, find) if node["type"] == "outcome" else _tree_question(node, identify),
        }
        for node in row["nodes"]
    ]


def _id(*keys: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(keys)))


def _list(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return values as the items of a stored list, for lists whose items nothing refers to."""
    numbered = enumerate(values)
    return [{"type": "item", "id": _id(str(number), repr(value)), "value": value} for number, value in numbered]


def _axis(axis: Row, identify: Identify, find: Finder) -> dict[str, Any]:
    bands = _list(
        {
            "start": band["from"],
            **{name: band[name] for name in ("title", "reading", "recommendation")},
            "sheets": _list(find("page_link", slug) for slug in band["sheets"]),
        }
        for band in axis["bands"]
    )
    value = {"name": axis["name"], "description": axis["description"], "bands": bands}
    return {"type": "axis", "id": identify(axis["key"]), "value": value}


def _item(item: Row, number: int, identify: Identify, find: Finder) -> dict[str, Any]:
    if item["type"] == "section":
        value = {"title": item["title"], "introduction": item.get("introduction", "")}
        return {"type": "section", "id": identify("section", str(number)), "value": value}
    condition = item.get("condition", {})
    other = condition.get("question", "")
    value = {
        "text": item["text"],
        "help": item.get("help", ""),
        "answers": [_answer(answer, item["key"], identify) for answer in item["answers"]],
        "weight": item["weight"],
        "condition": {
            "question": identify(other) if other else "",
            "answers": _list(identify(other, key) for key in condition.get("answers", [])),
        },
        "advice": item.get("advice", ""),
        "sheet": find("page_link", item["sheet"]) if "sheet" in item else None,
        "passage": item.get("passage", ""),
    }
    return {"type": "question", "id": identify(item["key"]), "value": value}


def _answer(answer: Row, question: str, identify: Identify) -> dict[str, Any]:
    value = {
        "text": answer["label"],
        "points": _list(
            {"axis": identify(axis), "points": number} for axis, number in answer.get("points", {}).items()
        ),
        "not_applicable": answer.get("not_applicable", False),
        "code": answer.get("code", ""),
    }
    return {"type": "item", "id": identify(question, answer["key"]), "value": value}


def _tree_question(node: Row, identify: Identify) -> dict[str, Any]:
    answers = [
        {
            "type": "item",
            "id": identify(node["mark"], answer["key"]),
            "value": {"text": answer["label"], "target": identify(answer["to"])},
        }
        for answer in node["answers"]
    ]
    return {"mark": node["mark"], "text": node["text"], "help": node.get("help", ""), "answers": answers}


def _outcome(node: Row, find: Finder) -> dict[str, Any]:
    places = (find("place", slug) for slug in node.get("places", []))
    return {
        **{name: node[name] for name in ("mark", "title", "level")},
        "recommendation": "".join(f"<p>{escape(text, quote=False)}</p>" for text in node["recommendation"]),
        "sheets": _list(find("page_link", slug) for slug in node["sheets"]),
        "places": _list(pk for pk in places if pk is not None),
        "next_questions": _list(node["next_questions"]),
    }
