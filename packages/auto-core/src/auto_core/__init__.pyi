# Written by tools/stubs.py (make stubs). Do not edit.

import os
from types import ModuleType
from typing import Any

from auto_core.auto.modeling import AutoModelFactory
from auto_core.auto.configuration import AutoConfig as AutoConfig
from auto_core.auto.feature_extraction import AutoFeatureExtractor as AutoFeatureExtractor
from auto_core.auto.image_processing import AutoImageProcessor as AutoImageProcessor
from auto_core.auto.processing import AutoProcessor as AutoProcessor
from auto_core.auto.tokenization import AutoTokenizer as AutoTokenizer
from auto_core.configs._base import PreTrainedConfig as PreTrainedConfig
from auto_core.configs._base import PretrainedConfig as PretrainedConfig
from auto_core.configs.albert import AlbertConfig as AlbertConfig
from auto_core.configs.audio_spectrogram_transformer import ASTConfig as ASTConfig
from auto_core.configs.bart import BartConfig as BartConfig
from auto_core.configs.bert import BertConfig as BertConfig
from auto_core.configs.bit import BitConfig as BitConfig
from auto_core.configs.blip import BlipConfig as BlipConfig
from auto_core.configs.blip import BlipTextConfig as BlipTextConfig
from auto_core.configs.blip import BlipVisionConfig as BlipVisionConfig
from auto_core.configs.camembert import CamembertConfig as CamembertConfig
from auto_core.configs.clip import CLIPConfig as CLIPConfig
from auto_core.configs.clip import CLIPTextConfig as CLIPTextConfig
from auto_core.configs.clip import CLIPVisionConfig as CLIPVisionConfig
from auto_core.configs.convnext import ConvNextConfig as ConvNextConfig
from auto_core.configs.convnextv2 import ConvNextV2Config as ConvNextV2Config
from auto_core.configs.deberta_v2 import DebertaV2Config as DebertaV2Config
from auto_core.configs.deit import DeiTConfig as DeiTConfig
from auto_core.configs.depth_anything import DepthAnythingConfig as DepthAnythingConfig
from auto_core.configs.detr import DetrConfig as DetrConfig
from auto_core.configs.detr import DetrTransformerConfig as DetrTransformerConfig
from auto_core.configs.dinov2 import Dinov2Config as Dinov2Config
from auto_core.configs.distilbert import DistilBertConfig as DistilBertConfig
from auto_core.configs.dpt import DPTConfig as DPTConfig
from auto_core.configs.electra import ElectraConfig as ElectraConfig
from auto_core.configs.encoder_decoder import EncoderDecoderConfig as EncoderDecoderConfig
from auto_core.configs.git import GitConfig as GitConfig
from auto_core.configs.git import GitVisionConfig as GitVisionConfig
from auto_core.configs.gpt2 import GPT2Config as GPT2Config
from auto_core.configs.hubert import HubertConfig as HubertConfig
from auto_core.configs.layoutlm import LayoutLMConfig as LayoutLMConfig
from auto_core.configs.layoutlmv3 import LayoutLMv3Config as LayoutLMv3Config
from auto_core.configs.llama import LlamaConfig as LlamaConfig
from auto_core.configs.marian import MarianConfig as MarianConfig
from auto_core.configs.mask2former import Mask2FormerConfig as Mask2FormerConfig
from auto_core.configs.maskformer import MaskFormerConfig as MaskFormerConfig
from auto_core.configs.maskformer_swin import MaskFormerSwinConfig as MaskFormerSwinConfig
from auto_core.configs.mbart import MBartConfig as MBartConfig
from auto_core.configs.mistral import MistralConfig as MistralConfig
from auto_core.configs.mpnet import MPNetConfig as MPNetConfig
from auto_core.configs.mt5 import MT5Config as MT5Config
from auto_core.configs.owlv2 import Owlv2Config as Owlv2Config
from auto_core.configs.owlv2 import Owlv2TextConfig as Owlv2TextConfig
from auto_core.configs.owlv2 import Owlv2VisionConfig as Owlv2VisionConfig
from auto_core.configs.owlvit import OwlViTConfig as OwlViTConfig
from auto_core.configs.owlvit import OwlViTTextConfig as OwlViTTextConfig
from auto_core.configs.owlvit import OwlViTVisionConfig as OwlViTVisionConfig
from auto_core.configs.patchtst import PatchTSTConfig as PatchTSTConfig
from auto_core.configs.qwen2 import Qwen2Config as Qwen2Config
from auto_core.configs.regnet import RegNetConfig as RegNetConfig
from auto_core.configs.resnet import ResNetConfig as ResNetConfig
from auto_core.configs.roberta import RobertaConfig as RobertaConfig
from auto_core.configs.sam import SamConfig as SamConfig
from auto_core.configs.sam import SamMaskDecoderConfig as SamMaskDecoderConfig
from auto_core.configs.sam import SamPromptEncoderConfig as SamPromptEncoderConfig
from auto_core.configs.sam import SamVisionConfig as SamVisionConfig
from auto_core.configs.segformer import SegformerConfig as SegformerConfig
from auto_core.configs.siglip import SiglipConfig as SiglipConfig
from auto_core.configs.siglip import SiglipTextConfig as SiglipTextConfig
from auto_core.configs.siglip import SiglipVisionConfig as SiglipVisionConfig
from auto_core.configs.speech_encoder_decoder import SpeechEncoderDecoderConfig as SpeechEncoderDecoderConfig
from auto_core.configs.speecht5 import SpeechT5Config as SpeechT5Config
from auto_core.configs.speecht5_hifigan import SpeechT5HifiGanConfig as SpeechT5HifiGanConfig
from auto_core.configs.superpoint import SuperPointConfig as SuperPointConfig
from auto_core.configs.swin import SwinConfig as SwinConfig
from auto_core.configs.swin2sr import Swin2SRConfig as Swin2SRConfig
from auto_core.configs.t5 import T5Config as T5Config
from auto_core.configs.tapas import TapasConfig as TapasConfig
from auto_core.configs.timesfm import TimesFmConfig as TimesFmConfig
from auto_core.configs.trocr import TrOCRConfig as TrOCRConfig
from auto_core.configs.videomae import VideoMAEConfig as VideoMAEConfig
from auto_core.configs.vilt import ViltConfig as ViltConfig
from auto_core.configs.vision_encoder_decoder import VisionEncoderDecoderConfig as VisionEncoderDecoderConfig
from auto_core.configs.vision_text_dual_encoder import VisionTextDualEncoderConfig as VisionTextDualEncoderConfig
from auto_core.configs.vit import ViTConfig as ViTConfig
from auto_core.configs.vit_mae import ViTMAEConfig as ViTMAEConfig
from auto_core.configs.vits import VitsConfig as VitsConfig
from auto_core.configs.wav2vec2 import PretrainedSpeechConfig as PretrainedSpeechConfig
from auto_core.configs.wav2vec2 import Wav2Vec2Config as Wav2Vec2Config
from auto_core.configs.wavlm import WavLMConfig as WavLMConfig
from auto_core.configs.whisper import WhisperConfig as WhisperConfig
from auto_core.configs.xlm_roberta import XLMRobertaConfig as XLMRobertaConfig
from auto_core.decoding.config import GenerationConfig as GenerationConfig
from auto_core.decoding.streamers import AsyncTextIteratorStreamer as AsyncTextIteratorStreamer
from auto_core.decoding.streamers import BaseStreamer as BaseStreamer
from auto_core.decoding.streamers import TextIteratorStreamer as TextIteratorStreamer
from auto_core.decoding.streamers import TextStreamer as TextStreamer
from auto_core.pretrained_numpy import NumpyPreTrainedModel as NumpyPreTrainedModel
from auto_core.tensors import BatchFeature as BatchFeature
from auto_core.tokenizers import BatchEncoding as BatchEncoding
from auto_core.tokenizers import PreTrainedTokenizer as PreTrainedTokenizer

