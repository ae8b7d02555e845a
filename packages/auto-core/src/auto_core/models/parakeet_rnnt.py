"""Parakeet with a transducer: Graves, 2012, arXiv:1211.3711.

The encoder of Parakeet; a prediction network (LSTM) of the tokens so far; and a joint network that
says of each frame and each number of tokens which token, or the blank, comes next.

b batch, f frames of the spectrogram, m mel bins, t frames of the encoder, u tokens, d hidden of the
decoder, l its layers, v tokens with the blank.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.parakeet_rnnt import ParakeetRNNTConfig
from auto_core.errors import InputError
from auto_core.outputs import ParakeetEncoderModelOutput, ParakeetRNNTOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.lstm import LSTM
from ..blocks.stage import stage
from ..blocks.transducer_loss import transducer_nll
from .parakeet_ctc import ParakeetEncoder, ParakeetPreTrainedModel


class ParakeetRNNTDecoder(nn.Module):
    """The prediction network."""

    def __init__(self, config: ParakeetRNNTConfig):
        super().__init__()
        d = config.decoder_hidden_size
        self.embedding = nn.Embedding(config.vocab_size, d)
        self.lstm = LSTM(d, d, config.num_decoder_layers)
        self.decoder_projector = nn.Linear(d, d)

    def forward(self, ids):  # [b u] -> [b u d]
        return self.decoder_projector(self.lstm(self.embedding(ids)))

    def continued(self, ids, hidden, cell):
        """[b 1], and the states [l b d] before it, to [b 1 d] and the states after it."""
        output, hidden, cell = self.lstm.continued(self.embedding(ids), hidden, cell)
        return self.decoder_projector(output), hidden, cell


class ParakeetRNNTJointNetwork(nn.Module):
    def __init__(self, config: ParakeetRNNTConfig, outputs: int):
        super().__init__()
        self.activation = activation(config.hidden_act)
        self.head = nn.Linear(config.decoder_hidden_size, outputs)

    def forward(self, decoded, encoded):  # two of [... d] -> [... v]
        return self.head(self.activation(encoded + decoded))


class ParakeetForRNNT(ParakeetPreTrainedModel):
    """A transducer of tokens, and `generate`, which transcribes.

    Args of `forward`:
        input_features: [b f m], log-mel spectrograms; with attention_mask [b f], 1 for frames.
        decoder_input_ids: [b u], the blank and then the tokens so far.
        encoder_outputs: of `get_audio_features`, instead of input_features.
        labels: [b u-1], tokens; padding is the blank.
        output_attention_mask: make the mask of the encoder's frames, which the loss needs.

    Returns:
        ParakeetRNNTOutput: logits [b t u v], without an axis of u where it is 1; last_hidden_state
        of the encoder, pooler_output [b t d], and on request hidden_states and attentions.
    """

    config_class = ParakeetRNNTConfig
    generation_loop = "transducer"

    def __init__(self, config: ParakeetRNNTConfig):
        super().__init__(config)
        sizes = config.encoder_config.hidden_size, config.decoder_hidden_size
        self.encoder = ParakeetEncoder(config.encoder_config)
        self.encoder_projector = nn.Linear(*sizes)
        self.decoder = ParakeetRNNTDecoder(config)
        self.joint = ParakeetRNNTJointNetwork(config, self.outputs(config))

    def outputs(self, config: ParakeetRNNTConfig) -> int:
        """How many numbers the joint network gives."""
        return config.vocab_size

    def get_audio_features(self, input_features, attention_mask=None, **requests: Any):
        """The encoder's output, with its frames at the decoder's size as pooler_output [b t d]."""
        output = self.encoder(input_features, attention_mask, **requests, return_dict=True)
        return ParakeetEncoderModelOutput.of(
            output, pooler_output=self.encoder_projector(output.last_hidden_state)
        )

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        decoder_input_ids=None,
        encoder_outputs=None,
        labels=None,
        *,
        output_attention_mask: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if decoder_input_ids is None:
            raise InputError("Pass decoder_input_ids [batch, tokens], the blank first.")
        if encoder_outputs is None:
            encoder_outputs = self.get_audio_features(
                input_features,
                attention_mask,
                output_attention_mask=output_attention_mask or labels is not None,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        encoded = ops.unsqueeze(encoder_outputs.pooler_output, 2)
        logits = self.joint(ops.unsqueeze(self.decoder(decoder_input_ids), 1), encoded)
        loss = None
        if labels is not None:
            loss = self.loss(logits, labels, encoder_outputs.attention_mask)
        if ops.shape(logits)[2] == 1:
            logits = logits[:, :, 0]
        return ParakeetRNNTOutput(
            loss=loss,
            logits=logits,
            last_hidden_state=encoder_outputs.last_hidden_state,
            pooler_output=encoder_outputs.pooler_output,
            hidden_states=encoder_outputs.hidden_states,
            attentions=encoder_outputs.attentions,
        )

    def loss(self, logits, labels, mask):
        """By label of the whole batch (NeMo's "mean_volume")."""
        counts = ops.sum(ops.cast(labels != self.config.blank_token_id, "int64"), 1)
        nll = self.nll(logits, None, labels, mask, counts)
        return ops.sum(nll, 0) / ops.cast(ops.sum(counts, 0), ops.dtype(nll))

    def nll(self, logits, durations, labels, mask, counts):  # -> [b]
        batch, steps = ops.shape(logits)[:2]
        if mask is None:
            mask = ops.ones((batch, steps), like=labels, dtype="int64")
        return transducer_nll(
            ops.log_softmax(logits, -1),
            None if durations is None else ops.log_softmax(durations, -1),
            ops.cast(labels, "int64"),
            ops.sum(ops.cast(mask, "int64"), 1),
            counts,
            blank=self.config.blank_token_id,
            spans=getattr(self.config, "durations", ()),
        )

    # --- generating -----------------------------------------------------------------------------

    @stage
    def encoded_frames(self, input_features, attention_mask):
        """The frames [b t d], and [b] how many of them count."""
        output = self.get_audio_features(input_features, attention_mask)
        frames = output.pooler_output
        if output.attention_mask is None:
            count = ops.zeros((ops.shape(frames)[0],), like=frames, dtype="int64")
            return frames, count + ops.shape(frames)[1]
        return frames, ops.sum(ops.cast(output.attention_mask, "int64"), 1)

    @stage
    def next_scores(self, ids, frame, before, states, kept):
        """Scores [b v] after the last tokens [b 1] at a frame [b d] of each recording, and what
        the prediction network keeps: its output [b 1 d] and states [2 l b d], which stay `before`
        and `states` where `kept` [b] is True."""
        output, hidden, cell = self.decoder.continued(ids, states[0], states[1])
        stays = ops.unsqueeze(ops.unsqueeze(kept, 1), 2)
        output = ops.where(stays, before, output)
        stays = ops.reshape(kept, (1, 1, -1, 1))
        states = ops.where(stays, states, ops.stack([hidden, cell], 0))
        return self.joint(output[:, 0], frame), output, states


HEADS: dict[str, Any] = {"base": ParakeetForRNNT, "rnnt": ParakeetForRNNT}
