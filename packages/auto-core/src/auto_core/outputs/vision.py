"""Outputs of models of images.

b batch, d hidden, c classes, p patches, q queries; H and W are in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class ImageClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DINOv3ViTBackboneOutput(ModelOutput):
    feature_maps: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cls_tokens: Any = None  # tuple of [b d], with config.return_class_token


@dataclass(eq=False)
class TimmWrapperModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d] or [b d h w]
    pooler_output: Any = None  # [b d]
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
class ZoeDepthDepthEstimatorOutput(ModelOutput):
    loss: Any = None
    predicted_depth: Any = None  # [b H W], in metres
    domain_logits: Any = None  # [b 2], of the heads, where there are two
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DepthProOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d], of the image's encoder
    features: Any = None  # [b d h w] each, the coarsest first
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DepthProDepthEstimatorOutput(ModelOutput):
    loss: Any = None
    predicted_depth: Any = None  # [b H W], its inverse
    field_of_view: Any = None  # [b], in degrees
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
class EfficientFormerForImageClassificationWithTeacherOutput(ModelOutput):
    logits: Any = None  # [b c], the mean of the two below
    cls_logits: Any = None
    distillation_logits: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class LevitForImageClassificationWithTeacherOutput(ModelOutput):
    logits: Any = None  # [b c], the mean of the two below
    cls_logits: Any = None
    distillation_logits: Any = None
    hidden_states: Any = None


@dataclass(eq=False)
class ViTMAEModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b kept + 1 d]
    mask: Any = None  # [b p], 1 where a patch is masked
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
class HieraModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    bool_masked_pos: Any = None  # [b u], True where a unit is kept
    ids_restore: Any = None  # [b u], where each unit stands in the shuffled order
    hidden_states: Any = None
    attentions: Any = None
    reshaped_hidden_states: Any = None  # [b h w d]; of pretraining [b u h w d], u units


@dataclass(eq=False)
class HieraForImageClassificationOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None
    reshaped_hidden_states: Any = None


@dataclass(eq=False)
class HieraForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b n pixels], n patches of the last stage
    bool_masked_pos: Any = None  # [b n], True where a patch is kept
    ids_restore: Any = None
    hidden_states: Any = None
    attentions: Any = None
    reshaped_hidden_states: Any = None


@dataclass(eq=False)
class VideoMAEForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b masked patches, pixels of a tubelet]
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
    intermediate_activations: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SamVisionEncoderOutput(ModelOutput):
    image_embeds: Any = None
    last_hidden_state: Any = None  # [b d H/16 W/16]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SamHQVisionEncoderOutput(ModelOutput):
    image_embeds: Any = None
    last_hidden_state: Any = None  # [b d H/16 W/16]
    hidden_states: Any = None
    attentions: Any = None
    intermediate_embeddings: Any = None  # [b H/16 W/16 v] after each layer of global attention


@dataclass(eq=False)
class SamImageSegmentationOutput(ModelOutput):
    iou_scores: Any = None  # [b prompts masks]
    pred_masks: Any = None  # [b prompts masks H/4 W/4]
    vision_hidden_states: Any = None
    vision_attentions: Any = None
    mask_decoder_attentions: Any = None


@dataclass(eq=False)
class Sam2HieraDetModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b h w d]
    intermediate_hidden_states: Any = None  # of each stage
    hidden_states: Any = None
    attentions: Any = None  # what attention gives: [b*windows h w d]


@dataclass(eq=False)
class Sam2VisionEncoderOutput(ModelOutput):
    last_hidden_state: Any = None  # [b h w d]
    pooler_output: Any = None
    hidden_states: Any = None
    attentions: Any = None
    fpn_hidden_states: Any = None  # maps [b d h w], the finest first
    fpn_position_encoding: Any = None


@dataclass(eq=False)
class Sam2ImageSegmentationOutput(ModelOutput):
    iou_scores: Any = None  # [b prompts masks]
    pred_masks: Any = None  # [b prompts masks H/4 W/4]
    object_score_logits: Any = None  # [b prompts 1]
    image_embeddings: Any = None  # three maps, for other calls
    vision_hidden_states: Any = None
    vision_attentions: Any = None
    mask_decoder_attentions: Any = None


@dataclass(eq=False)
class Sam2VideoSegmentationOutput(ModelOutput):
    object_ids: Any = None  # as the prompts named them
    pred_masks: Any = None  # [objects 1 h w], logits
    object_score_logits: Any = None  # [objects 1], of the object being in the frame
    frame_idx: Any = None


@dataclass(eq=False)
class Sam3VisionEncoderOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None
    hidden_states: Any = None  # [b h w d]
    attentions: Any = None
    fpn_hidden_states: Any = None  # maps [b d h w], the largest first
    fpn_position_encoding: Any = None


@dataclass(eq=False)
class Sam3ImageSegmentationOutput(ModelOutput):
    pred_masks: Any = None  # [b queries h w], logits
    pred_boxes: Any = None  # [b queries 4], left, top, right, bottom over the image's size
    pred_logits: Any = None  # [b queries]
    presence_logits: Any = None  # [b 1], of there being such an object
    semantic_seg: Any = None  # [b 1 h w], logits of all objects together
    decoder_hidden_states: Any = None
    decoder_reference_boxes: Any = None  # [layers b queries 4], centre and size
    encoder_hidden_states: Any = None
    vision_hidden_states: Any = None
    vision_attentions: Any = None
    detr_encoder_attentions: Any = None
    detr_decoder_attentions: Any = None
    mask_decoder_attentions: Any = None


@dataclass(eq=False)
class VJEPA2WithMaskedInputPredictorOutput(ModelOutput):
    last_hidden_state: Any = None  # [b m d], of the tubelets that are predicted
    masked_hidden_state: Any = None
    hidden_states: Any = None
    attentions: Any = None
    target_hidden_state: Any = None  # [b m d], what the encoder makes of them


@dataclass(eq=False)
class VJEPA2WithMaskedInputModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b n d]
    masked_hidden_state: Any = None  # [b k d], of the context
    hidden_states: Any = None
    attentions: Any = None
    predictor_output: Any = None


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
class BaseModelOutputWithCLSToken(ModelOutput):
    last_hidden_state: Any = None  # [b d h w]
    cls_token_value: Any = None  # [b 1 d]
    hidden_states: Any = None


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


@dataclass(eq=False)
class SuperGlueKeypointMatchingOutput(ModelOutput):
    loss: Any = None
    matches: Any = None  # [b 2 k], the keypoint of the other image, -1 for none
    matching_scores: Any = None  # [b 2 k]
    keypoints: Any = None  # [b 2 k 2], x and y as shares of the image's size
    mask: Any = None  # [b 2 k] int32, 1 where there is a keypoint
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class LightGlueKeypointMatchingOutput(ModelOutput):
    loss: Any = None
    matches: Any = None  # [b 2 k], the keypoint of the other image, -1 for none
    matching_scores: Any = None  # [b 2 k]
    keypoints: Any = None  # [b 2 k 2], x and y as shares of the image's size
    prune: Any = None  # [b 2 k], how many layers each keypoint went through
    mask: Any = None  # [b 2 k] int32, 1 where there is a keypoint
    hidden_states: Any = None
    attentions: Any = None


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
class ConditionalDetrModelOutput(DetrModelOutput):
    reference_points: Any = None  # [q b 2]


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
class SegGptEncoderOutput(ModelOutput):
    last_hidden_state: Any = None  # [b y x d]
    hidden_states: Any = None  # [2b y x d], and [b y x d] once image and mask are one
    attentions: Any = None
    intermediate_hidden_states: Any = None  # of the chosen layers, normalised


@dataclass(eq=False)
class SegGptImageSegmentationOutput(ModelOutput):
    loss: Any = None
    pred_masks: Any = None  # [b 3 2H W], of the prompt above those of the image
    hidden_states: Any = None
    attentions: Any = None


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
class EomtForUniversalSegmentationOutput(ModelOutput):
    loss: Any = None
    class_queries_logits: Any = None  # [b q c+1]; the last class is "no object"
    masks_queries_logits: Any = None  # [b q h w]
    last_hidden_state: Any = None  # [b t d]: queries, CLS, registers, patches
    hidden_states: Any = None
    attentions: Any = None
    patch_offsets: Any = None  # as they were given, for what follows the model


@dataclass(eq=False)
class VideomtForUniversalSegmentationOutput(ModelOutput):
    loss: Any = None  # always None: there is none of videos
    class_queries_logits: Any = None  # [f*b q c+1]; the last class is "no object"
    masks_queries_logits: Any = None  # [f*b q h w]
    last_hidden_state: Any = None  # [f*b t d]: queries, CLS, registers, patches
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class OneFormerModelOutput(ModelOutput):
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None  # what masks are made of, and three, coarse first
    transformer_decoder_hidden_states: Any = None  # the auxiliary predictions
    transformer_decoder_object_queries: Any = None  # [b q d]
    transformer_decoder_contrastive_queries: Any = None  # [b q d], before the layers
    transformer_decoder_mask_predictions: Any = None  # [b q H/4 W/4]
    transformer_decoder_class_predictions: Any = None  # [b q c+1]
    transformer_decoder_auxiliary_predictions: Any = None  # both of each layer but the last
    text_queries: Any = None  # [b q d]
    task_token: Any = None  # [b d]
    attentions: Any = None  # of each layer to queries [b heads q q] and to the image [b q k]


@dataclass(eq=False)
class OneFormerForUniversalSegmentationOutput(ModelOutput):
    loss: Any = None
    class_queries_logits: Any = None  # [b q c+1]; the last class is "no object"
    masks_queries_logits: Any = None  # [b q H/4 W/4]
    auxiliary_predictions: Any = None  # both of each layer but the last
    encoder_hidden_states: Any = None
    pixel_decoder_hidden_states: Any = None
    transformer_decoder_hidden_states: Any = None
    transformer_decoder_object_queries: Any = None
    transformer_decoder_contrastive_queries: Any = None
    transformer_decoder_mask_predictions: Any = None
    transformer_decoder_class_predictions: Any = None
    transformer_decoder_auxiliary_predictions: Any = None
    text_queries: Any = None
    task_token: Any = None
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


@dataclass(eq=False)
class YolosObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c+1]; the last class is "no object"
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class RTDetrModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d], the decoder's
    intermediate_hidden_states: Any = None  # [b layers q d]
    intermediate_logits: Any = None  # [b layers q c], with a head
    intermediate_reference_points: Any = None  # [b layers q 4]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None  # [b q heads levels points] of each layer
    encoder_last_hidden_state: Any = None  # list of [b d h w]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None  # [b q 4], as logits
    enc_topk_logits: Any = None  # [b q c]
    enc_topk_bboxes: Any = None  # [b q 4]
    enc_outputs_class: Any = None  # [b k c]
    enc_outputs_coord_logits: Any = None  # [b k 4]
    denoising_meta_values: Any = None


@dataclass(eq=False)
class RTDetrObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # of each layer but the last, and of the encoder
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_logits: Any = None
    intermediate_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None
    enc_topk_logits: Any = None
    enc_topk_bboxes: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None
    denoising_meta_values: Any = None


@dataclass(eq=False)
class PPDocLayoutV3HybridEncoderOutput(ModelOutput):
    last_hidden_state: Any = None  # list of [b d h w]
    hidden_states: Any = None
    attentions: Any = None
    mask_feat: Any = None  # [b prototypes h w]


@dataclass(eq=False)
class PPDocLayoutV3ModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d], the decoder's
    intermediate_hidden_states: Any = None  # [b layers q d]
    intermediate_logits: Any = None  # [b layers q c], with a head
    intermediate_reference_points: Any = None  # [b layers q 4]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None  # [b q heads levels points] of each layer
    encoder_last_hidden_state: Any = None  # list of [b d h w]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None  # [b q 4], as logits
    enc_topk_logits: Any = None  # [b q c]
    enc_topk_bboxes: Any = None  # [b q 4]
    enc_outputs_class: Any = None  # [b k c]
    enc_outputs_coord_logits: Any = None  # [b k 4]
    denoising_meta_values: Any = None
    out_order_logits: Any = None  # [b layers q q]: how much a query comes before a later one
    out_masks: Any = None  # [b layers q h w], as logits


@dataclass(eq=False)
class PPDocLayoutV3ForObjectDetectionOutput(ModelOutput):
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    order_logits: Any = None  # [b q q]: how much a query comes before a later one
    out_masks: Any = None  # [b q h w], as logits
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_logits: Any = None
    intermediate_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None
    enc_topk_logits: Any = None
    enc_topk_bboxes: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None
    denoising_meta_values: Any = None


@dataclass(eq=False)
class PPDocLayoutV2ForObjectDetectionOutput(ModelOutput):
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    order_logits: Any = None  # [b q q]: how much a query comes before a later one
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_logits: Any = None
    intermediate_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None
    enc_topk_logits: Any = None
    enc_topk_bboxes: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None
    denoising_meta_values: Any = None


@dataclass(eq=False)
class DFineModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d], the decoder's
    intermediate_hidden_states: Any = None  # [layers b q d]
    intermediate_logits: Any = None  # [b layers q c], with a head
    intermediate_reference_points: Any = None  # [b layers q 4]
    intermediate_predicted_corners: Any = None  # [b layers q 4*bins]
    initial_reference_points: Any = None  # [b layers q 4]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None  # [b q heads points] of each layer
    encoder_last_hidden_state: Any = None  # list of [b d h w]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None  # [b q 4], as logits
    enc_topk_logits: Any = None  # [b q c]
    enc_topk_bboxes: Any = None  # [b q 4]
    enc_outputs_class: Any = None  # [b k c]
    enc_outputs_coord_logits: Any = None  # [b k 4]
    denoising_meta_values: Any = None


@dataclass(eq=False)
class DFineObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # of each layer but the last, and of the encoder
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_logits: Any = None
    intermediate_reference_points: Any = None
    intermediate_predicted_corners: Any = None
    initial_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    init_reference_points: Any = None
    enc_topk_logits: Any = None
    enc_topk_bboxes: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None
    denoising_meta_values: Any = None


@dataclass(eq=False)
class DeformableDetrModelOutput(ModelOutput):
    init_reference_points: Any = None  # [b q 2|4]
    last_hidden_state: Any = None  # [b q d], the decoder's
    intermediate_hidden_states: Any = None  # [b layers q d]
    intermediate_reference_points: Any = None  # [b layers q 2|4]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None  # [b q heads levels points] of each layer
    encoder_last_hidden_state: Any = None  # [b k d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None  # [b k heads levels points] of each layer
    enc_outputs_class: Any = None  # [b k c], with config.two_stage
    enc_outputs_coord_logits: Any = None  # [b k 4]


@dataclass(eq=False)
class DeformableDetrObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # logits and pred_boxes of each layer but the last
    init_reference_points: Any = None
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None


@dataclass(eq=False)
class EfficientLoFTRKeypointMatchingOutput(ModelOutput):
    loss: Any = None
    matches: Any = None  # [b 2 n], the cell of the other image, -1 for none
    matching_scores: Any = None  # [b 2 n]
    keypoints: Any = None  # [b 2 n 2], x and y as shares of the image's size
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class RadioModelOutput(ModelOutput):
    summary: Any = None  # [b summary*d], of the chosen CLS tokens
    features: Any = None  # [b n d] of patches; of packed images [n d]
    last_hidden_state: Any = None  # [b t d]; of packed images [t d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class LwDetrModelOutput(ModelOutput):
    init_reference_points: Any = None  # [b q 4]
    last_hidden_state: Any = None  # [b q d]
    intermediate_hidden_states: Any = None  # [layers b q d], normalised
    intermediate_reference_points: Any = None  # [1 b q 4]
    enc_outputs_class: Any = None  # [b q d] of the pixels that became queries; with a head, logits
    enc_outputs_coord_logits: Any = None  # [b q 4]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None  # [b q heads levels points] of each layer


@dataclass(eq=False)
class LwDetrObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # logits and pred_boxes of each layer but the last
    init_reference_points: Any = None
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_reference_points: Any = None
    enc_outputs_class: Any = None  # [b q c]
    enc_outputs_coord_logits: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class RfDetrModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d]
    init_reference_points: Any = None  # [b q 4]
    intermediate_hidden_states: Any = None  # [layers b q d], normalised
    intermediate_reference_points: Any = None  # [1 b q 4]
    enc_outputs_class: Any = None  # [b q d] of the pixels that became queries
    enc_outputs_coord_logits: Any = None  # [b q 4]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None
    backbone_features: Any = None  # [b d h w]


@dataclass(eq=False)
class RfDetrObjectDetectionOutput(LwDetrObjectDetectionOutput):
    backbone_features: Any = None


@dataclass(eq=False)
class RfDetrInstanceSegmentationOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None
    logits: Any = None  # [b q c]
    pred_boxes: Any = None  # [b q 4]
    pred_masks: Any = None  # [b q H/r W/r]
    auxiliary_outputs: Any = None
    init_reference_points: Any = None
    last_hidden_state: Any = None
    intermediate_hidden_states: Any = None
    intermediate_reference_points: Any = None
    enc_outputs_mask_logits: Any = None  # [b q H/r W/r]
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class VitPoseEstimatorOutput(ModelOutput):
    loss: Any = None
    heatmaps: Any = None  # [b k h w]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ImageMattingOutput(ModelOutput):
    loss: Any = None
    alphas: Any = None  # [b 1 H W]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class TextRecognitionOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t v], probabilities
    hidden_states: Any = None  # tuple of [b d h w], the backbone's
    head_hidden_states: Any = None  # tuple of [b t d]