__version__: str

class _AutoModel(AutoModelFactory):
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> NumpyPreTrainedModel: ...
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> NumpyPreTrainedModel: ...

class NumpyAutoModel(_AutoModel):
    """Loads the network without a head, with the class that the checkpoint calls for."""

class NumpyAutoModelForPreTraining(_AutoModel):
    """Loads the heads it was pretrained with, with the class that the checkpoint calls for."""

class NumpyAutoModelForCausalLM(_AutoModel):
    """Loads a head that predicts the next token, with the class that the checkpoint calls for."""

class NumpyAutoModelForMaskedLM(_AutoModel):
    """Loads a head that fills in masked tokens, with the class that the checkpoint calls for."""

class NumpyAutoModelForMaskGeneration(_AutoModel):
    """Loads a decoder of object masks, with the class that the checkpoint calls for."""

class NumpyAutoModelForSeq2SeqLM(_AutoModel):
    """Loads an encoder, a decoder and a token head, with the class that the checkpoint calls for."""

class NumpyAutoModelForSequenceClassification(_AutoModel):
    """Loads a head that classifies or rates a text, with the class that the checkpoint calls for."""

class NumpyAutoModelForMultipleChoice(_AutoModel):
    """Loads a head that picks one of several texts, with the class that the checkpoint calls for."""

