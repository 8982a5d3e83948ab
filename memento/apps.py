from django.apps import AppConfig


class MementoConfig(AppConfig):
    """The guide: sheets in chapters, and testimonials."""

    name = "memento"
    verbose_name = "Mémento"

    def ready(self) -> None:
        from core import cards, contracts
        from memento import receivers, services  # noqa: F401 -- receivers connect themselves
        from memento.api import contents
        from memento.blocks import adapters  # noqa: F401 -- adapters register themselves
        from memento.contributions import testimonial
        from memento.search import doors, glossary

        cards.declare("sheet", "Fiche du mémento", "Fiches du mémento", weight=1.5)
        cards.declare("testimonial", "Témoignage")
        cards.declare("diagnostic", "Questionnaire")
        cards.declare("tree", "Arbre de décision", "Arbres de décision")
        contracts.testimonials_of_place.provide(services.testimonials_of_place)
        contracts.sheets_citing_place.provide(services.sheets_citing_place)
        contracts.diagnostics_of_publication.provide(services.diagnostics_of_publication)
        contracts.consents.provide(services.consents)
        contracts.withdraw_consent.provide(services.withdraw_consent)
        testimonial.declare()
        glossary.declare_glossary()
        contents.declare_contents()
        doors.open_doors()
