"""Drawings that come in: what runs or loads from elsewhere is removed, what draws is not."""

from __future__ import annotations

import gzip
import re
import time
from base64 import b64decode, b64encode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files import svg
from tests.core.files import pictures

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PNG = f"data:image/png;base64,{b64encode(pictures.saved(pictures.drawn((4, 4)), 'PNG')).decode()}"


def drawing(inside: str, attributes: str = "") -> bytes:
    return f'<svg {NS} {attributes}>{inside}<rect width="5" height="5"/></svg>'.encode()


DANGERS = {
    "script": "<script>alert(1)</script>",
    "script of another namespace": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    "handler": '<rect onclick="alert(1)" ONLOAD="alert(1)"/>',
    "handler element": '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>',
    "link": '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
    "link with a line break": '<a href=" java&#10;script:alert(1)"><text>x</text></a>',
    "link to a page in itself": '<a href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"><text>x</text></a>',
    "animated link": '<a><set attributeName="href" to="javascript:alert(1)"/><text>x</text></a>',
    "foreign content": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml" onclick="x()">x</p></foreignObject>',
    "external use": '<use href="https://evil.example/a.svg#a"/>',
    "external image": '<image href="https://evil.example/a.png"/><image xlink:href="//evil.example/b.png"/>',
    "nested drawing": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "external filter": '<feImage href="https://evil.example/a.png"/>',
    "imported style": "<style>@import url(https://evil.example/a.css); @import 'https://evil.example/b';</style>",
    "address in a style": "<style>rect { fill: url( 'https://evil.example/#a' ) }</style>",
    "address in an attribute": '<rect fill="url(https://evil.example/#a)" style="mask:URL(//evil.example/)"/>',
    "font": "<style>@font-face { font-family: x; src: url(https://evil.example/f.woff) }</style>",
    "relative address": '<image href="/compte/logout/"/><rect fill="url(/compte/#a)"/>',
    "function in an attribute": "<rect mask=\"image-set('https://evil.example/a' 1x)\"/>",
    "another function": "<rect filter=\"src('//evil.example/b')\"/>",
    "import within an import": "<style>@im@import;port 'https://evil.example/a'; rect { fill: red }</style>",
    "prefixed function": "<rect mask=\"-webkit-image-set('https://evil.example/a' 1x)\"/>",
    "hidden function": "<rect mask=\"ima\\ge-set('https://evil.example/a' 1x)\"/>",
    "animated function": "<rect><set attributeName='mask' to='image-set(\"https://evil.example/a\" 1x)'/></rect>",
    "style of no namespace": '<style xmlns="">@import "https://evil.example/a"; rect {fill: red}</style>',
    "style of another namespace": '<z:style xmlns:z="urn:z">@import "https://evil.example/a";</z:style>',
    "style sheet": '<?xml-stylesheet href="https://evil.example/a.css"?>',
}


@pytest.mark.parametrize("danger", DANGERS.values(), ids=DANGERS)
def test_what_runs_or_loads_is_removed(danger):
    cleaned = svg.clean(drawing(danger)).decode()
    for trace in ("script>", "onclick", "onload", "foreignobject", "evil.example", "compte", "handler", "text/html"):
        assert trace not in cleaned.lower()
    for element in ElementTree.fromstring(cleaned).iter():
        assert not element.get("href", "#").strip().lower().startswith(("java", "http", "/"))
        assert element.get("attributeName") != "href"
    assert "rect" in cleaned
    assert svg.clean(cleaned.encode()).decode() == cleaned


