"""AutoModelForSentenceEmbedding: whole repositories of sentence-transformers, or any encoder.

The config and the reader are imported where they are used: every family makes this class.
"""

from __future__ import annotations

import copy
import logging
import os
from typing import Any

from auto_core.auto.modeling import AutoModelFactory
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.auto.trust import trusted
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.configs import PreTrainedConfig
from auto_core.errors import FileMissingError, RemoteCodeError

log = logging.getLogger(__name__)


class SentenceEmbeddingFactory(AutoModelFactory):
    """Base of the AutoModelForSentenceEmbedding classes; see `AutoModelFactory`."""

    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> Any:
        """A model with fresh weights; a transformer's config gets the mean over its tokens.

        `tokenizer` is what `encode` takes; other keywords as for every model.
        """
        return super().from_config(_whole(config), **kwargs)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: Any = None,
        tokenizer: Any = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Load a repository of sentence-transformers (modules.json and the files that it names), or
        a transformer alone, whose token vectors are averaged: `model.loading_report` says so.

        Args:
            config: of the transformer, instead of its config.json, or a SentenceEmbeddingConfig.
            tokenizer: instead of the repository's.
            kwargs: as for every model; fields that override the config are `truncate_dim`,
                `max_seq_length`, `prompts`, `default_prompt_name`, `similarity_fn_name`.

        Raises:
            ConfigError: a module or an option that is not implemented.
            CheckpointError, WeightMismatchError, UnknownArgumentError: as for every model.
        """
        from auto_core.configs.sentence_embedding import SentenceEmbeddingConfig
        from auto_core.sentences.repository import read_repository

        if trusted(trust_remote_code):
            raise RemoteCodeError(
                f"{cls.__name__} runs no code of a repository; leave trust_remote_code out. For a "
                "transformer of the repository's own code, load AutoModel with it and pool its "
                "output."
            )
        snapshot = Snapshot.open(pretrained_model_name_or_path, **pop_hub_keywords(kwargs))
        if config is not None and not isinstance(config, PreTrainedConfig):
            from auto_core.auto.configuration import AutoConfig

            config = AutoConfig.from_pretrained(config)
        if isinstance(config, SentenceEmbeddingConfig):
            transformer, note = snapshot, ""
        else:
            repository = read_repository(snapshot, config)
            config, transformer, note = repository.config, repository.transformer, repository.note
        if tokenizer is None:
            tokenizer = _tokenizer(transformer)
        model_class: Any = cls.model_class(config)
        loaded = model_class.from_pretrained(
            snapshot, *model_args, config=config, tokenizer=tokenizer, **kwargs
        )
        if note:
            log.warning("%s: %s", snapshot.describe(), note)
            model = loaded[0] if isinstance(loaded, tuple) else loaded
            model.loading_report.notes.append(note)
        return loaded

    @classmethod
    def model_class(cls, config: PreTrainedConfig | type[PreTrainedConfig]) -> type:
        """The class that `from_config` and `from_pretrained` would build for this config."""
        from auto_core.configs.sentence_embedding import SentenceEmbeddingConfig

        known = isinstance(config, PreTrainedConfig | type)
        own = config if isinstance(config, type) else type(config)
        chosen = config if not known or own in cls._registered else SentenceEmbeddingConfig
        return super().model_class(chosen)


def _whole(config: Any) -> Any:
    from auto_core.configs.sentence_embedding import SentenceEmbeddingConfig

    if not isinstance(config, PreTrainedConfig) or isinstance(config, SentenceEmbeddingConfig):
        return config
    options: dict[str, Any] = {"dtype": config.dtype}
    return SentenceEmbeddingConfig(transformer=copy.deepcopy(config), **options)


def _tokenizer(snapshot: Snapshot) -> Any:
    try:
        return AutoTokenizer.from_pretrained(snapshot)
    except FileMissingError as error:
        raise FileMissingError(
            f"{error} Sentences are embedded with a tokenizer: pass tokenizer=..."
        ) from error
