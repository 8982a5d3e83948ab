import re

import pytest
from django.utils.html import strip_tags

from core.demo import read_toml
from core.models import Theme
from memento.demo.load import FOLDER, load
from memento.models import ChapterPage, MementoPage, SheetPage
from memento.setup import ensure_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(home):
    for path in FOLDER.glob("[0-9]*.toml"):
        for slug in read_toml(path)["themes"]:
            Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    load(home)
    return home


def test_the_tree_is_made_once(home, memento, testimonial_index):
    assert ensure_tree(home) == [testimonial_index]
    assert (memento.slug, testimonial_index.slug) == ("memento", "temoignages")
    memento.slug = "guide"
    memento.save()
    assert ensure_tree(home) == [testimonial_index]
    assert MementoPage.objects.count() == 1


def test_the_demo_makes_the_whole_guide(loaded):
    assert list(SheetPage.objects.live().order_by("path").values_list("number", flat=True)) == list(range(1, 10))
    assert ChapterPage.objects.live().count() == 3
    assert MementoPage.objects.get().introduction.startswith("Ce mémento s’adresse")
    sheet = SheetPage.objects.get(number=3)
    assert (sheet.takeaways.count(), sheet.sources.count(), sheet.page_themes.count()) == (4, 4, 3)
    assert sheet.sources.first().date_label == "2016"


def test_loading_again_changes_nothing_that_was_edited(loaded):
    sheet, memento = SheetPage.objects.get(number=1), MementoPage.objects.get()
    sheet.title = "Réécrite par l’éditrice"
    sheet.save_revision().publish()
    memento.introduction = "Réécrite aussi"
    memento.save_revision().publish()
    SheetPage.objects.get(number=2).unpublish()
    before = SheetPage.objects.count(), memento.revisions.count()
    load(loaded)
    assert (SheetPage.objects.count(), memento.revisions.count()) == before
    assert SheetPage.objects.get(number=1).title == "Réécrite par l’éditrice"
    assert MementoPage.objects.get().introduction == "Réécrite aussi"
    assert not SheetPage.objects.get(number=2).live


def test_loading_leaves_a_guide_that_someone_is_writing(home, memento):
    memento.introduction = "Un brouillon"
    memento.save_revision()
    for path in FOLDER.glob("[0-9]*.toml"):
        for slug in read_toml(path)["themes"]:
            Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    load(home)
    assert MementoPage.objects.get().introduction == ""
    assert MementoPage.objects.get().get_latest_revision_as_object().introduction == "Un brouillon"


def test_each_sheet_of_the_demo_is_worth_reading(client, loaded):
    for sheet in SheetPage.objects.all():
        html = client.get(sheet.url).text
        text = strip_tags(html.split('has-margin">')[1].split('class="takeaways')[0])
        assert len(text.split()) >= 400, sheet.title
        found = re.findall(r'\bid="([^"]+)"', html)
        assert len(found) == len(set(found)), sheet.title
