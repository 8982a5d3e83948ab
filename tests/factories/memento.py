"""Pages of the guide; the factories need a `parent`, the functions `add_…` know where each page belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from wagtail.models import Page
from wagtail_factories import PageFactory

from core.models import Person
from inventory.models import InventoryIndexPage, SiteProfilePage
from memento.models import (
    ChapterPage,
    DecisionTreePage,
    DiagnosticPage,
    MementoPage,
    SheetPage,
    TestimonialIndexPage,
    TestimonialPage,
)
from tests.factories import diagnostics, trees


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


def fresh(page: Page) -> Page:
    """The page as the database has it: treebeard counts children on the instance it is given."""
    return type(page).objects.get(pk=page.pk)


def add_chapter(title: str = "Démarrer", slug: str = "demarrer") -> ChapterPage:
    return ChapterPageFactory(parent=MementoPage.objects.get(), title=title, slug=slug)


def add_sheet(parent: ChapterPage, slug: str, **fields) -> SheetPage:
    return SheetPageFactory(parent=fresh(parent), slug=slug, **{"title": slug.capitalize(), **fields})


def add_testimonial(slug: str, **fields) -> TestimonialPage:
    parent = TestimonialIndexPage.objects.get()
    return TestimonialPageFactory(parent=parent, slug=slug, **{"title": slug.capitalize(), **fields})


def add_place(slug: str, **fields) -> SiteProfilePage:
    return InventoryIndexPage.objects.get().add_child(
        instance=SiteProfilePage(title=slug.capitalize(), slug=slug, **fields)
    )


class DiagnosticPageFactory(Published):
    title = factory.Sequence(lambda n: f"Questionnaire {n}")
    introduction = "Vingt minutes, à plusieurs."
    axes = factory.LazyFunction(lambda: diagnostics.AXES)
    questions = factory.LazyFunction(lambda: diagnostics.QUESTIONS)

    class Meta:
        model = DiagnosticPage


class DecisionTreePageFactory(Published):
    title = factory.Sequence(lambda n: f"Arbre {n}")
    introduction = "Par où commencer ?"
    nodes = factory.LazyFunction(lambda: trees.TREE)

    class Meta:
        model = DecisionTreePage


def add_tree(slug: str, **fields) -> DecisionTreePage:
    """A published tree with its card."""
    tree = DecisionTreePageFactory(
        parent=MementoPage.objects.get(), slug=slug, **{"title": slug.capitalize(), **fields}
    )
    tree.save_revision().publish()
    return fresh(tree)
