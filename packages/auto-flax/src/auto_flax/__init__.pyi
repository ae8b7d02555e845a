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
from auto_flax.pretrained import FlaxPreTrainedModel as FlaxPreTrainedModel

__version__: str

def read_architecture(module: str) -> ModuleType: ...

class _AutoModel(AutoModelFactory):
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> FlaxPreTrainedModel: ...
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> FlaxPreTrainedModel: ...

class FlaxAutoModel(_AutoModel):
    """Loads the network without a head, with the class that the checkpoint calls for."""

class FlaxAutoModelForPreTraining(_AutoModel):
    """Loads the heads it was pretrained with, with the class that the checkpoint calls for."""

class FlaxAutoModelForCausalLM(_AutoModel):
    """Loads a head that predicts the next token, with the class that the checkpoint calls for."""

class FlaxAutoModelForMaskedLM(_AutoModel):
    """Loads a head that fills in masked tokens, with the class that the checkpoint calls for."""

class FlaxAutoModelForMaskGeneration(_AutoModel):
    """Loads a decoder of object masks, with the class that the checkpoint calls for."""

class FlaxAutoModelForSeq2SeqLM(_AutoModel):
    """Loads an encoder, a decoder and a token head, with the class that the checkpoint calls for."""

class FlaxAutoModelForSequenceClassification(_AutoModel):
    """Loads a head that classifies or rates a text, with the class that the checkpoint calls for."""

class FlaxAutoModelForMultipleChoice(_AutoModel):
    """Loads a head that picks one of several texts, with the class that the checkpoint calls for."""

class FlaxAutoModelForNextSentencePrediction(_AutoModel):
    """Loads a head that tells whether one sentence follows another, with the class that the checkpoint calls for."""

class FlaxAutoModelForTokenClassification(_AutoModel):
    """Loads a head that classifies every token, with the class that the checkpoint calls for."""

class FlaxAutoModelForQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer's start and end, with the class that the checkpoint calls for."""

class FlaxAutoModelForTextEncoding(_AutoModel):
    """Loads the text encoder, with the class that the checkpoint calls for."""

class FlaxAutoModelForDepthEstimation(_AutoModel):
    """Loads a head that estimates depth, with the class that the checkpoint calls for."""

class FlaxAutoModelForImageClassification(_AutoModel):
    """Loads a head that classifies an image, with the class that the checkpoint calls for."""

class FlaxAutoModelForVideoClassification(_AutoModel):
    """Loads a head that classifies a video, with the class that the checkpoint calls for."""

class FlaxAutoModelForKeypointDetection(_AutoModel):
    """Loads a head that finds and describes keypoints, with the class that the checkpoint calls for."""

class FlaxAutoModelForMaskedImageModeling(_AutoModel):
    """Loads a head that fills in masked patches, with the class that the checkpoint calls for."""

class FlaxAutoModelForObjectDetection(_AutoModel):
    """Loads a head that finds boxes and classes, with the class that the checkpoint calls for."""

class FlaxAutoModelForImageSegmentation(_AutoModel):
    """Loads a head that segments into things and stuff, with the class that the checkpoint calls for."""

class FlaxAutoModelForImageToImage(_AutoModel):
    """Loads a head that makes another image, with the class that the checkpoint calls for."""

class FlaxAutoModelForSemanticSegmentation(_AutoModel):
    """Loads a head that classifies every pixel, with the class that the checkpoint calls for."""

class FlaxAutoModelForInstanceSegmentation(_AutoModel):
    """Loads a head that finds a mask per object, with the class that the checkpoint calls for."""

class FlaxAutoModelForUniversalSegmentation(_AutoModel):
    """Loads a head for semantic, instance and panoptic segmentation, with the class that the checkpoint calls for."""

class FlaxAutoModelForZeroShotImageClassification(_AutoModel):
    """Loads towers that compare images and texts, with the class that the checkpoint calls for."""

class FlaxAutoModelForZeroShotObjectDetection(_AutoModel):
    """Loads a head that finds what a text names, with the class that the checkpoint calls for."""

class FlaxAutoModelForAudioClassification(_AutoModel):
    """Loads a head that classifies a recording, with the class that the checkpoint calls for."""

class FlaxAutoModelForAudioFrameClassification(_AutoModel):
    """Loads a head that classifies every frame, with the class that the checkpoint calls for."""

class FlaxAutoModelForCTC(_AutoModel):
    """Loads a head of characters per frame, trained with CTC, with the class that the checkpoint calls for."""

class FlaxAutoModelForSpeechSeq2Seq(_AutoModel):
    """Loads a speech encoder and a text decoder, with the class that the checkpoint calls for."""

