"""What every screen of a contribution starts from: its kind, its record, what was typed against what is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Input
from django.http import Http404, HttpRequest
from wagtail.models import Page

from core import contributions
from core.contributions import Kind, Step
from core.gate import Gate
from members import contributing
from members.contributing import Typed
from members.models import Contribution, Upload, User

ABOUT = "sur"
#: What the session keeps: contributions without an account that are this visitor's, and what was typed while nobody
#: was logged in.
OWN, ASIDE = "contributions_sans_compte", "contributions_de_cote"
MOST_ASIDE, LARGEST_ASIDE = 5, 100_000


def kind_or_404(code: str) -> Kind:
    kind = contributions.kind(code)
    if kind is None:
        raise Http404
    return kind


def person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def begun(request: HttpRequest, kind: Kind, pk: UUID) -> Contribution | None:
    """The contribution of this number, None where it is not begun. Raises Http404 where it is somebody else's."""
    found = Contribution.objects.select_related("page").filter(pk=pk).first()
    if found is None:
        return None
    own = str(pk) in request.session.get(OWN, []) if found.author_id is None else found.author_id == request.user.pk
    if found.kind != kind.code or not own:
        raise Http404
    return found


def remember_own(request: HttpRequest, pk: UUID) -> None:
    """Let this visitor, who has no account, see this contribution again."""
    own = request.session.get(OWN, [])
    if str(pk) not in own:
        request.session[OWN] = [*own, str(pk)][-20:]


def page_about(request: HttpRequest, kind: Kind) -> Page | None:
    """The page that a request names for a contribution about one; None where this reader has none such to see."""
    named = request.POST.get(ABOUT) or request.GET.get(ABOUT, "")
    try:
        key = UUID(named)
    except ValueError:
        return None
    page = Gate.for_request(request).pages(Page).filter(translation_key=key).first()
    if page is not None and kind.model != "wagtailcore.Page" and page.specific_class._meta.label != kind.model:
        return None
    return page


# --- What was typed against what is kept ------------------------------------------------------------------------------


def of_step(typed: Typed, step: Step, kind: Kind) -> Typed:
    """What belongs to the fields of a step."""
    every, wanted = list(kind.form.base_fields), set(step.fields)
    return {key: values for key, values in typed.items() if contributing.owner_of(key, every) in wanted}


def filled(typed: Typed) -> Typed:
    """Without what was left empty, which says nothing."""
    return {key: values for key, values in typed.items() if any(values)}


def digest(typed: Typed) -> str:
    """A sign of what is kept of a step: when it has changed meanwhile, another window has written."""
    text = json.dumps(filled(typed), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def as_typed(contribution: Contribution, typed: Typed) -> Contribution:
    """The same contribution, not to be saved, as it would be with other texts."""
    return Contribution(
        pk=contribution.pk,
        kind=contribution.kind,
        author=contribution.author,
        page=contribution.page,
        title=contribution.title,
        typed=typed,
        state=contribution.state,
    )


def without_blame(form: forms.BaseForm) -> None:
    """Leave of a form's errors what is wrong: what only lacks may come later."""
    for name, problems in list(form.errors.as_data().items()):
        left = [problem for problem in problems if problem.code != "required"]
        del form._errors[name]  # type: ignore[attr-defined]
        if left:
            form.add_error(None if name == forms.forms.NON_FIELD_ERRORS else name, ValidationError(left))


# --- What was typed while nobody was logged in ------------------------------------------------------------------------


def set_aside(request: HttpRequest, pk: UUID, step: Step, typed: Typed, seen: str, stamp: str = "") -> bool:
    """Keep what was typed in the session until somebody has logged in. Whether it could be kept."""
    if len(json.dumps(typed)) > LARGEST_ASIDE:
        return False
    aside = request.session.get(ASIDE, {})
    aside.pop(str(pk), None)
    aside[str(pk)] = {"step": step.slug, "typed": typed, "seen": seen, "stamp": stamp}
    request.session[ASIDE] = dict(list(aside.items())[-MOST_ASIDE:])
    return True


def put_aside(request: HttpRequest, pk: UUID, step: Step) -> dict[str, Any] | None:
    """What was set aside for a step: `typed`, `seen`, what was kept when it was typed, and when it was opened."""
    found = request.session.get(ASIDE, {}).get(str(pk))
    return found if found and found["step"] == step.slug else None


def forget_aside(request: HttpRequest, pk: UUID) -> None:
    aside = request.session.get(ASIDE, {})
    if aside.pop(str(pk), None):
        request.session[ASIDE] = aside


# --- Files ------------------------------------------------------------------------------------------------------------


class ShownUpload(TypedDict):
    """A file that came with a contribution, as its author sees it."""

    pk: UUID
    field: str
    image: bool
    title: str
    name: str
    size: int | None


def uploads_of(contribution: Contribution) -> list[ShownUpload]:
    """The files of a contribution, the first sent first."""
    return [
        ShownUpload(
            pk=upload.pk,
            field=upload.field,
            image=upload.kind == Upload.Kind.IMAGE,
            title=upload.title,
            name=str(upload),
            size=_size(upload),
        )
        for upload in contribution.uploads.order_by("created_at", "pk")
    ]


def _size(upload: Upload) -> int | None:
    """What a file weighs; unknown where the store has lost it."""
    try:
        return upload.file.size
    except OSError:
        return None


# --- In words ---------------------------------------------------------------------------------------------------------


def in_words(bound: forms.BoundField) -> str:
    """What a field holds, as people read it. A field may say it itself, by a method of this name."""
    field: Any = bound.field
    value = bound.value()
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return "Oui" if field.to_python(value) else ""
    if choices := getattr(field, "choices", None):
        labels = dict(_flat(choices))
        values = value if isinstance(value, (list, tuple, set)) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in values if one not in (None, ""))
    if isinstance(field.widget, (Input, forms.Textarea)):
        return str(field.widget.format_value(value) or "")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value if one)
    try:
        said = str(field.in_words(value) if hasattr(field, "in_words") else field.clean(value) or "")
    except ValidationError:
        said = ""
    return said or ", ".join(_parts(bound))


def _parts(bound: forms.BoundField) -> list[str]:
    """All that was typed for a field of several inputs, where it cannot be read, in the order of their names.

    (Databases do not keep the order in which they came.)
    """
    name, data = bound.html_name, bound.form.data
    return [
        part for key in sorted(data) if key == name or key.startswith(f"{name}_") for part in data.getlist(key) if part
    ]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for code, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(code), str(label)
