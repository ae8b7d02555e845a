"""Configs and models made of parts: each part is found by its model type, wherever it is from."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auto_core import AutoConfig, BertConfig, NumpyAutoModelForSeq2SeqLM, PreTrainedConfig
from auto_core.configs.encoder_decoder import EncoderDecoderConfig
from auto_core.errors import ConfigError, UnknownModelTypeError, UnsupportedTaskError
from auto_core.registry import configs

FAMILIES = {"auto_core": "Numpy", "auto_torch": "", "auto_tf": "TF", "auto_flax": "Flax"}
TINY: dict[str, Any] = dict(
    vocab_size=11,
    hidden_size=8,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=12,
    max_position_embeddings=9,
)
BERT = TINY | {"model_type": "bert"}
DECODER = BERT | {"is_decoder": True, "add_cross_attention": True}


class OwnConfig(BertConfig):
    model_type = "own-encoder"
    gain: float = 1.0


@pytest.fixture
def registry() -> Iterator[list[tuple[Any, Any]]]:
    """OwnConfig is registered; what is appended, (registry, key), is taken back too."""
    AutoConfig.register("own-encoder", OwnConfig)
    done: list[tuple[Any, Any]] = [(configs.registered, "own-encoder")]
    yield done
    for table, key in done:
        table.unregister(key)


def test_parts_are_found_by_their_model_types(tmp_path: Path) -> None:
    config = EncoderDecoderConfig(encoder={"model_type": "roberta"}, decoder=DECODER)
    config.save_pretrained(tmp_path)
    loaded = AutoConfig.from_pretrained(tmp_path)
    assert type(loaded) is EncoderDecoderConfig and loaded == config
    kinds = type(loaded.encoder).__name__, type(loaded.decoder).__name__
    assert kinds == ("RobertaConfig", "BertConfig")
    assert loaded.decoder.hidden_size == 8 and loaded.decoder.is_decoder
    assert loaded.get_text_config(decoder=True) is loaded.decoder


def test_a_registered_part(registry: list[Any], tmp_path: Path) -> None:
    data = {"encoder": TINY | {"model_type": "own-encoder", "gain": 3.0}, "decoder": DECODER}
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "encoder-decoder", **data}))
    config = AutoConfig.from_pretrained(tmp_path)
    assert type(config.encoder) is OwnConfig and config.encoder.gain == 3.0


def test_a_part_of_a_plugin() -> None:
    config = EncoderDecoderConfig(encoder={"model_type": "deep-averaging"}, decoder=DECODER)
    assert type(config.encoder).__name__ == "DeepAveragingConfig"


def test_parts_are_given_as_configs_too() -> None:
    encoder, decoder = BertConfig(**TINY), BertConfig(**TINY)
    config = EncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder, pad_token_id=3)
    assert config.encoder == encoder and config.pad_token_id == 3
    assert config.decoder.is_decoder and config.decoder.add_cross_attention
    assert not decoder.is_decoder  # the caller's stays as it is


def test_parts_that_are_not_given_are_bert() -> None:
    config = EncoderDecoderConfig()
    assert config.encoder == BertConfig()
    assert config.decoder == BertConfig(is_decoder=True, add_cross_attention=True)


@pytest.mark.parametrize(
    ("part", "error", "message"),
    [
        ({"model_type": "brt"}, UnknownModelTypeError, r"part of EncoderDecoderConfig: .*'bert'"),
        ({"hidden_size": 3}, ConfigError, r"encoder: its dictionary has no model_type"),
        ("bert", ConfigError, r"encoder is 'bert', expected a config or its dictionary"),
        (BERT | {"hidden_size": 7}, ConfigError, r"num_attention_heads is 2, .* hidden_size=7"),
    ],
    ids=["unknown", "unnamed", "text", "contradiction"],
)
def test_a_part_that_cannot_be_built(part: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        EncoderDecoderConfig(encoder=part, decoder=DECODER)


def test_a_part_without_a_model_of_this_framework(registry: list[Any]) -> None:
    class Nowhere(PreTrainedConfig):
        model_type = "nowhere"
        hidden_size: int = 8

    AutoConfig.register("nowhere", Nowhere)
    registry.append((configs.registered, "nowhere"))
    config = EncoderDecoderConfig(encoder=Nowhere(), decoder=DECODER)
    with pytest.raises(UnknownModelTypeError, match=r"NumpyAutoModel knows no model for Nowhere"):
        NumpyAutoModelForSeq2SeqLM.from_config(config)


def test_a_part_without_the_head_of_a_decoder() -> None:
    config = EncoderDecoderConfig(encoder=BERT, decoder={"model_type": "deep-averaging"})
    with pytest.raises(UnsupportedTaskError, match="deep-averaging has no class for .*CausalLM"):
        NumpyAutoModelForSeq2SeqLM.from_config(config)


@pytest.mark.parametrize(("package", "prefix"), FAMILIES.items())
def test_a_registered_model_is_the_encoder(
    package: str, prefix: str, registry: list[Any], tmp_path: Path
) -> None:
    """The class is the caller's, its own tensors are saved and loaded under the part's name."""
    family = importlib.import_module(package)
    auto = getattr(family, f"{prefix}AutoModel")
    bert = importlib.import_module(f"{package}.models.bert").BertModel
    nn, ops = (importlib.import_module(f"{package}.{name}") for name in ("nn", "ops"))

    class OwnModel(bert):
        config_class = OwnConfig

        def __init__(self, config):
            super().__init__(config)
            self.shift = nn.Linear(config.hidden_size, config.hidden_size)

        def forward(self, input_ids=None, attention_mask=None, **options):
            output = super().forward(input_ids, attention_mask, **options)
            hidden = ops.tanh(self.shift(output.last_hidden_state)) * self.config.gain
            output.last_hidden_state = hidden
            return output

    auto.register(OwnConfig, OwnModel)
    registry.append((auto._registered, OwnConfig))
    whole = getattr(family, f"{prefix}AutoModelForSeq2SeqLM")
    config = EncoderDecoderConfig(encoder=OwnConfig(**TINY, gain=2.0), decoder=DECODER)
    model = whole.from_config(config)
    assert isinstance(model.encoder, OwnModel)
    ids = np.array([[3, 4, 5]])
    before = numpy(model.eval()(input_ids=ids, decoder_input_ids=ids).encoder_last_hidden_state)
    model.save_pretrained(tmp_path)
    again = whole.from_pretrained(tmp_path)
    assert isinstance(again.encoder, OwnModel) and again.config.encoder.gain == 2.0
    after = numpy(again(input_ids=ids, decoder_input_ids=ids).encoder_last_hidden_state)
    assert np.allclose(after, before, atol=1e-6) and np.abs(before).max() > 0.01


def numpy(tensor: Any) -> np.ndarray:
    return np.asarray(tensor.detach() if hasattr(tensor, "detach") else tensor)


def test_tokens_of_images_where_transformers_4_may_write_them() -> None:
    text = {"vocab_size": 64, "image_token_id": 60, "vision_start_token_id": None}
    config = AutoConfig.for_model("qwen2_vl", text_config=text, video_token_id=9)
    assert (config.image_token_id, config.video_token_id) == (60, 9)
    assert config.vision_start_token_id == 151652
    given = AutoConfig.for_model("qwen2_vl", text_config=text, image_token_id=50)
    assert given.image_token_id == 50


@pytest.mark.parametrize(
    ("model_type", "name"),
    [
        ("mllama_text_model", "MllamaTextConfig"),
        ("mllama_vision_model", "MllamaVisionConfig"),
        ("idefics_vision", "IdeficsVisionConfig"),
        ("idefics_perciever", "IdeficsPerceiverConfig"),
        ("idefics2_vision", "Idefics2VisionConfig"),
        ("idefics2_perceiver", "Idefics2PerceiverConfig"),
        ("qwen2_5_omni_text", "Qwen2_5OmniTextConfig"),
        ("qwen2_5_omni_audio_encoder", "Qwen2_5OmniAudioEncoderConfig"),
        ("qwen2_5_omni_vision_encoder", "Qwen2_5OmniVisionEncoderConfig"),
    ],
)
def test_the_config_of_a_part_that_is_saved_alone(
    model_type: str, name: str, tmp_path: Path
) -> None:
    AutoConfig.for_model(model_type).save_pretrained(tmp_path)
    assert type(AutoConfig.from_pretrained(tmp_path)).__name__ == name
    with pytest.raises(UnknownModelTypeError, match=model_type):
        NumpyAutoModelForSeq2SeqLM.from_pretrained(tmp_path)
