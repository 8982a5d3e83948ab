"""Fixes for bugs of Wagtail 8.0.1, applied by monkey patching.

`tests/core/workarounds/test_faults.py` fails once Wagtail has fixed one.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminDraftStateFormMixin
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.admin.widgets import BaseChooser
from wagtail.images.views.images import EditView

from core.admin.choosers import chosen_of
from core.files.forms import AvatarForm
from core.files.storage import is_missing

MISSING_FILE = "Le fichier manque sur ce serveur ; prévenez l’administrateur avant de supprimer quoi que ce soit."
PAST_PUBLICATION = "Cette heure est déjà passée : corrigez-la, ou videz le champ pour publier sans attendre."


def apply() -> None:
    AvatarSettingsPanel.form_class = AvatarForm
    EditView.render_to_response = _warn_of_a_missing_file(EditView.render_to_response)
    BaseChooser.get_instance = _without_error(BaseChooser.get_instance)
    wagtailadmin_tags.register.simple_tag(icon)
    WagtailAdminDraftStateFormMixin.clean = _check_schedule(WagtailAdminDraftStateFormMixin.clean)


def _warn_of_a_missing_file(render_to_response: Any) -> Any:
    """Replace Wagtail's advice to delete an image whose file is missing: its disk may just not be mounted."""

    @wraps(render_to_response)
    def render(self: EditView, context: dict[str, Any], **options: Any) -> Any:
        if not (self.object.is_stored_locally() and is_missing(self.object.file)):
            return render_to_response(self, context, **options)
        messages.error(self.request, MISSING_FILE)
        return super(EditView, self).render_to_response(context, **options)

    return render


def _without_error(get_instance: Any) -> Any:
    """Make a chooser show no choice for a submitted value that is not an id, where Wagtail raises ValueError.

    Instances that `core.admin.choosers` has loaded are used without a query.
    """

    @wraps(get_instance)
    def get_instance_or_none(self: BaseChooser, value: Any) -> Any:
        try:
            return chosen_of(self, value) or get_instance(self, value)
        except (TypeError, ValueError):
            return None

    return get_instance_or_none


def _check_schedule(clean: Any) -> Any:
    """Let drafts keep an expiry that has passed, and refuse a new publication time that has passed.

    Wagtail refuses every change of an expired page, and publishes at once what was scheduled for a past time.
    """

    @wraps(clean)
    def clean_schedule(self: WagtailAdminDraftStateFormMixin) -> Any:
        now, changed = timezone.now(), self.changed_data
        expire_at = self.cleaned_data.get("expire_at")
        has_expired = expire_at and expire_at < now and self.is_deferred_validation and "expire_at" not in changed
        if has_expired:
            del self.cleaned_data["expire_at"]
        data = clean(self)
        if has_expired:
            data["expire_at"] = expire_at
        go_live_at = data.get("go_live_at")
        if go_live_at and go_live_at < now and "go_live_at" in changed:
            self.add_error("go_live_at", PAST_PUBLICATION)
        return data

    return clean_schedule


@lru_cache(maxsize=1000, typed=True)  # a SafeString and the same text as a plain string give other HTML
def icon(
    name: str | None = None, classname: str | None = None, title: str | None = None, wrapped: bool = False
) -> SafeString:
    """The template tag `icon`, cached. Wagtail renders a template for each of the 600 icons in a form."""
    return render_to_string("wagtailadmin/shared/icon.html", wagtailadmin_tags.icon(name, classname, title, wrapped))
