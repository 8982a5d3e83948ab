from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Events and their reports, publications, projects, commitments, tours."""

    name = "archive"
    verbose_name = "Ressources"

    def ready(self) -> None:
        from archive import receivers, services  # noqa: F401 -- receivers connect themselves
        from archive.api import contents
        from archive.contributions import kinds
        from archive.search import completions, doors, understand
        from archive.tours import relations
        from core import cards, contracts
        from core.search import questions

        cards.declare("event", "Évènement")
        cards.declare("publication", "Publication")
        cards.declare("commitment_plan", "Plan")
        cards.declare("commitment", "Mesure", date_meaning="Engagement")
        cards.declare("evidence", "Preuve")
        cards.declare("project", "Projet ou groupe", "Projets et groupes")
        cards.declare("tour", "Tour")
        contracts.upcoming_events.provide(services.upcoming_events)
        contracts.latest_events.provide(services.latest_events)
        contracts.events_url.provide(services.events_url)
        contracts.events_at_place.provide(services.events_at_place)
        contracts.tours_at_place.provide(relations.tours_at_place)
        contracts.events_begun.provide(services.events_begun)
        questions.understanders.append(understand.understand)
        questions.spellings.append(completions.spell)
        kinds.declare()
        contents.declare_contents()
        doors.open_doors()
