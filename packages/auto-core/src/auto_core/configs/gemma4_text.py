"""Gemma 4, its text part (Gemma Team, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._rotary import LAYER_TYPES
from auto_core.configs._shared_keys import SharedKeysConfig

_FULL, _ = LAYER_TYPES


class Gemma4TextConfig(SharedKeysConfig):
    """Sizes and options of Gemma 4. The defaults are upstream's."""

    model_type = "gemma4_text"
    base_config_key = "text_config"
    vocabulary_fields = ("vocab_size", "vocab_size_per_layer_input")

    hidden_size: int = 2304
    intermediate_size: int = 9216
    num_hidden_layers: int = 30
    num_key_value_heads: int | None = 4
    max_position_embeddings: int = 131_072
    # Of layers with full attention, where they differ from the others.
    global_head_dim: int | None = 512
    num_global_key_value_heads: int | None = None  # with attention_k_eq_v
    final_logit_softcapping: float | None = None
    # "all": queries attend both ways. "vision": those of images do, of which a text has none.
    use_bidirectional_attention: str | None = None
    attention_k_eq_v: bool = False  # with full attention, values are keys before their norm
    use_double_wide_mlp: bool = False  # of layers that share keys
    enable_moe_block: bool = False  # experts beside each feed-forward part
    num_experts: int | None = None
    top_k_experts: int | None = None
    moe_intermediate_size: int | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """transformers 5 writes what differs by layer layer by layer."""
        each = data.pop("per_layer_config", None)
        if each is not None:
            found = {repr(sorted(fields.items())) for fields in each.values()}
            fields = dict(next(iter(each.values()), {}))
            data["global_head_dim"] = fields.pop("head_dim", None)
            data["num_global_key_value_heads"] = fields.pop("num_key_value_heads", None)
            if fields or len(found) > 1:
                data["per_layer_config"] = each
        return super()._migrate(data)

    def _complete(self) -> None:
        if self.__dict__.get("per_layer_config"):
            self._refuse(
                "per_layer_config", "one head_dim and num_key_value_heads for full attention"
            )
        rope = self.rope_parameters or {}
        if not rope.get(_FULL):
            slow = {"rope_type": "proportional", "partial_rotary_factor": 0.25}
            self.rope_parameters = {**rope, _FULL: slow}
        super()._complete()
        self._slide_but_every(6)
        types = list(self.layer_types or [])
        self.layer_types = [*types[:-1], _FULL] if types else types  # the last one, always
        self._check_layer_types()
        self._check_sharing()
        if self.use_bidirectional_attention not in (None, "all", "vision"):
            self._refuse("use_bidirectional_attention", "None, 'all' or 'vision'")
        size, kv_heads = self.global_heads
        if size % 2:
            self._refuse("global_head_dim", "an even number, because its halves are rotated")
        if self.num_attention_heads % kv_heads:
            heads = self.num_attention_heads
            self._refuse("num_global_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.num_global_key_value_heads not in (None, kv_heads):
            self._refuse("num_global_key_value_heads", "None, without attention_k_eq_v")
        if self.enable_moe_block:
            for name in ("num_experts", "top_k_experts", "moe_intermediate_size"):
                if (getattr(self, name) or 0) < 1:
                    self._refuse(name, "a number above 0, with enable_moe_block")
            if (self.top_k_experts or 0) > (self.num_experts or 0):
                self._refuse("top_k_experts", f"at most num_experts={self.num_experts}")

    @property
    def global_heads(self) -> tuple[int, int]:
        """The size of heads of full attention, and how many heads keys and values have."""
        own = self.num_global_key_value_heads if self.attention_k_eq_v else None
        return self.global_head_dim or self.head_size, own or self.kv_heads

    def heads_of(self, layer: int) -> tuple[int, int]:
        slides = self.slides(layer)
        return (self.head_size, self.kv_heads) if slides else self.global_heads

    def has_values(self, layer: int) -> bool:
        return self.slides(layer) or not self.attention_k_eq_v

    def window(self, layer: int) -> int | None:
        size, both = super().window(layer), self.use_bidirectional_attention == "all"
        # Half of it on each side and one token more, as upstream's masks have it.
        return size // 2 + 2 if size is not None and both else size
