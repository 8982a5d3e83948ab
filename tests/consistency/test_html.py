"""Every page and every mail is valid HTML. In CI a missing validator is a failure; elsewhere the test is skipped.

The validator is the W3C's, in Java: VNU_JAR names its jar, or `python -m tests.tools` fetches it from npm.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from core.checks import own_page_models
from members.contributions import form_data
from members.models import User
from search import views as search_views
from tests import remembered
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory, ProjectPageFactory, PublicationPageFactory
from tests.factories.contributions import send
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.mails import MAILS, Scene, caused
from tests.factories.memento import TestimonialPageFactory, add_tree
from tests.factories.trees import way
from tests.tools import path as tool

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
JAR = Path(os.environ.get("VNU_JAR", tool("vnu-jar") / "build/dist/vnu.jar"))
LONG = "Anticonstitutionnellement" * 7 + ' & <b>gras</b> « guillemets » "droits" l\'apostrophe'
#: A page with one fault, which the validator must report.
BROKEN = '<!doctype html><html lang="fr"><head><title>X</title></head><body><p><div></div></p></body></html>'
READERS = {
    "search": "/recherche/?q=teletravail",
    "nothing found": "/recherche/?q=introuvable",
    "search corrected": "/recherche/?q=cowrking+grenoble",
    "search with nothing exact": "/recherche/?q=tiers+etat",
    "search with passages": "/recherche/?q=besoins+des+habitants",
    "search filtered": "/recherche/?q=teletravail&type=sheet&order=date",
    "search filtered in vain": "/recherche/?q=teletravail&type=event&year=1999&theme=inconnu&page=x",
    "further results": "/recherche/?q=a+teletravail&page=2&verbatim=1",
    "nothing asked": "/recherche/",
    "unknown kind": "/recherche/?q=a&type=inconnu",
    "hostile search": "/recherche/?q=%22%3E%3Cscript%3E",
    "places filtered": "/inventaire/?q=fablab&famille=coworking&etat=active",
    "no place": "/inventaire/?q=introuvable",
    "bad filter": "/inventaire/?famille=inconnue&page=x",
    "events filtered": "/ressources/evenements/?type=inconnu&from=x",
    "publications filtered": "/ressources/publications/?q=introuvable",
    "projects filtered": "/ressources/projets/?state=inconnu&type=project",
    "outcome": f"/memento/arbre-trop/?{urlencode(way('A1.besoin', 'B2.oui'))}",
    "answer that is gone": "/memento/arbre-trop/?r=partie",
    "whole tree": "/memento/arbre-trop/?vue=arbre",
    "log-in": "/compte/login/",
    "reset": "/compte/password/reset/",
    "reset asked": "/compte/password/reset/done/",
    "reset with an old link": "/compte/password/reset/key/1-abc/",
    "sign-up": "/compte/signup/",
    "contribute": "/contribuer/",
    "an account is needed": "/contribuer/lieu/",
    "a page is needed": "/contribuer/signaler/",
    "not found": "/rien/",
}
MEMBERS = {
    "account": "/compte/",
    "profile": "/compte/profil/",
    "deletion": "/compte/supprimer/",
    "two steps": "/compte/deux-etapes/",
    "who one is": "/compte/reauthenticate/",
    "log-out": "/compte/logout/",
    "addresses": "/compte/email/",
    "password": "/compte/password/change/",
    "no way into the admin": "/admin/",
    "home of a member": "/",
    "doors of who waits": "/contribuer/",
    "no contribution": "/compte/contributions/",
}


@pytest.fixture
def validator() -> Path:
    missing = "Java" if shutil.which("java") is None else "" if JAR.is_file() else f"vnu.jar ({JAR})"
    if missing and os.environ.get("CI"):
        pytest.fail(f"{missing} is missing: the HTML cannot be validated.")
    if missing:
        pytest.skip(f"{missing} is not there")
    return JAR


def faults(jar: Path, folder: Path) -> list[str]:
    """The validator's errors in the files of a folder, each as « name of the file: message »."""
    command = [
        "java",
        "-Xss4m",
        "-XX:TieredStopAtLevel=1",  # the whole optimiser takes longer than a hundred pages
        "-jar",
        str(jar),
        "--errors-only",
        "--format",
        "json",
        "--exit-zero-always",
        str(folder),
    ]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return [
        f"{Path(fault['url']).stem}: {fault['message']} {' '.join(fault.get('extract', '').split())}"
        for fault in json.loads(report)["messages"]
    ]


