"""From GGUF's names to ours: the config in the metadata, and the tensors of each architecture.

One entry of `ARCHITECTURES` per `general.architecture`. llama.cpp's converter changes some tensors
(`convert_hf_to_gguf.py`), which is undone here: it interleaves the rows of LLaMA's queries and
keys, adds one to Gemma's norms, and transposes GPT-2's matrices.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from auto_core.checkpoints.gguf.reader import Gguf
from auto_core.checkpoints.quantized.unpacking import Array, Rows, Unpacked, floats
from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import ConfigError

Config = dict[str, Any]
Names = tuple[tuple[str, str], ...]

_COMMON: Names = (
    (r"^token_embd\.", "model.embed_tokens."),
    (r"^output_norm\.", "model.norm."),
    (r"^output\.", "lm_head."),
    (r"^blk\.", "model.layers."),
    (r"\.attn_(q|k|v)\.", r".self_attn.\1_proj."),
    (r"\.attn_output\.", ".self_attn.o_proj."),
    (r"\.attn_(q|k)_norm\.", r".self_attn.\1_norm."),
    (r"\.attn_qkv\.", ".self_attn.qkv_proj."),
    (r"\.attn_norm\.", ".input_layernorm."),
)
_FEED_FORWARD: Names = ((r"\.ffn_(gate|up|down)\.", r".mlp.\1_proj."),)
_LLAMA: Names = (*_COMMON, *_FEED_FORWARD, (r"\.ffn_norm\.", ".post_attention_layernorm."))
_MIXTRAL: Names = (
    *_COMMON,
    (r"\.ffn_gate_inp\.", ".block_sparse_moe.gate."),
    (r"\.ffn_gate\.(\d+)\.", r".block_sparse_moe.experts.\1.w1."),
    (r"\.ffn_down\.(\d+)\.", r".block_sparse_moe.experts.\1.w2."),
    (r"\.ffn_up\.(\d+)\.", r".block_sparse_moe.experts.\1.w3."),
    (r"\.ffn_norm\.", ".post_attention_layernorm."),
)
_QWEN_MOE: Names = (
    *_COMMON,
    (r"\.ffn_gate_inp\.", ".mlp.gate."),
    (r"\.ffn_gate_inp_shexp\.", ".mlp.shared_expert_gate."),
    (r"\.ffn_(gate|up|down)_shexp\.", r".mlp.shared_expert.\1_proj."),
    (r"\.ffn_(gate|up|down)\.(\d+)\.", r".mlp.experts.\2.\1_proj."),
    *_FEED_FORWARD,
    (r"\.ffn_norm\.", ".post_attention_layernorm."),
)
_PHI3: Names = (
    *_COMMON,
    (r"\.ffn_up\.", ".mlp.gate_up_proj."),
    (r"\.ffn_down\.", ".mlp.down_proj."),
    (r"\.ffn_norm\.", ".post_attention_layernorm."),
)
_GEMMA2: Names = (
    *_COMMON,
    *_FEED_FORWARD,
    (r"\.post_attention_norm\.", ".post_attention_layernorm."),
    (r"\.ffn_norm\.", ".pre_feedforward_layernorm."),
    (r"\.post_ffw_norm\.", ".post_feedforward_layernorm."),
)
_GPT2: Names = (
    (r"^token_embd\.", "transformer.wte."),
    (r"^position_embd\.", "transformer.wpe."),
    (r"^output_norm\.", "transformer.ln_f."),
    (r"^output\.", "lm_head."),
    (r"^blk\.", "transformer.h."),
    (r"\.attn_norm\.", ".ln_1."),
    (r"\.ffn_norm\.", ".ln_2."),
    (r"\.attn_qkv\.", ".attn.c_attn."),
    (r"\.attn_output\.", ".attn.c_proj."),
    (r"\.ffn_up\.", ".mlp.c_fc."),
    (r"\.ffn_down\.", ".mlp.c_proj."),
)
# Stacks of experts, which are taken apart into what files of ours have.
_STACK = re.compile(r"(.*\.ffn_(?:gate|up|down))_exps\.weight")
# Tables that a config of ours computes.
_COMPUTED = ("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight")


# --- configs -----------------------------------------------------------------------------------


def _decoder(file: Gguf, arch: str) -> Config:
    """What every decoder with rotary positions says."""

    def of(name: str, kind: Any = int, default: Any = None) -> Any:
        return file.get(f"{arch}.{name}", kind, default)

    def needed(name: str) -> int:
        value = of(name)
        if value is None:
            file.fail(f"its metadata has no {arch}.{name}")
        return value

    heads = _one(file, f"{arch}.attention.head_count")
    if heads is None:
        file.fail(f"its metadata has no {arch}.attention.head_count")
    config = {
        "vocab_size": _vocabulary(file, arch),
        "hidden_size": needed("embedding_length"),
        "num_hidden_layers": needed("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": _one(file, f"{arch}.attention.head_count_kv") or heads,
        "head_dim": of("attention.key_length"),
        "intermediate_size": _one(file, f"{arch}.feed_forward_length"),
        "max_position_embeddings": of("context_length"),
        "rms_norm_eps": of("attention.layer_norm_rms_epsilon", float),
        "rope_theta": of("rope.freq_base", float),
        "rope_scaling": _scaling(file, arch),
        "tie_word_embeddings": "output.weight" not in file.tensors,
        "dtype": file.dtype,
    }
    return {**_only_given(config), **_token_ids(file)}


def _llama(file: Gguf, arch: str) -> Config:
    config = _decoder(file, arch)
    rotated = file.get(f"{arch}.rope.dimension_count")
    if rotated is not None:
        config.setdefault("head_dim", rotated)
    config["attention_bias"] = "blk.0.attn_q.bias" in file.tensors
    config["mlp_bias"] = "blk.0.ffn_gate.bias" in file.tensors
    if "rope_freqs.weight" in file.tensors:
        config["rope_scaling"] = _llama3(file, config)
    experts = file.get(f"{arch}.expert_count", default=0)
    if experts:
        chosen = file.get(f"{arch}.expert_used_count", default=2)
        config |= {"num_local_experts": experts, "num_experts_per_tok": chosen}
        for name in ("attention_bias", "mlp_bias"):
            if config.pop(name):
                file.fail(f"its experts come with {name}")
        return {"model_type": "mixtral", **config}
    named = "mistral" in (file.get("general.name", str) or "").lower()
    if named and not (config["attention_bias"] or config["mlp_bias"]):
        del config["attention_bias"], config["mlp_bias"]
        window = file.get(f"{arch}.attention.sliding_window")
        return {"model_type": "mistral", **config, "sliding_window": window}
    return {"model_type": "llama", **config}


def _qwen2(file: Gguf, arch: str) -> Config:
    return {"model_type": "qwen2", **_decoder(file, arch)}


def _qwen3(file: Gguf, arch: str) -> Config:
    biased = "blk.0.attn_q.bias" in file.tensors
    return {"model_type": "qwen3", **_decoder(file, arch), "attention_bias": biased}


def _qwen_moe(file: Gguf, arch: str) -> Config:
    config = _decoder(file, arch)
    config |= {
        "num_experts": file.get(f"{arch}.expert_count"),
        "num_experts_per_tok": file.get(f"{arch}.expert_used_count"),
        "moe_intermediate_size": file.get(f"{arch}.expert_feed_forward_length"),
    }
    if arch == "qwen3moe":  # llama.cpp computes with both, whatever the config was
        config |= {"norm_topk_prob": True, "attention_bias": "blk.0.attn_q.bias" in file.tensors}
        return {"model_type": "qwen3_moe", **_only_given(config)}
    config["shared_expert_intermediate_size"] = file.get(
        f"{arch}.expert_shared_feed_forward_length", default=config.get("intermediate_size")
    )
    return {"model_type": "qwen2_moe", **_only_given(config)}


def _phi3(file: Gguf, arch: str) -> Config:
    config = _decoder(file, arch)
    head = config["hidden_size"] // max(1, config["num_attention_heads"])
    rotated = file.get(f"{arch}.rope.dimension_count", default=head)
    config["partial_rotary_factor"] = rotated / max(1, head)
    config["sliding_window"] = file.get(f"{arch}.attention.sliding_window") or None
    original = file.get(f"{arch}.rope.scaling.original_context_length")
    if original is not None:
        config["original_max_position_embeddings"] = original
    factors = [f"rope_factors_{length}.weight" for length in ("short", "long")]
    if all(name in file.tensors for name in factors):
        short, long = (file.tensors[name].numpy().astype(float).tolist() for name in factors)
        config["rope_scaling"] = {"type": "longrope", "short_factor": short, "long_factor": long}
    return {"model_type": "phi3", **config}


def _gemma(file: Gguf, arch: str) -> Config:
    return {"model_type": "gemma", **_decoder(file, arch)}


def _gemma2(file: Gguf, arch: str) -> Config:
    config = _decoder(file, arch)
    config |= {
        "sliding_window": file.get(f"{arch}.attention.sliding_window"),
        "attn_logit_softcapping": file.get(f"{arch}.attn_logit_softcapping", float),
        "final_logit_softcapping": file.get(f"{arch}.final_logit_softcapping", float),
        "query_pre_attn_scalar": _queries(config, layers=46),
    }
    return {"model_type": "gemma2", **_only_given(config)}


def _gemma3(file: Gguf, arch: str) -> Config:
    config = _decoder(file, arch)
    config |= {
        "sliding_window": file.get(f"{arch}.attention.sliding_window"),
        "query_pre_attn_scalar": _queries(config, layers=62),
    }
    return {"model_type": "gemma3_text", **_only_given(config)}


def _queries(config: Config, layers: int) -> int | None:
    """What Gemma's queries are divided by: not in the metadata; llama.cpp goes by the size."""
    if config["num_hidden_layers"] == layers:  # the model of 27B
        return config["hidden_size"] // config["num_attention_heads"]
    return config.get("head_dim")


