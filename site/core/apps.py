from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every section stands on. Imports nothing of the other packages."""

    name = "core"
    verbose_name = "Socle"

    def ready(self) -> None:
        from core import checks, receivers, widgets  # noqa: F401

        widgets.register()
