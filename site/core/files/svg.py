"""Cleaning of SVG files ("drawings"), which may contain scripts and load external resources.

`py_svg_hush` keeps only elements and attributes that draw. This module adds what it does not do: limits of size and
depth, removal of external URLs in styles (which it cuts in half) and of metadata of the images that a drawing embeds,
and protection of text from the spaces it inserts.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring

import py_svg_hush
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from core.files import inspection
from core.files.containers import TooManyParts, bare_format, without_metadata

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100
NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Most images of a drawing that are decoded, because their metadata cannot be cut out.
MAX_DECODED = 20
#: Formats of images that a drawing may embed.
EMBEDDED = {"image": ["png", "jpeg", "gif", "webp"]}
LOCAL = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,])", re.IGNORECASE)
#: The URL may be quoted. Without a closing bracket it reaches to the end, as in browsers.
ADDRESS = re.compile(r"url\((?P<address>[^)]*)(?:\)|\Z)", re.IGNORECASE)
LINE_END, OUTER_SPACE = re.compile(r"[\n\t]"), re.compile(r"^ | $| (?= )")
IMPORT = re.compile(r"@import\b[^;}]*;?", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
#: Ways to hide a URL in a style, or to load one without `url()`.
OBSCURE = re.compile(r"\\|image-set\s*\(|(?<![-\w])(?:image|src|expression)\s*\(|javascript:", re.IGNORECASE)
UNREADABLE_STYLES = "a des styles que le site ne sait pas vérifier. Exportez-le de nouveau, ou en PNG"
#: Placeholders for an empty text and for a space, where the sanitiser would insert a line break. They are removed
#: afterwards, so the input must hold none: removal would turn « @im…port » into « @import ».
NOTHING, BLANK = "\U0010fffc", "\U0010fffd"


class UnsafeDrawing(Exception):
    """A drawing that is refused. The text is the end of a French sentence that begins with the file's name."""


def clean(content: bytes) -> bytes:
    """Return a drawing without scripts, event handlers, foreign content and external references.

    Raise UnsafeDrawing if it is not an SVG, is too large, or has styles that cannot be checked.
    """
    root = _parse(content)
    if {NOTHING, BLANK} & set(tostring(root, encoding="unicode")):
        raise UnsafeDrawing("contient des caractères que le site ne sait pas garder. Convertissez ses textes en tracés")
    _inline(root)
    try:
        cleaned = py_svg_hush.filter_svg(tostring(root, encoding="utf-8"), EMBEDDED)
    except ValueError as error:
        raise UnsafeDrawing(
            "n’est pas un dessin SVG valide. Enregistrez-le de nouveau, ou exportez-le en PNG"
        ) from error
    cleaned = cleaned.replace(NOTHING.encode(), b"").replace(BLANK.encode(), b" ")
    if len(root) and not len(_parse(cleaned)):
        raise UnsafeDrawing("ne contient aucun dessin que le site sache garder. Exportez-le en PNG")
    return cleaned