def _gpt2(file: Gguf, arch: str) -> Config:
    config = {
        "model_type": "gpt2",
        "vocab_size": _vocabulary(file, arch),
        "n_embd": file.get(f"{arch}.embedding_length"),
        "n_layer": file.get(f"{arch}.block_count"),
        "n_head": file.get(f"{arch}.attention.head_count"),
        "n_positions": file.get(f"{arch}.context_length"),
        "n_inner": file.get(f"{arch}.feed_forward_length"),
        "layer_norm_epsilon": file.get(f"{arch}.attention.layer_norm_epsilon", float),
        "tie_word_embeddings": "output.weight" not in file.tensors,
        "dtype": file.dtype,
    }
    return {**_only_given(config), **_token_ids(file)}


def _one(file: Gguf, name: str) -> int | None:
    """A number, or a list of one for each layer where all are equal.

    Raises:
        ConfigError: the layers differ.
    """
    value = file.metadata.get(name)
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.size:
        if (value != value[0]).any():
            raise ConfigError(f"{file.path}: {name} differs by layer, which is not read.")
        return int(value[0])
    return file.get(name)


def _vocabulary(file: Gguf, arch: str) -> int:
    """The rows of the embeddings, which may be more than the tokenizer's tokens."""
    table = file.tensors.get("token_embd.weight")
    if table is None or len(table.shape) != 2:
        file.fail("it has no token_embd.weight")
    return table.shape[0]


