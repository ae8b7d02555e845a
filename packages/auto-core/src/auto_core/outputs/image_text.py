"""Outputs of models of images and texts.

b batch, t tokens, p patches, d hidden, n images, m texts, e the space in which they meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput
from auto_core.outputs.text import Seq2SeqLMOutput, Seq2SeqModelOutput


@dataclass(eq=False)
class CLIPTextModelOutput(ModelOutput):
    text_embeds: Any = None  # [b e]
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CLIPVisionModelOutput(ModelOutput):
    image_embeds: Any = None  # [b e]
    last_hidden_state: Any = None  # [b p d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CLIPOutput(ModelOutput):
    loss: Any = None
    logits_per_image: Any = None  # [n m]
    logits_per_text: Any = None  # [m n]
    text_embeds: Any = None  # [m e]
    image_embeds: Any = None  # [n e]
    text_model_output: Any = None  # BaseModelOutputWithPooling
    vision_model_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class CLIPSegDecoderOutput(ModelOutput):
    logits: Any = None  # [b height width]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CLIPSegImageSegmentationOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b height width]
    conditional_embeddings: Any = None  # [b e]
    pooled_output: Any = None  # [b e], of the images
    vision_model_output: Any = None  # BaseModelOutputWithPooling
    decoder_output: Any = None  # CLIPSegDecoderOutput


@dataclass(eq=False)
class GroupViTModelOutput(ModelOutput):
    loss: Any = None
    logits_per_image: Any = None  # [n m]
    logits_per_text: Any = None  # [m n]
    segmentation_logits: Any = None  # [n m height width]
    text_embeds: Any = None  # [m e]
    image_embeds: Any = None  # [n e]
    text_model_output: Any = None  # BaseModelOutputWithPooling
    vision_model_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class LxmertModelOutput(ModelOutput):
    language_output: Any = None  # [b t d]
    vision_output: Any = None  # [b o d]
    pooled_output: Any = None  # [b d]
    language_hidden_states: Any = None
    vision_hidden_states: Any = None
    language_attentions: Any = None
    vision_attentions: Any = None
    cross_encoder_attentions: Any = None


@dataclass(eq=False)
class LxmertForQuestionAnsweringOutput(ModelOutput):
    loss: Any = None
    question_answering_score: Any = None  # [b c]
    language_hidden_states: Any = None
    vision_hidden_states: Any = None
    language_attentions: Any = None
    vision_attentions: Any = None
    cross_encoder_attentions: Any = None


@dataclass(eq=False)
class LxmertForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b t v]
    cross_relationship_score: Any = None  # [b 2]
    question_answering_score: Any = None  # [b c]
    language_hidden_states: Any = None
    vision_hidden_states: Any = None
    language_attentions: Any = None
    vision_attentions: Any = None
    cross_encoder_attentions: Any = None


@dataclass(eq=False)
class XCLIPOutput(ModelOutput):
    loss: Any = None
    logits_per_video: Any = None  # [b m]
    logits_per_text: Any = None  # [m b]
    text_embeds: Any = None  # [b m e]
    video_embeds: Any = None  # [b e]
    text_model_output: Any = None  # BaseModelOutputWithPooling
    vision_model_output: Any = None  # BaseModelOutputWithPooling
    mit_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class BridgeTowerModelOutput(ModelOutput):
    text_features: Any = None  # [b t d]
    image_features: Any = None  # [b p d]
    pooler_output: Any = None  # [b 2d]
    hidden_states: Any = None  # of texts, of images and across
    attentions: Any = None  # pairs


@dataclass(eq=False)
class BridgeTowerContrastiveOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b 3 e]
    text_embeds: Any = None  # [b e]
    image_embeds: Any = None  # [b e]
    cross_embeds: Any = None  # [b e]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class PerceiverModelOutput(ModelOutput):
    logits: Any = None
    last_hidden_state: Any = None  # [b l d]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class PerceiverMaskedLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class PerceiverClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class OwlViTObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None
    logits: Any = None  # [b p q], of each patch and each of q texts
    objectness_logits: Any = None  # [b p]
    pred_boxes: Any = None  # [b p 4], (centre x, centre y, width, height) as shares of the image
    text_embeds: Any = None  # [b q e]
    image_embeds: Any = None  # [b rows columns d]
    class_embeds: Any = None  # [b p e]
    text_model_output: Any = None  # BaseModelOutputWithPooling
    vision_model_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class OwlViTImageGuidedObjectDetectionOutput(ModelOutput):
    logits: Any = None  # [b p 1]
    image_embeds: Any = None  # [b rows columns d]
    query_image_embeds: Any = None  # [b rows columns d]
    target_pred_boxes: Any = None  # [b p 4]
    query_pred_boxes: Any = None  # [b p 4]
    class_embeds: Any = None  # [b p e]
    text_model_output: Any = None
    vision_model_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class ViltForImagesAndTextClassificationOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None  # for each image a tuple of layers + 1, each [b t+p d]
    attentions: Any = None


@dataclass(eq=False)
class BlipForConditionalGenerationModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    image_embeds: Any = None  # [b p d]
    last_hidden_state: Any = None  # [b p d], the image encoder's, as what follows
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BlipTextVisionModelOutput(ModelOutput):
    loss: Any = None
    image_embeds: Any = None  # [b p d]
    last_hidden_state: Any = None  # [b p d], the image encoder's, as what follows
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BlipImageTextMatchingModelOutput(ModelOutput):
    itm_score: Any = None  # [b 2], or [n m]
    loss: Any = None
    image_embeds: Any = None
    last_hidden_state: Any = None  # [b p d], the image encoder's, as what follows
    hidden_states: Any = None
    vision_pooler_output: Any = None
    attentions: Any = None
    question_embeds: Any = None  # [b t d]


@dataclass(eq=False)
class BaseModelOutputWithDeepstackFeatures(ModelOutput):
    last_hidden_state: Any = None  # [n d]
    pooler_output: Any = None  # [m d]
    hidden_states: Any = None
    attentions: Any = None
    deepstack_features: Any = None  # of each chosen layer, [m d]


@dataclass(eq=False)
class ColPaliForRetrievalOutput(ModelOutput):
    loss: Any = None
    embeddings: Any = None  # [b t e]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class ColModernVBertForRetrievalOutput(ModelOutput):
    loss: Any = None
    embeddings: Any = None  # [b t e]
    hidden_states: Any = None
    image_hidden_states: Any = None  # the vectors of images
    attentions: Any = None


@dataclass(eq=False)
class ModernVBertBaseModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class ModernVBertMaskedLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class ColQwen2ForRetrievalOutput(ModelOutput):
    loss: Any = None
    embeddings: Any = None  # [b t e]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class IdeficsBaseModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # [b n q e], what is attended to


@dataclass(eq=False)
class IdeficsCausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # [b n q e], what is attended to


@dataclass(eq=False)
class LlavaModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class LlavaCausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class AriaModelOutputWithPast(LlavaModelOutputWithPast):
    router_logits: Any = None  # of each layer, [b*t e]


@dataclass(eq=False)
class AriaCausalLMOutputWithPast(LlavaCausalLMOutputWithPast):
    router_logits: Any = None


@dataclass(eq=False)
class BaseModelOutputWithHighResVisionEncodings(ModelOutput):
    last_hidden_state: Any = None  # [n p e], of the small images
    pooler_output: Any = None  # [n p d], the vectors of images
    hidden_states: Any = None
    attentions: Any = None
    high_res_vision_last_hidden_state: Any = None  # [n p e], of the large ones
    high_res_vision_hidden_states: Any = None
    high_res_vision_attentions: Any = None


@dataclass(eq=False)
class DeepseekOcr2ModelOutputWithPooling(ModelOutput):
    last_hidden_state: Any = None  # [n q e], of the images
    pooler_output: Any = None  # [m d] of each image, the vectors of its tiles and of itself
    hidden_states: Any = None
    attentions: Any = None
    local_last_hidden_state: Any = None  # [k q e], of the tiles
    local_hidden_states: Any = None
    local_attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithVisualIndicatorFeatures(ModelOutput):
    last_hidden_state: Any = None  # [n q d]
    pooler_output: Any = None  # [n q d], the vectors of images
    hidden_states: Any = None
    attentions: Any = None
    visual_indicator_features: Any = None  # [k d], of the tokens that mark images


@dataclass(eq=False)
class Llama4CausalLMOutputWithPast(LlavaCausalLMOutputWithPast):
    router_logits: Any = None  # of each layer with experts, [b*t e]


@dataclass(eq=False)
class LlavaOnevisionModelOutputWithPast(LlavaModelOutputWithPast):
    video_hidden_states: Any = None  # the vectors of videos


@dataclass(eq=False)
class LlavaOnevisionCausalLMOutputWithPast(LlavaCausalLMOutputWithPast):
    video_hidden_states: Any = None  # the vectors of videos


@dataclass(eq=False)
class Florence2Seq2SeqModelOutput(Seq2SeqModelOutput):
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class Florence2Seq2SeqLMOutput(Seq2SeqLMOutput):
    image_hidden_states: Any = None  # the vectors of images


@dataclass(eq=False)
class Gemma3nModelOutputWithPast(LlavaModelOutputWithPast):
    audio_hidden_states: Any = None  # the vectors of recordings


@dataclass(eq=False)
class Gemma3nCausalLMOutputWithPast(LlavaCausalLMOutputWithPast):
    audio_hidden_states: Any = None  # the vectors of recordings


@dataclass(eq=False)
class Gemma4ModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None  # the vectors of images [m d]; not in a compiled function
    audio_hidden_states: Any = None  # those of sound
    router_logits: Any = None  # of each layer with experts, [b*t e]


@dataclass(eq=False)
class Gemma4CausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    image_hidden_states: Any = None
    audio_hidden_states: Any = None
    router_logits: Any = None


@dataclass(eq=False)
class ShieldGemma2ImageClassifierOutputWithNoAttention(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b 2], of Yes and of No
    hidden_states: Any = None
    probabilities: Any = None  # [b 2]


@dataclass(eq=False)
class BaseModelOutputWithVisionQformerOutputs(ModelOutput):
    last_hidden_state: Any = None  # [b p d], of the image encoder
    pooler_output: Any = None  # [b q d], of the language model's size
    hidden_states: Any = None
    attentions: Any = None
    vision_outputs: Any = None  # BaseModelOutputWithPooling
    qformer_outputs: Any = None  # BaseModelOutputWithPoolingAndCrossAttentions


@dataclass(eq=False)
class MgpstrModelOutput(ModelOutput):
    logits: Any = None  # of characters, BPE and WordPiece, each [b t v]
    hidden_states: Any = None
    attentions: Any = None
    a3_attentions: Any = None  # as many, each [b t p]


@dataclass(eq=False)
class FlavaModelOutput(ModelOutput):
    image_embeddings: Any = None  # [b p d]
    image_output: Any = None  # BaseModelOutputWithPooling
    text_embeddings: Any = None  # [b t d]
    text_output: Any = None  # BaseModelOutputWithPooling
    multimodal_embeddings: Any = None  # [b 1+p+t d]
    multimodal_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class FlavaLosses(ModelOutput):
    mim: Any = None
    mlm: Any = None
    itm: Any = None
    global_contrastive: Any = None
    mmm_image: Any = None
    mmm_text: Any = None

    def all_none(self) -> bool:
        """Whether there is no loss."""
        return not len(self)


@dataclass(eq=False)
class FlavaForPreTrainingOutput(ModelOutput):
    loss: Any = None
    loss_info: Any = None  # FlavaLosses
    image_embeddings: Any = None  # [b p d]
    image_output: Any = None  # BaseModelOutputWithPooling
    text_embeddings: Any = None  # [b t d]
    text_output: Any = None  # BaseModelOutputWithPooling
    multimodal_embeddings: Any = None  # [b 1+p+t d]
    multimodal_output: Any = None  # BaseModelOutputWithPooling
    image_masked_embeddings: Any = None  # [b p d]
    image_masked_output: Any = None  # BaseModelOutputWithPooling
    text_masked_embeddings: Any = None  # [b t d]
    text_masked_output: Any = None  # BaseModelOutputWithPooling
    multimodal_masked_embeddings: Any = None  # [b 1+p+t d]
    multimodal_masked_output: Any = None  # BaseModelOutputWithPooling
    mim_logits: Any = None  # [b p codes], with labels [n codes]
    mlm_logits: Any = None  # [b t v], with labels [n v]
    itm_logits: Any = None  # [b 2]
    contrastive_logits_per_image: Any = None  # [n m]
    contrastive_logits_per_text: Any = None  # [m n]
    mmm_image_logits: Any = None  # [b p codes], with labels [n codes]
    mmm_text_logits: Any = None  # [b t v], with labels [n v]


@dataclass(eq=False)
class BaseModelOutputWithProjectionAttentions(ModelOutput):
    last_hidden_state: Any = None  # [b p d]
    pooler_output: Any = None
    hidden_states: Any = None
    attentions: Any = None
    projection_attentions: Any = None  # [b h q p+q], of the queries


@dataclass(eq=False)
class Kosmos2ModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_embeds: Any = None  # [b q d]
    projection_attentions: Any = None  # [b h q p+q], of the queries
    vision_model_output: Any = None  # BaseModelOutputWithProjectionAttentions


@dataclass(eq=False)
class Kosmos2ForConditionalGenerationModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    image_embeds: Any = None  # [b q d]
    projection_attentions: Any = None  # [b h q p+q], of the queries
    vision_model_output: Any = None  # BaseModelOutputWithProjectionAttentions


@dataclass(eq=False)
class Kosmos2_5ModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    width: Any = None  # [b], of the resized images
    height: Any = None  # [b]
    image_embeds: Any = None  # [b q d]
    projection_attentions: Any = None  # [b h q p+q], of the queries
    vision_model_output: Any = None  # BaseModelOutput


@dataclass(eq=False)
class Kosmos2_5ForConditionalGenerationModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    width: Any = None  # [b], of the resized images
    height: Any = None  # [b]
    image_embeds: Any = None  # [b q d]
    projection_attentions: Any = None  # [b h q p+q], of the queries
    vision_model_output: Any = None  # BaseModelOutput


@dataclass(eq=False)
class Blip2ForConditionalGenerationModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    vision_outputs: Any = None  # BaseModelOutputWithPooling
    qformer_outputs: Any = None  # BaseModelOutputWithPoolingAndCrossAttentions
    language_model_outputs: Any = None  # CausalLMOutputWithPast or Seq2SeqLMOutput


@dataclass(eq=False)
class InstructBlipForConditionalGenerationModelOutput(Blip2ForConditionalGenerationModelOutput):
    pass


@dataclass(eq=False)
class InstructBlipVideoForConditionalGenerationModelOutput(
    InstructBlipForConditionalGenerationModelOutput
):
    pass


@dataclass(eq=False)
class Blip2ImageTextMatchingModelOutput(CLIPOutput):
    pass


@dataclass(eq=False)
class Blip2TextModelOutput(CLIPTextModelOutput):
    pass


@dataclass(eq=False)
class Blip2VisionModelOutput(CLIPVisionModelOutput):
    pass
