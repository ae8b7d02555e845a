"""Every config class: what is written is what is read, and what it does not know is said."""

from __future__ import annotations

import json
import re
import tempfile
import types
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from auto_core import AutoConfig, BertConfig, PreTrainedConfig
from auto_core.configs import _base, _rotary
from auto_core.configs._rotary import RotaryConfig
from auto_core.errors import ConfigError, UnknownArgumentError
from auto_core.registry.configs import config_class_for, config_from_dict, model_types

CLASSES = [config_class_for(model_type) for model_type in model_types()]
# These refuse the linear rotation by name: their rows in the parity table.
ROTARY = [
    cls
    for cls in CLASSES
    if issubclass(cls, RotaryConfig)
    and cls.model_type
    not in ("phimoe", "recurrent_gemma", "deepseek_v4", "efficientloftr", "eomt_dinov3")
]
BY_NAME = pytest.mark.parametrize("config_class", CLASSES, ids=lambda cls: cls.__name__)
# Text of any kind is good for these; the other fields of text name one of a few things.
FREE = {"transformers_version", "architectures", "id2label", "label2id"}
FREE_TEXT = st.text(max_size=8)


def example(config_class: type[PreTrainedConfig], **fields: Any) -> PreTrainedConfig:
    """A config with these fields; composite ones get parts, without which they are nothing, unless
    they have their own."""
    parts = {
        name: BertConfig() for name, kind in config_class.sub_configs.items() if kind == "auto"
    }
    try:
        config_class()
    except ConfigError:
        return config_class(**{**parts, **fields})
    return config_class(**fields)


