"""VITS: Kim et al., 2021, arXiv:2106.06103. MMS-TTS is this network too.

A text encoder gives each token the mean and variance of what it sounds like, a duration
predictor says for how many steps; a normalising flow makes latents of that, and HiFi-GAN sound.

b batch, t tokens, u steps of the output, h heads, s size of a head, d hidden, z latent (flow_size),
e size of a speaker's vector, c channels.
"""

from __future__ import annotations

import math

from auto_core.configs.vits import VitsConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, VitsModelOutput

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.hifigan import HifiGan
from ..blocks.layer_drop import LayerDrop
from ..blocks.spline import inverse_spline
from ..blocks.stage import rounded, stage
from ..blocks.weight_norm import WeightNormConv1d


class VitsAttention(nn.Module):
    """Attention with relative positions, of tokens up to `window_size` apart."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        d = config.hidden_size
        self.heads, self.window = config.num_attention_heads, config.window_size or 0
        self.head_size = d // self.heads
        self.k_proj = nn.Linear(d, d, bias=config.use_bias)
        self.v_proj = nn.Linear(d, d, bias=config.use_bias)
        self.q_proj = nn.Linear(d, d, bias=config.use_bias)
        self.out_proj = nn.Linear(d, d, bias=config.use_bias)
        if self.window:
            shape = (1, 2 * self.window + 1, self.head_size)
            self.emb_rel_k = nn.Parameter(shape, init="normal")
            self.emb_rel_v = nn.Parameter(shape, init="normal")
        self.dropout = nn.Dropout(config.attention_dropout)

    def split_heads(self, x):  # [b t d] -> [b t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def forward(self, hidden, attention_mask, *, output_attentions):  # [b t d] -> [b t d], weights
        batch, tokens, size = ops.shape(hidden)
        query = self.split_heads(self.q_proj(hidden))
        scale, bias = self.head_size**-0.5, None
        if self.window:
            by_distance = ops.einsum("bqhs,ps->bhqp", query * scale, ops.asarray(self.emb_rel_k)[0])
            bias = self.at_distances(by_distance, tokens)
        output, weights = ops.attention(
            query,
            self.split_heads(self.k_proj(hidden)),
            self.split_heads(self.v_proj(hidden)),
            scale=scale,
            mask=attention_mask,
            bias=bias,
            dropout=self.dropout,
            return_weights=output_attentions or self.window > 0,
        )
        if self.window:
            output = output + ops.einsum(
                "bhqp,ps->bqhs", self.near(weights, tokens), ops.asarray(self.emb_rel_v)[0]
            )
        output = self.out_proj(ops.reshape(output, (batch, tokens, size)))
        return output, weights

    def at_distances(self, by_distance, tokens):  # [b h q 2w+1] -> [b h q k], 0 further away
        token = ops.arange(0, tokens, like=by_distance, dtype="int64")
        distance = ops.unsqueeze(token, 0) - ops.unsqueeze(token, 1)  # [q k]
        index = ops.clamp(distance + self.window, min=0, max=2 * self.window)
        batch, heads = ops.shape(by_distance)[:2]
        index = ops.expand(index, (batch, heads, tokens, tokens))
        return ops.where(ops.abs(distance) <= self.window, ops.gather(by_distance, -1, index), 0.0)

    def near(self, weights, tokens):  # [b h q k] -> [b h q 2w+1], the weights of the neighbours
        token = ops.arange(0, tokens, like=weights, dtype="int64")
        index = ops.arange(-self.window, self.window + 1, like=weights, dtype="int64")
        key = ops.unsqueeze(token, 1) + ops.unsqueeze(index, 0)  # [q 2w+1]
        batch, heads = ops.shape(weights)[:2]
        chosen = ops.clamp(key, min=0, max=tokens - 1)
        chosen = ops.expand(chosen, (batch, heads, tokens, 2 * self.window + 1))
        return ops.where((key >= 0) & (key < tokens), ops.gather(weights, -1, chosen), 0.0)


class VitsFeedForward(nn.Module):
    def __init__(self, config: VitsConfig):
        super().__init__()
        size = config.ffn_kernel_size
        self.conv_1 = nn.Conv1d(config.hidden_size, config.ffn_dim, size)
        self.conv_2 = nn.Conv1d(config.ffn_dim, config.hidden_size, size)
        self.widths = ((0, 0), ((size - 1) // 2, size // 2), (0, 0))
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, spoken):  # [b t d] -> [b t d]
        hidden = self.conv_1(ops.pad(hidden * spoken, self.widths, value=0))
        hidden = self.dropout(self.activation(hidden)) * spoken
        return self.conv_2(ops.pad(hidden, self.widths, value=0)) * spoken


class VitsEncoderLayer(nn.Block):
    def __init__(self, config: VitsConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention = VitsAttention(config)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.layer_norm = nn.LayerNorm(d, eps=eps)
        self.feed_forward = VitsFeedForward(config)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, spoken, attention_mask, *, output_attentions):  # [b t d]
        change, weights = self.attention(
            hidden, attention_mask, output_attentions=output_attentions
        )
        hidden = self.layer_norm(hidden + self.dropout(change))
        change = self.feed_forward(hidden, spoken)
        return self.final_layer_norm(hidden + self.dropout(change)), weights


class VitsEncoder(nn.Module):
    def __init__(self, config: VitsConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            VitsEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.layerdrop = LayerDrop(config.layerdrop)

    def forward(self, hidden, spoken, attention_mask, *, output_attentions, output_hidden_states):
        hidden = hidden * spoken
        states, attentions = (), ()
        for layer in self.layers:
            states += (hidden,)
            output, weights = layer(
                hidden, spoken, attention_mask, output_attentions=output_attentions
            )
            hidden = self.layerdrop(output, hidden)
            attentions += (weights,)
        hidden = hidden * spoken
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


class VitsTextEncoder(nn.Module):
    """Tokens to states, and to mean and log-variance of their latents."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.encoder = VitsEncoder(config)
        self.project = nn.Conv1d(d, 2 * config.flow_size, 1)
        self.scale, self.latent = d**0.5, config.flow_size

    def forward(self, embedded, spoken, attention_mask, **requests):
        """[b t d] ... -> ..., [b t z] twice."""
        output = self.encoder(embedded * self.scale, spoken, attention_mask, **requests)
        statistics = self.project(output.last_hidden_state) * spoken
        means, log_variances = ops.split(statistics, [self.latent, self.latent], -1)
        return output, means, log_variances


