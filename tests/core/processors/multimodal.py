"""Directories of processors of images among texts, and transformers' processors of them."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import tokenizers
import transformers
from core.processors.compare import noise
from PIL import Image

WORDS = ["a", "photo", "of", "cat", "dog", "hello", "world", "what", "is", "this", "user", "the"]
SPECIALS = ["<pad>", "<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
# A conversation as most templates write it: parts of a message in their order.
TEMPLATE = (
    "{% for message in messages %}<|im_start|> {{ message['role'] }} "
    "{% if message['content'] is string %}{{ message['content'] }} {% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}IMAGE "
    "{% elif part['type'] == 'video' %}VIDEO {% else %}{{ part['text'] }} {% endif %}"
    "{% endfor %}{% endif %}<|im_end|> {% endfor %}"
    "{% if add_generation_prompt %}<|im_start|> assistant {% endif %}"
)


def photo(seed: int = 0, height: int = 61, width: int = 47) -> Image.Image:
    return Image.fromarray(noise(height, width, seed=seed))


def folder_of(
    folder: Path,
    processor: str,
    part: dict[str, Any],
    tokens: list[str],
    image: str,
    video: str = "",
    *,
    settings: dict[str, Any] | None = None,
    begins: bool = False,
    **more: Any,
) -> Path:
    """A directory of transformers 4 with preprocessor_config.json, a tokenizer with these special
    `tokens`, and a chat template with `image` and `video` for them."""
    folder.mkdir(exist_ok=True)
    special = [*SPECIALS, *tokens]
    vocabulary = {word: index for index, word in enumerate([*special, *WORDS, "assistant"])}
    rust = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<unk>"))
    rust.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    if begins:
        rust.post_processor = tokenizers.processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 2)]
        )
    rust.add_special_tokens([tokenizers.AddedToken(t, special=True) for t in special])
    rust.save(str(folder / "tokenizer.json"))
    names = dict(pad_token="<pad>", unk_token="<unk>", bos_token="<s>", eos_token="</s>")
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "padding_side": "left", **names}
    config |= {"processor_class": f"{processor}Processor", **(settings or {})}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    part = {**part, "processor_class": f"{processor}Processor"}
    (folder / "preprocessor_config.json").write_text(json.dumps(part))
    (folder / "processor_config.json").write_text(
        json.dumps({"processor_class": f"{processor}Processor", **more})
    )
    template = TEMPLATE.replace("IMAGE", image).replace("VIDEO", video)
    (folder / "chat_template.jinja").write_text(template)
    return folder


def of_transformers(folder: Path, name: str, **own: Any) -> Any:
    """Their processor without its video processor, which needs torchvision; `own` are what its
    constructor sets."""
    cls = getattr(transformers, f"{name}Processor")
    made = object.__new__(cls)
    made.image_processor = transformers.AutoImageProcessor.from_pretrained(folder)
    made.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    made.video_processor = SimpleNamespace(valid_kwargs=None)
    made.chat_template = (folder / "chat_template.jinja").read_text()
    for key, value in own.items():
        setattr(made, key, value)
    return made