def _scaling(file: Gguf, arch: str) -> Config | None:
    """`rope_scaling`, of the kinds that the metadata may name."""
    kind = file.get(f"{arch}.rope.scaling.type", str)
    factor = file.get(f"{arch}.rope.scaling.factor", float)
    if factor is None:
        factor = file.get(f"{arch}.rope.scale_linear", float)
        kind = kind or ("linear" if factor not in (None, 1.0) else None)
    if kind in (None, "none", "longrope") or factor is None:
        return None
    if kind not in ("linear", "yarn"):
        raise ConfigError(f"{file.path}: {arch}.rope.scaling.type is {kind!r:.40}, not read.")
    scaling = {"type": kind, "factor": factor}
    original = file.get(f"{arch}.rope.scaling.original_context_length")
    if kind == "yarn" and original is not None:
        scaling["original_max_position_embeddings"] = original
    for name, key in (("yarn_beta_fast", "beta_fast"), ("yarn_beta_slow", "beta_slow")):
        value = file.get(f"{arch}.rope.scaling.{name}", float)
        if kind == "yarn" and value is not None:
            scaling[key] = value
    return scaling


def _llama3(file: Gguf, config: Config) -> Config:
    """The scaling of Llama 3.1, of which the file has the table alone.

    Raises:
        ConfigError: another table.
    """
    table = file.tensors["rope_freqs.weight"].numpy().astype(np.float64).reshape(-1)
    scaling = {
        "rope_type": "llama3",
        "factor": float(table.max(initial=1.0)),
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    factor = scaling["factor"]
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    theta = config.get("rope_theta", 10000.0)
    if theta > 0 and table.size == size // 2 and np.isfinite(table).all() and factor >= 1:
        waves = 2 * math.pi * theta ** (np.arange(0, size, 2) / size)
        smooth = np.clip((8192 / waves - 1) / 3, 0, 1)
        if np.allclose(1 / ((1 - smooth) / factor + smooth), table, rtol=1e-3):
            return scaling
    raise ConfigError(
        f"{file.path}: rope_freqs.weight is not the table of Llama 3.1's rotation, and nothing "
        "says what made it."
    )


def _token_ids(file: Gguf) -> Config:
    names = {"bos_token_id": "bos", "eos_token_id": "eos", "pad_token_id": "padding"}
    return {key: file.get(f"tokenizer.ggml.{name}_token_id") for key, name in names.items()}


def _only_given(config: Config) -> Config:
    return {key: value for key, value in config.items() if value is not None}


# --- tensors -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Architecture:
    """How one architecture of llama.cpp is one of ours.

    Attributes:
        config: the content of a config.json.
        names: renames of tensors, in order.
        interleaved: whether the rows of queries and keys are.
        added: whether one was added to the norms.
        transposed: patterns of our weights that the file has transposed.
    """

    config: Callable[[Gguf, str], Config]
    names: Names
    interleaved: bool = False
    added: bool = False
    transposed: str = ""


ARCHITECTURES = {
    "llama": Architecture(_llama, _LLAMA, interleaved=True),
    "qwen2": Architecture(_qwen2, _LLAMA),
    "qwen3": Architecture(_qwen3, _LLAMA),
    "qwen2moe": Architecture(_qwen_moe, _QWEN_MOE),
    "qwen3moe": Architecture(_qwen_moe, _QWEN_MOE),
    "phi3": Architecture(_phi3, _PHI3),
    "gemma": Architecture(_gemma, _LLAMA, added=True),
    "gemma2": Architecture(_gemma2, _GEMMA2, added=True),
    "gemma3": Architecture(_gemma3, _GEMMA2, added=True),
    "gpt2": Architecture(_gpt2, _GPT2, transposed=r"\.c_(attn|proj|fc)\.weight$"),
}
ARCHITECTURES["mistral"] = ARCHITECTURES["llama"]


def config_of(file: Gguf) -> Config:
    """The content of a config.json, from the metadata.

    Raises:
        ConfigError: an architecture that is not read.
        CorruptFileError: the metadata lacks what it needs.
    """
    name = file.architecture
    if name not in ARCHITECTURES:
        raise ConfigError(
            f"{file.path}: the architecture {name!r:.60} is not read from GGUF files; these are: "
            f"{', '.join(ARCHITECTURES)}."
        )
    return ARCHITECTURES[name].config(file, name)


def weights_of(file: Gguf) -> Weights:
    """The tensors under the names that files of ours have; they are read when they are used."""
    config = config_of(file)
    arch = ARCHITECTURES[file.architecture]
    names = _MIXTRAL if config["model_type"] == "mixtral" else arch.names
    rules = [(re.compile(pattern), replacement) for pattern, replacement in names]
    tensors: dict[str, StoredTensor] = {}
    for name, tensor in _apart(file):
        if name in _COMPUTED:
            continue
        new = name
        for pattern, replacement in rules:
            new = pattern.sub(replacement, new)
        if arch.interleaved and (match := re.search(r"\.attn_(q|k)\.", name)):
            heads = config["num_attention_heads" if match[1] == "q" else "num_key_value_heads"]
            tensor = _in_halves(file, tensor, heads)
        if arch.added and name.endswith("norm.weight"):
            tensor = as_stored(new, floats(tensor.numpy()) - np.float32(1))
        if arch.transposed and re.search(arch.transposed, new):
            tensor = tensor.permute(1, 0)
        if name.endswith("ffn_gate_inp_shexp.weight") and len(tensor.shape) == 1:
            tensor = replace(tensor, shape=(1, *tensor.shape), strides=(tensor.size, 1))
        tensors[new] = tensor.rename(new)
    weights = Weights(tensors, files=file.files, format="gguf", preference=("gguf",))
    packed = sum(isinstance(tensor.source, Unpacked) for tensor in tensors.values())
    return weights.noted(f"Unpacked {packed} tensors of GGUF.")


def _apart(file: Gguf) -> Iterator[tuple[str, StoredTensor]]:
    """The tensors, each expert of a stack by itself."""
    for name, tensor in file.tensors.items():
        match = _STACK.fullmatch(name)
        if match is None or len(tensor.shape) != 3:
            yield name, tensor
            continue
        for index in range(tensor.shape[0]):
            own = f"{match[1]}.{index}.weight"
            yield own, _expert(own, tensor, index)


def _expert(name: str, stack: StoredTensor, index: int) -> StoredTensor:
    rows = _rows(stack)
    height = stack.shape[1]

    def own(start: int, stop: int) -> Array:
        return rows(index, index + 1)[0, start:stop]

    source = Unpacked(own, stack.shape[1:], stack.dtype, _parts(stack), unit=max(1, height))
    return source.stored(name)


def _in_halves(file: Gguf, tensor: StoredTensor, heads: int) -> StoredTensor:
    """Rows of each head: first those of the one half, then of the other, which lie in turns."""
    count = tensor.shape[0]
    if heads < 1 or count % (2 * heads):
        file.fail(f"the tensor {tensor.name!r} has {count} rows for {heads} heads")
    size, rows = count // heads, _rows(tensor)

    def turned(block: Array) -> Array:
        halves = block.reshape(-1, size // 2, 2, *block.shape[1:])
        return halves.swapaxes(1, 2).reshape(block.shape)

    def own(start: int, stop: int) -> Array:
        return turned(rows(start, stop))

    before = tensor.source.affine if isinstance(tensor.source, Unpacked) else None
    kept = None
    if before is not None:

        def numbers(start: int, stop: int) -> tuple[Array, Array, None]:
            q, s, _ = before.block(start, stop)
            return turned(q), turned(s), None

        kept = replace(before, block=numbers, unit=size)
    source = Unpacked(own, tensor.shape, tensor.dtype, _parts(tensor), size, kept)
    return source.stored(tensor.name)


def _rows(tensor: StoredTensor) -> Rows:
    """What computes some rows of a tensor."""
    if isinstance(tensor.source, Unpacked):
        return tensor.source.rows
    return lambda start, stop: floats(tensor.numpy()[start:stop])


def _parts(tensor: StoredTensor) -> tuple[StoredTensor, ...]:
    return tensor.source.parts if isinstance(tensor.source, Unpacked) else (tensor,)
