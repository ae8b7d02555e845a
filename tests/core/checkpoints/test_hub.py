"""Loading from a Hub that behaves, that refuses, and that breaks in the middle."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from core.checkpoints.files import safetensors_bytes, sharded, values
from core.checkpoints.hub_server import (
    Hub,
    Repo,
    cut_after,
    damaged,
    etag,
    replaced,
    serving,
    shortened_to,
    slow,
    status,
    then,
)
from huggingface_hub import constants

from auto_core.checkpoints import downloading, verifying
from auto_core.checkpoints import hub as hub_module
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.weights import Weights
from auto_core.errors import (
    AuthenticationError,
    CheckpointError,
    CorruptFileError,
    FileMissingError,
    GatedRepositoryError,
    InputError,
    OfflineError,
    PathNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
    ShardMissingError,
    WeightsNotFoundError,
)

NAME = "user/model"
A, B = values(1, 40, 30), values(2, 20, 30)
WEIGHTS = safetensors_bytes(a=A, b=B)
CONFIG = json.dumps({"model_type": "bert"}).encode()
FILES = {"config.json": CONFIG, "model.safetensors": WEIGHTS}


def load(**options: object) -> dict[str, np.ndarray]:
    snapshot = Snapshot.open(NAME, **options)
    assert snapshot.json("config.json") == {"model_type": "bert"}
    return {name: tensor.numpy() for name, tensor in Weights.open(snapshot).items()}


def check(loaded: dict[str, np.ndarray]) -> None:
    assert loaded.keys() == {"a", "b"}
    np.testing.assert_array_equal(loaded["a"], A)
    np.testing.assert_array_equal(loaded["b"], B)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client's waits between attempts pass at once."""
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)


# --- a Hub that behaves -----------------------------------------------------------------------


def test_first_load_asks_for_the_commit_once_and_for_each_file_once(hub: Hub, repo: Repo) -> None:
    sha = repo.commit(FILES)
    check(load())
    assert Snapshot.open(NAME).commit == sha
    assert hub.asked("GET /api/models/user/model") == 2
    assert hub.asked("GET /blobs/") == 1
    assert hub.asked("GET .*config.json") == 1
    assert hub.asked("generation_config|pytorch_model|index") == 0


