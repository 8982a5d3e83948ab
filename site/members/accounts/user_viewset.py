"""Wagtail's user management, which warns that a new password revokes API tokens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.html import format_html
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views import users

from members.models import User

WILL_END = {
    True: "Un nouveau mot de passe retirera son accès au jeton d’API de ce compte.",
    False: "Un nouveau mot de passe retirera leur accès aux {number} jetons d’API de ce compte.",
}
ENDED = {
    True: "Le jeton d’API de ce compte ne donne plus accès.",
    False: "Les {number} jetons d’API de ce compte ne donnent plus accès.",
}


class UserEditForm(WagtailUserEditForm):
    """Wagtail's form, with a warning about the tokens that a new password revokes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token_count = self.instance.active_tokens().count()
        if self.token_count and "password1" in self.fields:
            warning = WILL_END[self.token_count == 1].format(number=self.token_count)
            self.fields["password1"].help_text = format_html("{} {}", self.fields["password1"].help_text, warning)


class EditView(users.EditView):
    def save_instance(self) -> User:
        user = super().save_instance()
        revoked = self.form.token_count - user.active_tokens().count()
        if revoked:
            messages.warning(self.request, ENDED[revoked == 1].format(number=revoked))
        return user


class UserViewSet(users.UserViewSet):
    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False) -> type:
        return UserEditForm if for_update else super().get_form_class(for_update)
