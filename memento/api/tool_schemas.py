"""Response schemas of the API of diagnostics and decision trees."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.api.schemas import Checked, PageRef, ResponseModel, Theme
from memento.api.schemas import CitedPlace, Published, SheetLink
from memento.diagnostics.limits import MAX_PLACES


class ToolItem(PageRef, Published):
    """Un questionnaire ou un arbre de décision dans la liste."""

    introduction: str = Field(description="À qui il sert, et quand.")
    themes: list[Theme] = Field(description="Thèmes.")


class DiagnosticItem(ToolItem):
    """Un questionnaire dans la liste."""

    question_count: int = Field(description="Nombre de questions ; certaines dépendent de réponses précédentes.")
    axes: list[str] = Field(description="Noms des axes.")


class Band(ResponseModel):
    """Ce que veut dire un résultat à partir d’une borne, jusqu’au palier suivant."""

    start: int = Field(description="Borne basse, en pourcentage du maximum.")
    title: str = Field(description="En quelques mots.")
    reading: str = Field(description="Ce que ce résultat veut dire.")
    recommendation: str = Field(description="Ce qu’il faut faire.")
    sheets: list[SheetLink] = Field(description="Fiches utiles, parmi celles que le lecteur peut voir.")


class Axis(ResponseModel):
    """Ce que mesure un questionnaire."""

    key: str = Field(description="Clé de l’axe ; elle ne change pas quand on modifie l’axe.")
    name: str = Field(description="Nom.")
    description: str = Field(description="Ce qu’il mesure.")
    bands: list[Band] = Field(description="Paliers, du plus bas au plus haut.")


class Condition(ResponseModel):
    """Une question n’est posée qu’après certaines réponses à une question qui la précède."""

    question: str = Field(description="Clé de la question qui précède.")
    answers: list[str] = Field(description="Clés de ses réponses.")


class Answer(ResponseModel):
    """Une réponse proposée."""

    key: str = Field(description="Clé de la réponse, à donner dans l’adresse du résultat.")
    text: str = Field(description="La réponse.")
    points: dict[str, int] = Field(description="Points par clé d’axe, avant le poids de la question.")
    not_applicable: bool = Field(description="« Sans objet » : la question sort du calcul, avec son maximum.")
    code: str | None = Field(description="Critère et code de l’inventaire, comme `milieu:rural`, ou nul.")


class Question(ResponseModel):
    """Une question."""

    key: str = Field(description="Clé de la question : le nom de son paramètre dans l’adresse du résultat.")
    text: str = Field(description="La question.")
    help: str = Field(description="Ce qu’il faut vérifier.")
    weight: int = Field(description="Multiplie les points de ses réponses.")
    condition: Condition | None = Field(description="Nulle si la question est posée à tous.")
    answers: list[Answer] = Field(description="Réponses proposées, dans l’ordre.")
    advice: str = Field(description="Que faire d’abord si la réponse est un point faible.")
    sheet: SheetLink | None = Field(description="La fiche qui aide, à son passage.")


class Section(ResponseModel):
    """Une partie du questionnaire."""

    title: str = Field(description="Titre ; vide pour les questions qui précèdent le premier titre.")
    introduction: str = Field(description="Introduction.")
    questions: list[Question] = Field(description="Questions, dans l’ordre.")


class DiagnosticDetail(PageRef, Published, Checked):
    """Un questionnaire entier."""

    introduction: str = Field(description="À qui il sert, et quand.")
    publication: PageRef | None = Field(description="La publication d’où il vient.")
    version: str = Field(description="Change quand un score peut changer pour les mêmes réponses.")
    axes: list[Axis] = Field(description="Axes.")
    sections: list[Section] = Field(description="Parties et leurs questions.")
    themes: list[Theme] = Field(description="Thèmes.")


class AxisScore(ResponseModel):
    """Le score sur un axe."""

    key: str = Field(description="Clé de l’axe.")
    name: str = Field(description="Nom de l’axe.")
    percent: int | None = Field(
        description="Points obtenus sur possibles, arrondi vers le bas ; nul sans réponse, ou si toutes sont "
        "« sans objet »."
    )
    obtained: int = Field(description="Points obtenus.")
    possible: int = Field(description="Points possibles, pour les questions posées qui ont une réponse et un objet.")
    unanswered: int = Field(description="Questions posées qui comptent sur cet axe et n’ont pas de réponse.")
    not_applicable: int = Field(description="Questions « sans objet », qui ne comptent pas.")
    conclusive: bool = Field(description="Faux si plus de la moitié de ces questions sont sans réponse.")
    band: Band | None = Field(description="Le palier ; nul sans score, ou si le score n’est pas concluant.")


class SectionScore(ResponseModel):
    """Les points d’une partie."""

    title: str = Field(description="Titre de la partie.")
    points: dict[str, tuple[int, int]] = Field(description="Points obtenus et possibles, par clé d’axe.")


class Mark(ResponseModel):
    """Une question et la réponse donnée."""

    question: str = Field(description="Clé de la question.")
    answer: str = Field(description="Clé de la réponse.")
    obtained: int = Field(description="Points obtenus, tous axes ensemble.")
    possible: int = Field(description="Points possibles.")
    advice: str = Field(description="Que faire d’abord.")
    sheet: SheetLink | None = Field(description="La fiche qui aide, à son passage.")


class Closure(ResponseModel):
    """Pourquoi un lieu a fermé."""

    causes: str = Field(description="Causes de la fermeture ; vide si elles ne sont pas connues ou pas publiques.")
    hindsight: str = Field(description="Ce que l’on ferait autrement ; vide de même.")


class ComparablePlace(ResponseModel):
    """Un lieu de l’inventaire qui ressemble au projet."""

    title: str = Field(description="Nom.")
    url: str = Field(description="Adresse entière de sa page.")
    label: str = Field(description="Où il se trouve.")
    reasons: list[str] = Field(description="Ce qu’il a en commun avec le projet.")
    closure: Closure | None = Field(description="Pour un lieu fermé ; sinon nul.")


class DiagnosticResult(ResponseModel):
    """Le résultat d’un questionnaire pour des réponses."""

    url: str = Field(description="Adresse entière de ce résultat sur le site.")
    version: str = Field(description="Version du questionnaire.")
    answers: dict[str, str] = Field(description="Les réponses comptées : celles des questions posées.")
    partial: bool = Field(description="Vrai s’il manque des réponses à des questions posées.")
    unanswered: list[str] = Field(description="Clés des questions posées qui n’ont pas de réponse.")
    axes: list[AxisScore] = Field(description="Score par axe.")
    sections: list[SectionScore] = Field(description="Points par partie.")
    strengths: list[Mark] = Field(description="Points forts.")
    weak_points: list[Mark] = Field(description="Points faibles, le plus faible d’abord.")
    first_steps: list[str] = Field(description="Que faire d’abord.")
    places: list[ComparablePlace] = Field(description=f"Lieux comparables, {MAX_PLACES} au plus.")


class TreeItem(ToolItem):
    """Un arbre de décision dans la liste."""

    question_count: int = Field(description="Nombre de questions.")
    outcome_count: int = Field(description="Nombre d’issues.")


class TreeAnswer(ResponseModel):
    """Une réponse proposée par un arbre."""

    key: str = Field(description="Clé de la réponse, à donner dans l’adresse de la page : `?r=…&r=…`.")
    text: str = Field(description="La réponse.")
    target: str | None = Field(description="Clé de la question ou de l’issue où elle mène, ou nulle.")


class TreeQuestion(ResponseModel):
    """Une question d’un arbre."""

    key: str = Field(description="Clé.")
    mark: str = Field(description="Repère : « A1 ».")
    text: str = Field(description="La question.")
    help: str = Field(description="Ce qu’il faut savoir pour répondre.")
    answers: list[TreeAnswer] = Field(description="Réponses proposées, dans l’ordre.")


class Outcome(ResponseModel):
    """Une issue d’un arbre."""

    key: str = Field(description="Clé.")
    mark: str = Field(description="Repère : « R1 ».")
    title: str = Field(description="En quelques mots.")
    level: Literal["go", "prepare", "stop", ""] = Field(
        description="`go` : le moment est bon ; `prepare` : à préparer d’abord ; `stop` : mieux vaut renoncer."
    )
    level_label: str = Field(description="`level` en français.")
    recommendation: str = Field(description="Ce qu’il faut faire, en HTML.")
    sheets: list[SheetLink] = Field(description="Fiches utiles.")
    places: list[CitedPlace] = Field(description="Lieux à voir.")
    next_questions: list[str] = Field(description="Ce qu’il faut demander ensuite.")


class TreeDetail(PageRef, Published, Checked):
    """Un arbre de décision entier."""

    introduction: str = Field(description="La question à laquelle il répond, et pour qui.")
    root: str | None = Field(description="Clé de la première question ; nulle si l’arbre n’en a pas.")
    questions: list[TreeQuestion] = Field(description="Questions.")
    outcomes: list[Outcome] = Field(description="Issues.")
    themes: list[Theme] = Field(description="Thèmes.")
