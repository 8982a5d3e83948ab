from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything."""

    name = "search"
    verbose_name = "Recherche"
