"""Whether two folders of Parquet hold the same rows, table by table: `same_rows.py A B TABLES.json`."""

import json
import sys
from pathlib import Path

import duckdb

one, other, schema = sys.argv[1:]
base = duckdb.connect()
wrong = []
for table in json.loads(Path(schema).read_text())["tables"]:
    name = table["name"]
    columns = ", ".join(f'"{f["name"]}"' for f in table["schema"]["fields"])

    def rows(folder):
        return f"(select {columns} from read_parquet('{folder}/{name}/**/*.parquet', hive_partitioning = true))"

    for a, b in ((one, other), (other, one)):
        count, first = base.execute(f"select count(*), any_value(t) from ({rows(a)} except all {rows(b)}) t").fetchone()
        if count:
            wrong.append(f"{name}: {count} rows of {a} are not in {b}, such as {first}")
    print(name, base.execute(f"select count(*) from {rows(one)}").fetchone()[0])
sys.exit("\n".join(wrong) if wrong else 0)
