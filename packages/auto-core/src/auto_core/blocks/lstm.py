"""LSTM: Hochreiter & Schmidhuber, 1997.

b batch, t steps, i inputs, d hidden.
"""

from __future__ import annotations

from .. import nn, ops


class LSTM(nn.Module):
    """Layers in one direction. Checkpoint: torch's names,
    weights [4d i] of the input, forget, cell and output gates."""

    def __init__(self, inputs: int, size: int, layers: int):
        super().__init__()
        self.size, self.layers = size, layers
        for layer in range(layers):
            shapes = {
                "weight_ih": (4 * size, size if layer else inputs),
                "weight_hh": (4 * size, size),
                "bias_ih": (4 * size,),
                "bias_hh": (4 * size,),
            }
            for name, shape in shapes.items():
                setattr(self, f"{name}_l{layer}", nn.Parameter(shape, init=uniform))

    def forward(self, x):  # [b t i] -> [b t d]
        x = ops.permute(x, (1, 0, 2))
        for layer in range(self.layers):
            x, _ = self.run(x, layer)
        return ops.permute(x, (1, 0, 2))

    def continued(self, x, hidden, cell):
        """[b t i], and the states [layers b d] before it, to [b t d] and the states after it."""
        x, states = ops.permute(x, (1, 0, 2)), []
        for layer in range(self.layers):
            x, state = self.run(x, layer, (hidden[layer], cell[layer]))
            states.append(state)
        hidden, cell = (ops.stack(part, 0) for part in zip(*states, strict=True))
        return ops.permute(x, (1, 0, 2)), hidden, cell

    def run(self, x, layer: int, start=None):  # [t b i] -> [t b d], the two states after it
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        inner, outer, bias, other = (
            ops.asarray(getattr(self, f"{name}_l{layer}")) for name in names
        )
        gates = ops.matmul(x, ops.transpose(inner, 0, 1)) + (bias + other)
        recurrent = ops.transpose(outer, 0, 1)
        if start is None:
            state = ops.zeros((ops.shape(x)[1], self.size), like=gates)
            start = state, state

        def step(carry, xs):
            hidden, cell = carry
            gate = xs[0] + ops.matmul(hidden, recurrent)
            put, keep, new, out = ops.split(gate, [self.size] * 4, -1)
            cell = ops.sigmoid(keep) * cell + ops.sigmoid(put) * ops.tanh(new)
            hidden = ops.sigmoid(out) * ops.tanh(cell)
            return (hidden, cell), (hidden,)

        states, (hidden,) = ops.scan(step, start, (gates,))
        return hidden, states


def uniform(generator, shape: tuple[int, ...], std: float):
    """Within 1 / sqrt(d), where there are 4d gates."""
    return generator.uniform(-1, 1, shape) * (shape[0] // 4) ** -0.5
