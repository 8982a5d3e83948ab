"""How long a large form keeps the browser busy."""

from __future__ import annotations

from playwright.sync_api import Page

#: Seconds of the browser's main thread, whatever else the machine does.
READY = 2.0
SAVED = 1.0


def busy(page: Page) -> float:
    """Seconds of processor time that the page's main thread has taken."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return metrics["TaskDuration"]
