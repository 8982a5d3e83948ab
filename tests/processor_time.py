"""The pytest plugin that `conftest.py` registers: processor time of each test, the slowest, a limit that fails in CI.

A test is written to need less than two seconds. It fails in CI from six on: where other programs use the same memory,
the same test takes half as long again and more, whatever the processor's own speed.

Seconds of this process in all its threads and of the processes it waited for, so that a busy machine changes little.
Fixtures that several tests share (scope module or session) are not counted with the test that happens to come first.
The variable PROCESSOR_TIMES names a file for the times of all tests, as JSON: `{test: seconds}`.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from _pytest.terminal import TerminalReporter

#: Seconds that a test should use at most outside the browser.
TARGET = 2.0
#: Seconds that it may use on a machine that takes `REFERENCE` seconds for a million squares. If they take longer when
#: the test has ended, the limit grows as much: two programs on one core slow each other down, and their processor time
#: counts that. `@pytest.mark.slow("reason")` lifts it.
LIMIT = 3 * TARGET
REFERENCE = 0.05
SHOWN = 10
PROPERTY = "processor_time"


class Cost(NamedTuple):
    """What a test used, and how much it might use; both in seconds of processor time."""

    seconds: float
    nodeid: str
    limit: float


def seconds_used() -> float:
    """Processor time of this process and of those it waited for."""
    return sum(os.times()[:4])


def limit_here() -> float:
    """Return the limit on this machine, as busy as it is now, in seconds."""

    def million_squares() -> float:
        start = time.thread_time()
        sum(number * number for number in range(1_000_000))
        return time.thread_time() - start

    return LIMIT * max(1.0, min(million_squares() for _ in range(3)) / REFERENCE)


class ProcessorTime:
    """Measures in each worker; the process that prints the summary collects the costs from the reports."""

    def __init__(self) -> None:
        self.costs: list[Cost] = []
        self._shared = 0.0
        #: When the last fixture of a test that is over was taken down.
        self._last_end: float | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        start, before = seconds_used(), self._shared
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                # Not added to what it measured within: a shared fixture may need another one.
                self._shared = before + seconds_used() - start

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        self._last_end = seconds_used()
        try:
            return (yield)
        finally:
            self._last_end = None

    def pytest_fixture_post_finalizer(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        if self._last_end is None:  # not after a test: another test brings other parameters
            return
        end = seconds_used()
        if fixturedef.scope != "function":
            self._shared += end - self._last_end
        self._last_end = end

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        self._start, self._shared = seconds_used(), 0.0
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        report = yield
        if report.when == "teardown":
            may_be_slow = any(item.iter_markers("slow")) or any(item.iter_markers("browser"))
            seconds = seconds_used() - self._start - self._shared
            limit = math.inf if may_be_slow else LIMIT if seconds <= LIMIT else limit_here()
            report.user_properties.append((PROPERTY, seconds, limit))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, *values in report.user_properties:
            if name == PROPERTY:
                seconds, limit = values
                self.costs.append(Cost(seconds, report.nodeid, limit))

    @property
    def too_slow(self) -> list[Cost]:
        return [cost for cost in self.costs if cost.seconds > cost.limit]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if os.environ.get("CI") and self.too_slow and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if path := os.environ.get("PROCESSOR_TIMES"):
            with open(path, "w") as file:
                json.dump({cost.nodeid: cost.seconds for cost in self.costs}, file)
        if not os.environ.get("CI") or not self.costs:
            return
        terminalreporter.section("slowest tests, in seconds of processor time")
        for cost in sorted(self.costs, reverse=True)[:SHOWN]:
            terminalreporter.line(f"{cost.seconds:6.2f}  {cost.nodeid}")
        for cost in sorted(self.costs, reverse=True):
            if TARGET < cost.seconds <= cost.limit < math.inf:
                terminalreporter.line(f"{cost.nodeid}: {cost.seconds:.2f} s, make it use less than {TARGET:.0f} s")
        for cost in sorted(self.too_slow, reverse=True):
            line = f"FAILED {cost.nodeid}: {cost.seconds:.2f} s, above the limit of {cost.limit:.2f} s"
            terminalreporter.line(line, red=True)
