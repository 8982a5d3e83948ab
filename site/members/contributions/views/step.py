"""Show and save a step of a contribution. Typed data is never lost: if it cannot be saved, it is shown again.

A request passes a list of guards. Each returns a response, mostly the typed form with the reason why it is not saved,
or None to let the next guard decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from core.db.instance import is_locked
from core.guards import antispam
from core.guards.throttling import counts_outlive_rollback
from core.text.typography import french
from core.views import BUSY, error
from members.contributions import drafts, form_data, limits
from members.contributions.display import typed_in_words
from members.contributions.form_data import TooLong
from members.contributions.steps import shown_steps
from members.contributions.views import session, step_files
from members.contributions.views.current_step import ABOUT, CurrentStep, OtherAuthor, is_autosave
from members.contributions.views.overview import SENT, after_sending
from members.contributions.views.session import UnsavedStep
from members.contributions.views.start import NO_PAGE, no_access, offline_page, prefilled, to_login
from members.contributions.views.step_files import REMOVE, STAY
from members.contributions.views.step_page import not_saved, page, typed_form
from members.models import Contribution
from members.permissions import may_contribute
from members.sessions.origin import ACCOUNT, sign_account
from members.sessions.recovery import recovery_page

#: The hidden field with the digest of the step whose errors its author has already seen.
WARNED = "_dit"

RESTORED = "Vous n’étiez plus connecté : rien n’est perdu. Ce que vous aviez écrit est enregistré."
TO_SAVE = "Vous n’étiez plus connecté : rien n’est perdu. Voici ce que vous aviez écrit, enregistrez pour continuer."
FILES_AGAIN = " Les fichiers sont à choisir de nouveau."
NO_ACCESS = "Votre compte ne peut pas encore contribuer : rien n’est enregistré, mais ce que vous avez écrit est là."
WAITING = (
    "Cette contribution attend un modérateur : ce que vous venez d’écrire n’est pas enregistré, le voici. "
    "Pour la changer, reprenez-la ; vous l’enverrez de nouveau ensuite."
)
ANSWERED = "Cette contribution a eu sa réponse : ce que vous venez d’écrire n’est pas enregistré, le voici."
OFFLINE = "La page n’est plus en ligne : ce que vous venez d’écrire n’est pas enregistré."
OTHER_ACCOUNT = (
    "Ce qui suit a été écrit avec un autre compte que le vôtre, et n’est pas enregistré. "
    "Si c’est vous qui l’avez écrit, enregistrez-le ; sinon, déconnectez-vous."
)
LOGGED_OUT = "Vous n’êtes plus connecté. Ce que vous avez écrit vous attend."
LOG_IN_ELSEWHERE = "Vous n’êtes plus connecté. Connectez-vous dans une autre fenêtre, puis enregistrez ici de nouveau."
TWO_WINDOWS = (
    "Une autre fenêtre a changé cette étape entre-temps. Rien n’est remplacé : comparez, gardez ce qu’il faut, puis "
    "enregistrez ce qui est écrit ici ou reprenez l’autre version."
)
TO_CORRECT = "Quelque chose est à corriger"
SAVED_WITH_ERRORS = "C’est enregistré. Avant d’envoyer, quelque chose est à revoir."

Guard = Callable[[HttpRequest, CurrentStep], HttpResponse | None]


@csrf_exempt  # a guard checks the token, and shows the typed data again on failure
def step(request: HttpRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    """Show a step, or save it."""
    if request.method != "POST":
        current = CurrentStep.load(request, code, pk, slug)
        return _first_answer(READING, request, current) or _show(request, current)
    try:
        with counts_outlive_rollback(), transaction.atomic():
            current = CurrentStep.load(request, code, pk, slug)
            response = _first_answer(SAVING, request, current) or _save(request, current)
            if response is None and not request.FILES:
                response = _go_on(request, current)
    except OtherAuthor:
        if is_autosave(request):
            return JsonResponse({"message": LOG_IN_ELSEWHERE}, status=HTTPStatus.FORBIDDEN)
        page_of_form = recovery_page(request, denied=True)
        if page_of_form is None:
            raise
        return page_of_form
    except OperationalError as locked:
        if not is_locked(locked):
            raise
        message = BUSY + _files_again(request)
        return not_saved(request, CurrentStep.load(request, code, pk, slug), message, HTTPStatus.SERVICE_UNAVAILABLE)
    # Files are inspected outside the transaction: on SQLite it would block all other writes.
    return response or _go_on(request, current)


def _first_answer(guards: Iterable[Guard], request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    return next((response for guard in guards if (response := guard(request, current)) is not None), None)


# --- Guards -----------------------------------------------------------------------------------------------------------


def _must_log_in(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    return to_login(request) if current.user is None and not current.kind.open_to_all else None


def _already_sent(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    sent = current.started and not current.contribution.is_open
    return after_sending(current.kind, current.contribution) if sent else None


def _no_access(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    return no_access(request, current.kind)


def _no_such_page(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    missing = not current.started and current.page is None and current.about_a_page
    return error(request, HTTPStatus.NOT_FOUND, NO_PAGE) if missing else None


def _page_offline(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """Refuse if the author may no longer read the page, which the form would show."""
    if not (current.started and current.about_a_page):
        return None
    response = offline_page(request, current.contribution, current.typed)
    if response is not None and current.autosaved:
        return JsonResponse({"message": OFFLINE}, status=response.status_code)
    return response


def _forged(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """Refuse a form without the CSRF token of this session."""
    if antispam.fails_csrf_check(request):
        return not_saved(request, current, antispam.EXPIRED + _files_again(request), HTTPStatus.FORBIDDEN)
    return None


def _logged_out(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """If the user is no longer logged in, keep the typed data in the session until they are."""
    if current.user is not None or current.kind.open_to_all:
        return None
    if not _keep_unsaved(request, current):
        return not_saved(request, current, LOG_IN_ELSEWHERE, HTTPStatus.FORBIDDEN)
    login = f"{reverse('account_login')}?{urlencode({'next': _address(current, **_about(current))})}"
    if current.autosaved:
        return JsonResponse({"message": LOGGED_OUT, "login": login}, status=HTTPStatus.UNAUTHORIZED)
    return redirect(login)


def _may_not_contribute(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    if current.kind.open_to_all or may_contribute(current.user):
        return None
    return not_saved(request, current, NO_ACCESS, HTTPStatus.FORBIDDEN)


def _robot(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    if antispam.fills_honeypot(request):
        return not_saved(request, current, antispam.ROBOT, HTTPStatus.FORBIDDEN)
    if current.user is None and antispam.too_fast(request, current.contribution.pk):
        return not_saved(request, current, antispam.FAST, HTTPStatus.FORBIDDEN)
    return None


def _not_open(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """Refuse changes to a sent contribution, unless the button « reprendre » withdraws it first."""
    if not current.started or current.contribution.is_open:
        return None
    if current.sent_at_once and form_data.digest(current.typed) == current.stored_digest():
        return after_sending(current.kind, current.contribution)  # a button pressed twice
    if current.button != "reprendre" or current.contribution.state != Contribution.State.WAITING:
        return _closed(request, current)
    current.contribution = drafts.withdraw(current.contribution, current.user)
    return None


def _changed_elsewhere(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """If another window has saved the step meanwhile, show both versions; saving again keeps this one."""
    if not current.started or current.stored_digest() in (current.base_digest, form_data.digest(current.typed)):
        return None
    form, stored = typed_form(current), _stored_form(current)
    texts = [(bound, typed_in_words(bound), typed_in_words(stored[bound.name])) for bound in form]
    conflicts = [{"field": bound, "there": there} for bound, here, there in texts if here != there]
    return not_saved(request, current, TWO_WINDOWS, HTTPStatus.CONFLICT, form, digest="", conflicts=conflicts)


def _too_long(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    try:
        form_data.merged(current.contribution.typed, current.typed, current.kind)
    except TooLong as too_long:
        return _not_stored(request, current, too_long)
    return None


def _about_nothing(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    if current.started or current.page is not None or not current.about_a_page:
        return None
    return not_saved(request, current, NO_PAGE, HTTPStatus.NOT_FOUND)


def _incomplete(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """Show the errors of a one-step contribution without a draft, which a visitor without account could not reopen.

    The errors have a URL of their own, so that the browser can go back to them from the thanks.
    """
    if current.started or current.user is not None or not current.sent_at_once:
        return None
    form = typed_form(current, check=True)
    if not form.errors:
        return None
    if _keep_unsaved(request, current, antispam.stamp(request, current.contribution.pk)):
        return redirect(_address(current, **_about(current)))
    return page(request, current, form, digest=current.base_digest, title=TO_CORRECT)


def _too_many(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    if current.started:
        return None
    action = "report" if current.user is None else "start"
    if usage := limits.exceeded(action, current.user, request):
        message = french(limits.SORRY.format(time=usage.reopens))
        return not_saved(request, current, message, HTTPStatus.TOO_MANY_REQUESTS)
    return None


READING = (_must_log_in, _already_sent, _no_access, _no_such_page, _page_offline)
#: Guards for contributions that are not started yet.
STARTING = (_about_nothing, _incomplete, _too_many)
SAVING = (
    _page_offline,
    _forged,
    _logged_out,
    _may_not_contribute,
    _robot,
    _not_open,
    _changed_elsewhere,
    _too_long,
    *STARTING,
)


# --- Showing ----------------------------------------------------------------------------------------------------------


def _show(request: HttpRequest, current: CurrentStep) -> HttpResponse:
    """Show the stored step, or restore what the author typed before logging in again."""
    if (unsaved := session.unsaved_step(request, current.contribution.pk, current.step)) is not None:
        return _restore(request, current, unsaved)
    review = request.GET.get("revoir", "")
    complete = review == "tout"
    form = _stored_form(current, check=bool(review), required=complete)
    if not current.started:
        form.initial.update(prefilled(request, current.kind))
    if not review:
        return page(request, current, form)
    return page(request, current, form, title="" if complete else SAVED_WITH_ERRORS, warned=current.stored_digest())


def _restore(request: HttpRequest, current: CurrentStep, unsaved: session.UnsavedStep) -> HttpResponse:
    """Save the step that the session kept, unless another version was saved meanwhile."""
    current.typed, current.base_digest = unsaved["typed"], unsaved["seen"]
    if current.user is None:
        stamp = unsaved.get("stamp") or antispam.stamp(request, current.contribution.pk)
        form = typed_form(current, check=True)
        return page(request, current, form, digest=current.base_digest, title=TO_CORRECT, stamp=stamp)
    if unsaved.get("account", "") not in ("", sign_account(current.user)):
        return not_saved(request, current, OTHER_ACCOUNT, HTTPStatus.OK)
    changed = current.started and current.base_digest != current.stored_digest()
    if request.method != "GET" or changed or _first_answer(STARTING, request, current) is not None:
        return not_saved(request, current, TO_SAVE, HTTPStatus.OK)
    return _save(request, current) or page(request, current, typed_form(current), RESTORED)


def _closed(request: HttpRequest, current: CurrentStep) -> HttpResponse:
    """Show the typed data, with the button that withdraws a contribution that waits for a moderator."""
    waiting = current.contribution.state == Contribution.State.WAITING
    message = WAITING if waiting else ANSWERED
    return not_saved(request, current, message, HTTPStatus.CONFLICT, digest="", may_reopen=waiting, closed=True)


def _not_stored(request: HttpRequest, current: CurrentStep, too_long: TooLong) -> HttpResponse:
    """Show the typed data, which is too long to be stored, with an error at each field beyond its limit."""
    message = french(f"Rien n’est enregistré. {too_long}") + _files_again(request)
    form = typed_form(current, check=True, required=False)
    return not_saved(request, current, message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, form)


def _files_again(request: HttpRequest) -> str:
    return FILES_AGAIN if request.FILES else ""


# --- Saving -----------------------------------------------------------------------------------------------------------


def _save(request: HttpRequest, current: CurrentStep) -> HttpResponse | None:
    """Store the typed data, in a new contribution if needed. Return None on success, else a response."""
    pk = current.contribution.pk
    try:
        if current.started:
            drafts.save(current.contribution, current.typed)
        else:
            current.contribution = drafts.start(current.kind, current.user, pk, current.page, current.typed)
            current.started = True
            if current.user is None:
                session.remember_own(request, pk)
    except drafts.NotOpen as closed:
        current.contribution = closed.contribution
        return _closed(request, current)
    except TooLong as too_long:
        return _not_stored(request, current, too_long)
    except PermissionDenied as denied:
        raise Http404 from denied
    session.forget_unsaved(request, pk)
    return None


def _keep_unsaved(request: HttpRequest, current: CurrentStep, stamp: str = "") -> bool:
    """Keep the typed data in the session. Return False if it is too large, or this network has kept too many."""
    if limits.exceeded("aside", None, request):
        return False
    return session.keep_unsaved(
        request,
        current.contribution.pk,
        UnsavedStep(
            step=current.step.slug,
            typed=current.typed,
            seen=current.base_digest,
            stamp=stamp,
            account=request.POST.get(ACCOUNT, "")[:100],
        ),
    )


# --- Going on ---------------------------------------------------------------------------------------------------------


def _go_on(request: HttpRequest, current: CurrentStep) -> HttpResponse:
    """Store the files, then redirect to where the button leads."""
    problems = step_files.receive(request, current) if current.step.files else {}
    if current.autosaved:
        return _saved(current, problems)
    button = current.button
    if problems:
        return page(request, current, _stored_form(current), problems=problems)
    if current.sent_at_once and button in ("", "suivant"):
        return _send(request, current)
    if button.startswith((STAY, REMOVE)):
        anchor = f"#fichiers-{current.step.files[0]}" if current.step.files else ""
        return redirect(f"{_address(current)}{anchor}")
    if button == "plus-tard":
        return redirect("members_contribution", current.contribution.pk)
    slugs = [step.slug for step in shown_steps(current.kind, current.contribution, current.step)]
    position = slugs.index(current.step.slug)
    if button == "precedent":
        return redirect(_address(current, slugs[max(position - 1, 0)]))
    if button in [step.slug for step in current.kind.steps]:
        return redirect(_address(current, button))
    if button != "envoyer" and _errors(current) and request.POST.get(WARNED) != form_data.digest(current.typed):
        return redirect(_address(current, revoir="1"))
    if button == "envoyer" or position + 1 == len(slugs):
        return redirect("contribute_send", current.kind.code, current.contribution.pk)
    return redirect(_address(current, slugs[position + 1]))


def _saved(current: CurrentStep, problems: dict[str, list[str]]) -> HttpResponse:
    """Build the JSON for the page's script: time of the save, new digest, and current errors by field."""
    time = date_format(timezone.localtime(), r"G \h i").replace(" ", "\u00a0")
    return JsonResponse({"saved_at": time, "seen": current.stored_digest(), "problems": _errors(current) | problems})


