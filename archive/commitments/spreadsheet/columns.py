"""The columns of the table of a plan: a row for each evidence, and one for each measure without evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import Field

from archive.choices import ESTABLISHED, EvidenceKind
from archive.models import CommitmentPage, EvidencePage
from core.dates.fuzzy import EXAMPLES
from core.text.fold import fold
from core.text.lengths import LONGEST_TEXT


class Owner(Enum):
    """What the cells of a column belong to."""

    NONE = auto()
    MEASURE = auto()
    EVIDENCE = auto()


@dataclass(frozen=True)
class Column:
    """A column. `field` is the name of the field or child relation of its page, "" if it has none."""

    name: str
    owner: Owner
    field: str
    width: int
    help: str

    @property
    def model(self) -> type[CommitmentPage] | type[EvidencePage]:
        return EvidencePage if self.owner is Owner.EVIDENCE else CommitmentPage

    @property
    def is_date(self) -> bool:
        return self.field in ("date", "due")

    @property
    def max_length(self) -> int:
        """The maximum number of characters of a text in this column."""
        field = self.model._meta.get_field(self.field)
        return (field.max_length if isinstance(field, Field) else None) or LONGEST_TEXT


_NAMES = "séparées par des points-virgules (deux points-virgules de suite en écrivent un)"
_SOURCES = f"des adresses, ou « titre | adresse », {_NAMES}"
COLUMNS = (
    Column("plan", Owner.NONE, "", 18, "Le titre du plan, ou rien. Les lignes d’un autre plan sont laissées de côté."),
    Column("axe", Owner.MEASURE, "axis", 18, "Un des axes du plan, tel qu’il le nomme."),
    Column("numero", Owner.MEASURE, "number", 9, "Tel que le plan le donne : « 16 », « 16-a »."),
    Column("intitule", Owner.MEASURE, "text", 50, "La mesure mot pour mot, comme le plan l’énonce."),
    Column("titre", Owner.MEASURE, "title", 36, "Le titre de la page. Vide : le début de l’intitulé."),
    Column("sous_mesure_de", Owner.MEASURE, "part_of", 12, "Le numéro de la mesure du même plan qu’elle précise."),
    Column(
        "date_engagement", Owner.MEASURE, "date", 16,
        f"Laissez vide si c’est celle du plan. Par exemple {EXAMPLES}.",
    ),
    Column("pilotes", Owner.MEASURE, "leads", 22, f"Les organisations chargées de la mesure, {_NAMES}."),
    Column("echeance", Owner.MEASURE, "due", 16, "Pour quand la mesure est promise : « fin 2016 », « 31/12/2016 »."),
    Column(
        "statut_propose", Owner.EVIDENCE, "establishes", 16,
        f"Ce que la preuve établit : {', '.join(label.lower() for _, label in ESTABLISHED)}. « Non documenté » ou "
        "vide : la ligne n’a pas de preuve.",
    ),
    Column("preuve_date", Owner.EVIDENCE, "date", 16, "De quand date ce que la preuve établit, même approché."),
    Column("preuve", Owner.EVIDENCE, "title", 40, "L’intitulé de la preuve. Vide : « Statut proposé par » le fichier."),
    Column(
        "preuve_type", Owner.EVIDENCE, "kind", 20,
        f"D’où vient la preuve : {', '.join(label.lower() for label in EvidenceKind.labels)}. Vide : "
        f"{EvidenceKind.OFFICIAL.label.lower()}.",
    ),
    Column("extrait", Owner.EVIDENCE, "extract", 40, "La phrase ou le passage qui le dit, mot pour mot."),
    Column("sources", Owner.MEASURE, "sources", 36, f"D’où vient le texte de la mesure : {_SOURCES}."),
    Column(
        "preuve_sources", Owner.EVIDENCE, "sources", 36,
        f"Où la preuve se lit : {_SOURCES}. Sans cette colonne, « sources » vaut aussi pour les preuves nouvelles.",
    ),
    Column("validee", Owner.NONE, "", 9, "Pour information : « oui » si la preuve est publiée. Jamais lue."),
    Column(
        "mesure_id", Owner.NONE, "", 14,
        "Ce à quoi le site reconnaît une mesure qu’il a déjà : n’y touchez pas. Vide : le numéro, sinon le texte.",
    ),
    Column(
        "preuve_id", Owner.NONE, "", 14,
        "Ce à quoi le site reconnaît une preuve qu’il a déjà : n’y touchez pas. Vide : l’intitulé et la date.",
    ),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADER = {fold(column.name): column for column in COLUMNS}
MEASURE_COLUMNS = tuple(column for column in COLUMNS if column.owner is Owner.MEASURE)
EVIDENCE_COLUMNS = tuple(column for column in COLUMNS if column.owner is Owner.EVIDENCE)
#: A table is one of measures if it can tell which measure a row is about.
IDENTIFYING = frozenset({"intitule", "numero", "mesure_id"})
