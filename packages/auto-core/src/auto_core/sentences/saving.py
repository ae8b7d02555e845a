"""Writing a repository that sentence-transformers reads."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auto_core.checkpoints import hub
from auto_core.checkpoints.atomic import together, write_text
from auto_core.checkpoints.saving import save_weights
from auto_core.configs.sentence_embedding import POOLING_MODES
from auto_core.errors import check_keywords
from auto_core.sentences.names import ACTIVATIONS, MODULES, SETTINGS
from auto_core.sentences.repository import READING, WEIGHTED

_FOLDERS = "sentence_transformers.models"  # where every version finds the classes
_TORCH = {
    "Identity": "torch.nn.modules.linear.Identity",
    **{name: f"torch.nn.modules.activation.{name}" for name in ACTIVATIONS if name != "Identity"},
}


def save(model: Any, directory: str | os.PathLike[str], **options: Any) -> None:
    """Write transformer, tokenizer, modules and settings; see `SentenceEmbeddingModel`."""
    pushing = options.pop("push_to_hub", False)
    push = {name: options.pop(name) for name in hub.PUSH_KEYWORDS if pushing and name in options}
    check_keywords(
        options,
        ("max_shard_size", "variant", "safe_serialization", "push_to_hub"),
        where=f"{type(model).__name__}.save_pretrained",
    )
    config, folder = model.config, Path(directory)
    modules = [_module(0, "Transformer", "")]
    with together():
        model.transformer.save_pretrained(folder, **options)
        if model.tokenizer is not None:
            model.tokenizer.save_pretrained(folder)
        slots = {slot.name: slot for slot in model.slots()}
        for index, step in enumerate(config.steps):
            kind = step["type"]
            name = f"{index + 1}_{kind}"
            modules.append(_module(index + 1, kind, name))
            if content := _content(step, config):
                _write(folder / name / "config.json", content)
            if kind in WEIGHTED:
                prefix = f"steps.{index}."
                tensors = {
                    key.removeprefix(prefix): slot.read()
                    for key, slot in slots.items()
                    if key.startswith(prefix)
                }
                save_weights(folder / name, tensors)
        _write(folder / MODULES, modules)
        reading = {"max_seq_length": model.max_seq_length, "do_lower_case": config.do_lower_case}
        _write(folder / READING[0], reading)
        fields = ("prompts", "default_prompt_name", "similarity_fn_name", "truncate_dim")
        settings = {name: getattr(config, name) for name in fields}
        _write(folder / SETTINGS, {"model_type": "SentenceTransformer", **settings})
    if pushing:
        push.setdefault("repo_id", os.path.basename(os.path.abspath(directory)))
        hub.push(directory, **push)


def _module(index: int, kind: str, path: str) -> dict[str, Any]:
    return {"idx": index, "name": str(index), "path": path, "type": f"{_FOLDERS}.{kind}"}


def _content(step: Mapping[str, Any], config: Any) -> dict[str, Any]:
    """A step's config.json, in the names that older versions read too."""
    options = {name: value for name, value in step.items() if name != "type"}
    if step["type"] == "Pooling":
        modes = options["pooling_mode"]
        size, prompt = config.transformer.hidden_size, options["include_prompt"]
        if modes != sorted(modes, key=POOLING_MODES.index):  # which older files cannot say
            return {"embedding_dimension": size, "pooling_mode": modes, "include_prompt": prompt}
        old = {
            "pooling_mode_cls_token": "cls",
            "pooling_mode_mean_tokens": "mean",
            "pooling_mode_max_tokens": "max",
            "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
            "pooling_mode_weightedmean_tokens": "weightedmean",
            "pooling_mode_lasttoken": "lasttoken",
        }
        return {
            "word_embedding_dimension": size,
            **{key: mode in modes for key, mode in old.items()},
            "include_prompt": prompt,
        }
    if step["type"] == "Dense":
        activation = options.pop("activation")
        torch_name = next(name for name, own in ACTIVATIONS.items() if own == activation)
        options["activation_function"] = _TORCH[torch_name]
        if not options["use_residual"]:
            del options["use_residual"]
    return options


def _write(path: Path, content: Any) -> None:
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