class VitsWaveNet(nn.Module):
    """Gated convolutions over ever wider stretches: van den Oord et al., arXiv:1609.03499."""

    def __init__(self, config: VitsConfig, num_layers: int):
        super().__init__()
        d, size = config.hidden_size, config.wavenet_kernel_size
        self.size, self.num_layers = d, num_layers
        if config.speaker_embedding_size:
            self.cond_layer = WeightNormConv1d(
                config.speaker_embedding_size, 2 * d * num_layers, 1, dim=0
            )
        inner, outer = [], []
        for i in range(num_layers):
            rate = config.wavenet_dilation_rate**i
            inner.append(
                WeightNormConv1d(
                    d, 2 * d, size, dilation=rate, padding=(size - 1) * rate // 2, dim=0
                )
            )
            channels = 2 * d if i < num_layers - 1 else d
            outer.append(WeightNormConv1d(d, channels, 1, dim=0))
        self.in_layers, self.res_skip_layers = nn.ModuleList(inner), nn.ModuleList(outer)
        self.dropout = nn.Dropout(config.wavenet_dropout)

    def forward(self, x, spoken, speaker):  # [b u d], [b u 1], [b 1 e] -> [b u d]
        d, output = self.size, 0.0
        condition = None if speaker is None else self.cond_layer(speaker)
        layers = zip(self.in_layers, self.res_skip_layers, strict=True)
        for i, (inner, outer) in enumerate(layers):
            gated = inner(x)
            if condition is not None:
                gated = gated + condition[..., 2 * d * i : 2 * d * (i + 1)]
            gated = self.dropout(ops.tanh(gated[..., :d]) * ops.sigmoid(gated[..., d:]))
            change = outer(gated)
            if i < self.num_layers - 1:
                x = (x + change[..., :d]) * spoken
                change = change[..., d:]
            output = output + change
        return output * spoken


