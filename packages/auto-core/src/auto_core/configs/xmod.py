"""X-MOD (Pfeiffer et al., 2022, arXiv:2205.06266)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class XmodConfig(BertConfig):
    """RoBERTa's sizes, and of the adapters of languages. The defaults are upstream's."""

    model_type = "xmod"

    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    pre_norm: bool = False
    adapter_reduction_factor: int | float = 2
    adapter_layer_norm: bool = False
    adapter_reuse_layer_norm: bool = True
    ln_before_adapter: bool = True
    languages: list[str] | tuple[str, ...] = ("en_XX",)
    default_language: str | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute': nothing else is implemented")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: positions are counted from it")
        if not 0 < self.adapter_reduction_factor <= self.hidden_size:
            self._refuse("adapter_reduction_factor", f"above 0, up to {self.hidden_size}")
        names = [str(name) for name in self.languages]
        if not names or len(set(names)) < len(names) or any(not n or "." in n for n in names):
            self._refuse("languages", "names of languages, each once, as in ['en_XX', 'de_DE']")
        if self.default_language is not None and self.default_language not in names:
            self._refuse("default_language", f"None or one of {', '.join(names):.200}")
