"""Models of the guide: the tree, cards, dates, rows in revisions, and what publishing requires."""

import re
from datetime import date

import pytest

from core.models import Card, PageTheme, Theme
from core.visibility.gate import Gate
from memento.models import (
    ChapterPage,
    DecisionTreePage,
    DiagnosticPage,
    Edition,
    MementoPage,
    SheetPage,
    SheetSource,
    Takeaway,
    TestimonialIndexPage,
    TestimonialPage,
)
from memento.pages.guide import edition_rows
from memento.pages.sheet import takeaway_texts
from memento.pages.structured_data import sheet_article

pytestmark = pytest.mark.django_db


def test_page_types_allowed_below_each_other():
    assert MementoPage.allowed_parent_page_models()[0]._meta.label == "home.HomePage"
    below = {ChapterPage, DecisionTreePage, DiagnosticPage, TestimonialIndexPage}
    assert set(MementoPage.allowed_subpage_models()) == below
    assert ChapterPage.allowed_subpage_models() == [SheetPage]
    assert TestimonialIndexPage.allowed_subpage_models() == [TestimonialPage]
    assert SheetPage.allowed_subpage_models() == TestimonialPage.allowed_subpage_models() == []


def test_sheets_before_and_after_cross_chapters_in_tree_order(make_sheet, second_chapter):
    first, second = make_sheet("un"), make_sheet("deux")
    third = make_sheet("trois", second_chapter)
    assert SheetPage.objects.before(third.path).first() == second
    assert SheetPage.objects.after(second.path).first() == third
    assert SheetPage.objects.before(first.path).first() is None
    assert SheetPage.objects.after(third.path).first() is None


def test_sheets_of_a_theme_and_of_its_subthemes(make_sheet, theme):
    child = Theme.objects.create(title="Montagne", slug="montagne", parent=theme)
    sheet = make_sheet("alpages")
    make_sheet("autre")
    PageTheme.objects.create(page=sheet, theme=child)
    assert list(SheetPage.objects.about("ruralite")) == [sheet]
    assert list(SheetPage.objects.about("montagne")) == [sheet]
    assert not SheetPage.objects.about("inconnu").exists()


def test_cards_of_a_sheet_and_a_testimonial(make_sheet, make_testimonial):
    card = Card.objects.get(page=make_sheet("murs", number=4))
    assert (card.kind, card.label, card.summary) == ("sheet", "Fiche 4", "De quoi agir dès demain.")
    card = Card.objects.get(page=make_testimonial("maria"))
    assert (card.kind, card.label) == ("testimonial", "")


def test_vague_dates_of_sources_and_editions(make_sheet, memento):
    sheet = make_sheet("murs")
    sheet.sources.add(SheetSource(title="Démarche", date="2017-01-11/2017-01-20~"))
    sheet.save()
    source = SheetSource.objects.get()
    assert source.date_earliest == date(2017, 1, 11)
    assert source.as_row()["date_label"] == "mi-janvier 2017"
    assert SheetSource(title="Sans date").as_row()["date"] is None
    memento.editions.add(Edition(number="1", date="2017"))
    assert edition_rows(memento, Gate.public())[0]["date"]["label"] == "2017"


def test_steps_are_in_the_structured_data(make_sheet):
    steps = [{"title": "Mesurer", "text": "<p>Les <b>mètres</b></p>"}, {"title": "Compter", "text": ""}]
    sheet = make_sheet("murs", body=[("steps", {"title": "Avant", "steps": steps})])
    data = sheet_article(sheet, Gate.public())
    assert data["@type"] == "Article"
    assert data["hasPart"] == [
        {
            "@type": "HowTo",
            "name": "Avant",
            "step": [
                {"@type": "HowToStep", "name": "Mesurer", "text": "Les mètres"},
                {"@type": "HowToStep", "name": "Compter", "text": "Compter"},
            ],
        }
    ]


def test_revision_holds_the_rows_of_a_sheet(make_sheet):
    sheet = make_sheet("murs")
    sheet.takeaways = [Takeaway(text="Mesurer d’abord", sort_order=0)]
    revision = sheet.save_revision()
    assert takeaway_texts(revision.as_object()) == ["Mesurer d’abord"]
    assert not Takeaway.objects.exists()
    revision.publish()
    assert Takeaway.objects.get().text == "Mesurer d’abord"


def empty_formsets(form_class) -> dict:
    names = list(form_class.formsets) + ["comments"]
    return {
        f"{name}-{key}": value
        for name in names
        for key, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 1000))
    } | {"body-count": "0"}


@pytest.fixture
def testimonial_form(testimonial_index, admin):
    def make(**fields):
        form_class = TestimonialPage.get_edit_handler().get_form_class()
        data = {"title": "Maria", "slug": "maria", **empty_formsets(form_class), **fields}
        return form_class(data, instance=TestimonialPage(), parent_page=testimonial_index, for_user=admin)

    return make


def test_publishing_a_testimonial_requires_a_person_and_a_consent(testimonial_form):
    form = testimonial_form()
    assert not form.is_valid()
    assert set(form.errors) == {"person", "introduction", "context", "consent_recorded_on", "consent_note"}


def test_a_place_may_testify_alone(testimonial_form, make_place):
    form = testimonial_form(
        place=make_place("grange").pk,
        introduction="La grange raconte.",
        deed="On l’a rouverte.",
        consent_recorded_on="2026-03-03",
        consent_note="Courriel",
    )
    assert form.is_valid(), form.errors


def test_draft_of_a_testimonial_requires_a_title_only(testimonial_form):
    form = testimonial_form()
    form.defer_required_fields()
    assert form.is_valid(), form.errors


def test_the_admin_form_of_a_sheet_opens_in_french(as_editor, chapter):
    html = as_editor.get(f"/admin/pages/add/memento/sheetpage/{chapter.pk}/?modele=vide").text
    for words in ("Pour qui et quand", "À retenir", "Liens", "Classement", "Lieux"):
        assert words in html
    blocks = as_editor.get(re.search(r'/admin/blocs/[^"]+SheetPage[^"]+\.js', html)[0]).text
    assert "Bonne pratique" in blocks


def test_forms_of_chapters_and_of_the_list_of_testimonials_open(as_editor, chapter, testimonial_index):
    """Those of the guide, sheets and testimonials are opened by the tests of editions, blocks and consent."""
    for page in (chapter, testimonial_index):
        assert as_editor.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert "Accord" in as_editor.get(f"/admin/pages/add/memento/testimonialpage/{testimonial_index.pk}/").text


def test_the_admin_creates_a_draft_sheet(as_editor, chapter):
    form_class = SheetPage.get_edit_handler().get_form_class()
    data = {"title": "Les murs", "slug": "les-murs", **empty_formsets(form_class)}
    response = as_editor.post(f"/admin/pages/add/memento/sheetpage/{chapter.pk}/", data)
    assert response.status_code == 302, response.text
    assert not SheetPage.objects.get(slug="les-murs").live
