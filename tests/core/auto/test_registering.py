"""People's own classes: the documented example on each framework, collisions, precedence."""

from __future__ import annotations

import importlib
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auto_core import AutoConfig, BertConfig, NumpyAutoModel, NumpyBertModel, PretrainedConfig
from auto_core.cli.reports import support
from auto_core.errors import RegistrationError
from auto_core.registry import configs, plugins

FAMILIES = {"auto_core": "Numpy", "auto_torch": "", "auto_tf": "TF", "auto_flax": "Flax"}


class NewModelConfig(PretrainedConfig):
    model_type = "new-model"

    def __init__(self, width=4, **kwargs):
        self.width = width
        super().__init__(**kwargs)


class OtherConfig(PretrainedConfig):
    model_type = "other-model"
    width: int = 4


@pytest.fixture
def unregister() -> Iterator[list[tuple[Any, Any]]]:
    """What a test registers is taken back: (registry, key)."""
    done: list[tuple[Any, Any]] = []
    yield done
    for registry, key in done:
        registry.unregister(key)


@pytest.fixture
def new_model(unregister) -> type[NewModelConfig]:
    AutoConfig.register("new-model", NewModelConfig)
    unregister.append((configs.registered, "new-model"))
    return NewModelConfig


def test_config(new_model, tmp_path: Path) -> None:
    config = AutoConfig.for_model("new-model", width=7)
    config.save_pretrained(tmp_path)
    loaded = AutoConfig.from_pretrained(tmp_path)
    assert type(loaded) is NewModelConfig and loaded.width == 7 and loaded == config


def torch_model() -> type:
    import torch

    from auto_torch import PreTrainedModel

    class NewModel(PreTrainedModel):
        config_class = NewModelConfig

        def __init__(self, config):
            super().__init__(config)
            self.linear = torch.nn.Linear(config.width, 2)

        def forward(self, x):
            return {"y": self.linear(x)}

    return NewModel


def tf_model() -> type:
    import keras

    from auto_tf import TFPreTrainedModel

    class TFNewModel(TFPreTrainedModel):
        config_class = NewModelConfig

        def __init__(self, config):
            super().__init__(config)
            self.linear = keras.layers.Dense(2)

        def call(self, x):
            return {"y": self.linear(x)}

    return TFNewModel


def flax_model() -> type:
    from flax import nnx

    from auto_flax import FlaxPreTrainedModel

    class FlaxNewModel(FlaxPreTrainedModel):
        config_class = NewModelConfig

        def __init__(self, config):
            super().__init__(config)
            self.linear = nnx.Linear(config.width, 2, rngs=nnx.Rngs(0))

        def forward(self, x):
            return {"y": self.linear(x)}

    return FlaxNewModel


def numpy_model() -> type:
    from auto_core import NumpyPreTrainedModel, nn

    class NumpyNewModel(NumpyPreTrainedModel):
        config_class = NewModelConfig

        def __init__(self, config):
            super().__init__(config)
            self.linear = nn.Linear(config.width, 2)

        def forward(self, x):
            return {"y": self.linear(x)}

    return NumpyNewModel


MODELS = {
    "auto_core": numpy_model,
    "auto_torch": torch_model,
    "auto_tf": tf_model,
    "auto_flax": flax_model,
}


@pytest.mark.parametrize(("package", "prefix"), FAMILIES.items())
def test_a_class_for_one_framework(
    package: str, prefix: str, new_model, unregister, tmp_path: Path
) -> None:
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModel")
    model_class = MODELS[package]()
    auto.register(NewModelConfig, model_class)
    unregister.append((auto._registered, NewModelConfig))
    assert "new-model" in auto.supported_model_types()

    model = auto.from_config(NewModelConfig(width=3))
    assert type(model) is model_class
    x = np.ones((2, 3), np.float32)
    before = to_numpy(model(x)["y"])
    assert before.shape == (2, 2)
    model.save_pretrained(tmp_path)
    again = auto.from_pretrained(tmp_path)
    assert type(again) is model_class and again.config.width == 3
    assert np.allclose(to_numpy(again(x)["y"]), before, atol=1e-6)


