"""The kinds of contributions and their base form. Each section declares its kinds; `members` presents them.

A section declares a kind in `AppConfig.ready()`: a form, the steps in which it is filled in, and for a new page its
parent. Drafts store raw input, valid or not; the form validates it when the contribution is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from core.text.lengths import limit_lengths


class Purpose(StrEnum):
    """The purpose of a contribution, which decides what happens when it is accepted."""

    NEW = "new"  # creates a page
    CORRECTION = "correction"  # changes a live page
    REPORT = "report"  # reports an error on a page
    CLAIM = "claim"  # claims a place as one's own


#: Purposes with a single step, without preview and review workflow: a moderator answers the author directly.
ANSWERED_ALONE = (Purpose.REPORT, Purpose.CLAIM)


@dataclass(frozen=True)
class Files:
    """An upload field of a form, for up to `maximum` files. `label` and `help` are French texts."""

    name: str
    label: str
    kind: str  # "image", "document" or "video", which decides how `members.contributions.uploads` checks a file
    maximum: int
    help: str = ""
    #: Label of the text field beside each file: the description of an image, the title of a document.
    words: str = "Ce que l’on voit sur la photo"


@dataclass(frozen=True)
class Step:
    """A step of a form, filled in and saved separately: the names of its fields and of its upload fields."""

    slug: str
    title: str
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()
    help: str = ""
    #: A choice field of an earlier step, and those of its codes for which this step is shown; None: it always is.
    only_for: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Notice:
    """A warning that does not prevent sending: « un lieu de ce nom est déjà dans l’inventaire »."""

    text: str
    url: str = ""


def note_field(label: str, help_text: str) -> forms.CharField:
    """Return the field for a message to the moderators, which is stored in `typed["note"]` and not on the page."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContributionForm(forms.ModelForm):
    """The form of a page for contributors without access to the admin.

    Fields are required to send the form, not to save a step. Those that the page type requires to publish are required
    too. An instance may have only some of the fields (those of a step, or those that changed); `value` reads the others
    from the page.
    """

    steps: ClassVar[tuple[Step, ...]] = ()
    files: ClassVar[tuple[Files, ...]] = ()
    #: The form field that shows an error of a page field, where the two names differ.
    error_fields: ClassVar[Mapping[str, str]] = {}
    #: Choice fields whose model default is not preselected for a new page.
    without_default: ClassVar[tuple[str, ...]] = ()
    #: Fields that the page needs to be published and its author may leave empty; a moderator fills them in.
    left_to_moderators: ClassVar[tuple[str, ...]] = ()
    #: Fields with ways to reach somebody. Moderators read them; `write` must not put them into the page. They are
    #: emptied when the page or the account of the author is deleted.
    contact_fields: ClassVar[tuple[str, ...]] = ()
    #: Fields that a link to the form may fill in, by parameters of the same names.
    prefilled: ClassVar[tuple[str, ...]] = ()
    #: Number of uploaded files by upload field, for rules such as « une vidéo ou un récit »; set by the code that binds
    #: the form.
    file_counts: Mapping[str, int] = {}
    #: Id of the page that this contribution has already created, when it is sent again; set by the code that binds it.
    made_page_id: int | None = None

    use_required_attribute = False  # an incomplete step can be saved; missing values are reported on sending

    note = note_field(
        "Un mot pour les modérateurs", "Ce qu’il est utile de savoir pour relire. Ne paraît pas sur le site."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.model.required_to_publish:
            # A live page without the value, from an import, can still get other corrections.
            if name in self.fields and self.instance.live and self.instance.pk and not getattr(self.instance, name):
                self.fields[name].required = False
        for name in self.without_default if self.instance.pk is None else ():  # only for new pages
            self.initial[name] = ""
            self.fields[name].choices = [*BLANK_CHOICE_DASH, *self.fields[name].choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            choices = getattr(field, "choices", None)
            if isinstance(field, forms.ChoiceField) and choices and choices[0][0] == "":
                # A blank label of the field's own stays: its help text may quote it.
                blank = "Non précisé" if choices[0] in BLANK_CHOICE_DASH else choices[0][1]
                field.choices = [("", "Choisissez" if field.required else blank), *choices[1:]]

    def write(self, page: Any) -> None:
        """Write data that are no model fields into the page: child rows, blocks. Must save nothing.

        Called on a form without errors, maybe several times.
        """

    def save_related(self, page: Any) -> None:
        """Save objects that the page refers to. Called just before the page is saved."""

    def parent_page(self) -> Page | None:
        """Return the parent of the new page, for kinds whose parent depends on what was entered; else None."""
        return None

    def notices(self) -> list[Notice]:
        """Return warnings for the author before sending. Called on any bound form, valid or not."""
        return []

    def value(self, name: str) -> Any:
        """Return the cleaned value of a field, or the page's value if the form does not have the field.

        None if the input is invalid or has not been validated yet.
        """
        if name in self.fields:
            return getattr(self, "cleaned_data", {}).get(name)
        return getattr(self.instance, name, None)

    def problems(self) -> dict[str, str]:
        """Return the contradictions in the page as it would be saved: French messages by page field."""
        problems: dict[str, str] = self.instance.publication_problems()  # of kinds without problems at blocks
        return problems

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        """Add the files of an upload field that a moderator has accepted to the page that is being published."""
        raise ImproperlyConfigured(f"{cls.__name__} takes files but does not implement attach().")

    def save(self, commit: bool = True) -> Any:
        self.write(self.instance)
        self.save_related(self.instance)
        return super().save(commit)

    def _post_clean(self) -> None:
        # Contradictions of the live page are not reported to an author who corrects something else.
        existing = self.problems() if self.instance.pk and self.instance.live else {}
        self._undo_whitespace_changes()
        super()._post_clean()
        if self.errors:
            return
        self.write(self.instance)
        for name, message in self.problems().items():
            field = self.error_fields.get(name, name)
            if name not in existing and (field in self.fields or field not in self.base_fields):
                self.add_error(field if field in self.fields else None, message)

    def _undo_whitespace_changes(self) -> None:
        """Restore texts that differ from the page only in line ends or outer spaces, which browsers change.

        Also join the lines of single-line texts: a title becomes a mail header.
        """
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                separator = " " if self._is_single_line(name) else "\n"
                before, after = self.initial.get(name), separator.join(value.splitlines())
                same = isinstance(before, str) and separator.join(before.strip().splitlines()) == after
                self.cleaned_data[name] = before if same else after

    def _is_single_line(self, name: str) -> bool:
        """Whether a text is typed or stored as a single line."""
        if name in self.fields and isinstance(self.fields[name].widget, forms.TextInput):
            return True
        columns = {column.name: column for column in self._meta.model._meta.concrete_fields}
        return isinstance(columns.get(name), models.CharField)


@dataclass(frozen=True)
class Kind:
    """A kind of contribution. `code` occurs in URLs and in the API."""

    code: str
    purpose: Purpose
    #: Text of links to it: « Proposer un lieu ».
    label: str
    #: One or two sentences: whom it is for, and what happens after sending.
    introduction: str
    form: type[forms.BaseForm]
    steps: tuple[Step, ...]
    files: tuple[Files, ...] = ()
    #: The page type that it creates or is about ("app.Model"); "wagtailcore.Page" for all types.
    model: str = "wagtailcore.Page"
    #: Returns the parent of a new page, or None if the site has no such section.
    parent: Callable[[], Page | None] | None = None
    icon: str = ""
    order: int = 100
    #: Whether it can be sent without an account.
    open_to_all: bool = False

    @property
    def contact_fields(self) -> tuple[str, ...]:
        """The fields of its form with ways to reach somebody, which are not on the page."""
        return getattr(self.form, "contact_fields", ())

    @property
    def about_a_page(self) -> bool:
        """Whether it refers to a published page."""
        return self.purpose != Purpose.NEW

    def parent_page(self, form: Any) -> Page | None:
        """Return the parent of the page that a valid form of this kind creates; None if the site has no such page."""
        return form.parent_page() or (self.parent() if self.parent else None)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def files_named(self, name: str) -> Files | None:
        return next((files for files in self.files if files.name == name), None)


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Register a kind.

    Raise ImproperlyConfigured unless its steps name each field once and all upload fields, and the last one, which has
    the note for the moderators, is always shown.
    """
    fields = set(kind.form.base_fields)
    step_fields = [name for step in kind.steps for name in step.fields]
    if fields != set(step_fields) or len(step_fields) != len(set(step_fields)):
        wrong = sorted(fields.symmetric_difference(step_fields)) or step_fields
        raise ImproperlyConfigured(f"The steps of {kind.code} do not match the fields of its form: {wrong}.")
    if {name for step in kind.steps for name in step.files} != {files.name for files in kind.files}:
        raise ImproperlyConfigured(f"The steps of {kind.code} do not match its upload fields.")
    if kind.steps[-1].only_for is not None or any(
        step.only_for and step.only_for[0] not in kind.form.base_fields for step in kind.steps
    ):
        raise ImproperlyConfigured(f"A step of {kind.code} cannot be left out.")
    limit_lengths(kind.form.base_fields.values())
    _kinds[kind.code] = kind
    return kind


def declare_page_form(form: type[ContributionForm], **options: Any) -> Kind:
    """Register a kind with the steps, files and page type of a `ContributionForm`.

    Adds the note for moderators to the last step, and requires the fields that the page type requires to publish,
    except those in `left_to_moderators`.
    """
    model = form._meta.model
    for name in set(model.required_to_publish) & set(form.base_fields) - set(form.left_to_moderators):
        form.base_fields[name].required = True
    last = form.steps[-1]
    steps = (*form.steps[:-1], replace(last, fields=(*last.fields, "note")))
    form.field_order = [name for step in steps for name in step.fields]
    return declare(Kind(form=form, steps=steps, files=form.files, model=model._meta.label, **options))


def kinds(purpose: Purpose | None = None) -> list[Kind]:
    """Return all kinds, or those of one purpose, in display order."""
    return sorted((k for k in _kinds.values() if purpose in (None, k.purpose)), key=lambda k: (k.order, k.code))


def kind(code: str) -> Kind | None:
    return _kinds.get(code)


def correction_of(model_label: str) -> Kind | None:
    """Return the kind that corrects pages of a type ("app.Model"), if its section offers one."""
    return next((k for k in kinds(Purpose.CORRECTION) if k.model == model_label), None)


def paragraphs(text: str) -> str:
    """Turn plain text into rich text with paragraphs and line breaks."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)
