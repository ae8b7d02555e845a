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
from auto_tf.pretrained import TFPreTrainedModel as TFPreTrainedModel

__version__: str

def read_architecture(module: str) -> ModuleType: ...

class _AutoModel(AutoModelFactory):
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> TFPreTrainedModel: ...
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> TFPreTrainedModel: ...

class TFAutoModel(_AutoModel):
    """Loads the network without a head, with the class that the checkpoint calls for."""

class TFAutoModelForPreTraining(_AutoModel):
    """Loads the heads it was pretrained with, with the class that the checkpoint calls for."""

class TFAutoModelForCausalLM(_AutoModel):
    """Loads a head that predicts the next token, with the class that the checkpoint calls for."""

class TFAutoModelForMaskedLM(_AutoModel):
    """Loads a head that fills in masked tokens, with the class that the checkpoint calls for."""

class TFAutoModelForMaskGeneration(_AutoModel):
    """Loads a decoder of object masks, with the class that the checkpoint calls for."""

class TFAutoModelForSeq2SeqLM(_AutoModel):
    """Loads an encoder, a decoder and a token head, with the class that the checkpoint calls for."""

class TFAutoModelForSequenceClassification(_AutoModel):
    """Loads a head that classifies or rates a text, with the class that the checkpoint calls for."""

class TFAutoModelForMultipleChoice(_AutoModel):
    """Loads a head that picks one of several texts, with the class that the checkpoint calls for."""

class TFAutoModelForNextSentencePrediction(_AutoModel):
    """Loads a head that tells whether one sentence follows another, with the class that the checkpoint calls for."""

class TFAutoModelForTokenClassification(_AutoModel):
    """Loads a head that classifies every token, with the class that the checkpoint calls for."""

class TFAutoModelForQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer's start and end, with the class that the checkpoint calls for."""

class TFAutoModelForTextEncoding(_AutoModel):
    """Loads the text encoder, with the class that the checkpoint calls for."""

class TFAutoModelForDepthEstimation(_AutoModel):
    """Loads a head that estimates depth, with the class that the checkpoint calls for."""

class TFAutoModelForImageClassification(_AutoModel):
    """Loads a head that classifies an image, with the class that the checkpoint calls for."""

class TFAutoModelForVideoClassification(_AutoModel):
    """Loads a head that classifies a video, with the class that the checkpoint calls for."""

class TFAutoModelForKeypointDetection(_AutoModel):
    """Loads a head that finds and describes keypoints, with the class that the checkpoint calls for."""

class TFAutoModelForMaskedImageModeling(_AutoModel):
    """Loads a head that fills in masked patches, with the class that the checkpoint calls for."""

class TFAutoModelForObjectDetection(_AutoModel):
    """Loads a head that finds boxes and classes, with the class that the checkpoint calls for."""

class TFAutoModelForImageSegmentation(_AutoModel):
    """Loads a head that segments into things and stuff, with the class that the checkpoint calls for."""

class TFAutoModelForImageToImage(_AutoModel):
    """Loads a head that makes another image, with the class that the checkpoint calls for."""

class TFAutoModelForSemanticSegmentation(_AutoModel):
    """Loads a head that classifies every pixel, with the class that the checkpoint calls for."""

class TFAutoModelForInstanceSegmentation(_AutoModel):
    """Loads a head that finds a mask per object, with the class that the checkpoint calls for."""

class TFAutoModelForUniversalSegmentation(_AutoModel):
    """Loads a head for semantic, instance and panoptic segmentation, with the class that the checkpoint calls for."""

class TFAutoModelForZeroShotImageClassification(_AutoModel):
    """Loads towers that compare images and texts, with the class that the checkpoint calls for."""

class TFAutoModelForZeroShotObjectDetection(_AutoModel):
    """Loads a head that finds what a text names, with the class that the checkpoint calls for."""

class TFAutoModelForAudioClassification(_AutoModel):
    """Loads a head that classifies a recording, with the class that the checkpoint calls for."""

class TFAutoModelForAudioFrameClassification(_AutoModel):
    """Loads a head that classifies every frame, with the class that the checkpoint calls for."""

