"""A head declares what it adds: its other inputs are those of its base model."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import auto_core.models
from auto_core import (
    BertConfig,
    NumpyBertForMaskedLM,
    NumpyBertForSequenceClassification,
    NumpyBertModel,
    NumpyLlamaForCausalLM,
    NumpyMarianModel,
    NumpyMarianMTModel,
    NumpyMT5EncoderModel,
    NumpyMT5ForTokenClassification,
    NumpyQwen3ForCausalLM,
    NumpyQwen3Model,
)
from auto_core.errors import UnknownArgumentError
from auto_core.recorder import Recorder


def test_the_signature_names_every_input() -> None:
    parameters = inspect.signature(NumpyLlamaForCausalLM.forward).parameters
    assert list(parameters) == [
        "self",
        "input_ids",
        "attention_mask",
        "position_ids",
        "past_key_values",
        "inputs_embeds",
        "labels",
        "use_cache",
        "output_attentions",
        "output_hidden_states",
        "num_items_in_batch",
        "logits_to_keep",
    ]
    assert parameters["use_cache"].kind is inspect.Parameter.KEYWORD_ONLY


def test_inputs_that_a_head_excludes_are_refused_by_name() -> None:
    config = BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2)
    model = NumpyBertForSequenceClassification(config)
    with pytest.raises(UnknownArgumentError, match="encoder_hidden_states"):
        model([[1, 2]], encoder_hidden_states=[[[0.0] * 8]])
    assert "encoder_hidden_states" in inspect.signature(NumpyBertForMaskedLM.forward).parameters


def test_the_documentation_of_forward_has_the_inputs_of_the_base_model() -> None:
    text = NumpyBertForMaskedLM.forward.__doc__ or ""
    assert "labels [b t]" in text and "token_type_ids: [b t]" in text


def test_the_main_input_is_an_input() -> None:
    # A session's frame; features or tokens, as the encoder reads.
    others = {"Sam2VideoModel", "Sam3TrackerVideoModel", "SpeechEncoderDecoderModel"}
    for info in pkgutil.iter_modules(auto_core.models.__path__):
        module = importlib.import_module(f"auto_core.models.{info.name}")
        for head in getattr(module, "HEADS", {}).values():
            if head.architecture_name() not in others:
                assert head.main_input_name in inspect.signature(head.forward).parameters, head


def test_a_variation_has_classes_of_its_own() -> None:
    assert NumpyQwen3ForCausalLM.base_class is NumpyQwen3Model
    assert NumpyQwen3Model.__module__ == "auto_core.models.qwen3"
    assert issubclass(NumpyQwen3ForCausalLM, NumpyLlamaForCausalLM)
    assert not issubclass(NumpyQwen3ForCausalLM, NumpyBertModel)


def test_a_variation_s_head_may_have_a_name_of_its_own_and_another_base() -> None:
    assert NumpyMarianMTModel.__module__ == "auto_core.models.marian"
    assert NumpyMarianMTModel.base_class is NumpyMarianModel
    assert NumpyMT5ForTokenClassification.base_class is NumpyMT5EncoderModel


@pytest.mark.parametrize("cache", [True, False])
def test_keys_and_values_are_kept_where_a_cache_is_wanted(cache: bool) -> None:
    recorder = Recorder(cache=cache).isolated()
    recorder.add_cache_entry("present", ("key", "value"))
    assert recorder.kept == ({"present": (("key", "value"),)} if cache else {})
