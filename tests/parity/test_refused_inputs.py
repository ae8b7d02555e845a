"""Inputs that a model cannot take are refused in the same words on every backend."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from parity import backends

import auto_core
from auto_core import AutoConfig
from auto_core.errors import InputError

TINY: dict[str, Any] = dict(
    vocab_size=60,
    hidden_size=16,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=20,
    max_position_embeddings=20,
)
BART: dict[str, Any] = dict(
    vocab_size=60,
    d_model=16,
    encoder_layers=1,
    decoder_layers=1,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=20,
    max_position_embeddings=20,
    pad_token_id=0,
    decoder_start_token_id=0,
)
GPT2 = dict(vocab_size=60, n_embd=16, n_layer=1, n_head=2, n_positions=20)
# Auto class, options, and the most tokens of a text.
KINDS: dict[str, tuple[str, dict[str, Any], int]] = {
    "bert": ("AutoModelForSequenceClassification", TINY | {"num_labels": 3}, 20),
    "roberta": ("AutoModelForMaskedLM", TINY | {"pad_token_id": 1}, 18),
    "gpt2": ("AutoModelForCausalLM", GPT2, 20),
    "bart": ("AutoModelForSeq2SeqLM", BART, 20),
    "marian": ("AutoModelForSeq2SeqLM", BART, 20),
}
IDS = np.arange(4, 10)[None]


@cache
def model(backend: str, kind: str) -> Any:
    auto, options, _ = KINDS[kind]
    return backends.model_class(backend, auto).from_config(
        AutoConfig.for_model(kind, **options)
    ).eval()  # fmt: skip


@pytest.fixture(params=backends.BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_tokens_as_there_are_positions(backend: str, kind: str) -> None:
    most = KINDS[kind][2]
    backends.call(backend, model(backend, kind), {"input_ids": np.full((2, most), 5)})
    with pytest.raises(InputError, match=rf"{most + 1} tokens.* positions for {most}\..*truncat"):
        backends.call(backend, model(backend, kind), {"input_ids": np.full((2, most + 1), 5)})


def test_padding_takes_no_position_of_roberta(backend: str) -> None:
    padded = np.full((1, 25), 5)
    padded[:, 18:] = 1
    mask = (padded != 1).astype(np.int64)
    backends.call(backend, model(backend, "roberta"), {"input_ids": padded, "attention_mask": mask})


def test_canine_has_a_position_for_each_bucket(backend: str) -> None:
    auto = backends.model_class(backend, "AutoModel")
    sizes = dict(hidden_size=8, num_attention_heads=2, intermediate_size=16, num_hidden_layers=1)
    sizes |= dict(num_hash_buckets=20, max_position_embeddings=512)
    canine = auto.from_config(AutoConfig.for_model("canine", **sizes)).eval()
    with pytest.raises(InputError, match=r"21 characters.*num_hash_buckets=20"):
        backends.call(backend, canine, {"input_ids": np.full((1, 21), 65)})


def test_rotary_positions_have_no_end(backend: str) -> None:
    auto = backends.model_class(backend, "AutoModelForCausalLM")
    llama = auto.from_config(AutoConfig.for_model("llama", **TINY)).eval()
    assert backends.call(backend, llama, {"input_ids": np.full((1, 25), 5)}).logits.shape[1] == 25


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "above": ("gpt2", {"input_ids": IDS + 51}, r"input_ids has 60, .*rows for 0 to 59.*resize"),
    "below": ("gpt2", {"input_ids": IDS - 5}, r"input_ids has -1, .*rows for 0 to 59"),
    "types": ("bert", {"input_ids": IDS, "token_type_ids": IDS - 4}, "token_type_ids has 5"),
    "label": ("bert", {"input_ids": IDS, "labels": np.array([3])}, "labels has 3.*0 to 2"),
    "token": ("gpt2", {"input_ids": IDS, "labels": IDS - 10}, "labels has -6.*0 to 59, or -100"),
    "mask": (
        "bert",
        {"input_ids": IDS, "attention_mask": np.ones((1, 5), np.int64)},
        r"attention_mask has shape \[1, 5\], expected .*\[1, 6\]",
    ),
    "list": (
        "bert",
        {"input_ids": [4, 5, 6]},
        r"\[3\], expected \[batch, tokens\].*return_tensors",
    ),
    "one axis": ("gpt2", {"input_ids": IDS[0]}, r"input_ids\[None\]"),
    "text": ("bert", {"input_ids": "hello"}, "the text 'hello'.*tokenizer"),
    "texts": ("gpt2", {"input_ids": ["hello", "you"]}, r"a list, \['hello', 'you'\].*tokenizer"),
    "ragged": ("bert", {"input_ids": [[4, 5], [6]]}, "one length: pass padding=True"),
    "batch": (
        "bart",
        {"input_ids": np.repeat(IDS, 2, 0), "decoder_input_ids": np.repeat(IDS, 3, 0)},
        "decoder_input_ids has a batch of 3, and input_ids one of 2",
    ),
    "labels": (
        "bert",
        {"input_ids": IDS, "labels": np.array([1, 2])},
        "labels has a batch of 2, and input_ids one of 1",
    ),
    "one mask": (
        "bert",
        {"input_ids": np.repeat(IDS, 2, 0), "attention_mask": np.ones_like(IDS)},
        "attention_mask has a batch of 1, and input_ids one of 2",
    ),
    "mask of vectors": (
        "gpt2",
        {"inputs_embeds": np.zeros((2, 6, 16), np.float32), "attention_mask": np.ones_like(IDS)},
        "attention_mask has a batch of 1, and inputs_embeds one of 2",
    ),
    "decoder's mask": (
        "bart",
        {
            "input_ids": np.repeat(IDS, 2, 0),
            "decoder_input_ids": np.repeat(IDS, 2, 0),
            "decoder_attention_mask": np.ones_like(IDS),
        },
        "decoder_attention_mask has a batch of 1, and decoder_input_ids one of 2",
    ),
    "floats": ("bert", {"input_ids": IDS.astype(np.float32)}, "float32.*expected integers"),
}


VISION = dict(
    hidden_size=16,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=20,
    image_size=8,
    patch_size=4,
)
OPT = dict(
    model_type="opt",
    vocab_size=60,
    hidden_size=16,
    word_embed_proj_dim=16,
    ffn_dim=20,
    num_hidden_layers=1,
    num_attention_heads=2,
    max_position_embeddings=20,
    pad_token_id=0,
)
LLAVA = dict(
    vision_config=VISION | {"model_type": "clip_vision_model"},
    text_config=TINY | {"model_type": "llama"},
    vision_feature_layer=-1,
    image_token_index=59,
)
BLIP_2 = dict(
    vision_config=VISION,
    qformer_config=TINY | {"cross_attention_frequency": 1},
    text_config=OPT,
    num_query_tokens=2,
    image_token_index=59,
)


@cache
def reader(backend: str, kind: str) -> Any:
    """A model that writes about images, or about texts (BART)."""
    options = {"llava": LLAVA, "blip-2": BLIP_2, "bart": BART, "gpt2": GPT2}[kind]
    head = {"bart": "AutoModelForSeq2SeqLM", "gpt2": "AutoModelForCausalLM"}
    made = backends.model_class(backend, head.get(kind, "AutoModelForImageTextToText"))
    return made.from_config(AutoConfig.for_model(kind, **options)).eval()


@pytest.mark.parametrize("kind", ["llava", "blip-2", "gpt2", "bart"])
def test_labels_of_other_texts(backend: str, kind: str) -> None:
    net, ids = reader(backend, kind), np.repeat(IDS, 2, 0)
    inputs = {"input_ids": ids}
    if kind == "blip-2":
        ids[:, :2] = 59
        inputs["pixel_values"] = np.zeros((2, 3, 8, 8), np.float32)
    assert np.isfinite(float(backends.call(backend, net, inputs | {"labels": ids % 50}).loss))
    three = np.repeat(IDS, 3, 0)
    with pytest.raises(InputError, match=r"labels has .*3.*input_ids"):
        backends.call(backend, net, inputs | {"labels": three})
    if kind == "bart":  # whose decoder reads them
        assert backends.call(backend, net, inputs | {"labels": ids[:, :4]}).loss is not None
        return
    longer = np.concatenate([ids, ids], 1) % 50
    with pytest.raises(InputError, match=r"labels has shape \[2, 12\], and input_ids \[2, 6\]"):
        backends.call(backend, net, inputs | {"labels": longer})
    if kind == "blip-2":  # labels of the last tokens
        assert backends.call(backend, net, inputs | {"labels": ids[:, 2:]}).loss is not None
        return
    with pytest.raises(InputError, match=r"labels has shape \[2, 4\], and input_ids \[2, 6\]"):
        backends.call(backend, net, inputs | {"labels": ids[:, 2:]})


@pytest.mark.parametrize("edges", [4, 8])
def test_boxes_of_each_token(backend: str, edges: int) -> None:
    kind = {4: "layoutlm", 8: "bros"}[edges]
    sizes = TINY if edges == 4 else TINY | {"hidden_size": 64, "num_attention_heads": 4}
    auto = backends.model_class(backend, "AutoModel")
    net = auto.from_config(AutoConfig.for_model(kind, **sizes)).eval()
    boxes = np.zeros((1, 6, edges), np.int64 if edges == 4 else np.float32)
    backends.call(backend, net, {"input_ids": IDS, "bbox": boxes})
    for wrong in (boxes[:, :5], boxes[..., :3], boxes[0], np.repeat(boxes, 2, 0)):
        with pytest.raises(InputError, match=r"bbox has shape .*input_ids \[1, 6\]"):
            backends.call(backend, net, {"input_ids": IDS, "bbox": wrong})


def test_a_mask_of_other_pixels(backend: str) -> None:
    auto = backends.model_class(backend, "AutoModel")
    sizes = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=20)
    config = AutoConfig.for_model("vilt", image_size=8, patch_size=4, vocab_size=60, **sizes)
    net = auto.from_config(config).eval()
    inputs = {"input_ids": IDS, "pixel_values": np.zeros((1, 3, 8, 8), np.float32)}
    backends.call(backend, net, inputs | {"pixel_mask": np.ones((1, 8, 8), np.int64)})
    for shape in [(1, 8, 4), (2, 8, 8), (8, 8)]:
        with pytest.raises(InputError, match=r"pixel_mask has shape .*expected \[1, 8, 8\]"):
            backends.call(backend, net, inputs | {"pixel_mask": np.ones(shape, np.int64)})


@pytest.mark.parametrize("case", WRONG)
def test_what_a_model_cannot_take(backend: str, case: str) -> None:
    kind, inputs, message = WRONG[case]
    with pytest.raises(InputError, match=f"(?s){message}"):
        backends.call(backend, model(backend, kind), inputs)


def test_labels_that_the_loss_leaves_out(backend: str) -> None:
    labels = np.where(IDS > 6, IDS, -100)
    output = backends.call(backend, model(backend, "gpt2"), {"input_ids": IDS, "labels": labels})
    assert np.isfinite(float(output.loss))


@pytest.mark.parametrize("kind", ["bart", "marian"])
def test_labels_beyond_the_positions_of_a_decoder(backend: str, kind: str) -> None:
    net = model(backend, kind)
    backends.call(backend, net, {"input_ids": IDS, "labels": np.full((1, 20), 5)})
    with pytest.raises(InputError, match=r"labels has 21 tokens.* positions for 20\."):
        backends.call(backend, net, {"input_ids": IDS, "labels": np.full((1, 21), 5)})


def test_labels_of_whisper_beyond_its_positions(backend: str) -> None:
    config = AutoConfig.for_model(
        "whisper",
        **{key: value for key, value in BART.items() if key != "max_position_embeddings"},
        num_mel_bins=4,
        max_source_positions=6,
        max_target_positions=20,
        bos_token_id=1,
        eos_token_id=2,
    )
    config.max_position_embeddings = 5  # kept as any key of a file is, and no field of Whisper
    auto = backends.model_class(backend, "AutoModelForSpeechSeq2Seq")
    net = auto.from_config(config).eval()
    inputs = {"input_features": np.zeros((1, 4, 12), np.float32)}
    backends.call(backend, net, inputs | {"labels": np.full((1, 20), 5)})
    with pytest.raises(InputError, match=r"labels has 21 tokens.* positions for 20\."):
        backends.call(backend, net, inputs | {"labels": np.full((1, 21), 5)})


def test_labels_of_ctc(backend: str) -> None:
    config = AutoConfig.for_model(
        "wav2vec2",
        vocab_size=9,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=20,
        conv_dim=[8],
        conv_kernel=[4],
        conv_stride=[2],
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=2,
        mask_time_prob=0.0,
        ctc_zero_infinity=True,
    )
    net = backends.model_class(backend, "AutoModelForCTC").from_config(config).eval()
    inputs = {"input_values": np.linspace(-1, 1, 60, dtype=np.float32)[None]}
    labels = np.array([[3, 4, -100]])
    output = backends.call(backend, net, inputs | {"labels": labels})
    assert np.isfinite(float(output.loss))
    for wrong in (9, -1):
        with pytest.raises(InputError, match=f"labels has {wrong}, .*0 to 8, or -100"):
            backends.call(backend, net, inputs | {"labels": np.array([[3, wrong, -100]])})


def test_a_whole_encoding_by_position(backend: str) -> None:
    encoding = {"input_ids": IDS, "attention_mask": np.ones_like(IDS)}
    net = model(backend, "bert")
    by_name = backends.run(backend, net, encoding)
    wrapped = {"logits": net(encoding).logits}
    logits = wrapped["logits"].detach() if backend == "torch" else wrapped["logits"]
    np.testing.assert_array_equal(np.asarray(logits), by_name["logits"])
    with pytest.raises(InputError, match="by name"):
        net(encoding, IDS)


def test_a_table_that_was_replaced(backend: str) -> None:
    auto, options, _ = KINDS["gpt2"]
    net = backends.model_class(backend, auto).from_config(AutoConfig.for_model("gpt2", **options))
    net.eval()
    with pytest.raises(InputError):
        backends.call(backend, net, {"input_ids": IDS + 51})
    net.resize_token_embeddings(61)
    backends.call(backend, net, {"input_ids": IDS + 51})


@pytest.mark.skipif("flax" not in backends.BACKENDS, reason="Flax only")
def test_lengths_within_jit() -> None:
    import jax

    net = model("flax", "gpt2")
    with pytest.raises(InputError, match="positions for 20"):
        jax.jit(lambda ids: net(ids).logits)(np.full((1, 21), 5))
    with pytest.raises(InputError, match="rows for 0 to 59"):
        net.compile()(IDS + 51)


@pytest.mark.skipif("torch" not in backends.BACKENDS, reason="torch only")
def test_tensors_of_another_framework() -> None:
    jax = pytest.importorskip("jax")
    with pytest.raises(InputError, match="ArrayImpl.*expected a torch.Tensor"):
        model("torch", "gpt2")(jax.numpy.asarray(IDS))


@pytest.mark.parametrize("kind", ["gpt2", "bart"])
def test_texts_that_grow_beyond_the_positions(backend: str, kind: str) -> None:
    net = model(backend, kind)
    prompt = np.full((1, 4), 5)
    start = 4 if kind == "gpt2" else 1
    fits = net.generate(
        prompt, max_new_tokens=21 - start, eos_token_id=[], forced_eos_token_id=None
    )
    assert tuple(fits.shape) == (1, 21)
    with pytest.raises(InputError, match=f"positions for 20.*max_new_tokens={21 - start} or less"):
        net.generate(prompt, max_new_tokens=40, eos_token_id=[], forced_eos_token_id=None)
    first = int(np.asarray(fits)[0, start])  # a text that ends by itself does not get so far
    done = net.generate(prompt, max_new_tokens=40, eos_token_id=first, forced_eos_token_id=None)
    assert done.shape[1] == start + 1
    unseen = next(i for i in range(60) if i not in np.asarray(fits))
    with pytest.raises(InputError, match="positions for 20"):
        net.generate(prompt, max_new_tokens=40, eos_token_id=unseen, forced_eos_token_id=None)


def test_positions_of_an_encoder_beside_fewer_of_a_decoder() -> None:
    """LED's 16,384 tokens were refused from the 1,025th on."""
    small: dict[str, Any] = dict(encoder_layers=1, decoder_layers=1, encoder_attention_heads=2)
    small |= dict(decoder_attention_heads=2, encoder_ffn_dim=8, decoder_ffn_dim=8, d_model=8)
    config = auto_core.LEDConfig(vocab_size=9, max_encoder_position_embeddings=1100, **small)
    model = auto_core.NumpyLEDModel.from_config(config)
    ids = np.ones((1, 1100), np.int64)
    assert model(input_ids=ids, decoder_input_ids=ids[:, :3]).last_hidden_state.shape[1] == 3
    with pytest.raises(InputError, match="1101 tokens"):
        model(input_ids=np.ones((1, 1101), np.int64), decoder_input_ids=ids[:, :3])
    with pytest.raises(InputError, match="1025 tokens"):
        model(input_ids=ids, decoder_input_ids=ids[:, :1025])
