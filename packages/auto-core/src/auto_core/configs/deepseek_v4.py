"""DeepSeek-V4 (DeepSeek-AI, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._experts import RouterLossConfig

SLIDING, SPARSE, HEAVY = (
    "sliding_attention",
    "compressed_sparse_attention",
    "heavily_compressed_attention",
)
_BY_RATIO = {0: SLIDING, 4: SPARSE, 128: HEAVY}


class DeepseekV4Config(RouterLossConfig):
    """Sizes and options of DeepSeek-V4. The defaults are those of DeepSeek-V4-Flash.

    `rope_parameters` has a rotation for layers that only slide ("main") and one for the others
    ("compress"). Older files say `rope_theta`, `compress_rope_theta` and `rope_scaling` instead,
    `qk_rope_head_dim` for the part that rotates, `compress_ratios` (0, 4 or 128 tokens) for
    `layer_types`, and `num_hash_layers` for `mlp_layer_types`.
    """

    model_type = "deepseek_v4"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "n_routed_experts"}
    default_partial = 64 / 512

    vocab_size: int = 129280
    hidden_size: int = 4096
    moe_intermediate_size: int = 2048
    num_hidden_layers: int = 43
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 1
    head_dim: int | None = 512
    qk_rope_head_dim: int | None = None
    q_lora_rank: int = 1024
    o_groups: int = 8  # groups of heads, whose outputs are projected apart
    o_lora_rank: int = 1024
    max_position_embeddings: int = 1048576
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    attention_bias: bool = False
    mlp_bias: bool = False
    # Attention: the last tokens, and entries each of which is made of so many tokens.
    sliding_window: int = 128
    layer_types: list[str] | None = None
    compress_ratios: list[int] | None = None
    compress_rates: dict[str, int] | None = None
    compress_rate_csa: int | None = None
    compress_rate_hca: int | None = None
    compress_rope_theta: float = 160000.0
    index_n_heads: int = 64
    index_head_dim: int = 128
    index_topk: int = 512  # how many entries a query attends to where an indexer chooses
    # Hyper-connections: how many streams of hidden states, and how their mixture is normalised.
    hc_mult: int = 4
    hc_sinkhorn_iters: int = 20
    hc_eps: float = 1e-6
    # Experts, in the first layers by the token's id alone.
    mlp_layer_types: list[str] | None = None
    num_hash_layers: int | None = None
    n_routed_experts: int = 256
    n_shared_experts: int = 1
    num_experts_per_tok: int | None = 6
    scoring_func: str = "sqrtsoftplus"
    norm_topk_prob: bool = True
    routed_scaling_factor: float = 1.5
    router_jitter_noise: float = 0.0
    swiglu_limit: float = 10.0
    num_nextn_predict_layers: int = 1  # layers that predict further tokens; not read

    def _complete(self) -> None:
        count = self.num_hidden_layers
        self.compress_rates = {SPARSE: 4, HEAVY: 128} | (self.compress_rates or {})
        for kind, rate in ((SPARSE, self.compress_rate_csa), (HEAVY, self.compress_rate_hca)):
            if rate is not None:
                self.compress_rates[kind] = rate
        self.compress_rate_csa = self.compress_rate_hca = None  # they are among the rates now
        if self.layer_types is None and self.compress_ratios is not None:
            if set(self.compress_ratios) - set(_BY_RATIO):
                self._refuse("compress_ratios", "a list of 0, 4 and 128")
            self.layer_types = [_BY_RATIO[ratio] for ratio in self.compress_ratios]
        if self.layer_types is None:
            self.layer_types = [HEAVY if i < 2 or i % 2 == 0 else SPARSE for i in range(count)]
        if self.mlp_layer_types is None:
            hashed = 3 if self.num_hash_layers is None else self.num_hash_layers
            self.mlp_layer_types = ["hash_moe" if i < hashed else "moe" for i in range(count)]
        self.layer_types, self.mlp_layer_types = (
            self.layer_types[:count],
            self.mlp_layer_types[:count],
        )
        self.intermediate_size = self.moe_intermediate_size  # all feed-forward parts are experts
        self._check(count)
        super()._complete()
        self.qk_rope_head_dim = self.rotary_size
        if self.index_head_dim < self.rotary_size:
            self._refuse("index_head_dim", f"{self.rotary_size} or more, so many rotate")

    def _check(self, count: int) -> None:
        for name, kinds in (
            ("layer_types", (SLIDING, SPARSE, HEAVY)),
            ("mlp_layer_types", ("hash_moe", "moe")),
        ):
            found = getattr(self, name)
            if len(found) != count or set(found) - set(kinds):
                self._refuse(name, f"{count} of {', '.join(kinds)}")
        for name, value in (
            ("num_key_value_heads", 1),
            ("n_shared_experts", 1),
            ("norm_topk_prob", True),
            ("router_jitter_noise", 0),
            ("attention_bias", False),
        ):
            if getattr(self, name) != value:
                self._refuse(name, f"{value}")
        if self.scoring_func not in ("sqrtsoftplus", "sigmoid"):
            self._refuse("scoring_func", "'sqrtsoftplus' or 'sigmoid'")
        if self.num_attention_heads % self.o_groups:
            self._refuse("o_groups", f"a divisor of num_attention_heads={self.num_attention_heads}")
        for name in ("sliding_window", "index_topk", "hc_mult", "hc_sinkhorn_iters"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        rates = self.compress_rates or {}
        if set(rates) != {SPARSE, HEAVY} or min(rates.values()) < 1:
            self._refuse("compress_rates", f"numbers of tokens for {SPARSE} and {HEAVY}")

    def _complete_rotation(self) -> None:
        rope: dict[str, Any] = dict(self.rope_parameters or {})
        given = {name: rope.pop(name, None) for name in ("main", "compress")}
        theta, part = rope.pop("rope_theta", None), rope.pop("partial_rotary_factor", None)
        if part is None and self.qk_rope_head_dim is not None:
            part = self.qk_rope_head_dim / self.head_size
        part = {} if part is None else {"partial_rotary_factor": part}
        if all(isinstance(value, dict) for value in given.values()):
            main, compress = given.values()
            main = main if theta is None else {**main, "rope_theta": theta}
        else:
            main = {"rope_theta": theta, **part}
            compress = {**rope, "rope_theta": self.compress_rope_theta, **part}
            if compress.get("rope_type", compress.get("type")) == "yarn":
                compress.setdefault("attention_factor", 1.0)
        self.rope_parameters = {
            "main": self._completed(main, self.default_theta),
            "compress": self._completed(compress, self.compress_rope_theta),
        }
        parts = {value["partial_rotary_factor"] for value in self.rope_parameters.values()}
        if len(parts) > 1:
            self._refuse("rope_parameters", "one partial_rotary_factor for both rotations")

    def rotation(self) -> dict[str, Any]:
        return (self.rope_parameters or {})["main"]

    @property
    def experts(self) -> int:
        return self.n_routed_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def cached(self, layer: int) -> list[int | None]:
        """The windows of what a layer has in the cache: its last keys, what entries are made of,
        and what the indexer's are made of."""
        others = {SLIDING: 0, HEAVY: 1, SPARSE: 2}[(self.layer_types or [])[layer]]
        return [self.sliding_window, *[None] * others]

    def window(self, layer: int) -> int | None:
        """The window of this part of the cache, of which a layer may have several."""
        each = [window for i in range(self.num_hidden_layers) for window in self.cached(i)]
        return each[layer]