def test_a_handler_of_the_whole_drawing_is_removed():
    assert b"alert" not in svg.clean(drawing("", 'onload="alert(1)"'))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(drawing("")), "compressé"),
        (b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>", "malgré son nom"),
        (b"<html><body>", "pas un dessin SVG valide"),
        (b"", "pas un dessin SVG valide"),
        (b"\x89PNG\r\n\x1a\n", "pas un dessin SVG valide"),
        (b'<svg viewBox="0 0 1 1"><rect/></svg>', "malgré son nom"),
        (drawing("")[:-8], "pas un dessin SVG valide"),
        (drawing("<g>" * 200 + "</g>" * 200), "trop complexe"),
        (drawing("<g>" * 1_000_000), "trop complexe"),
        (drawing("<path/>" * 60_000), "trop complexe"),
        (drawing(f'<path d="{"M0 0" * 2_000_000}"/>'), "trop lourd"),
        (drawing("<style>rect { background: image-set('https://evil.example/a' 1x) }</style>"), "styles"),
        (drawing("<style>rect { fill: u\\72l(https://evil.example/) }</style>"), "styles"),
        (drawing('<rect style="fill:\\75rl(//evil.example/)"/>'), "styles"),
        (drawing('<style>rect { fill: red }<desc/>@import "https://evil.example/a";</style>'), "styles"),
        (drawing('<style>rect { fill: red }<b xmlns="urn:b"/>@import "https://evil.example/a";</style>'), "styles"),
        *(
            (drawing(inside.replace("¤", mark)), "caractères")
            for mark in (svg.NOTHING, svg.BLANK, f"&#{ord(svg.NOTHING)};")
            for inside in (
                '<style>@im¤port "https://evil.example/a"; rect { fill: u¤rl(https://evil.example/b) }</style>',
                '<rect fill="u¤rl(https://evil.example/c)"/>',
                '<a href="java¤script:alert(1)"><text>x</text></a>',
            )
        ),
        (f'<svg {NS}><foreignObject width="9"/></svg>'.encode(), "aucun dessin"),
        (b'<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>' + drawing("<text>&b;</text>"), "entités"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("<text>&a;</text>"), "entités"),
    ],
)
def test_what_cannot_be_made_safe_is_refused_at_once(content, words):
    start = time.process_time()
    with pytest.raises(svg.UnsafeDrawing, match=words):
        svg.clean(content)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_are_read_and_written_as_utf_8(encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><svg {NS}><script>a</script><text>été</text></svg>'
    cleaned = svg.clean(content.encode(encoding)).decode()
    assert "été" in cleaned
    assert "script" not in cleaned


def test_a_document_type_is_no_danger():
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert b"DOCTYPE" not in svg.clean(doctype + drawing(""))


def test_what_draws_is_kept():
    inside = (
        "<title>T</title><desc>D</desc><defs>"
        '<linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient>'
        '<linearGradient id="b" xlink:href="#a"/><clipPath id="c"><circle r="3"/></clipPath>'
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs>'
        '<style type="text/css"><![CDATA[.st0{fill:url(#b)} @media print {.st0{fill:none}}]]></style>'
        f'<g clip-path="url(#c)" transform="rotate(2)" role="img" aria-label="x"><image href="{PNG}"/></g>'
        '<use xlink:href="#c"/><path class="st0" d="M0 0h1" style="stroke:#f00;filter:url(#f)"/>'
    )
    cleaned = svg.clean(drawing(inside)).decode()
    for part in (
        "<title>T</title>", 'href="#a"', 'id="b"', 'clip-path="url(#c)"', PNG, 'href="#c"', ".st0{fill:url(#b)}",
        "@media print", "filter:url(#f)", 'transform="rotate(2)"', 'aria-label="x"', "feGaussianBlur",
    ):  # fmt: skip
        assert part in cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<text><tspan>Ti</tspan><tspan>tre</tspan></text>", "Titre"),
        ("<text>a<tspan>b</tspan> <tspan>c</tspan></text>", "ab c"),
        ('<text xml:space="preserve">a  b</text>', "a\u00a0 b"),
        ('<text xml:space="preserve"> a<tspan xml:space="default"> b </tspan></text>', "\u00a0a b "),
    ],
)
def test_words_keep_their_spaces(text, expected):
    root = ElementTree.fromstring(svg.clean(drawing(text)))
    assert "".join(root.find(f"{svg.SVG}text").itertext()) == expected


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: drawing(text)))
@settings(max_examples=100)
def test_any_bytes_are_cleaned_or_refused(content):
    try:
        cleaned = svg.clean(content)
    except svg.UnsafeDrawing:
        return
    assert ElementTree.fromstring(cleaned).tag == f"{svg.SVG}svg"


@pytest.mark.parametrize("format_", ["JPEG", "MPO", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "inside",
    ['<image href="{}"/>', '<image xlink:href=" {} "/>', "<style>rect {{ fill: url( '{}' ) }}</style>"],
    ids=["href", "xlink", "style"],
)
def test_embedded_photos_lose_their_position(inside, format_):
    type_ = "jpeg" if format_ == "MPO" else format_.lower()
    photo = f"data:image/{type_};base64,{b64encode(pictures.photo(format_)).decode()}"
    cleaned = svg.clean(drawing(inside.format(photo))).decode()
    found = re.search(r"data:image/(\w+);base64,([\w+/=]+)", cleaned)
    assert found
    assert found[1] == type_
    assert not pictures.has_secrets(b64decode(found[2]))
    assert svg.clean(cleaned.encode()).decode() == cleaned


def test_an_embedded_image_that_is_none_is_removed():
    assert b"data:" not in svg.clean(drawing('<image href="data:image/png;base64,Q2hleiBKZWFubmU"/>'))


def test_a_drawing_with_very_many_images_to_decode_is_refused(monkeypatch):
    monkeypatch.setattr(svg, "MAX_DECODED", 1)
    photo = b64encode(pictures.photo("MPO")).decode()
    with pytest.raises(svg.UnsafeDrawing, match="trop de photos"):
        svg.clean(drawing(f'<image href="data:image/jpeg;base64,{photo}"/>' * 2))