def values(name: str, hint: Any, default: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type; numbers near the default, because sizes must fit each other."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        options = [values(name, part, default) for part in parts if part is not type(None)]
        nothing = [st.none()] if type(None) in parts else []
        return st.one_of(*nothing, *options)
    if hint is bool:
        return st.booleans()
    if hint is int:
        size = default if type(default) is int and default > 0 else 4
        return st.sampled_from([size, 2 * size, 3 * size])
    if hint is float:
        return st.floats(min_value=0.001, max_value=0.999)
    if hint is str:
        return FREE_TEXT if name in FREE else st.just(default)
    if name == "label2id":
        return st.dictionaries(FREE_TEXT, st.integers(0, 9), max_size=4)
    if name == "id2label":
        return st.dictionaries(st.integers(0, 9), FREE_TEXT, max_size=4)
    if origin is list and parts and name in FREE:
        return st.lists(values(name, parts[0], None), max_size=3)
    return st.just(default)


def fields_of(config_class: type[PreTrainedConfig]) -> st.SearchStrategy[dict[str, Any]]:
    """Up to four fields with other values than the default's."""
    hints, defaults = _base._type_hints(config_class), _base._fields(config_class)
    one = st.sampled_from(sorted(set(hints) - set(config_class.sub_configs))).flatmap(
        lambda name: st.tuples(st.just(name), values(name, hints[name], defaults[name]))
    )
    return st.lists(one, max_size=4).map(dict)


@BY_NAME
@given(data=st.data())
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_saved_and_loaded_is_the_same(
    config_class: type[PreTrainedConfig], data: st.DataObject
) -> None:
    fields = data.draw(fields_of(config_class))
    try:
        config = example(config_class, **fields)
    except ConfigError:  # sizes that contradict each other
        reject()
    with tempfile.TemporaryDirectory() as directory:
        config.save_pretrained(directory)
        loaded = AutoConfig.from_pretrained(directory)
        assert type(loaded) is config_class and loaded == config
        loaded.save_pretrained(directory)
        again = AutoConfig.from_pretrained(directory)
    for name, value in fields.items():
        if isinstance(value, float):
            assert getattr(loaded, name) == getattr(config, name) == value
    assert again.to_dict() == loaded.to_dict()  # not a word of where they came from
    assert again.name_or_path == directory


@BY_NAME
def test_unknown_keys_are_kept_and_written_back(
    config_class: type[PreTrainedConfig], tmp_path: Path
) -> None:
    example(config_class).save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    extra = {"of_another_library": {"deep": [1, None, "x"]}, "a_number": 0.5}
    path.write_text(json.dumps(json.loads(path.read_text()) | extra))
    config = AutoConfig.from_pretrained(tmp_path)
    assert config.a_number == 0.5 and config.of_another_library == extra["of_another_library"]
    config.save_pretrained(tmp_path / "again")
    written = json.loads((tmp_path / "again" / "config.json").read_text())
    assert {key: written[key] for key in extra} == extra


@BY_NAME
def test_an_unknown_keyword_is_refused_with_the_nearest(
    config_class: type[PreTrainedConfig],
) -> None:
    with pytest.raises(UnknownArgumentError, match=r"'output_atentions'.*'output_attentions'"):
        example(config_class, output_atentions=True)
    data = example(config_class).to_dict()
    with pytest.raises(UnknownArgumentError, match=r"'output_atentions'.*'output_attentions'"):
        config_class.from_dict(data, output_atentions=True)


def typed_fields(config_class: type[PreTrainedConfig]) -> list[tuple[str, type, Any]]:
    """The last field of each plain type, and a value that is of another one."""
    hints = _base._type_hints(config_class).items()
    last = {hint: name for name, hint in hints if typing.get_origin(hint) is None}
    wrong = {int: "many", float: "much", bool: "maybe", str: 3}
    return [(last[hint], hint, value) for hint, value in wrong.items() if hint in last]


@pytest.mark.parametrize(
    ("config_class", "name", "hint", "wrong"),
    [(cls, *field) for cls in CLASSES for field in typed_fields(cls)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_value_of_the_wrong_type_is_named(
    config_class: type[PreTrainedConfig], name: str, hint: type, wrong: Any
) -> None:
    with pytest.raises(ConfigError, match=rf"{name} is {wrong!r} .*{hint.__name__}"):
        example(config_class, **{name: wrong})


def test_what_only_sounds_like_a_number_of_layers_or_heads() -> None:
    fields = {"vision_feature_layer": -2, "use_auxiliary_head": False, "num_hash_buckets": 16384}
    assert PreTrainedConfig.from_dict(fields).to_dict().items() >= fields.items()
    with pytest.raises(ConfigError, match="num_attention_heads is 0"):
        BertConfig(num_attention_heads=0)


@pytest.mark.parametrize("config_class", ROTARY, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("kind", ["type", "rope_type"])
def test_both_spellings_of_the_rotation(
    config_class: type[RotaryConfig], kind: str, tmp_path: Path
) -> None:
    new = example(
        config_class, rope_parameters={"rope_type": "linear", "factor": 2.0, "rope_theta": 5e5}
    )
    data = new.to_diff_dict()
    del data["rope_parameters"]
    data |= {"rope_theta": 5e5, "rope_scaling": {kind: "linear", "factor": 2.0}}
    (tmp_path / "config.json").write_text(json.dumps(data))
    old = AutoConfig.from_pretrained(tmp_path)
    assert old == new
    assert old.rope_theta == 5e5
    assert old.rope_scaling == {"rope_type": "linear", "factor": 2.0}
    plain = AutoConfig.from_pretrained(tmp_path, rope_scaling=None)
    assert plain.rope_scaling is None and plain.rope_theta == 5e5


@pytest.mark.parametrize(
    ("typo", "meant"), [("revison", "revision"), ("trust_remotecode", "trust_remote_code")]
)
def test_a_typo_in_an_option_of_autoconfig(typo: str, meant: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(UnknownArgumentError, match=f"'{typo}'.*Did you mean '{meant}'"):
        AutoConfig.from_pretrained(tmp_path, **{typo: "x"})


def test_the_older_name_of_dtype_overrides_too(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "dtype": "float32"}')
    assert AutoConfig.from_pretrained(tmp_path, torch_dtype="float16").dtype == "float16"


def test_fields_of_a_part_replace_the_files_one_by_one(tmp_path: Path) -> None:
    data = {"model_type": "clip", "text_config": {"hidden_size": 8, "num_attention_heads": 2}}
    (tmp_path / "config.json").write_text(json.dumps(data))
    config = AutoConfig.from_pretrained(tmp_path, text_config={"num_attention_heads": 1})
    assert (config.text_config.hidden_size, config.text_config.num_attention_heads) == (8, 1)
    with pytest.raises(UnknownArgumentError, match="text_config got .*'hiden_size'.*'hidden_size'"):
        AutoConfig.from_pretrained(tmp_path, text_config={"hiden_size": 4})


def test_labels_that_contradict_each_other() -> None:
    with pytest.raises(ConfigError, match="num_labels is 4, but id2label has 1"):
        BertConfig.from_dict({}, num_labels=4, id2label={0: "a"})
    assert BertConfig(label2id={"yes": 1}).label2id == {"yes": 1}


def test_the_switch_of_attention_takes_the_names_of_one_result() -> None:
    config = AutoConfig.for_model("bert")
    config._attn_implementation = "eager"
    assert config._attn_implementation == "sdpa"
    with pytest.raises(ConfigError, match="flash_attention_2.*from_pretrained"):
        config._attn_implementation = "flash_attention_2"


def test_attribute_map_over_an_inherited_field_is_refused() -> None:
    with pytest.raises(ConfigError, match="attribute_map renames hidden_size"):

        class Renamed(BertConfig):
            model_type = "renamed"
            attribute_map = {"hidden_size": "width"}
            width: int = 4


# Fields whose whole numbers make nothing: ids of tokens and the like, and numbers of any kind.
MAKES_NOTHING = re.compile(r"(_ids?|_tokens|_index|_indexes|_indices|_value)$")


@BY_NAME
def test_no_whole_number_of_a_file_asks_for_more_than_a_memory_holds(
    config_class: type[PreTrainedConfig],
) -> None:
    """Every field that counts modules or makes a table is bounded, alone and in lists."""
    hints = typing.get_type_hints(config_class)
    for name in _base._fields(config_class):
        inside = str(hints.get(name, ""))
        if name in config_class.sub_configs or "int" not in inside or "float" in inside:
            continue
        if "dict" in inside or MAKES_NOTHING.search(name):
            continue
        value: Any = [10**9] * 2 if inside.startswith(("list", "tuple")) else 10**9
        for asked in (value, [8] * 20_000 if isinstance(value, list) else -(10**9)):
            with pytest.raises(ConfigError, match=name):
                example(config_class, **{name: asked})


@pytest.mark.parametrize(
    ("model_type", "part", "field", "most"),
    [
        ("sam", "mask_decoder_config", "iou_head_depth", 1000),
        ("sam", "mask_decoder_config", "num_multimask_outputs", 1000),
        ("sam", "prompt_encoder_config", "num_point_embeddings", 1000),
        ("layoutlmv3", None, "input_size", 2**14),
        ("bert", None, "num_hidden_layers", 1000),
        ("bert", None, "vocab_size", 2**24),
        ("llama", None, "max_position_embeddings", 2**24),
    ],
)
def test_the_bounds_of_what_makes_modules_and_tables(
    model_type: str, part: str | None, field: str, most: int
) -> None:
    def config(value: int) -> PreTrainedConfig:
        fields: dict[str, Any] = {field: value}
        return AutoConfig.for_model(model_type, **({part: fields} if part else fields))

    config(most)
    with pytest.raises(ConfigError, match=f"{field} is {most + 1}, expected .* to {most}"):
        config(most + 1)


def test_numbers_beside_fractions_are_any() -> None:
    assert AutoConfig.for_model("llama", rope_theta=5_000_000_000) is not None


def test_as_many_labels_as_a_file_names() -> None:
    names = {index: str(index) for index in range(300_000)}
    assert BertConfig(id2label=names).num_labels == 300_000
    with pytest.raises(ConfigError, match="num_labels is 300000"):
        BertConfig(num_labels=300_000)


@pytest.mark.parametrize(
    ("scaling", "unread"),
    [
        # NousResearch/Yarn-Llama-2-7b-64k
        ({"type": "yarn", "factor": 16.0, "finetuned": True}, "finetuned"),
        # deepseek-ai/DeepSeek-R1-0528-Qwen3-8B
        ({"rope_type": "yarn", "factor": 4.0, "attn_factor": 0.8782}, "attn_factor"),
    ],
)
def test_keys_of_published_scalings_that_nothing_reads(
    scaling: dict[str, Any], unread: str, caplog: pytest.LogCaptureFixture
) -> None:
    _rotary._say_unread.cache_clear()
    file = {"model_type": "llama", "rope_scaling": scaling}
    for _ in range(2):
        config = AutoConfig.for_model("llama", rope_scaling=scaling)
        assert config.rope_parameters["rope_type"] == "yarn"
        assert unread in json.loads(config.to_json_string())["rope_parameters"]
        assert config_from_dict(file) == config
    (said,) = caplog.messages
    assert repr(unread) in said and "no effect" in said


def test_numbers_of_numpy_are_numbers() -> None:
    labels = {np.int64(0): "no", np.int64(1): "yes"}
    config = BertConfig(
        hidden_size=np.int32(16),
        num_attention_heads=2,
        hidden_dropout_prob=np.float32(0.5),
        id2label=labels,
        task_specific_params={"of": [np.int64(1)]},
    )
    assert json.loads(config.to_json_string())["hidden_size"] == 16
    assert config.hidden_dropout_prob == 0.5 and type(config.hidden_dropout_prob) is float
    assert config.task_specific_params == {"of": [1]} and config.id2label == {0: "no", 1: "yes"}
    config.num_labels = np.int64(3)
    assert AutoConfig.for_model("bert", num_labels=np.int64(3)).id2label == config.id2label
    with pytest.raises(ConfigError, match="hidden_size is 1.5"):
        BertConfig(hidden_size=np.float32(1.5))


@pytest.mark.parametrize("model_type", ["glm4v", "glm4v_moe", "paddleocr_vl", "qwen2_vl"])
def test_fields_of_the_language_model_beside_those_of_the_vision_encoder(model_type: str) -> None:
    """As the first files of these types have them."""
    text = dict(
        hidden_size=64,
        num_attention_heads=4,
        num_key_value_heads=2,
        rope_theta=50.0,
        rope_scaling={"type": "default", "mrope_section": [2, 1, 1]},
        partial_rotary_factor=0.5,
    )
    if model_type in ("paddleocr_vl", "qwen2_vl"):  # whose heads rotate whole
        del text["partial_rotary_factor"]
        text |= dict(rope_scaling={"type": "default", "mrope_section": [4, 2, 2]}, head_dim=16)
    flat = config_from_dict({"model_type": model_type, "vision_config": {}, **text})
    nested = config_from_dict({"model_type": model_type, "vision_config": {}, "text_config": text})
    assert flat.text_config.hidden_size == 64
    assert flat.text_config == nested.text_config


@pytest.mark.parametrize(
    "model_type, name, source",
    [
        ("funnel", "num_hidden_layers", "block_sizes"),
        ("funnel", "num_blocks", "block_sizes"),
        ("llava", "vocab_size", "text_config.vocab_size"),
        ("blip-2", "use_decoder_only_language_model", "the fields"),
    ],
)
def test_what_follows_from_other_fields_cannot_be_set(
    model_type: str, name: str, source: str
) -> None:
    config = AutoConfig.for_model(model_type)
    with pytest.raises(ConfigError, match=rf"{name} follows from other fields\. Set {source}"):
        setattr(config, name, 3)
    with pytest.raises(NotImplementedError):  # as transformers' Funnel has it
        setattr(config, name, 3)


def test_a_cache_is_switched_off_in_the_config_of_retrieval() -> None:
    config = AutoConfig.for_model("colpali")
    config.use_cache = False
    assert config.vlm_config.text_config.use_cache is False


def test_a_config_is_the_names_of_its_fields() -> None:
    config = BertConfig(classifier_dropout=0.5)
    assert set(config) == set(config.to_dict()) - {"model_type"}
    assert "classifier_dropout" in config and "d_model" not in config
