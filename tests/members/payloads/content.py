"""Users, pages, files and contributions with payloads in all their texts."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page

from archive.models import ArchiveIndexPage, EventIndexPage, ProjectIndexPage, PublicationIndexPage
from core.contributions import kinds
from core.contributions.kinds import Kind
from members.contributions import uploads
from members.models import Contribution, User
from tests.conftest import make_user
from tests.factories import payloads
from tests.factories.archive import EventReportPageFactory, ProjectPageFactory, PublicationPageFactory, TourPageFactory
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory, EvidencePageFactory
from tests.factories.contributions import begin
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.payloads import PAYLOADS
from tests.members.contributions.test_files import MP4, PDF, picture

#: Kinds of which every screen is looked at: a new page, a correction, a message.
WHOLE = ("lieu", "corriger-un-lieu", "signaler")
#: Kinds of which only the screens with their own fields are looked at.
OTHERS = (
    "temoignage", "evenement", "organiser-un-evenement", "publication", "projet", "corriger-un-evenement",
    "corriger-une-publication", "corriger-un-projet", "completer-un-tour",
    "preuve", "corriger-une-mesure", "corriger-une-preuve", "gerer",
)  # fmt: skip
#: An answer of the team: all payloads, two of which imitate the end of a mail and its link.
WORDS = "\n\n".join(PAYLOADS)
#: The choices with which a page shows all of its fields.
SHOWING_ALL = {"publication": {"kind": ["study_feedback"]}}
NEEDED = {"signaler": {"reason": ["other"]}, "corriger-un-projet": {"progress_date": ["2016"]}}


def create_people() -> dict[str, User]:
    """Create a member and a moderator with payloads in their names, which our forms would refuse."""
    people = {"member": make_user("pwned-membre", "Membres"), "moderator": make_user("pwned-moderateur", "Modérateurs")}
    names = names_of_accounts()
    for rank, user in enumerate(people.values()):
        user.first_name, user.last_name, user.organisation = names[rank], names[rank + 2], names[rank + 3]
        user.save()
    return people


def names_of_accounts() -> list[str]:
    """Return all payloads without a line end, in as few texts as fit into the columns of a user."""
    return [text for text in payloads.packed(150, lines=False) if "\n" not in text]


def about(kind: Kind, rank: int) -> Page | None:
    """Create the page that a contribution is about, with payloads as its title. None for a kind without a page."""
    if not kind.about_a_page:
        return None
    titles = payloads.packed(255, lines=False)
    fields = {"title": " ".join(titles[rank % len(titles)].split()), "slug": f"{kind.code}-{rank}"}
    if "evenement" in kind.code:
        page: Page = EventReportPageFactory(parent=EventIndexPage.objects.get(), **fields)
    elif "publication" in kind.code:
        page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), **fields)
    elif "projet" in kind.code:
        page = ProjectPageFactory(parent=ProjectIndexPage.objects.get(), **fields)
    elif "tour" in kind.code:
        page = TourPageFactory(parent=ArchiveIndexPage.objects.get(), **fields)
    elif "mesure" in kind.code:
        page = CommitmentPageFactory(parent=CommitmentPlanPageFactory(), **fields)
    elif "preuve" in kind.code:
        measure = CommitmentPageFactory(parent=CommitmentPlanPageFactory())
        page = EvidencePageFactory(parent=measure, **fields)
    else:
        page = SiteProfilePageFactory(**fields)
    page.save_revision().publish()
    return page


def send_files(contribution: Contribution, kind: Kind, author: User) -> None:
    """Add two files to each field for files, with payloads as their names and words."""
    words = payloads.packed(uploads.MAX_TITLE, lines=False)
    for declared in kind.files:
        for rank in range(min(declared.maximum, 2)):
            suffix, content = {
                "image": (".jpg", picture(size=(60 + rank, 40))),
                "document": (".pdf", PDF + b"%" * rank),
                "video": (".mp4", MP4),
            }[declared.kind]
            sent = SimpleUploadedFile("file", content)
            sent._name = f"{PAYLOADS[rank + 3]}{suffix}"  # as another program than a browser may send it
            uploads.add(contribution, declared, sent, author, words[rank] if rank else "")


def draft(code: str, author: User, typed: dict[str, list[str]], page: Page | None = None) -> Contribution:
    """Create a contribution of a kind that can be sent, with these values in its fields."""
    return begin(code, author, page, **NEEDED.get(code, {}), **typed)


def form_data_of(code: str) -> list[dict[str, list[str]]]:
    """Return the data of as many forms of a kind as it takes to have every payload in each free field."""
    return [data | SHOWING_ALL.get(code, {}) for data in payloads.forms_full(kinds.kind(code))]
