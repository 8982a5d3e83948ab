from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The inventory of places: sheets, list, import."""

    name = "inventory"
    verbose_name = "Inventaire"

    def ready(self) -> None:
        from core import cards, contracts
        from inventory import comparable, contributions, locator, opening, services

        cards.declare("place", "Lieu")
        contracts.inventory_figures.provide(services.figures)
        contracts.inventory_locator.provide(locator.inventory_locator)
        contracts.places_by_id.provide(services.places_by_id)
        contracts.places_named.provide(services.places_named)
        contracts.points_of_places.provide(services.points_of_places)
        contracts.points_locator.provide(locator.points_locator)
        contracts.comparable_places.provide(comparable.comparable)
        contracts.opening_moment.provide(opening.moment)
        contributions.declare()
