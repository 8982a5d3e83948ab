"""What members contribute to the inventory: a place, and corrections of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import contributions
from core.gate import Audience
from inventory.models import Commune, SiteProfilePage
from inventory.visibility import FIELD_GROUPS
from inventory.vocabulary import Visibility
from members import contributing
from members.models import Contribution, Correction
from tests.factories.contributions import accept, begin, errors, send
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes(home) -> None:
    rows = [
        ("38185", "Grenoble", "grenoble", "38", ["38000", "38100"], "5.72", "45.18", "200040715"),
        ("93066", "Saint-Denis", "saint denis", "93", ["93200", "93210"], "2.36", "48.93", "200054781"),
        ("97411", "Saint-Denis", "saint denis", "974", ["97400"], "55.44", "-20.93", ""),
        ("38565", "Voreppe", "voreppe", "38", ["38340"], "5.63", "45.29", "243800604"),
    ]
    for code, name, folded, department, postcodes, longitude, latitude, epci in rows:
        Commune.objects.create(
            insee_code=code, name=name, folded=folded, department=department, postcodes=postcodes,
            longitude=longitude, latitude=latitude, epci_code=epci, epci_name=f"EPCI de {name}" if epci else "",
        )  # fmt: skip


@pytest.fixture
def place(communes) -> SiteProfilePage:
    made = SiteProfilePageFactory(
        title="La Forge", slug="la-forge", email="forge@example.org", phone="04 76 00 00 00", siret="",
        opened="2014", opening_hours="Mo-Fr 09:00-18:00", precision="number", epci_code="200040715",
        transport="Gare à 200 m\nArrêt du bus 3", rituals="Café du lundi\r\nRepas partagé",
    )  # fmt: skip
    return SiteProfilePage.objects.get(pk=made.pk)


# --- A new place ------------------------------------------------------------------------------------------------------

FULL = {
    "opened": "vers 2014", "address": "4 rue du Moulin", "postcode": "38000", "precision": "street",
    "opening_hours_mo0_from": "9:00", "opening_hours_mo0_to": "18h", "hours_note": "Sur rendez-vous en août",
    "spaces": ["kitchen", "open_space"], "equipment": ["printer"], "publics": ["students"], "accessibility": "full",
    "website": "lascierie.fr", "email": "bonjour@lascierie.fr", "phone": "04 76 00 00 00",
    "operator": "Association La Scierie", "management": ["association"], "note": "Je n’ai pas vérifié les horaires.",
}  # fmt: skip


def test_a_place_is_typed_reviewed_and_read(communes, member, moderator, client):
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
    for said in (
        "La Scierie",
        "Un atelier partagé",
        "4 rue du Moulin",
        "Deux salles.",
        "Association La Scierie",
        "Cuisine",
    ):
        assert said in text
    assert "vérifié les horaires" not in text
    told = client.get(f"/api/v3/places/{live.slug}/").json()
    assert (told["title"], told["commune"]) == ("La Scierie", "Grenoble")
    assert Contribution.objects.get(pk=sent.pk).typed["note"] == ["Je n’ai pas vérifié les horaires."]


@pytest.mark.parametrize("name", ["title", "summary", "families", "state", "commune", "milieu"])
def test_what_lacks_is_said_at_its_field(communes, member, name):
    assert list(errors("lieu", member, **{name: []})) == [name]
    assert not SiteProfilePage.objects.filter(title="La Scierie").exists()


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
        ("phone", "04 76 00 00 00, poste 2", "un seul"),
        ("title", "x" * 256, "255"), ("opening_hours_mo0_from", "9:00", "heure de fin"),
        ("note", "x" * 2001, "2000"), ("accessibility", "perhaps", "perhaps"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(communes, member, name, typed, message):
    told = errors("lieu", member, **{name: typed})
    assert list(told) == ["opening_hours" if name.startswith("opening_hours") else name]
    assert message in " ".join(told.values())


def test_a_commune_with_namesakes_is_chosen(communes, member):
    told = errors("lieu", member, commune="saint-denis", point="")
    assert list(told) == ["commune"]
    assert "« Saint-Denis (93) » ou « Saint-Denis (974) »" in told["commune"]
    form = contributing.bind(begin("lieu", member, commune="saint-denis", point=""))
    assert not form.is_valid()
    assert '<option value="Saint-Denis (974)">' in str(form["commune"])
    page = send("lieu", member, commune="Saint-Denis (974)", point="").page.specific
    assert (page.commune, page.insee_code, page.postcode, page.department) == ("Saint-Denis", "97411", "97400", "974")
    assert send("lieu", member, commune="St Denis", postcode="93200", point="").page.specific.insee_code == "93066"


def test_without_a_point_it_stands_in_the_middle_of_its_commune(communes, member):
    page = send("lieu", member, point="").page.specific
    assert (str(page.longitude), page.precision) == ("5.720000", "commune")


def test_a_slip_of_the_pen_is_noticed_by_the_postcode(communes, member):
    assert "« Grenoble (38) »" in errors("lieu", member, commune="Grenobel", postcode="38000")["commune"]


def test_a_commune_that_nobody_knows_passes_with_a_word(communes, member):
    form = contributing.bind(begin("lieu", member, commune="Genève", point=""))
    assert form.is_valid(), form.errors
    assert ["ne connaissons pas" in notice.text for notice in form.notices()] == [True]


@pytest.mark.parametrize(
    "number",
    ["0476000000", "04.76.00.00.00", "04-76-00-00-00", "+33 (0)4 76 00 00 00", "0033476000000", "+41 22 730 00 00",
     "(+33) 4 76 00 00 00"],
)  # fmt: skip
def test_a_telephone_is_kept_as_it_was_written(communes, member, number):
    assert send("lieu", member, phone=number).page.specific.phone == number


def test_a_commune_that_nobody_knows_is_told_in_the_look_over(place, member, client):
    client.force_login(member)
    for contribution in (
        begin("lieu", member, commune="Xyzville", point=""),
        begin("corriger-un-lieu", member, page=place, commune="Xyzville", postcode=""),
    ):
        look_over = f"/contribuer/{contribution.kind}/{contribution.pk}/envoyer/"
        assert "Nous ne connaissons pas de commune de ce nom" in client.get(look_over).text
        contributing.keep(contribution, {"commune": ["Grenoble"]})
        assert "Nous ne connaissons pas" not in client.get(look_over).text


def test_a_postcode_that_is_wrong_says_nothing_against_the_commune(communes, member):
    form = contributing.bind(begin("lieu", member, postcode="3800"))
    assert "postcode" in form.errors
    assert form.notices() == []


def test_without_the_table_of_communes_everything_can_be_typed(home, member):
    page = send("lieu", member, commune="Nulle-Part", postcode="01000").page.specific
    assert (page.commune, page.insee_code, page.department) == ("Nulle-Part", "", "01")


def test_what_is_typed_is_text(communes, member, moderator, client):
    payload = "<script>alert(1)</script> & <b>gras</b>"
    live = accept(send("lieu", member, title=payload, description=payload, summary=payload), moderator)
    assert "<script>alert" not in client.get(live.url).text
    told = client.get(f"/api/v3/places/{live.slug}/").json()
    assert told["title"] == payload
    assert "&lt;script&gt;" in told["body"][0]["value"]
    assert live.body.stream_block.clean(live.body)


def test_places_that_may_be_this_one_are_named(communes, place, member, rf):
    SiteProfilePageFactory(title="La Scierie", slug="secrete", draft=True, summary="Secret de fabrique")
    notices = contributing.bind(begin("lieu", member, title="la forge")).notices()
    assert [(notice.url, "« La Forge » (Grenoble)" in notice.text) for notice in notices] == [
        ("/inventaire/la-forge/", True)
    ]
    (told,) = contributing.bind(begin("lieu", member)).notices()
    assert "en préparation" in told.text
    assert (told.url, "Secret" in told.text) == ("", False)


def test_a_place_is_not_taken_for_itself_when_it_is_sent_again(communes, member, moderator):
    sent = send("lieu", member)
    sent.page.specific.current_workflow_task_state.specific.reject(user=moderator, comment="Quelle rue ?")
    again = Contribution.objects.get(pk=sent.pk)
    assert contributing.bind(again).notices() == []
    contributing.keep(again, {"commune": ["Voreppe"], "point": ["45.29, 5.63"]})
    contributing.submit(again, member)
    page = SiteProfilePage.objects.get(pk=again.page_id)
    assert (page.commune, page.insee_code, page.epci_code) == ("Voreppe", "38565", "243800604")


def test_a_step_says_what_is_wrong_in_it_and_nothing_of_the_others(communes, member):
    contribution = begin("lieu", member, point="43.3, 5.4", title=[])
    step = contributions.kind("lieu").step("adresse")
    form = contributing.shown_form(contribution, step.fields, check=True)
    assert list(form.errors) == ["point"]
    assert list(form.fields) == [name for name in form.fields if name in step.fields]


@pytest.mark.parametrize("many", [1, 12])
def test_a_form_takes_as_many_queries_among_one_as_among_many(communes, member, many):
    for number in range(many):
        SiteProfilePageFactory(title="La Scierie", slug=f"scierie-{number}")
    contribution = begin("lieu", member)
    with CaptureQueriesContext(connection) as caught:
        form = contributing.bind(contribution)
        assert form.is_valid()
        assert len(form.notices()) == min(many, 5)
    assert len(caught) <= 16, [query["sql"][:90] for query in caught]


# --- Corrections ------------------------------------------------------------------------------------------------------


def proposed(contribution) -> dict:
    return Correction.objects.get(contribution=contribution).proposed


def unchanged(place) -> dict[str, list[str]]:
    """What a browser sends of the whole form that nobody has touched."""
    kind = contributions.kind("corriger-un-lieu")
    form = kind.form(instance=place)
    typed: dict[str, list[str]] = {}
    for name in form.fields:
        value = form[name].value()
        if name == "opening_hours":
            typed["opening_hours_text"] = [value or ""]
        elif isinstance(value, list):
            typed[name] = value
        else:
            shown = value if hasattr(form.fields[name], "choices") else form.fields[name].widget.format_value(value)
            typed[name] = ["\r\n".join(str(shown or "").splitlines())]
    return typed


def test_what_nobody_touched_is_not_proposed(place, member):
    told = errors("corriger-un-lieu", member, page=place, **unchanged(place))
    assert told == {"__all__": "Rien n’a changé par rapport à la fiche en ligne."}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"families": ["fablab", "coworking"]}, {"families": ",coworking,fablab,"}),
        ({"opened": "mi-janvier 2017"}, {"opened": "2017-01-11/2017-01-20~"}),
        ({"opening_hours_text": "Mo-Sa 10:00-19:00"}, {"opening_hours": "Mo-Sa 10:00-19:00"}),
        ({"point": "45.1801, 5.7201"}, {"point": "SRID=4326;POINT(5.720100 45.180100)"}),
        ({"phone": ""}, {"phone": ""}),
        ({"desks": "12"}, {"desks": 12}),
        ({"siret": "732 829 320 00074"}, {"siret": "73282932000074"}),
        ({"transport": "Gare à 300 m"}, {"transport": "Gare à 300 m"}),
    ],
)
def test_only_what_has_changed_is_proposed(place, member, typed, expected):
    sent = send("corriger-un-lieu", member, page=place, **unchanged(place) | typed)
    assert proposed(sent) == expected
    assert SiteProfilePage.objects.get(pk=place.pk).serializable_data() == place.serializable_data()


def test_a_telephone_that_is_online_already_is_not_asked_about(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(phone="3631")
    sent = send("corriger-un-lieu", member, page=place, phone="3631", summary="Un atelier.")
    assert list(Correction.objects.get(contribution=sent).proposed) == ["summary"]
    assert list(errors("corriger-un-lieu", member, page=place, phone="123")) == ["phone"]


def test_a_number_with_a_comma_is_one(place, member):
    sent = send("corriger-un-lieu", member, page=place, staff="2,5", facilitation_hours="10")
    assert {name: float(value) for name, value in proposed(sent).items()} == {"staff": 2.5, "facilitation_hours": 10.0}


def test_a_move_brings_what_follows_from_the_commune(place, member):
    sent = send("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340", point="45.29, 5.63")
    told = proposed(sent)
    assert (told["insee_code"], told["epci_code"], told["epci_name"]) == ("38565", "243800604", "EPCI de Voreppe")
    assert errors("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340", point="45.29, 2.63")


def test_the_middle_of_a_commune_moves_with_it(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(precision="commune")
    sent = send("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340")
    assert proposed(sent)["point"] == "SRID=4326;POINT(5.630000 45.290000)"


def test_what_was_wrong_before_keeps_nobody_from_correcting_something_else(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(commune="Ailleurs", postcode="99999", summary="", point="")
    sent = send(
        "corriger-un-lieu", member, page=place, summary="", state="closed", commune="Ailleurs", postcode="99999"
    )
    assert proposed(sent) == {"state": "closed"}


@pytest.mark.parametrize("group", FIELD_GROUPS)
def test_what_a_sheet_hides_from_members_is_not_in_the_form(place, member, group):
    SiteProfilePage.objects.filter(pk=place.pk).update(
        **{group: Visibility.TEAM, "address": "1 rue Cachée", "siret": "73282932000074"}
    )
    hidden = set(FIELD_GROUPS[group]) | ({"point"} if group == "visibility_address" else set())
    kind = contributions.kind("corriger-un-lieu")
    contribution = contributing.start(kind, member, Contribution().pk, page=place)
    names = [name for step in kind.steps for name in step.fields]
    form = contributing.shown_form(contribution, names)
    assert not hidden & (form.fields.keys() | form.initial.keys())
    known = {str(getattr(place, name)) for name in hidden if hasattr(place, name) and getattr(place, name)}
    page = "".join(str(bound) for bound in form)
    assert not [value for value in known if len(value) > 6 and value in page]


def test_what_is_typed_into_a_hidden_field_is_nothing(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(visibility_address=Visibility.TEAM)
    told = errors("corriger-un-lieu", member, page=place, address="9 rue Devinée", point="43.3, 5.4")
    assert told == {"__all__": "Rien n’a changé par rapport à la fiche en ligne."}


def test_what_members_may_see_they_may_correct(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(visibility_contact=Audience.MEMBERS)
    assert proposed(send("corriger-un-lieu", member, page=place, email="autre@example.org")) == {
        "email": "autre@example.org"
    }


def test_words_alone_are_a_correction(place, member):
    assert proposed(send("corriger-un-lieu", member, page=place, note="La photo montre un autre lieu.")) == {}


# --- Photos -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["lieu", "corriger-un-lieu"])
def test_photos_join_those_of_the_sheet_once(place, code):
    from wagtail.images.tests.utils import get_test_image_file

    from core.models import SillonImage

    form = contributions.kind(code).form
    shown = SillonImage.objects.create(title="Façade", description="La façade de bois", file=get_test_image_file())
    mute = SillonImage.objects.create(title="Fond", file=get_test_image_file())
    form.attach(place, "photos", [shown])
    form.attach(place, "photos", [shown, mute, mute])
    place.save()
    rows = list(SiteProfilePage.objects.get(pk=place.pk).photos.all())
    assert [(row.image_id, row.decorative, row.sort_order) for row in rows] == [
        (shown.pk, False, 0),
        (mute.pk, True, 1),
    ]
    for row in rows:
        row.full_clean()