class VitsPosteriorEncoder(nn.Module):
    """Recordings to latents. Only training needs it: it is here to be kept in checkpoints."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        d = config.hidden_size
        self.conv_pre = nn.Conv1d(config.spectrogram_bins, d, 1)
        self.wavenet = VitsWaveNet(config, config.posterior_encoder_num_wavenet_layers)
        self.conv_proj = nn.Conv1d(d, 2 * config.flow_size, 1)


class VitsHifiGan(HifiGan, nn.Module):
    """HiFi-GAN, conditioned on the speaker."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        self.make_layers(config, config.flow_size, bias=False)
        if config.speaker_embedding_size:
            self.cond = nn.Conv1d(config.speaker_embedding_size, config.upsample_initial_channel, 1)

    def forward(self, spectrogram, speaker=None, steps=None):  # [b u z], [b 1 e] -> [b samples]
        return self.sound(spectrogram, None if speaker is None else self.cond(speaker), steps)


class VitsResidualCouplingLayer(nn.Module):
    """An affine coupling layer: one half of the channels shifts the other."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        self.half = config.flow_size // 2
        self.conv_pre = nn.Conv1d(self.half, config.hidden_size, 1)
        self.wavenet = VitsWaveNet(config, config.prior_encoder_num_wavenet_layers)
        self.conv_post = nn.Conv1d(config.hidden_size, self.half, 1)

    def inverse(self, x, spoken, speaker):  # [b u z] -> [b u z]
        first, second = x[..., : self.half], x[..., self.half :]
        hidden = self.wavenet(self.conv_pre(first) * spoken, spoken, speaker)
        mean = self.conv_post(hidden) * spoken
        return ops.cat([first, (second - mean) * spoken], -1)


class VitsResidualCouplingBlock(nn.Module):
    """The flow between the text's latents and the sound's."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        self.flows = nn.ModuleList(
            VitsResidualCouplingLayer(config) for _ in range(config.prior_encoder_num_flows)
        )

    def inverse(self, x, spoken, speaker):  # [b u z] -> [b u z]
        for flow in reversed(list(self.flows)):
            x = flow.inverse(ops.flip(x, -1), spoken, speaker)
        return x


class VitsDilatedDepthSeparableConv(nn.Module):
    def __init__(self, config: VitsConfig, dropout: float = 0.0):
        super().__init__()
        d, size = config.hidden_size, config.duration_predictor_kernel_size
        rates = [size**i for i in range(config.depth_separable_num_layers)]
        self.convs_dilated = nn.ModuleList(
            nn.Conv1d(d, d, size, groups=d, dilation=rate, padding=(size - 1) * rate // 2)
            for rate in rates
        )
        self.convs_pointwise = nn.ModuleList(nn.Conv1d(d, d, 1) for _ in rates)
        self.norms_1 = nn.ModuleList(nn.LayerNorm(d, eps=1e-5) for _ in rates)
        self.norms_2 = nn.ModuleList(nn.LayerNorm(d, eps=1e-5) for _ in rates)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, spoken):  # [b t d] -> [b t d]
        layers = zip(
            self.convs_dilated, self.norms_1, self.convs_pointwise, self.norms_2, strict=True
        )
        for dilated, norm_1, pointwise, norm_2 in layers:
            hidden = ops.gelu(norm_1(dilated(x * spoken)), approximate="none")
            hidden = ops.gelu(norm_2(pointwise(hidden)), approximate="none")
            x = x + self.dropout(hidden)
        return x * spoken