class _Bounded(TreeBuilder):
    """Builds the tree of a drawing. Raises UnsafeDrawing if it has too many or too deeply nested elements."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.depth = 0

    def start(self, tag: Any, attrs: Any) -> Element:
        self.count += 1
        self.depth += 1
        if self.count > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise UnsafeDrawing("est un dessin trop complexe. Simplifiez-le, ou exportez-le en PNG")
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Element:
        self.depth -= 1
        return super().end(tag)


def _parse(content: bytes) -> Element:
    if content.startswith(b"\x1f\x8b"):
        raise UnsafeDrawing("est un dessin compressé (SVGZ). Enregistrez-le en SVG simple")
    if len(content) > MAX_BYTES:
        raise UnsafeDrawing(f"est un dessin trop lourd ({MAX_BYTES // 1024 // 1024} Mo au plus). Exportez-le en PNG")
    parser = DefusedXMLParser(target=_Bounded())
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise UnsafeDrawing(
            "déclare des entités XML, comme le fait un vieil Illustrator. Exportez-le de nouveau sans garder les "
            "fonctions d’édition, ou en PNG"
        ) from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise UnsafeDrawing(
            "n’est pas un dessin SVG valide. Enregistrez-le de nouveau, ou exportez-le en PNG"
        ) from error
    if root.tag != f"{SVG}svg":
        raise UnsafeDrawing("n’est pas un dessin SVG, malgré son nom. Exportez-le de nouveau")
    return root


def _inline(root: Element) -> None:
    """Remove external references and metadata of images from a drawing, and protect the spaces in its texts."""
    images = _Images()
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name in ("href", XLINK_HREF):
                if address := images.local(value):
                    element.attrib[name] = address
                else:
                    del element.attrib[name]
            elif name == "style":
                element.attrib[name] = _local_styles(value, images)
            elif "(" in value or "\\" in value:
                value = value.replace("\\", "")
                if OBSCURE.search(value):
                    del element.attrib[name]
                else:
                    element.attrib[name] = _local_addresses(value, images)
        # In any namespace, since the sanitiser may take the element for an SVG one.
        if element.tag.rpartition("}")[2].lower() == "style":
            if len(element):
                raise UnsafeDrawing(UNREADABLE_STYLES)
            element.text = _local_styles(element.text or "", images)
    for text in root.iter(f"{SVG}text"):
        _guard_spaces(text, preserved=False)
    # The sanitiser only recognises SVG as the default namespace, which ElementTree does not write.
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    root.set("xmlns", NAMESPACE)


class _Images:
    """The images that one drawing embeds, as `data:` URLs."""

    def __init__(self) -> None:
        self.decoded = 0

    def local(self, address: str) -> str | None:
        """Return an address within the drawing, an embedded image without metadata; None for other addresses.

        None as well for an image that is not one. Raise UnsafeDrawing if too many are to be decoded.
        """
        if not LOCAL.match(address):
            return None
        head, is_image, data = address.strip().partition(",")
        if head.startswith("#") or not is_image:
            return address
        content = unquote_to_bytes(data)
        try:
            if head.lower().rstrip().endswith("base64"):
                content = b64decode(content + b"===")  # browsers do without the padding
            content = without_metadata(content)
            if not (format_ := bare_format(content)):
                content, suffix = self._encoded_again(content)
                format_ = "JPEG" if suffix == ".jpg" else suffix[1:]
        except (ValueError, TooManyParts, inspection.UnfitFile):
            return None
        return f"data:image/{format_.lower()};base64,{b64encode(content).decode()}"

    def _encoded_again(self, content: bytes) -> tuple[bytes, str]:
        self.decoded += 1
        if self.decoded > MAX_DECODED:
            raise UnsafeDrawing("contient trop de photos. Retirez-en, ou exportez-le en PNG")
        return inspection.clean_image(content)


def _local_styles(css: str, images: _Images) -> str:
    css = IMPORT.sub("", COMMENT.sub("", css))
    if OBSCURE.search(css):
        raise UnsafeDrawing(UNREADABLE_STYLES)
    return _local_addresses(css, images)


def _local_addresses(css: str, images: _Images) -> str:
    """Replace `url(…)` by `none` if it refers to something outside the drawing."""

    def local(match: re.Match[str]) -> str:
        address = match["address"].strip().strip("'\"")
        replacement = images.local(address)
        return match[0] if replacement == address else f"url({replacement})" if replacement else "none"

    return ADDRESS.sub(local, css)


def _guard_spaces(element: Element, preserved: bool) -> None:
    preserved = {"preserve": True, "default": False}.get(element.get(SPACE, ""), preserved)
    if len(element) or preserved:
        element.text = _guarded(element.text, preserved)
    for child in element:
        _guard_spaces(child, preserved)
        child.tail = _guarded(child.tail, preserved)


def _guarded(text: str | None, preserved: bool) -> str:
    """Return a text in which the sanitiser inserts no space.

    The sanitiser also drops `xml:space`, so spaces to be preserved become no-break spaces.
    """
    text = text or ""
    if preserved:
        text = LINE_END.sub(" ", text.replace("\r\n", "\n"))
        text = OUTER_SPACE.sub("\u00a0", text)
    return text if text.strip(" \n\t\r") else (BLANK if text else NOTHING)