def _stored_form(current: CurrentStep, check: bool = False, required: bool = True) -> BaseForm:
    return drafts.form_of_fields(current.contribution, current.kind, current.step.fields, None, check, required)


def _errors(current: CurrentStep) -> dict[str, list[str]]:
    """Return the errors of the stored step by field, without those of empty required fields."""
    form = _stored_form(current, check=True, required=False)
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def _send(request: HttpRequest, current: CurrentStep) -> HttpResponse:
    """Send a contribution that has only one step."""
    try:
        drafts.submit(current.contribution, current.user)
    except drafts.Incomplete as incomplete:
        if _stored_form(current, check=True).errors:
            return redirect(_address(current, revoir="tout"))
        return page(request, current, incomplete.form, title=TO_CORRECT)
    if current.user is not None:
        messages.success(request, SENT)
    return after_sending(current.kind, current.contribution)


def _address(current: CurrentStep, slug: str = "", **query: str) -> str:
    """Return the URL of this step, or of the step `slug`."""
    path = reverse("contribute_step", args=[current.kind.code, current.contribution.pk, slug or current.step.slug])
    return f"{path}?{urlencode(query)}" if query else path


def _about(current: CurrentStep) -> dict[str, str]:
    """Return the query parameter that names the page of an unstarted contribution."""
    return {ABOUT: str(current.page.translation_key)} if current.page else {}
