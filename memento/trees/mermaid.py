"""A decision tree as Mermaid text, for other programs that draw diagrams."""

from __future__ import annotations

import re

from core.text.typography import french
from memento.trees.graph import Outcome, Tree

#: What ends a quoted text or begins an entity, HTML, a formula or Markdown (« 1. » a list): written as entities.
SPECIAL = re.compile(r'["#<>&`\\*_~$]|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]')
SPACE = re.compile(r"\s+")


def mermaid(tree: Tree) -> str:
    """Return the source of a flowchart from left to right. Answers that lead to nowhere are left out.

    Questions are rectangles, outcomes have round ends. Ids are « n » and the key of the node.
    """
    lines = ["flowchart LR"]
    nodes = tree.unique_nodes
    for node in nodes:
        level = node.level_label if isinstance(node, Outcome) else ""
        label = quoted(" · ".join(filter(None, [node.mark, level, french(node.title)])) or "?")
        lines.append(f"  n{node.key}([{label}])" if isinstance(node, Outcome) else f"  n{node.key}[{label}]")
    for node in nodes:
        for answer in node.answers:
            if target := tree.node(answer.target):
                lines.append(f"  n{node.key} -->|{quoted(french(answer.text) or '?')}| n{target.key}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text in quotes, on one line, that Mermaid shows letter for letter."""
    return f'"{SPECIAL.sub(lambda match: f"#{ord(match[0])};", SPACE.sub(" ", text).strip())}"'
