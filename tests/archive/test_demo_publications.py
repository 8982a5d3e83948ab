"""The publications of the demo: nothing invented about real ones, the missing said once, examples marked as such."""

from __future__ import annotations

import hashlib
import re

import pypdfium2
import pytest
from bs4 import BeautifulSoup

from archive.demo import publications
from archive.demo.pdf import PdfPage, write_pdf
from archive.models import PublicationIndexPage, PublicationPage
from core.files.documents import check_pdf
from core.models import SillonDocument, Theme

pytestmark = pytest.mark.django_db
LIST = "/ressources/publications/"
ALLIANCE = "Alliance Université Entreprise de Grenoble"
REAL = {
    "pre-diagnostic-developpement-durable-pme": "2007", "publication-2013-tiers-lieux": "2013",
    "premier-dossier-bilan-2014": "2014", "memento-guide-a-l-usage-des-acteurs": "fin juin 2017",
}  # fmt: skip
EXAMPLES = ("exemple-retour-d-etude", "exemple-compter-les-trajets-2024", "exemple-compter-les-trajets")
every_page = pytest.mark.parametrize("slug", [*REAL, *EXAMPLES])


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    for slug in ("developpement-durable", "tiers-lieux", "mobilite"):
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    publications.load(PublicationIndexPage.objects.get())


def main(client, slug: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{LIST}{slug}/").text, "html.parser").find("main")


def test_loading_again_changes_nothing(demo):
    before = list(PublicationPage.objects.values_list("pk", "latest_revision"))
    publications.load(PublicationIndexPage.objects.get())
    assert list(PublicationPage.objects.values_list("pk", "latest_revision")) == before
    assert SillonDocument.objects.count() == 2


@every_page
def test_each_can_be_published_again(demo, slug):
    page = PublicationPage.objects.get(slug=slug)
    assert page.publication_problems() == {}
    page.full_clean()
    for row in page.authors.all():
        row.full_clean()


@pytest.mark.parametrize("slug", REAL)
def test_what_is_said_of_the_real_ones_has_its_source_and_no_more_is_said(demo, slug):
    page = PublicationPage.objects.get(slug=slug)
    assert page.date_label == REAL[slug]
    assert [str(row) for row in page.authors.all()] == [ALLIANCE]
    assert [(row.url, bool(row.note)) for row in page.sources.all()] == [("https://www.aueg.org", True)]
    unknown = ("isbn", "doi", "hal", "publisher", "published_in", "link", "licence", "edition", "study", "useful")
    assert [name for name in unknown if getattr(page, name)] == []
    assert (page.languages, page.replaces, page.withdrawn_on, page.image) == ([], None, None, None)
    assert not page.files.exists()
    assert not page.origins.exists()


@pytest.mark.parametrize("slug", REAL)
def test_what_is_missing_of_the_real_ones_is_said_once(client, demo, slug):
    node = main(client, slug)
    (box,) = node.select(".empty")
    text = " ".join(node.get_text(" ").split())
    assert "le document" in box.get_text()
    assert len(re.findall(r"manque|connu|retrouver|n’est pas joint|verser", text)) == 1


@pytest.mark.parametrize("slug", EXAMPLES)
def test_an_example_says_that_it_is_one(client, demo, slug):
    page = PublicationPage.objects.get(slug=slug)
    assert page.title.startswith("Exemple : ")
    assert page.abstract.startswith("Exemple inventé")
    assert [row.title for row in page.sources.all()] == ["Exemple de démonstration"]
    assert [getattr(page, name) for name in ("isbn", "doi", "hal", "publisher")] == [""] * 4
    for row in page.authors.all():
        assert "(inventée)" in row.name
    assert main(client, slug).select(".empty") == []


def test_the_example_has_two_versions_and_a_file_each(client, demo):
    old = main(client, "exemple-compter-les-trajets-2024")
    assert "Une version plus récente" in old.select_one(".notice").get_text()
    latest = client.get(f"{LIST}exemple-compter-les-trajets-2024/derniere-version/")
    assert latest["Location"] == f"{LIST}exemple-compter-les-trajets/"
    listed = client.get(LIST).text
    assert f'{LIST}exemple-compter-les-trajets/"' in listed
    assert f'{LIST}exemple-compter-les-trajets-2024/"' not in listed
    study = main(client, "exemple-retour-d-etude")
    assert study.find(id="publication-suites").find_next("a")["href"] == f"{LIST}exemple-compter-les-trajets/"


@pytest.mark.parametrize(
    ("edition", "pages", "words"), [("première", 2, "cinq rangées"), ("deuxième", 3, "six rangées")]
)
def test_the_file_is_a_pdf_whose_text_can_be_read(demo, edition, pages, words):
    document = SillonDocument.objects.get(title__endswith=f"{edition} version")
    with document.file.open("rb") as file:
        check_pdf(file)
        file.seek(0)
        content = file.read()
    assert (document.file_size, document.file_hash) == (len(content), hashlib.sha1(content).hexdigest())
    pdf = pypdfium2.PdfDocument(content)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    title = pdf.get_metadata_value("Title")
    pdf.close()
    assert len(texts) == pages
    assert words in texts[0]
    assert "Exemple inventé pour la démonstration" in texts[0]
    assert title == f"Exemple : compter les trajets, mode d’emploi, {edition} version"


def test_a_pdf_keeps_brackets_and_accents():
    content = write_pdf("Été (1)", [PdfPage("Œuvre \\ (début", "Un « mot » ici.\n\nLa suite (fin).")])
    pdf = pypdfium2.PdfDocument(content)
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    assert text.replace("\u00a0", " ").split("\r\n") == ["Œuvre \\ (début", "Un « mot » ici.", "La suite (fin)."]
    assert write_pdf("Été (1)", []) == write_pdf("Été (1)", [])
