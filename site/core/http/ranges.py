"""Range requests (RFC 9110, section 14), which players need to seek and Safari needs to play videos at all.

Only single ranges are served; a request for several gets the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
CHUNK = 64 * 1024


def ranged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Turn a file response into the requested range (206), or into 416 if the file has no such range.

    Other responses are returned as they are. Permissions must have been checked before.
    """
    if not isinstance(response, FileResponse) or response.status_code != 200 or "Content-Length" not in response:
        return response
    response["Accept-Ranges"] = "bytes"
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    # Ranges are defined for GET only. If the file has changed, a range would not fit the parts that the client has.
    if request.method != "GET" or not match or match[0] == "bytes=-" or not _is_unchanged(request, response):
        return response
    size = int(response["Content-Length"])
    start, end = _bounds(match[1], match[2], size)
    if match[1] and match[2] and int(match[1]) > int(match[2]):
        return response  # not a valid range, so ignored
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
    """Return first and last byte of a written range; `-500` means the last 500 bytes."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _is_unchanged(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the file still has the ETag or date in `If-Range`, if the request has one."""
    validator = request.headers.get("If-Range", "")
    return not validator or validator in (response.get("ETag"), response.get("Last-Modified"))


def _part(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length and (chunk := file.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk
