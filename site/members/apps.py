from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    """Accounts, contributions, moderation and the outbox. Knows pages only through the contracts of `core`."""

    default = True
    name = "members"
    verbose_name = "Membres"

    def ready(self) -> None:
        from core import contracts
        from members import checks, receivers  # noqa: F401
        from members.accounts import doors
        from members.accounts.bearer import BearerToken
        from members.contributions import kinds
        from members.mail import health, to_moderators

        contracts.bearer_token.provide(BearerToken())
        kinds.declare_kinds()
        doors.open_doors()
        to_moderators.connect()
        health.declare()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management, with the edit form of `members`."""

    user_viewset = "members.accounts.user_viewset.UserViewSet"
