"""The home page and pages of text; a page of text needs its `parent`."""

import factory
from wagtail_factories import PageFactory

from home.models import HomePage, StandardPage


class HomePageFactory(PageFactory):
    title = "Accueil"
    introduction = "Un réseau de tiers-lieux d’activités."

    class Meta:
        model = HomePage


class StandardPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Page {n}")
    introduction = "Ce qu’il faut savoir."

    class Meta:
        model = StandardPage

    class Params:
        written = factory.Trait(body=[("text", "<p>Des tables rondes ouvertes à tous.</p>")])
