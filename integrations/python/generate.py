#!/usr/bin/env python3
"""Makes schedario/models.py from docs/schema/report.schema.json: the types of a report as dataclasses.

    python3 integrations/python/generate.py            writes the file
    python3 integrations/python/generate.py --check    fails where the file is not what it would write

Every type of the schema becomes a dataclass with the same fields in the same order. Strings with the pattern of decimals become
`Decimal`, dates become `date`, so that no figure loses a cent on its way into a warehouse.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "docs" / "schema" / "report.schema.json"
TARGET = HERE / "schedario" / "models.py"

HEAD = '''"""The types of a report. Made by generate.py from the JSON Schema of the reports; do not edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ._decode import decimal, each, each_value, maybe, of, one_or_more, plain, printed_date
'''


class Types:
    """What a part of the schema is in Python: its annotation, and the function that makes it from JSON."""

    def __init__(self, definitions):
        self.definitions = definitions

    def of(self, part):
        if "$ref" in part:
            return self.named(part["$ref"].rsplit("/", 1)[1])
        if "anyOf" in part:
            inner = [p for p in part["anyOf"] if p.get("type") != "null"]
            if len(inner) == 2 and inner[1].get("type") == "array":
                kind, make = self.of(inner[0])
                return f"list[{kind}]", f"one_or_more({make})"
            kind, make = self.of(inner[0])
            return f"{kind} | None", f"maybe({make})"
        kinds = part.get("type", "string")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        optional = "null" in kinds
        bare = [k for k in kinds if k != "null"]
        kind, make = self.simple(bare[0] if len(bare) == 1 else "any", part)
        return (f"{kind} | None", f"maybe({make})") if optional else (kind, make)

    def simple(self, kind, part):
        if kind == "array":
            inner, make = self.of(part["items"])
            return f"list[{inner}]", f"each({make})"
        if kind == "object":
            inner, make = self.of(part.get("additionalProperties", {}))
            return f"dict[str, {inner}]", f"each_value({make})"
        if kind == "string" and part.get("format") == "date":
            return "date | str", "printed_date"
        if kind == "string" and "pattern" in part and part["pattern"].startswith("^-?"):
            return "Decimal", "decimal"
        return {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}.get(kind, "Any"), "plain"

    def named(self, name):
        """A type of the schema's own: a dataclass, or what it stands for where it has no fields."""
        part = self.definitions[name]
        if "properties" in part:
            return name, f"of({name})"
        if "oneOf" in part:
            return "str", "plain"
        return self.of(part)


def comment(text):
    """A description in one line that can stand between triple quotes."""
    line = " ".join((text or "").split()).replace("\\", "\\\\")
    return f" {line} " if line.startswith('"') or line.endswith('"') else line


def written():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    types = Types(schema["$defs"])
    classes = {name: part for name, part in schema["$defs"].items() if "properties" in part}
    classes["Report"] = schema
    lines = [HEAD]
    makers = []
    for name, part in classes.items():
        lines.append(f"\n@dataclass(frozen=True, slots=True)\nclass {name}:\n    \"\"\"{comment(part.get('description'))}\"\"\"\n")
        for field, inner in part["properties"].items():
            kind, make = types.of(inner)
            lines.append(f"    {field}: {kind}\n    \"\"\"{comment(inner.get('description'))}\"\"\"")
            makers.append(f'    ({name}, "{field}", {make}),')
        lines.append("")
    lines.append("\n# How each field is made from JSON; `_decode.of` looks here.\nMAKERS: list[tuple[type, str, Any]] = [")
    lines.extend(makers)
    lines.append("]\n\nfor _type, _field, _make in MAKERS:\n    of.fields.setdefault(_type, []).append((_field, _make))")
    names = ", ".join(f'"{name}"' for name in classes)
    lines.append(f"\n__all__ = [{names}]")
    return "\n".join(lines) + "\n"


def main():
    text = written()
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET} is not what the schema says: run generate.py")
        return
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
