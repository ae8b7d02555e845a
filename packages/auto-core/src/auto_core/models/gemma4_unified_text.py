"""Gemma 4 without encoders, its text part: Gemma Team, 2026.

Gemma 4's network without experts and without embeddings of the tokens for each layer.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.gemma4_unified import Gemma4UnifiedTextConfig
from auto_core.outputs import CausalLMOutputWithPast

from ..blocks.decoder import Decoder
from .gemma4_text import Gemma4ForCausalLM, Gemma4TextModel, Gemma4TextPreTrainedModel


class Gemma4UnifiedTextPreTrainedModel(Gemma4TextPreTrainedModel):
    """What all Gemma 4 models without encoders share."""

    config_class = Gemma4UnifiedTextConfig
    ignored_keys = (*Gemma4TextPreTrainedModel.ignored_keys, r"^(model\.)?vision_embedder\.")


class Gemma4UnifiedTextModel(Gemma4TextModel, Gemma4UnifiedTextPreTrainedModel):
    """Gemma 4 without a head; called like LlamaModel."""

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return Decoder.forward(
            self,
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Gemma4UnifiedForCausalLM(Gemma4ForCausalLM, Gemma4UnifiedTextPreTrainedModel):
    base_class = Gemma4UnifiedTextModel
    output_class = CausalLMOutputWithPast


HEADS = {"base": Gemma4UnifiedTextModel, "causal-lm": Gemma4UnifiedForCausalLM}
