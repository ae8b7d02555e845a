"""Bark: Suno AI, 2023, github.com/suno-ai/bark, after AudioLM (Borsos et al., 2022,
arXiv:2209.03143).

Three transformers: of text to semantic tokens, of these to the first two codebooks of a codec, and
of codebooks to the next one. The codec, EnCodec, makes a waveform of the codes.

b batch, t tokens, q codebooks, d hidden, v tokens or codes, n samples.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints.weight_norm import ReadsFusedWeights
from auto_core.configs.bark import (
    BarkCoarseConfig,
    BarkConfig,
    BarkFineConfig,
    BarkSemanticConfig,
    BarkSubModelConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import CausalLMOutputWithPast, MaskedLMOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention, recorded, split_heads
from ..blocks.parts import build

EPS = 1e-5


class BarkSelfAttention(nn.Module):
    def __init__(self, config: BarkSubModelConfig):
        super().__init__()
        d = config.hidden_size
        self.size, self.head_size = d, d // config.num_heads
        self.att_proj = nn.Linear(d, 3 * d, bias=config.bias)
        self.out_proj = nn.Linear(d, d, bias=config.bias)
        self.attn_dropout = nn.Dropout(config.dropout)
        self.resid_dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        parts = ops.split(self.att_proj(hidden), [self.size] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in parts)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_dropout)
        return self.resid_dropout(self.out_proj(attend(query, key, value, **options)))


class BarkMLP(nn.Module):
    def __init__(self, config: BarkSubModelConfig):
        super().__init__()
        d = config.hidden_size
        self.in_proj = nn.Linear(d, 4 * d, bias=config.bias)
        self.out_proj = nn.Linear(4 * d, d, bias=config.bias)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):
        hidden = ops.gelu(self.in_proj(hidden), approximate="none")
        return self.dropout(self.out_proj(hidden))


class BarkBlock(nn.Block):
    def __init__(self, config: BarkSubModelConfig, *, bias: bool):
        super().__init__()
        self.layernorm_1 = nn.LayerNorm(config.hidden_size, eps=EPS, bias=bias)
        self.layernorm_2 = nn.LayerNorm(config.hidden_size, eps=EPS, bias=bias)
        self.attn = BarkSelfAttention(config)
        self.mlp = BarkMLP(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attn(self.layernorm_1(hidden), attend)
        return hidden + self.mlp(self.layernorm_2(hidden))


class BarkPreTrainedModel(nn.PreTrainedModel):
    """What all Bark models share."""

    config_class: Any = BarkConfig
    ignored_keys = (r"\.attn\.bias$",)  # triangles of booleans

    def add_layers(self, config: BarkSubModelConfig, *, bias: bool) -> None:
        """Make what stands between the embeddings and the logits."""
        d = config.hidden_size
        self.position_embeds_layer = nn.Embedding(config.block_size, d)
        self.drop = nn.Dropout(config.dropout)
        layers = range(config.num_layers)
        self.layers = nn.ModuleList(BarkBlock(config, bias=bias) for _ in layers)
        self.layernorm_final = nn.LayerNorm(d, eps=EPS, bias=bias)

    def run(self, embeddings, mask, position_ids, past, recorder, *, causal: bool):
        """[b t d] -> the layers' output, with what they recorded."""
        if position_ids is None:
            position_ids = kv_cache.positions(past, embeddings)
        hidden = self.drop(embeddings + self.position_embeds_layer(position_ids))
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            options = dict(causal=causal, past=past, layer=index)
            hidden = layer(hidden, Attention(recorder, mask, **options))
        hidden = self.layernorm_final(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class BarkCausalModel(BarkPreTrainedModel):
    """The next token.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        past_key_values: a KeyValueCache from an earlier call.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
    """

    config_class = BarkSubModelConfig
    generates = True

    def __init__(self, config: BarkSubModelConfig):
        super().__init__(config)
        self.input_embeds_layer = nn.Embedding(config.input_vocab_size, config.hidden_size)
        self.add_layers(config, bias=config.bias)
        self.lm_head = nn.Linear(config.hidden_size, config.output_vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.input_embeds_layer

    def set_input_embeddings(self, value):
        self.input_embeds_layer = value

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past = past_key_values
        hidden = self.input_embeds_layer(input_ids) if inputs_embeds is None else inputs_embeds
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        output = self.run(hidden, mask, position_ids, past, recorder, causal=causal)
        logits = self.lm_head(output.last_hidden_state)
        return CausalLMOutputWithPast.of(output, logits=logits)


class BarkSemanticModel(BarkCausalModel):
    config_class = BarkSemanticConfig
    base_model_prefix = "semantic"


class BarkCoarseModel(BarkCausalModel):
    config_class = BarkCoarseConfig
    base_model_prefix = "coarse_acoustics"


class BarkFineModel(BarkPreTrainedModel):
    """The codes of a codebook, from those of it and before it.

    Args of `forward`:
        codebook_idx: which, from 1 on; a number.
        input_ids: [b t q], codes of all codebooks; or inputs_embeds [b t d].
        attention_mask: [b t], 1 for codes and 0 for padding.
        position_ids: [b t].
    """

    config_class = BarkFineConfig
    base_model_prefix = "fine_acoustics"

    def __init__(self, config: BarkFineConfig):
        super().__init__(config)
        d = config.hidden_size
        books = range(config.n_codes_total)
        self.input_embeds_layers = nn.ModuleList(
            nn.Embedding(config.input_vocab_size, d) for _ in books
        )
        self.add_layers(config, bias=True)
        self.lm_heads = nn.ModuleList(
            nn.Linear(d, config.output_vocab_size, bias=False)
            for _ in range(config.n_codes_given, config.n_codes_total)
        )

    @property
    def tied_weights(self):
        count = self.config.n_codes_total - self.config.n_codes_given
        return {f"lm_heads.{i}.weight": f"input_embeds_layers.{i + 1}.weight" for i in range(count)}

    def get_input_embeddings(self):
        return None  # there is a table of each codebook

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        codebook_idx: int,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        if not config.n_codes_given <= codebook_idx < config.n_codes_total:
            raise InputError(
                f"codebook_idx is {codebook_idx}, expected {config.n_codes_given} to "
                f"{config.n_codes_total - 1}: those before are the coarse model's."
            )
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden: Any = inputs_embeds
        if input_ids is not None:
            tables = list(self.input_embeds_layers)[: codebook_idx + 1]
            parts = [table(input_ids[:, :, i]) for i, table in enumerate(tables)]
            hidden = sum(parts[1:], parts[0])
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        mask = attention_masks.boolean_mask(attention_mask)
        output = self.run(hidden, mask, position_ids, None, recorder, causal=False)
        head = list(self.lm_heads)[codebook_idx - config.n_codes_given]
        return MaskedLMOutput.of(output, logits=head(output.last_hidden_state))


class BarkModel(ReadsFusedWeights, BarkPreTrainedModel):
    """The three stages and the codec; `generate` goes through all. A call is of the first."""

    base_model_prefix = "bark"
    speaks_in_stages = True

    def __init__(self, config: BarkConfig):
        super().__init__(config)
        self.semantic = BarkSemanticModel(config.semantic_config)
        self.coarse_acoustics = BarkCoarseModel(config.coarse_acoustics_config)
        self.fine_acoustics = BarkFineModel(config.fine_acoustics_config)
        self.codec_model = build(config.codec_config)

    @property
    def tied_weights(self):
        prefix = "fine_acoustics"
        ties = self.fine_acoustics.tied_weights.items()
        tied = self.config.fine_acoustics_config.tie_word_embeddings
        return {f"{prefix}.{name}": f"{prefix}.{of}" for name, of in ties} if tied else {}

    def get_input_embeddings(self):
        return self.semantic.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.semantic.set_input_embeddings(value)

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.semantic(
            input_ids=input_ids,
            past_key_values=past_key_values,
            attention_mask=attention_mask,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )

    def waveform(self, codes):  # [b q t] -> [b n]
        hidden = self.codec_model.quantizer.decode(codes)
        return ops.squeeze(self.codec_model.decoder(hidden), 2)


HEADS = {"base": BarkModel, "text-to-waveform": BarkModel}
