"""The account that a form is rendered for, and the script that watches the session of the admin."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from members.sessions.origin import ACCOUNT, sign_account

register = template.Library()


@register.simple_tag(takes_context=True)
def account_field(context: template.Context) -> SafeString | str:
    """A hidden field with the signed account; nothing for an anonymous reader."""
    account = sign_account(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', ACCOUNT, account) if account else ""


@register.simple_tag(takes_context=True)
def session_script(context: template.Context) -> SafeString | str:
    """Load `admin-session.js` with the account that the page is rendered for; nothing for an anonymous reader."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    query = urlencode({"next": reverse("session_back")})
    return format_html(
        '<script src="{}" data-field="{}" data-account="{}" data-name="{}" data-state="{}" data-login="{}?{}" '
        'data-logout="{}?{}" data-admin="{}" data-leave="{}"></script>',
        static("js/admin-session.js"),
        ACCOUNT,
        sign_account(user),
        user,
        reverse("session_state"),
        reverse("account_login"),
        query,
        reverse("account_logout"),
        query,
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_logout"),
    )
