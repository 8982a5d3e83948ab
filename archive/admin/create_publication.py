"""The form of a new publication, which starts from a preset: its type, and what goes without saying for it."""

from __future__ import annotations

from archive.choices import Language, PublicationKind
from core.admin.presets import Preset, PresetCreateView

FRENCH = [Language.FRENCH.value]
PRESETS = (
    Preset(
        "retour-d-etude",
        "Retour d’étude",
        "Ce qu’une étude a donné : ce qui a servi, ce qui est resté dans un tiroir, les leçons. Voyez l’onglet du même "
        "nom.",
        {"kind": PublicationKind.STUDY_FEEDBACK, "languages": FRENCH},
    ),
    Preset(
        "dossier-bilan",
        "Dossier bilan",
        "Ce que le réseau a fait et appris sur une période.",
        {"kind": PublicationKind.REVIEW, "languages": FRENCH},
    ),
    Preset(
        "etude",
        "Étude",
        "Une enquête, un diagnostic, un rapport.",
        {"kind": PublicationKind.STUDY, "languages": FRENCH},
    ),
    Preset("guide", "Guide", "Un mode d’emploi, une méthode.", {"kind": PublicationKind.GUIDE, "languages": FRENCH}),
    Preset(
        "article",
        "Article ou chapitre",
        "Paru dans une revue, un livre, des actes : voyez l’onglet « Références ».",
        {"kind": PublicationKind.ARTICLE, "languages": FRENCH},
    ),
    Preset(
        "memoire",
        "Mémoire",
        "Soutenu dans une université ou une école.",
        {"kind": PublicationKind.THESIS, "languages": FRENCH},
    ),
    Preset(
        "video",
        "Vidéo",
        "Un film en ligne : son adresse va dans « Références », ou dans le contenu avec le bloc « Vidéo ».",
        {"kind": PublicationKind.VIDEO, "languages": FRENCH},
    ),
    Preset(
        "a-retrouver",
        "Document à retrouver",
        "On sait qu’il existe, mais ni son titre exact ni le texte : la page le dira, et demandera qu’on l’envoie.",
        {"title_is_ours": True, "languages": FRENCH},
    ),
    Preset(
        "compte-rendu",
        "Compte rendu",
        "De ce qui s’est dit et décidé, hors des évènements du site.",
        {"kind": PublicationKind.MINUTES, "languages": FRENCH},
    ),
    Preset("libre", "Autre publication", "Rien n’est rempli d’avance."),
)


class PublicationCreateView(PresetCreateView):
    """Show the presets before the form."""

    presets = PRESETS
    heading = "Nouvelle publication dans"
    question = "Que voulez-vous publier ?"
    lead = (
        "Un modèle remplit le type et la langue ; tout se modifie ensuite. Pour la nouvelle version d’une publication "
        "qui est déjà ici, ouvrez celle-ci et choisissez « Nouvelle version »."
    )
