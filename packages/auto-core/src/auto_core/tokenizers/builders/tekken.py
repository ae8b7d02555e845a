"""Mistral's tekken.json: ranks of byte sequences, after as many special tokens as it names."""

from __future__ import annotations

import base64
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, pre_tokenizers, processors

from auto_core.checkpoints.hub import read_json
from auto_core.errors import CorruptFileError
from auto_core.tokenizers.bounds import check_pieces, check_regexes, count
from auto_core.tokenizers.builders.tiktoken import byte_pairs
from auto_core.tokenizers.files import TokenizerFiles


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Special tokens have the first ids; those without a name are called <SPECIAL_20>, ...

    Raises:
        CorruptFileError: a part of the file is missing, or its special tokens have gaps.
    """
    path = files.require("tekken.json")
    content = read_json(path)
    if "special_tokens" not in content:
        raise CorruptFileError(
            f"{path} is of the first form of tekken.json, which names no special tokens "
            "(`special_tokens`). Take the repository's tokenizer.json, or a newer tekken.json."
        )
    try:
        config = content["config"]
        named = {token["rank"]: str(token["token_str"]) for token in content["special_tokens"]}
        size = len(named)
        if config.get("default_num_special_tokens"):
            size = count(config, "default_num_special_tokens")
        special = [named.get(rank, f"<SPECIAL_{rank}>") for rank in range(max(size, len(named)))]
        tokens = [base64.b64decode(token["token_bytes"]) for token in content["vocab"]]
        if config.get("default_vocab_size") is not None:
            tokens = tokens[: config["default_vocab_size"] - size]
        pattern = config["pattern"]
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptFileError(f"{path} is no tekken.json: {error!r}") from error
    check_pieces(path, tokens)
    check_regexes(path, len(pattern))
    if set(named) != set(range(len(named))):
        raise CorruptFileError(f"{path}: special tokens of ranks {list(named)}, with gaps.")
    first = {token: rank for rank, token in enumerate(special)}
    tokenizer = Tokenizer(byte_pairs({token: rank for rank, token in enumerate(tokens)}, first))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=True) for t in special])
    return tokenizer
