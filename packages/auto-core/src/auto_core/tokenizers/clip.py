"""CLIP's tokenizer: decoding closes words with a space instead of </w>."""

from __future__ import annotations

from typing import Any

from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class CLIPTokenizer(PreTrainedTokenizer):
    """Byte-level BPE whose last piece of each word ends with </w>."""

    saved_class_name: str = "CLIPTokenizer"

    def _decode(self, ids: list[int], *args: Any, **options: Any) -> Any:
        return super()._decode(ids, *args, **options).replace("</w>", " ").strip()
