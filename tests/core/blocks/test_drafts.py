"""A draft may be incomplete: no block that was just inserted keeps a page from being saved."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.panels import TitleFieldPanel

from core.blocks import GENERAL_BLOCKS
from core.checks import own_page_models
from inventory.models import SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name, _ in GENERAL_BLOCKS])
def test_a_block_just_inserted_saves_as_a_draft_and_does_not_publish(name):
    stream = SiteProfilePage.body.field.stream_block
    block = stream.child_blocks[name]
    value = stream.to_python([{"type": name, "value": block.get_prep_value(block.get_default())}])
    stream.clean_deferred(value)
    if name != "table":
        with pytest.raises(ValidationError):
            stream.clean(value)


@pytest.mark.parametrize("model", own_page_models(), ids=lambda model: model.__name__)
def test_the_address_follows_the_title_while_it_is_typed(model):
    """Without Wagtail's own panel for titles the slug stays empty, and no draft can be saved."""

    def panels(panel):
        yield panel
        for child in getattr(panel, "children", []):
            yield from panels(child)

    assert any(isinstance(panel, TitleFieldPanel) for panel in panels(model.get_edit_handler()))


def test_dates_and_hours_are_typed_in_the_browser_s_own_fields(home, as_editor):
    """Wagtail's pickers turn what they do not understand into today, without a word."""
    from archive.models import EventIndexPage

    url = f"/admin/pages/add/archive/eventreportpage/{EventIndexPage.objects.get().pk}/"
    html = as_editor.get(url, {"modele": "libre"}).text
    assert 'type="date" name="verified_on"' in html
    assert 'type="time" name="start_time"' in html
    assert "w-date" not in html.split('name="verified_on"')[1].split(">")[0]


def test_an_incomplete_live_page_can_be_corrected_and_a_new_one_cannot_be_published(home):
    form_class = SiteProfilePage.get_edit_handler().get_form_class()
    imported = SiteProfilePageFactory(bare=True)
    assert not form_class(instance=imported, parent_page=home).fields["milieu"].required
    assert form_class(instance=SiteProfilePageFactory(), parent_page=home).fields["milieu"].required
    assert form_class(instance=SiteProfilePage(), parent_page=home).fields["milieu"].required
