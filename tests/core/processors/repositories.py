"""Directories that hold a processor, as transformers 4 wrote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tokenizers

WORDS = ["a", "photo", "of", "cat", "dog", "hello", "world", "what", "is", "this", "<image>", "the"]


def write_tokenizer(folder: Path, **config: Any) -> None:
    """Words between <s> and </s>, in the form both libraries read."""
    specials = ["<pad>", "<unk>", "<s>", "</s>"]
    vocabulary = {word: index for index, word in enumerate([*specials, *WORDS])}
    rust = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<unk>"))
    rust.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    rust.post_processor = tokenizers.processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B:1 </s>:1",
        special_tokens=[("<s>", 2), ("</s>", 3)],
    )
    rust.add_special_tokens([*specials, "<image>"])
    rust.save(str(folder / "tokenizer.json"))
    names = dict(pad_token="<pad>", unk_token="<unk>", bos_token="<s>", eos_token="</s>")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 16, **names}
    (folder / "tokenizer_config.json").write_text(json.dumps({**settings, **config}))


def repository(folder: Path, name: str, part: dict[str, Any], **more: Any) -> Path:
    """A directory of transformers 4: preprocessor_config.json and a tokenizer."""
    folder.mkdir(exist_ok=True)
    write_tokenizer(folder)
    if name == "Sam":
        (folder / "tokenizer.json").unlink()
        (folder / "tokenizer_config.json").unlink()
    part = {**part, "processor_class": f"{name}Processor"}
    (folder / "preprocessor_config.json").write_text(json.dumps(part))
    if more:
        content = {"processor_class": f"{name}Processor", **more}
        (folder / "processor_config.json").write_text(json.dumps(content))
    return folder


def images_part(name: str) -> dict[str, Any]:
    return {"image_processor_type": f"{name}ImageProcessor"}


def audio_part(name: str, **options: Any) -> dict[str, Any]:
    return {"feature_extractor_type": f"{name}FeatureExtractor", **options}
