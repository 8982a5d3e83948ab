"""The form of a new project, which starts from a preset: a project, or one of the two kinds of groups."""

from __future__ import annotations

from archive.choices import ProjectKind, ProjectState
from core.admin.presets import Preset, PresetCreateView

PRESETS = (
    Preset(
        "projet",
        "Projet",
        "Un livrable ou une réalisation, que l’on prépare puis mène à bien.",
        {"kind": ProjectKind.PROJECT, "state": ProjectState.PLANNED},
    ),
    Preset(
        "groupe-de-pilotage",
        "Groupe de pilotage",
        "Ceux qui décident et suivent les travaux, réunion après réunion.",
        {"kind": ProjectKind.STEERING_GROUP, "state": ProjectState.ACTIVE},
    ),
    Preset(
        "groupe-de-reflexion",
        "Groupe de réflexion",
        "Ceux qui travaillent un sujet et en tirent des pistes.",
        {"kind": ProjectKind.REFLECTION_GROUP, "state": ProjectState.ACTIVE},
    ),
    Preset("ancien", "Projet d’autrefois", "Ce que l’on en sait : rien n’est rempli d’avance."),
)


class ProjectCreateView(PresetCreateView):
    """Show the presets before the form."""

    presets = PRESETS
    heading = "Nouveau projet dans"
    question = "Que voulez-vous suivre ?"
    lead = "Un modèle remplit la nature et l’état ; tout se modifie ensuite."
