"""X-CLIP: Ni et al., 2022, arXiv:2208.02816.

CLIP for videos. In each layer of the image encoder the frames of a video exchange messages; a
transformer over the frames makes one vector of them; and the video changes the embeddings of the
texts before they are compared.

b batch, f frames, t tokens or patches, d hidden, m texts, e joint embedding, H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.xclip import XCLIPConfig, XCLIPTextConfig, XCLIPVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import BaseModelOutputWithPooling, XCLIPOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import Identity
from ..blocks.losses import contrastive_loss
from . import clip


class XCLIPVisionEncoderLayer(clip.CLIPEncoderLayer):
    """CLIP's layer, to which the frames' messages are one more token."""

    def __init__(self, config: XCLIPVisionConfig):
        super().__init__(config)
        d = config.hidden_size
        self.frames = config.num_frames
        self.message_fc = nn.Linear(d, d)
        self.message_ln = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.message_attn = clip.CLIPAttention(config)
        self.drop_path = nn.DropPath(config.drop_path_rate)

    def forward(self, hidden, attend):  # [b*f t d] -> [b*f t d]
        count, tokens, d = ops.shape(hidden)
        message = ops.reshape(self.message_fc(hidden[:, 0]), (-1, self.frames, d))
        answer = self.message_attn(self.message_ln(message), Attention(Recorder()))
        message = ops.reshape(message + self.drop_path(answer), (count, 1, d))
        hidden = ops.cat([hidden, message], 1)
        hidden = (hidden + self.self_attn(self.layer_norm1(hidden), attend))[:, :tokens]
        return hidden + self.mlp(self.layer_norm2(hidden))


class XCLIPPreTrainedModel(clip.CLIPPreTrainedModel):
    """What all X-CLIP models share."""

    config_class = XCLIPConfig
    base_model_prefix = "x_clip"

    @property
    def initializers(self):
        config = self.config
        rules = clip.first_values(config)
        if not isinstance(config, XCLIPConfig):
            return rules
        vision = config.vision_config
        deviation = vision.hidden_size**-0.5 * config.initializer_factor
        return (
            (r"^prompts_visual_projection$", Normal(deviation)),
            (r"^mit\.position_embedding$", Normal(config.initializer_factor)),
            *rules,
        )


class XCLIPTextModel(clip.CLIPTextModel, XCLIPPreTrainedModel):
    config_class = XCLIPTextConfig
    renames = ()

    def end(self, input_ids):
        """The position [b] of each text's highest id, whatever the config calls its end."""
        return ops.argmax(input_ids, 1)


class XCLIPVisionModel(XCLIPPreTrainedModel):
    """X-CLIP's encoder of frames.

    Args of `forward`:
        pixel_values: [b*f c H W], `num_frames` of each video.
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns the embedding of each frame as `pooler_output` [b*f d].
    """

    config_class = XCLIPVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: XCLIPVisionConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.layer_norm_eps
        self.embeddings = clip.CLIPVisionEmbeddings(config)
        self.pre_layernorm = nn.LayerNorm(d, eps=eps)
        self.encoder = clip.CLIPEncoder(config, XCLIPVisionEncoderLayer)
        self.post_layernorm = nn.LayerNorm(d, eps=eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.encoder(self.pre_layernorm(hidden), Attention(recorder))
        return clip.pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))


class XCLIPMultiframeIntegrationTransformer(nn.Module):
    """Layers over the frames of a video, and their mean."""

    def __init__(self, config: XCLIPVisionConfig):
        super().__init__()
        self.position_embedding = nn.Parameter(
            (1, config.num_frames, config.hidden_size), init="normal"
        )
        self.encoder = clip.CLIPEncoder(config)

    def forward(self, frames, recorder):  # [b f e]
        hidden = frames + ops.asarray(self.position_embedding)
        hidden = self.encoder(hidden, Attention(recorder)) + frames
        return clip.pooled_output(recorder, hidden, ops.mean(hidden, 1))


class XCLIPCrossAttention(nn.Module):
    """Attention of texts [b m e] to the patches of a video [b t e]."""

    def __init__(self, config: XCLIPConfig):
        super().__init__()
        e = config.projection_dim
        self.head_size = e // config.prompt_num_attention_heads
        self.k_proj = nn.Linear(e, e, bias=False)
        self.v_proj = nn.Linear(e, e, bias=False)
        self.q_proj = nn.Linear(e, e, bias=False)
        self.attn_drop = nn.Dropout(config.prompt_attention_dropout)
        self.proj = nn.Linear(e, e)
        self.proj_drop = nn.Dropout(config.prompt_projection_dropout)

    def forward(self, texts, video):  # -> [b m e]
        projected = self.q_proj(texts), self.k_proj(video), self.v_proj(video)
        heads = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_drop)
        return self.proj_drop(self.proj(Attention(Recorder())(*heads, **options)))


