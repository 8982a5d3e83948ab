"""The doors of the archive: what a reader can do there, which the search finds like a page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from wagtail.models import Page

from archive.events.timeline import agenda
from archive.models import (
    CommitmentIndexPage,
    EventIndexPage,
    EventReportPage,
    ProjectIndexPage,
    PublicationIndexPage,
)
from archive.registrations.availability import Availability
from archive.registrations.seats import availability_of
from core.contributions.doors import contribution_url
from core.search.doors import Door, open_door
from core.visibility.gate import Gate


def _list(model: type[Page]) -> Callable[[Gate], str]:
    return lambda gate: gate.first_url(model)


def _beside(model: type[Page], view: str) -> Callable[[Gate], str]:
    """Return a function that returns the URL of a view for readers who may see the list of such pages."""
    return lambda gate: reverse(view) if gate.first_url(model) else ""


def next_registration(gate: Gate) -> str:
    """Return the URL of the next event that takes registrations; "" if there is none."""
    ahead = EventReportPage.objects.filter(pk__in=agenda(gate).ahead, takes_registrations=True)
    for event in ahead.order_by("date_earliest", "pk")[:5]:
        if availability_of(event) in (Availability.OPEN, Availability.WAITING_LIST):
            return gate.url(event.url_path)
    return ""


DOORS = (
    Door(
        "agenda", "L’agenda des évènements", "Les rencontres à venir, et le compte rendu de celles qui ont eu lieu.",
        "agenda, calendrier, évènements à venir, prochaines rencontres, prochaine table ronde, réunions, visites, "
        "quand a lieu, programme, que se passe-t-il",
        _list(EventIndexPage),
    ),
    Door(
        "register-event", "S’inscrire au prochain évènement", "Les inscriptions sont ouvertes.",
        "s’inscrire à un évènement, inscription, s’inscrire à la table ronde, réserver une place, participer, "
        "m’inscrire, billet",
        next_registration,
    ),
    Door(
        "subscribe", "Être prévenu des évènements", "Un courriel à chaque nouvel évènement ; rien d’autre.",
        "être prévenu, newsletter, lettre d’information, infolettre, s’abonner, abonnement, alertes, recevoir un mail, "
        "notification, tenez-moi au courant",
        _beside(EventIndexPage, "archive:subscribe"),
    ),
    Door(
        "calendar", "L’agenda dans votre calendrier", "Le fichier iCalendar de tous les évènements, à jour.",
        "ical, ics, icalendar, google agenda, outlook, s’abonner au calendrier, synchroniser l’agenda, webcal",
        _beside(EventIndexPage, "archive:agenda"),
    ),
    Door(
        "events-feed", "Flux Atom des évènements", "Pour suivre les évènements dans un lecteur de flux.",
        "flux rss, rss, atom, fil, syndication, flux des évènements",
        _beside(EventIndexPage, "archive:events_feed"),
    ),
    Door(
        "publications-feed", "Flux Atom des publications", "Pour suivre les publications dans un lecteur de flux.",
        "flux rss, rss, atom, fil, syndication, flux des publications",
        _beside(PublicationIndexPage, "archive:publications_feed"),
    ),
    Door(
        "evidence-feed", "Flux Atom des preuves", "Pour suivre l’avancement des engagements dans un lecteur de flux.",
        "flux rss, rss, atom, fil, syndication, flux des engagements",
        _beside(CommitmentIndexPage, "archive:evidence_feed"),
    ),
    Door(
        "chronology", "La chronologie", "Tout ce que le site garde, année par année.",
        "chronologie, frise, historique, histoire du réseau, archives, dates, par année, rétrospective",
        lambda gate: reverse("archive:chronology"),
    ),
    Door(
        "publications", "Toutes les publications", "Études, guides, mémoires, articles et films.",
        "publications, bibliographie, études, documents, ressources, bibliothèque, documentation, pdf à télécharger",
        _list(PublicationIndexPage),
    ),
    Door(
        "projects", "Projets et groupes de travail", "Ce qui est en cours, et où cela en est.",
        "projets en cours, groupes de travail, groupe de pilotage, rejoindre un groupe",
        _list(ProjectIndexPage),
    ),
    Door(
        "commitments", "Le suivi des engagements", "Les mesures des plans publics, et les preuves de leur avancement.",
        "engagements, suivi des engagements, promesses, mesures, plan d’action, bilan, avancement",
        _list(CommitmentIndexPage),
    ),
    Door(
        "tell-event", "Annoncer ou raconter un évènement", "Une table ronde, une visite, une réunion.",
        "annoncer un évènement, ajouter un évènement, publier un compte rendu, envoyer un compte rendu, "
        "proposer une rencontre, signaler un évènement",
        contribution_url("evenement"),
    ),
    Door(
        "organise-event", "Organiser avec nous", "Un sujet à débattre, un lieu à visiter, un bilan à présenter.",
        "organiser un évènement, organiser une table ronde, organiser une visite, proposer un sujet, "
        "accueillir une rencontre, intervenir",
        contribution_url("organiser-un-evenement"),
    ),
    Door(
        "propose-publication", "Proposer une publication", "Une étude, un guide, un mémoire, un article.",
        "proposer une publication, ajouter un document, envoyer une étude, partager un mémoire, déposer un article, "
        "retour d’étude, référencer une étude",
        contribution_url("publication"),
    ),
    Door(
        "propose-project", "Proposer un projet", "Un projet, un groupe de pilotage ou de réflexion.",
        "proposer un projet, ajouter un projet, créer un groupe de travail, faire connaître mon projet",
        contribution_url("projet"),
    ),
    Door(
        "propose-evidence", "Proposer une preuve", "Ce qui montre où en est une mesure d’un plan public.",
        "proposer une preuve, ajouter une preuve, prouver une mesure, signaler une mesure réalisée",
        contribution_url("preuve"),
    ),
)  # fmt: skip


def open_doors() -> None:
    """Add the doors; called in `AppConfig.ready()`."""
    for door in DOORS:
        open_door(door)