class TFAutoModelForCTC(_AutoModel):
    """Loads a head of characters per frame, trained with CTC, with the class that the checkpoint calls for."""

class TFAutoModelForSpeechSeq2Seq(_AutoModel):
    """Loads a speech encoder and a text decoder, with the class that the checkpoint calls for."""

class TFAutoModelForAudioXVector(_AutoModel):
    """Loads a head that embeds the speaker, with the class that the checkpoint calls for."""

class TFAutoModelForTextToSpectrogram(_AutoModel):
    """Loads a decoder of spectrograms, with the class that the checkpoint calls for."""

class TFAutoModelForTextToWaveform(_AutoModel):
    """Loads a decoder of sound, with the class that the checkpoint calls for."""

class TFAutoModelForTableQuestionAnswering(_AutoModel):
    """Loads a head that selects and aggregates cells, with the class that the checkpoint calls for."""

class TFAutoModelForDocumentQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer on a page, with the class that the checkpoint calls for."""

class TFAutoModelForVisualQuestionAnswering(_AutoModel):
    """Loads a head that answers questions about an image, with the class that the checkpoint calls for."""

class TFAutoModelForVision2Seq(_AutoModel):
    """Loads an image encoder and a text decoder, with the class that the checkpoint calls for."""

class TFAutoModelForImageTextToText(_AutoModel):
    """Loads a text decoder that sees images (the newer name of Vision2Seq), with the class that the checkpoint calls for."""

class TFAutoModelForTimeSeriesPrediction(_AutoModel):
    """Loads a head that forecasts, with the class that the checkpoint calls for."""

class TFAutoBackbone(_AutoModel):
    """Loads feature maps of chosen stages, with the class that the checkpoint calls for."""

class TFAutoModelWithLMHead(_AutoModel):
    """Loads any language-modelling head (deprecated: choose CausalLM, MaskedLM or Seq2SeqLM), with the class that the checkpoint calls for."""

class TFAlbertPreTrainedModel(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertModel(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForPreTraining(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForMaskedLM(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForSequenceClassification(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForMultipleChoice(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForTokenClassification(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFAlbertForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/albert.py
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

class TFASTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class TFASTModel(TFPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class TFASTForAudioClassification(TFPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class TFBartPreTrainedModel(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBartModel(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBartTaskModel(TFPreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TFBartForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBartForSequenceClassification(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBartForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBartForCausalLM(TFPreTrainedModel):  # auto_core/models/bart.py
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

class TFBertPreTrainedModel(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertModel(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForPreTraining(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertLMHeadModel(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForMaskedLM(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForNextSentencePrediction(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForSequenceClassification(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForMultipleChoice(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForTokenClassification(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBertForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/bert.py
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

class TFBitPreTrainedModel(TFPreTrainedModel):  # auto_core/models/bit.py
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

class TFBitModel(TFPreTrainedModel):  # auto_core/models/bit.py
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

class TFBitForImageClassification(TFPreTrainedModel):  # auto_core/models/bit.py
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

class TFBitBackbone(TFPreTrainedModel):  # auto_core/models/bit.py
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

class TFBlipPreTrainedModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipVisionModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipTextPreTrainedModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipTextModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipTextLMHeadModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipModel(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFBlipForImageTextRetrieval(TFPreTrainedModel):  # auto_core/models/blip.py
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

class TFCamembertPreTrainedModel(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertModel(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForCausalLM(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForMaskedLM(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForSequenceClassification(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForMultipleChoice(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForTokenClassification(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCamembertForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/camembert.py
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

class TFCLIPPreTrainedModel(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPTextModel(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPVisionModel(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPModel(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPTextModelWithProjection(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPVisionModelWithProjection(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFCLIPForImageClassification(TFPreTrainedModel):  # auto_core/models/clip.py
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

class TFConvNextPreTrainedModel(TFPreTrainedModel):  # auto_core/models/convnext.py
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

class TFConvNextModel(TFPreTrainedModel):  # auto_core/models/convnext.py
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

class TFConvNextForImageClassification(TFPreTrainedModel):  # auto_core/models/convnext.py
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

class TFConvNextBackbone(TFPreTrainedModel):  # auto_core/models/convnext.py
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

class TFConvNextV2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/convnextv2.py
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

class TFConvNextV2Model(TFPreTrainedModel):  # auto_core/models/convnextv2.py
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

class TFConvNextV2ForImageClassification(TFPreTrainedModel):  # auto_core/models/convnextv2.py
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

class TFConvNextV2Backbone(TFPreTrainedModel):  # auto_core/models/convnextv2.py
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

class TFDebertaV2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2Model(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2ForMaskedLM(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2ForMultipleChoice(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2ForTokenClassification(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDebertaV2ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class TFDeiTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/deit.py
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

class TFDeiTModel(TFPreTrainedModel):  # auto_core/models/deit.py
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

class TFDeiTForMaskedImageModeling(TFPreTrainedModel):  # auto_core/models/deit.py
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

class TFDeiTForImageClassification(TFPreTrainedModel):  # auto_core/models/deit.py
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

class TFDeiTForImageClassificationWithTeacher(TFPreTrainedModel):  # auto_core/models/deit.py
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

class TFDepthAnythingPreTrainedModel(TFPreTrainedModel):  # auto_core/models/depth_anything.py
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

class TFDepthAnythingForDepthEstimation(TFPreTrainedModel):  # auto_core/models/depth_anything.py
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

class TFDetrPreTrainedModel(TFPreTrainedModel):  # auto_core/models/detr.py
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

class TFDetrModel(TFPreTrainedModel):  # auto_core/models/detr.py
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

class TFDetrForObjectDetection(TFPreTrainedModel):  # auto_core/models/detr.py
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

class TFDetrForSegmentation(TFPreTrainedModel):  # auto_core/models/detr.py
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

class TFDinov2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/dinov2.py
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

class TFDinov2Model(TFPreTrainedModel):  # auto_core/models/dinov2.py
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

class TFDinov2ForImageClassification(TFPreTrainedModel):  # auto_core/models/dinov2.py
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

class TFDinov2Backbone(TFPreTrainedModel):  # auto_core/models/dinov2.py
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

class TFDistilBertPreTrainedModel(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertModel(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertForMaskedLM(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertForSequenceClassification(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertForMultipleChoice(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertForTokenClassification(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDistilBertForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/distilbert.py
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

class TFDPTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/dpt.py
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

class TFDPTModel(TFPreTrainedModel):  # auto_core/models/dpt.py
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

class TFDPTForDepthEstimation(TFPreTrainedModel):  # auto_core/models/dpt.py
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

class TFDPTForSemanticSegmentation(TFPreTrainedModel):  # auto_core/models/dpt.py
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

class TFElectraPreTrainedModel(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraModel(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForPreTraining(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForMaskedLM(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForCausalLM(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForSequenceClassification(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForMultipleChoice(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForTokenClassification(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFElectraForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/electra.py
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

class TFEncoderDecoderModel(TFPreTrainedModel):  # auto_core/models/encoder_decoder.py
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

class TFGitPreTrainedModel(TFPreTrainedModel):  # auto_core/models/git.py
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

class TFGitVisionModel(TFPreTrainedModel):  # auto_core/models/git.py
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

class TFGitModel(TFPreTrainedModel):  # auto_core/models/git.py
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

class TFGitForCausalLM(TFPreTrainedModel):  # auto_core/models/git.py
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

class TFGPT2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2Model(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2LMHeadModel(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2DoubleHeadsModel(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2ForTokenClassification(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFGPT2ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/gpt2.py
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

class TFHubertPreTrainedModel(TFPreTrainedModel):  # auto_core/models/hubert.py
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

class TFHubertModel(TFPreTrainedModel):  # auto_core/models/hubert.py
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

class TFHubertForCTC(TFPreTrainedModel):  # auto_core/models/hubert.py
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

class TFHubertForSequenceClassification(TFPreTrainedModel):  # auto_core/models/hubert.py
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

class TFLayoutLMPreTrainedModel(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMModel(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMForMaskedLM(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMClassifier(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMForSequenceClassification(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMForTokenClassification(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/layoutlm.py
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

class TFLayoutLMv3PreTrainedModel(TFPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class TFLayoutLMv3Model(TFPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class TFLayoutLMv3ForTokenClassification(TFPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class TFLayoutLMv3ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class TFLayoutLMv3ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class TFLlamaPreTrainedModel(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFLlamaModel(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFLlamaForCausalLM(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFLlamaForSequenceClassification(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFLlamaForTokenClassification(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFLlamaForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/llama.py
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

class TFMarianPreTrainedModel(TFPreTrainedModel):  # auto_core/models/marian.py
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

class TFMarianModel(TFPreTrainedModel):  # auto_core/models/marian.py
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

class TFMarianMTModel(TFPreTrainedModel):  # auto_core/models/marian.py
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

class TFMarianForCausalLM(TFPreTrainedModel):  # auto_core/models/marian.py
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

class TFMask2FormerPreTrainedModel(TFPreTrainedModel):  # auto_core/models/mask2former.py
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

class TFMask2FormerModel(TFPreTrainedModel):  # auto_core/models/mask2former.py
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

class TFMask2FormerForUniversalSegmentation(TFPreTrainedModel):  # auto_core/models/mask2former.py
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

class TFMaskFormerPreTrainedModel(TFPreTrainedModel):  # auto_core/models/maskformer.py
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

class TFMaskFormerModel(TFPreTrainedModel):  # auto_core/models/maskformer.py
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

class TFMaskFormerForInstanceSegmentation(TFPreTrainedModel):  # auto_core/models/maskformer.py
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

class TFMaskFormerSwinPreTrainedModel(TFPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class TFMaskFormerSwinModel(TFPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class TFMaskFormerSwinBackbone(TFPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class TFMBartPreTrainedModel(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMBartModel(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMBartForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMBartForSequenceClassification(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMBartForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMBartForCausalLM(TFPreTrainedModel):  # auto_core/models/mbart.py
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

class TFMistralPreTrainedModel(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMistralModel(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMistralForCausalLM(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMistralForSequenceClassification(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMistralForTokenClassification(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMistralForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/mistral.py
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

class TFMPNetPreTrainedModel(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetModel(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetForMaskedLM(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetForSequenceClassification(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetForMultipleChoice(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetForTokenClassification(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMPNetForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/mpnet.py
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

class TFMT5PreTrainedModel(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5Model(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5ForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5EncoderModel(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5ForTokenClassification(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFMT5ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/mt5.py
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

class TFOwlv2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/owlv2.py
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

class TFOwlv2Model(TFPreTrainedModel):  # auto_core/models/owlv2.py
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

class TFOwlv2TextModel(TFPreTrainedModel):  # auto_core/models/owlv2.py
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

class TFOwlv2VisionModel(TFPreTrainedModel):  # auto_core/models/owlv2.py
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

class TFOwlv2ForObjectDetection(TFPreTrainedModel):  # auto_core/models/owlv2.py
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

class TFOwlViTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTTextTransformer(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTVisionTransformer(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTTextModel(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTVisionModel(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTModel(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFOwlViTForObjectDetection(TFPreTrainedModel):  # auto_core/models/owlvit.py
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

class TFPatchTSTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFPatchTSTModel(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFPatchTSTForPretraining(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFPatchTSTForClassification(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFPatchTSTForPrediction(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFPatchTSTForRegression(TFPreTrainedModel):  # auto_core/models/patchtst.py
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

class TFQwen2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFQwen2Model(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFQwen2ForCausalLM(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFQwen2ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFQwen2ForTokenClassification(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFQwen2ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/qwen2.py
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

class TFRegNetPreTrainedModel(TFPreTrainedModel):  # auto_core/models/regnet.py
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

class TFRegNetModel(TFPreTrainedModel):  # auto_core/models/regnet.py
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

class TFRegNetForImageClassification(TFPreTrainedModel):  # auto_core/models/regnet.py
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

class TFResNetPreTrainedModel(TFPreTrainedModel):  # auto_core/models/resnet.py
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

class TFResNetModel(TFPreTrainedModel):  # auto_core/models/resnet.py
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

class TFResNetForImageClassification(TFPreTrainedModel):  # auto_core/models/resnet.py
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

class TFResNetBackbone(TFPreTrainedModel):  # auto_core/models/resnet.py
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

class TFRobertaPreTrainedModel(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaModel(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForCausalLM(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForMaskedLM(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForSequenceClassification(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForMultipleChoice(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForTokenClassification(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFRobertaForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/roberta.py
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

class TFSamPreTrainedModel(TFPreTrainedModel):  # auto_core/models/sam.py
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

class TFSamVisionModel(TFPreTrainedModel):  # auto_core/models/sam.py
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

class TFSamModel(TFPreTrainedModel):  # auto_core/models/sam.py
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

class TFSegformerPreTrainedModel(TFPreTrainedModel):  # auto_core/models/segformer.py
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

class TFSegformerModel(TFPreTrainedModel):  # auto_core/models/segformer.py
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

class TFSegformerForImageClassification(TFPreTrainedModel):  # auto_core/models/segformer.py
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

class TFSegformerForSemanticSegmentation(TFPreTrainedModel):  # auto_core/models/segformer.py
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

class TFSiglipPreTrainedModel(TFPreTrainedModel):  # auto_core/models/siglip.py
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

class TFSiglipTextModel(TFPreTrainedModel):  # auto_core/models/siglip.py
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

class TFSiglipVisionModel(TFPreTrainedModel):  # auto_core/models/siglip.py
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

class TFSiglipModel(TFPreTrainedModel):  # auto_core/models/siglip.py
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

class TFSiglipForImageClassification(TFPreTrainedModel):  # auto_core/models/siglip.py
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

class TFSpeechEncoderDecoderModel(TFPreTrainedModel):  # auto_core/models/speech_encoder_decoder.py
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

class TFSpeechT5PreTrainedModel(TFPreTrainedModel):  # auto_core/models/speecht5.py
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

class TFSpeechT5Model(TFPreTrainedModel):  # auto_core/models/speecht5.py
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

class TFSpeechT5ForSpeechToText(TFPreTrainedModel):  # auto_core/models/speecht5.py
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

class TFSpeechT5SpeakingModel(TFPreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TFSpeechT5ForTextToSpeech(TFPreTrainedModel):  # auto_core/models/speecht5.py
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

class TFSpeechT5ForSpeechToSpeech(TFPreTrainedModel):  # auto_core/models/speecht5.py
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

class TFSpeechT5HifiGan(TFPreTrainedModel):  # auto_core/models/speecht5_hifigan.py
    config: SpeechT5HifiGanConfig
    def __init__(self,
        config: SpeechT5HifiGanConfig,
    ) -> None: ...
    def __call__(self,
        spectrogram: Any = None,
        *,
        return_dict: bool | None = None,
    ) -> Any: ...

class TFSuperPointPreTrainedModel(TFPreTrainedModel):  # auto_core/models/superpoint.py
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

class TFSuperPointForKeypointDetection(TFPreTrainedModel):  # auto_core/models/superpoint.py
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

class TFSwinPreTrainedModel(TFPreTrainedModel):  # auto_core/models/swin.py
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

class TFSwinModel(TFPreTrainedModel):  # auto_core/models/swin.py
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

class TFSwinForMaskedImageModeling(TFPreTrainedModel):  # auto_core/models/swin.py
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

class TFSwinForImageClassification(TFPreTrainedModel):  # auto_core/models/swin.py
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

class TFSwinBackbone(TFPreTrainedModel):  # auto_core/models/swin.py
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

class TFSwin2SRPreTrainedModel(TFPreTrainedModel):  # auto_core/models/swin2sr.py
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

class TFSwin2SRModel(TFPreTrainedModel):  # auto_core/models/swin2sr.py
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

class TFSwin2SRForImageSuperResolution(TFPreTrainedModel):  # auto_core/models/swin2sr.py
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

class TFT5PreTrainedModel(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5Seq2SeqModel(TFPreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class TFT5Model(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5ForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5EncoderModel(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5ForTokenClassification(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFT5ForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/t5.py
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

class TFTapasPreTrainedModel(TFPreTrainedModel):  # auto_core/models/tapas.py
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

class TFTapasModel(TFPreTrainedModel):  # auto_core/models/tapas.py
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

class TFTapasForMaskedLM(TFPreTrainedModel):  # auto_core/models/tapas.py
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

class TFTapasForSequenceClassification(TFPreTrainedModel):  # auto_core/models/tapas.py
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

class TFTapasForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/tapas.py
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

class TFTimesFmPreTrainedModel(TFPreTrainedModel):  # auto_core/models/timesfm.py
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

class TFTimesFmModel(TFPreTrainedModel):  # auto_core/models/timesfm.py
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

class TFTimesFmModelForPrediction(TFPreTrainedModel):  # auto_core/models/timesfm.py
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

class TFTrOCRPreTrainedModel(TFPreTrainedModel):  # auto_core/models/trocr.py
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

class TFTrOCRForCausalLM(TFPreTrainedModel):  # auto_core/models/trocr.py
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

class TFVideoMAEPreTrainedModel(TFPreTrainedModel):  # auto_core/models/videomae.py
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

class TFVideoMAEModel(TFPreTrainedModel):  # auto_core/models/videomae.py
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

class TFVideoMAEForPreTraining(TFPreTrainedModel):  # auto_core/models/videomae.py
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

class TFVideoMAEForVideoClassification(TFPreTrainedModel):  # auto_core/models/videomae.py
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

class TFViltPreTrainedModel(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltModel(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltHead(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltForMaskedLM(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltForImageAndTextRetrieval(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltForTokenClassification(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFViltForImagesAndTextClassification(TFPreTrainedModel):  # auto_core/models/vilt.py
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

class TFVisionEncoderDecoderModel(TFPreTrainedModel):  # auto_core/models/vision_encoder_decoder.py
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

class TFVisionTextDualEncoderModel(TFPreTrainedModel):  # auto_core/models/vision_text_dual_encoder.py
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

class TFViTPreTrainedModel(TFPreTrainedModel):  # auto_core/models/vit.py
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

class TFViTModel(TFPreTrainedModel):  # auto_core/models/vit.py
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

class TFViTForMaskedImageModeling(TFPreTrainedModel):  # auto_core/models/vit.py
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

class TFViTForImageClassification(TFPreTrainedModel):  # auto_core/models/vit.py
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

class TFViTMAEPreTrainedModel(TFPreTrainedModel):  # auto_core/models/vit_mae.py
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

class TFViTMAEModel(TFPreTrainedModel):  # auto_core/models/vit_mae.py
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

class TFViTMAEForPreTraining(TFPreTrainedModel):  # auto_core/models/vit_mae.py
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

class TFVitsPreTrainedModel(TFPreTrainedModel):  # auto_core/models/vits.py
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

class TFVitsModel(TFPreTrainedModel):  # auto_core/models/vits.py
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

class TFWav2Vec2PreTrainedModel(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2Model(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForPreTraining(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForCTC(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForMaskedLM(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForSequenceClassification(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForAudioFrameClassification(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWav2Vec2ForXVector(TFPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class TFWavLMPreTrainedModel(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWavLMModel(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWavLMForCTC(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWavLMForSequenceClassification(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWavLMForAudioFrameClassification(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWavLMForXVector(TFPreTrainedModel):  # auto_core/models/wavlm.py
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

class TFWhisperPreTrainedModel(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFListening(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFWhisperModel(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFWhisperForConditionalGeneration(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFWhisperForCausalLM(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFWhisperForAudioClassification(TFPreTrainedModel):  # auto_core/models/whisper.py
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

class TFXLMRobertaPreTrainedModel(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaModel(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForCausalLM(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForMaskedLM(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForSequenceClassification(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForMultipleChoice(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForTokenClassification(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class TFXLMRobertaForQuestionAnswering(TFPreTrainedModel):  # auto_core/models/xlm_roberta.py
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
