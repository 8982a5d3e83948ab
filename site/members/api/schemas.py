"""Schemas of the API of contributions, for its OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from core.api.parameters import ListParams
from core.api.schemas import PageRef, ResponseModel
from members.models import Contribution

#: Literal values: an enum would be named « State » in the document, a name that is already taken.
FieldType = Literal[
    "line", "text", "email", "url", "integer", "number", "boolean", "date", "time", "datetime", "choice", "choices",
    "point", "opening_hours",
]  # fmt: skip
StateCode = Literal["draft", "waiting", "changes", "published", "refused", "withdrawn"]
STATES = ", ".join(f"{code} ({label})" for code, label in Contribution.State.choices)
VALUES = (
    "Les champs par leur nom. Un texte, un nombre, oui ou non (`true`, `false`), une liste de textes ; `null` vide le "
    'champ. Un point : « 45.19, 5.72 » ou `{"latitude": 45.19, "longitude": 5.72}` ; des horaires : le texte '
    "d’OpenStreetMap."
)


class Sent(Schema):
    """A request body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NewContribution(Sent):
    """Une contribution à commencer."""

    kind: str = Field(max_length=40, description="Genre de contribution : un `code` de `contributions/kinds/`.")
    id: UUID | None = Field(
        None, description="Identifiant de votre choix (UUID) : envoyée deux fois, la demande n’en fait qu’une."
    )
    page: str | None = Field(
        None,
        max_length=255,
        description="La page dont elle parle, par son identifiant public (UUID) ou son adresse courte (slug).",
    )
    values: dict[str, Any] = Field({}, description=VALUES)


class ContributionValues(Sent):
    """Ce qui change dans une contribution."""

    values: dict[str, Any] = Field(description=f"{VALUES} Les champs absents restent tels quels.")


class FileWords(Sent):
    """Ce que l’on dit d’un fichier."""

    words: str = Field(description="Ce que montre une photo, ou le titre d’un document ; 255 caractères au plus.")


class ContributionParams(ListParams):
    """Filters of the list of contributions."""

    state: list[StateCode] = Field([], max_length=6, description=f"États : {STATES}.")
    kind: list[str] = Field([], max_length=20, description="Genres : des `code` de `contributions/kinds/`.")


# --- Responses --------------------------------------------------------------------------------------------------


class KindChoice(ResponseModel):
    """Une réponse possible."""

    value: str = Field(description="Ce qui s’envoie.")
    label: str = Field(description="Ce qui se lit.")


class KindField(ResponseModel):
    """Un champ d’une contribution."""

    name: str = Field(description="Nom du champ dans `values`.")
    label: str = Field(description="Ce que demande le champ.")
    type: FieldType = Field(description="Ce que le champ attend.")
    required: bool = Field(description="S’il doit être rempli pour envoyer ; d’une correction, s’il est nommé.")
    help: str = Field(description="Ce qui aide à le remplir.")
    max_length: int | None = Field(description="Nombre de caractères au plus.")
    choices: list[KindChoice] | None = Field(description="Réponses possibles ; nul si libres ou plus de 500.")


class KindFiles(ResponseModel):
    """Des fichiers qui accompagnent une contribution."""

    name: str = Field(description="À envoyer comme `name` avec chaque fichier.")
    label: str = Field(description="Ce que sont ces fichiers.")
    type: Literal["image", "document", "video"] = Field(description="Leur nature.")
    maximum: int = Field(description="Nombre de fichiers au plus.")
    rules: str = Field(description="Formats et taille, en toutes lettres.")
    help: str = Field(description="Ce qui aide à les choisir.")
    words: str = Field(description="Ce que disent les mots qui vont avec chaque fichier.")


class StepChoice(ResponseModel):
    """Un choix fait plus haut dans le formulaire."""

    field: str = Field(description="Nom du champ.")
    values: list[str] = Field(description="Les valeurs pour lesquelles l’étape se montre.")