class PromptGeneratorLayer(nn.Module):
    def __init__(self, config: XCLIPConfig):
        super().__init__()
        e, eps = config.projection_dim, config.text_config.layer_norm_eps
        self.cross_attn = XCLIPCrossAttention(config)
        self.norm1 = nn.LayerNorm(e, eps=eps)
        self.norm3 = nn.LayerNorm(e, eps=eps)
        self.mlp = nn.ModuleList([nn.Linear(e, 4 * e), Identity(), Identity(), nn.Linear(4 * e, e)])
        self.activation = activation(config.prompt_hidden_act)
        self.dropout = nn.Dropout(config.prompt_attention_dropout)

    def forward(self, texts, video):  # [b m e], [b t e] -> [b m e]
        texts = texts + self.cross_attn(self.norm1(texts), video)
        first, _, _, last = self.mlp
        return texts + last(self.dropout(self.activation(first(self.norm3(texts)))))


class XCLIPPromptGenerator(nn.Module):
    """What a video adds to the embeddings of texts."""

    def __init__(self, config: XCLIPConfig):
        super().__init__()
        e = config.projection_dim
        self.layernorm = nn.LayerNorm(e, eps=config.vision_config.layer_norm_eps)
        self.decoder = nn.ModuleList(
            PromptGeneratorLayer(config) for _ in range(config.prompt_layers)
        )
        self.alpha = nn.Parameter((e,), init=Constant(config.prompt_alpha))

    def forward(self, texts, video):  # [b m e], [b t e] -> [b m e]
        video = self.layernorm(video)
        for layer in self.decoder:
            texts = layer(texts, video)
        return ops.asarray(self.alpha) * texts


class XCLIPModel(clip.CLIPModel, XCLIPPreTrainedModel):
    """Both encoders: the similarity of each text to each video, as `logits_per_video` [b m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [b f c H W], videos of `num_frames` frames.
        return_loss: return the loss too; text i belongs to video i.
        interpolate_pos_encoding: take frames of other sizes than the model's.
    """

    text_class, vision_class = XCLIPTextModel, XCLIPVisionModel

    def add_head(self, config: XCLIPConfig) -> None:
        super().add_head(config)
        vision = config.vision_config
        d = vision.hidden_size
        self.prompts_visual_layernorm = nn.LayerNorm(d, eps=vision.layer_norm_eps)
        self.prompts_visual_projection = nn.Parameter((d, config.projection_dim), init="normal")
        self.mit = XCLIPMultiframeIntegrationTransformer(vision.over_frames)
        self.prompts_generator = XCLIPPromptGenerator(config)

    def encode_video(self, pixel_values, **options: Any):
        """The outputs of the encoder of frames, and of the transformer over them."""
        sizes = () if pixel_values is None else ops.shape(pixel_values)
        frames = self.config.vision_config.num_frames
        if len(sizes) != 5 or (isinstance(sizes[1], int) and sizes[1] != frames):
            raise InputError(
                f"pixel_values are {list(sizes)}, expected [batch {frames} channels height width]: "
                f"videos of {frames} frames."
            )
        pixels = ops.reshape(pixel_values, (-1, *sizes[2:]))
        output = self.vision_model(pixel_values=pixels, return_dict=True, **options)
        vectors = self.project_image(output.pooler_output)  # [b*f e]
        vectors = ops.reshape(vectors, (sizes[0], frames, ops.shape(vectors)[-1]))
        recorder = Recorder(
            attentions=options.get("output_attentions", False),
            hidden_states=options.get("output_hidden_states", False),
        )
        return output, self.mit(vectors, recorder)

    def get_video_features(self, pixel_values, **options: bool):
        """The output of the encoder of frames, with the videos' embeddings as `pooler_output`
        [b e]."""
        output, over = self.encode_video(pixel_values, **options)
        return BaseModelOutputWithPooling.of(output, pooler_output=over.pooler_output)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        vision, over = self.encode_video(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            return_dict=True,
            **requests,
        )
        texts = self.prompted(self.project_text(text.pooler_output), vision.last_hidden_state)
        videos = clip.on_unit_sphere(over.pooler_output)
        texts = clip.on_unit_sphere(texts)
        scale = ops.exp(ops.asarray(self.logit_scale))
        per_video = ops.einsum("be,bme->bm", videos, texts * scale)
        per_text = ops.transpose(per_video, 0, 1)
        return XCLIPOutput(
            loss=contrastive_loss(per_text) if return_loss else None,
            logits_per_video=per_video,
            logits_per_text=per_text,
            text_embeds=texts,
            video_embeds=videos,
            text_model_output=text,
            vision_model_output=vision,
            mit_output=over,
        )

    def prompted(self, texts, hidden):  # [m e], [b*f 1+t d] -> [b m e]
        """The embeddings of texts beside each video, changed by the mean of its frames' patches."""
        patches = self.prompts_visual_layernorm(hidden[:, 1:])
        patches = ops.matmul(patches, ops.asarray(self.prompts_visual_projection))
        _, count, e = ops.shape(patches)
        frames = self.config.vision_config.num_frames
        patches = ops.mean(ops.reshape(patches, (-1, frames, count, e)), 1)  # [b t e]
        texts = ops.expand(ops.unsqueeze(texts, 0), (ops.shape(patches)[0], *ops.shape(texts)))
        return texts + self.prompts_generator(texts, patches)


HEADS = {"base": XCLIPModel}
