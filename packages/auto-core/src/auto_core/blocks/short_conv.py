"""A causal convolution over the last few tokens, each channel by itself, and its tail."""

from __future__ import annotations

from .. import nn, ops


class ShortConv(nn.Module):
    """Each token's channel is a weighted sum of its last `kernel_size` values.

    Checkpoint: weight [c 1 k], bias [c].
    """

    def __init__(self, channels: int, kernel_size: int, *, bias: bool):
        super().__init__()
        self.channels, self.kernel_size = channels, kernel_size
        self.weight = nn.Parameter((channels, 1, kernel_size), init="normal")
        self.bias = nn.Parameter((channels,), init="zeros") if bias else None

    def forward(self, x, states):
        """[b t c] -> [b t c], and the tail [b k-1 c] that the next tokens need.

        `states` begin with the tail of the tokens before, or are None at the beginning of a text.
        """
        batch, tokens, channels = ops.shape(x)
        if states is None:
            tail = ops.zeros((batch, self.kernel_size - 1, channels), like=x)
        else:
            tail = ops.cast(states[0], ops.dtype(x))
        window = ops.cat([tail, x], 1)  # [b k-1+t c]
        weight = ops.asarray(self.weight)
        bias = None if self.bias is None else ops.asarray(self.bias)
        if isinstance(tokens, int) and tokens == 1:
            taps = ops.permute(weight[:, 0], (1, 0))  # [k c]
            y = ops.sum(window * taps, 1, keepdim=True)
            y = y if bias is None else y + bias
        else:
            sizes = {"stride": 1, "padding": 0, "dilation": 1, "groups": self.channels}
            y = ops.conv1d(window, weight, bias, **sizes)
        return y, window[:, tokens:]
