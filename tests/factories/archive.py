"""Events, publications and what they name."""

from datetime import time

import factory
import wagtail_factories
from django.core.files.base import ContentFile

from archive.models import (
    ArchiveIndexPage,
    EventIndexPage,
    EventReportPage,
    PublicationIndexPage,
    PublicationPage,
)
from core.models import PageTheme, Partner, Person, SillonDocument, Theme


class PartnerFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Partenaire {n}")
    slug = factory.Sequence(lambda n: f"partenaire-{n}")

    class Meta:
        model = Partner


class PersonFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Personne {n}")

    class Meta:
        model = Person


class ThemeFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence(lambda n: f"Thème {n}")
    slug = factory.Sequence(lambda n: f"theme-{n}")

    class Meta:
        model = Theme


class DocumentFactory(factory.django.DjangoModelFactory):
    title = "Synthèse"
    file = factory.LazyAttribute(lambda row: ContentFile(b"%PDF-1.4 synthese", name="synthese.pdf"))
    file_size = 17
    file_hash = "a" * 40

    class Meta:
        model = SillonDocument


class ArchiveIndexPageFactory(wagtail_factories.PageFactory):
    title = "Ressources"

    class Meta:
        model = ArchiveIndexPage


class EventIndexPageFactory(wagtail_factories.PageFactory):
    title = "Évènements"

    class Meta:
        model = EventIndexPage


class PublicationIndexPageFactory(wagtail_factories.PageFactory):
    title = "Publications"

    class Meta:
        model = PublicationIndexPage


class ArchivedPageFactory(wagtail_factories.PageFactory):
    """A published page about `themes`; it needs its `parent`."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def themes(self, create, themes, **_):
        for theme in themes or ():
            PageTheme.objects.create(page=self.page_ptr, theme=theme)


class EventReportPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Table ronde {n}")
    kind = "round_table"
    state = "held"
    date = "2016-02-03"
    introduction = "Ce dont on y parle."

    class Meta:
        model = EventReportPage
        skip_postgeneration_save = True

    class Params:
        light = factory.Trait(
            kind="light_round_table",
            date="2016-11-22",
            start_time=time(17, 15),
            end_time=time(19, 30),
            state="announced",
        )
        fuzzy = factory.Trait(date="2017-01-11/2017-01-20~")


class PublicationPageFactory(ArchivedPageFactory):
    title = factory.Sequence(lambda n: f"Étude {n}")
    kind = "study"
    date = "2014"
    abstract = "Ce qu’elle apporte."

    class Meta:
        model = PublicationPage
        skip_postgeneration_save = True
