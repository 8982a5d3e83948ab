"""Each fault of Wagtail that is worked around: our own test, and one that fails once Wagtail has mended it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import wagtail.admin
from django.forms.utils import ErrorDict
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.forms.models import WagtailAdminDraftStateFormMixin
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.widgets import AdminPageChooser, BaseChooser

from core.models import SillonImage, Theme
from core.workarounds import faults
from tests.core.files import pictures
from tests.factories.home import StandardPageFactory


def test_a_form_with_a_chosen_value_that_is_no_id_is_shown_again(as_editor, home):
    answer = as_editor.post(reverse(Theme.snippet_viewset.get_url_name("add")), {"title": "RSE", "parent": "abc"})
    assert answer.status_code == 200
    assert "Sélectionnez un choix valide" in answer.text


@pytest.mark.parametrize("value", ["abc", "1.5", ["a"], "9" * 400])
def test_a_chooser_shows_no_choice_for_what_is_no_id(db, value):
    assert AdminPageChooser().get_instance(value) is None


def test_wagtail_still_raises(db):
    with pytest.raises(ValueError, match="abc"):
        BaseChooser.get_instance.__wrapped__(AdminPageChooser(), "abc")


@pytest.mark.django_db
def test_nobody_is_advised_to_delete_an_image_whose_file_is_away(as_editor):
    image = SillonImage.objects.create(title="Le col", file="original_images/away.png", width=1, height=1)
    text = as_editor.get(f"/admin/images/{image.pk}/").text
    assert "prévenez l’administrateur avant de supprimer" in text
    assert "changer la source" not in text


def test_wagtail_still_raises_on_a_damaged_profile_photo():
    form = AvatarPreferencesForm()
    form.cleaned_data = {"avatar": BytesIO(pictures.photo(image=pictures.drawn((900, 900)))[:3000])}
    with pytest.raises(OSError, match="truncated"):
        form.clean_avatar()


def test_an_icon_is_drawn_once():
    faults.icon.cache_clear()
    page = Template('{% load wagtailadmin_tags %}{% icon name="bin" %}{% icon name="bin" %}{% icon "x" "big" title %}')
    shown = page.render(Context({"title": "Un <b>"}))
    assert shown.count('<svg class="icon icon-bin" aria-hidden="true"><use href="#icon-bin"/></svg>') == 2
    assert '<svg class="icon icon-x big" aria-hidden="true">' in shown
    assert '<span class="w-sr-only">Un &lt;b&gt;</span>' in shown
    assert (faults.icon.cache_info().hits, faults.icon.cache_info().misses) == (1, 2)


def test_wagtail_still_draws_each_icon_from_its_template():
    assert isinstance(wagtailadmin_tags.icon(name="bin"), dict)


@pytest.mark.django_db
def test_wagtail_still_refuses_the_draft_of_an_expired_page(home):
    page = StandardPageFactory(parent=home, expire_at=timezone.now() - timedelta(days=1))
    form = page.get_edit_handler().get_form_class()({}, instance=page)
    form.cleaned_data = {"expire_at": page.expire_at}
    form._errors = ErrorDict()
    form.defer_required_fields()
    WagtailAdminDraftStateFormMixin.clean.__wrapped__(form)
    assert "expire_at" in form._errors


def test_wagtail_still_stops_watching_a_form_with_errors():
    script = Path(wagtail.admin.__file__).parent / "static" / "wagtailadmin" / "js" / "core.js"
    assert "checkIntervalValueChanged(e){if(this.forceValue)return" in script.read_text()
