"""What a sheet costs whoever reads it on a train: the page, its styles and its scripts, before compression."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from memento.demo.load import load
from memento.models import SheetPage
from tests.memento.test_demo import make_themes

MOST = 200_000  # bytes, images aside
ASKED_FOR = re.compile(r'<(?:script [^>]*?src|link rel="stylesheet" href)="([^"]+)"')


@pytest.mark.django_db
def test_every_sheet_of_the_demo_weighs_little_with_all_it_asks_for(client, home):
    make_themes()
    load(home)
    weights = {}
    for sheet in SheetPage.objects.all():
        html = client.get(sheet.url).text
        files = [found.removeprefix(static("")) for found in ASKED_FOR.findall(html)]
        assert "css/sillon.css" in files
        assert "js/site.js" in files
        sizes = [Path(finders.find(file)).stat().st_size for file in files]
        weights[sheet.slug] = len(html.encode()) + sum(sizes)
    assert len(weights) >= 8
    assert max(weights.values()) < MOST, weights
