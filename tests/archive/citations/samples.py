"""Citations for tests: one of each form, and a strategy that makes any."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hypothesis import strategies as st

from archive.choices import AuthorKind, Language, PublicationKind
from archive.citations.authors import Author, author_of
from archive.citations.dates import Issued, issued_of
from archive.citations.record import Citation
from archive.citations.text import one_line, paragraphs
from core.dates import fuzzy
from core.fields import FuzzyDateData
from core.models.media import Licence

PERSON, ORGANISATION = AuthorKind.PERSON, AuthorKind.ORGANISATION
#: Each kind of date that the site stores, and none.
DATES = (
    "", "2014", "2014-03", "2014-03-05", "2014~", "2014-03~", "2014?", "2016-11-22/2016-11-23", "2014-11/2015-02",
    "2014/2016", "2017-01-11/2017-01-20~", "2015-09/2015-12~", "2014-21", "2014-24", "201X", "19XX", "2014/..",
    "../2014", "0987", "2014-XX", "[2014, 2016]",
)  # fmt: skip
#: Names and titles with everything that a format could take for its own.
TRICKY = (
    "Ville de Grenoble, direction de l’urbanisme", "Dupont and Fils", "Recherche & Développement", "{Accolades}",
    "une { seule", "une } autre", "C:\\dossier", "50 % de 10 $", "n° #3 _souligné_", "~ 2014 ^ 2", "un -- et --- deux",
    "``anglais''", "« Oui ? »", 'il dit "non"', "AU  - faux", "ER  - ", "TY  - BOOK", "@book{faux,",
    "Ça, là\u00a0: l’œuvre", "?` !`", "<b>gras</b> &amp;", "日本語", "a" * 300, "\\", "$x^2$", "\\'e",
)  # fmt: skip


@lru_cache(maxsize=100)
def issued(edtf: str) -> Issued:
    """The date of a citation, as a page stores it."""
    if not edtf:
        return issued_of(None)
    parsed = fuzzy.read(edtf)
    return issued_of(
        FuzzyDateData(edtf=parsed.edtf, earliest=parsed.earliest, latest=parsed.latest, label=parsed.label)
    )


def report(**fields) -> Citation:
    """A report of an organisation, and other `fields`."""
    values = {
        "kind": PublicationKind.REVIEW, "pk": 7, "title": "Bilan des tiers-lieux", "issued": issued("2014"),
        "authors": (author_of(ORGANISATION, "Alliance de Grenoble"),), "page_url": "https://sillon.example/bilan/",
    }  # fmt: skip
    return Citation(**values | fields)


def article(**fields) -> Citation:
    """An article of two persons in a review, with all identifiers, and other `fields`."""
    values = {
        "kind": PublicationKind.ARTICLE, "pk": 8, "title": "Le travail ailleurs",
        "authors": (author_of(PERSON, "Ada Martin"), author_of(PERSON, "de La Tour, Jean Paul")),
        "issued": issued("2016-11-22"), "container": "Géocarrefour", "publisher": "Presses de Lyon",
        "page_url": "https://sillon.example/article/", "link": "https://revue.example/12?a=b&c={d}",
        "doi": "10.4000/geocarrefour.1234", "hal": "halshs-01234567", "languages": ("fr", "en"),
        "licence": Licence.CC_BY, "abstract": "Un résumé.\nEn deux lignes.", "keywords": ("télétravail", "mobilité"),
    }  # fmt: skip
    return Citation(**values | fields)


_text = st.one_of(
    st.sampled_from(TRICKY), st.text(max_size=40), st.text(alphabet="\\{}%&#_~^$-`'?!<>,@\" \n\tabé", max_size=30)
)
_line = _text.map(one_line)
_person = _line.map(lambda name: author_of(PERSON, name))
_other = st.builds(author_of, st.sampled_from([ORGANISATION, ""]), _line)
_authors = st.lists(st.one_of(_person, _other).filter(lambda author: bool(author.name)), max_size=4)
_keyword = _line.map(lambda word: word.replace(",", "").replace(";", "").strip(" ")).filter(bool)

citations = st.builds(
    Citation,
    kind=st.sampled_from(PublicationKind.values),
    title=_line.filter(bool),
    pk=st.integers(1, 10_000),
    page_url=st.just("https://sillon.example/page/"),
    title_is_ours=st.booleans(),
    authors=_authors.map(tuple),
    issued=st.sampled_from(DATES).map(issued),
    publisher=_line,
    container=_line,
    edition=_line,
    link=st.sampled_from(["", "https://exemple.fr/a_b?c=%20&d=~e#f"]),
    isbn=st.sampled_from(["", "978-2-07-036002-4"]),
    doi=st.sampled_from(["", "10.1002/(SICI)1097<1661::AID-SIM968>3.0.CO;2-2", "10.4000/a_b.1"]),
    hal=st.sampled_from(["", "halshs-01234567"]),
    languages=st.lists(st.sampled_from(Language.values), unique=True, max_size=2).map(tuple),
    licence=st.sampled_from(Licence.values),
    abstract=_text.map(paragraphs),
    keywords=st.lists(_keyword, max_size=3).map(tuple),
    withdrawn_on=st.sampled_from([None, date(2025, 3, 1)]),
)


def parts_of(author: Author) -> tuple[str, str] | str:
    """Family and given name of a person who has both; else the whole name."""
    return (author.family, author.given) if author.given else author.name
