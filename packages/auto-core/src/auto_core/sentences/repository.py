"""What a repository of sentence-transformers says in its several files.

    modules.json                        the modules in order: type and folder of each
    sentence_bert_config.json           how the transformer reads texts, beside its config.json
    1_Pooling/config.json, 2_Dense/...  options (and weights) of what follows the transformer
    config_sentence_transformers.json   prompts, similarity, truncation

A repository without modules.json is a transformer alone, whose token vectors are averaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auto_core.checkpoints.hub import Snapshot, read_json
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.configs import PreTrainedConfig
from auto_core.configs._base import describing
from auto_core.configs.sentence_embedding import POOLING_MODES, SentenceEmbeddingConfig
from auto_core.errors import ConfigError, CorruptFileError
from auto_core.sentences.names import ACTIVATIONS, MODULES, SETTINGS

# How the transformer reads texts; older files are named after the kind of transformer.
READING = tuple(
    f"sentence_{kind}_config.json"
    for kind in ("bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet")
)
WEIGHTED = ("Dense", "LayerNorm")  # the modules with tensors
_MOST_MODULES = 32
# What sentence_bert_config.json may say, where it says what is done anyway.
_PLAIN_READING = {
    "transformer_task": "feature-extraction",
    "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
    "module_output_name": "token_embeddings",
    "tokenizer_name_or_path": None,
    "query_length": None,
    "document_length": None,
    "query_expansion": None,
    "unpad_inputs": None,
    "processing_kwargs": {},
    "model_args": {},
    "model_kwargs": {},
    "tokenizer_args": {},
    "processor_kwargs": {},
    "config_args": {},
    "config_kwargs": {},
}


@dataclass(frozen=True)
class Repository:
    """A repository of sentence-transformers.

    Attributes:
        config: all that its files say.
        transformer: the snapshot of the folder with the transformer and the tokenizer.
        folders: of each step of the config, in the same order.
        note: what was assumed because no file says it, or nothing.
    """

    config: SentenceEmbeddingConfig
    transformer: Snapshot
    folders: list[str]
    note: str = ""


def read_repository(snapshot: Snapshot, transformer: PreTrainedConfig | None = None) -> Repository:
    """Read every file but the weights; `transformer` is taken instead of its config.json.

    Raises:
        ConfigError: a module or an option that is not implemented, with its name.
        UnsafeFileError: a module's folder leads out of the snapshot.
        CorruptFileError: modules.json is no list of modules.
    """
    modules = _modules(snapshot)
    folder = snapshot.within(modules[0][1]) if modules else snapshot
    options: dict[str, Any] = _reading(folder) | _settings(snapshot)
    config = transformer or _transformer_config(folder)
    note = ""
    if modules:
        steps = [_step(snapshot, kind, path) for kind, path in modules[1:]]
    else:
        mode = _pooling_of(config)
        steps = [{"type": "Pooling", "pooling_mode": [mode]}]
        note = (
            f"There is no {MODULES}: an embedding is the {'mean of' if mode == 'mean' else 'last'} "
            f"token vector{'s'[: mode == 'mean']} of the transformer ({mode} pooling)."
        )
    options = {"dtype": config.dtype, **options}
    with describing(f"{snapshot.name} ({MODULES} and the files it names)", ()):
        whole = SentenceEmbeddingConfig(transformer=config, steps=steps, **options)
    return Repository(whole, folder, [path for _, path in modules[1:]], note)


def open_weights(snapshot: Snapshot, **options: Any) -> Weights:
    """The tensors of the transformer and of the steps, under the model's names.

    `options` as in `Weights.open`; they govern the transformer's files.
    """
    modules = _modules(snapshot)
    folder = snapshot.within(modules[0][1]) if modules else snapshot
    weights = Weights.open(folder, **options)
    tensors: dict[str, StoredTensor] = {f"transformer.{k}": v for k, v in weights.items()}
    for index, (kind, path) in enumerate(modules[1:]):
        if kind in WEIGHTED:
            with Weights.open(snapshot.within(path)) as own:
                tensors |= {f"steps.{index}.{name}": tensor for name, tensor in own.items()}
    return weights.replaced(tensors)


def _modules(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Kind and folder of each module, the transformer first; nothing where no file lists them."""
    path = snapshot.file(MODULES)
    if path is None:
        return []
    listed = read_json(path, list)
    if not 0 < len(listed) <= _MOST_MODULES:
        raise ConfigError(f"{path} lists {len(listed)} modules, expected 1 to {_MOST_MODULES}.")
    modules = []
    for entry in listed:
        fields = entry if isinstance(entry, Mapping) else {}
        kind, folder = fields.get("type"), fields.get("path")
        if not isinstance(kind, str) or not isinstance(folder, str):
            raise CorruptFileError(
                f"{path} has the module {entry!r:.200}, expected an object with type and path."
            )
        name = kind.rpartition(".")[2]
        own = kind.startswith("sentence_transformers.")
        known = ("Transformer",) if not modules else ("Pooling", "Normalize", "Dropout", *WEIGHTED)
        if not own or name not in known:
            raise ConfigError(
                f"{path}: module {len(modules)} is {kind!r:.200}, which is not implemented; "
                f"expected sentence_transformers' {' or '.join(known)}."
            )
        modules.append((name, folder))
    return modules


