"""Keywords of transformers' `from_pretrained` that are something else here, each with advice."""

from __future__ import annotations

_QUANTISED = "plain weights are not quantised; dtype='bfloat16' halves the memory."
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
    "offload_folder": 'nothing is offloaded to disk; device_map="auto" of torch uses the CPU.',
    "offload_state_dict": _UNNEEDED,
    "torch_dtype": "it is dtype=... here.",
    "gguf_file": "it is for from_pretrained of models, configs and AutoTokenizer.",
    "resume_download": "leave it out: downloads go on by themselves.",
    "mirror": "set the environment variable HF_ENDPOINT.",
    "state_dict": "build with from_config(config), then load the tensors into the model.",
    "use_flash_attention_2": "leave it out: attention takes the framework's fused kernel.",
    "tp_plan": "tensors are not split over processes; see docs/native.md.",
    "key_mapping": "rename the tensors in the file, or declare `renames` on a class of yours.",
    "adapter_kwargs": "load the base model, then the adapter by load_adapter(name, revision=...).",
    "trust_remote_code": "only Auto classes run a repository's own code.",
    "code_revision": "only Auto classes run a repository's own code.",
    "low_cpu_mem_usage": _UNNEEDED,
    "_fast_init": _UNNEEDED,
    "_do_init": "parameters live in the module: flax.nnx.split(model) gives them apart from it.",
    "use_fast": "leave it out: there is one tokenizer for each kind.",
}
