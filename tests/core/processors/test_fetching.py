"""Images behind addresses of strangers: limits of size, time and redirects."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from auto_core.errors import InputError
from auto_core.processors import fetching
from auto_core.processors.images import open_image


def image() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(buffer, "PNG")
    return buffer.getvalue()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        kind, _, rest = self.path[1:].partition("/")
        if kind == "redirect":
            self.send_response(302)
            left = int(rest)
            self.send_header("Location", f"/redirect/{left - 1}" if left else "/image")
            self.end_headers()
        elif kind == "elsewhere":
            self.send_response(302)
            self.send_header("Location", rest)
            self.end_headers()
        elif kind == "image":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(image())
        else:  # for ever, in pieces
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * (2**16 if kind == "large" else 1))
                    time.sleep(0 if kind == "large" else 0.02)
            except OSError:
                pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["image", "redirect/0", f"redirect/{fetching.MOST_REDIRECTS - 1}"])
def test_an_honest_address(address: str, path: str) -> None:
    assert open_image(f"{address}/{path}").size == (3, 2)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("large", "more than 1000000 bytes"),
        ("slow", "takes more than 0.3 s"),
        (f"redirect/{fetching.MOST_REDIRECTS + 1}", "redirect"),
        ("elsewhere/ftp://127.0.0.1/x", "no web address|not allowed"),
        ("elsewhere/file:///etc/passwd", "no web address|not allowed"),
    ],
)
def test_limits(address: str, path: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 10**6)
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3 if path == "slow" else 30.0)
    start = time.monotonic()
    with pytest.raises(InputError, match=words):
        open_image(f"{address}/{path}")
    assert time.monotonic() - start < 10
