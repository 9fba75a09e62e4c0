"""Runs the views on an export as DuckDB reads it, and prints their rows: `views.py TARGET VIEWS.sql`."""

import json
import re
import sys
from pathlib import Path

import duckdb

target, script = sys.argv[1:]
base = duckdb.connect()
for folder in sorted(Path(target).iterdir()):
    if folder.is_dir():
        files = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
        base.execute(f"create view {folder.name} as select * from {files}")
sql = Path(script).read_text()
base.execute(sql)
out = {}
for name in re.findall(r"create or replace view (\w+)", sql):
    found = base.execute(f"select * from {name}")
    heads = [column[0] for column in found.description]
    out[name] = [heads] + [[None if v is None else str(v) for v in row] for row in found.fetchall()]
print(json.dumps(out))
