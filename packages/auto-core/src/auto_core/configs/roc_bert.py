"""RoCBert (Su et al., 2022, aclanthology.org/2022.acl-long.65)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class RoCBertConfig(BertConfig):
    """BERT's sizes, and those of shapes and pronunciations. The defaults are upstream's."""

    model_type = "roc_bert"

    enable_pronunciation: bool = True
    enable_shape: bool = True
    pronunciation_embed_dim: int = 768
    pronunciation_vocab_size: int = 910
    shape_embed_dim: int = 512
    shape_vocab_size: int = 24858
    concat_input: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute': nothing else is implemented")
        if self.concat_input:
            return
        for field, on in (
            ("shape_embed_dim", self.enable_shape),
            ("pronunciation_embed_dim", self.enable_pronunciation),
        ):
            if on and getattr(self, field) != self.hidden_size:
                expected = f"hidden_size={self.hidden_size}, as they are added (concat_input=False)"
                self._refuse(field, expected)
