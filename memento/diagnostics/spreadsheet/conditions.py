"""Reads the conditions of a table: « Q3 = R1, R2 »."""

from __future__ import annotations

from core.text.fold import fold
from core.text.typography import thousands
from memento.diagnostics.limits import MAX_ANSWERS
from memento.diagnostics.spreadsheet import codes
from memento.diagnostics.spreadsheet.lines import Line, Lines


class Conditions:
    """Finds the questions and answers that conditions name."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._questions = lines.by_code(lines.questions, codes.question_code)
        self._answers = {line.number: lines.by_code(line.children, codes.answer_code) for line in lines.questions}
        self._answers_by_text = {line.number: self._by_text(line.children) for line in lines.questions}

    def read(self, line: Line) -> tuple[str, list[str]]:
        """Return the ids of the question and of the answers in the condition of a line; "" without a condition."""
        text = self._lines.cell(line, "condition")
        if not text:
            return "", []
        name, rest = codes.split_condition(text)
        if name.startswith(codes.BLOCK_ID_PREFIX):
            return name.removeprefix(codes.BLOCK_ID_PREFIX), self._find_answers(line, None, "", rest)
        key = codes.code_key(name)
        questions = self._questions.get(key, [])
        if len(questions) == 1:
            return questions[0].id, self._find_answers(line, questions[0], key, rest)
        message = f"Aucune question n’a le code « {name} »."
        if questions:
            rows = ", ".join(str(question.number) for question in questions)
            message = f"Plusieurs questions ont le code « {name} » (lignes {rows}) : donnez-leur des codes différents."
        self._lines.add_error(line, "condition", message)
        return "", []

    def _find_answers(self, line: Line, question: Line | None, key: str, text: str) -> list[str]:
        if text and (whole := self._answer(question, key, text)):
            return [whole]
        parts = codes.split_answers(text)
        if len(parts) > MAX_ANSWERS:
            message = f"{MAX_ANSWERS} réponses au plus par condition : celle-ci en a {thousands(len(parts))}."
            self._lines.add_error(line, "condition", message)
            return []
        ids = []
        for part in parts:
            if answer := self._answer(question, key, part):
                ids.append(answer)
            else:
                message = f"La question de cette condition n’a pas, ou a plusieurs fois, la réponse « {part} »."
                self._lines.add_error(line, "condition", message)
        return ids

    def _answer(self, question: Line | None, question_key: str, text: str) -> str | None:
        """Return the id of an answer from its code, with or without that of its question, or from its whole text."""
        lost = text.removeprefix(codes.BLOCK_ID_PREFIX)
        if lost != text and not codes.SEPARATORS.search(lost):
            return lost
        if question is None:
            return None
        key, by_code = codes.code_key(text), self._answers[question.number]
        lines: list[Line] = by_code.get(key) or by_code.get(key.removeprefix(question_key).lstrip(".-_")) or []
        lines = lines or self._answers_by_text[question.number].get(fold(text), [])
        return lines[0].id if len(lines) == 1 else None

    def _by_text(self, answers: list[Line]) -> dict[str, list[Line]]:
        by_text: dict[str, list[Line]] = {}
        for line in answers:
            by_text.setdefault(fold(self._lines.cell(line, "text")), []).append(line)
        return by_text
