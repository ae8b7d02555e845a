"""Ask a table (FlaxAutoModelForTableQuestionAnswering)."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForTableQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "google/tapas-base-finetuned-wtq"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForTableQuestionAnswering.from_pretrained(name)
table = {"city": ["Berlin", "Paris", "Rome"], "rivers": ["2", "1", "3"]}
inputs = tokenizer(table=table, queries="How many rivers are in Rome?", return_tensors="jax")
outputs = model(**inputs)
coordinates, aggregations = tokenizer.convert_logits_to_predictions(
    inputs, outputs.logits, outputs.logits_aggregation
)
columns = list(table)
for cells, aggregation in zip(coordinates, aggregations, strict=True):
    values = [table[columns[column]][row] for row, column in cells]
    print(model.config.aggregation_labels[aggregation], values)
