# Written by tools/stubs.py (make stubs). Do not edit.

import os
from types import ModuleType
from typing import Any

from auto_core.auto.modeling import AutoModelFactory
from auto_core.configs import PreTrainedConfig
from auto_core.configs._owl import OwlTextConfig
from auto_core.configs._owl import OwlVisionConfig
from auto_core.configs.albert import AlbertConfig
from auto_core.configs.audio_spectrogram_transformer import ASTConfig
from auto_core.configs.bart import BartConfig
from auto_core.configs.bert import BertConfig
from auto_core.configs.bit import BitConfig
from auto_core.configs.blip import BlipConfig
from auto_core.configs.blip import BlipTextConfig
from auto_core.configs.blip import BlipVisionConfig
from auto_core.configs.camembert import CamembertConfig
from auto_core.configs.clip import CLIPConfig
from auto_core.configs.clip import CLIPTextConfig
from auto_core.configs.clip import CLIPVisionConfig
from auto_core.configs.convnext import ConvNextConfig
from auto_core.configs.convnextv2 import ConvNextV2Config
from auto_core.configs.deberta_v2 import DebertaV2Config
from auto_core.configs.deit import DeiTConfig
from auto_core.configs.depth_anything import DepthAnythingConfig
from auto_core.configs.detr import DetrConfig
from auto_core.configs.dinov2 import Dinov2Config
from auto_core.configs.distilbert import DistilBertConfig
from auto_core.configs.dpt import DPTConfig
from auto_core.configs.electra import ElectraConfig
from auto_core.configs.encoder_decoder import EncoderDecoderConfig
from auto_core.configs.git import GitConfig
from auto_core.configs.git import GitVisionConfig
from auto_core.configs.gpt2 import GPT2Config
from auto_core.configs.hubert import HubertConfig
from auto_core.configs.layoutlm import LayoutLMConfig
from auto_core.configs.layoutlmv3 import LayoutLMv3Config
from auto_core.configs.llama import LlamaConfig
from auto_core.configs.marian import MarianConfig
from auto_core.configs.mask2former import Mask2FormerConfig
from auto_core.configs.maskformer import MaskFormerConfig
from auto_core.configs.maskformer_swin import MaskFormerSwinConfig
from auto_core.configs.mbart import MBartConfig
from auto_core.configs.mistral import MistralConfig
from auto_core.configs.mpnet import MPNetConfig
from auto_core.configs.mt5 import MT5Config
from auto_core.configs.owlv2 import Owlv2Config
from auto_core.configs.owlv2 import Owlv2TextConfig
from auto_core.configs.owlv2 import Owlv2VisionConfig
from auto_core.configs.owlvit import OwlViTConfig
from auto_core.configs.owlvit import OwlViTTextConfig
from auto_core.configs.owlvit import OwlViTVisionConfig
from auto_core.configs.patchtst import PatchTSTConfig
from auto_core.configs.qwen2 import Qwen2Config
from auto_core.configs.regnet import RegNetConfig
from auto_core.configs.resnet import ResNetConfig
from auto_core.configs.roberta import RobertaConfig
from auto_core.configs.sam import SamConfig
from auto_core.configs.sam import SamVisionConfig
from auto_core.configs.segformer import SegformerConfig
from auto_core.configs.siglip import SiglipConfig
from auto_core.configs.siglip import SiglipTextConfig
from auto_core.configs.siglip import SiglipVisionConfig
from auto_core.configs.speech_encoder_decoder import SpeechEncoderDecoderConfig
from auto_core.configs.speecht5 import SpeechT5Config
from auto_core.configs.speecht5_hifigan import SpeechT5HifiGanConfig
from auto_core.configs.superpoint import SuperPointConfig
from auto_core.configs.swin import SwinConfig
from auto_core.configs.swin2sr import Swin2SRConfig
from auto_core.configs.t5 import T5Config
from auto_core.configs.tapas import TapasConfig
from auto_core.configs.timesfm import TimesFmConfig
from auto_core.configs.trocr import TrOCRConfig
from auto_core.configs.videomae import VideoMAEConfig
from auto_core.configs.vilt import ViltConfig
from auto_core.configs.vision_encoder_decoder import VisionEncoderDecoderConfig
from auto_core.configs.vision_text_dual_encoder import VisionTextDualEncoderConfig
from auto_core.configs.vit import ViTConfig
from auto_core.configs.vit_mae import ViTMAEConfig
from auto_core.configs.vits import VitsConfig
from auto_core.configs.wav2vec2 import Wav2Vec2Config
from auto_core.configs.wavlm import WavLMConfig
from auto_core.configs.whisper import WhisperConfig
from auto_core.configs.xlm_roberta import XLMRobertaConfig
from auto_torch.pretrained import PreTrainedModel as PreTrainedModel

__version__: str

def read_architecture(module: str) -> ModuleType: ...

class _AutoModel(AutoModelFactory):
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> PreTrainedModel: ...
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> PreTrainedModel: ...

class AutoModel(_AutoModel):
    """Loads the network without a head, with the class that the checkpoint calls for."""

class AutoModelForPreTraining(_AutoModel):
    """Loads the heads it was pretrained with, with the class that the checkpoint calls for."""

class AutoModelForCausalLM(_AutoModel):
    """Loads a head that predicts the next token, with the class that the checkpoint calls for."""

class AutoModelForMaskedLM(_AutoModel):
    """Loads a head that fills in masked tokens, with the class that the checkpoint calls for."""

class AutoModelForMaskGeneration(_AutoModel):
    """Loads a decoder of object masks, with the class that the checkpoint calls for."""

class AutoModelForSeq2SeqLM(_AutoModel):
    """Loads an encoder, a decoder and a token head, with the class that the checkpoint calls for."""

