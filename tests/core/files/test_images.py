"""Images: made ready when a page is published, shown whatever happens to their files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.template import Context, Template
from PIL import Image

from core.files import images
from core.models import SillonImage, SillonRendition
from core.tasks import render_images
from home.models import StandardPage
from tests.factories.home import StandardPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'


def raster(width: int = 1000, height: int = 500, title: str = "Le col") -> SillonImage:
    content = BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(content, "PNG")
    file = ImageFile(BytesIO(content.getvalue()), name="col.png")
    return SillonImage.objects.create(title=title, description="Un col sous la neige", file=file, credit="AUEG")


def drawing() -> SillonImage:
    return SillonImage.objects.create(title="Plan", file=ContentFile(SVG, name="plan.svg"), width=10, height=10)


def lose_file(image: SillonImage) -> None:
    Path(image.file.path).unlink()


def page_with(home, image: SillonImage) -> StandardPage:
    raw = [("image", {"image": image, "caption": "Vue du col"})]
    page = StandardPageFactory(parent=home, slug="col", live=False, body=raw)
    page.save_revision().publish()
    return page


def specs(image: SillonImage) -> set[str]:
    return set(SillonRendition.objects.filter(image=image).values_list("filter_spec", flat=True))


@pytest.mark.indexed
def test_publishing_makes_the_sizes_that_fit(home):
    image = raster(width=1000)
    page_with(home, image)
    assert specs(image) == {
        "width-480|format-avif",
        "width-480|format-webp",
        "width-960|format-avif",
        "width-960|format-webp",
        images.FALLBACK_SPEC,
    }


def test_an_image_has_one_rendition_from_the_start_and_a_draft_adds_none(home):
    image = raster(width=100)
    assert specs(image) == {images.FALLBACK_SPEC}
    page = StandardPageFactory(parent=home, slug="col", live=False, body=[("image", {"image": image, "caption": ""})])
    page.save_revision()
    assert specs(image) == {images.FALLBACK_SPEC}


def test_reading_a_page_makes_none(home, client):
    image = raster(width=100)
    page = page_with(home, image)
    SillonRendition.objects.all().delete()
    response = client.get(page.url)
    assert response.status_code == 200
    assert "<img" not in response.text.partition("<main")[2].partition("</main>")[0]
    assert specs(image) == set()


def test_a_drawing_has_a_public_copy_and_no_other_format(home, client):
    image = drawing()
    page = page_with(home, image)
    assert specs(image) == {images.SVG_SPEC}
    assert render_images.call([image.pk]) == 0
    html = client.get(page.url).text
    assert f'src="{image.renditions.get().url}"' in html
    assert image.renditions.get().url.startswith("/media/images/plan")
    assert image.file.url not in html


def test_a_small_image_has_one_size_and_is_not_enlarged():
    image = raster(width=300, height=200)
    assert images.make_renditions(image) == 1
    assert {rendition.width for rendition in image.renditions.all()} == {300}


def test_what_was_made_is_not_made_again():
    image = raster(width=300)
    images.make_renditions(image)
    assert images.make_renditions(image) == 0


@pytest.mark.indexed
def test_a_missing_file_is_told_in_the_log_and_nowhere_else(home, client, caplog):
    image = raster(width=600)
    lose_file(image)
    page = page_with(home, image)
    assert specs(image) == {images.FALLBACK_SPEC}
    assert f"Image {image.pk}: no rendition" in caplog.text
    response = client.get(page.url)
    assert response.status_code == 200
    assert "Vue du col" in response.text


def test_a_broken_file_is_no_error(caplog):
    image = raster(width=600)
    Path(image.file.path).write_bytes(b"not an image")
    assert images.make_renditions(image) == 0
    assert "no rendition" in caplog.text


def test_one_bad_image_does_not_hold_up_the_others():
    bad, good = raster(width=300), raster(width=300)
    lose_file(bad)
    assert render_images.call([bad.pk, good.pk, 99999999]) == 1
    assert len(specs(good)) == 2


def test_sources_rise_in_width_and_the_address_is_of_a_jpeg():
    image = raster(width=1000)
    images.make_renditions(image)
    data = images.load([image.pk])[image.pk]
    assert [source["width"] for source in data["sources"]["avif"]] == [480, 960]
    assert data["url"].endswith(".jpg")
    assert (data["width"], data["height"], data["alt"], data["credit"]) == (1000, 500, "Un col sous la neige", "AUEG")


def test_loading_takes_two_queries_and_none_for_nothing(django_assert_num_queries):
    made = [raster(width=100).pk, drawing().pk, raster(width=100).pk]
    for pk in made:
        images.make_renditions(SillonImage.objects.get(pk=pk))
    with django_assert_num_queries(2):
        assert set(images.load(made)) == set(made)
    with django_assert_num_queries(0):
        assert images.load([]) == {}


def test_an_image_that_is_gone_is_left_out():
    assert images.load([99999999]) == {}


def test_programs_get_whole_addresses():
    image = raster(width=600)
    images.make_renditions(image)
    data = images.as_json(images.load([image.pk])[image.pk], "https://lieux.example")
    addresses = [data["url"], *(source["url"] for files in data["sources"].values() for source in files)]
    assert len(addresses) == 3
    assert all(address.startswith("https://lieux.example/media/") for address in addresses)
    assert images.as_json(None, "https://lieux.example") is None


def picture(image: images.ImageData | None, arguments: str = "") -> str:
    return Template(f"{{% load sillon %}}{{% picture image {arguments} %}}").render(Context({"image": image})).strip()


def test_a_picture_offers_what_exists():
    image = raster(width=1000)
    images.make_renditions(image)
    html = picture(images.load([image.pk])[image.pk], '"50vw"')
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'sizes="50vw"' in html
    assert html.count("480w") == html.count("960w") == 2
    assert 'alt="Un col sous la neige" width="1000" height="500" loading="lazy"' in html


def test_a_picture_at_the_top_is_not_lazy_and_its_text_is_escaped():
    image = drawing()
    data = images.load([image.pk])[image.pk] | {"alt": 'Un "plan"'}
    html = picture(data, '"100vw" False')
    assert "lazy" not in html
    assert "<source" not in html
    assert 'alt="Un &quot;plan&quot;"' in html


def test_no_image_is_no_picture():
    assert picture(None) == ""


def test_the_default_text_is_never_the_name_of_the_file():
    assert SillonImage(title="IMG_2034.jpg").default_alt_text == ""


@pytest.mark.indexed
def test_sizes_are_made_again_when_an_image_in_use_gets_another_file(home):
    image, unused = raster(), raster(title="Inutile")
    page_with(home, image)
    for each in (image, unused):
        each.renditions.all().delete()
        each.title = "Autre nom"
        each.save()
    assert len(specs(image)) > 1
    assert specs(unused) == {images.FALLBACK_SPEC}
