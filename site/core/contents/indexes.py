"""The content of index pages: their introduction, and where the API lists what they list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import Field

from core.api.schemas import ResponseModel
from core.contents.registry import API
from core.visibility.gate import Gate


class IndexData(ResponseModel):
    """Une liste du site."""

    introduction: str = Field(description="Introduction.")
    list: str | None = Field(description="Adresse entière, dans l’API, de la liste qu’elle montre ; nulle sans route.")


def index_data(route: str) -> Callable[[Gate, Any], dict[str, Any]]:
    """Return the function that builds the `IndexData` of a page with an `introduction`.

    `route` is the path of the list below the API's root, or "".
    """

    def data(gate: Gate, page: Any) -> dict[str, Any]:
        return {"introduction": page.introduction, "list": gate.absolute(f"{API}{route}") if route else None}

    return data
