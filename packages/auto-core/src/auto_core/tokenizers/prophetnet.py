"""ProphetNet's tokenizer, whose vocabulary is in a file of its own name."""

from __future__ import annotations

from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class ProphetNetTokenizer(PreTrainedTokenizer):
    """BERT's pieces; A [SEP] B [SEP]. Saved as published: transformers reads no other file."""

    saved_class_name: str = "ProphetNetTokenizer"

    def vocabulary_files(self) -> dict[str, bytes] | None:
        vocabulary = self._backend.tokenizer.get_vocab(with_added_tokens=False)
        lines = sorted(vocabulary, key=vocabulary.__getitem__)
        return {"prophetnet.tokenizer": "".join(f"{line}\n" for line in lines).encode()}