def pages(home: Page) -> dict[str, str]:
    """Every live page, and the same types without content and with too much of it."""
    section = {page.slug: page for page in Page.objects.filter(depth__gt=2)}
    SiteProfilePageFactory(bare=True, title="Un lieu dont on ne sait rien", slug="nu")
    SiteProfilePageFactory(title=LONG, slug="trop", summary=LONG, address=LONG[-100:], commune=LONG[-100:])
    StandardPageFactory(parent=home, title="Une page vide", slug="vide", introduction="")
    StandardPageFactory(parent=home, title=LONG, slug="pleine", introduction=LONG)
    EventReportPageFactory(parent=section["evenements"], title=LONG, slug="evenement-trop", introduction=LONG)
    publication = PublicationPageFactory(
        parent=section["publications"], title=LONG, slug="publication-trop", abstract=LONG, kind="study_feedback",
        study=LONG, commissioner=LONG[-100:], study_method=LONG, useful=LONG, not_useful=LONG, lessons=LONG,
        link="https://example.org/?a=b&c", doi="10.1002/(sici)1097-4636(199823)43:4<339::aid>3.0.co;2-0",
    )  # fmt: skip
    PublicationPageFactory(
        parent=section["publications"], title="Un guide", slug="publication-retiree", replaces=publication,
        withdrawn_on="2020-03-03", withdrawal_reason=LONG,
    )  # fmt: skip
    ProjectPageFactory(parent=section["projets"], title=LONG, slug="projet-trop", introduction=LONG, aims=LONG)
    TestimonialPageFactory(parent=section["temoignages"], title=LONG, slug="recit-trop")
    add_tree("arbre-trop", title=LONG, introduction=LONG)
    live = Page.objects.live().descendant_of(home, inclusive=True)
    assert {page.specific_class for page in live} == set(own_page_models())
    return {page.url_path.removeprefix(home.url_path) or "home": page.url for page in live}


def contributions(member: User) -> dict[str, str]:
    """The screens of a contribution: filled, refused, looked over, and among others."""
    client = Client()
    client.force_login(member)
    first = client.get("/contribuer/lieu/")["Location"]
    way = first.removesuffix("lieu/")
    found = {"step": client.get(first).text}
    new = {"_vu": form_data.digest({})}
    client.post(first, {**new, "title": LONG, "families": ["coworking"]})
    photo = Path(__file__).parents[2] / "static" / "images" / "apple-touch-icon.png"
    with photo.open("rb") as file:
        client.post(f"{way}photos/", {**new, "fichiers-photos": file, "aller": "rester"})
    client.post(f"{way}adresse/", {**new, "point": "quelque part"})
    client.post(f"{way}pratique/", {**new, "opening_hours_mo0_from": "x"})
    for name in ("adresse/?revoir=1", "pratique/?revoir=1", "photos/", "envoyer/"):
        found[f"step {name}"] = client.get(f"{way}{name}").text
    found["step changed twice"] = client.post(first, {"title": "Autre", "_vu": "x"}).text
    found["sending refused"] = client.post(f"{way}envoyer/").text
    place = SiteProfilePageFactory(title=LONG, slug="a-corriger")
    for code in ("corriger-un-lieu", "signaler", "gerer"):
        found[f"step {code}"] = client.get(f"/contribuer/{code}/?sur={place.translation_key}", follow=True).text
    found["mine"] = client.get("/compte/contributions/").text
    found["one of mine"] = client.get(f"/compte/contributions/{first.split('/')[3]}/").text
    found["deleting"] = client.get(f"/compte/contributions/{first.split('/')[3]}/supprimer/").text
    found["withdrawing"] = client.get(f"/compte/contributions/{send('lieu', member).pk}/retirer/").text
    return found


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    remembered.load_demo()


@pytest.mark.slow("the W3C's validator reads each page type, form and mail of the site, in one process of Java")
def test_every_page_and_every_mail_is_valid(
    validator, demo, home, member, moderator, editor, monkeypatch, tmp_path, client
):
    found: dict[str, str] = {}
    for name, url in {**pages(home), **READERS}.items():
        response = client.get(url, follow=True)
        assert response["Content-Type"].startswith("text/html"), name
        found[name] = response.text
    found["log-in refused"] = client.post("/compte/login/", {"login": "x", "password": "y"}).text
    found["reset refused"] = client.post("/compte/password/reset/", {"email": "x"}).text
    reader = Client()
    reader.force_login(make_user("une-lectrice"))
    found |= {name: reader.get(url, follow=True).text for name, url in MEMBERS.items()}

    found |= contributions(make_user("une-autrice", "Membres"))

    for name in MAILS:
        if "workflow_state" not in name:  # one of each layout
            with transaction.atomic():
                scene = Scene(User.objects.get(pk=member.pk), moderator, editor)
                found[f"mail {name}"] = caused(MAILS[name], scene).get_body(("html",)).get_content()
                transaction.set_rollback(True)  # some tell that an account is gone

    client.raise_request_exception = False
    monkeypatch.setattr(search_views, "search_context", None)
    found["error"] = client.get("/recherche/?q=x").text

    for name, text in found.items():
        (tmp_path / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())[:150]}.html").write_text(text)
    (tmp_path / "broken.html").write_text(BROKEN)
    seen = faults(validator, tmp_path)
    wrong = [fault for fault in seen if not fault.startswith("broken: ")]
    assert not wrong, "\n".join(wrong)
    assert len(seen) == 1
