from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The top floor: settings, URLs, the API's routers, and the commands that speak of every section."""

    name = "config"
    verbose_name = "Configuration"
