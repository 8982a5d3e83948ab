"""Dates in the admin: the schedule of a page, the filters of listings and reports, and expired drafts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.workarounds.faults import PAST_PUBLICATION
from home.models import StandardPage
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
YEAR = timezone.localdate().year + 1
EXPIRED = "Cette date est déjà passée"


@pytest.fixture
def draft(home) -> StandardPage:
    text = StandardPageFactory(parent=home, title="La foire", live=False)
    text.save_revision()
    return text


@pytest.fixture
def expired(draft) -> StandardPage:
    draft.expire_at = timezone.now().replace(second=7, microsecond=0) - timedelta(days=3)
    draft.expired = True
    draft.save()
    draft.save_revision()
    return draft


def url(page: StandardPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def data(page: StandardPage, **fields) -> dict[str, str]:
    """What the form sends, with the schedule as it was shown."""
    form = page.get_edit_handler().get_form_class()(instance=page)
    shown = {
        name: form[name].field.widget.format_value(form[name].value()) or "" for name in ("go_live_at", "expire_at")
    }
    empty = {name: inline_formset([]) for name in ("page_themes", "comments")}
    values = {"title": page.title, "slug": page.slug, "introduction": "Un mot.", "body": streamfield([]), **empty}
    return nested_form_data({**values, **shown, **fields})


def saved(page: StandardPage) -> StandardPage:
    return StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()


# --- The schedule --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [f"{YEAR}-12-05T09:00", f"{YEAR}-12-05T09:00:00", f"05/12/{YEAR} 09:00", f"le 5 décembre {YEAR} à 9 h"]
)
def test_a_page_is_published_at_the_hour_of_paris_that_was_typed(as_editor, draft, typed):
    answer = as_editor.post(url(draft), data(draft, go_live_at=typed, **{"action-publish": "1"}))
    assert answer.status_code == 302
    (revision,) = draft.revisions.filter(approved_go_live_at__isnull=False)
    assert revision.approved_go_live_at == datetime(YEAR, 12, 5, 9, tzinfo=PARIS)
    assert not StandardPage.objects.get(pk=draft.pk).live


def test_a_schedule_is_shown_again_after_an_error_elsewhere(as_editor, draft):
    answer = as_editor.post(url(draft), data(draft, title="", go_live_at=f"5/12/{YEAR} 9h", expire_at="un jour"))
    assert answer.status_code == 200
    assert f'<input type="datetime-local" name="go_live_at" value="{YEAR}-12-05T09:00"' in answer.text
    assert '<input type="text" name="expire_at" value="un jour"' in answer.text
    assert "Cette date n’est pas comprise" in answer.text


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_a_new_date_in_the_past_is_refused(as_editor, draft, name):
    for action in ({}, {"action-publish": "1"}):
        answer = as_editor.post(url(draft), data(draft, **{name: "2001-12-05T09:00"}, **action))
        assert answer.status_code == 200
        assert (PAST_PUBLICATION if name == "go_live_at" else EXPIRED) in answer.text
    assert not StandardPage.objects.get(pk=draft.pk).live


def test_a_publication_time_that_has_come_since_does_not_keep_from_publishing(as_editor, draft):
    draft.go_live_at = timezone.now() - timedelta(hours=1)
    draft.save()
    draft.save_revision()
    assert as_editor.post(url(draft), data(draft, **{"action-publish": "1"})).status_code == 302
    assert StandardPage.objects.get(pk=draft.pk).live


# --- Expired pages -------------------------------------------------------------------------------------------------


def test_the_draft_of_an_expired_page_is_saved_and_keeps_its_date(as_editor, expired):
    answer = as_editor.post(url(expired), data(expired, title="La foire aux idées"))
    assert answer.status_code == 302
    assert (saved(expired).title, saved(expired).expire_at) == ("La foire aux idées", expired.expire_at)


def test_an_expired_page_is_published_only_with_another_date(as_editor, expired):
    publish = {"action-publish": "1"}
    answer = as_editor.post(url(expired), data(expired, **publish))
    assert EXPIRED in answer.text
    assert not StandardPage.objects.get(pk=expired.pk).live
    assert as_editor.post(url(expired), data(expired, expire_at="", **publish)).status_code == 302
    assert StandardPage.objects.get(pk=expired.pk).live


# --- Native inputs everywhere --------------------------------------------------------------------------------------


@pytest.fixture
def pages_with_dates(home, draft) -> list[str]:
    PageLogEntry.objects.log_action(instance=draft, action="wagtail.edit")
    place = reverse("wagtailadmin_pages:type_use", args=["inventory", "siteprofilepage"])
    return [
        url(draft),
        reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk]),
        place,
        reverse("wagtailadmin_explore", args=[home.pk]),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:locked_pages"),
    ]


def test_no_page_of_the_admin_starts_a_date_picker(client, admin, pages_with_dates):
    client.force_login(admin)
    for address in pages_with_dates:
        text = client.get(address).text
        assert 'type="date"' in text or 'type="datetime-local"' in text, address
        for script in ("initDate", "initTime", "datetimepicker", "date-time-chooser", "wagtail.widgets.AdminDate"):
            assert script not in text, f"{address}: {script}"
        assert "js/admin-dates" in text, address


@pytest.mark.parametrize("typed", ["2026-12-05", "5/12/2026", "5 décembre 2026", "0001-01-01", "9998-12-31", "un jour"])
def test_a_filter_by_dates_takes_french_days_and_answers_others(client, admin, typed):
    client.force_login(admin)
    for name, query in (("site_history", "timestamp_from"), ("aging_pages", "last_published_at")):
        answer = client.get(reverse(f"wagtailadmin_reports:{name}"), {query: typed, "timestamp_to": typed})
        assert answer.status_code == 200
        kind = "text" if typed in ("un jour", "0001-01-01") else "date"
        assert f'<input type="{kind}" name="{query}"' in answer.text
    assert ModelLogEntry.objects.count() == 0


def test_both_ends_of_a_filter_have_a_label(client, admin):
    client.force_login(admin)
    text = client.get(reverse("wagtailadmin_reports:site_history")).text
    assert 'placeholder="Date' not in text
    assert text.count('name="timestamp_from"') == text.count('name="timestamp_to"') == 1
