"""Reads archived PEG reports (PDF) into checked data, with the place of every value on the page.

>>> import schedario
>>> report = schedario.read("scheda.pdf")
>>> report.objectives[0].indicators[4].achieved
Decimal('2380.00')
>>> report.evidence["/objectives/0/indicators/4/achieved"][0].page
5

Documents are read by `schedario worker` processes with limits of memory and time, on this machine alone.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import models
from ._decode import of
from .workers import ProgramMissing, Reader, program
from ._tables import Rows
from .models import Report

__all__ = ["Options", "Outcome", "ProgramMissing", "Report", "Unreadable", "extract", "models", "program", "read", "read_all", "tables"]

# What a folder is searched for; other kinds of file are read where they are named.
ENDINGS = (".pdf", ".pdf.p7m")


@dataclass(frozen=True)
class Options:
    """How documents are read: the options of `schedario extract` that a worker knows."""

    grammars: str | os.PathLike | None = None
    """Folder with forms of one's own."""
    ocr: bool = True
    """Whether scanned pages are read."""
    memory: int = 1024
    """Memory of a worker, in MB."""
    timeout: int = 300
    """How many seconds the reading of one document may take."""
    select: tuple[str, ...] = ()
    """Only findings of these rules."""
    ignore: tuple[str, ...] = ()
    """No findings of these rules."""

    def _words(self) -> list[str]:
        words = ["--memory", str(self.memory), "--timeout", str(self.timeout)]
        if self.grammars is not None:
            words += ["--grammars", os.fspath(self.grammars)]
        if not self.ocr:
            words.append("--no-ocr")
        for name, codes in (("--select", self.select), ("--ignore", self.ignore)):
            if codes:
                words += [name, ",".join(codes)]
        return words


@dataclass(frozen=True)
class Outcome:
    """What became of a document: a line of the manifest."""

    path: str
    status: str
    """ok, unrecognised, needs-ocr, encrypted, damaged, too-large, timeout, crashed …"""
    reason: str | None
    """Why it was not read, or only in part, in English; `manifest` has the Italian."""
    manifest: dict
    """The whole line."""

    @classmethod
    def _of(cls, line: dict) -> Outcome:
        reason = line.get("reason")
        return cls(line["path"], line["status"], reason["en"] if reason else None, line)


class Unreadable(Exception):
    """A document could not be read; `outcome` says why."""

    def __init__(self, outcome: Outcome):
        super().__init__(f"{outcome.path}: {outcome.status}: {outcome.reason or 'no reason given'}")
        self.outcome = outcome


def read(path: str | os.PathLike, options: Options = Options()) -> Report:
    """The report of one document. Raises `Unreadable` where there is none, with the reason."""
    for _, result in read_all([path], options):
        if isinstance(result, Outcome):
            raise Unreadable(result)
        return result
    raise FileNotFoundError(f"{path}: there is no PDF in this folder")


def read_all(
    paths: Iterable[str | os.PathLike], options: Options = Options()
) -> Iterator[tuple[str, Report | Outcome]]:
    """The documents of files and folders one after the other, each as its report, or the outcome where it has none."""
    for file, answer in _answers(paths, options, {}):
        report = answer.get("report")
        yield file, of(Report)(report) if report else Outcome._of(answer["manifest"])


def tables(paths: Iterable[str | os.PathLike], options: Options = Options()) -> dict:
    """The star schema of these documents as `pyarrow.Table`s by name, ready for polars, pandas and DuckDB.

    Every document has its row in `documents`, also one that could not be read. Needs pyarrow: pip install schedario[tables].
    """
    rows = Rows()
    for _, answer in _answers(paths, options, {"rows": True}):
        rows.add(answer["rows"])
    return rows.arrow()


def extract(
    paths: Iterable[str | os.PathLike], out: str | os.PathLike, options: Options = Options(), *, jobs: int | None = None
) -> list[Outcome]:
    """Reads files and folders into an output folder, as `schedario extract` does, and gives what became of each document.

    A run that was stopped is continued by the same call. On a terminal its progress is shown.
    """
    command = [program(), "extract", "-o", os.fspath(out), *options._words()]
    if jobs is not None:
        command += ["--jobs", str(jobs)]
    ended = subprocess.run([*command, "--", *map(os.fspath, _list(paths))])
    # 0 and 1 say that all was read, 3 that the manifest tells of documents which were not.
    if ended.returncode not in (0, 1, 3):
        raise RuntimeError(f"schedario extract ended with {ended.returncode}; what is wrong stands above")
    with open(Path(out) / "manifest.jsonl", encoding="utf-8") as lines:
        return [Outcome._of(json.loads(line)) for line in lines]


def _list(paths: Iterable[str | os.PathLike]) -> list[str | os.PathLike]:
    """One path is a list of one: a string would else be read letter by letter."""
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def _files(paths: Iterable[str | os.PathLike]) -> Iterator[Path]:
    for path in map(Path, _list(paths)):
        if path.is_dir():
            yield from sorted(f for f in path.rglob("*") if f.name.lower().endswith(ENDINGS) and f.is_file())
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(f"{path}: there is no such file; check the path")


def _answers(paths, options: Options, request: dict) -> Iterator[tuple[str, dict]]:
    command = [program(), "worker", *options._words()]
    with Reader(command, options.timeout) as reader:
        for file in _files(paths):
            yield str(file), reader.read({"path": str(file), **request})
