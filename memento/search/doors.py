"""The doors of the guide: what a reader can do there, which the search finds like a page."""

from __future__ import annotations

from core.contributions.doors import contribution_url
from core.search.doors import Door, open_door
from core.visibility.gate import Gate
from memento.models import DecisionTreePage, DiagnosticPage, MementoPage, TestimonialIndexPage
from memento.search.glossary import glossary_url


def _glossary(gate: Gate) -> str:
    url = glossary_url(gate)
    return f"{url}#glossaire" if url else ""


DOORS = (
    Door(
        "guide", "Lire le mémento", "Le guide des tiers-lieux, fiche par fiche.",
        "mémento, guide, guide pratique, guide à imprimer, guide pdf, mode d’emploi, manuel, méthode, "
        "fiches pratiques, sommaire, boîte à outils",
        lambda gate: gate.first_url(MementoPage),
    ),
    Door(
        "tree", "Préparer un projet", "Quelques questions mènent à ce qu’il faut faire d’abord.",
        "monter un projet, préparer un projet, créer un tiers-lieu, ouvrir un tiers-lieu, lancer un tiers-lieu, "
        "par où commencer, arbre de décision, je veux ouvrir un lieu, démarrer, porteur de projet",
        lambda gate: gate.first_url(DecisionTreePage),
    ),
    Door(
        "diagnostic", "Faire l’autodiagnostic", "Un questionnaire sur votre projet ; vos réponses restent chez vous.",
        "autodiagnostic, pré-diagnostic, diagnostic, questionnaire, évaluer mon projet, tester mon projet, quiz, "
        "auto-évaluation, mon projet est-il viable",
        lambda gate: gate.first_url(DiagnosticPage),
    ),
    Door(
        "glossary", "Glossaire", "Les mots des tiers-lieux, expliqués simplement.",
        "glossaire, lexique, définitions, définition, vocabulaire, dictionnaire, que veut dire",
        _glossary,
    ),
    Door(
        "testimonials", "Lire les témoignages", "Ce que d’autres ont fait, avec quels moyens et quels effets.",
        "témoignages, retours d’expérience, bonnes pratiques, récits, exemples",
        lambda gate: gate.first_url(TestimonialIndexPage),
    ),
    Door(
        "tell-testimonial", "Raconter une bonne pratique", "Témoignez de ce que vous avez fait dans un tiers-lieu.",
        "témoigner, raconter mon expérience, proposer un témoignage, partager une bonne pratique, "
        "ajouter un témoignage, retour d’expérience",
        contribution_url("temoignage"),
    ),
)  # fmt: skip


def open_doors() -> None:
    """Add the doors; called in `AppConfig.ready()`."""
    for door in DOORS:
        open_door(door)
