"""The citation as French text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given

from archive.citations.authors import author_of
from archive.citations.french import french_html, french_text
from tests.archive.citations.samples import ORGANISATION, PERSON, article, citations, issued, report

PAGE = " https://sillon.example/bilan/"
BILAN = "Alliance de Grenoble, Bilan des tiers-lieux, dossier bilan"


class Text(HTMLParser):
    """The text of HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (article(), (
            "Ada Martin et Jean Paul de La Tour, «\u00a0Le travail ailleurs\u00a0», Géocarrefour, Presses de Lyon, "
            "22 novembre 2016. https://doi.org/10.4000/geocarrefour.1234"
        )),
        (report(), f"{BILAN}, 2014.{PAGE}"),
        (report(title_is_ours=True), f"Alliance de Grenoble, [Bilan des tiers-lieux], dossier bilan, 2014.{PAGE}"),
        (report(issued=issued("")), f"{BILAN}, s.\u00a0d.{PAGE}"),
        (report(issued=issued("2014~")), f"{BILAN}, vers 2014.{PAGE}"),
        (report(authors=(), title="Et après ?"), f"Et après\u202f?, dossier bilan, 2014.{PAGE}"),
        (report(authors=(), title="Le bilan."), f"Le bilan, dossier bilan, 2014.{PAGE}"),
        (report(authors=(), title="Et après..."), f"Et après..., dossier bilan, 2014.{PAGE}"),
        (report(publisher="Alliance de Grenoble"), f"{BILAN}, 2014.{PAGE}"),
        (
            report(kind="guide", publisher="PUG", edition="2e éd.", isbn="978-2-07-036002-4", hal="hal-01"),
            "Alliance de Grenoble, Bilan des tiers-lieux, 2e éd., PUG, 2014, ISBN\u00a0978-2-07-036002-4. "
            "https://hal.science/hal-01",
        ),
        (
            report(kind="study", container="Actes"),
            f"Alliance de Grenoble, Bilan des tiers-lieux, étude, dans Actes, 2014.{PAGE}",
        ),
        (
            report(authors=(), title="Titre", doi="10.1002/(SICI)<1::2>#3"),
            "Titre, dossier bilan, 2014. https://doi.org/10.1002/(SICI)%3C1::2%3E%233",
        ),
        (
            article(title="Du « tiers-lieu »", authors=(), doi="", hal="", publisher="", link=""),
            "«\u00a0Du “tiers-lieu”\u00a0», Géocarrefour, 22 novembre 2016. https://sillon.example/article/",
        ),
    ],
)  # fmt: skip
def test_sentences(citation, text):
    assert french_text(citation) == text


def test_many_authors_are_cut():
    people = tuple(author_of(PERSON, f"Prénom Nom{number}") for number in range(7))
    assert french_text(report(authors=people[:3])).startswith("Prénom Nom0, Prénom Nom1 et Prénom Nom2, Bilan")
    assert french_text(report(authors=people)).startswith("Prénom Nom0, Prénom Nom1, Prénom Nom2 et\u00a0al., Bilan")


def test_a_withdrawal_is_said(withdrawn):
    assert french_text(withdrawn).endswith(f"dossier bilan, 2014, retirée le 1er mars 2025.{PAGE}")


def test_titles_of_reports_and_reviews_are_in_italics_and_addresses_are_links():
    html = french_html(report(container="Actes & <b>"))
    assert "<i>Bilan des tiers-lieux</i>, dossier bilan, dans <i>Actes &amp; &lt;b&gt;</i>, 2014. <a href=" in html
    html = french_html(article())
    assert "«\u00a0Le travail ailleurs\u00a0», <i>Géocarrefour</i>, " in html
    assert html.endswith(
        '<a href="https://doi.org/10.4000/geocarrefour.1234">https://doi.org/10.4000/geocarrefour.1234</a>'
    )


@given(citations)
def test_html_and_text_say_the_same(citation):
    parser = Text(french_html(citation))
    assert parser.text == french_text(citation)
    assert parser.tags <= {"i", "a"}


def test_an_organisation_with_a_comma_is_one():
    authors = (author_of(ORGANISATION, "Ville de Grenoble, urbanisme"),)
    assert french_text(report(authors=authors)).startswith("Ville de Grenoble, urbanisme, Bilan")
