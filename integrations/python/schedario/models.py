"""The types of a report. Made by generate.py from the JSON Schema of the reports; do not edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ._decode import decimal, each, each_value, maybe, of, one_or_more, plain, printed_date


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of an objective."""

    balance: Decimal | None
    """Saldo."""
    expenses: Side | None
    """Spese."""
    revenues: Side | None
    """Entrate."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the budget."""

    accrual: str | None
    """Competenza (CP), residui (RS) or cassa (CS), as printed."""
    amount: Decimal | None
    """Importo, in euro."""
    article: str | None
    """Articolo."""
    budget_code: str | None
    """Codice di bilancio, its cells joined by dots: "1.03"."""
    chapter: str | None
    """Capitolo."""
    description: str | None
    """The wording, with its trailing parenthesis as printed."""
    financial_plan: str | None
    """ "p. f." of the parenthesis: piano finanziario. """
    fiscal_year: int | None
    """Esercizio."""
    ministerial_code: str | None
    """ "cod. minist." of the parenthesis. """
    mission_programme: str | None
    """ "mis. prog." of the parenthesis: missione and programma. """
    note: str | None
    """Note."""
    other: dict[str, str | None]
    """Columns without a field of their own."""
    other_sums: Decimal | None
    """Altre somme."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its wording."""

    code: str | None
    """The code."""
    label: str | None
    """What it stands for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read, in the notation of the contract."""

    bbox: list[float]
    """x0, y0, x1, y1 in PDF points; origin top left of the page as displayed."""
    confidence: float
    """0 to 1; 1 for a text layer."""
    page: int
    """Number of the page, from 1."""
    readings: list[str]
    """What the readers of a scan said, where they did not agree."""
    repaired: bool
    """Whether the value is the reading that satisfies the arithmetic of the document, and not what was first taken."""
    text: str
    """The text as read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a rule."""

    confidence: float
    """How sure it is that this finding is right, 0 to 1: 1 for what is arithmetic, else the share of such findings that were right where it was measured."""
    expected: str | None
    """What should stand there."""
    found: str | None
    """What stands there."""
    message: Message
    """What is wrong, for people."""
    objective: str | None
    """Code of the objective that it is about."""
    places: list[Evidence]
    """Where to look."""
    related: list[str]
    """JSON Pointers of other values that play a part."""
    rule: str
    """Code of the rule, "T001"."""
    severity: str
    """How grave it is."""
    subject: str
    """JSON Pointer of the value that it is about; "" for the whole document."""


@dataclass(frozen=True, slots=True)
class Form:
    """The grammar that matched."""

    absent: list[str]
    """The fields of which the document prints neither column nor label, as their JSON Pointer below an objective without its first slash and without positions: "phases/actual_end", "budget/expenses/lines/article"; those of the form's own tables by their id, "tables/resources/amount". What holds other fields stands for all of them."""
    id: str
    """Its identifier."""
    learned: bool
    """Whether it was learned from the archive, and not written by people."""
    name: str
    """Its name."""
    readings: list[Reading]
    """How each printed heading or label was read, in printed order."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of an objective."""

    achieved: Decimal | None
    """Valore raggiunto."""
    code: str | None
    """Its code, in forms that print one."""
    description: str | None
    """What is counted."""
    expected: Decimal | None
    """Valore atteso."""
    future: list[YearValue]
    """Expected values of the following years, in forms that print them."""
    kind: str | None
    """Tipo: efficacia, efficienza, qualità, economicità."""
    note: str | None
    """Note."""
    other: dict[str, str | None]
    """Columns without a field of their own."""
    previous: list[YearValue]
    """Values of earlier years, in printed order."""
    previous_average: Decimal | None
    """Media degli anni precedenti, in forms that print it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Objectives of the planning documents that this one serves."""

    mandate: Coded | None
    """Obiettivo di mandato."""
    mission: Coded | None
    """Obiettivo di missione."""
    programme: Coded | None
    """Obiettivo di programma."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text in both languages."""

    en: str
    """English."""
    it: str
    """Italian."""


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the PEG: one progress card."""

    budget: Budget | None
    """Risorse finanziarie."""
    code: str | None
    """Its code, "2017_P03_01"."""
    councillor: str | None
    """Assessorato."""
    description: str | None
    """What is to be reached."""
    director: str | None
    """Direttore."""
    directorate: str | None
    """Direzione."""
    indicators: list[Indicator]
    """Indicatori."""
    kind: str | None
    """Tipo di Obiettivo."""
    linked: Linked
    """Collegato a: the objectives above it."""
    manager: str | None
    """Responsabile."""
    other: dict[str, str | None]
    """Labelled cells without a field of their own."""
    phases: list[Phase]
    """Fasi."""
    responsibility_center: str | None
    """Centro di responsabilità."""
    status: Status | None
    """Stato di attuazione."""
    tables: list[Table]
    """Tables that are neither phases, indicators nor budget."""
    thematic_area: Coded | None
    """Area Tematica."""
    year: int | None
    """The year that the code says."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the report was printed for."""

    level: str | None
    """Livello."""
    responsibility_center: Coded | None
    """Centro di Responsabilità."""
    view: Coded | None
    """Vista: the planning document."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase (fase) of an objective."""

    actual_end: date | str | None
    """Fine effettiva."""
    actual_start: date | str | None
    """Inizio effettivo."""
    description: str | None
    """What is done in it."""
    manager: str | None
    """Responsabile."""
    note: str | None
    """Note."""
    other: dict[str, str | None]
    """Columns without a field of their own."""
    planned_end: date | str | None
    """Fine prevista."""
    planned_start: date | str | None
    """Inizio previsto."""
    progress: Decimal | None
    """Avanzamento, percent."""
    responsibility_center: str | None
    """Centro di responsabilità."""
    weight: Decimal | None
    """Peso, in hundredths of the objective."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a printed heading or label was read."""

    confidence: float
    """How sure it is, 0 to 1."""
    field: str | None
    """The field that it was taken for, in the notation of [`Form::absent`]; null where it is none and stays under its name."""
    how: str
    """What speaks for it."""
    places: list[Evidence]
    """Where it stands."""
    printed: str
    """The heading or label as printed."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The stamp of the protocol office."""

    class_code: str | None
    """Code in the filing plan (titolario), "2.14"."""
    class_label: str | None
    """Its wording."""
    entity: str | None
    """The body that registered the document."""
    file: str | None
    """The file (fascicolo), "2.14 N.1/2018"."""
    protocol_date: date | str | None
    """Date of registration."""
    protocol_number: str | None
    """Number and year, "0021486/2018"."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the budget."""

    lines: list[BudgetLine]
    """The lines in printed order."""
    total: Decimal | None
    """The total as printed."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it says of itself."""

    at: str | None
    """When, as the signature says: an ISO 8601 time."""
    by: str | None
    """Who signed, as the certificate says."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read."""

    bytes: int
    """Size of the file."""
    kind: str
    """Where the text came from."""
    pages: int
    """Number of pages."""
    path: str
    """Path as given on the command line, or below the folder that was given."""
    producer: str | None
    """The program that wrote the PDF, as the PDF says."""
    sha256: str
    """SHA-256 of the content, in hexadecimal."""
    signed: list[Signature] | None
    """The signatures of the file, or of the envelopes that it lies in: they are there, and nobody has verified them."""


