"""One file from an http(s) address, within limits: size, time, redirects."""

from __future__ import annotations

import time
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

MOST_BYTES = 2**26
MOST_SECONDS = 30.0  # of the whole transfer; and of each wait for the next bytes
MOST_REDIRECTS = 5
_PIECE = 2**16  # bytes


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Only to other http(s) addresses: the library follows to ftp as well."""

    max_redirections = MOST_REDIRECTS
    max_repeats = 2

    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Any:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise ValueError(f"it redirects to {newurl[:100]!r}, which is no web address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str) -> bytes:
    """The content behind an address.

    Raises:
        OSError, ValueError: it cannot be had, or not within the limits.
    """
    end = time.monotonic() + MOST_SECONDS
    opener = urllib.request.build_opener(_Redirects())
    try:
        with opener.open(url, timeout=MOST_SECONDS) as response:
            content = bytearray()
            # read1: what is there, so that a server that sends byte by byte meets the clock.
            while piece := response.read1(_PIECE):
                content += piece
                if len(content) > MOST_BYTES:
                    raise ValueError(f"it has more than {MOST_BYTES} bytes")
                if time.monotonic() > end:
                    raise ValueError(
                        f"it takes more than {MOST_SECONDS:g} s: {len(content)} bytes so far"
                    )
    except HTTPException as error:
        raise OSError(f"the answer is no HTTP: {error!r:.100}") from error
    return bytes(content)
