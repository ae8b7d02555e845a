"""The garbage collector while models are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from auto_core import BertConfig, NumpyBertModel
from auto_core.pretrained.collecting import collector_paused


@pytest.fixture(autouse=True)
def collector_as_found() -> Iterator[None]:
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


def test_it_runs_again_after_the_last_thread() -> None:
    gc.enable()
    inside, leave = Event(), Event()

    def other() -> None:
        with collector_paused():
            inside.set()
            leave.wait()

    thread = Thread(target=other)
    with collector_paused():
        thread.start()
        inside.wait()
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_it_stays_off_where_the_caller_switched_it_off() -> None:
    gc.disable()
    with collector_paused():
        pass
    assert not gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    gc.enable()
    with pytest.raises(RuntimeError), collector_paused():
        raise RuntimeError
    assert gc.isenabled()


def test_it_waits_while_a_model_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.enable()
    seen = []
    build = NumpyBertModel.__init__

    def watched(self: NumpyBertModel, config: BertConfig, *args: object, **kwargs: object) -> None:
        seen.append(gc.isenabled())
        build(self, config, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(NumpyBertModel, "__init__", watched)
    NumpyBertModel.from_config(
        BertConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=2)
    )
    assert seen == [False]
    assert gc.isenabled()