class FlaxAutoModelForAudioXVector(_AutoModel):
    """Loads a head that embeds the speaker, with the class that the checkpoint calls for."""

class FlaxAutoModelForTextToSpectrogram(_AutoModel):
    """Loads a decoder of spectrograms, with the class that the checkpoint calls for."""

class FlaxAutoModelForTextToWaveform(_AutoModel):
    """Loads a decoder of sound, with the class that the checkpoint calls for."""

class FlaxAutoModelForTableQuestionAnswering(_AutoModel):
    """Loads a head that selects and aggregates cells, with the class that the checkpoint calls for."""

class FlaxAutoModelForDocumentQuestionAnswering(_AutoModel):
    """Loads a head that finds an answer on a page, with the class that the checkpoint calls for."""

class FlaxAutoModelForVisualQuestionAnswering(_AutoModel):
    """Loads a head that answers questions about an image, with the class that the checkpoint calls for."""

class FlaxAutoModelForVision2Seq(_AutoModel):
    """Loads an image encoder and a text decoder, with the class that the checkpoint calls for."""

class FlaxAutoModelForImageTextToText(_AutoModel):
    """Loads a text decoder that sees images (the newer name of Vision2Seq), with the class that the checkpoint calls for."""

class FlaxAutoModelForTimeSeriesPrediction(_AutoModel):
    """Loads a head that forecasts, with the class that the checkpoint calls for."""

class FlaxAutoBackbone(_AutoModel):
    """Loads feature maps of chosen stages, with the class that the checkpoint calls for."""

class FlaxAutoModelWithLMHead(_AutoModel):
    """Loads any language-modelling head (deprecated: choose CausalLM, MaskedLM or Seq2SeqLM), with the class that the checkpoint calls for."""

class FlaxAlbertPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertModel(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForPreTraining(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxAlbertForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/albert.py
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

class FlaxASTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class FlaxASTModel(FlaxPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class FlaxASTForAudioClassification(FlaxPreTrainedModel):  # auto_core/models/audio_spectrogram_transformer.py
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

class FlaxBartPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBartModel(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBartTaskModel(FlaxPreTrainedModel):  # auto_core/models/bart.py
    config: BartConfig
    def __init__(self,
        config: BartConfig,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class FlaxBartForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBartForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBartForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBartForCausalLM(FlaxPreTrainedModel):  # auto_core/models/bart.py
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

class FlaxBertPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertModel(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForPreTraining(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertLMHeadModel(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForNextSentencePrediction(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBertForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/bert.py
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

class FlaxBitPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/bit.py
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

class FlaxBitModel(FlaxPreTrainedModel):  # auto_core/models/bit.py
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

class FlaxBitForImageClassification(FlaxPreTrainedModel):  # auto_core/models/bit.py
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

class FlaxBitBackbone(FlaxPreTrainedModel):  # auto_core/models/bit.py
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

class FlaxBlipPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipVisionModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipTextPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipTextModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipTextLMHeadModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipModel(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxBlipForImageTextRetrieval(FlaxPreTrainedModel):  # auto_core/models/blip.py
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

class FlaxCamembertPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertModel(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForCausalLM(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCamembertForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/camembert.py
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

class FlaxCLIPPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPTextModel(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPVisionModel(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPModel(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPTextModelWithProjection(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPVisionModelWithProjection(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxCLIPForImageClassification(FlaxPreTrainedModel):  # auto_core/models/clip.py
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

class FlaxConvNextPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/convnext.py
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

class FlaxConvNextModel(FlaxPreTrainedModel):  # auto_core/models/convnext.py
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

class FlaxConvNextForImageClassification(FlaxPreTrainedModel):  # auto_core/models/convnext.py
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

class FlaxConvNextBackbone(FlaxPreTrainedModel):  # auto_core/models/convnext.py
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

class FlaxConvNextV2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/convnextv2.py
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

class FlaxConvNextV2Model(FlaxPreTrainedModel):  # auto_core/models/convnextv2.py
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

class FlaxConvNextV2ForImageClassification(FlaxPreTrainedModel):  # auto_core/models/convnextv2.py
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

class FlaxConvNextV2Backbone(FlaxPreTrainedModel):  # auto_core/models/convnextv2.py
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

class FlaxDebertaV2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2Model(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2ForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2ForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDebertaV2ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/deberta_v2.py
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

class FlaxDeiTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/deit.py
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

class FlaxDeiTModel(FlaxPreTrainedModel):  # auto_core/models/deit.py
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

class FlaxDeiTForMaskedImageModeling(FlaxPreTrainedModel):  # auto_core/models/deit.py
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

class FlaxDeiTForImageClassification(FlaxPreTrainedModel):  # auto_core/models/deit.py
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

class FlaxDeiTForImageClassificationWithTeacher(FlaxPreTrainedModel):  # auto_core/models/deit.py
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

class FlaxDepthAnythingPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/depth_anything.py
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

class FlaxDepthAnythingForDepthEstimation(FlaxPreTrainedModel):  # auto_core/models/depth_anything.py
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

class FlaxDetrPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/detr.py
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

class FlaxDetrModel(FlaxPreTrainedModel):  # auto_core/models/detr.py
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

class FlaxDetrForObjectDetection(FlaxPreTrainedModel):  # auto_core/models/detr.py
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

class FlaxDetrForSegmentation(FlaxPreTrainedModel):  # auto_core/models/detr.py
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

class FlaxDinov2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/dinov2.py
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

class FlaxDinov2Model(FlaxPreTrainedModel):  # auto_core/models/dinov2.py
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

class FlaxDinov2ForImageClassification(FlaxPreTrainedModel):  # auto_core/models/dinov2.py
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

class FlaxDinov2Backbone(FlaxPreTrainedModel):  # auto_core/models/dinov2.py
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

class FlaxDistilBertPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertModel(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDistilBertForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/distilbert.py
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

class FlaxDPTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/dpt.py
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

class FlaxDPTModel(FlaxPreTrainedModel):  # auto_core/models/dpt.py
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

class FlaxDPTForDepthEstimation(FlaxPreTrainedModel):  # auto_core/models/dpt.py
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

class FlaxDPTForSemanticSegmentation(FlaxPreTrainedModel):  # auto_core/models/dpt.py
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

class FlaxElectraPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraModel(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForPreTraining(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForCausalLM(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxElectraForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/electra.py
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

class FlaxEncoderDecoderModel(FlaxPreTrainedModel):  # auto_core/models/encoder_decoder.py
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

class FlaxGitPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/git.py
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

class FlaxGitVisionModel(FlaxPreTrainedModel):  # auto_core/models/git.py
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

class FlaxGitModel(FlaxPreTrainedModel):  # auto_core/models/git.py
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

class FlaxGitForCausalLM(FlaxPreTrainedModel):  # auto_core/models/git.py
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

class FlaxGPT2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2Model(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2LMHeadModel(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2DoubleHeadsModel(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxGPT2ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/gpt2.py
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

class FlaxHubertPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/hubert.py
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

class FlaxHubertModel(FlaxPreTrainedModel):  # auto_core/models/hubert.py
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

class FlaxHubertForCTC(FlaxPreTrainedModel):  # auto_core/models/hubert.py
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

class FlaxHubertForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/hubert.py
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

class FlaxLayoutLMPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMModel(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMClassifier(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/layoutlm.py
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

class FlaxLayoutLMv3PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class FlaxLayoutLMv3Model(FlaxPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class FlaxLayoutLMv3ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class FlaxLayoutLMv3ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class FlaxLayoutLMv3ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/layoutlmv3.py
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

class FlaxLlamaPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxLlamaModel(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxLlamaForCausalLM(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxLlamaForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxLlamaForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxLlamaForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/llama.py
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

class FlaxMarianPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/marian.py
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

class FlaxMarianModel(FlaxPreTrainedModel):  # auto_core/models/marian.py
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

class FlaxMarianMTModel(FlaxPreTrainedModel):  # auto_core/models/marian.py
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

class FlaxMarianForCausalLM(FlaxPreTrainedModel):  # auto_core/models/marian.py
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

class FlaxMask2FormerPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/mask2former.py
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

class FlaxMask2FormerModel(FlaxPreTrainedModel):  # auto_core/models/mask2former.py
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

class FlaxMask2FormerForUniversalSegmentation(FlaxPreTrainedModel):  # auto_core/models/mask2former.py
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

class FlaxMaskFormerPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/maskformer.py
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

class FlaxMaskFormerModel(FlaxPreTrainedModel):  # auto_core/models/maskformer.py
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

class FlaxMaskFormerForInstanceSegmentation(FlaxPreTrainedModel):  # auto_core/models/maskformer.py
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

class FlaxMaskFormerSwinPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class FlaxMaskFormerSwinModel(FlaxPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class FlaxMaskFormerSwinBackbone(FlaxPreTrainedModel):  # auto_core/models/maskformer_swin.py
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

class FlaxMBartPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMBartModel(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMBartForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMBartForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMBartForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMBartForCausalLM(FlaxPreTrainedModel):  # auto_core/models/mbart.py
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

class FlaxMistralPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMistralModel(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMistralForCausalLM(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMistralForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMistralForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMistralForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/mistral.py
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

class FlaxMPNetPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetModel(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMPNetForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/mpnet.py
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

class FlaxMT5PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5Model(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5ForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5EncoderModel(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxMT5ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/mt5.py
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

class FlaxOwlv2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/owlv2.py
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

class FlaxOwlv2Model(FlaxPreTrainedModel):  # auto_core/models/owlv2.py
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

class FlaxOwlv2TextModel(FlaxPreTrainedModel):  # auto_core/models/owlv2.py
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

class FlaxOwlv2VisionModel(FlaxPreTrainedModel):  # auto_core/models/owlv2.py
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

class FlaxOwlv2ForObjectDetection(FlaxPreTrainedModel):  # auto_core/models/owlv2.py
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

class FlaxOwlViTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTTextTransformer(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTVisionTransformer(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTTextModel(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTVisionModel(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTModel(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxOwlViTForObjectDetection(FlaxPreTrainedModel):  # auto_core/models/owlvit.py
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

class FlaxPatchTSTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxPatchTSTModel(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxPatchTSTForPretraining(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxPatchTSTForClassification(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxPatchTSTForPrediction(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxPatchTSTForRegression(FlaxPreTrainedModel):  # auto_core/models/patchtst.py
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

class FlaxQwen2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxQwen2Model(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxQwen2ForCausalLM(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxQwen2ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxQwen2ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxQwen2ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/qwen2.py
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

class FlaxRegNetPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/regnet.py
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

class FlaxRegNetModel(FlaxPreTrainedModel):  # auto_core/models/regnet.py
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

class FlaxRegNetForImageClassification(FlaxPreTrainedModel):  # auto_core/models/regnet.py
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

class FlaxResNetPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/resnet.py
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

class FlaxResNetModel(FlaxPreTrainedModel):  # auto_core/models/resnet.py
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

class FlaxResNetForImageClassification(FlaxPreTrainedModel):  # auto_core/models/resnet.py
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

class FlaxResNetBackbone(FlaxPreTrainedModel):  # auto_core/models/resnet.py
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

class FlaxRobertaPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaModel(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForCausalLM(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxRobertaForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/roberta.py
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

class FlaxSamPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/sam.py
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

class FlaxSamVisionModel(FlaxPreTrainedModel):  # auto_core/models/sam.py
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

class FlaxSamModel(FlaxPreTrainedModel):  # auto_core/models/sam.py
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

class FlaxSegformerPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/segformer.py
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

class FlaxSegformerModel(FlaxPreTrainedModel):  # auto_core/models/segformer.py
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

class FlaxSegformerForImageClassification(FlaxPreTrainedModel):  # auto_core/models/segformer.py
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

class FlaxSegformerForSemanticSegmentation(FlaxPreTrainedModel):  # auto_core/models/segformer.py
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

class FlaxSiglipPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/siglip.py
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

class FlaxSiglipTextModel(FlaxPreTrainedModel):  # auto_core/models/siglip.py
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

class FlaxSiglipVisionModel(FlaxPreTrainedModel):  # auto_core/models/siglip.py
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

class FlaxSiglipModel(FlaxPreTrainedModel):  # auto_core/models/siglip.py
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

class FlaxSiglipForImageClassification(FlaxPreTrainedModel):  # auto_core/models/siglip.py
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

class FlaxSpeechEncoderDecoderModel(FlaxPreTrainedModel):  # auto_core/models/speech_encoder_decoder.py
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

class FlaxSpeechT5PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
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

class FlaxSpeechT5Model(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
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

class FlaxSpeechT5ForSpeechToText(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
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

class FlaxSpeechT5SpeakingModel(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
    config: SpeechT5Config
    def __init__(self,
        config: SpeechT5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class FlaxSpeechT5ForTextToSpeech(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
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

class FlaxSpeechT5ForSpeechToSpeech(FlaxPreTrainedModel):  # auto_core/models/speecht5.py
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

class FlaxSpeechT5HifiGan(FlaxPreTrainedModel):  # auto_core/models/speecht5_hifigan.py
    config: SpeechT5HifiGanConfig
    def __init__(self,
        config: SpeechT5HifiGanConfig,
    ) -> None: ...
    def __call__(self,
        spectrogram: Any = None,
        *,
        return_dict: bool | None = None,
    ) -> Any: ...

class FlaxSuperPointPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/superpoint.py
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

class FlaxSuperPointForKeypointDetection(FlaxPreTrainedModel):  # auto_core/models/superpoint.py
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

class FlaxSwinPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/swin.py
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

class FlaxSwinModel(FlaxPreTrainedModel):  # auto_core/models/swin.py
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

class FlaxSwinForMaskedImageModeling(FlaxPreTrainedModel):  # auto_core/models/swin.py
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

class FlaxSwinForImageClassification(FlaxPreTrainedModel):  # auto_core/models/swin.py
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

class FlaxSwinBackbone(FlaxPreTrainedModel):  # auto_core/models/swin.py
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

class FlaxSwin2SRPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/swin2sr.py
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

class FlaxSwin2SRModel(FlaxPreTrainedModel):  # auto_core/models/swin2sr.py
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

class FlaxSwin2SRForImageSuperResolution(FlaxPreTrainedModel):  # auto_core/models/swin2sr.py
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

class FlaxT5PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5Seq2SeqModel(FlaxPreTrainedModel):  # auto_core/models/t5.py
    config: T5Config
    def __init__(self,
        config: T5Config,
    ) -> None: ...
    def __call__(self,
        *args: Any,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any: ...

class FlaxT5Model(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5ForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5EncoderModel(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5ForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxT5ForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/t5.py
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

class FlaxTapasPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/tapas.py
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

class FlaxTapasModel(FlaxPreTrainedModel):  # auto_core/models/tapas.py
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

class FlaxTapasForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/tapas.py
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

class FlaxTapasForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/tapas.py
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

class FlaxTapasForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/tapas.py
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

class FlaxTimesFmPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/timesfm.py
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

class FlaxTimesFmModel(FlaxPreTrainedModel):  # auto_core/models/timesfm.py
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

class FlaxTimesFmModelForPrediction(FlaxPreTrainedModel):  # auto_core/models/timesfm.py
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

class FlaxTrOCRPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/trocr.py
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

class FlaxTrOCRForCausalLM(FlaxPreTrainedModel):  # auto_core/models/trocr.py
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

class FlaxVideoMAEPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/videomae.py
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

class FlaxVideoMAEModel(FlaxPreTrainedModel):  # auto_core/models/videomae.py
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

class FlaxVideoMAEForPreTraining(FlaxPreTrainedModel):  # auto_core/models/videomae.py
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

class FlaxVideoMAEForVideoClassification(FlaxPreTrainedModel):  # auto_core/models/videomae.py
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

class FlaxViltPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltModel(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltHead(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltForImageAndTextRetrieval(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxViltForImagesAndTextClassification(FlaxPreTrainedModel):  # auto_core/models/vilt.py
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

class FlaxVisionEncoderDecoderModel(FlaxPreTrainedModel):  # auto_core/models/vision_encoder_decoder.py
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

class FlaxVisionTextDualEncoderModel(FlaxPreTrainedModel):  # auto_core/models/vision_text_dual_encoder.py
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

class FlaxViTPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/vit.py
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

class FlaxViTModel(FlaxPreTrainedModel):  # auto_core/models/vit.py
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

class FlaxViTForMaskedImageModeling(FlaxPreTrainedModel):  # auto_core/models/vit.py
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

class FlaxViTForImageClassification(FlaxPreTrainedModel):  # auto_core/models/vit.py
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

class FlaxViTMAEPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/vit_mae.py
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

class FlaxViTMAEModel(FlaxPreTrainedModel):  # auto_core/models/vit_mae.py
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

class FlaxViTMAEForPreTraining(FlaxPreTrainedModel):  # auto_core/models/vit_mae.py
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

class FlaxVitsPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/vits.py
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

class FlaxVitsModel(FlaxPreTrainedModel):  # auto_core/models/vits.py
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

class FlaxWav2Vec2PreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2Model(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForPreTraining(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForCTC(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForAudioFrameClassification(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWav2Vec2ForXVector(FlaxPreTrainedModel):  # auto_core/models/wav2vec2.py
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

class FlaxWavLMPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWavLMModel(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWavLMForCTC(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWavLMForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWavLMForAudioFrameClassification(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWavLMForXVector(FlaxPreTrainedModel):  # auto_core/models/wavlm.py
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

class FlaxWhisperPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxListening(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxWhisperModel(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxWhisperForConditionalGeneration(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxWhisperForCausalLM(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxWhisperForAudioClassification(FlaxPreTrainedModel):  # auto_core/models/whisper.py
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

class FlaxXLMRobertaPreTrainedModel(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaModel(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForCausalLM(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForMaskedLM(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForSequenceClassification(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForMultipleChoice(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForTokenClassification(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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

class FlaxXLMRobertaForQuestionAnswering(FlaxPreTrainedModel):  # auto_core/models/xlm_roberta.py
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
