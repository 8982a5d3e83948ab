"""Walks all public addresses, reads each on Sillon and in the example, and lists the differences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

from tests.headless.texts import LEFT_TO_SILLON, MORE, NO_TEXT, NOT_COMPARED, OWN, PageText, page_text

#: The timeline and its years are no routes; the sitemap lacks them.
TIMELINE = "/ressources/chronologie/"


class Comparison:
    """Two sites with the same addresses, and their `differences` so far, as lines."""

    def __init__(self, sillon: str, example: str) -> None:
        self.sillon, self.example = sillon, example
        self.origin = ""  # of the addresses of pages in the API
        self.session = requests.Session()
        self.differences: list[str] = []
        self.documents: dict[str, BeautifulSoup] = {}

    def paths(self) -> list[str]:
        """Return the addresses of all routes, of what the sitemap has besides, of the timeline and its years."""
        paths: list[str] = []
        for route in self._items("routes"):
            paths.append(route["path"])
            self.origin = self.origin or route["url"].removesuffix(route["path"])
        sitemap = self.session.get(f"{self.sillon}/sitemap.xml").text
        listed = [urlsplit(url).path for url in re.findall(r"<loc>(.+?)</loc>", sitemap)]
        days = [moment["earliest"] or moment["latest"] for moment in self._items("timeline")]
        years = [f"{TIMELINE}{int(day[:4])}/" for day in days]
        return [path for path in dict.fromkeys([*paths, *listed, TIMELINE, *years]) if not NOT_COMPARED.match(path)]

    def compare(self, path: str) -> None:
        """Compare the title, the headings and the texts of a page, and check its canonical address."""
        example = self._example(path)
        if example is None:
            return
        sillon = self._sillon(path)
        canonical = [str(link["href"]) for link in self.documents[path].select("link[rel=canonical]")]
        if canonical != [f"{self.origin}{path}"]:
            self.differences.append(f"{path}: the canonical address is {canonical}, not at {self.origin}")
        if example.title != sillon.title:
            self.differences.append(f"{path}: the title is “{example.title}”, not “{sillon.title}”")
        if example.headings != sillon.headings:
            self.differences.append(f"{path}: the heading is {example.headings}, not {sillon.headings}")
        self.differences += [f"{path}: lacks “{text}”" for text in example.lacks(sillon)]
        if sillon.lacks(example):
            sillon.texts += self._more(path)
        self.differences += [f"{path}: adds “{text}”" for text in sillon.lacks(example)]

    def check_links(self) -> None:
        """Follow each link of the pages compared: to their own site with its anchor, and to Sillon."""
        found: dict[str, str] = {}
        for path, document in self.documents.items():
            for element in document.select("a[href], img[src], link[href], script[src]"):
                url = urljoin(f"{self.example}{path}", str(element.get("href") or element.get("src")))
                found.setdefault(url, path)
        for url, path in found.items():
            if problem := self._problem(url):
                self.differences.append(f"{path}: {url} {problem}")

    def _items(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a list of the API."""
        url = f"{self.sillon}/api/v3/{name}/?limit=100"
        while url:
            part = self.session.get(url).json()
            yield from part["items"]
            url = part["next"]

    def _problem(self, url: str) -> str:
        address, anchor = urldefrag(url)
        if address.startswith(f"{self.example}/"):
            path = urlsplit(address).path
            document = self.documents.get(path)
            if document is None:
                status = self.session.get(address).status_code
                return "" if status == 200 else f"answers {status}"
            return "" if not anchor or document.find(id=anchor) else "has no such anchor"
        if address.startswith(f"{self.sillon}/"):
            status = self.session.get(address, stream=True).status_code
            return "" if status == 200 else f"answers {status}"
        return ""

    def _example(self, path: str) -> PageText | None:
        answer = self.session.get(f"{self.example}{path}")
        if answer.status_code != 200:
            self.differences.append(f"{path}: the example answers {answer.status_code}")
            return None
        self.documents[path] = BeautifulSoup(answer.content, "html.parser")
        return page_text(BeautifulSoup(answer.content, "html.parser"), OWN)

    def _sillon(self, path: str) -> PageText:
        """Return what Sillon says at an address, on all pages of a list."""
        url, texts = f"{self.sillon}{path}", []
        while url:
            document = self._read(url)
            following = document.select_one("a[rel~=next][href*='page=']")
            url = urljoin(url, str(following["href"])) if following else ""
            texts.append(page_text(document, LEFT_TO_SILLON))
        for other in texts[1:]:
            texts[0].texts += other.texts
        return texts[0]

    def _more(self, path: str) -> list[str]:
        """Return the texts that Sillon shows at an address for other queries: whole lists, each node of a tree."""
        start = f"{self.sillon}{path}"
        urls, texts = [start], []
        for url in urls:
            document = self._read(url)
            found = [urljoin(url, str(link["href"])) for link in document.select(MORE)]
            urls += [url for url in dict.fromkeys(found) if url.startswith(f"{start}?") and url not in urls]
            texts += page_text(document, NO_TEXT).texts
        return texts

    def _read(self, url: str) -> BeautifulSoup:
        return BeautifulSoup(self.session.get(url).content, "html.parser")
