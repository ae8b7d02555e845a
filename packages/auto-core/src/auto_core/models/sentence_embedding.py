"""A vector for each text, of a transformer's token vectors: Reimers & Gurevych, 2019,
arXiv:1908.10084.

b batch, t tokens, d hidden, e features of an embedding, n sentences.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from auto_core.configs.sentence_embedding import SentenceEmbeddingConfig
from auto_core.errors import InputError, did_you_mean
from auto_core.outputs import SentenceEmbeddingOutput
from auto_core.sentences import repository, saving
from auto_core.sentences.batches import batches, check_batch_size, listed
from auto_core.sentences.similarity import similarities

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.encoder_decoder import given
from ..blocks.inference import as_numpy, caller, evaluating, rounded
from ..blocks.parts import build, takes

_TINY = 1e-12  # the least length that is divided by


class Pooling(nn.Module):
    """One vector of the token vectors of a text; of several modes, joined."""

    def __init__(self, modes: list[str], include_prompt: bool):
        super().__init__()
        self.modes, self.include_prompt = tuple(modes), include_prompt

    def forward(self, hidden, attention_mask, *, prompt_length: int):  # [b t d] -> [b d*modes]
        kept = seen = ops.cast(attention_mask, "int32")
        if prompt_length and not self.include_prompt:
            kept = seen * ops.cast(_positions(seen) >= prompt_length, "int32")
        return ops.cat([_POOLED[mode](hidden, kept, seen) for mode in self.modes], -1)


def _positions(seen):  # [b t] -> [b t]
    """0, 1, ... from the first token that is seen."""
    first = ops.unsqueeze(ops.argmax(seen, 1), 1)
    return ops.arange(0, ops.shape(seen)[1], like=seen, dtype="int32") - ops.cast(first, "int32")


def _at(hidden, index):  # [b t d], [b] -> [b d]
    return ops.gather(hidden, 1, ops.unsqueeze(ops.unsqueeze(index, 1), 1))[:, 0]


def _cls(hidden, kept, seen):
    return _at(hidden, ops.argmax(kept, 1))


def _last(hidden, kept, seen):
    last = ops.shape(kept)[1] - 1 - ops.argmax(ops.flip(kept, 1), 1)
    return _at(hidden * ops.cast(ops.unsqueeze(kept, 2), ops.dtype(hidden)), last)


def _max(hidden, kept, seen):
    return ops.amax(ops.where(ops.unsqueeze(kept, 2) > 0, hidden, float("-inf")), 1)


def _weighted(hidden, weights, power: float = 1.0):
    """The sum by weights [b t], over the sum of weights to a power; in float32 at least."""
    dtype = ops.dtype(hidden)
    wide = "float32" if dtype in ("float16", "bfloat16") else dtype
    weights = ops.unsqueeze(ops.cast(weights, wide), 2)
    total = ops.sum(ops.cast(hidden, wide) * weights, 1)
    count = ops.clamp(ops.sum(weights, 1), min=1e-9)
    return ops.cast(total / ops.pow(count, power), dtype)


def _mean(hidden, kept, seen):
    return _weighted(hidden, kept)


def _mean_by_root(hidden, kept, seen):
    return _weighted(hidden, kept, 0.5)


def _by_position(hidden, kept, seen):
    return _weighted(hidden, kept * (_positions(seen) + 1))


_POOLED = {
    "cls": _cls,
    "max": _max,
    "mean": _mean,
    "mean_sqrt_len_tokens": _mean_by_root,
    "weightedmean": _by_position,
    "lasttoken": _last,
}


class Dense(nn.Module):
    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool,
        activation: str,
        use_residual: bool,
    ):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features, bias=bias)
        self.activation, self.use_residual = _activation(activation), use_residual
        self.residual = None
        if use_residual and in_features != out_features:
            self.residual = nn.Linear(in_features, out_features, bias=False)

    def forward(self, x):  # [b in] -> [b out]
        y = self.activation(self.linear(x))
        if not self.use_residual:
            return y
        return y + (x if self.residual is None else self.residual(x))


_activation = activation  # whose name is that of an option of Dense


class LayerNorm(nn.Module):
    def __init__(self, dimension: int):
        super().__init__()
        self.norm = nn.LayerNorm(dimension, eps=1e-5)

    def forward(self, x):
        return self.norm(x)


class Normalize(nn.Module):
    """Vectors of length 1."""

    def forward(self, x):
        return _of_length_one(x)


class Dropout(nn.Module):
    def __init__(self, dropout: float):
        super().__init__()
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(x)


def _of_length_one(x):  # [... e]
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=_TINY)


_STEPS: dict[str, Any] = {
    "Dense": Dense,
    "LayerNorm": LayerNorm,
    "Normalize": Normalize,
    "Dropout": Dropout,
}


def _made(step: dict[str, Any]) -> Any:
    options = {name: value for name, value in step.items() if name != "type"}
    if step["type"] == "Pooling":
        return Pooling(options["pooling_mode"], options["include_prompt"])
    return _STEPS[step["type"]](**options)


class SentenceEmbeddingModel(nn.PreTrainedModel):
    """A vector for each text; `encode` takes texts, calls take what a tokenizer returns.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [b t], if the transformer takes them.
        prompt_length: of how many tokens a prompt at the beginning has, for models that pool
            without it.

    Returns:
        SentenceEmbeddingOutput: sentence_embedding [b e], last_hidden_state [b t d], and on
        request hidden states and attentions.
    """

    config_class = SentenceEmbeddingConfig
    config: SentenceEmbeddingConfig
    parts = ("transformer",)

    def __init__(self, config: SentenceEmbeddingConfig, tokenizer: Any = None):
        super().__init__(config)
        self.tokenizer = tokenizer
        # Of an encoder and a decoder (T5) the encoder alone; nothing reads a pooler.
        task = "text-encoding" if config.transformer.is_encoder_decoder else "base"
        self.transformer = build(config.transformer, task, add_pooling_layer=False)
        self.steps = nn.ModuleList([_made(step) for step in config.steps or ()])

    @classmethod
    def _open_weights(cls, snapshot: Any, **options: Any) -> Any:
        return repository.open_weights(snapshot, **options)

    def get_input_embeddings(self):
        return self.transformer.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.transformer.set_input_embeddings(value)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        prompt_length: int = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        inputs = given(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        if takes(self.transformer, "use_cache"):
            inputs["use_cache"] = False
        output = self.transformer(**inputs, return_dict=True)
        hidden = output.last_hidden_state
        if attention_mask is None:
            attention_mask = ops.ones(ops.shape(hidden)[:2], like=hidden, dtype="int32")
        pooling, *others = self.steps
        x = pooling(hidden, attention_mask, prompt_length=prompt_length)
        for step in others:
            x = step(x)
        return SentenceEmbeddingOutput.of(output, sentence_embedding=x)

    # --- texts ------------------------------------------------------------------------------------

    @property
    def max_seq_length(self) -> int | None:
        """How many tokens of a text are read; None for any number."""
        if self.config.max_seq_length is not None:
            return self.config.max_seq_length
        limits = [getattr(self.config.transformer, "max_position_embeddings", None)]
        limits.append(getattr(self.tokenizer, "model_max_length", None))
        known = [limit for limit in limits if isinstance(limit, int) and 0 < limit < 10**9]
        return min(known, default=None)

    def encode(
        self,
        sentences: Any,
        prompt_name: str | None = None,
        *,
        prompt: str | None = None,
        batch_size: int = 32,
        normalize_embeddings: bool = False,
        truncate_dim: int | None = None,
        convert_to_tensor: bool = False,
        show_progress: bool = False,
    ) -> Any:
        """The embeddings [n e] of texts, or [e] of one text, as NumPy's array.

        Args:
            sentences: a text or several.
            prompt_name: of the prompt (in `config.prompts`) that is put before each text; by
                default `config.default_prompt_name`.
            prompt: the text itself, instead of a name.
            batch_size: how many texts are computed together; they are sorted by length.
            normalize_embeddings: bring each vector to length 1.
            truncate_dim: how many leading features to keep, by default `config.truncate_dim`.
            convert_to_tensor: return this framework's tensor.
            show_progress: show a bar on stderr.

        Raises:
            InputError: something is no text, there is no such prompt, or the model has no
                tokenizer.
        """
        texts, single = listed(sentences)
        check_batch_size(batch_size)
        prompt = self._prompt(prompt, prompt_name)
        texts = [prompt + text for text in texts]
        if self.config.do_lower_case:
            texts = ["".join(map(str.lower, text)) for text in texts]
        tokenizer = self._tokenizer()
        options = self._prompt_options(tokenizer, prompt)
        size = truncate_dim or self.config.truncate_dim
        orders, parts = [], []
        with evaluating(self):
            call = caller(self)
            for order, inputs in batches(
                tokenizer,
                texts,
                batch_size=batch_size,
                max_length=self.max_seq_length,
                names=[n for n in type(self)._inputs[0] if takes(self.transformer, n)],
                rounded=rounded,
                progress=show_progress,
            ):
                x = call(inputs, **options).sentence_embedding[: len(order)]
                x = x if size is None else x[:, :size]
                x = _of_length_one(x) if normalize_embeddings else x
                orders.append(order)
                parts.append(x if convert_to_tensor else as_numpy(x))
        if not parts:
            features = min(self.config.embedding_size, size or self.config.embedding_size)
            empty = np.zeros((0, features), np.float32)
            return ops.asarray(empty) if convert_to_tensor else empty
        back = np.argsort(np.concatenate(orders))
        if convert_to_tensor:
            whole = ops.cat(parts, 0)
            result = ops.take(whole, ops.asarray(back, like=whole), 0)
        else:
            result = np.concatenate(parts)[back]
        return result[0] if single else result

    def encode_query(self, sentences: Any, **options: Any) -> Any:
        """As `encode`, with the prompt named "query", if the model has one, or none."""
        return self.encode(sentences, **_with_prompt("query", options))

    def encode_document(self, sentences: Any, **options: Any) -> Any:
        """As `encode`, with the prompt named "document", if the model has one, or none."""
        return self.encode(sentences, **_with_prompt("document", options))

    def similarity(self, embeddings1: Any, embeddings2: Any) -> Any:
        """How near each embedding of the first [n e] is to each of the second [m e]: [n m].

        By `config.similarity_fn_name`: "cosine", "dot", or "euclidean" and "manhattan", which are
        distances with a minus. Of NumPy's arrays it is NumPy's, else this framework's tensor.
        """
        kind = self.config.similarity_fn_name
        return similarities(kind, embeddings1, embeddings2, ops)

    def _tokenizer(self) -> Any:
        if self.tokenizer is None:
            raise InputError(
                f"{type(self).__name__} has no tokenizer: set model.tokenizer = "
                "AutoTokenizer.from_pretrained(...), or call the model with token ids."
            )
        return self.tokenizer

    def _prompt(self, prompt: str | None, name: str | None) -> str:
        if prompt is not None:
            if name is not None:
                raise InputError("Pass prompt= or prompt_name=, not both.")
            return prompt
        name = self.config.default_prompt_name if name is None else name
        if name is None:
            return ""
        prompts = self.config.prompts or {}
        if name not in prompts:
            known = ", ".join(map(repr, prompts)) or "none"
            raise InputError(
                f"There is no prompt {name!r}.{did_you_mean(name, prompts)} The model has: {known}."
            )
        return prompts[name]

    def _prompt_options(self, tokenizer: Any, prompt: str) -> dict[str, int]:
        """The length of the prompt in tokens, without what ends every text."""
        if not prompt or (self.config.steps or [{}])[0]["include_prompt"]:
            return {}
        ids = tokenizer(prompt, truncation=True, max_length=self.max_seq_length)["input_ids"]
        return {"prompt_length": len(ids) - (ids[-1] in tokenizer.all_special_ids)}

    def save_pretrained(self, save_directory: str | os.PathLike[str], **options: Any) -> None:
        """Write a repository that sentence-transformers reads: the transformer and its tokenizer,
        modules.json, and a folder for each step; `options` are those of every model's."""
        saving.save(self, save_directory, **options)


def _with_prompt(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options, with this prompt where they name no other."""
    asked = options.get("prompt") is not None or options.get("prompt_name") is not None
    return options if asked else options | {"prompt_name": name}


HEADS = {"sentence-embedding": SentenceEmbeddingModel}
