"""tf.function with open sizes, XLA, and SavedModels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import auto_tf
from auto_core import AutoConfig
from auto_core.configs.bert import BertConfig
from auto_core.outputs import KeyValueCache
from auto_tf import TFBertLMHeadModel

OPEN = [tf.TensorSpec([None, None], tf.int64)] * 2


@pytest.mark.parametrize("xla", [False, True])
def test_one_graph_for_every_size(model, inputs, xla) -> None:
    def call(ids, mask):
        return model(ids, attention_mask=mask, output_attentions=True)

    graph = tf.function(call, input_signature=OPEN, jit_compile=xla)
    for ids, mask in [tuple(inputs.values()), tuple(x[:3, :4] for x in inputs.values())]:
        found, expected = graph(ids, mask), call(ids, mask)
        assert type(found) is type(expected)
        np.testing.assert_allclose(
            found.last_hidden_state, expected.last_hidden_state, rtol=1e-4, atol=1e-5
        )
        np.testing.assert_allclose(found.attentions[1], expected.attentions[1], atol=1e-5)
    assert graph.experimental_get_tracing_count() == 1


@pytest.mark.parametrize("xla", [False, True])
@pytest.mark.parametrize("room", [None, 9])
def test_decoding_steps_in_a_graph(config, inputs, room, xla) -> None:
    config = BertConfig.from_dict(config.to_dict(), is_decoder=True)
    model, ids = TFBertLMHeadModel(config), inputs["input_ids"]
    whole = model(ids, use_cache=False).logits
    step = tf.function(
        lambda ids, past: model(ids, past_key_values=past, use_cache=True), jit_compile=xla
    )
    if room is None:
        output = model(ids[:, :5], use_cache=True)
        past, start = output.past_key_values, 5
    else:
        keys, values = (tuple(tf.zeros((4, room, 2, 8)) for _ in range(2)) for _ in "kv")
        past, start = KeyValueCache(keys=keys, values=values, length=tf.constant(0)), 0
    for position in range(start, ids.shape[1]):
        output = step(tf.constant(ids[:, position : position + 1]), past)
        past = output.past_key_values
        np.testing.assert_allclose(output.logits[:, 0], whole[:, position], rtol=1e-4, atol=1e-5)


def test_export(model, inputs, tmp_path) -> None:
    model.export(str(tmp_path), verbose=False)
    loaded = tf.saved_model.load(str(tmp_path))
    found = loaded.serve({name: tf.constant(x, tf.int32) for name, x in inputs.items()})
    expected = model(**inputs).last_hidden_state
    np.testing.assert_allclose(found["last_hidden_state"], expected, rtol=1e-4, atol=1e-5)


def test_saved_model_with_a_signature_of_ones_own(model, inputs, tmp_path) -> None:
    spec = tf.TensorSpec([None, None], tf.int32, "input_ids")
    serve = tf.function(lambda input_ids: dict(model(input_ids)), input_signature=[spec])
    tf.saved_model.save(model, str(tmp_path), signatures=serve)
    loaded = tf.saved_model.load(str(tmp_path)).signatures["serving_default"]
    found = loaded(input_ids=tf.constant(inputs["input_ids"], tf.int32))
    expected = model(inputs["input_ids"]).last_hidden_state
    np.testing.assert_allclose(found["last_hidden_state"], expected, rtol=1e-4, atol=1e-5)


SMALL = dict(vocab_size=67, max_position_embeddings=33)
SIDES = dict(
    d_model=16,
    encoder_layers=1,
    decoder_layers=1,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    encoder_ffn_dim=24,
    decoder_ffn_dim=24,
    pad_token_id=0,
    decoder_start_token_id=0,
)
TIED: dict[str, tuple[str, dict[str, Any]]] = {
    "gpt2": ("CausalLM", dict(vocab_size=67, n_embd=16, n_layer=1, n_head=2)),
    "llama": (
        "CausalLM",
        SMALL
        | dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24)
        | dict(tie_word_embeddings=True),
    ),
    "bart": ("Seq2SeqLM", SMALL | SIDES),
    "marian": ("Seq2SeqLM", SMALL | SIDES),
    "t5": (
        "Seq2SeqLM",
        dict(vocab_size=67, d_model=16, d_kv=8, num_layers=1, num_heads=2, d_ff=24),
    ),
}


@pytest.fixture(params=TIED)
def tied(request: pytest.FixtureRequest) -> Any:
    task, options = TIED[request.param]
    auto: Any = getattr(auto_tf, f"TFAutoModelFor{task}")
    return auto.from_config(AutoConfig.for_model(request.param, **options))


def served(tied: Any, loaded: Any, inputs: dict[str, Any]) -> None:
    given = {name: tf.constant(x, tf.int32) for name, x in inputs.items()}
    if tied.config.is_encoder_decoder:
        given["decoder_input_ids"] = given["input_ids"][:, :3]
    found = loaded.signatures["serving_default"](**given)
    assert not any("key" in name or "cache" in name for name in found)
    expected = tied(**given)
    assert expected.past_key_values is not None  # outside of files, the config decides
    np.testing.assert_allclose(found["logits"], expected.logits, rtol=1e-4, atol=1e-5)


def test_export_has_a_serving_signature_and_no_cache(tied, inputs, tmp_path) -> None:
    tied.export(str(tmp_path), verbose=False)
    served(tied, tf.saved_model.load(str(tmp_path)), inputs)


def test_tensorflows_own_files(tied, inputs, tmp_path) -> None:
    tf.saved_model.save(tied, str(tmp_path / "model"))
    served(tied, tf.saved_model.load(str(tmp_path / "model")), inputs)
    whole = tf.Module()
    whole.model = tied
    tf.saved_model.save(whole, str(tmp_path / "module"))
    written = tf.train.Checkpoint(model=tied).save(str(tmp_path / "checkpoint"))
    other = type(tied)(tied.config)
    tf.train.Checkpoint(model=other).restore(written).assert_consumed()
    for mine, theirs in zip(tied.slots(), other.slots(), strict=True):
        np.testing.assert_array_equal(mine.read(), theirs.read(), err_msg=mine.name)
