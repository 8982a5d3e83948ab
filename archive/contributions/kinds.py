"""The kinds of contributions to the archive: new events, publications, projects and evidence, and corrections."""

from __future__ import annotations

from archive.contributions.event import CorrectEventForm, ProposeEventForm
from archive.contributions.evidence import CorrectCommitmentForm, CorrectEvidenceForm, ProposeEvidenceForm
from archive.contributions.organise import OrganiseEventForm
from archive.contributions.project import CorrectProjectForm, ProposeProjectForm
from archive.contributions.publication import CorrectPublicationForm, ProposePublicationForm
from archive.contributions.tour import CorrectTourForm
from archive.models import EventIndexPage, ProjectIndexPage, PublicationIndexPage
from core.contributions.kinds import Purpose, declare_page_form


def declare() -> None:
    """Register these kinds; called once all apps are loaded."""
    declare_page_form(
        ProposeEventForm,
        code="evenement",
        purpose=Purpose.NEW,
        label="Annoncer ou raconter un évènement",
        introduction="Une table ronde, une visite, une réunion : avant qu’elle ait lieu pour l’annoncer, après pour en "
        "garder le compte rendu.",
        parent=EventIndexPage.first_live,
        icon="event",
        order=30,
    )
    declare_page_form(
        OrganiseEventForm,
        code="organiser-un-evenement",
        purpose=Purpose.NEW,
        label="Organiser avec nous",
        introduction="Un sujet à débattre, un lieu à visiter, un bilan à présenter : l’équipe prépare l’évènement avec "
        "vous et avec les partenaires qu’il concerne, puis l’annonce ici.",
        parent=EventIndexPage.first_live,
        icon="event",
        order=35,
    )
    declare_page_form(
        ProposePublicationForm,
        code="publication",
        purpose=Purpose.NEW,
        label="Proposer une publication",
        introduction="Une étude, un guide, un mémoire, un article : ce qui a été écrit ou filmé sur les tiers-lieux et "
        "qui mérite d’être retrouvé. Ou le retour d’une étude : ce qui a servi, et ce qui n’a pas servi.",
        parent=PublicationIndexPage.first_live,
        icon="publication",
        order=40,
    )
    declare_page_form(
        ProposeEvidenceForm,
        code="preuve",
        purpose=Purpose.NEW,
        label="Proposer une preuve",
        introduction="Un décret, un rapport, une annonce qui montre où en est une mesure d’un plan public. Les "
        "modérateurs la vérifient ; validée, elle change le statut de la mesure.",
        icon="evidence",
        order=47,
    )
    declare_page_form(
        ProposeProjectForm,
        code="projet",
        purpose=Purpose.NEW,
        label="Proposer un projet",
        introduction="Un projet, un groupe de pilotage ou de réflexion : ce qu’il veut obtenir, qui y prend part, et "
        "où il en est.",
        parent=ProjectIndexPage.first_live,
        icon="project",
        order=45,
    )
    declare_page_form(
        CorrectEventForm,
        code="corriger-un-evenement",
        purpose=Purpose.CORRECTION,
        label="Corriger ou compléter un évènement",
        introduction="Une date qui change, une erreur, un document à ajouter. La page en ligne ne change que lorsque "
        "l’équipe a accepté votre correction.",
        icon="event",
        order=60,
    )
    declare_page_form(
        CorrectPublicationForm,
        code="corriger-une-publication",
        purpose=Purpose.CORRECTION,
        label="Corriger ou compléter une publication",
        introduction="Le document qui manque, une date, un résumé, un DOI. La page en ligne ne change que "
        "lorsque l’équipe a accepté votre correction.",
        icon="publication",
        order=70,
    )
    declare_page_form(
        CorrectCommitmentForm,
        code="corriger-une-mesure",
        purpose=Purpose.CORRECTION,
        label="Corriger une mesure",
        introduction="Son texte exact, son numéro, son échéance. La page en ligne ne change que lorsque l’équipe a "
        "accepté votre correction.",
        icon="commitment",
        order=75,
    )
    declare_page_form(
        CorrectEvidenceForm,
        code="corriger-une-preuve",
        purpose=Purpose.CORRECTION,
        label="Corriger une preuve",
        introduction="Sa date, ce qu’elle établit, son extrait. La page en ligne ne change que lorsque l’équipe a "
        "accepté votre correction.",
        icon="evidence",
        order=76,
    )
    declare_page_form(
        CorrectProjectForm,
        code="corriger-un-projet",
        purpose=Purpose.CORRECTION,
        label="Corriger ou compléter un projet",
        introduction="Une avancée à ajouter, un état qui change, un document qui manque. La page en ligne ne change "
        "que lorsque l’équipe a accepté votre correction.",
        icon="project",
        order=75,
    )
    declare_page_form(
        CorrectTourForm,
        code="completer-un-tour",
        purpose=Purpose.CORRECTION,
        label="Compléter ou corriger un tour",
        introduction="Une étape dont vous vous souvenez, une date, une erreur. La page en ligne ne change que lorsque "
        "l’équipe a accepté ce que vous envoyez.",
        icon="tour",
        order=75,
    )
