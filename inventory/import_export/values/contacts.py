"""Telephone numbers, mail addresses and websites: the first of several, and those in the wrong column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from core.text import phones
from core.text.addresses import validate_address
from inventory.import_export.values.cells import AddRemark

#: Longer cells are not searched for a number, an address or a site.
LONGEST = 500
_TOO_LONG = "cette case est trop longue pour un numéro ou une adresse"

# --- Telephone numbers ------------------------------------------------------------------------------------------------

#: What separates two numbers.
_BETWEEN_NUMBERS = re.compile(r"[;/|,\n]| - | (?:ou|et|puis) ", re.IGNORECASE)
_LABEL = re.compile(
    r"\A\W?(?:tel|t[ée]l[ée]phone|t[ée]l|t|mobile|mob|port|portable|fixe|standard)\b[\s.:]*", re.IGNORECASE
)
#: The label of the number that follows.
_FAX = re.compile(r"\b(?:fax|t[ée]l[ée]copie)[^0-9]{0,20}\Z", re.IGNORECASE)
_EXTENSION = re.compile(r" ?\(?(?:poste|p|pste|int|interne|ext)\b[. ]{0,2}(\d{1,5})\)?\Z", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"(\d{5,15})[.,]0+")
_FRENCH_NUMBER = re.compile(r"(?<![\d+])(?:\+33 ?\(?0?\)? ?|0)[1-9](?:[ .-]?\d\d){4}")
_PUNCTUATION = str.maketrans("/_·•*,;", "       ")


def read_phone(text: str, remark: AddRemark) -> str:
    """Return the number of a cell as forms store it, the first of several. Raises ValidationError."""
    if len(text) > LONGEST:
        raise ValidationError(_TOO_LONG)
    if whole := _WHOLE_NUMBER.fullmatch(text):  # as spreadsheets write numbers
        text = whole[1]
    number = _number(text)
    if number:
        digits = phones.NO_DIGIT.sub("", text)
        if len(digits) == 9 and digits[0] != "0" and not text.startswith("+"):
            remark(f"zéro initial rétabli : {number}")
        elif text.isdecimal() and text.startswith("33") and len(text) == 11:
            remark(f"indicatif +33 rétabli : {number}")
        return number
    number = _first_number(text)
    if not number:
        phones.normalise(text)  # raises the error of forms
    remark(f"seul {number} est gardé")
    return number


def _number(text: str) -> str:
    """Return a single number with any label, separators and extension; "" if the text is not one."""
    text = _LABEL.sub("", text).strip()
    text = _EXTENSION.sub(r" poste \1", text)
    for typed in (text, " ".join(text.translate(_PUNCTUATION).split())):
        try:
            return phones.normalise(typed)
        except ValidationError:
            continue
    return ""


def _first_number(text: str) -> str:
    numbers = [part.strip() for part in _BETWEEN_NUMBERS.split(text)]
    matches = [(match.start(), match[0]) for match in _FRENCH_NUMBER.finditer(text)]
    for region in (phones.COUNTRY, *phones.OVERSEAS):
        matches += [(match.start, match.raw_string) for match in phonenumbers.PhoneNumberMatcher(text, region)]
    numbers += [number for start, number in matches if not _FAX.search(text[:start])]
    return next(filter(None, map(_number, numbers)), "")


# --- Mail addresses ---------------------------------------------------------------------------------------------------

#: « contact [at] lascierie [point] fr », against robots.
_AT = re.compile(r" ?[\[(] ?(?:at|@|arobase|chez) ?[\])] ?| ?\barobase\b ?", re.IGNORECASE)
_DOT = re.compile(r" ?[\[(] ?(?:dot|point|\.) ?[\])] ?", re.IGNORECASE)
_AROUND_AT = re.compile(r" ?@ ?")
_BETWEEN_ADDRESSES = re.compile(r"[\s<>()\[\],;:\"|/]+")
_MAILTO = re.compile("mailto:", re.IGNORECASE)
#: What may stand before an address; another word may be its beginning.
_LABELS = frozenset({"ou", "et", "à", "mail", "e-mail", "email", "courriel", "mel", "mél", "contact"})
_MARKS = frozenset('<([,;:/|"-«')


def read_email(text: str, remark: AddRemark) -> str:
    """Return the mail address of a cell, the first of several. Raises ValidationError."""
    if _is_address(text) or len(text) > LONGEST:
        validate_address(text)
        return text
    spelt = _AROUND_AT.sub("@", _DOT.sub(".", _AT.sub("@", _MAILTO.sub(" ", text))))
    addresses = list(dict.fromkeys(filter(_is_address, map(_trimmed, _BETWEEN_ADDRESSES.split(spelt)))))
    if not addresses:
        validate_address(text)
    address = addresses[0]
    if not _may_end_before_address(spelt[: spelt.index(address)].rstrip()):
        raise ValidationError("une espace coupe peut-être cette adresse")
    remark(f"seule {address} est gardée" if len(addresses) > 1 else f"lu comme {address}")
    return address


def _may_end_before_address(text: str) -> bool:
    if not text or text[-1] in _MARKS:
        return True
    last = text.split()[-1].lower()
    return "@" in last or last in _LABELS


def _trimmed(token: str) -> str:
    return token.partition("?")[0].strip(".'’-«»")


def _is_address(text: str) -> bool:
    try:
        validate_address(text)
    except ValidationError:
        return False
    return True


# --- Websites ---------------------------------------------------------------------------------------------------------

_validate_url = URLValidator(schemes=["http", "https"])
#: A scheme as people and programs write it: « http:/ », « http// », « htpp:// », « https:\\ », « http://http:// ».
_SCHEME = re.compile(r"h{0,2}t{1,2}p{1,2}(s?)(?: ?[:;] ?[/\\]{0,4}|[/\\]{1,4}) ?", re.IGNORECASE)
_CORRECT_SCHEME = re.compile(r"https?://(?=[^\s/:])")
#: The beginning of an address, as forms and templates fill it in.
_EMPTY_SITE = re.compile(r"(?:https?:?/{0,2})?(?:www)?\.?/?", re.IGNORECASE)
_SPACED_WWW = re.compile(r"\bwww ?\. ?", re.IGNORECASE)
_SEVERAL_SITES = re.compile(r"[,;|] ?(?:https?:|www\.)", re.IGNORECASE)
_BETWEEN_SITES = re.compile(r"[\s,;]+")
#: Two sites that a slash joins: « a.fr/www.b.fr ».
_JOINED_SITES = re.compile(r"(https?://[^\s/]{1,255})/www\.", re.IGNORECASE)
_BRACKETS = str.maketrans(dict.fromkeys('<>"()|«»', " | "))
#: What may stand after an address; another word may be its end.
_JOINING = frozenset({"ou", "et", "-", "–", "/", ":", "puis", "|"})
#: A text that can only be a website, wherever it stands.
_LIKE_SITE = re.compile(r"https?:|www\.", re.IGNORECASE)
_NO_SITE = "ce n’est pas l’adresse d’un site"


def read_website(text: str, remark: AddRemark) -> str:
    """Return the URL of the website in a cell, the first of several; "" if it is only « http:// ».

    Raises ValidationError.
    """
    if len(text) > LONGEST:
        raise ValidationError(_TOO_LONG)
    if _EMPTY_SITE.fullmatch(text):
        return ""
    url = "" if _SEVERAL_SITES.search(text) else _url(text)
    if not url:
        url, count = _first_url(_SPACED_WWW.sub("www.", text).translate(_BRACKETS))
        remark(f"seule {url} est gardée" if count > 1 else f"lu comme {url}")
    elif url.lower() not in (text.lower(), f"https://{text.lower()}"):
        remark(f"lu comme {url}")
    return url


def _first_url(text: str) -> tuple[str, int]:
    """Return the first URL in a text, and how many there are. Raises ValidationError without any, or a part of one."""
    parts = [part for part in _BETWEEN_SITES.split(text) if part]
    urls = {rank: url for rank, part in enumerate(parts) if "." in part and (url := _url(part))}
    if not urls:
        raise ValidationError(_NO_SITE)
    rank, url = next(iter(urls.items()))
    following = parts[rank + 1].lower() if rank + 1 < len(parts) else "|"
    has_path = "/" in url.partition("://")[2].rstrip("/")
    if has_path and following not in _JOINING and rank + 1 not in urls:
        raise ValidationError("une espace coupe peut-être cette adresse")
    return url, len(urls)


def _url(text: str) -> str:
    """Return the URL that a text without spaces is, with its scheme, which may lack or be misspelt; "" if none."""
    url = _with_scheme(text.strip(" .,;'’<>«»\""))
    if joined := _JOINED_SITES.match(url):
        url = joined[1]
    host = url.partition("://")[2].partition("/")[0]
    if "@" in host or "." not in host or " " in url:
        return ""
    try:
        _validate_url(url)
    except ValidationError:
        return ""
    return url


def _with_scheme(text: str) -> str:
    correct = _CORRECT_SCHEME.match(text)
    if correct and not _SCHEME.match(text, correct.end()):
        return text
    scheme = "https"
    while match := _SCHEME.match(text):
        scheme, text = "https" if match[1] else "http", text[match.end() :]
    return f"{scheme}://{text}"


# --- A row ------------------------------------------------------------------------------------------------------------

CONTACT_READERS: dict[str, Callable[[str, AddRemark], str]] = {
    "website": read_website, "email": read_email, "phone": read_phone,
}  # fmt: skip
_KINDS = {"website": "le site web", "email": "le courriel", "phone": "le téléphone"}


def read_contacts(cells: Mapping[str, str], remark: Callable[[str, str], None]) -> dict[str, str]:
    """Return the values of the cells of a row, by the names of `CONTACT_READERS`.

    A value in the wrong column is moved to the right one, if that is empty. `remark` is called with name and reason.
    """
    values: dict[str, str] = {}
    misfits: dict[str, ValidationError] = {}
    for name, text in cells.items():
        try:
            values[name] = CONTACT_READERS[name](text, lambda reason, name=name: remark(name, reason))  # type: ignore[misc]
        except ValidationError as error:
            misfits[name] = error
    for name, error in misfits.items():
        other, value = _other_kind(name, cells[name])
        if not other:
            remark(name, " ".join(error.messages))
        elif not values.get(other) and (other not in cells or other in misfits):
            values[other] = value
            remark(name, f"{value} est mis dans {_KINDS[other]}")
        elif value != values.get(other):
            remark(name, f"c’est {_KINDS[other]}, qui a déjà une valeur : laissé de côté")
    return {name: value for name, value in values.items() if value}


def _other_kind(name: str, text: str) -> tuple[str, str]:
    """Return the name of the field that a text is meant for, and its value; "" twice if that is not clear."""
    for other, read in CONTACT_READERS.items():
        if other == name or (other == "website" and not _LIKE_SITE.match(text)):
            continue
        if other == "email" and (scheme := _CORRECT_SCHEME.match(text)):
            text = text[scheme.end() :]  # which forms add to any address
            if not _is_address(text):
                continue
        try:
            if value := read(text, lambda reason: None):
                return other, value
        except ValidationError:
            continue
    return "", ""