class KindStep(ResponseModel):
    """Une partie du formulaire, telle que le site la présente."""

    title: str = Field(description="Son titre.")
    help: str = Field(description="Ce qui aide à la remplir.")
    fields: list[str] = Field(description="Noms de ses champs.")
    files: list[str] = Field(description="Noms de ses fichiers.")
    only_for: StepChoice | None = Field(
        description="Le choix pour lequel cette étape se montre ; nul si elle se montre toujours."
    )


class KindItem(ResponseModel):
    """Un genre de contribution."""

    code: str = Field(description="À envoyer comme `kind`.")
    purpose: Literal["new", "correction", "report", "claim"] = Field(
        description="new (une page est proposée), correction, report (une erreur est signalée), claim (gérer un lieu)."
    )
    label: str = Field(description="Ce que l’on fait.")
    introduction: str = Field(description="Pour qui, et ce qu’il en advient.")
    about_a_page: bool = Field(description="S’il faut nommer la `page` dont elle parle.")
    fields: list[KindField] = Field(description="Ses champs.")
    files: list[KindFiles] = Field(description="Les fichiers qu’elle peut avoir.")
    steps: list[KindStep] = Field(description="Les étapes du formulaire.")


class ContributionItem(ResponseModel):
    """Une contribution, dans une liste."""

    id: UUID = Field(description="Identifiant de la contribution.")
    kind: str = Field(description="Son genre.")
    label: str = Field(description="Son genre en toutes lettres.")
    title: str = Field(description="Ce dont elle parle.")
    state: StateCode = Field(description=f"Son état : {STATES}.")
    state_label: str = Field(description="Son état en toutes lettres.")
    page: PageRef | None = Field(description="La page qu’elle a faite ou dont elle parle, si elle est en ligne.")
    created_at: datetime = Field(description="Quand elle a été commencée.")
    updated_at: datetime = Field(description="Quand elle a changé pour la dernière fois.")
    submitted_at: datetime | None = Field(description="Quand elle a été envoyée.")
    decided_at: datetime | None = Field(description="Quand elle a eu sa réponse.")


class ContributionFile(ResponseModel):
    """Un fichier qui accompagne une contribution et que personne n’a encore accepté."""

    id: UUID = Field(description="Identifiant du fichier.")
    name: str = Field(description="Auxquels des fichiers de la contribution il appartient.")
    type: Literal["image", "document", "video"] = Field(description="Sa nature.")
    words: str = Field(description="Ce que montre la photo, ou le titre du document.")
    url: str = Field(description="Adresse du fichier, avec le même jeton.")


class ContributionStep(ResponseModel):
    """Une ligne de son journal."""

    at: datetime = Field(description="Quand.")
    what: Literal["started", "submitted", "returned", "accepted", "refused", "withdrawn"] = Field(
        description="Ce qui s’est passé."
    )
    label: str = Field(description="Ce qui s’est passé, en toutes lettres.")
    words: str = Field(description="Les mots des modérateurs.")


class ContributionProblem(ResponseModel):
    """Ce qui manque ou ne va pas avant d’envoyer."""

    field: str | None = Field(description="Le champ ; nul pour l’ensemble.")
    label: str = Field(description="Ce que demande le champ.")
    message: str = Field(description="Ce qui ne va pas.")


class ContributionNotice(ResponseModel):
    """Ce qu’il vaut mieux regarder avant d’envoyer, sans que cela empêche rien."""

    text: str = Field(description="La remarque.")
    url: str | None = Field(description="Où regarder.")


class ContributionDetail(ContributionItem):
    """Une contribution, entière."""

    values: dict[str, Any] = Field(description="Ce qui a été saisi, tel quel, juste ou non.")
    files: list[ContributionFile] = Field(description="Ses fichiers.")
    journal: list[ContributionStep] = Field(description="Ce qui lui est arrivé, depuis le début.")
    problems: list[ContributionProblem] = Field(
        description="Ce qui empêche de l’envoyer ; vide si elle ne change plus."
    )
    notices: list[ContributionNotice] = Field(description="Ce qu’il vaut mieux regarder avant d’envoyer.")
