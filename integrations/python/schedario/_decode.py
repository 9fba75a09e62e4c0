"""JSON of a report into typed values. Unknown fields of a later version are left out, missing ones are None."""

from datetime import date
from decimal import Decimal


def plain(value):
    """Text, whole numbers, coordinates and truth values are in JSON what they are in Python."""
    return value


def decimal(value):
    """A decimal with its printed places: "2380.00" stays 2380.00."""
    return Decimal(value)


def printed_date(value):
    """A day; a date that was printed without one ("2017-03") stays text."""
    return date.fromisoformat(value) if len(value) == 10 else value


def maybe(make):
    return lambda value: None if value is None else make(value)


def each(make):
    return lambda values: [make(value) for value in values or []]


def each_value(make):
    return lambda values: {key: make(value) for key, value in (values or {}).items()}


def one_or_more(make):
    """Evidence is one place or a list of places: always a list here."""
    return lambda value: [make(v) for v in value] if isinstance(value, list) else [make(value)]


class _Of:
    """Makes a dataclass from a JSON object."""

    fields: dict = {}

    def __call__(self, kind):
        def make(value):
            return kind(**{name: maker(value[name]) if name in value else _empty(maker) for name, maker in self.fields[kind]})

        return make


def _empty(maker):
    """What a field is that the report does not have: an empty list or mapping where it is one, else None."""
    try:
        return maker(None)
    except (TypeError, ValueError, AttributeError):
        return None


of = _Of()
