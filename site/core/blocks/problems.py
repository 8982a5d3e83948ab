"""Problems that prevent the publication of a stream of blocks, each at the block that causes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

#: The message of a block with the id of another one, which nothing can refer to.
SAME_ID = "Ce bloc a le même identifiant qu’un autre : supprimez-le et ajoutez-le de nouveau."


@dataclass(frozen=True)
class Problem:
    """A contradiction, in French. `block` is the position of a block in its stream, or None for the whole stream.

    `name` is the field of the block that must change.
    """

    message: str
    block: int | None = None
    name: str = ""


class StreamProblems(StreamBlockValidationError):
    """The error of a stream field, which the editor shows at each block. `texts` are the messages of its `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        self.texts = [problem.message for problem in self.problems]
        general: list[str] = []
        by_block: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for problem in self.problems:
            if problem.block is None:
                general.append(problem.message)
            else:
                by_block[problem.block][problem.name].append(problem.message)
        errors = {
            position: StructBlockValidationError({name: ValidationError(texts) for name, texts in fields.items()})
            for position, fields in by_block.items()
        }
        super().__init__(block_errors=errors, non_block_errors=general)
