"""What the comparison of two pages sees."""

from bs4 import BeautifulSoup

from tests.headless.texts import NO_TEXT, PageText, page_text


def text_of(main: str) -> PageText:
    return page_text(BeautifulSoup(f"<title>Un titre</title><main>{main}</main>", "html.parser"), NO_TEXT)


def test_a_text_ends_where_a_block_does_and_not_at_a_link():
    page = text_of("<h1>Mens</h1><p>Vu à <a href='/'>Mens</a>, hier.</p><ul><li>un<li>deux</ul><script>3</script>")
    assert (page.title, page.headings) == ("Un titre", ["Mens"])
    assert page.texts == ["Mens", "Vu à Mens, hier.", "un", "deux"]


def test_typography_is_no_difference():
    assert text_of("<p>L’accueil\N{NARROW NO-BREAK SPACE}: «\N{NO-BREAK SPACE}oui »</p>").texts == ["L’accueil: «oui»"]
    assert text_of("<p>L'accueil : « oui »</p>").texts == ["L’accueil: «oui»"]


def test_what_a_page_lacks_is_named():
    sillon, example = text_of("<p>un</p><p>deux</p>"), text_of("<p>un, deux</p>")
    assert example.lacks(sillon) == []
    assert sillon.lacks(example) == ["un, deux"]


def test_a_definition_that_opens_over_a_text_is_a_text_of_its_own():
    page = text_of("<p>Un <button>lieu</button><span popover>Un endroit.</span> ouvert</p>")
    assert page.texts == ["Un lieu ouvert", "Un endroit."]
