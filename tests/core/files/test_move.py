"""Files of an instance that kept everything under /media/: moved once, whatever interrupts it."""

from __future__ import annotations

import importlib
import io
import os
import stat
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.users.models import UserProfile

from core.files import move, upgrade
from core.models import SillonDocument, SillonImage, SillonRendition
from members.models import Upload
from tests.core.files import pictures
from tests.core.files.test_doors import EVIL, OBSCURE, png
from tests.core.files.test_serving import document, drawing, photo

pytestmark = pytest.mark.django_db
migration = importlib.import_module("core.migrations.0003_private_files")


@pytest.fixture
def folders(settings, tmp_path, home):
    """An instance with its own two folders."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    return settings.MEDIA_ROOT, settings.PRIVATE_ROOT


@pytest.fixture
def old(folders):
    """A document and an image whose files lie where they used to."""
    things = (document(), photo())
    for thing in things:
        put_back(thing.file.name)
    return things


def put_back(name: str, content: bytes | None = None) -> Path:
    """Put a private file into the media folder, as an earlier release did."""
    here, there = Path(storages["private"].path(name)), Path(default_storage.path(name))
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(here.read_bytes() if content is None else content)
    os.utime(there, (1_000_000_000, 1_000_000_000))
    there.chmod(0o644)
    here.unlink(missing_ok=True)
    return there


def run() -> str:
    output = io.StringIO()
    call_command("move_private_files", stdout=output)
    return output.getvalue()


def test_the_migration_moves_every_file_and_its_reverse_moves_them_back(old, folders):
    media, private = folders
    contents = [Path(default_storage.path(thing.file.name)).read_bytes() for thing in old]
    migration.make_private(apps, None)
    for thing, content in zip(old, contents, strict=True):
        path = Path(thing.file.path)
        assert path.read_bytes() == content
        assert path.stat().st_mtime == 1_000_000_000
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert not stat.S_IMODE(path.parent.stat().st_mode) & stat.S_IRWXO
        assert not (media / thing.file.name).exists()
    assert not stat.S_IMODE(private.stat().st_mode) & stat.S_IRWXO
    migration.make_public(apps, None)
    assert [(media / thing.file.name).read_bytes() for thing in old] == contents
    assert not any((private / thing.file.name).exists() for thing in old)
    migration.make_private(apps, None)
    assert [Path(thing.file.path).read_bytes() for thing in old] == contents


def test_documents_are_served_again_after_the_move(old, client):
    one, _ = old
    assert client.get(one.url).status_code == 404
    run()
    assert client.get(one.url).getvalue() == b"%PDF-1.4 un rapport"


def test_it_may_be_run_again_and_says_what_is_missing(old):
    missing = document(name="perdu.pdf")
    Path(missing.file.path).unlink()
    assert "déplacés 2, déjà en place 0, absents 1, en conflit 0, en échec 0" in run()
    output = run()
    assert "déplacés 0, déjà en place 2, absents 1, en conflit 0, en échec 0" in output
    assert missing.file.name in output


def test_it_goes_on_where_it_was_interrupted(old, monkeypatch):
    first = True

    def stop(*paths: Path) -> None:
        nonlocal first
        if not first:
            raise KeyboardInterrupt
        first = False
        link(*paths)

    link = os.link
    monkeypatch.setattr(move.os, "link", stop)
    with pytest.raises(KeyboardInterrupt):
        migration.make_private(apps, None)
    monkeypatch.undo()
    assert sum((default_storage.exists(thing.file.name)) for thing in old) == 1
    assert "déplacés 1, déjà en place 1" in run()


def test_a_copy_that_was_cut_short_is_made_again(old, folders):
    _, private = folders
    (private / "documents" / ".rapport.pdf.part").write_bytes(b"%PDF")
    run()
    assert Path(old[0].file.path).read_bytes() == b"%PDF-1.4 un rapport"
    assert not list(private.rglob("*.part"))


def test_an_interruption_before_the_removal_is_no_conflict(old):
    one, _ = old
    Path(one.file.path).write_bytes(Path(default_storage.path(one.file.name)).read_bytes())
    assert "déplacés 2" in run()
    assert not default_storage.exists(one.file.name)


def test_another_file_is_never_overwritten(old):
    one, _ = old
    Path(one.file.path).write_bytes(b"un autre")
    output = io.StringIO()
    with pytest.raises(CommandError, match="encore dans le dossier public"):
        call_command("move_private_files", stdout=output)
    assert "en conflit 1" in output.getvalue()
    assert Path(one.file.path).read_bytes() == b"un autre"
    assert Path(default_storage.path(one.file.name)).read_bytes() == b"%PDF-1.4 un rapport"


def test_a_disk_that_fails_stops_no_other_file(old, monkeypatch):
    copy = move._copy

    def fail(here: Path, *rest: object) -> None:
        if here.suffix == ".pdf":
            raise OSError(28, "No space left on device")
        copy(here, *rest)

    monkeypatch.setattr(move, "_copy", fail)
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command("move_private_files", stdout=output)
    assert "déplacés 1" in output.getvalue()
    assert "en échec 1" in output.getvalue()
    assert default_storage.exists(old[0].file.name)


def test_a_name_that_leaves_the_folder_is_refused(folders):
    SillonDocument.objects.create(title="Étrange", file="../../etc/passwd")
    report = move.make_private([(SillonDocument, "file")])
    assert (report.moved, len(report.failed)) == (0, 1)


def test_avatars_and_uploads_that_wait_are_moved_too(folders, editor):
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.png", ContentFile(png(), "moi.png"))
    put_back(profile.avatar.name)
    assert "déplacés 1" in run()
    assert Path(profile.avatar.path).read_bytes() == png()


def test_files_without_a_row_are_named(old, folders):
    media, _ = folders
    (media / "documents" / "oublié.pdf").write_bytes(b"x")
    output = run()
    assert "documents/oublié.pdf" in output
    assert "Restent publics" in output


def lone(private: Path, name: str, days: float) -> Path:
    """A file that a killed process left in the private folder, this old."""
    path = private / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = time.time() - days * 24 * 3600
    os.utime(path, (moment, moment))
    return path


def test_private_files_without_a_row_are_named_and_stay(folders, editor):
    _, private = folders
    upload = Upload.objects.create(kind="document", title="Plan", file=ContentFile(b"%PDF-1.4", "x.pdf"), owner=editor)
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.png", ContentFile(png(), "moi.png"))
    kept = [document().file.name, photo().file.name, profile.avatar.name, upload.file.name]
    for name in kept:
        os.utime(private / name, (1_000_000_000, 1_000_000_000))
    abandoned = [lone(private, name, 2) for name in ("jeton.mp4", "documents/seul.pdf", "documents/.seul.pdf.part")]
    recent = lone(private, "en-cours.mp4", 0.5)
    output = run()
    title, _, names = output.partition("Dans le dossier privé sans que rien ne les nomme")
    assert title != output
    assert all(f"  {path.relative_to(private)}\n" in names for path in abandoned)
    assert recent.name not in output
    assert not any(name in names for name in kept)
    assert all(path.exists() for path in (*abandoned, recent))


def test_nothing_is_named_where_each_private_file_has_its_row(old):
    assert "sans que rien ne les nomme" not in run()
    assert "sans que rien ne les nomme" not in run()


def test_the_migration_of_an_instance_without_files_says_nothing(folders, caplog):
    migration.make_private(apps, None)
    assert not caplog.records


# --- What was stored before the rules existed -----------------------------------------------------------------------


def store(image: SillonImage, content: bytes) -> None:
    Path(image.file.path).write_bytes(content)


def test_stored_drawings_are_cleaned(folders, django_capture_on_commit_callbacks):
    image = drawing()
    store(image, EVIL)
    image.renditions.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert "dessins nettoyés 1, refusés 0, copies publiques retirées 0" in run()
    image.refresh_from_db()
    for path in (image.file.path, image.renditions.get().file.path):
        assert b"script" not in Path(path).read_bytes()
    assert image.file_size == Path(image.file.path).stat().st_size
    assert len(list(Path(image.file.path).parent.iterdir())) == 1
    assert "dessins nettoyés 0" in run()


def test_a_stored_drawing_that_is_refused_leaves_pages(folders):
    image = drawing()
    store(image, OBSCURE)
    for _ in range(2):
        output = run()
        assert "refusés 1" in output
        assert f"image {image.pk}" in output
        image.save()
        assert not image.renditions.exists()


def test_images_get_the_rendition_that_they_lack(folders):
    image, svg, lost = photo(), drawing(), photo()
    SillonRendition.objects.all().delete()
    Path(lost.file.path).unlink()
    assert "faites 2, impossibles 1" in run()
    assert image.renditions.count() == svg.renditions.count() == 1
    assert "faites 0, impossibles 1" in run()


def test_public_copies_of_originals_and_positions_are_removed(folders):
    image = photo()
    for spec in ("original", "width-320|format-webp"):
        SillonRendition.objects.create(image=image, filter_spec=spec, file=ContentFile(pictures.photo(), f"{spec}.jpg"))
    paths = [rendition.file.path for rendition in image.renditions.exclude(filter_spec__startswith="max")]
    assert upgrade.remove_leaking_renditions() == 2
    assert {rendition.filter_spec for rendition in image.renditions.all()} >= {"max-1200x1200|format-jpeg"}
    for rendition in image.renditions.all():
        with Image.open(rendition.file.path) as picture:
            assert "exif" not in picture.info
    assert len(paths) == 2


def test_a_second_host_with_an_empty_folder_says_so(folders):
    one = document()
    Path(one.file.path).unlink()
    assert "absents 1" in run()
