"""PDFs written by hand: plain ones, and those that people and their enemies send."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
A4 = b"[0 0 595 842]"
#: What pads passwords, according to the PDF specification.
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
Objects = Mapping[int, bytes]


def whole(objects: Objects, trailer: bytes = b"") -> bytes:
    """A file of numbered objects, the first of which is the catalogue."""
    output, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(output)
        output += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(output), max(objects) + 1
    output += b"xref\n0 %d\n0000000000 65535 f \n" % size
    output += b"".join(b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size))
    output += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(output)


def stream(data: bytes, entries: bytes = b"", packed: bool = False) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def line(text: str | bytes, x: int = 72, y: int = 700, size: int = 12) -> bytes:
    """The drawing of a line of text."""
    text = text.encode("cp1252") if isinstance(text, str) else text
    return b"BT /F %d Tf %d %d Td (%s) Tj ET\n" % (size, x, y, text)


def pages(
    contents: Iterable[bytes],
    box: bytes = A4,
    font: bytes = HELVETICA,
    resources: bytes = b"",
    entries: bytes = b"",
    more: Objects | None = None,
) -> Objects:
    """The objects of a document with these pages; those in `more` begin at 90,000."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 3: font}
    kids = []
    for number, content in enumerate(contents):
        page = 4 + 2 * number
        objects[page] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<</Font<</F 3 0 R>>%s>>/Contents %d 0 R%s>>"
            % (box, resources, page + 1, entries)
        )  # fmt: skip
        objects[page + 1] = content if content.startswith(b"<<") else stream(content)
        kids.append(b"%d 0 R" % page)
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return objects | dict(more or {})


def pdf(*texts: str, **options) -> bytes:
    """A document with one line of text on each page."""
    return whole(pages([line(text) for text in texts], **options))


def scanned(count: int = 1) -> bytes:
    """A document whose pages are pictures."""
    grey = bytes(range(256)) * 64
    picture = b"/Type/XObject/Subtype/Image/Width 128/Height 128/BitsPerComponent 8/ColorSpace/DeviceGray"
    return whole(
        pages(
            [b"q 500 0 0 700 40 60 cm /P Do Q"] * count,
            resources=b"/XObject<</P 90000 0 R>>",
            more={90_000: stream(grey, picture)},
        )
    )


def spelled(code: dict[str, str]) -> bytes:
    """A document with the letters of `code`, whose font says that they stand for other characters (UTF-16, hex)."""
    rows = "\n".join(f"<{ord(letter):02X}> <{meaning}>" for letter, meaning in code.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(code)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 90000 0 R>>"
    return whole(pages([line("".join(code))], font=font, more={90_000: stream(table.encode())}))


def nested_forms(depth: int, content: bytes = b"0 0 9 9 re f", times: int = 10) -> bytes:
    """A document whose drawing calls a form ten times, which calls the next one ten times, and so on."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>/Font<</F 3 0 R>>>>"
    forms = {90_000 + rank: stream(b"/X Do " * times, form % (90_001 + rank)) for rank in range(depth)}
    forms[90_000 + depth] = stream(content, form % 90_000)
    return whole(pages([b"/X Do"], resources=b"/XObject<</X 90000 0 R>>", more=forms))


def form_that_draws_itself() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 90000 0 R>>>>"
    content = [line("Avant la boucle") + b"/X Do"]
    return whole(pages(content, resources=b"/XObject<</X 90000 0 R>>", more={90_000: stream(b"/X Do /X Do", form)}))


def tiny_pattern() -> bytes:
    """A page filled with a pattern that repeats at each hundred thousandth of a point."""
    pattern = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.00001/YStep 0.00001/Resources<<>>"
    content = [line("Un motif") + b"/Pattern cs /X scn 0 0 595 842 re f"]
    resources = b"/Pattern<</X 90000 0 R>>"
    return whole(pages(content, resources=resources, more={90_000: stream(b"0 0 1 1 re f", pattern)}))


def enormous_picture(side: int) -> bytes:
    """A page with a line of text below a picture that takes little in the file and much in memory."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\x80" * side * 3) for _ in range(side)) + packer.flush()
    entries = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
        % (side, side)
    )
    content = [line("Sous une image") + b"q 595 0 0 842 0 0 cm /P Do Q"]
    return whole(pages(content, resources=b"/XObject<</P 90000 0 R>>", more={90_000: stream(data, entries)}))


def large(path: Path, size: int) -> None:
    """Write a document of this size in bytes, nearly all of which is a hole in the file."""
    start = b"%PDF-1.7\n"
    objects = pages([line("Au début d’un long fichier")])
    offsets = {}
    with path.open("wb") as file:
        file.write(start)
        for number, body in objects.items():
            offsets[number] = file.tell()
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        length = size - file.tell() - 400
        offsets[6] = file.tell()
        file.write(b"6 0 obj\n<</Length %d>>\nstream\n" % length)
        file.seek(length, 1)
        file.write(b"\nendstream\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 7\n0000000000 65535 f \n")
        file.write(b"".join(b"%010d 00000 n \n" % offsets[number] for number in range(1, 7)))
        file.write(b"trailer\n<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)


# --- Encryption -------------------------------------------------------------------------------------------------------


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    output, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        output.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(output)


def encrypted(text: str, password: str) -> bytes:
    """A document of one page, encrypted with 40 bits. Without a password, everybody may read it but not change it."""
    identity, permissions = b"0123456789abcdef", (-60).to_bytes(4, "little", signed=True)
    user, owner = ((word.encode() + PADDING)[:32] for word in (password, "du propriétaire"))
    owner_entry = rc4(hashlib.md5(owner).digest()[:5], user)
    key = hashlib.md5(user + owner_entry + permissions + identity).digest()[:5]
    objects = dict(pages([line(text)]))
    of_content = hashlib.md5(key + (5).to_bytes(3, "little") + b"\0\0").digest()[:10]
    objects[5] = stream(rc4(of_content, line(text)))
    objects[6] = b"<</Filter/Standard/V 1/R 2/P -60/O<%s>/U<%s>>>" % (
        owner_entry.hex().encode(),
        rc4(key, PADDING).hex().encode(),
    )
    return whole(objects, b"/Encrypt 6 0 R/ID[<%s><%s>]" % ((identity.hex().encode(),) * 2))
