"""The guide's pages: a chapter or a testimonial needs its `parent`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from wagtail_factories import PageFactory

from core.models import Person
from memento.models import ChapterPage, MementoPage, SheetPage, TestimonialIndexPage, TestimonialPage


class PersonFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Personne {n}")
    role = "gérante"

    class Meta:
        model = Person


class Published(PageFactory):
    """A page with the dates that publishing gives."""

    first_published_at = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    last_published_at = datetime(2026, 4, 4, 9, 30, tzinfo=UTC)

    class Meta:
        abstract = True


class MementoPageFactory(PageFactory):
    title = "Mémento"
    introduction = "Pour qui ouvre un tiers-lieu."

    class Meta:
        model = MementoPage


class ChapterPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Chapitre {n}")
    introduction = "Une question et ses réponses."

    class Meta:
        model = ChapterPage


class SheetPageFactory(Published):
    title = factory.Sequence(lambda n: f"Sujet {n}")
    number = factory.Sequence(lambda n: n % 1000 + 1)
    introduction = "De quoi agir dès demain."
    audience = "Porteurs de projet."
    moment = "Avant de chercher des murs."

    class Meta:
        model = SheetPage

    class Params:
        written = factory.Trait(
            body=[
                ("heading", {"text": "Comprendre", "level": "h2"}),
                ("text", "<p>Un tiers-lieu réunit les activités dont un territoire a besoin.</p>"),
            ]
        )


class TestimonialIndexPageFactory(PageFactory):
    __test__ = False

    title = "Témoignages"

    class Meta:
        model = TestimonialIndexPage


class TestimonialPageFactory(Published):
    __test__ = False

    title = factory.Sequence(lambda n: f"Récit {n}")
    person = factory.SubFactory(PersonFactory)
    introduction = "Un atelier de vallée a trouvé ses habitués."
    context = "Une vallée sans bureau partagé."
    deed = "Ouvrir chaque mardi."
    consent_recorded_on = date(2026, 3, 3)
    consent_note = "Courriel du 3 mars."

    class Meta:
        model = TestimonialPage
