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
