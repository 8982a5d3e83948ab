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


class Part(Enum):
    """What the cells of a column belong to."""

    PLAN = auto()
    MEASURE = auto()
    EVIDENCE = auto()


@dataclass(frozen=True)
class Column:
    """A column. `field` is the name of the field or child relation of its page, "" if it has none."""

    name: str
    part: Part
    field: str
    width: int
    help: str

    @property
    def model(self) -> type[CommitmentPage] | type[EvidencePage]:
        return EvidencePage if self.part is Part.EVIDENCE else CommitmentPage

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
    Column("plan", Part.PLAN, "", 18, "Le titre du plan, ou rien. Les lignes d’un autre plan sont laissées de côté."),
    Column("axe", Part.MEASURE, "axis", 18, "Un des axes du plan, tel qu’il le nomme."),
    Column("numero", Part.MEASURE, "number", 9, "Tel que le plan le donne : « 16 », « 16-a »."),
    Column("intitule", Part.MEASURE, "text", 50, "La mesure mot pour mot, comme le plan l’énonce."),
    Column("titre", Part.MEASURE, "title", 36, "Le titre de la page. Vide : le début de l’intitulé."),
    Column("sous_mesure_de", Part.MEASURE, "part_of", 12, "Le numéro de la mesure du même plan qu’elle précise."),
    Column(
        "date_engagement", Part.MEASURE, "date", 16,
        f"Laissez vide si c’est celle du plan. Par exemple {EXAMPLES}.",
    ),
    Column("pilotes", Part.MEASURE, "leads", 22, f"Les organisations chargées de la mesure, {_NAMES}."),
    Column("echeance", Part.MEASURE, "due", 16, "Pour quand la mesure est promise : « fin 2016 », « 31/12/2016 »."),
    Column(
        "statut_propose", Part.EVIDENCE, "establishes", 16,
        f"Ce que la preuve établit : {', '.join(label.lower() for _, label in ESTABLISHED)}. « Non documenté » ou "
        "vide : la ligne n’a pas de preuve.",
    ),
    Column("preuve_date", Part.EVIDENCE, "date", 16, "De quand date ce que la preuve établit, même approché."),
    Column("preuve", Part.EVIDENCE, "title", 40, "L’intitulé de la preuve. Vide : « Statut proposé par » le fichier."),
    Column(
        "preuve_type", Part.EVIDENCE, "kind", 20,
        f"D’où vient la preuve : {', '.join(label.lower() for label in EvidenceKind.labels)}. Vide : "
        f"{EvidenceKind.OFFICIAL.label.lower()}.",
    ),
    Column("extrait", Part.EVIDENCE, "extract", 40, "La phrase ou le passage qui le dit, mot pour mot."),
    Column("sources", Part.MEASURE, "sources", 36, f"D’où vient le texte de la mesure : {_SOURCES}."),
    Column(
        "preuve_sources", Part.EVIDENCE, "sources", 36,
        f"Où la preuve se lit : {_SOURCES}. Sans cette colonne, « sources » vaut aussi pour les preuves nouvelles.",
    ),
    Column("validee", Part.PLAN, "", 9, "Pour information : « oui » si la preuve est publiée. Jamais lue."),
    Column(
        "mesure_id", Part.PLAN, "", 14,
        "Ce à quoi le site reconnaît une mesure qu’il a déjà : n’y touchez pas. Vide : le numéro, sinon le texte.",
    ),
    Column(
        "preuve_id", Part.PLAN, "", 14,
        "Ce à quoi le site reconnaît une preuve qu’il a déjà : n’y touchez pas. Vide : l’intitulé et la date.",
    ),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADER = {fold(column.name): column for column in COLUMNS}
MEASURE_COLUMNS = tuple(column for column in COLUMNS if column.part is Part.MEASURE)
EVIDENCE_COLUMNS = tuple(column for column in COLUMNS if column.part is Part.EVIDENCE)
#: A table is one of measures if it can tell which measure a row is about.
IDENTIFYING = frozenset({"intitule", "numero", "mesure_id"})
