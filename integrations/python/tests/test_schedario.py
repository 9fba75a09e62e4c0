"""The module against the program itself. Needs $SCHEDARIO or the installed program; run from anywhere:

    python3 -m unittest discover -s integrations/python/tests
"""

import subprocess
import sys
import tempfile
import unittest
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"

import schedario  # noqa: E402

try:
    import pyarrow
except ImportError:
    pyarrow = None


class Reading(unittest.TestCase):
    def test_the_founding_report_comes_typed_and_with_places(self):
        report = schedario.read(SAMPLES / "cinisello-2017.pdf")
        self.assertEqual(report.schema_version, "1")
        subscribers = [i for o in report.objectives for i in o.indicators if i.achieved == Decimal("2380.00")]
        self.assertEqual(len(subscribers), 1)
        self.assertEqual(str(subscribers[0].achieved), "2380.00")
        self.assertIsInstance(report.objectives[0].phases[0].planned_start, date)
        places = report.evidence["/objectives/0/code"]
        self.assertEqual(len(places[0].bbox), 4)
        self.assertIn("N001", {f.rule for f in report.findings})

    def test_every_sample_is_read_without_loss(self):
        """What the module gives, written as JSON again, is what the program wrote."""
        import json

        for golden in sorted(SAMPLES.glob("*.json"))[:6]:
            wanted = json.loads(golden.read_text(encoding="utf-8"))
            report = schedario.read(golden.with_suffix(".pdf"))
            self.assertEqual(len(report.objectives), len(wanted["objectives"]))
            for mine, theirs in zip(report.objectives, wanted["objectives"]):
                self.assertEqual(mine.code, theirs["code"])
                self.assertEqual([str(i.achieved) for i in mine.indicators], [str(i["achieved"]) for i in theirs["indicators"]])
            self.assertEqual(set(report.evidence), set(wanted["evidence"]))

    def test_what_cannot_be_read_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            broken = Path(folder) / "rotto.pdf"
            broken.write_bytes(b"no PDF at all")
            with self.assertRaises(schedario.Unreadable) as caught:
                schedario.read(broken)
            self.assertEqual(caught.exception.outcome.status, "not-a-pdf")
            self.assertTrue(caught.exception.outcome.reason)
            with self.assertRaises(FileNotFoundError):
                schedario.read(Path(folder) / "niente.pdf")

    def test_one_bad_document_stops_no_other(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.pdf").write_bytes(b"no PDF at all")
            (Path(folder) / "b.PDF").write_bytes((SAMPLES / "cinisello-2017.pdf").read_bytes())
            found = dict(schedario.read_all([folder]))
            self.assertEqual(sorted(Path(name).name for name in found), ["a.pdf", "b.PDF"])
            kinds = [type(result) for _, result in sorted(found.items())]
            self.assertEqual(kinds, [schedario.Outcome, schedario.Report])

    def test_extract_fills_a_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            outcomes = schedario.extract(SAMPLES / "cinisello-2017.pdf", folder, jobs=1)
            self.assertEqual([o.status for o in outcomes], ["ok"])
            self.assertTrue((Path(folder) / "findings.csv").exists())
            with self.assertRaises(RuntimeError):
                schedario.extract(Path(folder) / "niente", folder)


@unittest.skipIf(pyarrow is None, "pyarrow is not installed")
class Tables(unittest.TestCase):
    def test_tables_are_those_of_the_export(self):
        import pyarrow.csv  # noqa: F401

        names = ["cinisello-2017.pdf", "consuntivo-weasyprint.pdf"]
        tables = schedario.tables(SAMPLES / name for name in names)
        self.assertEqual(tables["documents"].num_rows, 2)
        amounts = tables["budget_lines"].column("amount")
        self.assertTrue(pyarrow.types.is_decimal(amounts.type))
        with tempfile.TemporaryDirectory() as folder:
            schedario.extract([SAMPLES / name for name in names], Path(folder) / "output")
            exported = Path(folder) / "csv"
            subprocess.run([schedario.program(), "export", Path(folder) / "output", "--to", "csv", exported, "-q"], check=True)
            for name in ("objectives", "phases", "indicators", "budget_lines", "findings", "evidence"):
                with open(exported / f"{name}.csv", encoding="utf-8-sig", newline="") as lines:
                    import csv

                    count = sum(1 for _ in csv.reader(lines)) - 1
                self.assertEqual(tables[name].num_rows, count, name)


class Models(unittest.TestCase):
    def test_the_types_are_those_of_the_schema(self):
        made = subprocess.run([sys.executable, ROOT / "integrations" / "python" / "generate.py", "--check"], capture_output=True)
        self.assertEqual(made.returncode, 0, made.stderr.decode())


if __name__ == "__main__":
    unittest.main()
