"""FastSpeech 2 of conformers together with its vocoder: text to sound."""

from __future__ import annotations

from auto_core.configs.fastspeech2_conformer_with_hifigan import (
    FastSpeech2ConformerWithHifiGanConfig,
)
from auto_core.outputs import FastSpeech2ConformerWithHifiGanOutput

from .. import nn
from .fastspeech2_conformer import FastSpeech2ConformerModel
from .fastspeech2_conformer_hifigan import FastSpeech2ConformerHifiGan


class FastSpeech2ConformerWithHifiGan(nn.PreTrainedModel):
    """Phonemes to sound.

    Args of `forward`: those of FastSpeech2ConformerModel.

    Returns:
        FastSpeech2ConformerWithHifiGanOutput: waveform [b samples], and what
        FastSpeech2ConformerModel returns.
    """

    config_class = FastSpeech2ConformerWithHifiGanConfig

    def __init__(self, config: FastSpeech2ConformerWithHifiGanConfig):
        super().__init__(config)
        self.model = FastSpeech2ConformerModel(config.model_config)
        self.vocoder = FastSpeech2ConformerHifiGan(config.vocoder_config)

    def get_input_embeddings(self):
        return self.model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.model.set_input_embeddings(value)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        spectrogram_labels=None,
        duration_labels=None,
        pitch_labels=None,
        energy_labels=None,
        speaker_ids=None,
        lang_ids=None,
        speaker_embedding=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            input_ids,
            attention_mask,
            spectrogram_labels,
            duration_labels,
            pitch_labels,
            energy_labels,
            speaker_ids,
            lang_ids,
            speaker_embedding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return FastSpeech2ConformerWithHifiGanOutput.of(
            output, waveform=self.vocoder(output.spectrogram)
        )


HEADS = {
    "base": FastSpeech2ConformerWithHifiGan,
    "text-to-waveform": FastSpeech2ConformerWithHifiGan,
}
