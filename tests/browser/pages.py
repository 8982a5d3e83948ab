"""The pages of the demo that stand for all: one of each type, and what is not a page of the tree."""

from __future__ import annotations

PAGES = {
    "home": "/",
    "standard": "/l-alliance/",
    "inventory": "/inventaire/",
    "place": "/inventaire/cowork-in-grenoble/",
    "whole place": "/inventaire/exemple-scierie/",
    "closed place": "/inventaire/exemple-relais/",
    "memento": "/memento/",
    "chapter": "/memento/demarrer/",
    "sheet": "/memento/demarrer/pourquoi-et-pour-qui/",
    "diagnostic": "/memento/pre-diagnostic/",
    "decision tree": "/memento/quel-tiers-lieu/",
    "testimonials": "/memento/temoignages/",
    "archive": "/ressources/",
    "events": "/ressources/evenements/",
    "event": "/ressources/evenements/table-ronde-legere-mi-janvier-2017/",
    "event to come": "/ressources/evenements/exemple-etabli-des-artisans/",
    "event with a report": "/ressources/evenements/exemple-trajets-de-la-semaine/",
    "publications": "/ressources/publications/",
    "publication": "/ressources/publications/premier-dossier-bilan-2014/",
    "tour": "/ressources/tour-de-france-du-teletravail-et-des-tiers-lieux/",
    "tour with steps": "/ressources/exemple-tour-des-lieux-de-demonstration/",
    "search": "/recherche/?q=teletravail",
    "nothing found": "/recherche/?q=introuvable",
    "log-in": "/compte/login/",
    "password forgotten": "/compte/password/reset/",
    "not found": "/rien/",
}
