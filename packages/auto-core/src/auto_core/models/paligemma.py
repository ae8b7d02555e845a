"""PaliGemma: Beyer et al., 2024, arXiv:2407.07726; PaliGemma 2: Steiner et al., arXiv:2412.03555.

SigLIP's patches, projected, among the tokens of Gemma or Gemma 2; the tokens of an image and its
prompt attend to each other both ways, those of an answer to what comes before them.

b batch, t tokens, n images, p patches of an image, m = n*p, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.paligemma import PaliGemmaConfig

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.block_decoder import BlockDecoder
from ..blocks.image_tokens import ImageTokenChecks
from ..blocks.logits import capped
from . import llava
from .gemma import GemmaModel
from .gemma2 import Gemma2Model


class PaliGemmaMultiModalProjector(nn.Module):
    def __init__(self, config: PaliGemmaConfig):
        super().__init__()
        self.linear = nn.Linear(config.vision_config.hidden_size, config.projection_dim)

    def forward(self, patches):
        return self.linear(patches)


class PrefixDecoder(BlockDecoder, GemmaModel):
    """Gemma's decoder that is told which tokens are a prompt's."""


class PrefixDecoder2(BlockDecoder, Gemma2Model):
    """Gemma 2's; windows are of answers alone."""

    bounds_blocks = False


class PaliGemmaPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all PaliGemma models share."""

    config_class = PaliGemmaConfig
    base_model_prefix = "model"
    renames = llava.RENAMES
    head_parts = (r"^(language_model\.)?lm_head\.",)
    prefill_inputs = ("pixel_values",)
    two_way_prompt = True
    ids_without_rows = ("image_token_id",)
    projector_class: Any = PaliGemmaMultiModalProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not all(isinstance(size, int) for size in shape):
            return {}
        count, _, height, width = shape
        patch = self.config.vision_config.patch_size
        each = (height // patch) * (width // patch)
        return {"pixel_values": (self.config.image_token_id, count * each)}


class PaliGemmaModel(llava.TowerAndDecoder, PaliGemmaPreTrainedModel):
    """PaliGemma without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each patch of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, from 1 on.
        past_key_values: a KeyValueCache from an earlier call.
        token_type_ids: [b t], 0 at the tokens of a prompt, which attend both ways, and 1 at those
            of an answer; by default all are a prompt's, but behind a cache an answer's.
    """

    def made_decoder(self, config: PaliGemmaConfig) -> Any:
        text = config.text_config
        return (PrefixDecoder2 if text.model_type == "gemma2" else PrefixDecoder)(text)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        token_type_ids=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, rows = self.image_rows(pixel_values)
        embeddings = self.with_vectors(input_ids, inputs_embeds, rows)
        block_ids = None
        if past_key_values is None or pixel_values is not None:
            kinds = token_type_ids
            if kinds is None:
                kinds = ops.zeros(ops.shape(embeddings)[:2], like=embeddings, dtype="int64")
            block_ids = ops.cast(kinds == 0, "int64") - 1  # 0 of the prompt, -1 of the answer
        if position_ids is None:
            position_ids = kv_cache.positions(past_key_values, embeddings) + 1
        return self.decode(
            embeddings,
            vectors,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            block_ids=block_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class PaliGemmaForConditionalGeneration(llava.ImageTextCausalLM, PaliGemmaPreTrainedModel):
    base_class = PaliGemmaModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        cap = getattr(self.config.text_config, "final_logit_softcapping", None)
        return capped(self.lm_head(hidden), cap)

    def prompt_positions(self, input_ids, attention_mask, tensors, options):
        """The positions [b t] of a prompt, from 1 on, for `generate`."""
        if attention_mask is None:
            text = tensors["inputs_embeds"] if input_ids is None else input_ids
            attention_mask = ops.ones(ops.shape(text)[:2], like=text, dtype="int64")
        token = ops.cast(attention_mask != 0, "int64")
        return ops.clamp(ops.cumsum(token, 1), min=1)


HEADS = {
    "base": PaliGemmaModel,
    "pretraining": PaliGemmaForConditionalGeneration,
    "vision2seq": PaliGemmaForConditionalGeneration,
    "image-text-to-text": PaliGemmaForConditionalGeneration,
    "multimodal-lm": PaliGemmaForConditionalGeneration,
}
