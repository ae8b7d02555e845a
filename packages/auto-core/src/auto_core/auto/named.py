"""The names that transformers gives to tokenizers and processors: `auto_core.BertTokenizer`.

A name stands for a row of a table (`tokenizers/kinds.py`, `processors/kinds.py`), and is a class
that loads repositories of that kind alone. None is made before it is asked for.
"""

from __future__ import annotations

from typing import Any

_OLDER = ("FeatureExtractor", "ImageProcessor")  # what images were prepared by before


def named_class(name: str) -> Any:
    """The tokenizer, image processor, feature extractor or processor of this name, or None.

    Names with "Fast" at the end, and image processors with their older name
    (`ViTFeatureExtractor`), mean the same class as those without.
    """
    stem = name.removesuffix("Fast").removesuffix("Pil")
    if stem.endswith("Tokenizer"):
        from auto_core.tokenizers.named import tokenizer_class

        return tokenizer_class(stem)
    if stem.endswith(("ImageProcessor", "FeatureExtractor", "Processor")):
        from auto_core.processors.kinds import class_named

        return class_named(stem) or class_named(stem.replace(*_OLDER))
    return None


def class_names() -> list[str]:
    """Every name of a class, without the older ones."""
    from auto_core.processors import kinds
    from auto_core.tokenizers.kinds import KINDS

    suffixes = ("ImageProcessor", "FeatureExtractor", "Processor")
    return sorted({*KINDS, *(name for suffix in suffixes for name in kinds.class_names(suffix))})
