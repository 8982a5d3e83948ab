"""Every kind of contribution is whole: what its page needs is asked, in words, in steps that one can take in."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from archive.models import PublicationPage
from core.contributions import kinds
from core.contributions.kinds import ContributionForm, Files, Kind, Purpose, Step, declare, declare_page_form
from core.models.page import BasePage
from core.text.typography import french
from tests.factories.contributions import TYPED, begin

CODES = {
    "lieu", "temoignage", "evenement", "organiser-un-evenement", "publication", "projet", "preuve",
    "corriger-un-lieu", "corriger-un-evenement", "corriger-une-publication", "corriger-un-projet",
    "corriger-une-mesure", "corriger-une-preuve", "completer-un-tour", "signaler", "gerer",
}  # fmt: skip
#: What a page needs to be published and a form sets without asking for it in a field of that name.
SET_BY_WRITE = {"temoignage": {"consent_recorded_on", "consent_note"}}
MOST_FIELDS = 8

page_kinds = [kind for kind in kinds.kinds() if issubclass(kind.form, ContributionForm)]
every_kind = pytest.mark.parametrize("kind", kinds.kinds(), ids=lambda kind: kind.code)
every_page_kind = pytest.mark.parametrize("kind", page_kinds, ids=lambda kind: kind.code)
every_new_kind = pytest.mark.parametrize("kind", kinds.kinds(Purpose.NEW), ids=lambda kind: kind.code)


def words_of(kind: Kind) -> list[str]:
    """Everything that a kind says to people."""
    fields = kind.form.base_fields.values()
    return [
        kind.label,
        kind.introduction,
        *(words for field in fields for words in (str(field.label or ""), str(field.help_text or ""))),
        *(words for step in kind.steps for words in (step.title, step.help)),
        *(words for files in kind.files for words in (files.label, files.help, files.words)),
    ]


def unsaid(kind: Kind) -> list[str]:
    """The fields without a label, or with one that ends as no label does."""
    fields = kind.form.base_fields
    return [
        name for name, field in fields.items() if not field.label or str(field.label).rstrip().endswith((":", "："))
    ]


def unasked(kind: Kind) -> set[str]:
    """What the page of a new kind needs to be published and its form neither requires, sets, nor leaves to others."""
    model: Any = apps.get_model(kind.model)
    required = {name for name, field in kind.form.base_fields.items() if field.required}
    left = set(getattr(kind.form, "left_to_moderators", ()))
    return set(model.required_to_publish) - required - SET_BY_WRITE.get(kind.code, set()) - left


def test_the_kinds_are_those_that_screens_and_addresses_name():
    assert {kind.code for kind in kinds.kinds()} == CODES


@every_kind
def test_its_steps_are_short_and_told_apart(kind):
    assert all(len(step.fields) + len(step.files) <= MOST_FIELDS for step in kind.steps)
    assert all(step.fields or step.files for step in kind.steps)
    assert len({step.slug for step in kind.steps}) == len({step.title for step in kind.steps}) == len(kind.steps)


@every_kind
def test_its_fields_are_shown_in_the_order_of_its_steps(kind, db):
    shown = list(kind.form().fields)
    assert shown == [name for step in kind.steps for name in step.fields if name in shown]


@every_kind
def test_its_fields_are_named(kind):
    assert unsaid(kind) == []


@every_kind
def test_its_words_are_set_as_french_is(kind):
    assert [
        words for words in words_of(kind) if french(words).replace("\u00a0", " ").replace("\u202f", " ") != words
    ] == []


@every_page_kind
def test_a_field_that_is_not_a_choice_is_explained(kind):
    def explained(field: forms.Field) -> bool:
        return bool(field.help_text) or hasattr(field, "choices") or isinstance(field.widget, forms.DateInput)

    plain = {"commune", "postcode", "title", "mode", "date"}
    assert [n for n, field in kind.form.base_fields.items() if n not in plain and not explained(field)] == []


@every_page_kind
def test_the_words_for_the_moderators_come_last(kind):
    assert kind.steps[-1].fields[-1] == "note"
    assert not kind.form.base_fields["note"].required


@every_page_kind
def test_no_field_takes_the_parts_of_another(kind):
    from members.contributions.form_data import owner_of

    names = list(kind.form.base_fields)
    assert [name for name in names if owner_of(name, names) != name] == []


@every_page_kind
def test_its_texts_have_an_end(kind):
    fields = kind.form.base_fields.items()
    endless = [name for name, field in fields if type(field) is forms.CharField and field.max_length is None]
    model = apps.get_model(kind.model)
    assert [name for name in endless if name not in {field.name for field in model._meta.get_fields()}] == []


@every_new_kind
def test_what_its_page_needs_to_be_published_is_asked(kind):
    assert issubclass(apps.get_model(kind.model), BasePage)
    assert unasked(kind) == set()


@every_page_kind
def test_its_contacts_are_fields_of_the_form_and_not_of_the_page(kind):
    columns = {field.name for field in apps.get_model(kind.model)._meta.get_fields()}
    assert set(kind.contact_fields) <= set(kind.form.base_fields) - columns


@every_new_kind
def test_the_least_that_can_be_sent_can_be_published(kind, home, member):
    from members.contributions import drafts

    form = drafts.bind(begin(kind.code, member))
    assert form.is_valid(), form.errors
    form.write(form.instance)
    form.write(form.instance)  # as often as one likes
    assert set(form.problems()) == set()
    missing = [name for name in form.instance.required_to_publish if not getattr(form.instance, name)]
    assert missing == []


@every_new_kind
def test_it_has_a_section_to_go_to(kind, home, member):
    from members.contributions import drafts

    form = drafts.bind(begin(kind.code, member))
    assert form.is_valid(), form.errors
    parent = kind.parent_page(form)
    assert apps.get_model(kind.model) in parent.specific.allowed_subpage_models()


def test_every_new_kind_has_an_example():
    assert set(TYPED) == {kind.code for kind in kinds.kinds(Purpose.NEW)}


@every_page_kind
def test_the_files_it_takes_go_somewhere(kind):
    attach: Any = kind.form.attach
    assert not kind.files or attach.__func__ is not ContributionForm.attach.__func__


# --- Bad examples -----------------------------------------------------------------------------------------------------


class Form(forms.Form):
    name = forms.CharField(label="Nom :")
    nameless = forms.CharField()


def kind_of(form: type[forms.BaseForm], *steps: Step, **told: Any) -> Kind:
    return Kind(code="essai", purpose=Purpose.NEW, label="", introduction="", form=form, steps=steps, **told)


def test_a_label_that_is_none_is_seen():
    assert unsaid(kind_of(Form, Step("a", "A", ("name", "nameless")))) == ["name", "nameless"]


def test_what_is_not_asked_is_seen():
    assert unasked(kind_of(Form, model="archive.PublicationPage")) == {"date"}


@pytest.mark.parametrize(
    "steps",
    [
        (Step("a", "A", ("name",)),),
        (Step("a", "A", ("name", "nameless", "name")),),
        (Step("a", "A", ("name", "nameless", "other")),),
        (Step("a", "A", ("name", "nameless"), ("photos",)),),
    ],
)
def test_steps_that_are_not_the_form_are_refused(steps):
    with pytest.raises(ImproperlyConfigured):
        declare(kind_of(Form, *steps))


def test_files_that_no_step_shows_are_refused():
    with pytest.raises(ImproperlyConfigured):
        declare(kind_of(Form, Step("a", "A", ("name", "nameless")), files=(Files("a", "A", "image", 1),)))


@pytest.mark.django_db
def test_what_a_page_needs_is_required_by_declaring_its_form(monkeypatch):
    class Bare(ContributionForm):
        steps: ClassVar = (Step("a", "A", ("title", "date")),)

        class Meta:
            model = PublicationPage
            fields = ("title", "date")

    monkeypatch.setattr(kinds, "_kinds", {})
    assert not Bare.base_fields["date"].required
    kind = declare_page_form(Bare, code="essai", purpose=Purpose.NEW, label="", introduction="")
    assert Bare.base_fields["date"].required
    assert kind.steps[-1].fields == ("title", "date", "note")
    with pytest.raises(ImproperlyConfigured):
        Bare.attach(PublicationPage(), "photos", [])
