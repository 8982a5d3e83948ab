"""Templates of sheets: blocks that a new sheet can start with. Authors may change, move and remove all of them.

Headings and titles are filled in. The other fields are empty and required to publish, so that nobody publishes an
unfinished template. The form shows a hint beside each block.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from memento.models import SheetPage

Value = dict[str, Any] | str


@dataclass(frozen=True)
class TemplateBlock:
    """A block of a template: its type, its stored value, and a French hint for the author."""

    type: str
    value: Value
    hint: str = ""


@dataclass(frozen=True)
class SheetTemplate:
    """A template of a sheet."""

    code: str
    label: str
    icon: str
    description: str
    blocks: tuple[TemplateBlock, ...]

    def body(self) -> str:
        """The stored body of a new sheet."""
        return json.dumps(
            [{"type": block.type, "value": block.value, "id": self._id(rank)} for rank, block in enumerate(self.blocks)]
        )

    def hints(self) -> dict[str, str]:
        """The hints by block id."""
        return {self._id(rank): block.hint for rank, block in enumerate(self.blocks) if block.hint}

    def block_labels(self) -> list[str]:
        """The labels of its block types, each once, in order."""
        types = SheetPage._meta.get_field("body").stream_block.child_blocks
        return list(dict.fromkeys(str(types[block.type].label) for block in self.blocks))

    def _id(self, rank: int) -> str:
        """The id of a block, the same in every sheet, so that the form finds its hint after each save."""
        return str(uuid5(NAMESPACE_URL, f"sillon:{self.code}:{rank}"))


def _heading(text: str) -> TemplateBlock:
    return TemplateBlock("heading", {"text": text, "level": "h2"})


def _text(hint: str) -> TemplateBlock:
    return TemplateBlock("text", "", hint)


def _steps(title: str, hint: str) -> TemplateBlock:
    return TemplateBlock("steps", {"title": title, "steps": [{"title": "", "text": ""}] * 3}, hint)


def _checklist(title: str, hint: str) -> TemplateBlock:
    return TemplateBlock("checklist", {"title": title, "items": ["", "", ""]}, hint)


def _figures(title: str, hint: str) -> TemplateBlock:
    return TemplateBlock(
        "key_figures", {"title": title, "figures": [{"value": "", "label": "", "source": ""}] * 3}, hint
    )


def _table(caption: str, columns: dict[str, str], hint: str) -> TemplateBlock:
    """A table of three empty rows; `columns` gives the type of each by its heading."""
    heads = [{"type": kind, "heading": heading} for heading, kind in columns.items()]
    rows = [{"values": [""] * len(heads)}] * 3
    return TemplateBlock("table", {"caption": caption, "columns": heads, "rows": rows}, hint)


def _callout(kind: str, title: str, hint: str) -> TemplateBlock:
    return TemplateBlock("callout", {"kind": kind, "title": title, "text": ""}, hint)


def _resources() -> TemplateBlock:
    link = {"title": "", "url": "", "description": "", "consulted_on": None}
    hint = "Un à cinq liens, avec ce que l’on y trouve. Les sources des chiffres, elles, vont dans l’onglet « Liens »."
    return TemplateBlock("resources", {"title": "Pour aller plus loin", "links": [link]}, hint)


SHEET_TEMPLATES = (
    SheetTemplate(
        "thematique",
        "Fiche thématique",
        "sillon-sheet",
        "Un sujet : ce qu’il faut comprendre, comment s’y prendre, ce qu’il faut vérifier.",
        (
            _heading("De quoi parle-t-on ?"),
            _text("Deux ou trois paragraphes : le sujet, pourquoi il compte, à quel moment on le rencontre."),
            _callout("takeaway", "", "L’idée à garder si l’on ne lit qu’elle."),
            TemplateBlock(
                "definition", {"term": None}, "Un mot que les débutants ne connaissent pas ; sinon, retirez ce bloc."
            ),
            _heading("Comment s’y prendre"),
            _steps("", "Une action par étape, dans l’ordre, avec un verbe : « Rencontrer dix usagers possibles »."),
            _heading("Comparer les options"),
            _table(
                "Les options possibles",
                {"Option": "text", "Ce qu’elle apporte": "text", "Ses limites": "text"},
                "Une option par ligne ; deux ou trois suffisent.",
            ),
            _heading("Avant de passer à la suite"),
            _checklist("À vérifier", "Des points auxquels on répond par oui ou par non."),
            _resources(),
        ),
    ),
    SheetTemplate(
        "diagnostic",
        "Fiche diagnostic",
        "tasks",
        "Des questions à se poser et des chiffres à réunir, pour savoir où l’on en est et décider.",
        (
            _heading("Ce que ce diagnostic permet de décider"),
            _text("La décision à prendre, qui la prend, et quand ce diagnostic est utile."),
            _heading("Ce qu’il faut réunir"),
            _checklist("Les informations à réunir", "Une information par point, avec l’endroit où on la trouve."),
            _figures("Les chiffres repères", "De quoi se comparer : un ordre de grandeur, avec sa source."),
            _heading("Où en êtes-vous ?"),
            _table(
                "Grille à remplir",
                {"Question": "text", "Ce que l’on constate": "text", "Note sur 5": "number"},
                "Une question par ligne. Laissez vides les colonnes que le lecteur remplira.",
            ),
            TemplateBlock(
                "faq",
                {"questions": [{"question": "", "answer": ""}] * 2},
                "Les questions que l’on vous pose vraiment pendant ce travail.",
            ),
            _heading("Lire le résultat"),
            _text("Ce que veut dire une bonne note, une mauvaise, et ce que le diagnostic ne dit pas."),
            _callout("warning", "Les erreurs de lecture", "Une conclusion que l’on tire trop vite."),
            _steps("Et maintenant ?", "Ce que l’on fait du résultat, dans l’ordre."),
            _resources(),
        ),
    ),
    SheetTemplate(
        "experience",
        "Retour d’expérience",
        "sillon-testimonial",
        "Ce qu’un lieu a vécu, raconté pour que d’autres puissent le refaire ou s’en garder.",
        (
            TemplateBlock("place", {"place": None, "text": ""}, "Le lieu dont on raconte l’expérience."),
            _heading("La situation de départ"),
            _text("Où, quand, qui, et le problème à résoudre."),
            _heading("Ce qui a été fait"),
            TemplateBlock(
                "practice",
                {"title": "", "context": "", "action": "", "means": "", "effects": "", "transfer": ""},
                "Le cœur de la fiche : assez de détails pour que l’on puisse refaire la même chose.",
            ),
            TemplateBlock("quote", {"text": "", "author": "", "source": ""}, "Les mots de quelqu’un qui y était."),
            _heading("Ce que cela a demandé et donné"),
            _table(
                "Les moyens",
                {"Poste": "text", "Qui l’a apporté": "text", "Montant ou temps": "number"},
                "Argent, temps, matériel : un poste par ligne.",
            ),
            _figures("Les résultats", "Ce que l’on a constaté, avec la date et la source."),
            _callout("warning", "Ce que l’on ferait autrement", "Une erreur, un regret, une surprise."),
            _checklist("Avant de refaire la même chose ailleurs", "Ce qu’il faut réunir pour que cela marche."),
            TemplateBlock(
                "testimonial", {"page": None, "text": ""}, "Le témoignage complet, s’il existe ; sinon, retirez-le."
            ),
            _resources(),
        ),
    ),
)
#: The code of an empty sheet.
BLANK = "vide"


def sheet_template(code: str) -> SheetTemplate | None:
    """Return the template with this code, or None."""
    return next((template for template in SHEET_TEMPLATES if template.code == code), None)


def all_hints() -> dict[str, str]:
    """The hints of all templates, by block id."""
    return {block: hint for template in SHEET_TEMPLATES for block, hint in template.hints().items()}
