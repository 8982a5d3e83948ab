"""Load what a contribution's screens need: its kind, its record, its page, and the data that was just typed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest
from wagtail.models import Page

from core.contributions import kinds
from core.contributions.kinds import ANSWERED_ALONE, Kind, Step
from core.visibility.gate import Gate
from members.contributions import form_data
from members.contributions.form_data import Typed
from members.contributions.views import session
from members.models import Contribution, User

#: The parameter with the public id of the page that a contribution is about.
ABOUT = "sur"
#: The hidden field with the digest of the stored step at the time its form was rendered.
DIGEST = "_vu"
#: The name that all buttons of a step share.
BUTTON = "aller"


class OtherAuthor(Http404):
    """The contribution has another author than this reader: another account has logged in meanwhile, or nobody is."""


@dataclass
class CurrentStep:
    """The step of a contribution that a request shows or saves, loaded once per request."""

    kind: Kind
    step: Step
    user: User | None
    #: The stored contribution; before it is `started`, an unsaved one with the primary key from the URL.
    contribution: Contribution
    started: bool
    about_a_page: bool
    #: The page that it is about: before it is started only if this reader may read it.
    page: Page | None
    #: The submitted data of the step's fields.
    typed: Typed
    #: The value of `DIGEST` in the submitted form.
    base_digest: str
    #: The value of the button that was pressed.
    button: str
    #: Whether the request is an automatic save by the page's script, which expects JSON.
    autosaved: bool
    #: Whether saving this step also sends the contribution: it is the only step.
    sent_at_once: bool

    @classmethod
    def load(cls, request: HttpRequest, code: str, pk: UUID, slug: str) -> CurrentStep:
        """Load the step of a request. Raises Http404 for an unknown kind or step, or another person's contribution."""
        kind, user = kind_or_404(code), user_of(request)
        step = kind.step(slug)
        if step is None:
            raise Http404
        # A visitor who has to log in first gets nothing from the database.
        contribution = find_contribution(request, kind, pk) if user or kind.open_to_all else None
        about_a_page = kind.about_a_page
        if contribution is not None:
            page = contribution.page
        elif about_a_page:
            page = page_about(request, kind)
        else:
            page = None
        return cls(
            kind=kind,
            step=step,
            user=user,
            contribution=contribution or Contribution(pk=pk, kind=kind.code, author=user, page=page),
            started=contribution is not None,
            about_a_page=about_a_page,
            page=page,
            typed=form_data.extract(request.POST, step.fields, kind.form) if request.method == "POST" else {},
            base_digest=request.POST.get(DIGEST, ""),
            button=request.POST.get(BUTTON, ""),
            autosaved=is_autosave(request),
            sent_at_once=len(kind.steps) == 1 and kind.purpose in ANSWERED_ALONE,
        )

    def stored_digest(self) -> str:
        """Return the digest of the step as stored now."""
        return form_data.digest_of(self.contribution.typed, self.step.fields, self.kind.form)


def is_autosave(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def kind_or_404(code: str) -> Kind:
    kind = kinds.kind(code)
    if kind is None:
        raise Http404
    return kind


def user_of(request: HttpRequest) -> User | None:
    """Return the logged-in user, or None."""
    return request.user if request.user.is_authenticated else None


def find_contribution(request: HttpRequest, kind: Kind, pk: UUID) -> Contribution | None:
    """Return the contribution with this primary key, or None.

    Raises Http404 if it has another kind, and OtherAuthor, which is one too, if it has another author.
    """
    contribution = Contribution.objects.select_related("page").filter(pk=pk).first()
    if contribution is None:
        return None
    anonymous = contribution.author_id is None
    own = session.is_own(request, pk) if anonymous else contribution.author_id == request.user.pk
    if contribution.kind != kind.code:
        raise Http404
    if not own:
        raise OtherAuthor
    return contribution


def page_about(request: HttpRequest, kind: Kind) -> Page | None:
    """Return the page named by the parameter `ABOUT`; None if it is unreadable to this reader or of another type."""
    try:
        key = UUID(request.POST.get(ABOUT) or request.GET.get(ABOUT, ""))
    except ValueError:
        return None
    page = Gate.for_request(request).pages(Page).filter(translation_key=key).first()
    if page is not None and kind.model != "wagtailcore.Page" and page.specific_class._meta.label != kind.model:
        return None
    return page
