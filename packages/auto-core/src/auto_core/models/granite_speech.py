"""Granite Speech: Saon et al., 2025, arXiv:2505.08699.

Conformers trained with CTC, which attend within blocks of frames and to what their middle layer
predicts; a Q-Former whose queries read a window of frames each; and a language model, which a LoRA
adapter fits to recordings.

b batch, t tokens, n recordings, f frames of two spectra each, m numbers of a frame, k blocks, c
frames of a block, w windows, q queries, p vectors of a recording (w q), h heads, s size of a head,
e hidden of the encoder, d of the language model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.granite_speech import GraniteSpeechConfig, GraniteSpeechEncoderConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AudioFlamingo3CausalLMOutputWithPast,
    BaseModelOutputWithPooling,
    VoxtralModelOutputWithPast,
)
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import parts
from ..blocks.attention import Attention, split_heads
from ..blocks.conformer import MOMENTUM, glu
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, first_rows, token_mask, with_vectors
from ..blocks.local_attention import blocks
from ..blocks.losses import IGNORED

EPS = 1e-5


class GraniteSpeechConformerFeedForward(nn.Module):
    def __init__(self, config: GraniteSpeechEncoderConfig):
        super().__init__()
        e, inner = config.hidden_dim, config.hidden_dim * config.feedforward_mult
        self.pre_norm = nn.LayerNorm(e, eps=EPS)
        self.up_proj = nn.Linear(e, inner)
        self.down_proj = nn.Linear(inner, e)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [n f e] -> [n f e]
        hidden = self.dropout(ops.silu(self.up_proj(self.pre_norm(hidden))))
        return self.dropout(self.down_proj(hidden))


class GraniteSpeechConformerAttention(nn.Module):
    """Attention within blocks, with keys of distances: Shaw et al., 2018, arXiv:1803.02155."""

    def __init__(self, config: GraniteSpeechEncoderConfig):
        super().__init__()
        self.head_size, self.size = config.dim_head, config.context_size
        self.inner, self.zero = self.head_size * config.num_heads, config.max_pos_emb
        self.pre_norm = nn.LayerNorm(config.hidden_dim, eps=EPS)
        self.to_q = nn.Linear(config.hidden_dim, self.inner, bias=False)
        self.to_kv = nn.Linear(config.hidden_dim, 2 * self.inner, bias=False)
        self.to_out = nn.Linear(self.inner, config.hidden_dim)
        self.rel_pos_emb = nn.Embedding(2 * config.max_pos_emb + 1, self.head_size)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, attend):  # [n f e] -> [n f e]
        batch, frames, _ = ops.shape(hidden)
        hidden = self.pre_norm(hidden)
        key, value = ops.split(self.to_kv(hidden), [self.inner, self.inner], -1)
        query, key, value = (
            split_heads(self.in_blocks(x), self.head_size) for x in (self.to_q(hidden), key, value)
        )  # [n*k c h s]
        scale = self.head_size**-0.5
        index = ops.arange(0, self.size, like=query, dtype="int64")
        distance = ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0)
        keys = self.rel_pos_emb(distance + self.zero)  # [c c s]
        bias = scale * ops.einsum("bqhs,qks->bhqk", query, keys)
        output = attend(query, key, value, scale=scale, bias=bias)  # [n*k c h*s]
        output = ops.reshape(output, (batch, -1, self.inner))[:, :frames]
        return self.dropout(self.to_out(output))

    def in_blocks(self, x):  # [n f ...] -> [n*k c ...]
        """Blocks of all recordings, the last of each filled up with zeros."""
        cut = blocks(x, self.size)
        return ops.reshape(cut, (-1, *ops.shape(cut)[2:]))


class GraniteSpeechConformerDepthWiseConv1d(nn.Module):
    def __init__(self, size: int, kernel: int):
        super().__init__()
        self.before, self.after = kernel // 2, (kernel - 1) // 2
        self.conv = nn.Conv1d(size, size, kernel, groups=size, bias=False)

    def forward(self, hidden):
        return self.conv(ops.pad(hidden, [(0, 0), (self.before, self.after), (0, 0)], value=0.0))


class GraniteSpeechConformerConvModule(nn.Module):
    def __init__(self, config: GraniteSpeechEncoderConfig):
        super().__init__()
        e = config.hidden_dim
        self.inner = e * config.conv_expansion_factor
        self.norm = nn.LayerNorm(e, eps=EPS)
        self.up_conv = nn.Conv1d(e, 2 * self.inner, 1)
        self.depth_conv = GraniteSpeechConformerDepthWiseConv1d(self.inner, config.conv_kernel_size)
        self.batch_norm = nn.BatchNorm1d(self.inner, eps=EPS, momentum=MOMENTUM)
        self.down_conv = nn.Conv1d(self.inner, e, 1)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [n f e] -> [n f e]
        hidden = self.depth_conv(glu(self.up_conv(self.norm(hidden)), self.inner))
        return self.dropout(self.down_conv(ops.silu(self.batch_norm(hidden))))


class GraniteSpeechConformerBlock(nn.Block):
    def __init__(self, config: GraniteSpeechEncoderConfig):
        super().__init__()
        self.ff1 = GraniteSpeechConformerFeedForward(config)
        self.attn = GraniteSpeechConformerAttention(config)
        self.conv = GraniteSpeechConformerConvModule(config)
        self.ff2 = GraniteSpeechConformerFeedForward(config)
        self.post_norm = nn.LayerNorm(config.hidden_dim, eps=EPS)

    def forward(self, hidden, attend):  # [n f e] -> [n f e]
        hidden = hidden + 0.5 * self.ff1(hidden)
        hidden = hidden + self.attn(hidden, attend)
        hidden = hidden + self.conv(hidden)
        return self.post_norm(hidden + 0.5 * self.ff2(hidden))


class GraniteSpeechPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Granite Speech models share."""

    config_class: Any = GraniteSpeechConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("input_features", "input_features_mask")
    adapter_input = "input_features"  # texts alone are the language model's own
    encoder_class: Any
    renames = (  # as published
        (r"^language_model\.lm_head\.", "lm_head."),
        (r"^language_model\.model\.", "model.language_model."),
        (r"^(language_model|encoder|projector)\.", r"model.\1."),
    )

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        features, mask = inputs.get("input_features"), inputs.get("input_features_mask")
        shape = getattr(features, "shape", (None,))
        values = None if mask is None else concrete(mask)
        if features is None:
            return {}
        if values is not None:
            count = int((values != 0).sum())
        elif mask is None and len(shape) == 3 and all(isinstance(n, int) for n in shape[:2]):
            count = shape[0] * self.vectors_of(shape[1])
        else:
            return {}
        return {"input_features": (self.config.audio_token_index, count)}

    def vectors_of(self, frames: int) -> int:
        """How many vectors so many frames have."""
        windows = -(-frames // self.config.window_size)
        return windows * (self.config.window_size // self.config.downsample_rate)


class GraniteSpeechCTCEncoder(nn.PreTrainedModel):
    """The encoder of log-mel spectrograms, two frames of which are one here.

    Args of `forward`:
        hidden_states: [n f m].

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n f e], and on request hidden_states and
        attentions, [n*k h c c] within blocks.
    """

    config_class: Any = GraniteSpeechEncoderConfig
    base_model_prefix = "encoder"
    main_input_name = "hidden_states"

    def __init__(self, config: GraniteSpeechEncoderConfig):
        super().__init__(config)
        self.input_linear = nn.Linear(config.input_dim, config.hidden_dim)
        layers = range(config.num_layers)
        self.layers = nn.ModuleList(GraniteSpeechConformerBlock(config) for _ in layers)
        self.out = nn.Linear(config.hidden_dim, config.output_dim)
        self.out_mid = nn.Linear(config.output_dim, config.hidden_dim)

    def get_input_embeddings(self):
        return None  # it reads sound

    def joined(self, states):
        """What the projector gets, of the states [n f e] before each layer and after the last."""
        return states[-1]

    def forward(
        self,
        hidden_states=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if hidden_states is None:
            raise InputError("Pass hidden_states [recordings, frames, numbers of a frame].")
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, self.real_keys(hidden_states))
        hidden = self.input_linear(hidden_states)
        states = [hidden]
        for index, layer in enumerate(self.layers, start=1):
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, attend)
            if index == self.config.num_layers // 2:
                hidden = hidden + self.out_mid(ops.softmax(self.out(hidden), -1))
            states.append(hidden)
        hidden = self.joined(states)
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def real_keys(self, features):
        """[n*k 1 1 c], True for frames and False for what fills up the last block; of [n f m]."""
        ones = ops.ones(ops.shape(features)[:2], like=features, dtype="int64")
        cut = blocks(ones, self.config.context_size)  # [n k c]
        return ops.reshape(cut, (-1, 1, 1, self.config.context_size)) == 1


class GraniteSpeechEncoderProjector(nn.Module):
    """Queries, to each window of frames."""

    def __init__(self, config: GraniteSpeechConfig):
        super().__init__()
        part = config.projector_config
        self.size, self.count = config.window_size, config.window_size // config.downsample_rate
        self.query = nn.Parameter((1, self.count, part.hidden_size), init="normal")
        self.qformer = parts.build(part)
        self.linear = nn.Linear(part.hidden_size, config.text_config.hidden_size)

    def forward(self, hidden):  # [n f e] -> [n p d]
        batch = ops.shape(hidden)[0]
        windows = blocks(hidden, self.size)  # [n w size e]
        windows = ops.reshape(windows, (-1, *ops.shape(windows)[2:]))
        query = ops.asarray(self.query)
        shape = (ops.shape(windows)[0], *ops.shape(query)[1:])
        output = self.qformer(
            ops.expand(query, shape), encoder_hidden_states=windows, return_dict=True
        )
        vectors = self.linear(output.last_hidden_state)
        return ops.reshape(vectors, (batch, -1, ops.shape(vectors)[2]))


class GraniteSpeechModel(GraniteSpeechPreTrainedModel):
    """Granite Speech without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t d].
        input_features: [n f m], log-mel spectrograms of all recordings, with input_features_mask
            [n p]: 1 for vectors and 0 for those of padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t d], the cache, audio_hidden_states
        [n p d], and on request hidden_states and attentions.
    """

    encoder_class = GraniteSpeechCTCEncoder

    def __init__(self, config: GraniteSpeechConfig):
        super().__init__(config)
        self.encoder = self.encoder_class(config.encoder_config)
        self.projector = GraniteSpeechEncoderProjector(config)
        self.language_model = parts.build(config.text_config)

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def get_audio_features(
        self,
        input_features,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The encoder's output, with the vectors [n p d] of recordings as `pooler_output`."""
        output = self.encoder(
            input_features,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.projector(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def embed(self, input_ids, inputs_embeds):
        """[b t d], and which tokens [b t] are of recordings."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        token, embed = self.config.audio_token_index, self.language_model.embed
        if inputs_embeds is not None:
            return inputs_embeds, None
        chosen = token_mask(input_ids, None, token, embed)
        return embed(ops.where(chosen, 0, input_ids)), chosen  # its own may not be there

    def forward(
        self,
        input_ids=None,
        input_features=None,
        input_features_mask=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        embeddings, chosen = self.embed(input_ids, inputs_embeds)
        vectors = None
        if input_features is not None:
            if chosen is None:
                raise InputError("input_features need input_ids: pass no inputs_embeds.")
            hidden = self.encoder(input_features, return_dict=True).last_hidden_state
            vectors = self.projector(hidden)
            rows = ops.reshape(vectors, (-1, ops.shape(vectors)[2]))
            if input_features_mask is not None:
                counted = ops.reshape(ops.cast(input_features_mask, "int64"), (-1,)) == 1
                rows, _ = first_rows(rows, counted)
            embeddings = with_vectors(embeddings, chosen, rows)
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return VoxtralModelOutputWithPast.of(output, audio_hidden_states=vectors)


class GraniteSpeechForConditionalGeneration(CausalLM, GraniteSpeechPreTrainedModel):
    """The next token of texts with recordings: labels [b t] are the input_ids themselves, -100
    where they do not count; padding does not."""

    base_class: Any = GraniteSpeechModel
    output_class = AudioFlamingo3CausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}
    model: Any

    def get_audio_features(self, input_features, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, **options)

    def forward(self, labels=None, *, logits_to_keep: Any = 0, **inputs: Any):
        mask = inputs.get("attention_mask")
        if labels is not None and mask is not None:
            labels = ops.where(ops.cast(mask, "int64") != 0, labels, IGNORED)
        return super().forward(labels, logits_to_keep=logits_to_keep, **inputs)


HEADS: dict[str, Any] = {
    "base": GraniteSpeechModel,
    "seq2seq-lm": GraniteSpeechForConditionalGeneration,
    "speech-seq2seq": GraniteSpeechForConditionalGeneration,
    "multimodal-lm": GraniteSpeechForConditionalGeneration,
}
