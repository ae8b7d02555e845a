"""OpenAI's privacy filter (OpenAI, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs.gpt_oss import GptOssConfig

_SECRETS = (
    *("account_number", "private_address", "private_date", "private_email", "private_person"),
    *("private_phone", "private_url", "secret"),
)
# Nothing, and for each kind of secret: its first token, one within, its last, its only one.
LABELS = ("O", *(f"{part}-{secret}" for secret in _SECRETS for part in "BIES"))


class OpenAIPrivacyFilterConfig(GptOssConfig):
    """gpt-oss's sizes and options. The defaults are openai/privacy-filter's.

    Every layer has the window: `sliding_window` tokens before a token and as many behind it.
    """

    model_type = "openai_privacy_filter"

    vocab_size: int = 200064
    hidden_size: int = 640
    intermediate_size: int = 640
    num_hidden_layers: int = 8
    num_attention_heads: int = 14
    num_key_value_heads: int | None = 2
    classifier_dropout: float | None = 0.0
    pad_token_id: int | None = 199999
    eos_token_id: int | list[int] | None = 199999

    def __init__(self, **kwargs: Any):
        if kwargs.get("id2label") is None and kwargs.get("num_labels") in (None, len(LABELS)):
            kwargs["id2label"] = dict(enumerate(LABELS))
            kwargs.pop("num_labels", None)
        super().__init__(**kwargs)

    def _complete(self) -> None:
        if self.sliding_window is None:
            self._refuse("sliding_window", "a number of tokens")
        if self.output_router_logits:
            self._refuse("output_router_logits", "False: experts have no loss here")
        super()._complete()

    def window(self, layer: int) -> int | None:
        return (self.sliding_window or 0) + 1  # the token itself included
