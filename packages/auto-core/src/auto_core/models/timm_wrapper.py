"""Networks of timm, from repositories of its own: ResNet, ViT, ConvNeXt, EfficientNet, MobileNetV3
and Swin under timm's names.

b batch, H and W pixels, h and w of the last feature map, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._timm import (
    EfficientSizes,
    MobileNetV5Sizes,
    ResNetSizes,
    SwinSizes,
    ViTSizes,
)
from auto_core.configs.timm_wrapper import TimmWrapperConfig
from auto_core.errors import InputError
from auto_core.outputs import ImageClassifierOutput, TimmWrapperModelOutput

from .. import nn
from ..blocks.losses import sequence_loss
from ..blocks.timm_convnext import TimmConvNext
from ..blocks.timm_efficientnet import TimmEfficientNet
from ..blocks.timm_mobilenetv5 import TimmMobileNetV5
from ..blocks.timm_resnet import TimmResNet
from ..blocks.timm_swin import TimmSwin
from ..blocks.timm_vit import TimmViT


def network(config: TimmWrapperConfig, *, classes: int) -> Any:
    """The network that the config's name says."""
    sizes = config.sizes
    options = dict(channels=config.num_channels, classes=classes)
    if isinstance(sizes, ResNetSizes):
        return TimmResNet(sizes, **options)
    if isinstance(sizes, ViTSizes):
        return TimmViT(sizes, **options)
    if isinstance(sizes, EfficientSizes):
        return TimmEfficientNet(sizes, **options)
    if isinstance(sizes, SwinSizes):
        return TimmSwin(sizes, **options)
    if isinstance(sizes, MobileNetV5Sizes):
        return TimmMobileNetV5(sizes, channels=config.num_channels)
    return TimmConvNext(sizes, **options)


class TimmWrapperPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = TimmWrapperConfig
    base_model_prefix = "timm_model"
    main_input_name = "pixel_values"
    renames = ((r"^(?!timm_model\.)", "timm_model."),)
    ignored_keys = (r"num_batches_tracked$", r"\.(relative_position_index|attn_mask)$")
    # The classifiers.
    head_parts = (r"^(timm_model\.)?(fc|classifier|head\.fc|head(?=\.(weight|bias)$))\.?",)

    def features(self, pixel_values, *, attentions: bool):
        """The last hidden state and those of all stages.

        Raises:
            InputError: attention weights are asked for, which timm does not give.
        """
        if attentions:
            raise InputError("output_attentions=True: networks of timm give no attention weights.")
        return self.timm_model(pixel_values)


class TimmWrapperModel(TimmWrapperPreTrainedModel):
    """A network without its classifier.

    Args of `forward`:
        pixel_values: [b channels H W].
        do_pooling: whether to pool; `config.do_pooling` by default.

    Returns:
        TimmWrapperModelOutput: last_hidden_state, of ViT [b t d], of Swin [b h w d], of others
        [b d h w], and pooler_output [b d]; on request the hidden_states of all stages, [b d h w]
        each.
    """

    def __init__(self, config: TimmWrapperConfig):
        super().__init__(config)
        self.timm_model = network(config, classes=0)

    def forward(
        self,
        pixel_values=None,
        *,
        do_pooling: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        last, states = self.features(pixel_values, attentions=output_attentions)
        pools = self.config.do_pooling if do_pooling is None else do_pooling
        return TimmWrapperModelOutput(
            last_hidden_state=last,
            pooler_output=self.timm_model.pooled(last) if pools else None,
            hidden_states=states if output_hidden_states else None,
        )


class TimmWrapperForImageClassification(TimmWrapperPreTrainedModel):
    """A network with its classifier; labels as of every classifier of images."""

    def __init__(self, config: TimmWrapperConfig):
        super().__init__(config)
        self.timm_model = network(config, classes=config.num_labels)

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        last, states = self.features(pixel_values, attentions=output_attentions)
        logits = self.timm_model.score(self.timm_model.pooled(last))
        return ImageClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            hidden_states=states if output_hidden_states else None,
        )


HEADS = {
    "base": TimmWrapperModel,
    "image-classification": TimmWrapperForImageClassification,
}
