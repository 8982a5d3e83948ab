"""A program that contributes with a token, and what it sends."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import APIToken

API = "/api/v3/contributions/"
PROBLEM = "application/problem+json"
PLACE: dict[str, Any] = {
    "title": "La Scierie",
    "summary": "Un atelier partagé au bord du Guiers.",
    "families": ["coworking"],
    "state": "active",
    "description": "Un étage.\n\nDeux salles claires.",
    "postcode": "38000",
    "commune": "Grenoble",
    "point": {"longitude": 5.72, "latitude": 45.19},
    "milieu": "urban",
    "opening_hours": "Mo-Fr 09:00-18:00",
}


class Program:
    """A client with the token of a user: `call("patch", "…/", {…})` sends JSON and returns the response."""

    def __init__(self, user: Any) -> None:
        self.client = Client(enforce_csrf_checks=True)
        _, key = APIToken.create_token(user=user, name="essai")
        self.headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str = "", data: Any = None, **options: Any) -> Any:
        if data is not None:
            options |= {"data": json.dumps(data) if not isinstance(data, (bytes, str)) else data}
            options.setdefault("content_type", "application/json")
        return getattr(self.client, method)(f"{API}{path}", headers=self.headers, **options)

    def upload(self, pk: str, name: str, content: bytes, words: str = "", field: str = "photos") -> Any:
        file = SimpleUploadedFile(name, content)
        data = {"name": field, "file": file, "words": words}
        return self.client.post(f"{API}{pk}/files/", data, headers=self.headers)


def messages(response: Any) -> dict[str, str]:
    """Check for status 422, and return the message of each error by the last part of its location."""
    assert (response.status_code, response["Content-Type"]) == (422, PROBLEM), response.text
    return {str(error["loc"][-1]): error["msg"].replace("\u00a0", " ") for error in response.json()["errors"]}