@dataclass(frozen=True, slots=True)
class Status:
    """Stato di attuazione: what was done, in prose."""

    as_of: date | str | None
    """The day that the narrative speaks of."""
    paragraphs: list[str | None]
    """Its paragraphs."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is neither phases, indicators nor budget; its keys and types are the grammar's."""

    id: str
    """Identifier that the grammar gives."""
    rows: list[dict[str, Any | None]]
    """The rows in printed order."""
    totals: dict[str, Any | None] | None
    """The total row."""
    types: dict[str, str]
    """The type of the values of each key; in JSON only of those with a text that looks like a number or a date."""


@dataclass(frozen=True, slots=True)
class YearValue:
    """The value of an indicator in another year."""

    value: Decimal | None
    """The value."""
    year: int | None
    """The year, as the heading of the column says."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was read from one PDF."""

    evidence: dict[str, list[Evidence]]
    """JSON Pointer (RFC 6901) of a value above to the place or places where it was read."""
    findings: list[Finding]
    """What is odd in the document or could not be read."""
    form: Form
    """The grammar that matched."""
    objectives: list[Objective]
    """The objectives in printed order."""
    parameters: Parameters
    """The parameters that the report was printed with."""
    registration: Registration | None
    """The protocol stamp; the first one, when they differ."""
    schema_version: str
    """Version of the output contract."""
    source: Source
    """The file."""
    title: str | None
    """The title as printed."""


