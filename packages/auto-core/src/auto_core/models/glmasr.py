"""GLM-ASR: Z.ai, 2025, github.com/zai-org/GLM-ASR.

A transformer with rotary positions in half of each head over the convolutions of Whisper; four of
its positions become one vector of a language model.

b batch, t tokens, n recordings, m mel bins, f frames, k positions of the encoder, p vectors of a
recording, i inputs of the projector (of four positions), d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.glmasr import GlmAsrConfig
from auto_core.configs.glmasr_encoder import GlmAsrEncoderConfig
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.rotary import RotaryEmbedding
from . import audioflamingo3
from .llama import LlamaAttention
from .qwen2_audio import positions_of

MERGED = 4  # positions of a vector
EPS = 1e-5


class GlmAsrAttention(LlamaAttention):
    def add_projections(self, config: Any) -> None:
        d, s = config.hidden_size, config.head_size
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.q_proj = nn.Linear(d, heads * s)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=False)
        self.v_proj = nn.Linear(d, kv_heads * s)
        self.o_proj = nn.Linear(heads * s, d)


class GlmAsrMLP(nn.Module):
    def __init__(self, config: GlmAsrEncoderConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class GlmAsrEncoderLayer(nn.Block):
    def __init__(self, config: GlmAsrEncoderConfig):
        super().__init__()
        self.self_attn = GlmAsrAttention(config)
        self.mlp = GlmAsrMLP(config)
        self.input_layernorm = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.post_attention_layernorm = nn.LayerNorm(config.hidden_size, eps=EPS)

    def forward(self, hidden, rotation, attend):  # [n k d] -> [n k d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class GlmAsrEncoder(nn.PreTrainedModel):
    """The encoder of log-mel spectrograms of any length.

    Args of `forward`:
        input_features: [n m f].

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n k d], and on request hidden_states and
        attentions.
    """

    config_class = GlmAsrEncoderConfig
    base_model_prefix = "audio_tower"
    main_input_name = "input_features"

    def __init__(self, config: GlmAsrEncoderConfig):
        super().__init__(config)
        d = config.hidden_size
        self.conv1 = nn.Conv1d(config.num_mel_bins, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(GlmAsrEncoderLayer(config) for _ in layers)
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.rotary_emb = RotaryEmbedding(config)

    def get_input_embeddings(self):
        return None  # it reads sound

    def forward(
        self,
        input_features=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = ops.permute(input_features, (0, 2, 1))
        hidden = ops.gelu(self.conv1(hidden), approximate="none")
        hidden = ops.gelu(self.conv2(hidden), approximate="none")
        index = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        rotation = self.rotary_emb(ops.unsqueeze(index, 0), hidden)
        attend = Attention(recorder, None)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class GlmAsrMultiModalProjector(nn.Module):
    def __init__(self, config: GlmAsrConfig):
        super().__init__()
        self.inputs, d = config.audio_config.intermediate_size, config.text_config.hidden_size
        self.linear_1 = nn.Linear(self.inputs, 2 * d)
        self.linear_2 = nn.Linear(2 * d, d)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, hidden):  # [n k e] -> [n p d]
        rows = ops.reshape(hidden, (ops.shape(hidden)[0], -1, self.inputs))
        return self.linear_2(self.activation(self.linear_1(rows)))


class GlmAsrPreTrainedModel(audioflamingo3.AudioFlamingo3PreTrainedModel):
    """What all GLM-ASR models share."""

    config_class = GlmAsrConfig
    projector_class = GlmAsrMultiModalProjector

    def counted(self, frames):
        return (positions_of(frames) - MERGED) // MERGED + 1


class GlmAsrModel(audioflamingo3.AudioFlamingo3Model, GlmAsrPreTrainedModel):
    """GLM-ASR without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t d].
        input_features: [n m f], log-mel spectrograms of all recordings, with
            input_features_mask [n f], 1 for frames and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t d], the cache, audio_hidden_states
        [p d] (not in a compiled function), and on request hidden_states and attentions.
    """

    def sound(self, input_features, input_features_mask, **requests: Any):
        """The encoder's output and the vectors [n p d] of each recording; padding is read too."""
        output = self.audio_tower(input_features, **requests, return_dict=True)
        return output, self.multi_modal_projector(output.last_hidden_state)


class GlmAsrForConditionalGeneration(
    audioflamingo3.AudioFlamingo3ForConditionalGeneration, GlmAsrPreTrainedModel
):
    """The next token of texts with recordings; see `CausalLM`."""

    base_class = GlmAsrModel
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}


HEADS: dict[str, Any] = {
    "base": GlmAsrModel,
    "pretraining": GlmAsrForConditionalGeneration,
    "seq2seq-lm": GlmAsrForConditionalGeneration,
    "multimodal-lm": GlmAsrForConditionalGeneration,
}
