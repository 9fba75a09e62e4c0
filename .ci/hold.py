"""Holds the figures of a score that `--min` does not: kinds of fields, and rules that must find all and nothing else."""

import json
import sys

FLOOR = {"numeric": 1.0, "text": 1.0, "narrative": 1.0}
EXACT_RULES = ["E003"]

score = json.load(open(sys.argv[1], encoding="utf-8"))
faults = [f"F1 of {kind} is {score[kind][2]:.4f}, was {floor}" for kind, floor in FLOOR.items() if score[kind][2] < floor]
for rule in EXACT_RULES:
    matched, truth, found = score["rules"].get(rule, [0, 1, 0])
    if not matched == truth == found:
        faults.append(f"{rule}: {matched} matched of {truth}, {found} reported")
print("\n".join(faults) or "all figures hold")
sys.exit(bool(faults))
