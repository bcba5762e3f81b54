"""Rows as a file: CSV, JSON Lines or Parquet, written as they come."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO

from app.domain.export import Column, Kind, harmless

Batches = Iterable[list[list[Any]]]  # of rows, each in the order of the columns
GROUP = 50_000  # rows in one row group of Parquet: less is slow to read, more is held in memory


class Form(StrEnum):
    """The forms that there are."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class NoParquet(Exception):
    """The library that writes Parquet is not installed."""


def write(form: Form, out: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    """Write rows under their columns; `out` stays open. Raises NoParquet before anything is written."""
    {Form.CSV: _csv, Form.JSONL: _jsonl, Form.PARQUET: _parquet}[form](out, columns, batches)


def _csv(out: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    """Quote every text: a cell then begins where we say, whatever separates cells where it is read."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    sheet = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    sheet.writerow([column.name for column in columns])
    for batch in batches:
        sheet.writerows([_cell(value) for value in row] for row in batch)
        text.flush()
    text.flush()
    text.detach()


def _cell(value: Any) -> Any:
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _plain(value) if isinstance(value, date) else value


def _plain(value: date) -> str:
    """Give a moment or a day as ISO 8601 has it."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value.isoformat()


def _jsonl(out: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    names = [column.name for column in columns]
    for batch in batches:
        for row in batch:
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain)
            out.write(line.encode() + b"\n")


def _parquet(out: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise NoParquet from None
    kinds = {
        Kind.TEXT: arrow.string(),
        Kind.NUMBER: arrow.int64(),
        Kind.YES_NO: arrow.bool_(),
        Kind.MOMENT: arrow.timestamp("us", tz="UTC"),
        Kind.DAY: arrow.date32(),
    }
    schema = arrow.schema([(column.name, kinds[column.kind]) for column in columns])
    group: list[Any] = []
    with parquet.ParquetWriter(out, schema) as sheet:

        def put() -> None:
            sheet.write_table(arrow.Table.from_batches(group, schema))
            group.clear()

        for batch in batches:
            cells = zip(zip(*batch, strict=True), schema, strict=True)
            group.append(
                arrow.record_batch([arrow.array(column, field.type) for column, field in cells], schema)
            )
            if sum(part.num_rows for part in group) >= GROUP:
                put()
        put()
