"""Scores a diagnostic by hand, from what its paper form prints and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

QUOTED = re.compile(r"« (.+?) »")


class PrintedAnswer(NamedTuple):
    """What stands in the columns of the axes beside an answer."""

    text: str
    cells: list[str]


class PrintedQuestion(NamedTuple):
    """`after` is the number of a question, or None, and `wanted` the answers to it."""

    number: int
    after: int | None
    wanted: list[str]
    maximum: list[int]
    answers: list[PrintedAnswer]


class ByHand(NamedTuple):
    """The result on an axis."""

    obtained: int
    possible: int
    percent: int | None
    band: str


class Paper:
    """What a reader of the printed form sees."""

    def __init__(self, html: str) -> None:
        form = BeautifulSoup(html.replace("\N{NO-BREAK SPACE}", " "), "html.parser").select_one(".paper")
        self.axes = [cell.get_text() for cell in form.select(".paper-questions thead th")]
        self.questions = [_question(body) for body in form.select(".paper-questions tbody")]
        self.totals = [int(cell.get_text()) for cell in form.select(".paper-totals td")]
        self.bands = [
            [(row.th.get_text(), row.b.get_text().rstrip(".")) for row in table.select("tr")]
            for table in form.select(".paper-bands")
        ]

    def score(self, ticks: Mapping[int, str]) -> list[ByHand]:
        """Follow the form with the texts of these answers, by number of their question; return a result per axis."""
        obtained, left_aside = [0] * len(self.axes), [0] * len(self.axes)
        answered, passed = [0] * len(self.axes), [0] * len(self.axes)
        given: dict[int, str] = {}
        for row in self.questions:
            is_reached = row.after is None or given.get(row.after) in row.wanted
            if not is_reached:
                tick = None
            elif tick := ticks.get(row.number):
                given[row.number] = tick
            cells = next((answer.cells for answer in row.answers if answer.text == tick), None)
            for n, maximum in enumerate(row.maximum):
                if is_reached and maximum:
                    counts = passed if cells is None else answered
                    counts[n] += 1
                if cells is None or cells[n] == "sans objet":
                    left_aside[n] += maximum
                elif cells[n]:
                    obtained[n] += int(cells[n])
        return [
            self._result(n, obtained[n], total - left_aside[n], passed[n] <= answered[n])
            for n, total in enumerate(self.totals)
        ]

    def _result(self, n: int, obtained: int, possible: int, conclusive: bool) -> ByHand:
        if not possible:
            return ByHand(obtained, possible, None, "")
        percent = 100 * obtained // possible
        if not conclusive:
            return ByHand(obtained, possible, percent, "")
        for words, title in self.bands[n]:
            start, end = map(int, re.findall(r"\d+", words))
            if start <= percent <= end:
                return ByHand(obtained, possible, percent, title)
        raise AssertionError(f"No band for {percent} %")


def _question(body: Tag) -> PrintedQuestion:
    head = body.select_one(".paper-question")
    condition = head.select_one(".paper-condition")
    words = condition.get_text() if condition else ""
    return PrintedQuestion(
        number=int(head.select_one(".paper-number").get_text().rstrip(".")),
        after=int(re.search(r"question (\d+)\.$", words)[1]) if words else None,
        wanted=QUOTED.findall(words),
        maximum=[int(cell.get_text().removeprefix("sur ") or 0) for cell in head.select("td")],
        answers=[
            PrintedAnswer(
                row.select_one(".paper-text").get_text(), [cell.get_text() for cell in row.select(".paper-points")]
            )
            for row in body.select(".paper-answer")
        ],
    )
