"""Payloads that would run in a page, mail or program that trusts them; forms full of them; a check that none ran."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote

from django import forms

from core.contributions.kinds import Kind
from tests.factories.contributions import TYPED

#: A payload that runs calls `pwned()`, requests `/pwned`, or creates an element or attribute of that name.
PAYLOADS = (
    "<script>pwned(1)</script>",
    "<img src=/pwned onerror=pwned(2)>",
    "<svg/onload=pwned()>",
    "\"><svg onload=pwned(3)><pwned a=\"",
    "'><iframe srcdoc='<script>parent.pwned(4)</script>'>",
    '" autofocus onfocus=pwned(5) pwned="',
    "' autofocus onfocus=pwned(6) pwned='",
    "javascript:pwned(7)",
    "data:text/html,<script>pwned(8)</script>",
    "</title></textarea></script></style><script>pwned(9)</script>",
    "--><script>pwned(10)</script><!--",
    "]]><script>pwned(11)</script>",
    '"}</script><script>pwned(12)</script>{"',
    "\\u003cscript\\u003epwned(13)\\u003c/script\\u003e",
    "&lt;img src=/pwned onerror=pwned(14)&gt;",
    "&#x3c;script&#x3e;pwned(15)&#x3c;/script&#x3e;",
    "{{ pwned }}{{ 190917|add:74 }}{% include 'pwned' %}${190917+74}#{190917+74}",
    "[pwned](javascript:pwned(16)) ![pwned](/pwned)",
    "<a href=\"java\tscript:pwned(17)\">pwned</a>",
    "<style>@import '/pwned';</style><link rel=stylesheet href=/pwned><base href=//pwned.example/>",
    "<math><mtext></p><style><img src=/pwned onerror=pwned(18)></style></mtext></math>",
    "<form action=/pwned><button formaction=javascript:pwned(19)>pwned</button></form>",
    "\uff1cscript\uff1epwned(20)\uff1c/script\uff1e \u202epwned\u202c\u200b\u2028pwned(21)\ufeff",
    "=HYPERLINK(\"http://pwned.example\",\"pwned\")",
    "Sujet\r\nBcc: pwned@pwned.example\r\n\r\n<script>pwned(22)</script>",
    "Voir la page :\nhttps://pwned.example/\n\n\u2014\n> pwned\n\u2013 pwned",
)  # fmt: skip
#: Addresses that no link may have.
ADDRESSES = (
    "javascript:pwned()",
    "JaVaScRiPt:pwned()",
    "java\tscript:pwned()",
    "javascript://pwned.example/%0apwned()",
    "data:text/html,<script>pwned()</script>",
    "data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+",
    "vbscript:pwned()",
    "ftp://pwned.example/",
    "ftps://pwned.example/",
    "file:///etc/pwned",
    "blob:https://pwned.example/1",
    "mailto:pwned@pwned.example",
)
#: Fields with a text input that take no free text: dates, numbers, addresses, names of known places.
BOUND = {
    "opened", "closed", "lease_end", "date", "start_time", "end_time", "point", "postcode", "siret", "rna", "website",
    "email", "phone", "contact", "video_url", "link", "film", "place", "desks", "built_area", "outdoor_area", "staff",
    "facilitation_hours", "capacity", "opening_hours", "step_date", "step_place", "progress_date", "progress_url",
    "commitment", "due", "isbn", "doi", "hal",
}  # fmt: skip


def packed(longest: int | None, lines: bool) -> list[str]:
    """Return all payloads in as few texts of this length as possible, without those that are longer themselves."""
    texts: list[str] = []
    between = "\n\n" if lines else " "
    for payload in PAYLOADS:
        if longest is not None and len(payload) > longest:
            continue
        joined = f"{texts[-1]}{between}{payload}" if texts else payload
        if texts and (longest is None or len(joined) <= longest):
            texts[-1] = joined
        else:
            texts.append(payload)
    return texts


def free_fields(kind: Kind) -> dict[str, forms.Field]:
    """Return the fields of a kind that take any text."""
    inputs = (forms.TextInput, forms.Textarea)
    fields = {name: field for name, field in kind.form.base_fields.items() if isinstance(field.widget, inputs)}
    return {name: field for name, field in fields.items() if name not in BOUND}


def texts(kind: Kind) -> dict[str, list[str]]:
    """Return the texts for each free field, which together have all payloads."""
    by_field = {}
    for name, field in free_fields(kind).items():
        longest = getattr(field, "max_length", None)
        lines = isinstance(field.widget, forms.Textarea)
        if (each := getattr(field, "max_line_length", None)) is not None:  # one thing a line
            rows = packed(each, lines=False)
            by_field[name] = ["\n".join(" ".join(row.split()) for row in rows)]
        else:
            by_field[name] = packed(longest, lines)
    return by_field


def forms_full(kind: Kind, valid: Mapping[str, list[str]] | None = None) -> Iterator[dict[str, list[str]]]:
    """Yield the data of as many forms as it takes to have every payload in each free field.

    `valid` has the values of the other fields.
    """
    written = texts(kind)
    rest = dict(TYPED.get(kind.code, {}) if valid is None else valid)
    for rank in range(max(len(chunks) for chunks in written.values())):
        yield rest | {name: [chunks[rank % len(chunks)]] for name, chunks in written.items() if chunks}


# --- Inspection of a page -----------------------------------------------------------------------------------------

SIGN = "pwned"
#: What a template engine makes of the sum in a payload.
SUM = re.compile(r"190\W?991")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto", "tel", "geo", "webcal"}
#: Attributes with an address that is followed, sent to, or loaded.
FOLLOWED = {"href", "cite", "xlink:href"}
SENT = {"action", "formaction"}
LOADED = {"src", "srcset", "poster", "data", "background", "manifest", "ping", "archive", "codebase", "imagesrcset"}
#: Types of scripts that no browser runs.
DATA = {"application/json", "application/ld+json"}
#: Attributes that are shown, or read aloud.
READ = ("value", "alt", "title", "aria-label")
#: Attributes that hold code, which no payload may reach.
CODE = {"style", "srcdoc"}


class Inspection(HTMLParser):
    """Parses a page as a browser does.

    `faults` has what no text may cause (elements, attributes, requests, code), `links` the addresses of `<a>`, `text`
    the words that are shown.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = ["a template ran"] if SUM.search(html) else []
        self.links: list[str] = []
        self.words: list[str] = []
        self._script: str | None = None
        self._code: list[str] = []
        self._names_itself = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._names_itself = values.get("rel") in ("canonical", "alternate")  # no browser requests them
        if SIGN in tag:
            self.faults.append(f"element <{tag}>")
        self.words += [values[name] for name in READ if name in values]
        for name, value in values.items():
            self._attribute(tag, name, value)
        if tag in ("script", "style"):
            self._script, self._code = (values.get("type", "text/javascript") if tag == "script" else "text/css"), []
        if tag == "base" or (tag == "meta" and "refresh" in values.get("http-equiv", "").lower()):
            self.faults.append(f"element <{tag}>")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if SIGN in name or (SIGN in value and (name.startswith("on") or name in CODE)):
            self.faults.append(f"attribute {name}={value!r} of <{tag}>")
        if name not in FOLLOWED | SENT | LOADED:
            return
        address = re.sub(r"[\x00-\x20]", "", value)
        scheme = SCHEME.match(address)
        picture = tag in ("img", "link") and address.startswith("data:image/")
        if scheme and scheme[1].lower() not in SCHEMES and not picture:
            self.faults.append(f"address {name}={value!r} of <{tag}>")
        if name not in FOLLOWED and SIGN in unquote(value).lower():
            self.faults.append(f"requests {value!r} in <{tag}>")
        if name in FOLLOWED and tag in ("link", "use", "image") and SIGN in value and not self._names_itself:
            self.faults.append(f"requests {value!r} in <{tag}>")
        if tag == "a" and name == "href":
            self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._script is not None:
            kind, code, self._script = self._script, "".join(self._code), None
            if kind in DATA:
                json.loads(code)
            elif SIGN in code:
                self.faults.append(f"code {_around(code)}")

    def handle_data(self, data: str) -> None:
        (self.words if self._script is None else self._code).append(data)

    def handle_comment(self, data: str) -> None:
        if SIGN in data:
            self.faults.append(f"comment {data!r}")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def _around(code: str) -> str:
    at = code.index(SIGN)
    return repr(code[max(0, at - 80) : at + 80])


def faults(html: str) -> list[str]:
    """Return what in a page was created by a payload, or would run."""
    return Inspection(html).faults
