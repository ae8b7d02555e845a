"""How TAPAS learns which cells of a table answer a question, and what is done with them.

Herzig et al., 2020, arXiv:2004.02349, sections 3 and 4 and appendix D.

b batch, t tokens, r rows, c columns, n = r * c cells (row by row), a aggregations, of which the
first is none, and then sum, average and count.
"""

from __future__ import annotations

from typing import NamedTuple

from auto_core.configs.tapas import TapasConfig
from auto_core.errors import ConfigError

from .. import nn, ops

FAR = -10000.0  # near enough to the logarithm of 0
EPSILON = 1e-10


class Grid(NamedTuple):
    """Which column and which cell each token is in, and which cells there are.

    Row 0 is the header and column 0 no column: the question.
    """

    columns: object  # [b t]
    cells: object  # [b t]
    present: object  # [b n], 1 for cells that have tokens
    width: int  # c


def grid(config: TapasConfig, token_type_ids, mask) -> Grid:
    """The cells of tokens by their types [b t 7]; `mask` [b t] is 0.0 for padding."""
    width, height = config.max_num_columns, config.max_num_rows
    columns = ops.clamp(token_type_ids[:, :, 1], max=width - 1)
    cells = ops.clamp(token_type_ids[:, :, 2], max=height - 1) * width + columns
    return Grid(columns, cells, in_segments(ops.segment_mean, mask, cells, height * width), width)


def in_segments(reduce, x, index, count: int):
    """[b t], with the segment of each token [b t], -> [b count]; 0 for segments without any."""
    batch = ops.shape(x)[0]
    first = ops.arange(0, batch, like=index, dtype=ops.dtype(index)) * count
    flat = ops.reshape(index + ops.unsqueeze(first, 1), (-1,))
    reduced = reduce(ops.reshape(x, (-1,)), flat, batch * count)
    return ops.reshape(reduced, (batch, count))


def cell_means(table: Grid, x):  # [b t] -> [b n]
    return in_segments(ops.segment_mean, x, table.cells, ops.shape(table.present)[1])


def column_logits(config: TapasConfig, table: Grid, scores):
    """[b c], how likely the answer is in a column: the mean of its cells' scores [b t]."""
    shape = (-1, config.max_num_rows, table.width)
    total = ops.sum(ops.reshape(cell_means(table, scores) * table.present, shape), 1)
    count = ops.sum(ops.reshape(table.present, shape), 1)
    logits = total / (count + EPSILON)
    is_first = ops.arange(0, table.width, like=logits, dtype="int64") == 0
    is_absent = (count < 0.5) & ~is_first
    logits = logits + FAR * ops.cast(is_absent, ops.dtype(logits))
    if not config.allow_empty_column_selection:
        logits = logits + FAR * ops.cast(is_first, ops.dtype(logits))
    return logits


def in_one_column(table: Grid, logits, columns):
    """Logits [b t] per cell, and none but of the column with the best of the logits [b c]."""
    per_cell = cell_means(table, logits)
    best = ops.unsqueeze(ops.argmax(columns, 1), 1)  # [b 1]
    column = _columns_of_cells(table)
    chosen = (column == ops.cast(best, "int64")) & (column != 0)
    allowed = table.present * ops.cast(chosen, ops.dtype(logits))
    return ops.gather(per_cell + FAR * (1.0 - allowed), 1, table.cells)


def _columns_of_cells(table: Grid):  # [1 n]
    row = ops.arange(0, table.width, like=table.present, dtype="int64")
    rows = ops.shape(table.present)[1] // table.width
    whole = ops.expand(ops.unsqueeze(row, 0), (rows, table.width))
    return ops.reshape(whole, (1, rows * table.width))


def one_column_loss(table: Grid, logits, columns, labels):
    """[b]: a column is selected, and then cells of it. labels [b t], 1 for the answer's tokens."""
    counts = in_segments(
        ops.segment_sum, ops.cast(labels, ops.dtype(logits)), table.columns, table.width
    )
    nothing = ops.amax(counts, 1) == 0
    column = ops.where(nothing, 0, ops.cast(ops.argmax(counts, 1), "int64"))  # [b]
    column = ops.unsqueeze(column, 1)
    loss = -ops.gather(ops.log_softmax(columns, -1), 1, column)[:, 0]
    per_cell = cell_means(table, logits)
    cells = ops.shape(table.present)[1]
    selected = in_segments(ops.segment_max, labels, table.cells, cells)
    counted = ops.cast(_columns_of_cells(table) == column, ops.dtype(logits)) * table.present
    of_cells = ops.sum(_bernoulli_loss(per_cell, selected) * counted, 1)
    of_cells = of_cells / (ops.sum(counted, 1) + EPSILON)
    return loss + ops.where(nothing, 0.0, of_cells)


def _bernoulli_loss(logits, labels):
    return ops.softplus(logits) - logits * ops.cast(labels, ops.dtype(logits))


def tokens_loss(config: TapasConfig, logits, labels, mask):
    """[b]: every token [b t] is selected or not, those of the answer weigh more."""
    weight = ops.where(labels == 0, ops.ones((1, 1), like=logits), config.positive_label_weight)
    loss = _bernoulli_loss(logits, labels) * weight * mask
    return ops.sum(loss, 1) / (ops.sum(mask, 1) + EPSILON)


