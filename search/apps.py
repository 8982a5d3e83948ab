from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything."""

    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from core import contracts
        from search import receivers, services, signals  # noqa: F401 -- the receivers connect themselves

        signals.connect()
        contracts.matching_pages.provide(services.matching_pages)
        contracts.search_commit.provide(services.search_commit)
