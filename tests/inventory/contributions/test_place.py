"""Contributing a new place: its form, what its commune fills in, and notices of similar places."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.contributions import kinds
from core.text.typography import thousands
from inventory.choices import Visibility
from inventory.models import Commune, SiteProfilePage
from members.contributions import drafts
from members.models import Contribution
from tests.factories.contributions import accept, begin, errors, send, typed_for
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db

FULL = {
    "opened": "vers 2014", "address": "4 rue du Moulin", "postcode": "38000", "precision": "street",
    "opening_hours_mo0_from": "9:00", "opening_hours_mo0_to": "18h", "hours_note": "Sur rendez-vous en août",
    "spaces": ["kitchen", "open_space"], "equipment": ["printer"], "publics": ["students"], "accessibility": "full",
    "website": "lascierie.fr", "email": "bonjour@lascierie.fr", "phone": "04 76 00 00 00",
    "operator": "Association La Scierie", "management": ["association"], "note": "Je n’ai pas vérifié les horaires.",
}  # fmt: skip


def test_place_is_sent_reviewed_and_published(communes, member, moderator, client):
    sent = send("lieu", member, **FULL)
    page = sent.page.specific
    assert (page.live, page.insee_code, page.department) == (False, "38185", "38")
    assert (page.epci_code, page.epci_name) == ("200040715", "EPCI de Grenoble")
    assert (str(page.longitude), str(page.latitude), page.precision) == ("5.720000", "45.190000", "street")
    assert (page.opened, page.opening_hours) == ("2014~", "Mo 09:00-18:00")
    assert page.website == "https://lascierie.fr"
    assert page.publication_problems() == {}
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for text_on_page in (
        "La Scierie",
        "Un atelier partagé",
        "4 rue du Moulin",
        "Deux salles.",
        "Association La Scierie",
        "Cuisine",
    ):
        assert text_on_page in text
    assert "vérifié les horaires" not in text
    data = client.get(f"/api/v3/places/{live.slug}/").json()
    assert (data["title"], data["commune"]) == ("La Scierie", "Grenoble")
    assert Contribution.objects.get(pk=sent.pk).typed["note"] == ["Je n’ai pas vérifié les horaires."]


def form_of(**typed: Any) -> forms.BaseForm:
    """The form of a new place with what is typed, bound to a contribution that is not stored."""
    return drafts.bind(Contribution(kind="lieu", typed=typed_for("lieu", typed)))


def form_errors(**typed: Any) -> dict[str, str]:
    """The errors of `form_of` by field."""
    return {name: " ".join(texts) for name, texts in form_of(**typed).errors.items()}


@pytest.mark.parametrize("name", ["title", "summary", "families", "state", "commune", "milieu"])
def test_missing_value_is_an_error_of_its_field(communes, name):
    assert list(form_errors(**{name: []})) == [name]


def test_place_with_errors_is_not_sent(communes, member):
    assert list(errors("lieu", member, summary=[])) == ["summary"]
    assert not SiteProfilePage.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("summary", "x" * 281, "280"), ("families", ["nowhere"], "nowhere"), ("state", "burning", "burning"),
        ("opened", "jadis", "date"), ("postcode", "3800", "cinq chiffres"), ("point", "partout", "pas compris"),
        ("point", "5.72, 45.19", "inversées"), ("point", "43.3, 5.4", "km de Grenoble"),
        ("postcode", "97400", "code postal de Grenoble"), ("website", "pas un site", "page web"),
        ("email", "moi", "adresse"),
        ("phone", "0" * 31, "30"), ("phone", "123", "téléphone"), ("phone", "04 76 00 00 0", "téléphone"),
        ("phone", "le soir", "téléphone"), ("phone", "+33 4 76 00 00", "téléphone"),
        ("phone", "0476000000/0612345678", "un seul"),
        ("title", "x" * 256, "255"), ("opening_hours_mo0_from", "9:00", "heure de fin"),
        ("note", "x" * 2001, thousands(2000)), ("accessibility", "perhaps", "perhaps"),
    ],
)  # fmt: skip
def test_wrong_value_is_an_error_of_its_field(communes, name, typed, message):
    found = form_errors(**{name: typed})
    assert list(found) == ["opening_hours" if name.startswith("opening_hours") else name]
    assert message in " ".join(found.values())


def test_commune_with_namesakes_is_chosen(communes, member):
    form = form_of(commune="saint-denis", point="")
    assert list(form.errors) == ["commune"]
    assert "« Saint-Denis (93) » ou « Saint-Denis (974) »" in form.errors["commune"][0]
    assert '<option value="Saint-Denis (974)">' in str(form["commune"])
    page = send("lieu", member, commune="Saint-Denis (974)", point="").page.specific
    assert (page.commune, page.insee_code, page.postcode, page.department) == ("Saint-Denis", "97411", "97400", "974")
    assert send("lieu", member, commune="St Denis", postcode="93200", point="").page.specific.insee_code == "93066"


def test_place_without_a_point_gets_the_centre_of_its_commune(communes, member):
    page = send("lieu", member, point="").page.specific
    assert (str(page.longitude), page.precision) == ("5.720000", "commune")


def test_misspelt_commune_is_recognised_by_its_postcode(communes):
    assert "« Grenoble (38) »" in form_errors(commune="Grenobel", postcode="38000")["commune"]


def test_unknown_commune_is_valid_with_a_notice(communes):
    form = form_of(commune="Genève", point="")
    assert form.is_valid(), form.errors
    assert ["ne connaissons pas" in notice.text for notice in form.notices()] == [True]


def test_phone_number_is_stored_normalised(communes):
    form = form_of(phone="+33 (0)4-76-00-00-00")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "04 76 00 00 00"


def test_review_step_shows_the_notice_about_an_unknown_commune(communes, member, client):
    place = SiteProfilePageFactory(title="La Forge")
    client.force_login(member)
    for contribution in (
        begin("lieu", member, commune="Xyzville", point=""),
        begin("corriger-un-lieu", member, page=place, commune="Xyzville", postcode=""),
    ):
        review_url = f"/contribuer/{contribution.kind}/{contribution.pk}/envoyer/"
        assert "Nous ne connaissons pas de commune de ce nom" in client.get(review_url).text
        drafts.save(contribution, {"commune": ["Grenoble"]})
        assert "Nous ne connaissons pas" not in client.get(review_url).text


def test_invalid_postcode_gives_no_notice_about_the_commune(communes):
    form = form_of(postcode="3800")
    assert "postcode" in form.errors
    assert form.notices() == []


def test_any_commune_can_be_typed_without_the_table_of_communes(communes, member):
    Commune.objects.all().delete()
    page = send("lieu", member, commune="Nulle-Part", postcode="01000").page.specific
    assert (page.commune, page.insee_code, page.department) == ("Nulle-Part", "", "01")


def test_typed_html_is_escaped(communes, member, moderator, client):
    payload = "<script>alert(1)</script> & <b>gras</b>"
    live = accept(send("lieu", member, title=payload, description=payload, summary=payload), moderator)
    assert "<script>alert" not in client.get(live.url).text
    data = client.get(f"/api/v3/places/{live.slug}/").json()
    assert data["title"] == payload
    assert "&lt;script&gt;" in data["body"][0]["value"]
    assert live.body.stream_block.clean(live.body)


def test_similar_places_are_named_in_notices(communes, member):
    SiteProfilePageFactory(title="La Forge", slug="la-forge")
    SiteProfilePageFactory(title="La Scierie", slug="secrete", draft=True, summary="Secret de fabrique")
    notices = drafts.bind(begin("lieu", member, title="la forge")).notices()
    assert [(notice.url, "« La Forge » (Grenoble)" in notice.text) for notice in notices] == [
        ("/inventaire/la-forge/", True)
    ]
    (notice,) = drafts.bind(begin("lieu", member)).notices()
    assert "en préparation" in notice.text
    assert (notice.url, "Secret" in notice.text) == ("", False)


HIDDEN_POINT = "SRID=4326;POINT(5.72 45.19)"


def notices_around(member) -> set[tuple[str, ...]]:
    """The notices of a proposal in another commune, with points at 0, 200, 900 and 1,100 m of the hidden one."""
    points = ("45.19, 5.72", "45.1918, 5.72", "45.1981, 5.72", "45.1999, 5.72")
    forms = [drafts.bind(begin("lieu", member, commune="Voreppe", point=point)) for point in points]
    return {tuple(notice.text for notice in form.notices()) for form in forms}


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.TEAM])
def test_hidden_address_does_not_change_the_notices_about_points(communes, member, visibility):
    SiteProfilePageFactory(
        title="La Scierie", insee_code="38185", commune="Grenoble", point=HIDDEN_POINT, visibility_address=visibility
    )
    assert notices_around(member) == {()}
    (notice,) = drafts.bind(begin("lieu", member)).notices()  # its name and commune are there for all to read
    assert "« La Scierie » (Grenoble) est déjà dans l’inventaire" in notice.text


@pytest.mark.parametrize("kind", ["draft", "group", "log-in"])
def test_draft_or_private_page_does_not_change_the_notices_about_points(communes, member, kind):
    page = SiteProfilePageFactory(
        title="La Scierie", insee_code="38185", commune="Grenoble", point=HIDDEN_POINT, draft=kind == "draft"
    )
    if kind != "draft":
        restriction_type = "groups" if kind == "group" else "login"
        PageViewRestriction.objects.create(page=page, restriction_type=restriction_type)
    assert notices_around(member) == {()}
    (notice,) = drafts.bind(begin("lieu", member)).notices()
    assert (notice.url, "en préparation" in notice.text) == ("", True)


def test_distance_to_a_public_place_changes_the_notices(communes, member):
    SiteProfilePageFactory(title="La Scierie", insee_code="38185", commune="Grenoble", point=HIDDEN_POINT)
    assert len(notices_around(member)) == 2


def test_place_sent_again_is_not_similar_to_itself(communes, member, moderator):
    sent = send("lieu", member)
    sent.page.specific.current_workflow_task_state.specific.reject(user=moderator, comment="Quelle rue ?")
    again = Contribution.objects.get(pk=sent.pk)
    assert drafts.bind(again).notices() == []
    drafts.save(again, {"commune": ["Voreppe"], "point": ["45.29, 5.63"]})
    drafts.submit(again, member)
    page = SiteProfilePage.objects.get(pk=again.page_id)
    assert (page.commune, page.insee_code, page.epci_code) == ("Voreppe", "38565", "243800604")


def test_step_shows_only_its_own_errors(communes, member):
    contribution = begin("lieu", member, point="43.3, 5.4", title=[])
    step = kinds.kind("lieu").step("adresse")
    form = drafts.form_of_fields(contribution, drafts.kind_of(contribution), step.fields, check=True)
    assert list(form.errors) == ["point"]
    assert list(form.fields) == [name for name in form.fields if name in step.fields]


@pytest.mark.parametrize("many", [1, 6])
def test_form_takes_as_many_queries_with_one_similar_place_as_with_several(communes, member, many):
    for number in range(many):
        SiteProfilePageFactory(title="La Scierie", slug=f"scierie-{number}")
    contribution = begin("lieu", member)
    with CaptureQueriesContext(connection) as caught:
        form = drafts.bind(contribution)
        assert form.is_valid()
        assert len(form.notices()) == min(many, 5)
    assert len(caught) <= 16, [query["sql"][:90] for query in caught]
