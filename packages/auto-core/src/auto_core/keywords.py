"""Keywords of transformers (4's TensorFlow and Flax models among them) that are something else
here, each with advice."""

from __future__ import annotations

_QUANTISED = (
    "on torch, Flax and TensorFlow weights are quantised by quantization_config={'bits': 8}; "
    "see docs/quantised.md."
)
_UNNEEDED = "leave it out: that is how every load works here."

ELSEWHERE = {
    "use_auth_token": "it is token=... here (a text, or True for the stored one).",
    "load_in_8bit": _QUANTISED,
    "load_in_4bit": _QUANTISED,
    "quantization_config": _QUANTISED,
    "proxies": "set the environment variables HTTP_PROXY and HTTPS_PROXY.",
    "device_map": "it is of torch alone; TensorFlow takes device='GPU:0', Flax device='gpu:0' or "
    "sharding=..., and NumPy computes on the CPU.",
    "device": "only torch, TensorFlow and Flax place a model; NumPy computes on the CPU.",
    "max_memory": "it limits a device_map, which torch alone has.",
    "offload_folder": "it is for what a device_map has on disk, which torch alone has.",
    "offload_state_dict": _UNNEEDED,
    "torch_dtype": "it is dtype=... here.",
    "gguf_file": "it is for from_pretrained of models, configs and AutoTokenizer.",
    "resume_download": "leave it out: downloads go on by themselves.",
    "mirror": "set the environment variable HF_ENDPOINT.",
    "state_dict": "build with from_config(config), then load the tensors into the model.",
    "use_flash_attention_2": "leave it out: attention takes the framework's fused kernel.",
    "tp_plan": "it is of torch; Flax takes mesh= and plan=, see docs/devices.md.",
    "mesh": "torch and Flax split models over a mesh, see docs/devices.md.",
    "device_mesh": "torch and Flax split models over a mesh, see docs/devices.md.",
    "key_mapping": "rename the tensors in the file, or declare `renames` on a class of yours.",
    "adapter_kwargs": "load the base model, then the adapter by load_adapter(name, revision=...).",
    "trust_remote_code": "only Auto classes run a repository's own code.",
    "code_revision": "only Auto classes run a repository's own code.",
    "low_cpu_mem_usage": _UNNEEDED,
    "_fast_init": _UNNEEDED,
    "_do_init": "parameters live in the module: flax.nnx.split(model) gives them apart from it.",
    "use_fast": "leave it out: there is one tokenizer for each kind.",
}

# Of a model's call.
_IN_THE_MODEL = "the model holds its parameters; flax.nnx.split and flax.nnx.merge take them apart."
CALLED = {
    "params": _IN_THE_MODEL,
    "train": "model.train() and model.eval() switch dropout; in TensorFlow training=True does.",
    "deterministic": "model.train() and model.eval() switch dropout.",
    "dropout_rng": "the model holds its random streams: from_pretrained(..., rngs=Rngs(0)).",
    "past_key_values_length": "the cache knows its length.",
    "decoder_head_mask": "masks of heads are not implemented.",
    "head_mask": "masks of heads are not implemented.",
    "cross_attn_head_mask": "masks of heads are not implemented.",
}
# Of save_pretrained.
SAVED = {
    "saved_model": "model.export(folder) writes a SavedModel with a serving signature.",
    "params": "leave it out: the model holds its parameters; flax.nnx.update sets them.",
    "create_pr": "pass it to push_to_hub.",
}
# Of generate.
GENERATED = {
    "params": _IN_THE_MODEL,
    "trace": "leave it out: model.compile() and jax.jit compile.",
}


def advice(name: str, where: str) -> str | None:
    """What to write instead of a keyword of transformers', in the call that `where` names."""
    method = where.rpartition(".")[2]
    tables = {"save_pretrained": SAVED, "generate": GENERATED}
    tables |= {"from_pretrained": ELSEWHERE, "from_config": ELSEWHERE}
    return tables.get(method, {} if "." in where else CALLED).get(name)
