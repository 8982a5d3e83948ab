"""The OpenAPI document as a judge of answers: status, media type, headers and every key of the JSON."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker

NDJSON = "application/x-ndjson"
formats = FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@formats.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """RFC 3339: with seconds and an offset."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(r"\S{10}T\S{8}(\.\d+)?(Z|[+-]\d\d:\d\d)", value) and datetime.fromisoformat(value))


def closed(part: Any) -> Any:
    """A schema in which an object may only have the keys that its `properties` name.

    A union with a discriminator is judged by the schema that this names alone: to try all of them takes ten times as
    long, and says less of what is wrong.
    """
    if isinstance(part, list):
        return [closed(child) for child in part]
    if not isinstance(part, dict):
        return part
    if mapping := part.get("discriminator", {}).get("mapping"):
        name = part["discriminator"]["propertyName"]
        named = [
            {"if": {"properties": {name: {"const": code}}}, "then": {"$ref": ref}} for code, ref in mapping.items()
        ]
        return {"required": [name], "properties": {name: {"enum": [*mapping]}}, "allOf": named}
    part = {name: closed(child) for name, child in part.items()}
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        part.setdefault("additionalProperties", False)
    return part


class Document:
    """An OpenAPI document, as JSON."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.paths = document["paths"]
        self.schemas = document["components"]["schemas"]
        self._closed = {"components": {"schemas": closed(deepcopy(self.schemas))}}
        self._validators: dict[str, Draft202012Validator] = {}

    def ours(self) -> list[tuple[str, str]]:
        """Method and path of each operation, without Wagtail's, which ask for a token of the team."""
        return [
            (method, path)
            for path, methods in self.paths.items()
            for method, operation in methods.items()
            if {"StaffToken": []} not in operation["security"]
        ]

    def statuses(self, method: str, path: str) -> set[int]:
        return {int(status) for status in self.paths[path][method]["responses"]}

    def faults(self, method: str, path: str, response: Any) -> list[str]:
        """What an answer of Django's test client is otherwise than documented."""
        answer = self.paths[path][method]["responses"].get(str(response.status_code))
        if answer is None:
            return [f"status {response.status_code} is not documented"]
        headers = answer.get("headers", {})
        faults = [f"no {name}" for name in headers if headers[name].get("required") and name not in response.headers]
        content = answer.get("content", {})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if not content:
            return faults + ([f"undocumented content: {body[:80]!r}"] if body else [])
        media_type = response["Content-Type"].partition(";")[0]
        if media_type not in content:
            return [*faults, f"media type {media_type}, documented: {', '.join(content)}"]
        if not media_type.endswith("json"):
            return faults if body else [*faults, "no content"]
        values = [json.loads(line) for line in body.splitlines()] if media_type == NDJSON else [json.loads(body)]
        schema = content[media_type]["schema"]
        validator = self._validator(schema["contentSchema"] if media_type == NDJSON else schema)
        errors = (error for value in values for error in validator.iter_errors(value))
        return faults + [f"{error.json_path}: {error.message[:300]}" for error in errors]

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {**self._closed, **closed(schema)}
            self._validators[key] = Draft202012Validator(whole, format_checker=formats)
        return self._validators[key]
