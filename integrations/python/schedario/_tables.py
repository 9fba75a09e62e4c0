"""The star schema as pyarrow tables, with the rows that the worker makes."""

from __future__ import annotations

import json
import subprocess

from .workers import program


def declared() -> list[dict]:
    """The tables as the program declares them: `schedario schema --tables`."""
    told = subprocess.run([program(), "schema", "--tables"], capture_output=True, check=True)
    return json.loads(told.stdout)["tables"]


class Rows:
    """Rows of several documents by table. What several documents bring along, such as a year, is one row."""

    def __init__(self):
        self.tables = declared()
        self.kept = {table["name"]: list(table.get("rows") or []) for table in self.tables}
        self.keys = {table["name"]: self._keys(table) for table in self.tables}
        self.seen = {name: {self._key(name, row) for row in rows} for name, rows in self.kept.items()}

    @staticmethod
    def _keys(table):
        names = [field["name"] for field in table["schema"]["fields"]]
        return [names.index(name) for name in table["schema"]["primaryKey"]]

    def _key(self, name, row):
        return tuple(row[k] for k in self.keys[name])

    def add(self, rows: dict[str, list]):
        for name, given in rows.items():
            for row in given:
                key = self._key(name, row)
                if key not in self.seen[name]:
                    self.seen[name].add(key)
                    self.kept[name].append(row)

    def arrow(self) -> dict:
        import pyarrow as pa

        return {table["name"]: _table(pa, table["schema"]["fields"], self.kept[table["name"]]) for table in self.tables}


def _table(pa, fields, rows):
    columns = list(zip(*rows)) or [[] for _ in fields]
    arrays = [_column(pa, field, list(values)) for field, values in zip(fields, columns)]
    required = [not field.get("constraints", {}).get("required", False) for field in fields]
    schema = pa.schema([pa.field(f["name"], a.type, nullable=n) for f, a, n in zip(fields, arrays, required)])
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(pa, field, values):
    """A column of its type; decimals and dates are strings until here."""
    if field["type"] == "number":
        return pa.array(values, pa.string()).cast(pa.decimal128(field["precision"], field["scale"]))
    if field["type"] == "date":
        return pa.array(values, pa.string()).cast(pa.date32())
    types = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_()}
    return pa.array(values, types[field["type"]])
