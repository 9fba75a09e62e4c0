"""Where the program is, and how it is spoken to."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sysconfig
import threading
from pathlib import Path

PROTOCOL = 1
# Above the limit of the worker itself, which ends first where all is well; `docs/worker.md` says what a page of a scan adds.
GRACE_SECONDS = 5


class ProgramMissing(RuntimeError):
    """The program is not installed."""


class WorkerLost(Exception):
    """The worker died or kept silent."""


def program() -> str:
    """The path of the program: $SCHEDARIO, the one that was installed with this module, or the one on the PATH."""
    name = "schedario" + (sysconfig.get_config_var("EXE") or "")
    places = [os.environ.get("SCHEDARIO"), Path(sysconfig.get_path("scripts")) / name, shutil.which("schedario")]
    for place in places:
        if place and Path(place).is_file():
            return str(place)
    raise ProgramMissing("schedario is not installed: pip install schedario, or say where it is in $SCHEDARIO")


class Worker:
    """A `schedario worker`: a request a line, an answer a line."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.answers: queue.Queue = queue.Queue()
        self.served = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put(None)

    def ask(self, request: dict, timeout: float) -> dict:
        """The answer; `WorkerLost` where there is none, `queue.Empty` where it takes too long."""
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise WorkerLost from error
        try:
            while True:
                answer = json.loads(self.answers.get(timeout=timeout))
                if "page_read" not in answer:
                    break
        except (TypeError, ValueError) as error:
            raise WorkerLost from error
        if answer.get("protocol") != PROTOCOL:
            raise RuntimeError(f"the program speaks protocol {answer.get('protocol')}, this module {PROTOCOL}")
        if answer.get("error"):
            raise RuntimeError(answer["error"]["en"])
        self.served += 1
        return answer

    def end(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass  # What was not sent yet cannot be sent any more.


class Reader:
    """Reads documents one after the other, whatever they do to the workers.

    A document is judged by a worker that served no other before: what an earlier one left behind is no fault of it.
    """

    def __init__(self, command: list[str], timeout: float):
        self.command, self.timeout = command, timeout
        self.worker: Worker | None = None

    def _fresh(self) -> Worker:
        self.end()
        self.worker = Worker(self.command)
        return self.worker

    def read(self, request: dict) -> dict:
        """The worker's answer about a document."""
        # Each page that is read by OCR tells of itself, and begins the waiting anew.
        request = {"progress": True, **request}
        while True:
            worker = self.worker or self._fresh()
            served = worker.served
            try:
                return worker.ask(request, self.timeout + GRACE_SECONDS)
            except queue.Empty:
                lost = {"timeout": int(self.timeout)}
            except WorkerLost:
                lost = "crashed"
            self._fresh()
            if lost != "crashed" or served == 0:
                return self.worker.ask({**request, "lost": lost}, self.timeout + GRACE_SECONDS)

    def end(self):
        if self.worker:
            self.worker.end()
            self.worker = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
