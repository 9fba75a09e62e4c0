#!/usr/bin/env python3
"""Holds the outcomes of damaged files: manifest.jsonl, EXPECTED.tsv (file, right outcomes)."""
import json
import sys

manifest, expected = sys.argv[1:3]
right = {}
for row in open(expected, encoding="utf-8").read().splitlines()[1:]:
    name, outcomes = row.split("\t")[:2]
    right[name] = outcomes.split()
wrong, seen = [], set()
for line in open(manifest, encoding="utf-8"):
    line = json.loads(line)
    name = line["path"].rsplit("/", 1)[-1]
    outcome = line["status"] + ("+partial" if line["partial"] else "")
    seen.add(name)
    if outcome not in right.get(name, [outcome]):
        wrong.append(f"{name}: {outcome}, right is {' or '.join(right[name])}")
wrong += [f"{name}: not in the manifest" for name in right.keys() - seen]
print(f"damaged files: {len(right) - len(wrong)} of {len(right)} with a right outcome")
sys.exit("\n".join(sorted(wrong)) if wrong else 0)