class VitsConvFlow(nn.Module):
    """One half of the channels shapes a spline that the other half goes through."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        d = config.hidden_size
        self.half = config.depth_separable_channels // 2
        self.bins = config.duration_predictor_flow_bins
        self.bound, self.scale = config.duration_predictor_tail_bound, d**-0.5
        self.conv_pre = nn.Conv1d(self.half, d, 1)
        self.conv_dds = VitsDilatedDepthSeparableConv(config)
        self.conv_proj = nn.Conv1d(d, self.half * (3 * self.bins - 1), 1)

    def inverse(self, x, spoken, condition):  # [b t c], [b t 1], [b t d] -> [b t c]
        first, second = x[..., : self.half], x[..., self.half :]
        hidden = self.conv_dds(self.conv_pre(first) + condition, spoken)
        shapes = self.conv_proj(hidden) * spoken
        batch, tokens, _ = ops.shape(shapes)
        shapes = ops.reshape(shapes, (batch, tokens, self.half, 3 * self.bins - 1))
        widths, heights, slopes = ops.split(shapes, [self.bins, self.bins, self.bins - 1], -1)
        second = inverse_spline(
            second, widths * self.scale, heights * self.scale, slopes, bound=self.bound
        )
        return ops.cat([first, second], -1) * spoken


class VitsElementwiseAffine(nn.Module):
    def __init__(self, config: VitsConfig):
        super().__init__()
        self.translate = nn.Parameter((config.depth_separable_channels, 1), init="zeros")
        self.log_scale = nn.Parameter((config.depth_separable_channels, 1), init="zeros")

    def inverse(self, x, spoken, condition):  # [b t c] -> [b t c]
        translate = ops.asarray(self.translate)[:, 0]
        log_scale = ops.asarray(self.log_scale)[:, 0]
        return (x - translate) * ops.exp(-log_scale) * spoken


class VitsStochasticDurationPredictor(nn.Module):
    """Log-durations sampled from a distribution that a flow makes of normal noise.

    What begins with `post_` only training needs; it is here to be kept in checkpoints.
    """

    def __init__(self, config: VitsConfig):
        super().__init__()
        d, dropout = config.hidden_size, config.duration_predictor_dropout

        def flows():
            spline = [VitsConvFlow(config) for _ in range(config.duration_predictor_num_flows)]
            return nn.ModuleList([VitsElementwiseAffine(config), *spline])

        self.conv_pre = nn.Conv1d(d, d, 1)
        self.conv_proj = nn.Conv1d(d, d, 1)
        self.conv_dds = VitsDilatedDepthSeparableConv(config, dropout)
        if config.speaker_embedding_size:
            self.cond = nn.Conv1d(config.speaker_embedding_size, d, 1)
        self.flows = flows()
        self.post_conv_pre = nn.Conv1d(1, d, 1)
        self.post_conv_proj = nn.Conv1d(d, d, 1)
        self.post_conv_dds = VitsDilatedDepthSeparableConv(config, dropout)
        self.post_flows = flows()
        self.random = nn.Random()

    def forward(self, x, spoken, speaker, *, noise_scale):  # [b t d], ... -> [b t 1]
        x = self.conv_pre(x)
        if speaker is not None:
            x = x + self.cond(speaker)
        condition = self.conv_proj(self.conv_dds(x, spoken)) * spoken
        batch, tokens, _ = ops.shape(x)
        latents = self.random.normal((batch, tokens, 2), like=x) * noise_scale
        affine, _unused, *splines = list(self.flows)  # the first spline has no part in it
        for flow in [*reversed(splines), affine]:
            latents = flow.inverse(ops.flip(latents, -1), spoken, condition)
        return latents[..., :1]


class VitsDurationPredictor(nn.Module):
    """One log-duration per token, without chance."""

    def __init__(self, config: VitsConfig):
        super().__init__()
        d, inner = config.hidden_size, config.duration_predictor_filter_channels
        size = config.duration_predictor_kernel_size
        self.conv_1 = nn.Conv1d(d, inner, size, padding=size // 2)
        self.norm_1 = nn.LayerNorm(inner, eps=config.layer_norm_eps)
        self.conv_2 = nn.Conv1d(inner, inner, size, padding=size // 2)
        self.norm_2 = nn.LayerNorm(inner, eps=config.layer_norm_eps)
        self.proj = nn.Conv1d(inner, 1, 1)
        if config.speaker_embedding_size:
            self.cond = nn.Conv1d(config.speaker_embedding_size, d, 1)
        self.dropout = nn.Dropout(config.duration_predictor_dropout)

    def forward(self, x, spoken, speaker, *, noise_scale):  # [b t d], ... -> [b t 1]
        if speaker is not None:
            x = x + self.cond(speaker)
        x = self.dropout(self.norm_1(ops.relu(self.conv_1(x * spoken))))
        x = self.dropout(self.norm_2(ops.relu(self.conv_2(x * spoken))))
        return self.proj(x * spoken) * spoken


class VitsPreTrainedModel(nn.PreTrainedModel):
    """What all VITS models share."""

    config_class = VitsConfig
    base_model_prefix = "vits"


class VitsModel(VitsPreTrainedModel):
    """Text to sound.

    The attributes `noise_scale`, `noise_scale_duration` (how much is left to chance; 0: nothing)
    and `speaking_rate` begin as the config says and may be set. Chance follows the framework's
    seed.

    Args of `forward`:
        input_ids: [b t]
        attention_mask: [b t], 1 for tokens and 0 for padding.
        speaker_id: an int, or [1] or [b], of a model with several speakers.
        speaking_rate: larger is faster.

    Returns:
        VitsModelOutput: waveform [b samples] at config.sampling_rate, sequence_lengths [b] in
        samples, spectrogram [b z u] (the latents), and on request hidden states and attentions.

    Raises:
        InputError: there is no such speaker, or labels are given: nobody trains VITS this way.
    """

    def __init__(self, config: VitsConfig):
        super().__init__(config)
        self.text_encoder = VitsTextEncoder(config)
        self.flow = VitsResidualCouplingBlock(config)
        self.decoder = VitsHifiGan(config)
        predictor = (
            VitsStochasticDurationPredictor
            if config.use_stochastic_duration_prediction
            else VitsDurationPredictor
        )
        self.duration_predictor = predictor(config)
        if config.num_speakers > 1:
            self.embed_speaker = nn.Embedding(config.num_speakers, config.speaker_embedding_size)
        self.posterior_encoder = VitsPosteriorEncoder(config)
        self.random = nn.Random()
        self.speaking_rate = config.speaking_rate
        self.noise_scale = config.noise_scale
        self.noise_scale_duration = config.noise_scale_duration
        self.samples_per_step = math.prod(config.upsample_rates)

    def get_input_embeddings(self):
        return self.text_encoder.embed_tokens

    def set_input_embeddings(self, value):
        self.text_encoder.embed_tokens = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        speaker_id=None,
        labels=None,
        *,
        speaking_rate: float | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None:
            raise InputError("VITS has no loss for labels: it can speak, but not be trained here.")
        if input_ids is None:
            raise InputError("Pass input_ids [b t].")
        rate = self.speaking_rate if speaking_rate is None else speaking_rate
        tokens = ops.shape(input_ids)[1]
        known = rounded(tokens, input_ids)
        longer = known is not tokens
        if longer:
            everything = ops.ones(ops.shape(input_ids), like=input_ids)
            attention_mask = everything if attention_mask is None else attention_mask
            behind = [(0, 0), (0, known - tokens)]
            input_ids = ops.pad(input_ids, behind, value=0)
            attention_mask = ops.pad(attention_mask, behind, value=0)
        text, spoken, speaker, means, log_variances, duration, steps = self.timed(
            input_ids,
            attention_mask,
            self.known_speaker(speaker_id, input_ids),
            rate=rate,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        longest = ops.amax(steps, 0)
        room = rounded(longest, longest)
        filled = room is not longest  # up to a length that is compiled already
        step = ops.arange(0, room, like=spoken, dtype="int64")
        waveform, latents = self.spoken(
            step, steps, duration, spoken, means, log_variances, speaker, filled=filled
        )
        if filled:
            latents = latents[:, : int(longest)]
            waveform = waveform[:, : self.decoder.samples(int(longest))]
        states, attentions = text.hidden_states, text.attentions
        if longer:
            states = states and tuple(x[:, :tokens] for x in states)
            attentions = attentions and tuple(x[:, :, :tokens, :tokens] for x in attentions)
        return VitsModelOutput(
            waveform=waveform,
            sequence_lengths=steps * self.samples_per_step,
            spectrogram=ops.permute(latents, (0, 2, 1)),
            hidden_states=states,
            attentions=attentions,
        )

    @stage
    def timed(
        self,
        input_ids,
        attention_mask,
        speaker_id,
        *,
        rate: float,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        """What the text encoder makes of tokens, and for how many steps each [b t] is spoken."""
        everything = ops.ones(ops.shape(input_ids), like=input_ids)
        mask = everything if attention_mask is None else attention_mask
        embedded = self.text_encoder.embed_tokens(input_ids)
        spoken = ops.unsqueeze(ops.cast(mask, ops.dtype(embedded)), -1)  # [b t 1]
        speaker = None if speaker_id is None else ops.unsqueeze(self.embed_speaker(speaker_id), 1)
        text, means, log_variances = self.text_encoder(
            embedded,
            spoken,
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        log_duration = self.duration_predictor(
            text.last_hidden_state, spoken, speaker, noise_scale=self.noise_scale_duration
        )
        duration = ops.ceil(ops.exp(log_duration) * spoken * (1.0 / rate))[..., 0]  # [b t]
        steps = ops.clamp(ops.cast(ops.sum(duration, 1), "int64"), min=1)  # [b]
        return text, spoken, speaker, means, log_variances, duration, steps

    @stage
    def spoken(self, step, steps, duration, spoken, means, log_variances, speaker, *, filled: bool):
        """The waveform [b samples] of so many steps [u], and its latents [b u z].

        With `filled`, only those of the longest text count.
        """
        spoken_steps = ops.cast(step < ops.unsqueeze(steps, 1), ops.dtype(spoken))  # [b u]

        # Each step belongs to the token whose time it is: [b u t].
        end = ops.unsqueeze(ops.cumsum(duration, 1), 1)
        begin = end - ops.unsqueeze(duration, 1)
        time = ops.unsqueeze(ops.cast(step, ops.dtype(spoken)), 1)
        turn = ops.cast((time >= begin) & (time < end), ops.dtype(spoken))
        turn = turn * ops.unsqueeze(spoken_steps, 2) * ops.permute(spoken, (0, 2, 1))
        means, log_variances = ops.matmul(turn, means), ops.matmul(turn, log_variances)

        spoken_steps = ops.unsqueeze(spoken_steps, 2)  # [b u 1]
        noise = self.random.normal(ops.shape(means), like=means) * self.noise_scale
        latents = means + noise * ops.exp(log_variances)
        latents = self.flow.inverse(latents, spoken_steps, speaker) * spoken_steps  # [b u z]
        return self.decoder(latents, speaker, ops.amax(steps, 0) if filled else None), latents

    def known_speaker(self, speaker_id, like):  # -> [1|b] or None
        count = self.config.num_speakers
        if count <= 1 or speaker_id is None:
            return None
        if isinstance(speaker_id, int):
            if not 0 <= speaker_id < count:
                raise InputError(f"speaker_id is {speaker_id}; this model has 0 to {count - 1}.")
            speaker_id = ops.full((1,), speaker_id, like=like, dtype="int64")
        return speaker_id


HEADS = {"base": VitsModel, "text-to-waveform": VitsModel}