def test_cached_load_asks_only_for_the_commit(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    load()
    hub.log.clear()
    check(load())
    assert hub.log == [("GET", "/api/models/user/model")]


@pytest.mark.parametrize("how", ["local_files_only", "environment"])
def test_cached_load_offline_opens_no_socket(
    hub: Hub, repo: Repo, how: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    repo.commit(FILES)
    load()
    request.getfixturevalue("no_network")
    if how == "environment":
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        check(load())
    else:
        check(load(local_files_only=True))


@pytest.mark.parametrize("revision", ["v1", "feature/new", None])
def test_revisions_by_name_and_by_commit(hub: Hub, repo: Repo, revision: str | None) -> None:
    main = repo.commit({"config.json": b'{"at": "main"}'})
    other = repo.commit({"config.json": b'{"at": "other"}'}, branch=revision or "other")
    repo.refs["main"] = main
    expected = {"at": "other" if revision else "main"}
    assert Snapshot.open(NAME, revision=revision).json("config.json") == expected
    assert Snapshot.open(NAME, revision=other).json("config.json") == {"at": "other"}
    offline = Snapshot.open(NAME, revision=revision, local_files_only=True)
    assert offline.json("config.json") == expected


def test_every_file_of_a_load_is_of_one_commit_even_if_the_branch_moves(
    hub: Hub, repo: Repo
) -> None:
    files, tensors = sharded({"a": A}, {"b": B})
    first = repo.commit({**files, "config.json": CONFIG})
    newer, _ = sharded({"a": A + 1}, {"b": B + 1})
    move = then(lambda: repo.commit({**newer, "config.json": b"{}"}))
    hub.fail_next("GET .*index.json", move)
    snapshot = Snapshot.open(NAME)
    loaded = Weights.open(snapshot)
    assert repo.refs["main"] != first == snapshot.commit
    for name, expected in tensors.items():
        np.testing.assert_array_equal(loaded[name].numpy(), expected)


def test_subfolder_and_variant(hub: Hub, repo: Repo) -> None:
    repo.commit({"unet/model.fp16.safetensors": WEIGHTS, "unet/config.json": CONFIG, "x": b"y"})
    snapshot = Snapshot.open(NAME, subfolder="unet")
    assert snapshot.files() == ["config.json", "model.fp16.safetensors"]
    check({k: t.numpy() for k, t in Weights.open(snapshot, variant="fp16").items()})
    with pytest.raises(WeightsNotFoundError, match=r"variant='fp16'") as caught:
        Weights.open(snapshot)
    for name in ("model.safetensors", "pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"):
        assert name in str(caught.value)


def test_a_missing_file_is_none_and_required_is_an_error(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    snapshot = Snapshot.open(NAME)
    assert snapshot.file("vocab.txt") is None
    with pytest.raises(FileMissingError, match=r"no file 'vocab.txt'.*config.json"):
        snapshot.require("vocab.txt")


def test_a_mirror_that_lists_no_files_is_asked_for_each(hub: Hub, repo: Repo) -> None:
    repo.lists_files = False
    files, tensors = sharded({"a": A}, {"b": B})
    repo.commit({**files, "config.json": CONFIG})
    loaded = load()
    assert hub.asked("HEAD .*/model.safetensors$") == 1
    np.testing.assert_array_equal(loaded["b"], tensors["b"])
    assert Snapshot.open(NAME).file("vocab.txt") is None


def test_a_shard_that_the_repository_lacks_is_named(hub: Hub, repo: Repo) -> None:
    files, _ = sharded({"a": A}, {"b": B})
    del files["model-00002-of-00002.safetensors"]
    repo.commit(files)
    with pytest.raises(ShardMissingError, match="model-00002-of-00002"):
        Weights.open(Snapshot.open(NAME))


def test_force_download(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    load()
    check(load(force_download=True))
    assert hub.asked("GET /blobs/") == 2
    with pytest.raises(InputError, match="force_download"):
        load(force_download=True, local_files_only=True)


# --- a Hub that refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "error", "words"),
    [
        ("user/absent", {}, RepositoryNotFoundError, "no repository 'user/absent'"),
        ("user/private", {}, RepositoryNotFoundError, "token="),
        ("user/gated", {}, GatedRepositoryError, "accept its conditions at .*user/gated"),
        ("user/model", {"token": "hf_bad"}, AuthenticationError, "refused the token"),
        ("user/model", {"revision": "nope"}, RevisionNotFoundError, "'nope'"),
        ("user/model", {"local_files_only": True}, OfflineError, "Cached of it: nothing"),
        ("bad name!", {}, PathNotFoundError, "neither a directory"),
    ],
)
def test_refusals(
    hub: Hub, repo: Repo, name: str, options: dict, error: type[CheckpointError], words: str
) -> None:
    repo.commit(FILES)
    hub.repos["user/gated"] = Repo(gated=True)
    hub.repos["user/private"] = Repo(token="hf_good")
    with pytest.raises(error, match=words) as caught:
        Snapshot.open(name, **options)
    assert type(caught.value) is error


def test_a_private_repository_with_its_token(hub: Hub, repo: Repo) -> None:
    repo.token = "hf_good"
    repo.commit(FILES)
    check(load(token="hf_good"))


def test_offline_and_not_cached_names_what_is_cached(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    Snapshot.open(NAME).require("config.json")
    with pytest.raises(OfflineError, match=r"'v2' is not in the cache.*Cached of it: .*main"):
        Snapshot.open(NAME, revision="v2", local_files_only=True)
    snapshot = Snapshot.open(NAME, local_files_only=True)
    with pytest.raises(OfflineError, match=r"model.safetensors.*Found: config.json"):
        Weights.open(snapshot)
    with pytest.raises(OfflineError, match=r"'vocab.txt'.*not in the cache.*config.json"):
        snapshot.require("vocab.txt")


PATHS = ["./model", "../model", "/no/such", "~/model", "a/b/c", "a\\b", "C:model", "dir/", ""]


@pytest.mark.parametrize("name", [*PATHS, "weights.safetensors", "some/config.json"])
def test_a_path_never_becomes_a_request(hub: Hub, no_network: None, name: str) -> None:
    with pytest.raises(PathNotFoundError, match="does not exist"):
        Snapshot.open(name)
    assert not hub.log


def test_a_path_object_is_a_path(hub: Hub, no_network: None, tmp_path: Path) -> None:
    with pytest.raises(PathNotFoundError):
        Snapshot.open(Path("user/model"))
    (tmp_path / "file").touch()
    with pytest.raises(PathNotFoundError, match="is a file"):
        Snapshot.open(tmp_path / "file")


# --- a Hub that breaks ------------------------------------------------------------------------


@pytest.mark.parametrize("code", [429, 500, 503])
@pytest.mark.parametrize("where", ["/api/models", "HEAD .*safetensors"])
def test_passing_trouble_is_waited_out(
    hub: Hub, repo: Repo, impatient: None, code: int, where: str
) -> None:
    repo.commit(FILES)
    hub.fail_next(where, status(code), times=2)
    check(load())
    assert not hub.faults


def test_lasting_trouble_is_an_error_that_names_it(hub: Hub, repo: Repo, impatient: None) -> None:
    repo.commit(FILES)
    hub.fail_next("/api/models", status(503), times=20)
    with pytest.raises(OfflineError, match=r"cannot be reached \(it answers HTTP 503\)"):
        load()


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [(204, CheckpointError, "is not the Hub.*HF_ENDPOINT"), (404, RepositoryNotFoundError, "404")],
)
def test_answers_that_are_not_the_hubs(
    code: int, error: type, words: str, hub: Hub, repo: Repo
) -> None:
    hub.fail_next("api/models", status(code))
    with pytest.raises(error, match=words):
        Snapshot.open("user/model")


def test_a_hub_that_is_down_leaves_the_cache(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    load()
    hub.fail_next("/api/models", status(500), times=20)
    check(load())


def test_nobody_listens(hub: Hub, monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(OfflineError, match="cannot be reached"):
        Snapshot.open(NAME)


def test_a_slow_server_is_given_up(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    repo.commit(FILES)
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 0.1)
    hub.fail_next("/api/models", slow(0.4), times=20)
    with pytest.raises(OfflineError, match="cannot be reached"):
        Snapshot.open(NAME)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of every wait between attempts; none is waited."""
    found: list[float] = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


def test_a_cut_connection_is_resumed(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 512)
    repo.commit(FILES)
    half = len(WEIGHTS) // 2
    hub.fail_next("GET /blobs", cut_after(half))
    hub.fail_next("GET /blobs", status(503))
    check(load())
    assert hub.asked("GET /blobs/") == 3
    start = half // 512 * 512  # in whole chunks
    assert hub.ranges[-1] == f"bytes={start}-"


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503])
def test_trouble_with_the_body_is_waited_out(
    hub: Hub, repo: Repo, waits: list[float], code: int
) -> None:
    repo.commit(FILES)
    hub.fail_next("GET /blobs", status(code), times=downloading.ATTEMPTS - 1)
    check(load())


def test_lasting_trouble_with_the_body_ends(hub: Hub, repo: Repo, waits: list[float]) -> None:
    repo.commit(FILES)
    hub.fail_next("GET /blobs", status(503), times=50)
    with pytest.raises(OfflineError, match=r"model\.safetensors.*HTTP 503"):
        load()
    assert hub.asked("GET /blobs/") == len(waits) + 1 == downloading.ATTEMPTS


@pytest.mark.parametrize("where", ["/api/models", "HEAD .*safetensors", "GET /blobs"])
@pytest.mark.parametrize("seconds", ["7", "100000", "9" * 400, "-5", "Wed, 21 Oct 2015 07:28:00"])
def test_retry_after_has_a_limit(
    hub: Hub, repo: Repo, waits: list[float], where: str, seconds: str
) -> None:
    repo.commit(FILES)
    hub.fail_next(where, status(429, Retry_After=seconds), times=2)
    check(load())
    assert waits
    assert all(0 < wait <= downloading.MOST_WAIT for wait in waits)
    if not where.startswith("HEAD"):  # there, versions 0.x of the client wait by themselves
        assert (7.0 in waits) == (seconds == "7")


HOSTILE_ETAGS = ["../../../evil", "/tmp/evil", "a/b", "..", ".", "x" * 300, "a" * 39, "W/../x"]


@pytest.mark.parametrize("value", HOSTILE_ETAGS)
def test_an_etag_never_becomes_a_path(hub: Hub, repo: Repo, tmp_path: Path, value: str) -> None:
    sha = repo.commit({"config.json": b"evil"})
    hub.fail_next("HEAD .*config.json", etag(value, sha))
    path = Snapshot.open(NAME).require("config.json")
    assert path.read_bytes() == b"evil"
    cache = tmp_path / "cache"
    found = [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()]
    assert all(p.parts[0] == "cache" for p in found)
    blobs = {p.name for p in cache.glob("models--user--model/blobs/*")}
    assert blobs == {hashlib.sha256(b"evil").hexdigest()}


def test_an_answer_of_another_commit_is_refused(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    hub.fail_next("HEAD .*config.json", etag("a" * 40, "b" * 40))
    with pytest.raises(CheckpointError, match="with the commit 'bbbb"):
        load()


def test_names_of_a_listing_that_lead_out_are_left_out(
    hub: Hub, repo: Repo, caplog: pytest.LogCaptureFixture
) -> None:
    repo.odd_names = ("../../evil", "/etc/passwd", "a\\b", "x\0", "red\x1b[31m", 7, None, ["a"])
    repo.commit(FILES)
    snapshot = Snapshot.open(NAME)
    assert sorted(snapshot.files()) == ["config.json", "model.safetensors", "red\x1b[31m"]
    assert "no files of it" in caplog.text
    with pytest.raises(FileMissingError) as caught:
        snapshot.require("vocab.txt")
    assert "\x1b" not in str(caught.value)
    assert "red\\x1b[31m" in str(caught.value)


def test_a_short_body_is_an_error_with_both_sizes(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    hub.fail_next("GET /blobs", shortened_to(1000))
    with pytest.raises(CorruptFileError, match=rf"{len(WEIGHTS)}.*1000"):
        load()
    check(load())


def test_a_damaged_body_is_found_and_removed(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    hub.fail_next("GET /blobs", damaged)
    digest = hashlib.sha256(WEIGHTS).hexdigest()
    with pytest.raises(CorruptFileError, match=rf"SHA-256.*{digest}"):
        load()
    check(load())


def test_a_small_file_is_compared_with_its_git_hash(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    hub.fail_next("GET .*config.json", replaced(CONFIG.replace(b"bert", b"gpt2")))
    with pytest.raises(CorruptFileError, match=r"config\.json.*damaged.*Git SHA-1"):
        load()
    check(load())


def blob_of(name: str) -> Path:
    return (Snapshot.open(NAME, local_files_only=True).require(name)).resolve()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("offline", [True, False])
def test_a_cached_file_that_was_changed_is_never_served(
    hub: Hub, repo: Repo, name: str, offline: bool
) -> None:
    """Whoever changed it: a killed process, another program, the disk."""
    repo.commit(FILES)
    load()
    blob = blob_of(name)
    content = bytearray(blob.read_bytes())
    content[-2] ^= 1
    blob.write_bytes(content)  # the same size
    with pytest.raises(CorruptFileError, match=rf"{name} is damaged.*removed"):
        load(local_files_only=offline)
    check(load())


def test_a_cache_that_another_program_filled_is_hashed_once(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repo.commit(FILES)
    load()
    shutil.rmtree(tmp_path / "cache" / "models--user--model" / ".verified")
    verifying._seen.clear()
    hashes: list[Path] = []

    def counted(path: Path, like: str | None) -> str:
        hashes.append(path)
        return hashed(path, like)

    hashed = verifying.hashed
    monkeypatch.setattr(verifying, "hashed", counted)
    check(load())
    verifying._seen.clear()  # another process
    check(load())
    assert len(hashes) == len(FILES)


def test_nothing_is_readable_before_it_is_verified(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Killed in the hash: the cache has no file, and the next load starts again."""
    repo.commit(FILES)

    def killed(path: Path, like: str | None) -> str:
        cache = tmp_path / "cache" / "models--user--model"
        assert not [p for p in cache.glob("snapshots/*/*") if p.name == "config.json"]
        assert {p.suffix for p in cache.glob("blobs/*")} == {".incomplete"}
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(downloading, "hashed", killed)
        with pytest.raises(KeyboardInterrupt):
            load()
    check(load())


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "cannot be written")]
)
def test_a_cache_without_room_or_rights(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    repo.commit(FILES)

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(downloading, "_body", fail)
    with pytest.raises(CheckpointError, match=words):
        load()


def test_a_read_only_cache_serves_what_it_has(
    hub: Hub, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(FILES)
    load()

    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(hub_module, "write_text", fail)
    monkeypatch.setattr(verifying, "write_text", fail)
    repo.refs["v1"] = repo.refs["main"]
    check(load(revision="v1"))


def test_an_lfs_pointer_on_the_hub(hub: Hub, repo: Repo) -> None:
    repo.commit({"config.json": b"version https://git-lfs.github.com/spec/v1\noid sha256:1"})
    with pytest.raises(CorruptFileError, match=r"Git-LFS pointer.*git lfs pull"):
        Snapshot.open(NAME).json("config.json")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "a\\b", "C:b", "a\0b"])
def test_no_file_name_leaves_the_repository(hub: Hub, repo: Repo, name: str) -> None:
    repo.commit(FILES)
    snapshot = Snapshot.open(NAME)
    with pytest.raises(CheckpointError, match="leads out"):
        snapshot.file(name)
    with pytest.raises(CheckpointError, match="leads out"):
        Snapshot.open(NAME, subfolder=name)


# --- other processes --------------------------------------------------------------------------

# Loads in as many processes as it is told, forked when all is imported and nothing has started.
SCRIPT = """
import os, sys
import huggingface_hub.hf_api
from auto_core.checkpoints import hub_errors
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.weights import Weights

def load():
    weights = Weights.open(Snapshot.open("user/model"))
    total = float(sum(tensor.numpy().sum() for tensor in weights.values()))
    os.write(1, f"{total} ".encode())  # in one piece, unlike print

children = []
for _ in range(int(sys.argv[1])):
    if pid := os.fork():
        children.append(pid)
    else:
        load()
        os._exit(0)
codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
if not children:
    load()
sys.exit(any(codes))
"""


def start(server: Hub, cache: Path, forks: int = 0) -> subprocess.Popen[str]:
    env = {**os.environ, "HF_ENDPOINT": server.url, "HF_HUB_CACHE": str(cache), "HF_TOKEN": ""}
    env |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-c", SCRIPT, str(forks)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def test_eight_processes_at_once_download_once(tmp_path: Path) -> None:
    with serving() as server:
        server.repos[NAME] = Repo()
        server.repos[NAME].commit(FILES)
        server.fail_next("GET /blobs", slow(1.0))
        process = start(server, tmp_path, forks=8)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        loaded = [float(line) for line in output.split()]
        np.testing.assert_allclose(loaded, [float(A.sum() + B.sum())] * 8, rtol=1e-5)
        assert server.asked("GET /blobs/") == 1
        assert server.asked("HEAD .*safetensors") > 1  # several came while it was under way


def test_a_process_killed_in_the_download_leaves_nothing_half(tmp_path: Path) -> None:
    with serving() as server:
        server.repos[NAME] = Repo()
        server.repos[NAME].commit(FILES)
        process: subprocess.Popen[str]

        def kill(handler: object) -> bool:
            cut_after(len(WEIGHTS) // 2)(handler)
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True

        server.fail_next("GET /blobs", kill)
        process = start(server, tmp_path)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        again = start(server, tmp_path)
        output, _ = again.communicate(timeout=60)
        assert again.returncode == 0
        np.testing.assert_allclose(float(output), float(A.sum() + B.sum()), rtol=1e-5)


# --- upload -----------------------------------------------------------------------------------


def test_push_creates_the_repository_and_uploads_the_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[tuple[str, dict]] = []

    class Api:
        def __init__(self, token: object):
            calls.append(("token", {"token": token}))

        def create_repo(self, repo_id: str, **options: object) -> object:
            calls.append(("create", {"repo_id": repo_id, **options}))
            return type("Url", (), {"repo_id": repo_id})

        def upload_folder(self, **options: object) -> object:
            calls.append(("upload", options))
            return "https://hub/commit"

    monkeypatch.setattr("huggingface_hub.HfApi", Api)
    assert hub_module.push(tmp_path, NAME, token="t", private=True) == "https://hub/commit"
    assert [name for name, _ in calls] == ["token", "create", "upload"]
    assert calls[1][1]["private"] is True
    assert calls[2][1]["folder_path"] == str(tmp_path)


def test_tokens_stay_out_of_messages(hub: Hub, repo: Repo) -> None:
    repo.commit(FILES)
    with pytest.raises(AuthenticationError) as caught:
        Snapshot.open(NAME, token="hf_secret_value")
    assert not re.search("secret", str(caught.value))
