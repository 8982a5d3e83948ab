"""The sheet « Mode d’emploi » of an exported workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.text.typography import NBSP
from memento.diagnostics.spreadsheet.columns import COLUMNS, POINTS_AFTER, POINTS_HEADER, POINTS_HELP, Kind
from memento.diagnostics.spreadsheet.references import InventoryCodes

_LEAD = (
    "Une ligne par chose : d’abord les axes avec leurs paliers, puis les parties, les questions et leurs réponses, "
    "dans l’ordre où on les lit.",
    "Déplacez, insérez et supprimez des lignes comme vous voulez ; les lignes vides ne comptent pas, ni l’ordre des "
    "colonnes.",
    "Avant d’enregistrer, le site montre ce que le tableau change. S’il y trouve des erreurs, il donne la cellule de "
    "chacune, et rien n’est modifié.",
    "Rien n’est publié par un import : il fait un nouveau brouillon, et le précédent reste dans l’historique.",
)


def instructions(inventory: InventoryCodes) -> Iterator[tuple[bool, str, str, str]]:
    """Yield the rows of the sheet: whether it is a heading, then the texts of its cells."""
    yield True, "Mode d’emploi", "", ""
    for sentence in _LEAD:
        yield False, "", sentence, ""
    yield True, "Colonne", "Ce qu’elle prend", "Exemple"
    for column in COLUMNS:
        yield False, column.header, f"{column.help}{_rows(column.fields)}", column.example
        if column.name == POINTS_AFTER:
            yield False, f"{POINTS_HEADER}…", f"{POINTS_HELP}{_rows([Kind.ANSWER])}", "3"
    yield True, "Inventaire", "Libellés de cette colonne", ""
    for group, labels in inventory.groups.items():
        yield from ((False, "" if rank else group, label, "") for rank, label in enumerate(labels))


def _rows(kinds: Iterable[Kind]) -> str:
    """Return in French which kinds of rows fill a column; "" if all do."""
    names = [kind.value for kind in kinds]
    return "" if len(names) == len(Kind) else f" (Lignes{NBSP}: {', '.join(names)}.)"
