"""The video block: its addresses, what publishing asks of it, what readers and programs get, and films by parts."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Collection, CollectionViewRestriction

from core.blocks.resolver import resolve_value
from core.blocks.video import VideoBlock, hosted_video, seconds_of
from core.models import SillonDocument
from core.visibility.gate import Gate
from tests.core.http.test_browser_policy import STRICT, policy
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db

PEERTUBE = "https://video.exemple.fr/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"
#: The address that an editor copies, then the player and the host's page at 2 minutes 30.
ADDRESSES = {
    "https://www.youtube.com/watch?v=abcdefghijk&list=x": (
        "https://www.youtube-nocookie.com/embed/abcdefghijk",
        "https://www.youtube-nocookie.com/embed/abcdefghijk?start=150",
        "https://www.youtube.com/watch?v=abcdefghijk&t=150s",
    ),
    "https://youtu.be/abcdefghijk?si=trace": (
        "https://www.youtube-nocookie.com/embed/abcdefghijk",
        "https://www.youtube-nocookie.com/embed/abcdefghijk?start=150",
        "https://www.youtube.com/watch?v=abcdefghijk&t=150s",
    ),
    "https://vimeo.com/76979871": (
        "https://player.vimeo.com/video/76979871?dnt=1",
        "https://player.vimeo.com/video/76979871?dnt=1#t=150s",
        "https://vimeo.com/76979871#t=150s",
    ),
    "https://vimeo.com/76979871/0123abcdef": (
        "https://player.vimeo.com/video/76979871?dnt=1&h=0123abcdef",
        "https://player.vimeo.com/video/76979871?dnt=1&h=0123abcdef#t=150s",
        "https://vimeo.com/76979871/0123abcdef#t=150s",
    ),
    "https://www.dailymotion.com/video/x84sh87": (
        "https://geo.dailymotion.com/player.html?video=x84sh87",
        "https://geo.dailymotion.com/player.html?video=x84sh87&startTime=150",
        "https://www.dailymotion.com/video/x84sh87?start=150",
    ),
    "https://dai.ly/x84sh87": (
        "https://geo.dailymotion.com/player.html?video=x84sh87",
        "https://geo.dailymotion.com/player.html?video=x84sh87&startTime=150",
        "https://www.dailymotion.com/video/x84sh87?start=150",
    ),
    PEERTUBE: (
        "https://video.exemple.fr/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?p2p=0",
        "https://video.exemple.fr/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?p2p=0&start=150",
        f"{PEERTUBE}?start=150",
    ),
    "https://tube.exemple.fr:8443/videos/watch/kkGMgK9ZtnKfYAgnEtQxbv?start=3s": (
        "https://tube.exemple.fr:8443/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0",
        "https://tube.exemple.fr:8443/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0&start=150",
        "https://tube.exemple.fr:8443/videos/watch/kkGMgK9ZtnKfYAgnEtQxbv?start=150",
    ),
    "https://vidéo.exemple.fr/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv": (
        "https://xn--vido-dpa.exemple.fr/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0",
        "https://xn--vido-dpa.exemple.fr/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0&start=150",
        "https://xn--vido-dpa.exemple.fr/w/kkGMgK9ZtnKfYAgnEtQxbv?start=150",
    ),
}
STRANGERS = [
    "", "x", "https://", "https://[", "https://exemple.fr/", "http://vimeo.com/76979871", "javascript:alert(1)",
    "https://www.youtube.com/@alliance", "https://www.youtube.com/watch?v=court", "https://vimeo.com/alliance",
    "https://www.dailymotion.com/alliance", "https://moi@video.exemple.fr/w/kkGMgK9ZtnKfYAgnEtQxbv",
    "https://localhost/w/kkGMgK9ZtnKfYAgnEtQxbv", "https://a.b; script-src *;/w/kkGMgK9ZtnKfYAgnEtQxbv",
    "https://a.b evil.example/w/kkGMgK9ZtnKfYAgnEtQxbv", f"https://{'é' * 80}.fr/w/kkGMgK9ZtnKfYAgnEtQxbv",
]  # fmt: skip
FILM = bytes(range(256)) * 4


def document(name: str = "film.mp4", content: bytes = FILM, **fields) -> SillonDocument:
    made = SillonDocument(title="Un fichier", file=ContentFile(content, name=name), **fields)
    made.file_hash = "c0ffee"
    made.file_size = len(content)
    made.save()
    return made


def typed(**fields):
    """What the editor has typed."""
    block = VideoBlock()
    return block, block.to_python({"title": "La visite", **fields})


def refused(**fields) -> dict:
    """What publishing says, by field."""
    block, value = typed(**fields)
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(value)
    block.clean_deferred(value)
    assert not block.is_deferred_validation
    return caught.value.block_errors


def told(error: ValidationError) -> str:
    return " ".join(error.messages)


def shown(gate: Gate | None = None, **fields) -> dict:
    return resolve_value(VideoBlock(), {"title": "La visite", **fields}, gate or Gate.public())


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_film_has_its_player_and_its_page_at_a_time(url):
    film = hosted_video(url)
    assert (film.player_url(), film.player_url(150), film.page_url(150)) == ADDRESSES[url]


@pytest.mark.parametrize("url", STRANGERS)
def test_what_is_no_film_of_a_known_host_is_none(url):
    assert hosted_video(url) is None


@pytest.mark.parametrize(
    ("time", "seconds"),
    [("0:00", 0), ("2:30", 150), ("75:00", 4500), ("1:02:30", 3750), (" 2:05 ", 125)]
    + [(wrong, None) for wrong in ("", "2", "2:5", "2:60", "1:75:00", "-1:00", "2h30", "٢:٣٠")],
)
def test_a_time_is_read_or_is_none(time, seconds):
    assert seconds_of(time) == seconds


def test_publishing_asks_for_an_address_or_a_film(home):
    assert "Donnez l’adresse" in told(refused()["url"])


def test_publishing_refuses_an_address_and_a_film(home):
    assert "pas les deux" in told(refused(url=PEERTUBE, file=document().pk)["file"])


def test_publishing_refuses_a_host_that_is_not_known(home):
    assert "PeerTube" in told(refused(url="https://exemple.fr/film")["url"])


def test_publishing_refuses_a_document_that_is_no_film(home):
    assert ".mp4" in told(refused(file=document("note.pdf", b"%PDF").pk)["file"])


@pytest.mark.parametrize("content", [b"1\n00:00:01,000 --> 00:00:02,000\nBonjour", b"", b"WEBVTTX\n"])
def test_publishing_refuses_captions_that_are_not_webvtt(home, content):
    assert "WEBVTT" in told(refused(url=PEERTUBE, captions=document("a.vtt", content).pk)["captions"])


def test_publishing_refuses_captions_of_another_name_or_whose_file_is_gone(home):
    assert "WEBVTT" in told(refused(url=PEERTUBE, captions=document("a.txt", b"WEBVTT\n").pk)["captions"])
    gone = document("a.vtt", b"WEBVTT\n")
    gone.file.storage.delete(gone.file.name)
    assert "WEBVTT" in told(refused(url=PEERTUBE, captions=gone.pk)["captions"])


def test_publishing_refuses_times_that_are_badly_written_or_do_not_grow(home):
    badly = refused(url=PEERTUBE, chapters=[{"time": "2h", "title": "Un"}])["chapters"]
    assert "1:02:30" in told(badly.block_errors[0].block_errors["time"])
    chapters = [{"time": time, "title": time} for time in ("0:00", "2:30", "2:30", "1:02:30", "3:00")]
    disordered = refused(url=PEERTUBE, chapters=chapters)["chapters"]
    assert set(disordered.block_errors) == {2, 4}


def test_a_whole_video_is_published(home):
    captions = document("a.vtt", b"\xef\xbb\xbfWEBVTT - La visite\n\n")
    chapters = [{"time": "0:00", "title": "Un"}, {"time": "1:02:30", "title": "Deux"}]
    for source in ({"url": PEERTUBE}, {"file": document().pk}):
        block, value = typed(captions=captions.pk, chapters=chapters, **source)
        assert block.clean(value)["title"] == "La visite"


def test_a_video_just_inserted_has_no_chapter_to_fill():
    assert len(VideoBlock().get_default()["chapters"]) == 0


def test_programs_get_all_of_a_hosted_film(home):
    captions = document("a.vtt", b"WEBVTT\n")
    value = shown(url=PEERTUBE, captions=captions.pk, chapters=[{"time": "2:30", "title": "Un"}, {"time": "x"}])
    player, at, page_url = ADDRESSES[PEERTUBE]
    assert (value["provider"], value["host"], value["embed_url"]) == ("peertube", "video.exemple.fr", player)
    assert value["chapters"][0] == {"time": "2:30", "seconds": 150, "title": "Un", "url": page_url, "embed_url": at}
    assert value["chapters"][1]["seconds"] is None
    assert value["captions"]["url"] == captions.url


def test_programs_get_all_of_a_film_of_this_site(home):
    film = document()
    value = shown(file=film.pk, chapters=[{"time": "2:30", "title": "Un"}])
    assert (value["provider"], value["host"], value["embed_url"]) == ("file", "", "")
    assert value["chapters"][0]["url"] == f"{film.url}#t=150"


def test_an_address_that_browsers_would_run_is_left_out(home):
    value = shown(url="javascript:alert(1)", chapters=[{"time": "0:00", "title": "Un"}])
    assert (value["url"], value["chapters"][0]["url"]) == ("", "")


def test_a_private_film_is_for_who_may_have_it(home):
    closed = Collection.get_first_root_node().add_child(name="Réservée")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    assert shown(file=document(collection=closed).pk)["file"] is None


# --- What a browser may frame -----------------------------------------------------------------------------------


def page_with(home, *urls: str, slug: str = "films"):
    body = [("video", {"title": "La visite", "url": url}) for url in urls]
    return StandardPageFactory(parent=home, title="Films", slug=slug, body=body)


def test_a_page_may_frame_the_players_of_its_films_and_no_others(client, home):
    page_with(home, PEERTUBE, "https://vimeo.com/76979871", "https://exemple.fr/film")
    assert policy(client.get("/films/")) == {
        **STRICT,
        "frame-src": "https://player.vimeo.com https://video.exemple.fr",
    }
    assert policy(client.get("/")) == STRICT


def test_an_answer_that_nothing_has_changed_leaves_the_policy_that_the_browser_keeps(client, home):
    page_with(home, PEERTUBE)
    first = client.get("/films/")
    again = client.get("/films/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again


def test_what_programs_get_frames_nothing(client, home):
    SiteProfilePageFactory(slug="un-lieu", body=[("video", {"title": "La visite", "url": PEERTUBE})])
    response = client.get("/api/v3/places/un-lieu/")
    assert "video.exemple.fr" in response.text
    assert policy(response) == STRICT


def test_the_block_s_preview_in_the_admin_may_frame_its_player(as_editor, home):
    from django.urls import reverse

    from home.models import StandardPage

    block = StandardPage.body.field.stream_block.child_blocks["video"]
    response = as_editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert policy(response)["frame-src"] == "'self' https://player.vimeo.com"


# --- Films by parts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0), ("bytes=0-1", 0, 1), ("bytes=1000-", 1000, 1023), ("bytes=100-199", 100, 199),
        ("bytes=-24", 1000, 1023), ("bytes=-9999", 0, 1023), ("bytes=1023-9999", 1023, 1023), ("Bytes=5-6", 5, 6),
    ],
)  # fmt: skip
def test_a_part_of_a_film(client, home, asked, start, end):
    response = client.get(document().url, headers={"Range": asked})
    assert response.status_code == 206
    assert b"".join(response) == FILM[start : end + 1]
    assert response["Content-Range"] == f"bytes {start}-{end}/1024"
    assert response["Content-Length"] == str(end - start + 1)
    assert response["Content-Type"] == "video/mp4"
    assert response["ETag"]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_the_film_has_not(client, home, asked):
    response = client.get(document().url, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize(
    "asked", ["", "bytes=", "bytes=-", "bytes=9-2", "bytes=0-1,4-5", "items=0-1", "x", "bytes=" + "9" * 5000 + "-"]
)
def test_what_asks_for_no_part_gets_the_whole(client, home, asked):
    response = client.get(document().url, headers={"Range": asked})
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "bytes"
    assert b"".join(response) == FILM


def test_a_part_is_of_the_film_that_the_browser_has_begun(client, home):
    film = document()
    whole = client.get(film.url)
    assert b"".join(whole) == FILM
    for known, status in ((whole["ETag"], 206), (whole["Last-Modified"], 206), ('"other"', 200)):
        response = client.get(film.url, headers={"Range": "bytes=0-1", "If-Range": known})
        assert response.status_code == status
        assert len(b"".join(response)) == (2 if status == 206 else len(FILM))


def test_no_part_of_a_private_film(client, home, member):
    closed = Collection.get_first_root_node().add_child(name="Réservée")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    film = document(collection=closed)
    assert client.get(film.url, headers={"Range": "bytes=0-1"}).status_code == 302
    client.force_login(member)
    response = client.get(film.url, headers={"Range": "bytes=0-1"})
    assert b"".join(response) == FILM[:2]
    assert "private" in response["Cache-Control"]


def test_a_day_is_said_in_french(client, home):
    link = {"title": "Légifrance", "url": "https://exemple.fr/", "description": "", "consulted_on": "2026-11-02"}
    body = [("resources", {"title": "Liens", "links": [link]})]
    StandardPageFactory(parent=home, title="Liens", slug="liens", body=body)
    assert "(consulté le 2 novembre 2026)" in client.get("/liens/").text
