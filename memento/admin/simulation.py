"""The simulation beside the form of a diagnostic: questions to try, their score, and the problems that prevent
publication.

The form is posted as it stands, and nothing of it is saved.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Media
from django.http import QueryDict
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.blocks import StreamBlock

from core.admin.live_panel import LivePanel, LivePanelMixin, invalid_rows, posted_stream, problem_rows
from memento.diagnostics.score import score
from memento.models import DiagnosticPage

#: Prefix of the names of the answers tried in the posted form; the key of their question follows.
ANSWER = "simulation-"


class SimulationPanel(LivePanel):
    """The panel « Simulation »."""

    page_model = DiagnosticPage
    fields = ("axes", "questions")
    name = "simulation"
    title = "Simulation"
    icon_name = "sillon-diagnostic"
    order = 150
    content_template = "memento/admin/simulation.html"

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["css/admin-simulation.css"]})

    @classmethod
    def context_of(cls, data: QueryDict) -> dict[str, Any]:
        return simulation(data)


class DiagnosticEditView(LivePanelMixin, EditView):
    """The form of a diagnostic."""

    live_panel_class = SimulationPanel


class DiagnosticCreateView(LivePanelMixin, CreateView):
    """The form of a new diagnostic."""

    live_panel_class = SimulationPanel


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return SimulationPanel.urls()


# --- The content of the panel ----------------------------------------------------------------------------------------


def simulation(data: QueryDict) -> dict[str, Any]:
    """Return the context of `simulation.html` for a posted form.

    If the form has values that not even a draft may have, the context has only `problems`, without a `result`. Raise
    BadRequest if the form is unreadable.
    """
    values = {field: posted_stream(DiagnosticPage, field, data) for field in SimulationPanel.fields}
    rows = [row for field, value in values.items() for row in invalid_rows(DiagnosticPage, field, value)]
    try:
        page = DiagnosticPage(**{name: _block(name).clean_deferred(value) for name, value in values.items()})
    except ValidationError:
        return {"problems": rows}
    if not rows:  # as when publishing: blocks are compared with one another only once each of them is valid
        problems = page.problems()._asdict()
        for field, value in values.items():
            rows += problem_rows(DiagnosticPage, field, problems[field], value)
    definition = page.definition
    answers = {name.removeprefix(ANSWER): str(data[name]) for name in data if name.startswith(ANSWER)}
    result = score(definition, answers)
    numbers = {question.key: number for number, question in enumerate(definition.questions, 1)}
    return {
        "problems": rows,
        "result": result,
        "total": len(definition.questions),
        "questions": [
            (
                numbers[question.key],
                question,
                [(answer, result.answers.get(question.key) == answer.key) for answer in question.answers],
            )
            for question in result.reached
        ],
        "weak_points": [(numbers[mark.question.key], mark) for mark in result.weak_points],
        "prefix": ANSWER,
    }


def _block(name: str) -> StreamBlock:
    return DiagnosticPage._meta.get_field(name).stream_block  # type: ignore[union-attr]
