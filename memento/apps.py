from django.apps import AppConfig


class MementoConfig(AppConfig):
    """The guide: sheets in chapters, and testimonials."""

    name = "memento"
    verbose_name = "Mémento"

    def ready(self) -> None:
        from core import cards

        cards.declare("sheet", "Fiche du mémento")
        cards.declare("testimonial", "Témoignage")