class AutoModelForSequenceClassification(_AutoModel):
    """Loads a head that classifies or rates a text, with the class that the checkpoint calls for."""

class AutoModelForMultipleChoice(_AutoModel):
    """Loads a head that picks one of several texts, with the class that the checkpoint calls for."""

class AutoModelForNextSentencePrediction(_AutoModel):
    """Loads a head that tells whether one sentence follows another, with the class that the checkpoint calls for."""

class AutoModelForTokenClassification(_AutoModel):
    """Loads a head that classifies every token, with the class that the checkpoint calls for."""

class AutoModelForQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer's start and end, with the class that the checkpoint calls for."""

class AutoModelForTextEncoding(_AutoModel):
    """Loads the text encoder, with the class that the checkpoint calls for."""

class AutoModelForDepthEstimation(_AutoModel):
    """Loads a head that estimates depth, with the class that the checkpoint calls for."""

class AutoModelForImageClassification(_AutoModel):
    """Loads a head that classifies an image, with the class that the checkpoint calls for."""

class AutoModelForVideoClassification(_AutoModel):
    """Loads a head that classifies a video, with the class that the checkpoint calls for."""

class AutoModelForKeypointDetection(_AutoModel):
    """Loads a head that finds and describes keypoints, with the class that the checkpoint calls for."""

class AutoModelForMaskedImageModeling(_AutoModel):
    """Loads a head that fills in masked patches, with the class that the checkpoint calls for."""

class AutoModelForObjectDetection(_AutoModel):
    """Loads a head that finds boxes and classes, with the class that the checkpoint calls for."""

class AutoModelForImageSegmentation(_AutoModel):
    """Loads a head that segments into things and stuff, with the class that the checkpoint calls for."""

class AutoModelForImageToImage(_AutoModel):
    """Loads a head that makes another image, with the class that the checkpoint calls for."""

class AutoModelForSemanticSegmentation(_AutoModel):
    """Loads a head that classifies every pixel, with the class that the checkpoint calls for."""

class AutoModelForInstanceSegmentation(_AutoModel):
    """Loads a head that finds a mask per object, with the class that the checkpoint calls for."""

class AutoModelForUniversalSegmentation(_AutoModel):
    """Loads a head for semantic, instance and panoptic segmentation, with the class that the checkpoint calls for."""

class AutoModelForZeroShotImageClassification(_AutoModel):
    """Loads towers that compare images and texts, with the class that the checkpoint calls for."""

class AutoModelForZeroShotObjectDetection(_AutoModel):
    """Loads a head that finds what a text names, with the class that the checkpoint calls for."""

class AutoModelForAudioClassification(_AutoModel):
    """Loads a head that classifies a recording, with the class that the checkpoint calls for."""

class AutoModelForAudioFrameClassification(_AutoModel):
    """Loads a head that classifies every frame, with the class that the checkpoint calls for."""

class AutoModelForCTC(_AutoModel):
    """Loads a head of characters per frame, trained with CTC, with the class that the checkpoint calls for."""

class AutoModelForSpeechSeq2Seq(_AutoModel):
    """Loads a speech encoder and a text decoder, with the class that the checkpoint calls for."""

class AutoModelForAudioXVector(_AutoModel):
    """Loads a head that embeds the speaker, with the class that the checkpoint calls for."""

class AutoModelForTextToSpectrogram(_AutoModel):
    """Loads a decoder of spectrograms, with the class that the checkpoint calls for."""

class AutoModelForTextToWaveform(_AutoModel):
    """Loads a decoder of sound, with the class that the checkpoint calls for."""

class AutoModelForTableQuestionAnswering(_AutoModel):
    """Loads a head that selects and aggregates cells, with the class that the checkpoint calls for."""

class AutoModelForDocumentQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer on a page, with the class that the checkpoint calls for."""

class AutoModelForVisualQuestionAnswering(_AutoModel):
    """Loads a head that answers questions about an image, with the class that the checkpoint calls for."""

class AutoModelForVision2Seq(_AutoModel):
    """Loads an image encoder and a text decoder, with the class that the checkpoint calls for."""

class AutoModelForImageTextToText(_AutoModel):
    """Loads a text decoder that sees images (the newer name of Vision2Seq), with the class that the checkpoint calls for."""

class AutoModelForTimeSeriesPrediction(_AutoModel):
    """Loads a head that forecasts, with the class that the checkpoint calls for."""

class AutoBackbone(_AutoModel):
    """Loads feature maps of chosen stages, with the class that the checkpoint calls for."""

class AutoModelWithLMHead(_AutoModel):
    """Loads any language-modelling head (deprecated: choose CausalLM, MaskedLM or Seq2SeqLM), with the class that the checkpoint calls for."""

class AlbertPreTrainedModel(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class AlbertModel(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForPreTraining(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        sentence_order_label: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForMaskedLM(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForSequenceClassification(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForMultipleChoice(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForTokenClassification(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class AlbertForQuestionAnswering(PreTrainedModel):  # auto_core/models/albert.py
    config: AlbertConfig
    def __init__(self,
        config: AlbertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ASTPreTrainedModel(PreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
    config: ASTConfig
    def __init__(self,
        config: ASTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ASTModel(PreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
    config: ASTConfig
    def __init__(self,
        config: ASTConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ASTForAudioClassification(PreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
    config: ASTConfig
    def __init__(self,
        config: ASTConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BartPreTrainedModel(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BartModel(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BartTaskModel(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BartForConditionalGeneration(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BartForSequenceClassification(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BartForQuestionAnswering(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BartForCausalLM(PreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertPreTrainedModel(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BertModel(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForPreTraining(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        next_sentence_label: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertLMHeadModel(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForMaskedLM(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForNextSentencePrediction(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForSequenceClassification(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForMultipleChoice(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForTokenClassification(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BertForQuestionAnswering(PreTrainedModel):  # auto_core/models/bert.py
    config: BertConfig
    def __init__(self,
        config: BertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BitPreTrainedModel(PreTrainedModel):  # auto_core/models/bit.py
    config: BitConfig
    def __init__(self,
        config: BitConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BitModel(PreTrainedModel):  # auto_core/models/bit.py
    config: BitConfig
    def __init__(self,
        config: BitConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BitForImageClassification(PreTrainedModel):  # auto_core/models/bit.py
    config: BitConfig
    def __init__(self,
        config: BitConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BitBackbone(PreTrainedModel):  # auto_core/models/bit.py
    config: BitConfig
    def __init__(self,
        config: BitConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipPreTrainedModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipConfig
    def __init__(self,
        config: BlipConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BlipVisionModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipVisionConfig
    def __init__(self,
        config: BlipVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipTextPreTrainedModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipTextConfig
    def __init__(self,
        config: BlipTextConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class BlipTextModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipTextConfig
    def __init__(self,
        config: BlipTextConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        is_decoder: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipTextLMHeadModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipTextConfig
    def __init__(self,
        config: BlipTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        is_decoder: bool = True,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipModel(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipConfig
    def __init__(self,
        config: BlipConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipForConditionalGeneration(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipConfig
    def __init__(self,
        config: BlipConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        input_ids: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipForQuestionAnswering(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipConfig
    def __init__(self,
        config: BlipConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class BlipForImageTextRetrieval(PreTrainedModel):  # auto_core/models/blip.py
    config: BlipConfig
    def __init__(self,
        config: BlipConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        use_itm_head: bool = True,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertPreTrainedModel(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class CamembertModel(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForCausalLM(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForMaskedLM(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForSequenceClassification(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForMultipleChoice(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForTokenClassification(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CamembertForQuestionAnswering(PreTrainedModel):  # auto_core/models/camembert.py
    config: CamembertConfig
    def __init__(self,
        config: CamembertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPPreTrainedModel(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPConfig
    def __init__(self,
        config: CLIPConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class CLIPTextModel(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPTextConfig
    def __init__(self,
        config: CLIPTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPVisionModel(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPVisionConfig
    def __init__(self,
        config: CLIPVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPModel(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPConfig
    def __init__(self,
        config: CLIPConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPTextModelWithProjection(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPTextConfig
    def __init__(self,
        config: CLIPTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPVisionModelWithProjection(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPVisionConfig
    def __init__(self,
        config: CLIPVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class CLIPForImageClassification(PreTrainedModel):  # auto_core/models/clip.py
    config: CLIPConfig
    def __init__(self,
        config: CLIPConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextPreTrainedModel(PreTrainedModel):  # auto_core/models/convnext.py
    config: ConvNextConfig
    def __init__(self,
        config: ConvNextConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ConvNextModel(PreTrainedModel):  # auto_core/models/convnext.py
    config: ConvNextConfig
    def __init__(self,
        config: ConvNextConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextForImageClassification(PreTrainedModel):  # auto_core/models/convnext.py
    config: ConvNextConfig
    def __init__(self,
        config: ConvNextConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextBackbone(PreTrainedModel):  # auto_core/models/convnext.py
    config: ConvNextConfig
    def __init__(self,
        config: ConvNextConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextV2PreTrainedModel(PreTrainedModel):  # auto_core/models/convnextv2.py
    config: ConvNextV2Config
    def __init__(self,
        config: ConvNextV2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ConvNextV2Model(PreTrainedModel):  # auto_core/models/convnextv2.py
    config: ConvNextV2Config
    def __init__(self,
        config: ConvNextV2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextV2ForImageClassification(PreTrainedModel):  # auto_core/models/convnextv2.py
    config: ConvNextV2Config
    def __init__(self,
        config: ConvNextV2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ConvNextV2Backbone(PreTrainedModel):  # auto_core/models/convnextv2.py
    config: ConvNextV2Config
    def __init__(self,
        config: ConvNextV2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2PreTrainedModel(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DebertaV2Model(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2ForMaskedLM(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2ForSequenceClassification(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2ForMultipleChoice(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2ForTokenClassification(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DebertaV2ForQuestionAnswering(PreTrainedModel):  # auto_core/models/deberta_v2.py
    config: DebertaV2Config
    def __init__(self,
        config: DebertaV2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DeiTPreTrainedModel(PreTrainedModel):  # auto_core/models/deit.py
    config: DeiTConfig
    def __init__(self,
        config: DeiTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DeiTModel(PreTrainedModel):  # auto_core/models/deit.py
    config: DeiTConfig
    def __init__(self,
        config: DeiTConfig,
        add_pooling_layer: bool = True,
        use_mask_token: bool = False,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DeiTForMaskedImageModeling(PreTrainedModel):  # auto_core/models/deit.py
    config: DeiTConfig
    def __init__(self,
        config: DeiTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DeiTForImageClassification(PreTrainedModel):  # auto_core/models/deit.py
    config: DeiTConfig
    def __init__(self,
        config: DeiTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DeiTForImageClassificationWithTeacher(PreTrainedModel):  # auto_core/models/deit.py
    config: DeiTConfig
    def __init__(self,
        config: DeiTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DepthAnythingPreTrainedModel(PreTrainedModel):  # auto_core/models/depth_anything.py
    config: DepthAnythingConfig
    def __init__(self,
        config: DepthAnythingConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DepthAnythingForDepthEstimation(PreTrainedModel):  # auto_core/models/depth_anything.py
    config: DepthAnythingConfig
    def __init__(self,
        config: DepthAnythingConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DetrPreTrainedModel(PreTrainedModel):  # auto_core/models/detr.py
    config: DetrConfig
    def __init__(self,
        config: DetrConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DetrModel(PreTrainedModel):  # auto_core/models/detr.py
    config: DetrConfig
    def __init__(self,
        config: DetrConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DetrForObjectDetection(PreTrainedModel):  # auto_core/models/detr.py
    config: DetrConfig
    def __init__(self,
        config: DetrConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DetrForSegmentation(PreTrainedModel):  # auto_core/models/detr.py
    config: DetrConfig
    def __init__(self,
        config: DetrConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Dinov2PreTrainedModel(PreTrainedModel):  # auto_core/models/dinov2.py
    config: Dinov2Config
    def __init__(self,
        config: Dinov2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Dinov2Model(PreTrainedModel):  # auto_core/models/dinov2.py
    config: Dinov2Config
    def __init__(self,
        config: Dinov2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Dinov2ForImageClassification(PreTrainedModel):  # auto_core/models/dinov2.py
    config: Dinov2Config
    def __init__(self,
        config: Dinov2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Dinov2Backbone(PreTrainedModel):  # auto_core/models/dinov2.py
    config: Dinov2Config
    def __init__(self,
        config: Dinov2Config,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertPreTrainedModel(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DistilBertModel(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        position_ids: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertForMaskedLM(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertForSequenceClassification(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertForMultipleChoice(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertForTokenClassification(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DistilBertForQuestionAnswering(PreTrainedModel):  # auto_core/models/distilbert.py
    config: DistilBertConfig
    def __init__(self,
        config: DistilBertConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DPTPreTrainedModel(PreTrainedModel):  # auto_core/models/dpt.py
    config: DPTConfig
    def __init__(self,
        config: DPTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class DPTModel(PreTrainedModel):  # auto_core/models/dpt.py
    config: DPTConfig
    def __init__(self,
        config: DPTConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DPTForDepthEstimation(PreTrainedModel):  # auto_core/models/dpt.py
    config: DPTConfig
    def __init__(self,
        config: DPTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class DPTForSemanticSegmentation(PreTrainedModel):  # auto_core/models/dpt.py
    config: DPTConfig
    def __init__(self,
        config: DPTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraPreTrainedModel(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ElectraModel(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForPreTraining(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForMaskedLM(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForCausalLM(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForSequenceClassification(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForMultipleChoice(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForTokenClassification(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ElectraForQuestionAnswering(PreTrainedModel):  # auto_core/models/electra.py
    config: ElectraConfig
    def __init__(self,
        config: ElectraConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class EncoderDecoderModel(PreTrainedModel):  # auto_core/models/encoder_decoder.py
    config: EncoderDecoderConfig
    def __init__(self,
        config: EncoderDecoderConfig | None = None,
        encoder: Any = None,
        decoder: Any = None,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        token_type_ids: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
        **others: Any,
    ) -> Any: ...

class GitPreTrainedModel(PreTrainedModel):  # auto_core/models/git.py
    config: GitConfig
    def __init__(self,
        config: GitConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class GitVisionModel(PreTrainedModel):  # auto_core/models/git.py
    config: GitVisionConfig
    def __init__(self,
        config: GitVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GitModel(PreTrainedModel):  # auto_core/models/git.py
    config: GitConfig
    def __init__(self,
        config: GitConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        pixel_values: Any = None,
        inputs_embeds: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GitForCausalLM(PreTrainedModel):  # auto_core/models/git.py
    config: GitConfig
    def __init__(self,
        config: GitConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        pixel_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        interpolate_pos_encoding: bool = False,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2PreTrainedModel(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class GPT2Model(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        past_key_values: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2LMHeadModel(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        past_key_values: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2DoubleHeadsModel(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        past_key_values: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        mc_token_ids: Any = None,
        labels: Any = None,
        mc_labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2ForSequenceClassification(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        past_key_values: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2ForTokenClassification(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        past_key_values: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class GPT2ForQuestionAnswering(PreTrainedModel):  # auto_core/models/gpt2.py
    config: GPT2Config
    def __init__(self,
        config: GPT2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class HubertPreTrainedModel(PreTrainedModel):  # auto_core/models/hubert.py
    config: HubertConfig
    def __init__(self,
        config: HubertConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class HubertModel(PreTrainedModel):  # auto_core/models/hubert.py
    config: HubertConfig
    def __init__(self,
        config: HubertConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        mask_time_indices: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class HubertForCTC(PreTrainedModel):  # auto_core/models/hubert.py
    config: HubertConfig
    def __init__(self,
        config: HubertConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class HubertForSequenceClassification(PreTrainedModel):  # auto_core/models/hubert.py
    config: HubertConfig
    def __init__(self,
        config: HubertConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMPreTrainedModel(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class LayoutLMModel(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMForMaskedLM(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMClassifier(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMForSequenceClassification(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMForTokenClassification(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMForQuestionAnswering(PreTrainedModel):  # auto_core/models/layoutlm.py
    config: LayoutLMConfig
    def __init__(self,
        config: LayoutLMConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMv3PreTrainedModel(PreTrainedModel):  # auto_core/models/layoutlmv3.py
    config: LayoutLMv3Config
    def __init__(self,
        config: LayoutLMv3Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class LayoutLMv3Model(PreTrainedModel):  # auto_core/models/layoutlmv3.py
    config: LayoutLMv3Config
    def __init__(self,
        config: LayoutLMv3Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMv3ForTokenClassification(PreTrainedModel):  # auto_core/models/layoutlmv3.py
    config: LayoutLMv3Config
    def __init__(self,
        config: LayoutLMv3Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        bbox: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMv3ForQuestionAnswering(PreTrainedModel):  # auto_core/models/layoutlmv3.py
    config: LayoutLMv3Config
    def __init__(self,
        config: LayoutLMv3Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        bbox: Any = None,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LayoutLMv3ForSequenceClassification(PreTrainedModel):  # auto_core/models/layoutlmv3.py
    config: LayoutLMv3Config
    def __init__(self,
        config: LayoutLMv3Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        bbox: Any = None,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LlamaPreTrainedModel(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class LlamaModel(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LlamaForCausalLM(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LlamaForSequenceClassification(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LlamaForTokenClassification(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class LlamaForQuestionAnswering(PreTrainedModel):  # auto_core/models/llama.py
    config: LlamaConfig
    def __init__(self,
        config: LlamaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MarianPreTrainedModel(PreTrainedModel):  # auto_core/models/marian.py
    config: MarianConfig
    def __init__(self,
        config: MarianConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MarianModel(PreTrainedModel):  # auto_core/models/marian.py
    config: MarianConfig
    def __init__(self,
        config: MarianConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MarianMTModel(PreTrainedModel):  # auto_core/models/marian.py
    config: MarianConfig
    def __init__(self,
        config: MarianConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MarianForCausalLM(PreTrainedModel):  # auto_core/models/marian.py
    config: MarianConfig
    def __init__(self,
        config: MarianConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Mask2FormerPreTrainedModel(PreTrainedModel):  # auto_core/models/mask2former.py
    config: Mask2FormerConfig
    def __init__(self,
        config: Mask2FormerConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Mask2FormerModel(PreTrainedModel):  # auto_core/models/mask2former.py
    config: Mask2FormerConfig
    def __init__(self,
        config: Mask2FormerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Mask2FormerForUniversalSegmentation(PreTrainedModel):  # auto_core/models/mask2former.py
    config: Mask2FormerConfig
    def __init__(self,
        config: Mask2FormerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        mask_labels: Any = None,
        class_labels: Any = None,
        pixel_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_auxiliary_logits: bool | None = None,
        return_dict: bool | None = None,
    ) -> Any: ...

class MaskFormerPreTrainedModel(PreTrainedModel):  # auto_core/models/maskformer.py
    config: MaskFormerConfig
    def __init__(self,
        config: MaskFormerConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MaskFormerModel(PreTrainedModel):  # auto_core/models/maskformer.py
    config: MaskFormerConfig
    def __init__(self,
        config: MaskFormerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MaskFormerForInstanceSegmentation(PreTrainedModel):  # auto_core/models/maskformer.py
    config: MaskFormerConfig
    def __init__(self,
        config: MaskFormerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        mask_labels: Any = None,
        class_labels: Any = None,
        pixel_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_auxiliary_logits: bool | None = None,
        return_dict: bool | None = None,
    ) -> Any: ...

class MaskFormerSwinPreTrainedModel(PreTrainedModel):  # auto_core/models/maskformer_swin.py
    config: MaskFormerSwinConfig
    def __init__(self,
        config: MaskFormerSwinConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MaskFormerSwinModel(PreTrainedModel):  # auto_core/models/maskformer_swin.py
    config: MaskFormerSwinConfig
    def __init__(self,
        config: MaskFormerSwinConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MaskFormerSwinBackbone(PreTrainedModel):  # auto_core/models/maskformer_swin.py
    config: MaskFormerSwinConfig
    def __init__(self,
        config: MaskFormerSwinConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MBartPreTrainedModel(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MBartModel(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MBartForConditionalGeneration(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MBartForSequenceClassification(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MBartForQuestionAnswering(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MBartForCausalLM(PreTrainedModel):  # auto_core/models/mbart.py
    config: MBartConfig
    def __init__(self,
        config: MBartConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MistralPreTrainedModel(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MistralModel(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MistralForCausalLM(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MistralForSequenceClassification(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MistralForTokenClassification(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MistralForQuestionAnswering(PreTrainedModel):  # auto_core/models/mistral.py
    config: MistralConfig
    def __init__(self,
        config: MistralConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetPreTrainedModel(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MPNetModel(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetForMaskedLM(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetForSequenceClassification(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetForMultipleChoice(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetForTokenClassification(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MPNetForQuestionAnswering(PreTrainedModel):  # auto_core/models/mpnet.py
    config: MPNetConfig
    def __init__(self,
        config: MPNetConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5PreTrainedModel(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class MT5Model(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5ForConditionalGeneration(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5EncoderModel(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5ForSequenceClassification(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5ForTokenClassification(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class MT5ForQuestionAnswering(PreTrainedModel):  # auto_core/models/mt5.py
    config: MT5Config
    def __init__(self,
        config: MT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Owlv2PreTrainedModel(PreTrainedModel):  # auto_core/models/owlv2.py
    config: Owlv2Config
    def __init__(self,
        config: Owlv2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Owlv2Model(PreTrainedModel):  # auto_core/models/owlv2.py
    config: Owlv2Config
    def __init__(self,
        config: Owlv2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Owlv2TextModel(PreTrainedModel):  # auto_core/models/owlv2.py
    config: Owlv2TextConfig
    def __init__(self,
        config: Owlv2TextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Owlv2VisionModel(PreTrainedModel):  # auto_core/models/owlv2.py
    config: Owlv2VisionConfig
    def __init__(self,
        config: Owlv2VisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Owlv2ForObjectDetection(PreTrainedModel):  # auto_core/models/owlv2.py
    config: Owlv2Config
    def __init__(self,
        config: Owlv2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTPreTrainedModel(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlViTConfig
    def __init__(self,
        config: OwlViTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class OwlViTTextTransformer(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlTextConfig
    def __init__(self,
        config: OwlTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTVisionTransformer(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlVisionConfig
    def __init__(self,
        config: OwlVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTTextModel(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlViTTextConfig
    def __init__(self,
        config: OwlViTTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTVisionModel(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlViTVisionConfig
    def __init__(self,
        config: OwlViTVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTModel(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlViTConfig
    def __init__(self,
        config: OwlViTConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class OwlViTForObjectDetection(PreTrainedModel):  # auto_core/models/owlvit.py
    config: OwlViTConfig
    def __init__(self,
        config: OwlViTConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class PatchTSTPreTrainedModel(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class PatchTSTModel(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
        hides: bool | None = None,
    ) -> None: ...
    def __call__(self,
        past_values: Any = None,
        past_observed_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class PatchTSTForPretraining(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any = None,
        past_observed_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class PatchTSTForClassification(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any = None,
        target_values: Any = None,
        past_observed_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class PatchTSTForPrediction(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any = None,
        past_observed_mask: Any = None,
        future_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class PatchTSTForRegression(PreTrainedModel):  # auto_core/models/patchtst.py
    config: PatchTSTConfig
    def __init__(self,
        config: PatchTSTConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any = None,
        target_values: Any = None,
        past_observed_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Qwen2PreTrainedModel(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Qwen2Model(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Qwen2ForCausalLM(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Qwen2ForSequenceClassification(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Qwen2ForTokenClassification(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Qwen2ForQuestionAnswering(PreTrainedModel):  # auto_core/models/qwen2.py
    config: Qwen2Config
    def __init__(self,
        config: Qwen2Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RegNetPreTrainedModel(PreTrainedModel):  # auto_core/models/regnet.py
    config: RegNetConfig
    def __init__(self,
        config: RegNetConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class RegNetModel(PreTrainedModel):  # auto_core/models/regnet.py
    config: RegNetConfig
    def __init__(self,
        config: RegNetConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RegNetForImageClassification(PreTrainedModel):  # auto_core/models/regnet.py
    config: RegNetConfig
    def __init__(self,
        config: RegNetConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ResNetPreTrainedModel(PreTrainedModel):  # auto_core/models/resnet.py
    config: ResNetConfig
    def __init__(self,
        config: ResNetConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ResNetModel(PreTrainedModel):  # auto_core/models/resnet.py
    config: ResNetConfig
    def __init__(self,
        config: ResNetConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ResNetForImageClassification(PreTrainedModel):  # auto_core/models/resnet.py
    config: ResNetConfig
    def __init__(self,
        config: ResNetConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ResNetBackbone(PreTrainedModel):  # auto_core/models/resnet.py
    config: ResNetConfig
    def __init__(self,
        config: ResNetConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaPreTrainedModel(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class RobertaModel(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForCausalLM(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForMaskedLM(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForSequenceClassification(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForMultipleChoice(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForTokenClassification(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class RobertaForQuestionAnswering(PreTrainedModel):  # auto_core/models/roberta.py
    config: RobertaConfig
    def __init__(self,
        config: RobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SamPreTrainedModel(PreTrainedModel):  # auto_core/models/sam.py
    config: SamConfig
    def __init__(self,
        config: SamConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SamVisionModel(PreTrainedModel):  # auto_core/models/sam.py
    config: SamVisionConfig
    def __init__(self,
        config: SamVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SamModel(PreTrainedModel):  # auto_core/models/sam.py
    config: SamConfig
    def __init__(self,
        config: SamConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        input_points: Any = None,
        input_labels: Any = None,
        input_boxes: Any = None,
        input_masks: Any = None,
        image_embeddings: Any = None,
        attention_similarity: Any = None,
        target_embedding: Any = None,
        *,
        multimask_output: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SegformerPreTrainedModel(PreTrainedModel):  # auto_core/models/segformer.py
    config: SegformerConfig
    def __init__(self,
        config: SegformerConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SegformerModel(PreTrainedModel):  # auto_core/models/segformer.py
    config: SegformerConfig
    def __init__(self,
        config: SegformerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SegformerForImageClassification(PreTrainedModel):  # auto_core/models/segformer.py
    config: SegformerConfig
    def __init__(self,
        config: SegformerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SegformerForSemanticSegmentation(PreTrainedModel):  # auto_core/models/segformer.py
    config: SegformerConfig
    def __init__(self,
        config: SegformerConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SiglipPreTrainedModel(PreTrainedModel):  # auto_core/models/siglip.py
    config: SiglipConfig
    def __init__(self,
        config: SiglipConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SiglipTextModel(PreTrainedModel):  # auto_core/models/siglip.py
    config: SiglipTextConfig
    def __init__(self,
        config: SiglipTextConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SiglipVisionModel(PreTrainedModel):  # auto_core/models/siglip.py
    config: SiglipVisionConfig
    def __init__(self,
        config: SiglipVisionConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SiglipModel(PreTrainedModel):  # auto_core/models/siglip.py
    config: SiglipConfig
    def __init__(self,
        config: SiglipConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SiglipForImageClassification(PreTrainedModel):  # auto_core/models/siglip.py
    config: SiglipConfig
    def __init__(self,
        config: SiglipConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SpeechEncoderDecoderModel(PreTrainedModel):  # auto_core/models/speech_encoder_decoder.py
    config: SpeechEncoderDecoderConfig
    def __init__(self,
        config: SpeechEncoderDecoderConfig | None = None,
        encoder: Any = None,
        decoder: Any = None,
    ) -> None: ...
    def __call__(self,
        inputs: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        input_values: Any = None,
        input_features: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
        **others: Any,
    ) -> Any: ...

class SpeechT5PreTrainedModel(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SpeechT5Model(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
        encoder_prenet: Any = None,
        decoder_prenet: Any = None,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        decoder_input_values: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        speaker_embeddings: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SpeechT5ForSpeechToText(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SpeechT5SpeakingModel(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SpeechT5ForTextToSpeech(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_values: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        speaker_embeddings: Any = None,
        labels: Any = None,
        stop_labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SpeechT5ForSpeechToSpeech(PreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        decoder_input_values: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        speaker_embeddings: Any = None,
        labels: Any = None,
        stop_labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SpeechT5HifiGan(PreTrainedModel):  # auto_core/models/speecht5_hifigan.py
    config: SpeechT5HifiGanConfig
    def __init__(self,
        config: SpeechT5HifiGanConfig,
    ) -> None: ...
    def __call__(self,
        spectrogram: Any = None,
        *,
        return_dict: bool | None = None,
    ) -> Any: ...

class SuperPointPreTrainedModel(PreTrainedModel):  # auto_core/models/superpoint.py
    config: SuperPointConfig
    def __init__(self,
        config: SuperPointConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SuperPointForKeypointDetection(PreTrainedModel):  # auto_core/models/superpoint.py
    config: SuperPointConfig
    def __init__(self,
        config: SuperPointConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SwinPreTrainedModel(PreTrainedModel):  # auto_core/models/swin.py
    config: SwinConfig
    def __init__(self,
        config: SwinConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class SwinModel(PreTrainedModel):  # auto_core/models/swin.py
    config: SwinConfig
    def __init__(self,
        config: SwinConfig,
        add_pooling_layer: bool = True,
        use_mask_token: bool = False,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SwinForMaskedImageModeling(PreTrainedModel):  # auto_core/models/swin.py
    config: SwinConfig
    def __init__(self,
        config: SwinConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SwinForImageClassification(PreTrainedModel):  # auto_core/models/swin.py
    config: SwinConfig
    def __init__(self,
        config: SwinConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class SwinBackbone(PreTrainedModel):  # auto_core/models/swin.py
    config: SwinConfig
    def __init__(self,
        config: SwinConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Swin2SRPreTrainedModel(PreTrainedModel):  # auto_core/models/swin2sr.py
    config: Swin2SRConfig
    def __init__(self,
        config: Swin2SRConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Swin2SRModel(PreTrainedModel):  # auto_core/models/swin2sr.py
    config: Swin2SRConfig
    def __init__(self,
        config: Swin2SRConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Swin2SRForImageSuperResolution(PreTrainedModel):  # auto_core/models/swin2sr.py
    config: Swin2SRConfig
    def __init__(self,
        config: Swin2SRConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5PreTrainedModel(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class T5Seq2SeqModel(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class T5Model(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5ForConditionalGeneration(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5EncoderModel(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5ForSequenceClassification(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5ForTokenClassification(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class T5ForQuestionAnswering(PreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        inputs_embeds: Any = None,
        decoder_inputs_embeds: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TapasPreTrainedModel(PreTrainedModel):  # auto_core/models/tapas.py
    config: TapasConfig
    def __init__(self,
        config: TapasConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TapasModel(PreTrainedModel):  # auto_core/models/tapas.py
    config: TapasConfig
    def __init__(self,
        config: TapasConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TapasForMaskedLM(PreTrainedModel):  # auto_core/models/tapas.py
    config: TapasConfig
    def __init__(self,
        config: TapasConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TapasForSequenceClassification(PreTrainedModel):  # auto_core/models/tapas.py
    config: TapasConfig
    def __init__(self,
        config: TapasConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TapasForQuestionAnswering(PreTrainedModel):  # auto_core/models/tapas.py
    config: TapasConfig
    def __init__(self,
        config: TapasConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        table_mask: Any = None,
        labels: Any = None,
        aggregation_labels: Any = None,
        float_answer: Any = None,
        numeric_values: Any = None,
        numeric_values_scale: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TimesFmPreTrainedModel(PreTrainedModel):  # auto_core/models/timesfm.py
    config: TimesFmConfig
    def __init__(self,
        config: TimesFmConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TimesFmModel(PreTrainedModel):  # auto_core/models/timesfm.py
    config: TimesFmConfig
    def __init__(self,
        config: TimesFmConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any,
        past_values_padding: Any,
        freq: Any,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TimesFmModelForPrediction(PreTrainedModel):  # auto_core/models/timesfm.py
    config: TimesFmConfig
    def __init__(self,
        config: TimesFmConfig,
    ) -> None: ...
    def __call__(self,
        past_values: Any,
        freq: Any = None,
        future_values: Any = None,
        past_values_padding: Any = None,
        *,
        window_size: int | None = None,
        forecast_context_len: int | None = None,
        return_forecast_on_context: bool = False,
        truncate_negative: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class TrOCRPreTrainedModel(PreTrainedModel):  # auto_core/models/trocr.py
    config: TrOCRConfig
    def __init__(self,
        config: TrOCRConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TrOCRForCausalLM(PreTrainedModel):  # auto_core/models/trocr.py
    config: TrOCRConfig
    def __init__(self,
        config: TrOCRConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class VideoMAEPreTrainedModel(PreTrainedModel):  # auto_core/models/videomae.py
    config: VideoMAEConfig
    def __init__(self,
        config: VideoMAEConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class VideoMAEModel(PreTrainedModel):  # auto_core/models/videomae.py
    config: VideoMAEConfig
    def __init__(self,
        config: VideoMAEConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class VideoMAEForPreTraining(PreTrainedModel):  # auto_core/models/videomae.py
    config: VideoMAEConfig
    def __init__(self,
        config: VideoMAEConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class VideoMAEForVideoClassification(PreTrainedModel):  # auto_core/models/videomae.py
    config: VideoMAEConfig
    def __init__(self,
        config: VideoMAEConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltPreTrainedModel(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ViltModel(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        *,
        image_token_type_idx: int | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltHead(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltForMaskedLM(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltForQuestionAnswering(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltForImageAndTextRetrieval(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltForTokenClassification(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViltForImagesAndTextClassification(PreTrainedModel):  # auto_core/models/vilt.py
    config: ViltConfig
    def __init__(self,
        config: ViltConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        pixel_values: Any = None,
        pixel_mask: Any = None,
        inputs_embeds: Any = None,
        image_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class VisionEncoderDecoderModel(PreTrainedModel):  # auto_core/models/vision_encoder_decoder.py
    config: VisionEncoderDecoderConfig
    def __init__(self,
        config: VisionEncoderDecoderConfig | None = None,
        encoder: Any = None,
        decoder: Any = None,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        decoder_inputs_embeds: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        interpolate_pos_encoding: bool = False,
        return_dict: bool | None = None,
        **others: Any,
    ) -> Any: ...

class VisionTextDualEncoderModel(PreTrainedModel):  # auto_core/models/vision_text_dual_encoder.py
    config: VisionTextDualEncoderConfig
    def __init__(self,
        config: VisionTextDualEncoderConfig | None = None,
        vision_model: Any = None,
        text_model: Any = None,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        pixel_values: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        token_type_ids: Any = None,
        *,
        return_loss: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViTPreTrainedModel(PreTrainedModel):  # auto_core/models/vit.py
    config: ViTConfig
    def __init__(self,
        config: ViTConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ViTModel(PreTrainedModel):  # auto_core/models/vit.py
    config: ViTConfig
    def __init__(self,
        config: ViTConfig,
        add_pooling_layer: bool = True,
        use_mask_token: bool = False,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViTForMaskedImageModeling(PreTrainedModel):  # auto_core/models/vit.py
    config: ViTConfig
    def __init__(self,
        config: ViTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        bool_masked_pos: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViTForImageClassification(PreTrainedModel):  # auto_core/models/vit.py
    config: ViTConfig
    def __init__(self,
        config: ViTConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        labels: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViTMAEPreTrainedModel(PreTrainedModel):  # auto_core/models/vit_mae.py
    config: ViTMAEConfig
    def __init__(self,
        config: ViTMAEConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class ViTMAEModel(PreTrainedModel):  # auto_core/models/vit_mae.py
    config: ViTMAEConfig
    def __init__(self,
        config: ViTMAEConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        noise: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class ViTMAEForPreTraining(PreTrainedModel):  # auto_core/models/vit_mae.py
    config: ViTMAEConfig
    def __init__(self,
        config: ViTMAEConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        noise: Any = None,
        attention_mask: Any = None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class VitsPreTrainedModel(PreTrainedModel):  # auto_core/models/vits.py
    config: VitsConfig
    def __init__(self,
        config: VitsConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class VitsModel(PreTrainedModel):  # auto_core/models/vits.py
    config: VitsConfig
    def __init__(self,
        config: VitsConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        speaker_id: Any = None,
        labels: Any = None,
        *,
        speaking_rate: float | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2PreTrainedModel(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Wav2Vec2Model(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        mask_time_indices: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForPreTraining(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        mask_time_indices: Any = None,
        sampled_negative_indices: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForCTC(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForMaskedLM(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForSequenceClassification(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForAudioFrameClassification(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class Wav2Vec2ForXVector(PreTrainedModel):  # auto_core/models/wav2vec2.py
    config: Wav2Vec2Config
    def __init__(self,
        config: Wav2Vec2Config,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WavLMPreTrainedModel(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class WavLMModel(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        mask_time_indices: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WavLMForCTC(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WavLMForSequenceClassification(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WavLMForAudioFrameClassification(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WavLMForXVector(PreTrainedModel):  # auto_core/models/wavlm.py
    config: WavLMConfig
    def __init__(self,
        config: WavLMConfig,
    ) -> None: ...
    def __call__(self,
        input_values: Any = None,
        attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WhisperPreTrainedModel(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class Listening(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class WhisperModel(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
    ) -> None: ...
    def __call__(self,
        input_features: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        decoder_inputs_embeds: Any = None,
        decoder_position_ids: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WhisperForConditionalGeneration(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
    ) -> None: ...
    def __call__(self,
        input_features: Any = None,
        attention_mask: Any = None,
        decoder_input_ids: Any = None,
        decoder_attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        decoder_inputs_embeds: Any = None,
        decoder_position_ids: Any = None,
        labels: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WhisperForCausalLM(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        encoder_outputs: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        position_ids: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class WhisperForAudioClassification(PreTrainedModel):  # auto_core/models/whisper.py
    config: WhisperConfig
    def __init__(self,
        config: WhisperConfig,
    ) -> None: ...
    def __call__(self,
        input_features: Any = None,
        encoder_outputs: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaPreTrainedModel(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
        *args: Any,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class XLMRobertaModel(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
        add_pooling_layer: bool = True,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForCausalLM(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        past_key_values: Any = None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForMaskedLM(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        encoder_hidden_states: Any = None,
        encoder_attention_mask: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForSequenceClassification(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForMultipleChoice(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForTokenClassification(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class XLMRobertaForQuestionAnswering(PreTrainedModel):  # auto_core/models/xlm_roberta.py
    config: XLMRobertaConfig
    def __init__(self,
        config: XLMRobertaConfig,
    ) -> None: ...
    def __call__(self,
        input_ids: Any = None,
        attention_mask: Any = None,
        token_type_ids: Any = None,
        position_ids: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...
