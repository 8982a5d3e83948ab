from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The inventory of places: their pages, lists, maps, imports and exports."""

    name = "inventory"
    verbose_name = "Inventaire"

    def ready(self) -> None:
        from core import cards, contracts
        from core.search import questions
        from inventory import services
        from inventory.api import contents
        from inventory.catalogue import comparable, opening_moment
        from inventory.contributions import kinds
        from inventory.maps import route_map, static_map
        from inventory.search import completions, doors, understand

        cards.declare("place", "Lieu", "Lieux", date_meaning="Ouverture")
        contracts.inventory_figures.provide(services.figures)
        contracts.inventory_locator.provide(static_map.inventory_locator)
        contracts.places_by_id.provide(services.places_by_id)
        contracts.places_named.provide(services.places_named)
        contracts.points_of_places.provide(services.points_of_places)
        contracts.points_locator.provide(static_map.points_locator)
        contracts.route_map.provide(route_map.route_map)
        contracts.comparable_places.provide(comparable.comparable_places)
        contracts.comparison_codes.provide(comparable.comparison_codes)
        contracts.opening_moment.provide(opening_moment.opening_moment)
        questions.understanders.append(understand.understand)
        questions.completers.append(completions.complete)
        questions.spellings.append(completions.spell)
        kinds.declare()
        contents.declare_contents()
        doors.open_doors()
