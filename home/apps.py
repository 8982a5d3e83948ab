from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The home page, standard pages, menus and the site's identity."""

    name = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        from core import cards, contracts, receivers
        from home import contents, doors
        from home.models import FooterItem, Identity, MenuItem, Navigation
        from home.site_info import site_info

        cards.declare("page", "Page")
        receivers.watch(Identity, Navigation, recorded=True)
        receivers.watch(MenuItem, FooterItem)
        contracts.team_address.provide(lambda gate: site_info(gate)["email"])
        contents.declare_contents()
        doors.open_doors()