def to_numpy(tensor: Any) -> np.ndarray:
    return np.asarray(tensor.detach() if hasattr(tensor, "detach") else tensor)


SHARED = """
from auto_core.outputs import BaseModelOutput
from own_configuration import SharedConfig

from .. import nn, ops


class SharedModel(nn.PreTrainedModel):
    config_class = SharedConfig

    def __init__(self, config):
        super().__init__(config)
        self.linear = nn.Linear(config.width, 2)

    def forward(self, x):
        return BaseModelOutput(last_hidden_state=ops.tanh(self.linear(x)))
"""
SHARED_CONFIG = """
from auto_core import PretrainedConfig


class SharedConfig(PretrainedConfig):
    model_type = "shared-model"
    width: int = 4
"""


@pytest.fixture
def shared_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "own_architecture.py").write_text(SHARED)
    (tmp_path / "own_configuration.py").write_text(SHARED_CONFIG)
    monkeypatch.syspath_prepend(tmp_path)
    yield "own_architecture"
    for name in [name for name in sys.modules if "own_" in name]:
        del sys.modules[name]


def test_a_class_written_once_for_all(shared_file: str, unregister, tmp_path: Path) -> None:
    from auto_core.registry.architectures import read

    config_class = importlib.import_module("own_configuration").SharedConfig
    AutoConfig.register("shared-model", config_class)
    unregister.append((configs.registered, "shared-model"))
    outputs = []
    for package, prefix in FAMILIES.items():
        auto = getattr(importlib.import_module(package), f"{prefix}AutoModel")
        auto.register(config_class, read(shared_file, package).SharedModel)
        unregister.append((auto._registered, config_class))
        if not outputs:
            auto.from_config(config_class(width=3)).save_pretrained(tmp_path / "saved")
        model = auto.from_pretrained(tmp_path / "saved")
        outputs.append(to_numpy(model(np.ones((2, 3), np.float32)).last_hidden_state))
    assert all(np.allclose(output, outputs[0], atol=1e-6) for output in outputs)


# --- rules ------------------------------------------------------------------------------------


def test_model_type_must_be_the_key() -> None:
    with pytest.raises(RegistrationError, match="'new-model'.*'old-model'"):
        AutoConfig.register("old-model", NewModelConfig)


def test_config_class_must_be_the_models() -> None:
    with pytest.raises(RegistrationError, match="config_class is BertConfig"):
        NumpyAutoModel.register(OtherConfig, NumpyBertModel)


@pytest.mark.parametrize("wrong", ["text", 3, dict, NumpyBertModel])
def test_only_configs_are_registered(wrong: Any) -> None:
    with pytest.raises(RegistrationError, match="not a subclass of PreTrainedConfig"):
        AutoConfig.register("x", wrong)


@pytest.mark.parametrize("wrong", [dict, "BertModel", NumpyBertModel.__init__])
def test_only_what_can_be_loaded_is_registered(wrong: Any) -> None:
    with pytest.raises(RegistrationError, match="no from_pretrained.*import NumpyPreTrainedModel"):
        NumpyAutoModel.register(NewModelConfig, wrong)


def test_collision_is_an_error_unless_allowed(new_model) -> None:
    class Replacement(NewModelConfig):
        pass

    with pytest.raises(RegistrationError, match="exist_ok=True"):
        AutoConfig.register("new-model", Replacement)
    AutoConfig.register("new-model", NewModelConfig)  # the same class again is no collision
    AutoConfig.register("new-model", Replacement, exist_ok=True)
    assert type(AutoConfig.for_model("new-model")) is Replacement


