"""A Hub small enough to read: what huggingface_hub's client asks for, on loopback.

Model info, file resolution (large files by redirect, as the real one), ETag, commit header and
ranges. `fail_next` makes it misbehave once, `log` says what was asked.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

LARGE = re.compile(r".*\.(safetensors|bin|h5|msgpack)")


@dataclass
class Repo:
    """Commits (files by name) and the names that point at them."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    gated: bool = False
    token: str | None = None  # who may see it at all
    lists_files: bool = True  # mirrors may not
    odd_names: tuple[object, ...] = ()  # that it lists beside its files

    def commit(self, files: dict[str, bytes], branch: str = "main") -> str:
        sha = hashlib.sha1(repr((len(self.commits), sorted(files))).encode()).hexdigest()
        self.commits[sha] = dict(files)
        self.refs[branch] = sha
        return sha


Fault = Callable[["Handler"], bool]


class Hub(ThreadingHTTPServer):
    """Start with `serving()`; repositories in `repos`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repos: dict[str, Repo] = {}
        self.log: list[tuple[str, str]] = []
        self.ranges: list[str] = []  # that were asked for, in order
        self.faults: list[tuple[str, Fault]] = []
        self.valid_tokens = {"hf_good"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fail_next(self, pattern: str, fault: Fault, times: int = 1) -> None:
        """Apply `fault` to the next requests whose "METHOD path" the pattern is found in."""
        self.faults += [(pattern, fault)] * times

    def take_fault(self, request: str) -> Fault | None:
        for entry in self.faults:
            if re.search(entry[0], request):
                self.faults.remove(entry)
                return entry[1]
        return None

    def asked(self, pattern: str) -> int:
        """How many requests so far match."""
        return sum(bool(re.search(pattern, f"{method} {path}")) for method, path in self.log)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client went away, which some tests want
            super().handle()

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.log.append((self.command, path))
        fault = self.server.take_fault(f"{self.command} {path}")
        if fault and fault(self):
            return
        if path.startswith("/blobs/"):
            return self.body(self.find_blob(path.removeprefix("/blobs/")), {})
        api = re.fullmatch(r"/api/models/([^/]+/[^/]+?)(?:/revision/(.+))?", path)
        resolve = re.fullmatch(r"/([^/]+/[^/]+)/resolve/(.+?)/(.+)", path)
        if not (found := api or resolve):
            return self.refuse(404)
        repo = self.server.repos.get(found[1])
        token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        if token and token not in self.server.valid_tokens:
            return self.refuse(401, message="Invalid credentials in Authorization header")
        if repo is None or (repo.token and repo.token != token):
            return self.refuse(401 if not token else 404, "RepoNotFound")
        if repo.gated and token not in self.server.valid_tokens:
            return self.refuse(403, "GatedRepo")
        revision = found[2] or "main"
        sha = repo.refs.get(revision, revision)
        if sha not in repo.commits:
            return self.refuse(404, "RevisionNotFound")
        files = repo.commits[sha]
        if api:
            siblings = None
            if repo.lists_files:
                siblings = [{"rfilename": name, "size": len(files[name])} for name in files]
                if "blobs" not in self.path:  # sizes only on request
                    siblings = [{"rfilename": entry["rfilename"]} for entry in siblings]
                siblings += [{"rfilename": name} for name in repo.odd_names]
            info = {"id": found[1], "modelId": found[1], "sha": sha, "siblings": siblings}
            info |= {"private": False, "downloads": 0, "likes": 0, "tags": []}
            return self.body(json.dumps(info).encode(), {"Content-Type": "application/json"})
        if resolve[3] not in files:
            return self.refuse(404, "EntryNotFound", commit=sha)
        self.resolve(resolve[3], files[resolve[3]], sha)

    def resolve(self, name: str, content: bytes, sha: str) -> None:
        if LARGE.fullmatch(name):
            digest = hashlib.sha256(content).hexdigest()
            self.send_response(302)
            # Another host, as the real one: the client follows redirects to the same one itself.
            host = f"http://localhost:{self.server.server_port}"
            self.send_header("Location", f"{host}/blobs/{digest}")
            self.send_header("X-Linked-Etag", f'"{digest}"')
            self.send_header("X-Linked-Size", str(len(content)))
            self.send_header("X-Repo-Commit", sha)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            digest = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            self.body(content, {"ETag": f'"{digest}"', "X-Repo-Commit": sha})

    def find_blob(self, digest: str) -> bytes:
        for repo in self.server.repos.values():
            for files in repo.commits.values():
                for content in files.values():
                    if hashlib.sha256(content).hexdigest() == digest:
                        return content
        raise KeyError(digest)

    def body(self, content: bytes, headers: dict[str, str], *, length: int | None = None) -> None:
        if asked_range := self.headers.get("Range", ""):
            self.server.ranges.append(asked_range)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        total, start = len(content), int(asked[1]) if asked else 0
        content = content[start : int(asked[2]) + 1 if asked and asked[2] else None]
        self.send_response(206 if asked else 200)
        if asked:
            headers["Content-Range"] = f"bytes {start}-{start + len(content) - 1}/{total}"
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(
        self,
        status: int,
        code: str = "",
        message: str = "",
        commit: str = "",
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        headers = {"X-Error-Code": code, "X-Error-Message": message, "X-Repo-Commit": commit}
        headers |= more or {}
        for key, value in headers.items():
            if value:
                self.send_header(key, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


# --- ways to misbehave: each returns True when it has answered ---------------------------------


def status(code: int, **headers: str) -> Fault:
    """Refuse; `Retry_After="7"` is the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.refuse(code, more=named) or True


def etag(value: str, commit: str) -> Fault:
    """Announce a file under this ETag."""

    def announce(handler: Handler) -> bool:
        handler.body(b"evil", {"ETag": f'"{value}"', "X-Repo-Commit": commit})
        return True

    return announce


def cut_after(size: int) -> Fault:
    """Promise the whole blob, send a part, and hang up."""

    def cut(handler: Handler) -> bool:
        content = handler.find_blob(handler.path.removeprefix("/blobs/"))
        handler.body(content[:size], {}, length=len(content))
        handler.wfile.flush()
        handler.close_connection = True
        return True

    return cut


def shortened_to(size: int) -> Fault:
    """Send a part as if it were everything."""

    def shorten(handler: Handler) -> bool:
        handler.body(handler.find_blob(handler.path.removeprefix("/blobs/"))[:size], {})
        return True

    return shorten


def damaged(handler: Handler) -> bool:
    """One bit of the last byte is wrong: no length or header shows it."""
    content = bytearray(handler.find_blob(handler.path.removeprefix("/blobs/")))
    content[-1] ^= 1
    handler.body(bytes(content), {})
    return True


def replaced(content: bytes) -> Fault:
    """Answer for a small file with something else."""

    def answer(handler: Handler) -> bool:
        handler.body(content, {})
        return True

    return answer


def slow(seconds: float) -> Fault:
    # Not time.sleep, which tests of the client's patience replace.
    return lambda handler: threading.Event().wait(seconds)


def then(action: Callable[[], object]) -> Fault:
    """Do something on the server's side, then answer as usual."""
    return lambda handler: bool(action() and False)


@contextmanager
def serving() -> Iterator[Hub]:
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()
