from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The top layer: settings, URLs, the API as a whole, and commands that concern all sections."""

    name = "config"
    verbose_name = "Configuration"