# How each field is made from JSON; `_decode.of` looks here.
MAKERS: list[tuple[type, str, Any]] = [
    (Budget, "balance", maybe(decimal)),
    (Budget, "expenses", maybe(of(Side))),
    (Budget, "revenues", maybe(of(Side))),
    (BudgetLine, "accrual", maybe(plain)),
    (BudgetLine, "amount", maybe(decimal)),
    (BudgetLine, "article", maybe(plain)),
    (BudgetLine, "budget_code", maybe(plain)),
    (BudgetLine, "chapter", maybe(plain)),
    (BudgetLine, "description", maybe(plain)),
    (BudgetLine, "financial_plan", maybe(plain)),
    (BudgetLine, "fiscal_year", maybe(plain)),
    (BudgetLine, "ministerial_code", maybe(plain)),
    (BudgetLine, "mission_programme", maybe(plain)),
    (BudgetLine, "note", maybe(plain)),
    (BudgetLine, "other", each_value(maybe(plain))),
    (BudgetLine, "other_sums", maybe(decimal)),
    (Coded, "code", maybe(plain)),
    (Coded, "label", maybe(plain)),
    (Evidence, "bbox", each(plain)),
    (Evidence, "confidence", plain),
    (Evidence, "page", plain),
    (Evidence, "readings", each(plain)),
    (Evidence, "repaired", plain),
    (Evidence, "text", plain),
    (Finding, "confidence", plain),
    (Finding, "expected", maybe(plain)),
    (Finding, "found", maybe(plain)),
    (Finding, "message", of(Message)),
    (Finding, "objective", maybe(plain)),
    (Finding, "places", each(of(Evidence))),
    (Finding, "related", each(plain)),
    (Finding, "rule", plain),
    (Finding, "severity", plain),
    (Finding, "subject", plain),
    (Form, "absent", each(plain)),
    (Form, "id", plain),
    (Form, "learned", plain),
    (Form, "name", plain),
    (Form, "readings", each(of(Reading))),
    (Indicator, "achieved", maybe(decimal)),
    (Indicator, "code", maybe(plain)),
    (Indicator, "description", maybe(plain)),
    (Indicator, "expected", maybe(decimal)),
    (Indicator, "future", each(of(YearValue))),
    (Indicator, "kind", maybe(plain)),
    (Indicator, "note", maybe(plain)),
    (Indicator, "other", each_value(maybe(plain))),
    (Indicator, "previous", each(of(YearValue))),
    (Indicator, "previous_average", maybe(decimal)),
    (Linked, "mandate", maybe(of(Coded))),
    (Linked, "mission", maybe(of(Coded))),
    (Linked, "programme", maybe(of(Coded))),
    (Message, "en", plain),
    (Message, "it", plain),
    (Objective, "budget", maybe(of(Budget))),
    (Objective, "code", maybe(plain)),
    (Objective, "councillor", maybe(plain)),
    (Objective, "description", maybe(plain)),
    (Objective, "director", maybe(plain)),
    (Objective, "directorate", maybe(plain)),
    (Objective, "indicators", each(of(Indicator))),
    (Objective, "kind", maybe(plain)),
    (Objective, "linked", of(Linked)),
    (Objective, "manager", maybe(plain)),
    (Objective, "other", each_value(maybe(plain))),
    (Objective, "phases", each(of(Phase))),
    (Objective, "responsibility_center", maybe(plain)),
    (Objective, "status", maybe(of(Status))),
    (Objective, "tables", each(of(Table))),
    (Objective, "thematic_area", maybe(of(Coded))),
    (Objective, "year", maybe(plain)),
    (Parameters, "level", maybe(plain)),
    (Parameters, "responsibility_center", maybe(of(Coded))),
    (Parameters, "view", maybe(of(Coded))),
    (Phase, "actual_end", maybe(printed_date)),
    (Phase, "actual_start", maybe(printed_date)),
    (Phase, "description", maybe(plain)),
    (Phase, "manager", maybe(plain)),
    (Phase, "note", maybe(plain)),
    (Phase, "other", each_value(maybe(plain))),
    (Phase, "planned_end", maybe(printed_date)),
    (Phase, "planned_start", maybe(printed_date)),
    (Phase, "progress", maybe(decimal)),
    (Phase, "responsibility_center", maybe(plain)),
    (Phase, "weight", maybe(decimal)),
    (Reading, "confidence", plain),
    (Reading, "field", maybe(plain)),
    (Reading, "how", plain),
    (Reading, "places", each(of(Evidence))),
    (Reading, "printed", plain),
    (Registration, "class_code", maybe(plain)),
    (Registration, "class_label", maybe(plain)),
    (Registration, "entity", maybe(plain)),
    (Registration, "file", maybe(plain)),
    (Registration, "protocol_date", maybe(printed_date)),
    (Registration, "protocol_number", maybe(plain)),
    (Side, "lines", each(of(BudgetLine))),
    (Side, "total", maybe(decimal)),
    (Signature, "at", maybe(plain)),
    (Signature, "by", maybe(plain)),
    (Source, "bytes", plain),
    (Source, "kind", plain),
    (Source, "pages", plain),
    (Source, "path", plain),
    (Source, "producer", maybe(plain)),
    (Source, "sha256", plain),
    (Source, "signed", maybe(each(of(Signature)))),
    (Status, "as_of", maybe(printed_date)),
    (Status, "paragraphs", each(maybe(plain))),
    (Table, "id", plain),
    (Table, "rows", each(each_value(maybe(plain)))),
    (Table, "totals", maybe(each_value(maybe(plain)))),
    (Table, "types", each_value(plain)),
    (YearValue, "value", maybe(decimal)),
    (YearValue, "year", maybe(plain)),
    (Report, "evidence", each_value(one_or_more(of(Evidence)))),
    (Report, "findings", each(of(Finding))),
    (Report, "form", of(Form)),
    (Report, "objectives", each(of(Objective))),
    (Report, "parameters", of(Parameters)),
    (Report, "registration", maybe(of(Registration))),
    (Report, "schema_version", plain),
    (Report, "source", of(Source)),
    (Report, "title", maybe(plain)),
]

for _type, _field, _make in MAKERS:
    of.fields.setdefault(_type, []).append((_field, _make))

__all__ = ["Budget", "BudgetLine", "Coded", "Evidence", "Finding", "Form", "Indicator", "Linked", "Message", "Objective", "Parameters", "Phase", "Reading", "Registration", "Side", "Signature", "Source", "Status", "Table", "YearValue", "Report"]
