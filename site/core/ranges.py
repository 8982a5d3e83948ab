"""Parts of files (RFC 9110, section 14): players ask for the bytes that one jumps to, and Safari plays nothing without.

One range at a time: who asks for several gets the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
CHUNK = 64 * 1024


def ranged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with the part of its file that is asked: 206, or 416 where the file has no such part.

    What is no whole file stays as it is. To be called once it is known that the reader may have the file.
    """
    if not isinstance(response, FileResponse) or response.status_code != 200 or "Content-Length" not in response:
        return response
    response["Accept-Ranges"] = "bytes"
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    # Only GET has ranges, and a part of a file that has changed since would not fit what the browser has.
    if request.method != "GET" or not asked or asked[0] == "bytes=-" or not _is_the_same(request, response):
        return response
    size = int(response["Content-Length"])
    start, end = _bounds(asked[1], asked[2], size)
    if asked[1] and asked[2] and int(asked[1]) > int(asked[2]):
        return response  # no range at all
    file = cast(IO[bytes], response.file_to_stream)
    if start >= size or start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    response.streaming_content = _part(file, start, end - start + 1)
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of a range as it is written; « -500 » is the last 500."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _is_the_same(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the file is the one that `If-Range` names, by its ETag or by its date."""
    known = request.headers.get("If-Range", "")
    return not known or known in (response.get("ETag"), response.get("Last-Modified"))


def _part(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length and (chunk := file.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk
