from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything."""

    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from search import receivers, signals  # noqa: F401 -- the receivers connect themselves

        signals.connect()
