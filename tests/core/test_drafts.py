"""A draft may be incomplete: no block that was just inserted keeps a page from being saved."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.panels import TitleFieldPanel

from core.blocks import GENERAL_BLOCKS
from core.checks import own_page_models
from inventory.models import SiteProfilePage

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
