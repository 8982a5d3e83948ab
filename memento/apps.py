from django.apps import AppConfig


class MementoConfig(AppConfig):
    """The guide: sheets in chapters, and testimonials."""

    name = "memento"
    verbose_name = "Mémento"

    def ready(self) -> None:
        from core import cards, contracts
        from memento import contributions, receivers, services  # noqa: F401 -- receivers connect themselves

        cards.declare("sheet", "Fiche du mémento")
        cards.declare("testimonial", "Témoignage")
        contracts.testimonials_of_place.provide(services.testimonials_of_place)
        contracts.sheets_citing_place.provide(services.sheets_citing_place)
        contracts.consents.provide(services.consents)
        contracts.withdraw_consent.provide(services.withdraw_consent)
        contributions.declare()
