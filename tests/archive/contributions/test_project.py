"""Projects that members propose, and corrections that add an entry to their progress."""

from __future__ import annotations

import pytest

from archive.contributions.project import CorrectProjectForm
from archive.models import ProgressEntry, ProjectPage
from core.models import Partner
from members.contributions import drafts, summary
from members.models import Contribution, Correction
from members.moderation import decisions
from tests.factories.archive import ProjectPageFactory
from tests.factories.contributions import accept, begin, errors, send

pytestmark = pytest.mark.django_db
CORRECT = "corriger-un-projet"
ENTRY = {"progress_date": "mars 2016", "progress_text": "Le groupe a rendu son rapport."}


@pytest.fixture
def project(project_index) -> ProjectPage:
    page = ProjectPageFactory(parent=project_index, slug="groupe")
    page.progress = [ProgressEntry(date="2015", text="Le groupe est créé.")]
    page.save_revision().publish()
    return ProjectPage.objects.get()


def approve(sent: Contribution, moderator) -> None:
    decisions.review_of(Contribution.objects.get(pk=sent.pk)).current_task_state.specific.approve(user=moderator)


def test_a_project_goes_from_a_form_to_readers(home, member, moderator, client):
    Partner.objects.create(name="AUEG", slug="aueg")
    sent = send(
        "projet", member, introduction="Se déplacer <b>moins</b>.", aims="Compter\nComparer", date="depuis 2015",
        members="AUEG\n\nVille de Grenoble\nAUEG", link="example.org/groupe", note="À relire vite.",
    )  # fmt: skip
    page = sent.page.specific
    assert (page.live, page.state, page.date) == (False, "unknown", "2015/..")
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for words in ("Se déplacer &lt;b&gt;moins", "Compter", "Comparer", "AUEG", "Ville de Grenoble", "depuis 2015"):
        assert words in text, words
    assert "https://example.org/groupe" in text
    assert "À relire vite" not in text
    assert [(str(row), row.organisation_id is not None) for row in live.member_rows()] == [
        ("AUEG", True), ("Ville de Grenoble", False),
    ]  # fmt: skip
    for row in live.member_rows():
        row.full_clean()


@pytest.mark.parametrize("name", ["title", "kind"])
def test_missing_answers_are_errors_of_their_fields(home, member, name):
    assert list(errors("projet", member, **{name: []})) == [name]
    assert not ProjectPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("date", "bientôt", "n’est pas comprise"), ("kind", "club", "club"), ("state", "late", "late"),
        ("members", "x" * 151, "La ligne 1"), ("members", "a\n" * 41, "40 lignes"), ("aims", "x" * 5001, "000"),
        ("link", "pas une adresse", "page web"),
    ],
)  # fmt: skip
def test_wrong_answers_are_errors_of_their_fields(home, member, name, typed, message):
    messages = errors("projet", member, **{name: typed})
    assert list(messages) == [name]
    assert message in messages[name]


def test_an_entry_goes_from_a_correction_to_readers_beside_those_of_the_page(project, member, moderator, client):
    sent = send(CORRECT, member, project, **ENTRY, progress_url="example.org/rapport")
    assert "rapport" not in client.get(project.url).text
    approve(sent, moderator)
    page = ProjectPage.objects.get()
    entries = sorted(page.progress.values_list("date", "text", "url"))
    assert entries == [
        ("2015", "Le groupe est créé.", ""),
        ("2016-03", "Le groupe a rendu son rapport.", "https://example.org/rapport"),
    ]
    html = client.get(project.url).text
    assert html.index("mars 2016") < html.index("Le groupe est créé.")


def test_two_corrections_with_an_entry_each_lose_nothing(project, member, moderator):
    first = send(CORRECT, member, project, **ENTRY)
    second = send(CORRECT, member, project, progress_date="2017", progress_text="Il visite trois lieux.")
    page = ProjectPage.objects.get()
    page.progress.add(ProgressEntry(date="2014", text="Une éditrice se souvient.", sort_order=1))
    page.save_revision().publish()
    approve(first, moderator)
    approve(second, moderator)
    dates = sorted(ProjectPage.objects.get().progress.values_list("date", flat=True))
    assert dates == ["2014", "2015", "2016-03", "2017"]


def test_the_entry_is_in_what_the_author_and_the_moderator_read(project, member):
    sent = send(CORRECT, member, project, **ENTRY)
    shown = [field["value"] for step in summary.as_sent(sent) for field in step["fields"]]
    assert shown == ["mars 2016", "Le groupe a rendu son rapport."]
    correction = Correction.objects.get()
    assert [row["text"] for row in correction.proposed["progress"]] == [
        "Le groupe est créé.", "Le groupe a rendu son rapport.",
    ]  # fmt: skip


def test_a_correction_without_an_entry_leaves_the_progress_alone(project, member):
    send(CORRECT, member, project, state="active", progress_date="", progress_text="", progress_url="")
    assert set(Correction.objects.get().proposed) == {"state"}


def test_writing_an_entry_several_times_adds_it_once(project, member):
    form = drafts.bind(begin(CORRECT, member, project, **ENTRY))
    assert form.is_valid()
    form.write(form.instance)
    form.write(form.instance)
    assert [row.date for row in form.instance.progress.all()] == ["2015", "2016-03"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"progress_text": "Un jour.", "progress_date": ""}, "progress_date"),
        ({"progress_text": "", "progress_date": "2016"}, "progress_text"),
        ({"progress_text": "Un jour.", "progress_date": "bientôt"}, "progress_date"),
        ({"progress_text": "x" * 1501, "progress_date": "2016"}, "progress_text"),
        ({"progress_text": "Un jour."}, "__all__"),
        ({"progress_date": "2016"}, "__all__"),
    ],
)
def test_half_an_entry_is_refused_where_it_lacks(project, member, typed, at):
    assert list(errors(CORRECT, member, project, **typed)) == [at]


def test_an_unbound_form_of_a_live_page_has_no_entry(project):
    assert CorrectProjectForm(instance=project)["progress_text"].value() is None
