"""What a token grants depends on the rights that its user has when it is used."""

from __future__ import annotations

import pytest
from wagtail.admin.models import FormState

from core.bin import moves
from core.preview.loading import Unavailable, load
from core.preview.tokens import Grant, Subject
from tests.core.preview.conftest import typed
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(page, editor) -> Grant:
    page.title = "Brouillon"
    return Grant(editor.pk, Subject(page.pk, revision_id=page.save_revision().pk))


@pytest.fixture
def form(page, editor, as_editor) -> Grant:
    as_editor.post(f"/admin/pages/{page.pk}/edit/preview/", typed())
    return Grant(editor.pk, Subject(page.pk, form_id=FormState.objects.get().pk))


def test_an_editor_reads_it(draft, form):
    assert (load(draft).title, load(form).title) == ("Brouillon", "Titre tapé")


@pytest.mark.parametrize("name", ["draft", "form"])
def test_without_the_right_to_edit_there_is_nothing(request, editor, name):
    grant = request.getfixturevalue(name)
    editor.groups.clear()
    assert load(grant) is None


@pytest.mark.parametrize("name", ["draft", "form"])
def test_a_closed_account_reads_nothing(request, editor, name):
    grant = request.getfixturevalue(name)
    editor.is_active = False
    editor.save()
    assert load(grant) is None


def test_a_revision_of_another_page_is_not_read(home, draft):
    other = StandardPageFactory(parent=home, title="Autre")
    assert load(draft._replace(subject=draft.subject._replace(page_id=other.pk))) is None


def test_the_form_of_another_page_or_of_another_user_is_not_read(home, form, moderator):
    other = StandardPageFactory(parent=home, title="Autre")
    assert load(form._replace(subject=form.subject._replace(page_id=other.pk))) is None
    assert load(form._replace(user_id=moderator.pk)) is None


def test_a_form_that_was_closed_is_not_read(form):
    FormState.objects.all().delete()
    assert load(form) is None


def test_a_deleted_page_is_not_read(draft, form, page, admin):
    moves.put(page, admin)
    assert (load(draft), load(form)) == (None, None)


def test_what_has_become_contradictory_is_no_preview(home, form):
    FormState.objects.update(data=FormState.objects.get().data.replace("slug=la-demarche", "slug=prise"))
    assert load(form).slug == "prise"
    StandardPageFactory(parent=home, slug="prise", title="Prise")
    with pytest.raises(Unavailable):
        load(form)
