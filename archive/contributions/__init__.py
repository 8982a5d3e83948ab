"""What people may contribute to the archive: events, announced or told, publications, and what is wrong in either."""

from __future__ import annotations

from wagtail.models import Page

from core.contributions import Purpose, declare_page_form


def events() -> Page | None:
    """Below which page new events go."""
    from archive.models import EventIndexPage

    return EventIndexPage.objects.live().order_by("path").first()


def publications() -> Page | None:
    """Below which page new publications go."""
    from archive.models import PublicationIndexPage

    return PublicationIndexPage.objects.live().order_by("path").first()


def declare() -> None:
    from archive.contributions.event import CorrectEventForm, ProposeEventForm
    from archive.contributions.publication import CorrectPublicationForm, ProposePublicationForm

    declare_page_form(
        ProposeEventForm,
        code="evenement",
        purpose=Purpose.NEW,
        label="Annoncer ou raconter un évènement",
        introduction="Une table ronde, une visite, une réunion : avant qu’elle ait lieu pour l’annoncer, après pour en "
        "garder le compte rendu.",
        parent=events,
        icon="event",
        order=30,
    )
    declare_page_form(
        ProposePublicationForm,
        code="publication",
        purpose=Purpose.NEW,
        label="Proposer une publication",
        introduction="Une étude, un guide, un mémoire, un article : ce qui a été écrit ou filmé sur les tiers-lieux et "
        "qui mérite d’être retrouvé.",
        parent=publications,
        icon="publication",
        order=40,
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
        introduction="Une date, un résumé, des mots-clés, un fichier qui manque. La page en ligne ne change que "
        "lorsque l’équipe a accepté votre correction.",
        icon="publication",
        order=70,
    )
