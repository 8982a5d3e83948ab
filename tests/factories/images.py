"""Images, for tests of lists: their files are not there, which no list looks at."""

import factory

from core.models import SillonImage


class ImageFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence(lambda n: f"Image {n}")
    file = factory.Sequence(lambda n: f"image-{n}.svg")
    width = height = 1

    class Meta:
        model = SillonImage
