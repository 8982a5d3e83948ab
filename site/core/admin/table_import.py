"""Tables of a page in the admin: their download, and their import in two steps, a file and then its summary.

What a file makes is kept between the two steps in the page itself, signed for the user: no file is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from wagtail.admin import messages

from core.files import door
from core.files.door import MEGA, Format
from core.spreadsheets.reading import SUFFIXES, notices
from core.spreadsheets.tables import ReadError, Table
from core.text.typography import french

FORMAT = Format(SUFFIXES, "XLSX ou CSV", 5 * MEGA)
#: How long a summary may wait for its confirmation, in seconds.
SUMMARY_LIFETIME = 4 * 3600
#: What the form of a summary sends beside it, in bytes.
_OTHER_FIELDS = 10_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TableForm(forms.Form):
    """A file with a table, which is read as `table`, and `notices` about it. Subclasses say how in `read`."""

    file = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs=FORMAT.widget_attrs),
        help_text=french(f"{FORMAT.names}, {FORMAT.megabytes} Mo au plus."),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide. Choisissez-le de nouveau, ou enregistrez-le d’abord.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        door.check(file, FORMAT)
        try:
            data, suffix = file.read(), door.suffix_of(file.name)
            self.table, self.notices = self.read(data, suffix), notices(data, suffix)
        except ReadError as error:
            raise ValidationError(french(str(error))) from error
        return file

    def read(self, data: bytes, suffix: str) -> Table:
        """Return the table of a file. Raise ReadError."""
        raise NotImplementedError

    @property
    def file_name(self) -> str:
        """The name of the file, for messages."""
        return door.shown_name(self.cleaned_data["file"].name)


def form_args(request: HttpRequest) -> tuple[Any, ...]:
    """Return the arguments of a form with a file: none, unless something was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def download(name: str, content: bytes) -> HttpResponse:
    """Send a table as a file; the suffix of its name is « csv » or « xlsx »."""
    response = HttpResponse(content, content_type=TYPES[door.suffix_of(name)[1:]])
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def import_in_two_steps(
    request: HttpRequest,
    template: str,
    form: TableForm,
    context: dict[str, Any],
    *,
    salt: str,
    compare: Callable[[], tuple[dict[str, Any], dict[str, Any] | None]],
    save: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show the form, the errors of a file or its summary; call `save` once the summary is confirmed.

    `compare` is called with a valid form. It returns the context of what the file says, and what `save` is to get if
    the user confirms it, None for a file with errors. `save` returns the address to go to, or "" if the summary does
    not hold any more.
    """
    salt = f"{salt}.{request.user.pk}.{request.path}"
    if "accepted" in request.POST:
        try:
            accepted = signing.loads(request.POST["accepted"], salt=salt, max_age=SUMMARY_LIFETIME)
        except signing.BadSignature:
            accepted = None
        if accepted and (url := save(accepted)):
            return redirect(url)
        messages.error(
            request, "La page a changé depuis ce résumé, ou il a trop attendu : envoyez de nouveau le fichier."
        )
        return redirect(request.path)
    context = {**context, "form": form}
    if request.method == "POST" and form.is_valid():
        outcome, accepted = compare()
        token = signing.dumps(accepted, salt=salt, compress=True) if accepted is not None else ""
        if len(token) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - _OTHER_FIELDS:
            form.add_error(
                "file", "Ce tableau a trop de texte pour être confirmé d’un coup : importez-le en deux fois."
            )
        else:
            context |= {"name": form.file_name, **outcome, "accepted": token}
            for notice in form.notices:
                messages.info(request, french(notice))
    return render(request, template, context)
