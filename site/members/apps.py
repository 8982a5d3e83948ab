from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Accounts, the outbox, uploads that wait for a moderator. Knows pages only through core's contracts."""

    name = "members"
    verbose_name = "Membres"

    def ready(self) -> None:
        from members import kinds, notifications, receivers  # noqa: F401

        kinds.declare_kinds()
        notifications.connect()
