"""Writes a small PDF with real text: the file of the demo's example publication, so that no binary file is kept."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from core.text.typography import french

#: An A4 page, in points, and its margins.
WIDTH, HEIGHT, MARGIN = 595, 842, 72
TITLE_SIZE, TEXT_SIZE, LEADING = 20, 12, 17
#: Characters of a line of text: what the widest lines of this font need, without measuring each.
LINE = 78
#: The encoding that PDF calls WinAnsi, which has all French letters and quotation marks.
ENCODING = "cp1252"


class PdfPage(NamedTuple):
    """A page: its title, and its paragraphs, separated by empty lines."""

    title: str
    text: str


def write_pdf(title: str, pages: Sequence[PdfPage]) -> bytes:
    """Return a PDF, the same bytes for the same texts. Raises UnicodeEncodeError for other than Western letters."""
    kids = [f"{5 + 2 * number} 0 R" for number in range(len(pages))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
            for name in ("Helvetica", "Helvetica-Bold")
        ),
    ]
    for number, page in enumerate(pages):
        size = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {size} /Contents {6 + 2 * number} 0 R >>".encode())
        content = _content(page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    name = b"\xfe\xff" + title.encode("utf-16-be")  # outside of pages, strings have another encoding
    objects.append(b"<< /Title <%s> /Creator (Sillon) >>" % name.hex().encode())
    return _file(objects)


def _content(page: PdfPage) -> bytes:
    """Return the operators that set the text of a page."""
    lines = [b"BT", b"/F2 %d Tf" % TITLE_SIZE, b"%d TL" % (TITLE_SIZE + 6)]
    lines.append(b"%d %d Td" % (MARGIN, HEIGHT - MARGIN - TITLE_SIZE))
    lines += [b"%s Tj T*" % _string(line) for line in textwrap.wrap(french(page.title), LINE // 2)]
    lines += [b"/F1 %d Tf" % TEXT_SIZE, b"%d TL" % LEADING, b"T*"]
    for paragraph in page.text.strip().split("\n\n"):
        lines += [b"%s Tj T*" % _string(line) for line in textwrap.wrap(french(paragraph), LINE)]
        lines.append(b"T*")
    return b"\n".join([*lines, b"ET"])


def _string(text: str) -> bytes:
    """Return a text as a PDF string."""
    encoded = text.replace("\u202f", "\u00a0").encode(ENCODING)
    for special in (b"\\", b"(", b")"):
        encoded = encoded.replace(special, b"\\" + special)
    return b"(%s)" % encoded


def _file(objects: Sequence[bytes]) -> bytes:
    """Return a file of these objects, the last of which has its title, with the table of their offsets."""
    content = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return content + head + table + end + b"startxref\n%d\n%%%%EOF\n" % len(content)
