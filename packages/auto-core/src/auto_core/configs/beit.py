"""BEiT (Bao et al., 2021, arXiv:2106.08254)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import VisionTransformerConfig


class BeitFamilyConfig(VisionTransformerConfig):
    """What BEiT and data2vec's images have."""

    intermediate_size: int = 3072
    use_mask_token: bool = False
    use_absolute_position_embeddings: bool = False
    use_relative_position_bias: bool = False  # of each layer's own
    use_shared_relative_position_bias: bool = False  # of all layers together
    layer_scale_init_value: float = 0.1  # 0: no scales
    drop_path_rate: float = 0.1  # of the last block; it rises evenly from 0
    use_mean_pooling: bool = True  # pool the patches, not CLS
    pool_scales: list[int] | tuple[int, ...] = (1, 2, 3, 6)
    use_auxiliary_head: bool = True
    auxiliary_loss_weight: float = 0.4
    auxiliary_channels: int = 256
    auxiliary_num_convs: int = 1
    auxiliary_concat_input: bool = False
    semantic_loss_ignore_index: int = 255

    def _complete(self) -> None:
        super()._complete()
        if not self.auxiliary_num_convs and self.auxiliary_channels != self.hidden_size:
            self._refuse(
                "auxiliary_num_convs", f"1 or more unless auxiliary_channels={self.hidden_size}"
            )
        if self.layer_scale_init_value < 0:
            self._refuse("layer_scale_init_value", "0 or more")


class BeitConfig(BeitFamilyConfig, BackboneConfig):
    """Sizes and options of BEiT. The defaults are microsoft/beit-base-patch16-224-pt22k."""

    model_type = "beit"
    attribute_map: ClassVar[dict[str, str]] = {"segmentation_indices": "out_indices"}

    vocab_size: int = 8192  # visual tokens
    # Of a backbone's feature maps: a pyramid of four, and images rather than tokens [b t d].
    add_fpn: bool = False
    batch_norm_eps: float = 1e-5
    reshape_hidden_states: bool = True

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]

    def _complete(self) -> None:
        super()._complete()
        if self.add_fpn and len(self.out_indices or ()) != 4:
            self._refuse("out_indices", "four where add_fpn is True")
        if self.add_fpn and not self.reshape_hidden_states:
            self._refuse("reshape_hidden_states", "True where add_fpn is True")
