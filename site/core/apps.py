from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The base that all sections build on. It imports no other package of the project."""

    name = "core"
    verbose_name = "Socle"

    def ready(self) -> None:
        from core import checks, receivers  # noqa: F401 -- receivers connect themselves
        from core.api import doors as api_doors
        from core.deployment import checks as deployment  # noqa: F401
        from core.deployment import health
        from core.files.pdf import receivers as pdf_receivers  # noqa: F401 -- after `core.receivers`
        from core.preview import receivers as previews  # noqa: F401
        from core.relations import contents
        from core.relations import receivers as addresses  # noqa: F401
        from core.relations import search as relations
        from core.search import pages
        from core.workarounds import date_pickers, faults

        date_pickers.apply()
        faults.apply()
        health.declare_parts()
        pages.declare_pages()
        relations.declare_sources()
        contents.declare_contents()
        api_doors.open_doors()
        _store_wagtail_files_privately()


def _store_wagtail_files_privately() -> None:
    """Move uploaded avatars, and uploads whose form is not complete yet, to the private storage."""
    from wagtail.models import UploadedFile
    from wagtail.users.models import UserProfile

    from core.files.storage import store_privately

    store_privately(UploadedFile._meta.get_field("file"))
    store_privately(UserProfile._meta.get_field("avatar"))
