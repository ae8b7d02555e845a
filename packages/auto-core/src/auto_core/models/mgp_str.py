"""MGP-STR: Wang et al., 2022, arXiv:2209.03592.

A ViT over a word's image. Three times, each token of an output gathers the patches that show it:
characters, tokens of GPT-2's BPE and of BERT's WordPiece.

b batch, c H W pixels, p 1 + patches, t tokens of an output, h heads, s size of a head, d hidden,
v characters or tokens.
"""

from __future__ import annotations

from auto_core.configs._vit import pair
from auto_core.configs.mgp_str import MgpstrConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutput, MgpstrModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.patches import check_images, repeated

GROUPS = 8  # of the convolutions that gather patches


class MgpstrEmbeddings(nn.Module):
    """A class token and patches, with learnt positions."""

    def __init__(self, config: MgpstrConfig):
        super().__init__()
        d = config.hidden_size
        self.channels, self.size = config.num_channels, pair(config.image_size)
        patch = pair(config.patch_size)
        count = (self.size[0] // patch[0]) * (self.size[1] // patch[1])
        self.proj = nn.Conv2d(config.num_channels, d, patch, stride=patch)
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.pos_embed = nn.Parameter((1, 1 + count, d), init="zeros")
        self.pos_drop = nn.Dropout(config.drop_rate)

    def forward(self, pixel_values):  # [b c H W] -> [b p d]
        _, height, width = check_images(pixel_values, channels=self.channels)
        known = isinstance(height, int) and isinstance(width, int)
        if known and (height, width) != self.size:
            raise InputError(
                f"pixel_values are {height}x{width} pixels, and this model's positions are those "
                f"of {self.size[0]}x{self.size[1]}. Resize the images."
            )
        positions = ops.asarray(self.pos_embed)
        pixels = ops.cast(ops.permute(pixel_values, (0, 2, 3, 1)), ops.dtype(positions))
        hidden = self.proj(pixels)
        batch, rows, columns, d = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, rows * columns, d))
        return self.pos_drop(ops.cat([repeated(self.cls_token, hidden), hidden], 1) + positions)


class MgpstrMlp(nn.Module):
    def __init__(self, config: MgpstrConfig):
        super().__init__()
        d = config.hidden_size
        self.fc1 = nn.Linear(d, int(d * config.mlp_ratio))
        self.fc2 = nn.Linear(int(d * config.mlp_ratio), d)
        self.activation = activation("gelu")
        self.drop = nn.Dropout(config.drop_rate)

    def forward(self, hidden):
        return self.drop(self.fc2(self.drop(self.activation(self.fc1(hidden)))))


class MgpstrAttention(nn.Module):
    def __init__(self, config: MgpstrConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.attn_drop = nn.Dropout(config.attn_drop_rate)
        self.proj_drop = nn.Dropout(config.drop_rate)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        heads = self.proj.in_features // self.head_size
        parts = split_heads(self.qkv(hidden), self.head_size)
        query, key, value = ops.split(parts, [heads] * 3, 2)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_drop)
        return self.proj_drop(self.proj(attend(query, key, value, **options)))


class MgpstrLayer(nn.Block):
    def __init__(self, config: MgpstrConfig, drop: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.attn = MgpstrAttention(config)
        self.norm2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = MgpstrMlp(config)
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        hidden = hidden + self.drop_path(self.attn(self.norm1(hidden), attend))
        return hidden + self.drop_path(self.mlp(self.norm2(hidden)))


class MgpstrEncoder(nn.Module):
    def __init__(self, config: MgpstrConfig):
        super().__init__()
        layers = config.num_hidden_layers
        drops = [config.drop_path_rate * i / max(layers - 1, 1) for i in range(layers)]
        self.blocks = nn.ModuleList(MgpstrLayer(config, drop) for drop in drops)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        return run_layers(self.blocks, hidden, attend)


class MgpstrPreTrainedModel(nn.PreTrainedModel):
    """What all MGP-STR models share."""

    config_class = MgpstrConfig
    base_model_prefix = "mgp_str"
    main_input_name = "pixel_values"

    @property
    def initializers(self):
        return ((r"(pos_embed|cls_token)$", Normal(self.config.initializer_range)),)


class MgpstrModel(MgpstrPreTrainedModel):
    """The ViT: pixel_values [b c H W]."""

    def __init__(self, config: MgpstrConfig):
        super().__init__(config)
        self.embeddings = MgpstrEmbeddings(config)
        self.encoder = MgpstrEncoder(config)

    def get_input_embeddings(self):
        return self.embeddings.proj

    def forward(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.encoder(self.embeddings(pixel_values), Attention(recorder))
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class MgpstrA3Module(nn.Module):
    """Each token of an output as a mean of patches, weighted by what convolutions make of them."""

    def __init__(self, config: MgpstrConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.token_norm = nn.LayerNorm(d, eps=eps)
        self.tokenLearner = nn.ModuleList(
            [
                nn.Conv2d(d, d, 1, groups=GROUPS, bias=False),
                nn.Conv2d(d, config.max_token_length, 1, bias=False),
            ]
        )
        self.feat = nn.Conv2d(d, d, 1, groups=GROUPS, bias=False)
        self.norm = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden):  # [b p d] -> [b t d], [b t p]
        hidden = ops.unsqueeze(self.token_norm(hidden), 2)  # [b p 1 d]
        chosen = self.tokenLearner[1](self.tokenLearner[0](hidden))[:, :, 0]  # [b p t]
        weights = ops.softmax(ops.permute(chosen, (0, 2, 1)), -1)
        return self.norm(ops.matmul(weights, self.feat(hidden)[:, :, 0])), weights


class MgpstrForSceneTextRecognition(MgpstrPreTrainedModel):
    """Logits of a word's characters and tokens.

    Args of `forward`:
        pixel_values: [b c H W].
        output_a3_attentions: return the weights [b t p] of patches of each of the three outputs.

    Returns:
        MgpstrModelOutput: logits of characters, of BPE's and of WordPiece's tokens, each [b t v].
    """

    def __init__(self, config: MgpstrConfig):
        super().__init__(config)
        d = config.hidden_size
        self.mgp_str = MgpstrModel(config)
        self.char_a3_module = MgpstrA3Module(config)
        self.bpe_a3_module = MgpstrA3Module(config)
        self.wp_a3_module = MgpstrA3Module(config)
        self.char_head = nn.Linear(d, config.num_character_labels)
        self.bpe_head = nn.Linear(d, config.num_bpe_labels)
        self.wp_head = nn.Linear(d, config.num_wordpiece_labels)

    def get_input_embeddings(self):
        return self.mgp_str.get_input_embeddings()

    def forward(
        self,
        pixel_values,
        *,
        output_attentions: bool = False,
        output_a3_attentions: bool | None = None,
        output_hidden_states: bool = False,
    ):
        output = self.mgp_str(
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits, weights = [], []
        for gather, head in (
            (self.char_a3_module, self.char_head),
            (self.bpe_a3_module, self.bpe_head),
            (self.wp_a3_module, self.wp_head),
        ):
            tokens, attention = gather(output.last_hidden_state)
            logits.append(head(tokens))
            weights.append(attention)
        wanted = output_a3_attentions
        wanted = self.config.output_a3_attentions if wanted is None else wanted
        return MgpstrModelOutput(
            logits=tuple(logits),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            a3_attentions=tuple(weights) if wanted else None,
        )


HEADS = {"base": MgpstrForSceneTextRecognition}