# --- aggregation ------------------------------------------------------------------------------


def aggregation_loss(config: TapasConfig, logits, labels):
    """[b], with the aggregation [b] known; logits [b a]."""
    picked = ops.gather(ops.log_softmax(logits, -1), 1, ops.unsqueeze(labels, 1))[:, 0]
    return -config.aggregation_loss_weight * picked


def aggregates(config: TapasConfig, logits, labels, answer):
    """[b], 1 for questions that are to be answered by an aggregation, 0 by selecting cells.

    An answer [b] that is no number (nan) is in cells. One that is in cells too is taken from
    them, unless the network already prefers to aggregate.
    """
    if config.cell_selection_preference is None:
        raise _lacking("cell_selection_preference", "how likely aggregations must be")
    prefers_cells = ops.sum(ops.softmax(logits, -1)[:, 1:], 1) <= config.cell_selection_preference
    has_cells = ops.sum(labels, 1) > 0
    is_number = answer == answer
    return ops.cast(is_number & ~(prefers_cells & has_cells), ops.dtype(logits))


def weak_aggregation_loss(config: TapasConfig, logits, aggregated):
    """[b]: none for selected cells, any for the others."""
    none = -ops.log_softmax(logits, -1)[:, 0]
    some = -ops.log(ops.sum(ops.softmax(logits, -1)[:, 1:], 1))
    loss = none * (1 - aggregated) + some * aggregated
    return config.aggregation_loss_weight * loss


class ExpectedAnswer(nn.Module):
    """The answer to be expected if cells and aggregations are sampled by their probabilities."""

    def __init__(self, config: TapasConfig):
        super().__init__()
        self.random = nn.Random()
        self.config = config

    def forward(self, logits, numbers, scale, in_table, aggregations):
        """[b], from logits [b t] of cells and [b a] of aggregations; `numbers` [b t] of tokens
        (nan where there is none), `scale`, how many tokens share one, `in_table` 1.0 or 0.0."""
        chance = self.of_cells(logits) / scale * in_table
        numbers = ops.where(numbers == numbers, numbers, 0.0)
        count = ops.sum(chance, 1)
        total = ops.sum(chance * numbers, 1)
        results = ops.stack([total, self.average(chance, numbers, total, count), count], 1)
        return ops.sum(results * self.of_aggregations(aggregations[:, 1:]), 1)

    def of_cells(self, logits):
        if not self.config.use_gumbel_for_cells:
            return ops.sigmoid(logits)
        uniform = self.uniform(logits)
        noise = (ops.log(uniform) - ops.log(1 - uniform)) / self.config.temperature
        return ops.detach(ops.sigmoid(logits + noise))

    def of_aggregations(self, logits):
        heat = self.config.aggregation_temperature
        if not self.config.use_gumbel_for_aggregation:
            return ops.softmax(logits / heat, -1)
        noise = -ops.log(-ops.log(self.uniform(logits)))
        return ops.detach(ops.softmax((logits + noise) / heat, -1))

    def uniform(self, like):
        """Between 0 and 1, both left out."""
        sampled = self.random.uniform(ops.shape(like), like=like, dtype="float32")
        return ops.cast(ops.clamp(sampled, min=1e-7, max=1 - 1e-7), ops.dtype(like))

    def average(self, chance, numbers, total, count):
        if self.config.average_approximation_function == "ratio":
            return total / (count + EPSILON)
        others = ops.unsqueeze(count, 1) - chance + 1  # expected count if this one is among them
        if self.config.average_approximation_function == "first_order":
            return ops.sum(numbers * chance / others, 1)
        spread = chance * (1 - chance)
        spread = ops.sum(spread, 1, keepdim=True) - spread
        return ops.sum(numbers * chance * (spread / others**2 + 1) / others, 1)


def answer_loss(config: TapasConfig, expected, answer, aggregated):
    """[b], and [b] 1 unless it is too large to learn from: how far an answer is off."""
    answer = ops.where(answer == answer, answer, 0.0)
    delta = 1.0
    if config.use_normalized_answer_loss:
        largest = ops.maximum(ops.abs(expected), ops.abs(answer)) + EPSILON
        largest = ops.detach(largest)
        answer, expected = answer / largest, expected / largest
    else:
        if config.huber_loss_delta is None:
            raise _lacking("huber_loss_delta", "from which error on the loss is linear")
        delta = config.huber_loss_delta
    error = ops.abs(expected * aggregated - answer * aggregated)
    loss = ops.where(error < delta, 0.5 * error**2, error * delta - 0.5 * delta**2)
    small = ops.ones((1,), like=loss)
    if config.answer_loss_cutoff is not None:
        small = ops.cast(loss <= config.answer_loss_cutoff, ops.dtype(loss))
    return config.answer_loss_importance * loss * aggregated, small


def _lacking(field: str, meaning: str) -> ConfigError:
    return ConfigError(
        f"TapasConfig.{field} is None, but learning from answers needs it: {meaning}. Set it, as "
        "tapas-base-finetuned-wtq does."
    )
