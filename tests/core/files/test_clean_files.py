"""`manage.py clean_files`: what earlier releases stored is cleaned, once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.users.models import UserProfile

from core.files import images, upgrade
from core.models import SillonDocument, SillonImage, SillonRendition
from tests.core.files import pictures
from tests.core.files.test_documents import pdf
from tests.core.files.test_doors import EVIL
from tests.members.contributions.test_files import MP4

pytestmark = pytest.mark.django_db


def run() -> str:
    output = StringIO()
    call_command("clean_files", stdout=output)
    return output.getvalue().replace("\u00a0", " ")


def image(content: bytes, name: str = "col.jpg", **fields) -> SillonImage:
    """An image whose file was stored without being cleaned, with a public rendition of the same content."""
    blank = pictures.saved(pictures.drawn(), "PNG")
    made = SillonImage.objects.create(title="Le col", file=ContentFile(blank, "blank.png"), **fields)
    made.renditions.all().delete()
    path = Path(made.file.path)
    path.unlink()
    path = path.with_name(name)
    path.write_bytes(content)
    SillonImage.objects.filter(pk=made.pk).update(file=f"original_images/{name}")
    if len(content) > 3000:  # whole
        values = {"filter_spec": images.FALLBACK_SPEC, "width": 600, "height": 400}
        SillonRendition.objects.create(image=made, file=ContentFile(content, name), **values)
    return SillonImage.objects.get(pk=made.pk)


@pytest.fixture
def stored(home, editor):
    image(pictures.photo(orientation=6))
    image(pictures.photo("AVIF"), "lac.avif")
    image(pictures.grey_16_bits(), "scan.png")
    image(EVIL, "plan.svg")
    SillonImage.objects.create(title="Sain", file=ContentFile(pictures.saved(pictures.drawn(), "JPEG"), "sain.jpg"))
    for name, content in (("a.pdf", pdf(pictures.photo())), ("film.mp4", MP4), ("b.pdf", pdf(b"du texte"))):
        one = SillonDocument.objects.create(title=name, file=ContentFile(b"", name))
        Path(one.file.path).write_bytes(content)
    SillonDocument.objects.update(file_hash="")
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.jpg", ContentFile(pictures.photo()))


def files() -> dict[str, bytes]:
    rows = [*SillonImage.objects.all(), *SillonRendition.objects.all(), *SillonDocument.objects.all()]
    stored = [row.file for row in rows] + [profile.avatar for profile in UserProfile.objects.exclude(avatar="")]
    return {str(file.name): Path(file.path).read_bytes() for file in stored}


def test_everything_stored_is_cleaned_once(stored, django_capture_on_commit_callbacks):
    old = [Path(row.file.path) for row in SillonImage.objects.exclude(title="Sain")]
    assert any(pictures.CAMERA.encode() in content for content in files().values())
    with django_capture_on_commit_callbacks(execute=True):
        output = run()
    assert "Images : nettoyés 4, déjà propres 1, absents 0, refusés 0." in output
    assert "Photos de profil : nettoyés 1, déjà propres 0" in output
    assert "Documents : nettoyés 2, déjà propres 1" in output
    after = files()
    secrets = (*pictures.SECRETS[:2], b"45.1885")  # not the comment of a photo in a PDF
    assert [(name, secret) for name, content in after.items() for secret in secrets if secret in content] == []
    assert [path for path in old if path.exists()] == []
    first = SillonImage.objects.order_by("pk").first()
    assert (first.width, first.height) == (400, 600)
    for row in (*SillonImage.objects.all(), *SillonDocument.objects.all()):
        assert row.file_size in (None, len(after[row.file.name]))
        assert not isinstance(row, SillonImage) or row.renditions.exists()
    output = run()
    assert "Images : nettoyés 0, déjà propres 5" in output
    assert "retirées pour être refaites : 0." in output
    assert "Photos de profil : nettoyés 0, déjà propres 1" in output
    assert "Documents : nettoyés 0, déjà propres 3" in output
    assert files() == after


def test_an_interrupted_cleaning_goes_on_where_it_stopped(stored, monkeypatch):
    replace, done = upgrade._replace, []

    def interrupted(image, content):
        if done:
            raise KeyboardInterrupt
        done.append(image.pk)
        replace(image, content)

    monkeypatch.setattr(upgrade, "_replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(upgrade, "_replace", replace)
    assert "Images : nettoyés 3, déjà propres 2" in run()


def test_a_document_whose_row_was_not_written_is_completed(stored):
    run()
    SillonDocument.objects.filter(title="a.pdf").update(file_hash="0" * 40, file_size=1)
    assert "Documents : nettoyés 1, déjà propres 2" in run()
    one = SillonDocument.objects.get(title="a.pdf")
    assert one.file_size == len(files()[one.file.name])


def test_damaged_and_missing_files_stay_and_are_named(home):
    cut, lost = image(pictures.photo()[:3000]), image(pictures.photo(), "lac.jpg")
    Path(lost.file.path).unlink()
    before = Path(cut.file.path).read_bytes()
    output = StringIO()
    with pytest.raises(CommandError, match="n’ont pas pu être nettoyés"):
        call_command("clean_files", stdout=output)
    assert "nettoyés 0, déjà propres 0, absents 1, refusés 1" in output.getvalue()
    assert f"image {cut.pk} : «" in output.getvalue()
    assert f"image {lost.pk} : fichier absent" in output.getvalue()
    assert Path(cut.file.path).read_bytes() == before


def test_a_focal_point_stays_on_its_subject_when_an_image_is_scaled_down(home):
    made = image(
        pictures.saved(Image.new("RGB", (5000, 100)), "PNG"), "large.png", focal_point_x=2500, focal_point_y=50
    )
    SillonImage.objects.filter(pk=made.pk).update(width=5000, height=100)
    run()
    made.refresh_from_db()
    assert (made.width, made.focal_point_x, made.focal_point_y) == (4000, 2000, 40)


def test_a_large_collection_is_read_in_batches(home, monkeypatch):
    monkeypatch.setattr(upgrade, "BATCH", 2)
    for number in range(5):
        image(pictures.saved(pictures.drawn((9 + number, 9)), "PNG"), f"{number}.png")
    assert [row.pk for row in upgrade.batches(SillonImage.objects.all())] == sorted(
        SillonImage.objects.values_list("pk", flat=True)
    )
