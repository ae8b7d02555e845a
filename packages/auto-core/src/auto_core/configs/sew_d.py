"""SEW-D (Wu et al., 2021, arXiv:2109.06870): SEW with DeBERTa's attention."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.sew import SEWConfig


class SEWDConfig(SEWConfig):
    """Sizes and options of SEW-D. The defaults are asapp/sew-d-tiny-100k."""

    model_type = "sew-d"
    conv_kernel_size: ClassVar[int] = 0  # no convolution beside the first layer, as DeBERTa's

    max_position_embeddings: int = 512
    max_relative_positions: int = -1  # max_position_embeddings
    position_buckets: int = 256
    share_att_key: bool = True
    relative_attention: bool = True
    pos_att_type: list[str] | tuple[str, ...] | None = ("p2c", "c2p")
    norm_rel_ebd: str = "layer_norm"
    hidden_act: str = "gelu_python"
    layer_norm_eps: float = 1e-7
    feature_layer_norm_eps: float = 1e-5

    def _complete(self) -> None:
        super()._complete()
        for kind in self.pos_att_type or ():
            if kind not in ("c2p", "p2c"):
                self._refuse("pos_att_type", "some of 'c2p' and 'p2c'")
        if self.relative_attention and self.furthest_position < 1:
            self._refuse("max_position_embeddings", "1 or more")

    # What DeBERTa's blocks ask for.

    @property
    def furthest_position(self) -> int:
        """The largest relative position that is told apart."""
        most = self.max_relative_positions
        return most if most > 0 else self.max_position_embeddings

    @property
    def norms_of_positions(self) -> list[str]:
        return [name.strip() for name in self.norm_rel_ebd.lower().split("|")]

    @property
    def hidden_dropout_prob(self) -> float:
        return self.activation_dropout

    @property
    def attention_probs_dropout_prob(self) -> float:
        return self.attention_dropout