def test_a_built_in_collides_too(unregister) -> None:
    class MyBert(BertConfig):
        pass

    with pytest.raises(RegistrationError, match="BertConfig"):
        AutoConfig.register("bert", MyBert)
    AutoConfig.register("bert", MyBert, exist_ok=True)
    unregister.append((configs.registered, "bert"))
    assert type(AutoConfig.for_model("bert")) is MyBert
    # A config class without a model of its own is built as what its model type says.
    assert NumpyAutoModel.model_class(MyBert()) is NumpyBertModel


def test_a_built_in_model_collides_too(unregister) -> None:
    class NumpyMyBert(NumpyBertModel):
        pass

    with pytest.raises(RegistrationError, match="exist_ok=True"):
        NumpyAutoModel.register(BertConfig, NumpyMyBert)
    NumpyAutoModel.register(BertConfig, NumpyMyBert, exist_ok=True)
    unregister.append((NumpyAutoModel._registered, BertConfig))
    assert NumpyAutoModel.model_class(BertConfig()) is NumpyMyBert
    assert NumpyAutoModel.explain(BertConfig())[1] == "registered by the caller"


def test_a_subclass_of_a_built_in_config(unregister, tmp_path: Path) -> None:
    class BiggerBertConfig(BertConfig):
        model_type = "bigger-bert"
        extra: int = 3

    class NumpyBiggerBert(NumpyBertModel):
        config_class = BiggerBertConfig

    AutoConfig.register("bigger-bert", BiggerBertConfig)
    NumpyAutoModel.register(BiggerBertConfig, NumpyBiggerBert)
    unregister += [
        (configs.registered, "bigger-bert"),
        (NumpyAutoModel._registered, BiggerBertConfig),
    ]
    tiny = dict(vocab_size=11, hidden_size=8, num_attention_heads=2, num_hidden_layers=1)
    NumpyAutoModel.from_config(BiggerBertConfig(**tiny, extra=5)).save_pretrained(tmp_path)
    model = NumpyAutoModel.from_pretrained(tmp_path)
    assert type(model) is NumpyBiggerBert and model.config.extra == 5
    assert NumpyAutoModel.model_class(BertConfig()) is NumpyBertModel


def test_a_plugin_is_found_and_a_registration_wins_over_it(unregister) -> None:
    config = AutoConfig.for_model("deep-averaging")
    built, source = NumpyAutoModel.explain(config)
    assert built.__name__ == "NumpyDeepAveragingModel" and source == "plugin deep-averaging"

    class NumpyMine(built):
        pass

    with pytest.raises(RegistrationError):
        NumpyAutoModel.register(type(config), NumpyMine)
    NumpyAutoModel.register(type(config), NumpyMine, exist_ok=True)
    unregister.append((NumpyAutoModel._registered, type(config)))
    assert NumpyAutoModel.explain(config) == (NumpyMine, "registered by the caller")


def test_the_log_says_who_brought_what_was_chosen(
    unregister, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "auto_core")

    def logged() -> list[tuple[str, str]]:
        lines = [(record.levelname, record.getMessage()) for record in caplog.records]
        caplog.clear()
        return lines

    built = NumpyAutoModel.model_class(AutoConfig.for_model("bert"))
    assert logged() == [
        ("DEBUG", "Model type 'bert': BertConfig (built in)"),
        ("DEBUG", "NumpyAutoModel for BertConfig: NumpyBertModel (built in)"),
    ]
    NumpyAutoModel.model_class(AutoConfig.for_model("deep-averaging"))
    assert [level for level, _ in logged()] == ["INFO", "INFO"]

    class NumpyMine(built):
        pass

    NumpyAutoModel.register(BertConfig, NumpyMine, exist_ok=True)
    unregister.append((NumpyAutoModel._registered, BertConfig))
    NumpyAutoModel.model_class(BertConfig)
    level, line = logged()[-1]
    assert level == "INFO" and line.endswith("NumpyMine (registered by the caller)")


