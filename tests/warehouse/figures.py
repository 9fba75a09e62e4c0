"""Counts and sums of every table of an export, as other programs read it: `figures.py parquet|xlsx TARGET TABLES.json`."""

import json
import sys
from decimal import Decimal
from pathlib import Path


def tables(path):
    return {t["name"]: t["schema"]["fields"] for t in json.loads(Path(path).read_text())["tables"]}


def sums(fields):
    return [f["name"] for f in fields if f["type"] == "number"]


def text(value):
    return None if value is None else format(value.normalize() if value else Decimal(0), "f")


def with_duckdb(target, described):
    import duckdb

    base = duckdb.connect()
    out = {}
    for name, fields in described.items():
        base.execute(f"create view {name} as select * from read_parquet('{target}/{name}/**/*.parquet', hive_partitioning = true)")
        kinds = dict(base.execute(f"select column_name, column_type from (describe {name})").fetchall())
        for field in fields:
            kind = kinds[field["name"]]
            want = {
                "string": "VARCHAR",
                "integer": "BIGINT",
                "date": "DATE",
                "boolean": "BOOLEAN",
                "number": f"DECIMAL({field.get('precision')},{field.get('scale')})",
            }[field["type"]]
            assert kind == want, (name, field["name"], kind, want)
        columns = "".join(f", sum({column})" for column in sums(fields))
        count, *totals = base.execute(f"select count(*){columns} from {name}").fetchone()
        out[name] = {"rows": count, **{c: text(v) for c, v in zip(sums(fields), totals)}}
    return out


def with_pyarrow(target, described):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    out = {}
    for name, fields in described.items():
        files = sorted(Path(target, name).rglob("*.parquet"))
        for file in files:
            meta = pq.read_metadata(file)
            about = meta.metadata
            assert about[b"schedario.table"] == name.encode() and about[b"schedario.star_version"], about
            for group in range(meta.num_row_groups):
                column = meta.row_group(group).column(0)
                assert column.compression == "ZSTD" and column.is_stats_set, (file, column)
        table = ds.dataset(f"{target}/{name}", partitioning="hive").to_table()
        total = {c: text(pc.sum(table[c].cast(pa.decimal128(38, 10))).as_py()) for c in sums(fields)}
        out[name] = {"rows": table.num_rows, **total}
    return out


def with_openpyxl(target, described):
    from datetime import datetime

    import openpyxl

    book = openpyxl.load_workbook(target)
    out = {}
    for name, fields in described.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref, name
        head, *rows = sheet.iter_rows(values_only=True)
        assert list(head) == [f["name"] for f in fields], head
        total = {c: None for c in sums(fields)}
        for row in rows:
            for value, field in zip(row, fields):
                kind = {"string": str, "integer": int, "number": (int, float), "date": datetime, "boolean": bool}[field["type"]]
                assert value is None or isinstance(value, kind), (name, field["name"], value)
                if field["type"] == "number" and value is not None:
                    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-field["scale"]))
                    total[field["name"]] = (total[field["name"]] or Decimal(0)) + exact
        out[name] = {"rows": len(rows), **{c: text(v) for c, v in total.items()}}
    return out


if __name__ == "__main__":
    kind, target, schema = sys.argv[1:]
    described = tables(schema)
    if kind == "parquet":
        first, second = with_duckdb(target, described), with_pyarrow(target, described)
        assert first == second, "DuckDB and pyarrow read different figures"
        print(json.dumps(first))
    else:
        print(json.dumps(with_openpyxl(target, described)))