def _transformer_config(folder: Snapshot) -> Any:
    from auto_core.auto.configuration import AutoConfig

    return AutoConfig.from_pretrained(folder)


def _pooling_of(config: Any) -> str:
    """What sentence-transformers takes where nothing says it: a causal decoder's last token."""
    named = (config.architectures or [""])[0]
    causal = named.endswith("ForCausalLM") and getattr(config, "is_causal", True)
    return "lasttoken" if causal else "mean"


def _reading(folder: Snapshot) -> dict[str, Any]:
    """The fields of the config that say how texts are read."""
    name = next((name for name in READING if folder.file(name)), None)
    data = folder.json(name) or {} if name else {}
    fields = {key: data[key] for key in ("max_seq_length", "do_lower_case") if key in data}
    for key in data.keys() - fields.keys():
        if key not in _PLAIN_READING or data[key] not in (_PLAIN_READING[key], None):
            raise ConfigError(
                f"{name} of {folder.describe()}: {key} is {data[key]!r:.200}, which is not "
                f"implemented; expected {_PLAIN_READING.get(key, 'no such key')!r}."
            )
    return {"do_lower_case": bool(fields.pop("do_lower_case", False)), **fields}


def _settings(snapshot: Snapshot) -> dict[str, Any]:
    """The fields of the config that config_sentence_transformers.json has."""
    data = snapshot.json(SETTINGS) or {}
    kind = data.get("model_type", "SentenceTransformer")
    if kind != "SentenceTransformer":
        raise ConfigError(
            f"{SETTINGS} of {snapshot.describe()}: model_type is {kind!r:.80}, expected "
            "'SentenceTransformer': a vector per text."
        )
    names = ("prompts", "default_prompt_name", "similarity_fn_name", "truncate_dim")
    return {name: data[name] for name in names if data.get(name) is not None}


def _step(snapshot: Snapshot, kind: str, path: str) -> dict[str, Any]:
    """A module after the transformer, as a step of the config."""
    found = snapshot.within(path).file("config.json")
    data = {} if found is None else read_json(found)
    if kind == "Pooling":
        options: dict[str, Any] = {"include_prompt": data.pop("include_prompt", True)}
        old = {name: f"pooling_mode_{_OLD_NAMES.get(name, name)}" for name in POOLING_MODES}
        chosen = [name for name, key in old.items() if data.pop(key, False)]
        options["pooling_mode"] = data.pop("pooling_mode", chosen or ["mean"])
        known = ("word_embedding_dimension", "embedding_dimension")
    elif kind == "Dense":
        names = ("in_features", "out_features", "bias", "use_residual")
        options = {name: data.pop(name) for name in names if name in data}
        if "activation_function" in data:
            options["activation"] = _activation(data.pop("activation_function"), path)
        known = ()
    else:
        name = {"LayerNorm": "dimension", "Dropout": "dropout"}.get(kind)
        options = {name: data.pop(name)} if name is not None and name in data else {}
        known = ()
    for key, value in data.items():
        plain = key.startswith("module_") and value in ("sentence_embedding", None)
        if key not in known and not plain:
            raise ConfigError(
                f"{found}: {key} is {value!r:.200}, which is not implemented for {kind}."
            )
    return {"type": kind, **options}


_OLD_NAMES = {
    "cls": "cls_token",
    "max": "max_tokens",
    "mean": "mean_tokens",
    "weightedmean": "weightedmean_tokens",
}


def _activation(name: Any, path: str) -> str:
    """The activation that a class of torch.nn computes, by its name alone: nothing is imported."""
    text = name if isinstance(name, str) else ""
    short = text.rpartition(".")[2]
    if not text.startswith("torch.nn.") or short not in ACTIVATIONS:
        raise ConfigError(
            f"{path}/config.json: activation_function is {name!r:.200}, expected one of torch.nn: "
            f"{', '.join(ACTIVATIONS)}."
        )
    return ACTIVATIONS[short]