@pytest.fixture
def second_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another distribution that claims a model type."""
    info = tmp_path / "rival-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rival\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        textwrap.dedent(
            """
            [auto_core.models]
            deep-averaging = rival.modeling
            bert = rival.bert
            """
        )
    )
    monkeypatch.syspath_prepend(tmp_path)
    plugins.refresh()
    yield
    monkeypatch.undo()
    plugins.refresh()


def test_two_plugins_for_one_type_are_an_error(second_plugin) -> None:
    with pytest.raises(RegistrationError, match="deep_averaging.modeling.*rival.modeling"):
        AutoConfig.for_model("deep-averaging")


def test_a_plugin_wins_over_a_built_in(second_plugin) -> None:
    plugin = plugins.find("bert")
    assert plugin is not None and plugin.distribution == "rival"


def test_threads_register_and_resolve(unregister) -> None:
    wrong: list[Any] = []
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        name = f"threaded-{number}"
        config_class = type(f"Config{number}", (PretrainedConfig,), {"model_type": name})
        model_class = type(f"NumpyModel{number}", (NumpyBertModel,), {"config_class": config_class})
        barrier.wait()
        for _ in range(50):
            AutoConfig.register(name, config_class, exist_ok=True)
            NumpyAutoModel.register(config_class, model_class, exist_ok=True)
            if type(AutoConfig.for_model(name)) is not config_class:
                wrong.append(name)
            if NumpyAutoModel.model_class(config_class) is not model_class:
                wrong.append(model_class)
            if NumpyAutoModel.model_class(BertConfig) is not NumpyBertModel:
                wrong.append("bert")
        unregister.append((configs.registered, name))
        unregister.append((NumpyAutoModel._registered, config_class))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and len(unregister) == 16


def test_only_one_of_several_threads_wins_a_name(unregister) -> None:
    """Without exist_ok, a race has one winner and the others an error."""
    outcomes: list[str] = []
    barrier = threading.Barrier(8)
    classes = [type(f"Race{i}", (PretrainedConfig,), {"model_type": "race"}) for i in range(8)]

    def work(config_class: type) -> None:
        barrier.wait()
        try:
            AutoConfig.register("race", config_class)
            outcomes.append("won")
        except RegistrationError:
            outcomes.append("lost")

    threads = [threading.Thread(target=work, args=(cls,)) for cls in classes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    unregister.append((configs.registered, "race"))
    assert sorted(outcomes) == ["lost"] * 7 + ["won"]


BROKEN = {
    "import": ("import nothing_like_it", "cannot be imported: ModuleNotFoundError"),
    "code": ("1 / 0", "cannot be imported: ZeroDivisionError"),
    "config": ("HEADS = {}", "declares no CONFIG:"),
    "both": ("x = 1", "declares no CONFIG and no HEADS"),
    "module": (None, "There is no module"),
}


@pytest.fixture(params=BROKEN)
def broken_plugin(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An installed plugin that is of no use; yields what is said about it."""
    source, words = BROKEN[request.param]
    if source is not None:
        (tmp_path / f"broken_{request.param}.py").write_text(source)
    info = tmp_path / "broken_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: broken-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[auto_core.models]\nbroken = broken_{request.param}\n")
    monkeypatch.syspath_prepend(tmp_path)
    plugins.refresh()
    yield words
    monkeypatch.undo()
    plugins.refresh()


def test_a_broken_plugin_is_named_and_breaks_nothing_else(
    broken_plugin: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RegistrationError, match=broken_plugin) as caught:
        AutoConfig.for_model("broken")
    assert "'broken-plugin'" in str(caught.value) and "uninstall it" in str(caught.value)
    report = support.support(task="base")
    assert list(report.broken) == ["broken"] and broken_plugin in report.broken["broken"]
    assert "bert" in {row.model_type for row in report.rows}
    assert "bert" in NumpyAutoModel.supported_model_types()
    assert "broken-plugin" in caplog.text
