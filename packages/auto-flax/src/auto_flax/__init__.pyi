# Written by tools/stubs.py (make stubs). Do not edit.

import os
from types import ModuleType
from typing import Any

from auto_core.auto.modeling import AutoModelFactory
from auto_core.configs import PreTrainedConfig
from auto_core.configs.albert import AlbertConfig
from auto_core.configs.bart import BartConfig
from auto_core.configs.bert import BertConfig
from auto_core.configs.camembert import CamembertConfig
from auto_core.configs.deberta_v2 import DebertaV2Config
from auto_core.configs.distilbert import DistilBertConfig
from auto_core.configs.electra import ElectraConfig
from auto_core.configs.gpt2 import GPT2Config
from auto_core.configs.llama import LlamaConfig
from auto_core.configs.marian import MarianConfig
from auto_core.configs.mbart import MBartConfig
from auto_core.configs.mistral import MistralConfig
from auto_core.configs.mpnet import MPNetConfig
from auto_core.configs.mt5 import MT5Config
from auto_core.configs.qwen2 import Qwen2Config
from auto_core.configs.roberta import RobertaConfig
from auto_core.configs.t5 import T5Config
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
