"""Testimonials that members contribute, with the person, the place, the consent, a video and photos."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from core.contributions import kinds
from core.models import Person, SillonDocument, SillonImage
from core.text.typography import thousands
from members.contributions import drafts, uploads
from members.models import Contribution
from memento.models import TestimonialPage
from tests.factories.contributions import accept, begin, errors, send
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
FILM = "https://vimeo.com/123456"


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (len(name) * 9 % 256, 90, 60)).save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def document(name: str, title: str = "Film") -> SillonDocument:
    return SillonDocument.objects.create(title=title, file=ContentFile(b"film", name=name), file_size=4)


def film_of(page) -> dict:
    return next(block["value"] for block in page.body.get_prep_value() if block["type"] == "video")


def again(contribution: Contribution, member, **typed) -> TestimonialPage:
    """The page after a moderator has sent it back, and its author has made these changes."""
    found = Contribution.objects.get(pk=contribution.pk)
    drafts.save(found, {name: [value] for name, value in typed.items()})
    drafts.submit(found, member)
    return TestimonialPage.objects.get(pk=found.page_id)


@pytest.fixture
def returned(member, moderator):
    """A contribution that a moderator has sent back."""

    def make(**typed) -> Contribution:
        sent = send("temoignage", member, **typed)
        sent.page.specific.current_workflow_task_state.specific.reject(user=moderator, comment="Quand ?")
        return sent

    return make


# --- From a form to readers -------------------------------------------------------------------------------------------


def test_testimonial_goes_from_the_form_through_review_to_readers(member, moderator, client):
    SiteProfilePageFactory(title="La Forge", slug="la-forge")
    parts = {name: f"Partie {name}." for name in ("context", "means", "effects", "transfer")}
    sent = send("temoignage", member, place="la forge", film=FILM, transcript="Bonjour.\n\nÀ mardi.", **parts)
    page = sent.page.specific
    assert (page.live, page.person.name, page.person.role, page.place.title) == (
        False, "Jeanne Martin", "gérante", "La Forge",
    )  # fmt: skip
    assert page.consent_recorded_on == timezone.localdate()
    assert page.consent_note.startswith("Formulaire de contribution, le ")
    assert page.publication_problems() == {}
    assert page.body.stream_block.clean(page.body)
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for words in (*parts.values(), "Ouvrir chaque mardi.", "Jeanne Martin", "gérante", "La Forge", "À mardi.", FILM):
        assert words in text
    assert "Formulaire de contribution" not in text
    answer = client.get(f"/api/v3/testimonials/{live.slug}/").json()
    assert answer["person"] == {"name": "Jeanne Martin", "role": "gérante", "organisation": ""}
    assert answer["body"][0]["value"]["provider"] == "vimeo"


@pytest.mark.parametrize(
    ("name", "at", "message"),
    [
        ("title", "title", "requis"), ("introduction", "introduction", "requis"),
        ("person_name", "person_name", "fonction"), ("deed", "context", "rien à lire"),
        ("consent", "consent", "sans cet accord"),
    ],
)  # fmt: skip
def test_missing_answers_are_errors_of_their_fields(home, member, name, at, message):
    messages = errors("temoignage", member, **{name: []})
    assert list(messages) == [at]
    assert message in messages[at]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("typed", "at", "message"),
    [
        ({"person_name": "", "person_role": ""}, "person_name", "celui du lieu"),
        ({"person_name": "x" * 151}, "person_name", "150"),
        ({"place": "Nulle Part"}, "place", "Aucun lieu de l’inventaire"),
        ({"film": "https://example.org/film.html"}, "film", "YouTube, Vimeo"),
        ({"film": "pas une adresse"}, "film", "page web"),
        ({"transcript": "Bonjour."}, "film", "n’a pas de vidéo"),
        ({"title": "x" * 256}, "title", "255"),
        ({"transcript": "x" * 50_001, "film": FILM}, "transcript", thousands(50_000)),
    ],
)
def test_wrong_answers_are_errors_of_their_fields(home, member, typed, at, message):
    messages = errors("temoignage", member, **typed)
    assert list(messages) == [at]
    assert message in messages[at]


def test_video_is_enough(home, member):
    assert send("temoignage", member, deed="", film=FILM).page.specific.has_video()


def test_video_without_a_transcript_has_a_notice(home, member):
    form = drafts.bind(begin("temoignage", member, film=FILM))
    assert ["transcription" in notice.text for notice in form.notices()] == [True]
    assert drafts.bind(begin("temoignage", member, film=FILM, transcript="Bonjour.")).notices() == []
    assert drafts.bind(begin("temoignage", member)).notices() == []


def test_html_in_answers_is_escaped(home, member, moderator, client):
    payload = "<script>alert(1)</script>"
    names = ("title", "introduction", "context", "person_name", "transcript")
    live = accept(send("temoignage", member, film=FILM, **dict.fromkeys(names, payload)), moderator)
    assert payload not in client.get(live.url).text
    answer = client.get(f"/api/v3/testimonials/{live.slug}/").json()
    assert answer["context"] == payload
    assert "&lt;script&gt;" in answer["body"][0]["value"]["transcript"]


@pytest.mark.parametrize("many", [1, 6])
def test_form_takes_few_queries_among_many_places(home, member, many):
    for number in range(many):
        SiteProfilePageFactory(title=f"Forge {number}", slug=f"forge-{number}")
    contribution = begin("temoignage", member, place="Forge 0")
    with CaptureQueriesContext(connection) as caught:
        assert drafts.bind(contribution).is_valid()
    assert len(caught) <= 8, [query["sql"][:90] for query in caught]


# --- The person -------------------------------------------------------------------------------------------------------


def test_known_person_is_used_again(home, member):
    known = Person.objects.create(name="Jeanne Martin", role="gérante")
    Person.objects.create(name="Jeanne Martin", role="maire de Vif")
    assert send("temoignage", member).page.specific.person == known
    assert Person.objects.count() == 2


def test_namesake_with_another_role_is_another_person(home, member):
    mayor = Person.objects.create(name="Jeanne Martin", role="maire de Vif")
    assert send("temoignage", member).page.specific.person != mayor
    assert send("temoignage", member, person_role="").page.specific.person != mayor


def test_person_is_not_stored_before_the_page(home, member):
    contribution = begin("temoignage", member)
    form = drafts.bind(contribution)
    assert form.is_valid(), form.errors
    form.write(form.instance)
    assert form.instance.person.name == "Jeanne Martin"
    assert not Person.objects.exists()


def test_renamed_person_replaces_the_former_one(returned, member):
    sent = returned()
    page = again(sent, member, person_name="Zoé Paul")
    assert (page.person.name, page.person.role) == ("Zoé Paul", "gérante")
    assert list(Person.objects.values_list("name", flat=True)) == ["Zoé Paul"]
    page.current_workflow_task_state.specific.reject(user=None, comment="Et sa fonction ?")
    assert again(sent, member, person_role="maire").person.role == "maire"
    assert Person.objects.count() == 1


def test_person_is_deleted_with_the_last_page_that_names_them(home, member):
    first, second = send("temoignage", member).page.specific, send("temoignage", member).page.specific
    assert first.person == second.person
    first.delete()
    assert Person.objects.count() == 1
    TestimonialPage.objects.get(pk=second.pk).delete()
    assert not Person.objects.exists()


def test_person_created_by_editors_is_not_deleted(home, member):
    Person.objects.create(name="Jeanne Martin", role="gérante")
    send("temoignage", member).page.specific.delete()
    assert Person.objects.count() == 1


def test_person_named_by_an_event_is_not_deleted(home, member):
    from archive.models import EventIndexPage
    from archive.models.event_rows import EventSpeaker
    from tests.factories.archive import EventReportPageFactory

    page = send("temoignage", member).page.specific
    event = EventReportPageFactory(parent=EventIndexPage.objects.get())
    EventSpeaker.objects.create(event=event, person=page.person)
    page.delete()
    assert Person.objects.count() == 1


# --- The consent ------------------------------------------------------------------------------------------------------


def test_day_of_the_consent_is_kept_when_sent_again(returned, member):
    sent = returned()
    TestimonialPage.objects.filter(pk=sent.page_id).update(consent_recorded_on="2026-01-02")
    page = TestimonialPage.objects.get(pk=sent.page_id)
    page.save_revision()
    assert str(again(sent, member, deed="Ouvrir le lundi.").consent_recorded_on) == "2026-01-02"


# --- Film and photos --------------------------------------------------------------------------------------------------


@pytest.fixture
def filmed(home, member):
    """A contribution with a film of this site; what it looks like inside is another matter."""
    from members.models import Upload

    def make(**typed) -> Contribution:
        contribution = begin("temoignage", member, **typed)
        Upload(
            kind=Upload.Kind.DOCUMENT, title="Visite", owner=member, contribution=contribution, field="video",
            file=ContentFile(b"film", name="film.mp4"),
        ).save()  # fmt: skip
        return contribution

    return make


def test_uploaded_video_is_on_the_page(filmed, member, moderator, client):
    sent = drafts.submit(filmed(deed="", transcript="Bonjour."), member)
    assert film_of(sent.page.specific)["transcript"] == "<p>Bonjour.</p>"
    live = accept(sent, moderator)
    answer = client.get(f"/api/v3/testimonials/{live.slug}/").json()["body"]
    assert [(block["type"], block["value"]["provider"]) for block in answer] == [("video", "file")]
    assert live.body.stream_block.clean(live.body)


def test_video_is_either_linked_or_uploaded(filmed, member):
    form = drafts.bind(filmed(film=FILM))
    assert list(form.errors) == ["film"]
    assert "pas les deux" in form.errors["film"][0]


def test_removed_video_leaves_no_empty_block(filmed, member, moderator):
    sent = drafts.submit(filmed(transcript="Bonjour."), member)
    sent.page.specific.current_workflow_task_state.specific.reject(user=moderator, comment="Trop long.")
    sent.uploads.all().delete()
    page = again(sent, member, transcript="")
    assert not page.has_video()


def test_a_transcript_alone_may_change(returned, member):
    sent = returned(film=FILM, transcript="Bonjour.")
    film = film_of(again(sent, member, transcript="Bonsoir."))
    assert (film["url"], film["transcript"]) == (FILM, "<p>Bonsoir.</p>")


def test_files_join_the_page_once(home):
    form = kinds.kind("temoignage").form
    page = TestimonialPage(title="Récit", body=[("text", "<p>De l’équipe.</p>")])
    film = document("film.mp4")
    form.attach(page, "video", [film])
    form.attach(page, "video", [film])
    photos = [SillonImage(title=str(n), description=n * "mot ", file=picture(f"{n}.png")) for n in range(3)]
    for photo in photos:
        photo.save()
    form.attach(page, "photos", photos[:1])
    form.attach(page, "photos", photos)
    blocks = page.body.get_prep_value()
    assert [block["type"] for block in blocks] == ["video", "text", "image", "gallery"]
    assert blocks[2]["value"]["image"] == {"image": photos[0].pk, "decorative": True, "alt_text": ""}
    assert [item["image"]["image"] for item in blocks[3]["value"]["images"]] == [photo.pk for photo in photos[1:]]
    assert page.body.stream_block.clean(page.body)


def test_placeholder_of_a_missing_video_is_removed(filmed, member):
    page = drafts.submit(filmed(), member).page.specific
    assert page.has_video()
    kinds.kind("temoignage").form.attach(page, "video", [])
    assert not page.has_video()


def test_uploaded_photos_are_on_the_page(home, member, moderator, client):
    kind = kinds.kind("temoignage")
    contribution = begin("temoignage", member)
    for name in ("une.png", "deux-photos.png"):
        uploads.add(contribution, kind.files_named("photos"), picture(name), member, words=f"On voit {name}")
    live = accept(drafts.submit(contribution, member), moderator)
    text = client.get(live.url).text
    assert 'alt="On voit une.png"' in text
    assert 'alt="On voit deux-photos.png"' in text
