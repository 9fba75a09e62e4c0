"""Holds the figures of a score that `--min` does not: kinds of fields, rules that must find all and nothing else, and the
reader of narratives; with `--scans`, those of scanned reports."""

import json
import sys

FLOOR = {"numeric": 1.0, "text": 1.0, "narrative": 1.0}
EXACT_RULES = """T001 T002 T003 W001 W002 D001 D002 D004 I001 B001 B002 B003 B004 H001 H002 R001""".split()
# Most that a rule may report without its being there.
FALSE = {"D003": 0, "I002": 0, "E003": 0}

score = json.load(open(sys.argv[1], encoding="utf-8"))
if "--scans" in sys.argv:
    floor = {"overall": 0.996, "numeric": 0.998, "text": 0.99, "narrative": 1.0}
    faults = [f"F1 of {kind} is {score[kind][2]:.4f}, at least {least}" for kind, least in floor.items() if score[kind][2] < least]
    faults += [f"{name}: F1 below 0.99" for name, (_, _, f1) in score["files"].items() if f1 < 0.99]
    faults += [f"wrong and not doubted: {where}" for where in score["unsaid"]]
    faults += [f"false alarm: {what}" for what in score["false_positives"]]
    print("\n".join(faults) or "all figures of scans hold")
    sys.exit(bool(faults))
faults = [f"F1 of {kind} is {score[kind][2]:.4f}, was {floor}" for kind, floor in FLOOR.items() if score[kind][2] < floor]
for rule in EXACT_RULES:
    matched, truth, found = score["rules"].get(rule, [0, 1, 0])
    if not matched == truth == found:
        faults.append(f"{rule}: {matched} matched of {truth}, {found} reported")
for rule, most in FALSE.items():
    matched, truth, found = score["rules"].get(rule, [0, 0, 0])
    if found - matched > most or truth - matched > 1:
        faults.append(f"{rule}: {matched} matched of {truth}, {found} reported")
matched, truth, found = score["rules"]["N001"]
if matched < found or matched < 325:
    faults.append(f"N001: {matched} matched of {truth}, {found} reported; was 325 of 334 and nothing else")
print("\n".join(faults) or "all figures hold")
sys.exit(bool(faults))
