"""Classifiers of pairs of texts that rank texts for a query: cross-encoders, rerankers.

b batch, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.errors import ConfigError, InputError
from auto_core.sentences.batches import batches, check_batch_size, listed
from auto_core.sentences.names import ACTIVATIONS, SETTINGS

from .. import ops
from .activations import activation
from .inference import as_numpy, caller, evaluating, rounded


class Ranking:
    """Sequence classification that rates a query with a text."""

    config: Any

    @classmethod
    def _beside_config(cls, snapshot: Any) -> dict[str, Any]:
        """The activation of scores, which newer repositories have in a file of its own."""
        named = (snapshot.json(SETTINGS) or {}).get("activation_fn")
        return {} if named is None else {"sentence_transformers": {"activation_fn": named}}

    def rank(
        self,
        query: str,
        texts: Any,
        *,
        tokenizer: Any = None,
        top_k: int | None = None,
        return_texts: bool = False,
        batch_size: int = 32,
        max_length: int | None = None,
        show_progress: bool = False,
    ) -> list[dict[str, Any]]:
        """The texts in the order in which they answer a query, the best first.

        Args:
            query: a text.
            texts: those to rank; each is read together with the query.
            tokenizer: the model's; by default loaded from where the model was, at each call.
            top_k: how many to return, by default all.
            return_texts: whether each entry has its text.
            batch_size: how many pairs are computed together.
            max_length: of how many tokens a pair has, by default what the tokenizer allows.
            show_progress: show a bar on stderr.

        Returns:
            Dictionaries with `corpus_id` (the index in `texts`), `score` (a float: the logit,
            after the activation that the config names, or else a sigmoid) and `text`.

        Raises:
            InputError: the model has more than one label, or something is no text.
        """
        if self.config.num_labels != 1:
            raise InputError(
                f"{type(self).__name__} has {self.config.num_labels} labels; ranking takes a model "
                "with one, the score. Load it with num_labels=1, or call it with pairs of texts."
            )
        if not isinstance(query, str):
            raise InputError(f"query is {query!r:.80} ({type(query).__name__}), expected a text.")
        candidates, single = listed(texts, "texts")
        if single:
            raise InputError("texts is one text, expected a list of texts to rank.")
        check_batch_size(batch_size)
        rate = _activation(self.config)
        tokenizer = _tokenizer(self.config) if tokenizer is None else tokenizer
        limits = (max_length, tokenizer.model_max_length, self._most_tokens())
        found = [limit for limit in limits if limit is not None and limit < 10**9]
        scores = np.zeros(len(candidates))
        with evaluating(self):
            call = caller(self)
            for order, inputs in batches(
                tokenizer,
                [query] * len(candidates),
                candidates,
                batch_size=batch_size,
                max_length=min(found, default=None),
                names=type(self)._inputs[0],  # type: ignore[attr-defined]
                rounded=rounded,
                progress=show_progress,
            ):
                logits = ops.reshape(call(inputs).logits, (-1,))  # DeBERTa's have no axis of labels
                scores[order] = as_numpy(rate(ops.cast(logits, "float32")))[: len(order)]
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [
            {"corpus_id": int(i), "score": float(scores[i])}
            | ({"text": candidates[i]} if return_texts else {})
            for i in best
        ]

    def _most_tokens(self) -> int | None:
        most = getattr(self.config, "max_position_embeddings", None)
        return most if isinstance(most, int) and most > 0 else None


def _activation(config: Any) -> Any:
    """What makes a score of a logit: what sentence-transformers wrote into the config, or a
    sigmoid.

    Raises:
        ConfigError: it names something else than an activation of torch.nn.
    """
    settings = getattr(config, "sentence_transformers", None)
    named = settings.get("activation_fn") if isinstance(settings, dict) else None
    named = named or getattr(config, "sbert_ce_default_activation_function", None)
    if named is None:
        return ops.sigmoid
    short = str(named).rpartition(".")[2]
    if not str(named).startswith("torch.nn.") or short not in ACTIVATIONS:
        raise ConfigError(
            f"The config says that scores are made by {named!r:.200}, expected one of torch.nn: "
            f"{', '.join(ACTIVATIONS)}."
        )
    return activation(ACTIVATIONS[short])


def _tokenizer(config: Any) -> Any:
    if not config.name_or_path:
        raise InputError("The model was not loaded from anywhere: pass tokenizer=...")
    from auto_core.auto.tokenization import AutoTokenizer

    return AutoTokenizer.from_pretrained(config.name_or_path)
