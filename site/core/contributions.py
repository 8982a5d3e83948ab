"""What people may contribute, and with which form: each section declares its kinds here, `members` offers them.

A kind joins with one declaration in the section's `AppConfig.ready()`: a form, the steps in which it is filled, and for
a new page the section it goes below. What is typed is kept as it was typed, valid or not; the form reads it when the
contribution is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import BLANK_CHOICE_DASH
from wagtail.models import Page

from core.models import SillonDocument, SillonImage


class Purpose(StrEnum):
    """What a contribution is for; it decides what accepting means."""

    NEW = "new"  # a page is made
    CORRECTION = "correction"  # a page that is published changes
    REPORT = "report"  # somebody says that a page is wrong
    CLAIM = "claim"  # somebody says that a place is theirs


@dataclass(frozen=True)
class Files:
    """Files that go with a form: images or documents, at most so many. `label` and `help` are for people."""

    name: str
    label: str
    kind: str  # « image », « document » or « video »: what `members.files` knows to check
    maximum: int
    help: str = ""
    #: What the words beside each file are for: a picture's description, a document's title.
    words: str = "Ce que l’on voit sur la photo"


@dataclass(frozen=True)
class Step:
    """A part of a form that is filled and saved by itself: the names of its fields and of its files."""

    slug: str
    title: str
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Notice:
    """Something to look at before sending, which refuses nothing: « un lieu de ce nom est déjà dans l’inventaire »."""

    text: str
    url: str = ""


def note_field(label: str, help_text: str) -> forms.CharField:
    """Words that go with a contribution and into no page; they are kept as `typed["note"]`."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContributionForm(forms.ModelForm):
    """The short form of a page, for who has no rights in the admin.

    It names what it needs to be sent by `required` as any form does, and what its page type needs to be published is
    added to that; the steps may be saved without. A form may have been left some of its fields only: those that were
    shown, or those that have changed. `value` reads what the others hold.
    """

    steps: ClassVar[tuple[Step, ...]] = ()
    files: ClassVar[tuple[Files, ...]] = ()
    #: The field at which a problem of the page is told, where it is not the field of the same name.
    told_at: ClassVar[Mapping[str, str]] = {}
    #: The choices that are its author's to make, where a new page would have one made for them.
    unchosen: ClassVar[tuple[str, ...]] = ()
    #: How many files of each sort came with it; set by who binds the form, for rules such as « une vidéo ou un récit ».
    attached: Mapping[str, int] = {}
    #: The page that it has made already, where it is sent again; set by who binds the form.
    made: int | None = None

    use_required_attribute = False  # a step may be left half filled; what lacks is said when it is sent

    note = note_field(
        "Un mot pour les modérateurs", "Ce qu’il est utile de savoir pour relire. Ne paraît pas sur le site."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.model.required_to_publish:
            # What went online without it, through an import, can still be corrected elsewhere.
            if name in self.fields and self.instance.live and self.instance.pk and not getattr(self.instance, name):
                self.fields[name].required = False
        for name in self.unchosen if self.instance.pk is None else ():
            self.initial[name] = ""
            self.fields[name].choices = [*BLANK_CHOICE_DASH, *self.fields[name].choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            choices = getattr(field, "choices", None)
            if isinstance(field, forms.ChoiceField) and choices and choices[0][0] == "":
                # What a field calls it itself, its help text may speak of: « laissez « Non précisée » ».
                blank = "Non précisé" if choices[0] in BLANK_CHOICE_DASH else choices[0][1]
                field.choices = [("", "Choisissez" if field.required else blank), *choices[1:]]

    def write(self, page: Any) -> None:
        """Put into the page what its own fields do not hold: child rows, blocks. Called on a form without errors, any
        number of times; it saves nothing."""

    def settle(self, page: Any) -> None:
        """Save what the page refers to, just before it is saved itself."""

    def notices(self) -> list[Notice]:
        """What its author should look at before sending. Called on any bound form, valid or not."""
        return []

    def value(self, name: str) -> Any:
        """What a field says: as it was typed, or as the page has it where the form does not show it. None where what
        was typed is wrong, or nothing was looked at yet."""
        if name in self.fields:
            return getattr(self, "cleaned_data", {}).get(name)
        return getattr(self.instance, name, None)

    def problems(self) -> dict[str, str]:
        """What contradicts itself in the page as it would be, by field of the page."""
        problems: dict[str, str] = self.instance.publication_problems()
        return problems

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        """Put files that a moderator has accepted into the page that is being published."""
        raise ImproperlyConfigured(f"{cls.__name__} takes files and does not say where they go.")

    def save(self, commit: bool = True) -> Any:
        self.write(self.instance)
        self.settle(self.instance)
        return super().save(commit)

    def _post_clean(self) -> None:
        # What is online may contradict itself already: who corrects something else is not asked about that.
        known = self.problems() if self.instance.pk and self.instance.live else {}
        self._leave_alone()
        super()._post_clean()
        if self.errors:
            return
        self.write(self.instance)
        for name, message in self.problems().items():
            at = self.told_at.get(name, name)
            if name not in known and (at in self.fields or at not in self.base_fields):
                self.add_error(at if at in self.fields else None, message)

    def _leave_alone(self) -> None:
        """Give what differs from the page by its line ends or outer spaces alone as the page has it: a browser changes
        those, and nobody else did. What is a line has no others, whoever sends it: a title is a header of mails."""
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                between = " " if self._is_a_line(name) else "\n"
                held, said = self.initial.get(name), between.join(value.splitlines())
                same = isinstance(held, str) and between.join(held.strip().splitlines()) == said
                self.cleaned_data[name] = held if same else said

    def _is_a_line(self, name: str) -> bool:
        """Whether a text is asked in one line, or kept as one."""
        if name in self.fields and isinstance(self.fields[name].widget, forms.TextInput):
            return True
        columns = {column.name: column for column in self._meta.model._meta.concrete_fields}
        return isinstance(columns.get(name), models.CharField)


@dataclass(frozen=True)
class Kind:
    """A kind of contribution. `code` is in addresses and in the API."""

    code: str
    purpose: Purpose
    #: What the door to it says: « Proposer un lieu ».
    label: str
    #: Who it is for and what becomes of it, in a sentence or two.
    introduction: str
    form: type[forms.BaseForm]
    steps: tuple[Step, ...]
    files: tuple[Files, ...] = ()
    #: The page type that it makes, or that it is about (« app.Model »); « wagtailcore.Page » for any.
    model: str = "wagtailcore.Page"
    #: Below which page a new one goes; None where the site has no such section.
    parent: Callable[[], Page | None] | None = None
    icon: str = ""
    order: int = 100
    #: Whether no account is needed.
    open_to_all: bool = False

    @property
    def about_a_page(self) -> bool:
        """Whether it needs a published page that it speaks of."""
        return self.purpose != Purpose.NEW

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def files_named(self, name: str) -> Files | None:
        return next((files for files in self.files if files.name == name), None)


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Offer a kind of contribution. Raises ImproperlyConfigured where its steps leave a field out or name another."""
    fields = set(kind.form.base_fields)
    named = [name for step in kind.steps for name in step.fields]
    if fields != set(named) or len(named) != len(set(named)):
        wrong = sorted(fields.symmetric_difference(named)) or named
        raise ImproperlyConfigured(f"The steps of {kind.code} are not its form: {wrong}.")
    if {name for step in kind.steps for name in step.files} != {files.name for files in kind.files}:
        raise ImproperlyConfigured(f"The steps of {kind.code} do not show its files.")
    _kinds[kind.code] = kind
    return kind


def declare_page_form(form: type[ContributionForm], **told: Any) -> Kind:
    """Offer a kind whose form is a `ContributionForm`: steps, files and page type are the form's own.

    The words for the moderators stand in the last step, and what the page type needs to be published is required.
    """
    model = form._meta.model
    for name in set(model.required_to_publish) & set(form.base_fields):
        form.base_fields[name].required = True
    last = form.steps[-1]
    steps = (*form.steps[:-1], replace(last, fields=(*last.fields, "note")))
    return declare(Kind(form=form, steps=steps, files=form.files, model=model._meta.label, **told))


def kinds(purpose: Purpose | None = None) -> list[Kind]:
    """All kinds, or those of one purpose, in the order in which they are offered."""
    found: Iterable[Kind] = _kinds.values()
    return sorted((k for k in found if purpose in (None, k.purpose)), key=lambda k: (k.order, k.code))


def kind(code: str) -> Kind | None:
    return _kinds.get(code)


def correction_of(model_label: str) -> Kind | None:
    """The kind that corrects pages of a type, if its section offers one."""
    return next((k for k in kinds(Purpose.CORRECTION) if k.model == model_label), None)


def paragraphs(text: str) -> str:
    """What somebody typed in a plain text area as rich text: paragraphs and line ends, nothing else."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)
