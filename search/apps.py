from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything."""

    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from core import contracts
        from core.deployment import health as parts
        from search import admin_index, checks, health, receivers, services  # noqa: F401 -- they register themselves

        admin_index.connect()
        contracts.matching_pages.provide(services.matching_pages)
        contracts.search_commit.provide(services.search_commit)
        parts.declare("recherche", health.index_is_in_time, resource="search")
