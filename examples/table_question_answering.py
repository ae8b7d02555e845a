"""Ask a table (AutoModelForTableQuestionAnswering)."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTableQuestionAnswering

name = checkpoint("google/tapas-base-finetuned-wtq")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTableQuestionAnswering.from_pretrained(name)
table = {"city": ["Berlin", "Paris", "Rome"], "rivers": ["2", "1", "3"]}
inputs = tokenizer(table=table, queries="How many rivers are in Rome?", return_tensors="pt")
outputs = model(**inputs)
found = tokenizer.convert_logits_to_predictions(
    inputs, outputs.logits.detach(), outputs.logits_aggregation.detach()
)
coordinates, aggregations = found
columns = list(table)
for cells, aggregation in zip(coordinates, aggregations, strict=True):
    values = [table[columns[column]][row] for row, column in cells]
    print(model.config.aggregation_labels[aggregation], values)
