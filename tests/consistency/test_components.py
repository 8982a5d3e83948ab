"""Every component stands on the pattern page, every stylesheet belongs to something, and scripts stay small."""

from __future__ import annotations

import ast

from config import styleguide
from tests.consistency.source import ROOT, files

#: They surround the pattern page itself, or have no look.
AROUND = {"antispam", "header", "footer", "meta", "picture"}
#: Parts of the look that need no template of their own: classes that several templates share.
CLASSES = {
    "block_title", "button", "checklist", "contents", "doors", "empty", "error_page", "facts", "figure", "figures",
    "gallery", "hero", "icon", "inventory", "neighbours", "page_link", "panel", "place", "quote", "results",
    "rich_text", "sheets", "skip_link", "steps", "suggestions", "table", "tags", "takeaways", "timeline", "video",
    "callout", "commitments", "practice", "cited_place", "definition_block", "places_map", "registrants", "term",
    "tree", "tree_drawing",
}  # fmt: skip


def components() -> set[str]:
    return {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}


def shown() -> set[str]:
    """The components that the pattern page names."""
    tree = ast.parse((ROOT / "site" / "config" / "styleguide.py").read_text())
    yields = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield)]
    return {
        node.elts[0].value for node in yields if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant)
    }


def test_every_component_stands_on_the_pattern_page():
    assert components() - AROUND == shown()


def test_every_stylesheet_belongs_to_something():
    sheets = {path.stem for path in (ROOT / "static" / "css" / "components").glob("*.css")}
    assert sheets - components() - CLASSES == set()
    assert sheets >= CLASSES


def test_every_family_of_places_and_kind_of_page_has_a_drawing():
    from core.cards import KINDS
    from inventory.choices import Family

    signs = (ROOT / "static" / "images" / "icons.svg").read_text()
    drawn = {name for name in (*KINDS, *Family.values) if f'id="{name}"' in signs}
    assert drawn == {*KINDS, *Family.values}
    assert set(styleguide.DRAWINGS) == drawn


def test_our_scripts_weigh_less_than_40_kb():
    """Those that readers get; the others are for the admin, contributors, forms with files, questionnaires, and the
    search."""
    others = ("admin-", "contribute", "diagnostic", "file-size", "search")
    scripts = (path for path in (ROOT / "static" / "js").glob("*.js") if not path.name.startswith(others))
    assert sum(path.stat().st_size for path in scripts) < 40_000


def test_the_scripts_of_contributors_weigh_less_than_8_kb():
    """Loaded on the steps of a contribution, and nowhere else."""
    scripts = list((ROOT / "static" / "js").glob("contribute*.js"))
    assert 0 < sum(path.stat().st_size for path in scripts) < 8_000
    used = [name for name in files() if name.startswith("templates/") and "js/contribute" in (ROOT / name).read_text()]
    assert used == ["templates/members/contribute_step.html"]


def test_the_script_of_the_search_weighs_less_than_1_kb_and_is_loaded_nowhere_else():
    assert (ROOT / "static" / "js" / "search.js").stat().st_size < 1_000
    used = [name for name in files() if name.startswith("templates/") and "js/search.js" in (ROOT / name).read_text()]
    assert used == ["templates/search/search.html"]


def test_the_script_and_the_styles_of_a_questionnaire_are_small_and_loaded_nowhere_else():
    """The styles are loaded to print sheets with a questionnaire too."""
    assert (ROOT / "static" / "js" / "diagnostic.js").stat().st_size < 7_000
    assert (ROOT / "static" / "css" / "diagnostic.css").stat().st_size < 16_000
    used = [name for name in files() if name.startswith("templates/") and "/diagnostic." in (ROOT / name).read_text()]
    assert sorted(used) == [
        "templates/blocks/diagnostic.html",
        "templates/memento/diagnostic_page.html",
        "templates/memento/diagnostic_result.html",
    ]
