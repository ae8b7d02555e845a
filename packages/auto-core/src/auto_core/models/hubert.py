"""HuBERT: Hsu et al., 2021, arXiv:2106.07447. The network of wav2vec 2.0."""

from __future__ import annotations

from auto_core.configs.hubert import HubertConfig

from ..blocks.speech_heads import SpeechClassification, SpeechCTC
from .wav2vec2 import Wav2Vec2Model, Wav2Vec2PreTrainedModel


class HubertPreTrainedModel(Wav2Vec2PreTrainedModel):
    """What all HuBERT models share."""

    config_class = HubertConfig
    base_model_prefix = "hubert"


class HubertModel(Wav2Vec2Model, HubertPreTrainedModel):
    """HuBERT without a head; called like Wav2Vec2Model, returns BaseModelOutput."""

    config_class = HubertConfig
    base_model_prefix = "hubert"
    returns_features = False


class HubertForCTC(SpeechCTC, HubertPreTrainedModel):
    """Characters of each frame, trained with CTC: labels [b s], -100 where there is none."""

    base_class = HubertModel


class HubertForSequenceClassification(SpeechClassification, HubertPreTrainedModel):
    """A class per recording: labels [b]."""

    base_class = HubertModel


HEADS = {
    "base": HubertModel,
    "ctc": HubertForCTC,
    "audio-classification": HubertForSequenceClassification,
}
