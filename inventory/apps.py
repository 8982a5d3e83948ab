from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The inventory of places: sheets, list, import."""

    name = "inventory"
    verbose_name = "Inventaire"

    def ready(self) -> None:
        from core import cards, contracts
        from inventory import services

        cards.declare("place", "Lieu")
        contracts.inventory_figures.provide(services.figures)
        contracts.places_by_id.provide(services.places_by_id)
