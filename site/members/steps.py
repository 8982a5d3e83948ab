"""A step of a contribution: what is typed is kept, whatever it is worth, and nothing of it is ever lost.

Whatever keeps a step from being saved shows the form again with what was typed, and says why.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from core.contributions import Kind, Purpose, Step
from core.views import error
from members import contributing, filling, guarding, limits
from members.approval import may_contribute
from members.contribute import NO_PAGE, closed_door, to_login
from members.contributing import Typed
from members.models import Contribution
from members.progress import stepper
from members.sending import SENT, after_sending, words_for
from members.step_files import StepFiles

SEEN, TOLD, GO = "_vu", "_dit", "aller"
STAY = "rester"
REMOVE = "retirer:"
#: Kinds that are sent from their only step, with nothing to look over.
AT_ONCE = (Purpose.REPORT, Purpose.CLAIM)

KEPT = "Vous n’étiez plus connecté : rien n’est perdu. Ce que vous aviez écrit est enregistré."
BACK = "Vous n’étiez plus connecté : rien n’est perdu. Voici ce que vous aviez écrit, enregistrez pour continuer."
FILES_AGAIN = " Les fichiers sont à choisir de nouveau."
NOT_YET = "Votre compte ne peut pas encore contribuer : rien n’est enregistré, mais ce que vous avez écrit est là."
WAITS = (
    "Cette contribution attend un modérateur : ce que vous venez d’écrire n’est pas enregistré, le voici. "
    "Pour la changer, reprenez-la ; vous l’enverrez de nouveau ensuite."
)
ANSWERED = "Cette contribution a eu sa réponse : ce que vous venez d’écrire n’est pas enregistré, le voici."
TWO_WINDOWS = (
    "Une autre fenêtre a changé cette étape entre-temps. Rien n’est remplacé : comparez, gardez ce qu’il faut, puis "
    "enregistrez ce qui est écrit ici ou reprenez l’autre version."
)
REFUSED = "Quelque chose est à corriger"
WRONG = "C’est enregistré. Avant d’envoyer, quelque chose est à revoir."


@csrf_exempt  # checked by hand, so that what was typed comes back
def step(request: HttpRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    """Show a step, or save it."""
    kind = filling.kind_or_404(code)
    found = kind.step(slug)
    if found is None:
        raise Http404
    screen = StepScreen(request, kind, found, pk)
    return screen.save() if request.method == "POST" else screen.show()


class StepScreen:
    """One step of one contribution before one person."""

    def __init__(self, request: HttpRequest, kind: Kind, step: Step, pk: UUID) -> None:
        self.request, self.kind, self.step = request, kind, step
        self.user = filling.person(request)
        self.locked_out = self.user is None and not kind.open_to_all
        self.script = "application/json" in request.headers.get("Accept", "")
        # Who is not logged in learns nothing of what is kept.
        kept = None if self.locked_out else filling.begun(request, kind, pk)
        self.begun = kept is not None
        self.page = kept.page if kept else filling.page_about(request, kind) if kind.about_a_page else None
        self.contribution = kept or Contribution(pk=pk, kind=kind.code, author=self.user, page=self.page)
        self.files = StepFiles(kind, step)

    # --- Showing ------------------------------------------------------------------------------------------------------

    def show(self) -> HttpResponse:
        if self.locked_out:
            return to_login(self.request)
        if self.begun and not self.contribution.is_open:
            return after_sending(self.kind, self.contribution)
        if (refusal := closed_door(self.request, self.kind)) is not None:
            return refusal
        if not self.begun and self.kind.about_a_page and self.page is None:
            return error(self.request, 404, NO_PAGE)
        if (aside := filling.put_aside(self.request, self.contribution.pk, self.step)) is not None:
            return self.give_back(aside["typed"], aside["seen"], aside.get("stamp", ""))
        looked = self.request.GET.get("revoir", "")
        form = contributing.shown_form(self.contribution, self.step.fields, check=bool(looked))
        if looked != "tout" and form.is_bound:
            filling.without_blame(form)
        told = self.kept_digest() if looked else ""
        return self.render(form, title=WRONG if looked and looked != "tout" else "", told_of=told)

    def give_back(self, typed: Typed, seen: str, stamp: str) -> HttpResponse:
        """What was set aside: of who has logged in since it is saved, unless something else was written meanwhile."""
        pk = self.contribution.pk
        if self.user is None:
            form = self.form_of(typed, check=True)
            return self.render(form, seen=seen, title=REFUSED, stamp=stamp or guarding.stamp(self.request, pk))
        unsaved = self.request.method != "GET" or (self.begun and seen != self.kept_digest())
        if unsaved or (not self.begun and self.begin(typed) is not None):
            return self.render(self.form_of(typed), told=BACK, seen=seen, unsaved=True)
        try:
            contributing.keep(self.contribution, typed)
        except contributing.NotOpen as closed:
            self.contribution = closed.contribution
            return self.closed(typed)
        filling.forget_aside(self.request, pk)
        return self.render(self.form_of(typed), told=KEPT)

    def form_of(self, typed: Typed, check: bool = False) -> forms.BaseForm:
        """The step with what was just typed, whether it is kept or not."""
        return contributing.shown_form(filling.as_typed(self.contribution, typed), self.step.fields, check=check)

    def render(
        self, form: forms.BaseForm, told: str = "", seen: str = "", status: int = 200, **more: Any
    ) -> HttpResponse:
        """The step, with a sentence about what has happened."""
        if self.script and status != 200:
            return JsonResponse({"message": told}, status=status)
        if self.user is not None and "contact" in self.step.fields and self.kind.open_to_all:
            form.fields.pop("contact", None)  # who has an account is answered there
        for field in form.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.pop("maxlength", None)  # a browser cuts what is pasted without a word
        slugs = [one.slug for one in self.kind.steps]
        place = slugs.index(self.step.slug)
        context = {
            "kind": self.kind,
            "step": self.step,
            "number": place + 1,
            "contribution": self.contribution,
            "begun": self.begun,
            "about": self.page,
            "form": form,
            "fields": [(bound, f"{bound.label} *" if bound.field.required else bound.label) for bound in form],
            "starred": any(bound.field.required for bound in form),
            "shown_files": self.files.shown(self.contribution if self.begun else None),
            "file_problem_links": self.files.problem_links(),
            "told": told,
            "title": "",
            "seen": seen or self.kept_digest(),
            "stamp": guarding.stamp(self.request, self.contribution.pk),
            "stepper": stepper(self.kind, self.contribution, self.step) if len(slugs) > 1 else [],
            "total": len(slugs) + 1,  # the look over is one
            "first": place == 0,
            "last": place + 1 == len(slugs),
            "correction": self.kind.purpose == Purpose.CORRECTION,
            "at_once": self.at_once,
            "words": words_for(self.contribution),
            "unsaved": False,
            "conflicts": [],
            "told_of": "",
            "amend": False,
            "closed": False,
            "saves_itself": self.user is not None,
        }
        return render(self.request, "members/contribute_step.html", context | more, status=status)

    @property
    def at_once(self) -> bool:
        return len(self.kind.steps) == 1 and self.kind.purpose in AT_ONCE

    def kept_typed(self) -> Typed:
        return filling.of_step(self.contribution.typed, self.step, self.kind)

    def kept_digest(self) -> str:
        return filling.digest(self.kept_typed())

    # --- Saving -------------------------------------------------------------------------------------------------------

    def save(self) -> HttpResponse:
        request = self.request
        typed = contributing.part_of(request.POST, self.step.fields, self.kind.form)
        if guarding.forged(request):
            return self.render(self.form_of(typed), guarding.EXPIRED + self.files_again(), self.seen, 403, unsaved=True)
        if self.locked_out:
            return self.lock_out(typed)
        if not self.kind.open_to_all and not may_contribute(self.user):
            return self.render(self.form_of(typed), NOT_YET, self.seen, 403, unsaved=True)
        if guarding.caught(request):
            return self.render(self.form_of(typed), guarding.ROBOT, self.seen, 403, unsaved=True)
        if self.user is None and guarding.too_fast(request, self.contribution.pk):
            return self.render(self.form_of(typed), guarding.FAST, self.seen, 403, unsaved=True)
        if self.begun and not self.contribution.is_open:
            if self.at_once and filling.filled(typed) == filling.filled(self.kept_typed()):
                return after_sending(self.kind, self.contribution)  # a button pressed twice
            if request.POST.get(GO) != "reprendre" or self.contribution.state != Contribution.State.WAITING:
                return self.closed(typed)
            self.contribution = contributing.withdraw(self.contribution, self.user)
        kept = filling.filled(self.kept_typed())
        if self.begun and self.seen != self.kept_digest() and filling.filled(typed) != kept:
            return self.compare(typed)
        if not self.begun and (refused := self.begin(typed)) is not None:
            return refused
        try:
            contributing.keep(self.contribution, typed)
        except contributing.NotOpen as closed:
            self.contribution = closed.contribution
            return self.closed(typed)
        filling.forget_aside(request, self.contribution.pk)
        self.files.keep(self.contribution, request, self.user, self.removed)
        if request.POST.get(GO, "").startswith(STAY) and not self.script:
            self.files.miss(request, request.POST[GO].removeprefix(STAY).removeprefix(":"))
        return self.go_on(typed)

    @property
    def seen(self) -> str:
        """What was kept of the step when this form was made."""
        return self.request.POST.get(SEEN, "")

    @property
    def removed(self) -> str:
        """The number of the file whose button was pressed."""
        go = self.request.POST.get(GO, "")
        return go.removeprefix(REMOVE) if go.startswith(REMOVE) else ""

    def files_again(self) -> str:
        return FILES_AGAIN if self.request.FILES else ""

    def begin(self, typed: Typed) -> HttpResponse | None:
        """Make the contribution, or say why not."""
        if self.kind.about_a_page and self.page is None:
            return self.render(self.form_of(typed), NO_PAGE, self.seen, 404, unsaved=True)
        if self.user is None and self.at_once:
            # Without an account there is no way back to a draft: none is made of what cannot be sent.
            form = self.form_of(typed, check=True)
            if form.errors:
                return self.ask_again(form, typed)
        what = "report" if self.user is None else "start"
        if not limits.allows(what, self.user, limits.address_of(self.request)):
            return self.render(self.form_of(typed), limits.SORRY, self.seen, 429, unsaved=True)
        try:
            self.contribution = contributing.start(self.kind, self.user, self.contribution.pk, self.page)
        except PermissionDenied as denied:
            raise Http404 from denied
        self.begun = True
        if self.user is None:
            filling.remember_own(self.request, self.contribution.pk)
        return None

    def ask_again(self, form: forms.BaseForm, typed: Typed) -> HttpResponse:
        """Tell who has no account what is wrong, at an address to which the way back from the thanks leads."""
        request, pk = self.request, self.contribution.pk
        stamp = guarding.stamp(request, pk)
        if limits.allows("aside", None, limits.address_of(request)) and filling.set_aside(
            request, pk, self.step, typed, self.seen, stamp
        ):
            return redirect(self.address(**({filling.ABOUT: str(self.page.translation_key)} if self.page else {})))
        return self.render(form, seen=self.seen, title=REFUSED)

    def lock_out(self, typed: Typed) -> HttpResponse:
        """Nobody is logged in any more: keep what was typed until somebody is again."""
        back = self.address(**({filling.ABOUT: self.request.POST[filling.ABOUT]} if self.page else {}))
        way = f"{reverse('account_login')}?{urlencode({'next': back})}"
        pk, address = self.contribution.pk, limits.address_of(self.request)
        kept = limits.allows("aside", None, address) and filling.set_aside(
            self.request, pk, self.step, typed, self.seen
        )
        if not kept:
            told = "Vous n’êtes plus connecté. Connectez-vous dans une autre fenêtre, puis enregistrez ici de nouveau."
            return self.render(self.form_of(typed), told, self.seen, 403, unsaved=True)
        if self.script:
            told = "Vous n’êtes plus connecté. Ce que vous avez écrit vous attend."
            return JsonResponse({"message": told, "login": way}, status=401)
        return redirect(way)

    def closed(self, typed: Typed) -> HttpResponse:
        """It waits for a moderator, or has had its answer: show what was typed, and the way to take it back."""
        waits = self.contribution.state == Contribution.State.WAITING
        told = WAITS if waits else ANSWERED
        return self.render(self.form_of(typed), told, self.kept_digest(), 409, unsaved=True, amend=waits, closed=True)

    def compare(self, typed: Typed) -> HttpResponse:
        """Both versions of a step that two windows have changed; saving again keeps this one."""
        form = self.form_of(typed)
        other = contributing.shown_form(self.contribution, self.step.fields)
        said = [(bound, filling.in_words(bound), filling.in_words(other[bound.name])) for bound in form]
        conflicts = [{"field": bound, "there": there} for bound, here, there in said if here != there]
        return self.render(form, TWO_WINDOWS, status=409, unsaved=True, conflicts=conflicts)

    # --- Going on -----------------------------------------------------------------------------------------------------

    def go_on(self, typed: Typed) -> HttpResponse:
        """Where the button leads, once all is kept."""
        go = self.request.POST.get(GO, "")
        if self.script:
            return self.saved_itself()
        if self.files.problems:
            return self.render(contributing.shown_form(self.contribution, self.step.fields))
        if self.at_once and go in ("", "suivant"):
            return self.send()
        slugs = [one.slug for one in self.kind.steps]
        place = slugs.index(self.step.slug)
        if go.startswith(STAY) or self.removed:
            anchor = f"#fichiers-{self.step.files[0]}" if self.step.files else ""
            return redirect(f"{self.address()}{anchor}")
        if go == "plus-tard":
            return redirect("members_contribution", self.contribution.pk)
        if go == "precedent":
            return redirect(self.address(slugs[max(place - 1, 0)]))
        if go in slugs:
            return redirect(self.address(go))
        form = self.looked_through()
        # Whoever was told, and leaves it so, goes on.
        if form.errors and go != "envoyer" and self.request.POST.get(TOLD) != filling.digest(typed):
            return redirect(self.address(revoir="1"))
        if go == "envoyer" or place + 1 == len(slugs):
            return redirect("contribute_send", self.kind.code, self.contribution.pk)
        return redirect(self.address(slugs[place + 1]))

    def address(self, slug: str = "", **query: str) -> str:
        way = reverse("contribute_step", args=[self.kind.code, self.contribution.pk, slug or self.step.slug])
        return f"{way}?{urlencode(query)}" if query else way

    def looked_through(self) -> forms.BaseForm:
        """The step as `revoir` shows it: what is wrong in it, with the other steps as they are kept."""
        form = contributing.shown_form(self.contribution, self.step.fields, check=True)
        filling.without_blame(form)
        return form

    def saved_itself(self) -> HttpResponse:
        """What the script of the page is told: when it was saved, and what is wrong already."""
        form = self.looked_through()
        problems: dict[str, list[str]] = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        problems |= self.files.problems
        saved = date_format(timezone.localtime(), r"G \h i").replace(" ", "\u00a0")
        return JsonResponse({"saved_at": saved, "seen": self.kept_digest(), "problems": problems})

    def send(self) -> HttpResponse:
        """Send what has one step only."""
        try:
            contributing.submit(self.contribution, self.user)
        except contributing.Incomplete as incomplete:
            form = contributing.shown_form(self.contribution, self.step.fields, check=True)
            return redirect(self.address(revoir="tout")) if form.errors else self.render(incomplete.form, title=REFUSED)
        if self.user is not None:
            messages.success(self.request, SENT)
        return after_sending(self.kind, self.contribution)
