"""Decision Transformer: Chen et al., 2021, arXiv:2106.01345.

GPT-2 over returns, states and actions in turn, all of a step at the step's own position.

b batch, t steps, d hidden, s numbers of a state, a numbers of an action.
"""

from __future__ import annotations

from auto_core.configs.decision_transformer import DecisionTransformerConfig
from auto_core.errors import InputError
from auto_core.outputs import DecisionTransformerOutput

from .. import nn, ops
from .gpt2 import GPT2Model, GPT2PreTrainedModel

EPS = 1e-5


class DecisionTransformerPreTrainedModel(nn.PreTrainedModel):
    """What all Decision Transformers share."""

    config_class = DecisionTransformerConfig
    base_model_prefix = "decision_transformer"
    main_input_name = "states"
    ignored_keys = GPT2PreTrainedModel.ignored_keys


class DecisionTransformerModel(DecisionTransformerPreTrainedModel):
    """The next state, action and return of a trajectory.

    Args of `forward`:
        states: [b t s].
        actions: [b t a].
        rewards: ignored, as upstream: returns_to_go say what is wanted.
        returns_to_go: [b t 1].
        timesteps: [b t], the index of each step in its episode.
        attention_mask: [b t], 1 for steps and 0 for padding.

    Returns:
        DecisionTransformerOutput: state_preds [b t s], action_preds [b t a], return_preds [b t 1],
        last_hidden_state [b 3t d], and on request hidden_states and attentions.
    """

    def __init__(self, config: DecisionTransformerConfig):
        super().__init__(config)
        d = config.hidden_size
        self.encoder = GPT2Model(config)  # type: ignore[arg-type]
        self.embed_timestep = nn.Embedding(config.max_ep_len, d)
        self.embed_return = nn.Linear(1, d)
        self.embed_state = nn.Linear(config.state_dim, d)
        self.embed_action = nn.Linear(config.act_dim, d)
        self.embed_ln = nn.LayerNorm(d, eps=EPS)
        self.predict_state = nn.Linear(d, config.state_dim)
        self.predict_action = nn.ModuleList([nn.Linear(d, config.act_dim)])
        self.predict_return = nn.Linear(d, 1)

    def get_input_embeddings(self):
        return None  # trajectories are not embedded by a table

    def forward(
        self,
        states=None,
        actions=None,
        rewards=None,
        returns_to_go=None,
        timesteps=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        given = (states, actions, returns_to_go, timesteps)
        if any(value is None for value in given):
            raise InputError("Pass states, actions, returns_to_go and timesteps.")
        batch, steps, _ = ops.shape(states)
        time = self.embed_timestep(timesteps)
        parts = [
            self.embed_return(returns_to_go) + time,
            self.embed_state(states) + time,
            self.embed_action(actions) + time,
        ]
        size = self.config.hidden_size
        hidden = self.embed_ln(ops.reshape(ops.stack(parts, 2), (batch, 3 * steps, size)))
        if attention_mask is None:
            attention_mask = ops.ones((batch, steps), like=timesteps)
        mask = ops.expand(ops.unsqueeze(attention_mask, 2), (batch, steps, 3))
        mask = ops.reshape(mask, (batch, 3 * steps))
        output = self.encoder(
            inputs_embeds=hidden,
            attention_mask=mask,
            position_ids=ops.zeros((batch, 3 * steps), like=timesteps, dtype="int64"),
            use_cache=False,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        of_steps = ops.reshape(output.last_hidden_state, (batch, steps, 3, size))
        after_state, after_action = of_steps[:, :, 1], of_steps[:, :, 2]
        action = self.predict_action[0](after_state)
        return DecisionTransformerOutput.of(
            output,
            state_preds=self.predict_state(after_action),
            action_preds=ops.tanh(action) if self.config.action_tanh else action,
            return_preds=self.predict_return(after_action),
        )


HEADS = {"base": DecisionTransformerModel}
