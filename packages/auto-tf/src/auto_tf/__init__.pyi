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
