"""What models return: mapping, attributes and tuple at once.

    output.logits, output["logits"], output[0], loss, logits = output.to_tuple()

Fields that were not computed are None as attributes and absent from the mapping and the tuple.
The classes hold tensors of any framework; adapters register each class as a pytree node.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

_classes: list[type[TensorFields]] = []
_watchers: list[Callable[[type[TensorFields]], None]] = []


class TensorFields:
    """Base of dataclasses that hold tensors; fields default to None, and None is absent."""

    if TYPE_CHECKING:  # each subclass is a dataclass
        __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        _classes.append(cls)
        for watcher in _watchers:
            watcher(cls)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            value = self.__dict__.get(key)
            if value is None:
                raise KeyError(key)
            return value
        return self.to_tuple()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        setattr(self, key, value)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self) if getattr(self, field.name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def to_tuple(self) -> tuple[Any, ...]:
        """The values that were computed, in the order of the fields."""
        return tuple(getattr(self, name) for name in self)

    __hash__ = None  # type: ignore[assignment]


class ModelOutput(TensorFields, MutableMapping[str, Any]):
    """Base of all outputs."""

    def __post_init__(self) -> None:
        # Libraries that map over containers rebuild them from one mapping or one iterable of
        # pairs, as they would a dict.
        first, *rest = [field.name for field in fields(self)]
        given = getattr(self, first)
        is_content = isinstance(given, (Mapping, types.GeneratorType))
        if (
            is_content
            and not isinstance(given, ModelOutput)
            and all(getattr(self, name) is None for name in rest)
        ):
            setattr(self, first, None)
            for name, value in dict(given).items():
                setattr(self, name, value)

    def __delitem__(self, key: str) -> None:
        setattr(self, key, None)

    def to_tuple(self) -> tuple[Any, ...]:
        """The values that were computed, in order; outputs of parts are tuples too."""
        values = (getattr(self, name) for name in self)
        return tuple(v.to_tuple() if isinstance(v, ModelOutput) else v for v in values)


def on_each_output_class(register: Callable[[type[TensorFields]], None]) -> None:
    """Call `register` with every output class there is and will be (for pytree registries)."""
    _watchers.append(register)
    for cls in _classes:
        register(cls)


def field_names(cls: type[TensorFields]) -> tuple[str, ...]:
    """Names of the fields, in order."""
    return tuple(field.name for field in fields(cls))


# Shapes: b batch, t tokens, d hidden, h heads, q queries, k keys, v vocabulary, c classes.


@dataclass(eq=False)
class KeyValueCache(TensorFields):
    """Keys and values that a decoder has already computed, one entry per layer.

    No mapping: `keys` and `values` would not be the methods that mappings have.

    `keys` and `values` are [b capacity h d]; the first `length` positions are filled. Where a
    layer sees only a window and `length` is given, position p is at p % capacity. The
    cross-attention's are [b k h d] and complete. `length` is an int, or an integer tensor
    where it must not be part of a compiled graph.
    """

    keys: Any = None
    values: Any = None
    cross_keys: Any = None
    cross_values: Any = None
    length: Any = None

    def get_seq_length(self) -> Any:
        """Number of positions that are filled."""
        return self.keys[0].shape[1] if self.length is None else self.length


@dataclass(eq=False)
class BaseModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None  # tuple of layers + 1, each [b t d]
    attentions: Any = None  # tuple of layers, each [b h q k]


@dataclass(eq=False)
class BaseModelOutputWithPooling(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPastAndCrossAttentions(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPoolingAndCrossAttentions(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class MaskedLMOutput(ModelOutput):
    loss: Any = None  # scalar
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CausalLMOutputWithCrossAttentions(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class NextSentencePredictorOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SequenceClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MultipleChoiceModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b choices]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class TokenClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class QuestionAnsweringModelOutput(ModelOutput):
    loss: Any = None
    start_logits: Any = None  # [b t]
    end_logits: Any = None  # [b t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BertForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b t v]
    seq_relationship_logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class AlbertForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b t v]
    sop_logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ElectraForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SequenceClassifierOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class GPT2DoubleHeadsModelOutput(ModelOutput):
    loss: Any = None
    mc_loss: Any = None
    logits: Any = None  # [b choices t v]
    mc_logits: Any = None  # [b choices]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Seq2SeqModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d], the decoder's
    past_key_values: Any = None  # KeyValueCache
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None  # [b k d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqSequenceClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqQuestionAnsweringModelOutput(ModelOutput):
    loss: Any = None
    start_logits: Any = None  # [b t]
    end_logits: Any = None  # [b t]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


# Images: H and W are in pixels, p counts patches.


@dataclass(eq=False)
class ImageClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MaskedImageModelingOutput(ModelOutput):
    loss: Any = None
    reconstruction: Any = None  # [b channels H W]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DepthEstimatorOutput(ModelOutput):
    loss: Any = None
    predicted_depth: Any = None  # [b H W]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SemanticSegmenterOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c H/4 W/4], or as fine as the architecture makes them
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DeiTForImageClassificationWithTeacherOutput(ModelOutput):
    logits: Any = None  # [b c], the mean of the two below
    cls_logits: Any = None
    distillation_logits: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ViTMAEModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b visible + 1 d]
    mask: Any = None  # [b p], 1 where a patch is hidden
    ids_restore: Any = None  # [b p], where each patch stands in the shuffled order
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ViTMAEForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b p pixels of a patch]
    mask: Any = None
    ids_restore: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class VideoMAEForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b hidden patches, pixels of a tubelet]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithIntermediateActivations(ModelOutput):
    last_hidden_states: Any = None  # [b t d]
    intermediate_activations: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPoolingAndIntermediateActivations(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    hidden_states: Any = None
    attentions: Any = None
    intermediate_activations: Any = None


@dataclass(eq=False)
class SamVisionEncoderOutput(ModelOutput):
    image_embeds: Any = None
    last_hidden_state: Any = None  # [b d H/16 W/16]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SamImageSegmentationOutput(ModelOutput):
    iou_scores: Any = None  # [b prompts masks]
    pred_masks: Any = None  # [b prompts masks H/4 W/4]
    vision_hidden_states: Any = None
    vision_attentions: Any = None
    mask_decoder_attentions: Any = None


# Images and texts: n images, m texts, e the space in which they meet.


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


# Speech made of text.


@dataclass(eq=False)
class VitsModelOutput(ModelOutput):
    waveform: Any = None  # [b samples]
    sequence_lengths: Any = None  # [b], in samples
    spectrogram: Any = None  # [b z u]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class TableQuestionAnsweringOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t], of tokens whose cell is selected
    logits_aggregation: Any = None  # [b a], of what is done with the cells
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ViltForImagesAndTextClassificationOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None  # for each image a tuple of layers + 1, each [b t+p d]
    attentions: Any = None


@dataclass(eq=False)
class BackboneOutput(ModelOutput):
    feature_maps: Any = None  # tuple of [b c h w], one for each stage of config.out_features
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithNoAttention(ModelOutput):
    last_hidden_state: Any = None  # [b d h w]
    hidden_states: Any = None  # tuple of [b d h w]


@dataclass(eq=False)
class BaseModelOutputWithPoolingAndNoAttention(ModelOutput):
    last_hidden_state: Any = None  # [b d h w]
    pooler_output: Any = None  # [b d], or [b d 1 1]
    hidden_states: Any = None  # tuple of [b d h w]


@dataclass(eq=False)
class ImageClassifierOutputWithNoAttention(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None  # tuple of [b d h w]


@dataclass(eq=False)
class TimesFmOutput(ModelOutput):
    last_hidden_state: Any = None  # [b n d], of patches
    hidden_states: Any = None
    attentions: Any = None
    loc: Any = None  # [b]
    scale: Any = None  # [b]


@dataclass(eq=False)
class TimesFmOutputForPrediction(ModelOutput):
    last_hidden_state: Any = None  # [b n d]
    hidden_states: Any = None
    attentions: Any = None
    mean_predictions: Any = None  # [b f]
    full_predictions: Any = None  # [b f m], the mean and the quantiles
    loss: Any = None


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
class CausalLMOutput(ModelOutput):
    loss: Any = None  # a number, or [b] without reduction
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Wav2Vec2BaseModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    extract_features: Any = None  # [b t c], of the convolutions
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Wav2Vec2ForPreTrainingOutput(ModelOutput):
    loss: Any = None
    projected_states: Any = None  # [b t d]
    projected_quantized_states: Any = None  # [b t d]
    codevector_perplexity: Any = None
    hidden_states: Any = None
    attentions: Any = None
    contrastive_loss: Any = None
    diversity_loss: Any = None


@dataclass(eq=False)
class XVectorOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b d]
    embeddings: Any = None  # [b d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Seq2SeqSpectrogramOutput(ModelOutput):
    loss: Any = None
    spectrogram: Any = None  # [b t mels]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class SwinModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b p d]
    pooler_output: Any = None  # [b d]
    hidden_states: Any = None  # tuple of [b p d], after the patches and after each stage
    attentions: Any = None  # of each stage's last block, [b*windows h t t]
    reshaped_hidden_states: Any = None  # hidden_states as [b d height width]


@dataclass(eq=False)
class SwinMaskedImageModelingOutput(ModelOutput):
    loss: Any = None
    reconstruction: Any = None  # [b channels H W]
    hidden_states: Any = None
    attentions: Any = None
    reshaped_hidden_states: Any = None


@dataclass(eq=False)
class SwinImageClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None
    reshaped_hidden_states: Any = None


@dataclass(eq=False)
class ImageSuperResolutionOutput(ModelOutput):
    loss: Any = None
    reconstruction: Any = None  # [b channels H W], as much larger as the config says
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SuperPointKeypointDescriptionOutput(ModelOutput):
    loss: Any = None
    keypoints: Any = None  # [b k 2], x and y as shares of the image's size
    scores: Any = None  # [b k]
    descriptors: Any = None  # [b k d]
    mask: Any = None  # [b k] int32, 1 where there is a keypoint
    hidden_states: Any = None


# Detection: q queries, c classes without "no object".


@dataclass(eq=False)
class DetrModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d], the decoder's
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None  # [b k d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    intermediate_hidden_states: Any = None  # [layers b q d], normalised, for losses of all layers


@dataclass(eq=False)
class DetrObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c+1]; the last class is "no object"
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # logits and pred_boxes of each layer but the last
    last_hidden_state: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class DetrSegmentationOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None
    logits: Any = None  # [b q c+1]
    pred_boxes: Any = None  # [b q 4]
    pred_masks: Any = None  # [b q H/4 W/4]
    auxiliary_outputs: Any = None
    last_hidden_state: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class PatchTSTModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b c n d], of the patches of each channel
    hidden_states: Any = None
    attentions: Any = None
    mask: Any = None  # [b c n], True for patches that were hidden
    loc: Any = None  # [b 1 c]
    scale: Any = None  # [b 1 c]
    patch_input: Any = None  # [b c n p]


@dataclass(eq=False)
class PatchTSTForPretrainingOutput(ModelOutput):
    loss: Any = None
    prediction_output: Any = None  # [b c n p]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class PatchTSTForPredictionOutput(ModelOutput):
    loss: Any = None
    prediction_outputs: Any = None  # [b f c], or a tuple of a distribution's parameters
    hidden_states: Any = None
    attentions: Any = None
    loc: Any = None
    scale: Any = None


@dataclass(eq=False)
class PatchTSTForRegressionOutput(ModelOutput):
    loss: Any = None
    regression_outputs: Any = None  # [b m], or a tuple of a distribution's parameters
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class PatchTSTForClassificationOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b m]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SamplePatchTSTOutput(ModelOutput):
    sequences: Any = None  # [b samples ...]


@dataclass(eq=False)
class Mask2FormerModelOutput(ModelOutput):
    encoder_last_hidden_state: Any = None  # [b d h w], the backbone's
    pixel_decoder_last_hidden_state: Any = None  # [b d H/4 W/4], what masks are made of
    transformer_decoder_last_hidden_state: Any = None  # [b q d]
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None  # three, coarse first
    transformer_decoder_hidden_states: Any = None  # each [q b d]
    transformer_decoder_intermediate_states: Any = None  # the same, normalised
    masks_queries_logits: Any = None  # of each layer [b q H/4 W/4]
    attentions: Any = None


@dataclass(eq=False)
class Mask2FormerForUniversalSegmentationOutput(ModelOutput):
    loss: Any = None
    class_queries_logits: Any = None  # [b q c+1]; the last class is "no object"
    masks_queries_logits: Any = None  # [b q H/4 W/4]
    auxiliary_logits: Any = None  # both of each layer but the last
    encoder_last_hidden_state: Any = None
    pixel_decoder_last_hidden_state: Any = None
    transformer_decoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None
    transformer_decoder_hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MaskFormerModelOutput(ModelOutput):
    encoder_last_hidden_state: Any = None  # [b d h w], the backbone's
    pixel_decoder_last_hidden_state: Any = None  # [b d H/4 W/4], what masks are made of
    transformer_decoder_last_hidden_state: Any = None  # [b q d]
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None
    transformer_decoder_hidden_states: Any = None
    hidden_states: Any = None  # all three one after the other
    attentions: Any = None


@dataclass(eq=False)
class MaskFormerForInstanceSegmentationOutput(ModelOutput):
    loss: Any = None
    class_queries_logits: Any = None  # [b q c+1]; the last class is "no object"
    masks_queries_logits: Any = None  # [b q H/4 W/4]
    auxiliary_logits: Any = None  # both of each layer but the last
    encoder_last_hidden_state: Any = None
    pixel_decoder_last_hidden_state: Any = None
    transformer_decoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None
    transformer_decoder_hidden_states: Any = None
    hidden_states: Any = None
    attentions: Any = None