class NumpyAutoModelForNextSentencePrediction(_AutoModel):
    """Loads a head that tells whether one sentence follows another, with the class that the checkpoint calls for."""

class NumpyAutoModelForTokenClassification(_AutoModel):
    """Loads a head that classifies every token, with the class that the checkpoint calls for."""

class NumpyAutoModelForQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer's start and end, with the class that the checkpoint calls for."""

class NumpyAutoModelForTextEncoding(_AutoModel):
    """Loads the text encoder, with the class that the checkpoint calls for."""

class NumpyAutoModelForDepthEstimation(_AutoModel):
    """Loads a head that estimates depth, with the class that the checkpoint calls for."""

class NumpyAutoModelForImageClassification(_AutoModel):
    """Loads a head that classifies an image, with the class that the checkpoint calls for."""

class NumpyAutoModelForVideoClassification(_AutoModel):
    """Loads a head that classifies a video, with the class that the checkpoint calls for."""

class NumpyAutoModelForKeypointDetection(_AutoModel):
    """Loads a head that finds and describes keypoints, with the class that the checkpoint calls for."""

class NumpyAutoModelForMaskedImageModeling(_AutoModel):
    """Loads a head that fills in masked patches, with the class that the checkpoint calls for."""

class NumpyAutoModelForObjectDetection(_AutoModel):
    """Loads a head that finds boxes and classes, with the class that the checkpoint calls for."""

class NumpyAutoModelForImageSegmentation(_AutoModel):
    """Loads a head that segments into things and stuff, with the class that the checkpoint calls for."""

class NumpyAutoModelForImageToImage(_AutoModel):
    """Loads a head that makes another image, with the class that the checkpoint calls for."""

class NumpyAutoModelForSemanticSegmentation(_AutoModel):
    """Loads a head that classifies every pixel, with the class that the checkpoint calls for."""

class NumpyAutoModelForInstanceSegmentation(_AutoModel):
    """Loads a head that finds a mask per object, with the class that the checkpoint calls for."""

class NumpyAutoModelForUniversalSegmentation(_AutoModel):
    """Loads a head for semantic, instance and panoptic segmentation, with the class that the checkpoint calls for."""

class NumpyAutoModelForZeroShotImageClassification(_AutoModel):
    """Loads towers that compare images and texts, with the class that the checkpoint calls for."""

class NumpyAutoModelForZeroShotObjectDetection(_AutoModel):
    """Loads a head that finds what a text names, with the class that the checkpoint calls for."""

class NumpyAutoModelForAudioClassification(_AutoModel):
    """Loads a head that classifies a recording, with the class that the checkpoint calls for."""

class NumpyAutoModelForAudioFrameClassification(_AutoModel):
    """Loads a head that classifies every frame, with the class that the checkpoint calls for."""

class NumpyAutoModelForCTC(_AutoModel):
    """Loads a head of characters per frame, trained with CTC, with the class that the checkpoint calls for."""

class NumpyAutoModelForSpeechSeq2Seq(_AutoModel):
    """Loads a speech encoder and a text decoder, with the class that the checkpoint calls for."""

class NumpyAutoModelForAudioXVector(_AutoModel):
    """Loads a head that embeds the speaker, with the class that the checkpoint calls for."""

class NumpyAutoModelForTextToSpectrogram(_AutoModel):
    """Loads a decoder of spectrograms, with the class that the checkpoint calls for."""

class NumpyAutoModelForTextToWaveform(_AutoModel):
    """Loads a decoder of sound, with the class that the checkpoint calls for."""

class NumpyAutoModelForTableQuestionAnswering(_AutoModel):
    """Loads a head that selects and aggregates cells, with the class that the checkpoint calls for."""

class NumpyAutoModelForDocumentQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer on a page, with the class that the checkpoint calls for."""

class NumpyAutoModelForVisualQuestionAnswering(_AutoModel):
    """Loads a head that answers questions about an image, with the class that the checkpoint calls for."""

class NumpyAutoModelForVision2Seq(_AutoModel):
    """Loads an image encoder and a text decoder, with the class that the checkpoint calls for."""

class NumpyAutoModelForImageTextToText(_AutoModel):
    """Loads a text decoder that sees images (the newer name of Vision2Seq), with the class that the checkpoint calls for."""

class NumpyAutoModelForTimeSeriesPrediction(_AutoModel):
    """Loads a head that forecasts, with the class that the checkpoint calls for."""

class NumpyAutoBackbone(_AutoModel):
    """Loads feature maps of chosen stages, with the class that the checkpoint calls for."""

class NumpyAutoModelWithLMHead(_AutoModel):
    """Loads any language-modelling head (deprecated: choose CausalLM, MaskedLM or Seq2SeqLM), with the class that the checkpoint calls for."""

class NumpyAlbertPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertModel(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForPreTraining(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyAlbertForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/albert.py
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

class NumpyASTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class NumpyASTModel(NumpyPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class NumpyASTForAudioClassification(NumpyPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class NumpyBartPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBartModel(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBartTaskModel(NumpyPreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class NumpyBartForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBartForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBartForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBartForCausalLM(NumpyPreTrainedModel):  # auto_core/models/bart.py
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

class NumpyBertPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertModel(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForPreTraining(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertLMHeadModel(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForNextSentencePrediction(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBertForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/bert.py
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

class NumpyBitPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/bit.py
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

class NumpyBitModel(NumpyPreTrainedModel):  # auto_core/models/bit.py
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

class NumpyBitForImageClassification(NumpyPreTrainedModel):  # auto_core/models/bit.py
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

class NumpyBitBackbone(NumpyPreTrainedModel):  # auto_core/models/bit.py
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

class NumpyBlipPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipVisionModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipTextPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipTextModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipTextLMHeadModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipModel(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyBlipForImageTextRetrieval(NumpyPreTrainedModel):  # auto_core/models/blip.py
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

class NumpyCamembertPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertModel(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForCausalLM(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCamembertForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/camembert.py
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

class NumpyCLIPPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPTextModel(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPVisionModel(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPModel(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPTextModelWithProjection(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPVisionModelWithProjection(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyCLIPForImageClassification(NumpyPreTrainedModel):  # auto_core/models/clip.py
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

class NumpyConvNextPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/convnext.py
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

class NumpyConvNextModel(NumpyPreTrainedModel):  # auto_core/models/convnext.py
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

class NumpyConvNextForImageClassification(NumpyPreTrainedModel):  # auto_core/models/convnext.py
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

class NumpyConvNextBackbone(NumpyPreTrainedModel):  # auto_core/models/convnext.py
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

class NumpyConvNextV2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/convnextv2.py
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

class NumpyConvNextV2Model(NumpyPreTrainedModel):  # auto_core/models/convnextv2.py
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

class NumpyConvNextV2ForImageClassification(NumpyPreTrainedModel):  # auto_core/models/convnextv2.py
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

class NumpyConvNextV2Backbone(NumpyPreTrainedModel):  # auto_core/models/convnextv2.py
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

class NumpyDebertaV2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2Model(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2ForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2ForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDebertaV2ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class NumpyDeiTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/deit.py
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

class NumpyDeiTModel(NumpyPreTrainedModel):  # auto_core/models/deit.py
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

class NumpyDeiTForMaskedImageModeling(NumpyPreTrainedModel):  # auto_core/models/deit.py
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

class NumpyDeiTForImageClassification(NumpyPreTrainedModel):  # auto_core/models/deit.py
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

class NumpyDeiTForImageClassificationWithTeacher(NumpyPreTrainedModel):  # auto_core/models/deit.py
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

class NumpyDepthAnythingPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/depth_anything.py
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

class NumpyDepthAnythingForDepthEstimation(NumpyPreTrainedModel):  # auto_core/models/depth_anything.py
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

class NumpyDetrPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/detr.py
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

class NumpyDetrModel(NumpyPreTrainedModel):  # auto_core/models/detr.py
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

class NumpyDetrForObjectDetection(NumpyPreTrainedModel):  # auto_core/models/detr.py
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

class NumpyDetrForSegmentation(NumpyPreTrainedModel):  # auto_core/models/detr.py
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

class NumpyDinov2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/dinov2.py
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

class NumpyDinov2Model(NumpyPreTrainedModel):  # auto_core/models/dinov2.py
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

class NumpyDinov2ForImageClassification(NumpyPreTrainedModel):  # auto_core/models/dinov2.py
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

class NumpyDinov2Backbone(NumpyPreTrainedModel):  # auto_core/models/dinov2.py
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

class NumpyDistilBertPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertModel(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDistilBertForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/distilbert.py
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

class NumpyDPTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/dpt.py
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

class NumpyDPTModel(NumpyPreTrainedModel):  # auto_core/models/dpt.py
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

class NumpyDPTForDepthEstimation(NumpyPreTrainedModel):  # auto_core/models/dpt.py
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

class NumpyDPTForSemanticSegmentation(NumpyPreTrainedModel):  # auto_core/models/dpt.py
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

class NumpyElectraPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraModel(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForPreTraining(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForCausalLM(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyElectraForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/electra.py
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

class NumpyEncoderDecoderModel(NumpyPreTrainedModel):  # auto_core/models/encoder_decoder.py
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

class NumpyGitPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/git.py
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

class NumpyGitVisionModel(NumpyPreTrainedModel):  # auto_core/models/git.py
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

class NumpyGitModel(NumpyPreTrainedModel):  # auto_core/models/git.py
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

class NumpyGitForCausalLM(NumpyPreTrainedModel):  # auto_core/models/git.py
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

class NumpyGPT2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2Model(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2LMHeadModel(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2DoubleHeadsModel(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyGPT2ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/gpt2.py
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

class NumpyHubertPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/hubert.py
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

class NumpyHubertModel(NumpyPreTrainedModel):  # auto_core/models/hubert.py
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

class NumpyHubertForCTC(NumpyPreTrainedModel):  # auto_core/models/hubert.py
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

class NumpyHubertForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/hubert.py
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

class NumpyLayoutLMPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMModel(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMClassifier(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/layoutlm.py
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

class NumpyLayoutLMv3PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class NumpyLayoutLMv3Model(NumpyPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class NumpyLayoutLMv3ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class NumpyLayoutLMv3ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class NumpyLayoutLMv3ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class NumpyLlamaPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyLlamaModel(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyLlamaForCausalLM(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyLlamaForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyLlamaForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyLlamaForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/llama.py
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

class NumpyMarianPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/marian.py
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

class NumpyMarianModel(NumpyPreTrainedModel):  # auto_core/models/marian.py
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

class NumpyMarianMTModel(NumpyPreTrainedModel):  # auto_core/models/marian.py
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

class NumpyMarianForCausalLM(NumpyPreTrainedModel):  # auto_core/models/marian.py
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

class NumpyMask2FormerPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/mask2former.py
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

class NumpyMask2FormerModel(NumpyPreTrainedModel):  # auto_core/models/mask2former.py
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

class NumpyMask2FormerForUniversalSegmentation(NumpyPreTrainedModel):  # auto_core/models/mask2former.py
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

class NumpyMaskFormerPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/maskformer.py
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

class NumpyMaskFormerModel(NumpyPreTrainedModel):  # auto_core/models/maskformer.py
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

class NumpyMaskFormerForInstanceSegmentation(NumpyPreTrainedModel):  # auto_core/models/maskformer.py
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

class NumpyMaskFormerSwinPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class NumpyMaskFormerSwinModel(NumpyPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class NumpyMaskFormerSwinBackbone(NumpyPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class NumpyMBartPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMBartModel(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMBartForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMBartForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMBartForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMBartForCausalLM(NumpyPreTrainedModel):  # auto_core/models/mbart.py
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

class NumpyMistralPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMistralModel(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMistralForCausalLM(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMistralForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMistralForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMistralForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/mistral.py
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

class NumpyMPNetPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetModel(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMPNetForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/mpnet.py
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

class NumpyMT5PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5Model(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5ForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5EncoderModel(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyMT5ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/mt5.py
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

class NumpyOwlv2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/owlv2.py
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

class NumpyOwlv2Model(NumpyPreTrainedModel):  # auto_core/models/owlv2.py
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

class NumpyOwlv2TextModel(NumpyPreTrainedModel):  # auto_core/models/owlv2.py
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

class NumpyOwlv2VisionModel(NumpyPreTrainedModel):  # auto_core/models/owlv2.py
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

class NumpyOwlv2ForObjectDetection(NumpyPreTrainedModel):  # auto_core/models/owlv2.py
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

class NumpyOwlViTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
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

class NumpyOwlViTTextTransformer(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
    config: PreTrainedConfig
    def __init__(self,
        config: PreTrainedConfig,
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

class NumpyOwlViTVisionTransformer(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
    config: PreTrainedConfig
    def __init__(self,
        config: PreTrainedConfig,
    ) -> None: ...
    def __call__(self,
        pixel_values: Any = None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        return_dict: bool | None = None,
    ) -> Any: ...

class NumpyOwlViTTextModel(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
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

class NumpyOwlViTVisionModel(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
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

class NumpyOwlViTModel(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
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

class NumpyOwlViTForObjectDetection(NumpyPreTrainedModel):  # auto_core/models/owlvit.py
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

class NumpyPatchTSTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyPatchTSTModel(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyPatchTSTForPretraining(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyPatchTSTForClassification(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyPatchTSTForPrediction(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyPatchTSTForRegression(NumpyPreTrainedModel):  # auto_core/models/patchtst.py
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

class NumpyQwen2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyQwen2Model(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyQwen2ForCausalLM(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyQwen2ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyQwen2ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyQwen2ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/qwen2.py
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

class NumpyRegNetPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/regnet.py
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

class NumpyRegNetModel(NumpyPreTrainedModel):  # auto_core/models/regnet.py
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

class NumpyRegNetForImageClassification(NumpyPreTrainedModel):  # auto_core/models/regnet.py
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

class NumpyResNetPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/resnet.py
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

class NumpyResNetModel(NumpyPreTrainedModel):  # auto_core/models/resnet.py
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

class NumpyResNetForImageClassification(NumpyPreTrainedModel):  # auto_core/models/resnet.py
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

class NumpyResNetBackbone(NumpyPreTrainedModel):  # auto_core/models/resnet.py
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

class NumpyRobertaPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaModel(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForCausalLM(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpyRobertaForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/roberta.py
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

class NumpySamPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/sam.py
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

class NumpySamVisionModel(NumpyPreTrainedModel):  # auto_core/models/sam.py
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

class NumpySamModel(NumpyPreTrainedModel):  # auto_core/models/sam.py
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

class NumpySegformerPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/segformer.py
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

class NumpySegformerModel(NumpyPreTrainedModel):  # auto_core/models/segformer.py
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

class NumpySegformerForImageClassification(NumpyPreTrainedModel):  # auto_core/models/segformer.py
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

class NumpySegformerForSemanticSegmentation(NumpyPreTrainedModel):  # auto_core/models/segformer.py
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

class NumpySiglipPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/siglip.py
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

class NumpySiglipTextModel(NumpyPreTrainedModel):  # auto_core/models/siglip.py
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

class NumpySiglipVisionModel(NumpyPreTrainedModel):  # auto_core/models/siglip.py
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

class NumpySiglipModel(NumpyPreTrainedModel):  # auto_core/models/siglip.py
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

class NumpySiglipForImageClassification(NumpyPreTrainedModel):  # auto_core/models/siglip.py
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

class NumpySpeechEncoderDecoderModel(NumpyPreTrainedModel):  # auto_core/models/speech_encoder_decoder.py
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

class NumpySpeechT5PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
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

class NumpySpeechT5Model(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
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

class NumpySpeechT5ForSpeechToText(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
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

class NumpySpeechT5SpeakingModel(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class NumpySpeechT5ForTextToSpeech(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
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

class NumpySpeechT5ForSpeechToSpeech(NumpyPreTrainedModel):  # auto_core/models/speecht5.py
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

class NumpySpeechT5HifiGan(NumpyPreTrainedModel):  # auto_core/models/speecht5_hifigan.py
    config: SpeechT5HifiGanConfig
    def __init__(self,
        config: SpeechT5HifiGanConfig,
    ) -> None: ...
    def __call__(self,
        spectrogram: Any = None,
        *,
        return_dict: bool | None = None,
    ) -> Any: ...

class NumpySuperPointPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/superpoint.py
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

class NumpySuperPointForKeypointDetection(NumpyPreTrainedModel):  # auto_core/models/superpoint.py
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

class NumpySwinPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/swin.py
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

class NumpySwinModel(NumpyPreTrainedModel):  # auto_core/models/swin.py
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

class NumpySwinForMaskedImageModeling(NumpyPreTrainedModel):  # auto_core/models/swin.py
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

class NumpySwinForImageClassification(NumpyPreTrainedModel):  # auto_core/models/swin.py
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

class NumpySwinBackbone(NumpyPreTrainedModel):  # auto_core/models/swin.py
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

class NumpySwin2SRPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/swin2sr.py
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

class NumpySwin2SRModel(NumpyPreTrainedModel):  # auto_core/models/swin2sr.py
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

class NumpySwin2SRForImageSuperResolution(NumpyPreTrainedModel):  # auto_core/models/swin2sr.py
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

class NumpyT5PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5Seq2SeqModel(NumpyPreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class NumpyT5Model(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5ForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5EncoderModel(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5ForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyT5ForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/t5.py
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

class NumpyTapasPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/tapas.py
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

class NumpyTapasModel(NumpyPreTrainedModel):  # auto_core/models/tapas.py
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

class NumpyTapasForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/tapas.py
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

class NumpyTapasForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/tapas.py
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

class NumpyTapasForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/tapas.py
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

class NumpyTimesFmPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/timesfm.py
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

class NumpyTimesFmModel(NumpyPreTrainedModel):  # auto_core/models/timesfm.py
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

class NumpyTimesFmModelForPrediction(NumpyPreTrainedModel):  # auto_core/models/timesfm.py
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

class NumpyTrOCRPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/trocr.py
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

class NumpyTrOCRForCausalLM(NumpyPreTrainedModel):  # auto_core/models/trocr.py
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

class NumpyVideoMAEPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/videomae.py
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

class NumpyVideoMAEModel(NumpyPreTrainedModel):  # auto_core/models/videomae.py
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

class NumpyVideoMAEForPreTraining(NumpyPreTrainedModel):  # auto_core/models/videomae.py
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

class NumpyVideoMAEForVideoClassification(NumpyPreTrainedModel):  # auto_core/models/videomae.py
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

class NumpyViltPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltModel(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltHead(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltForImageAndTextRetrieval(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyViltForImagesAndTextClassification(NumpyPreTrainedModel):  # auto_core/models/vilt.py
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

class NumpyVisionEncoderDecoderModel(NumpyPreTrainedModel):  # auto_core/models/vision_encoder_decoder.py
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

class NumpyVisionTextDualEncoderModel(NumpyPreTrainedModel):  # auto_core/models/vision_text_dual_encoder.py
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

class NumpyViTPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/vit.py
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

class NumpyViTModel(NumpyPreTrainedModel):  # auto_core/models/vit.py
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

class NumpyViTForMaskedImageModeling(NumpyPreTrainedModel):  # auto_core/models/vit.py
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

class NumpyViTForImageClassification(NumpyPreTrainedModel):  # auto_core/models/vit.py
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

class NumpyViTMAEPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/vit_mae.py
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

class NumpyViTMAEModel(NumpyPreTrainedModel):  # auto_core/models/vit_mae.py
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

class NumpyViTMAEForPreTraining(NumpyPreTrainedModel):  # auto_core/models/vit_mae.py
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

class NumpyVitsPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/vits.py
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

class NumpyVitsModel(NumpyPreTrainedModel):  # auto_core/models/vits.py
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

class NumpyWav2Vec2PreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2Model(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForPreTraining(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForCTC(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForAudioFrameClassification(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWav2Vec2ForXVector(NumpyPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class NumpyWavLMPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWavLMModel(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWavLMForCTC(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWavLMForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWavLMForAudioFrameClassification(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWavLMForXVector(NumpyPreTrainedModel):  # auto_core/models/wavlm.py
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

class NumpyWhisperPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyListening(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyWhisperModel(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyWhisperForConditionalGeneration(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyWhisperForCausalLM(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyWhisperForAudioClassification(NumpyPreTrainedModel):  # auto_core/models/whisper.py
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

class NumpyXLMRobertaPreTrainedModel(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaModel(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForCausalLM(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForMaskedLM(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForSequenceClassification(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForMultipleChoice(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForTokenClassification(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class NumpyXLMRobertaForQuestionAnswering(NumpyPreTrainedModel):  # auto_core/models/xlm_roberta.py
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
