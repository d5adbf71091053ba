"""Parameters as the processor reads them: form fields with names like ``metadata[hotel_id]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

Value = str | int | bool | None | Mapping[str, "Value"] | Sequence["Value"]


def encode(parameters: Mapping[str, Value]) -> str:
    """The body or query of a call. Entries that are None are left out; lists become ``name[0]``.

    A list of plain values is written ``name[]``, as the processor's own examples are.
    """
    return urlencode(
        [field for name, value in parameters.items() for field in _fields(name, value)]
    )


def _fields(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, str | int):
        yield name, str(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _fields(f"{name}[{key}]", inner)
    else:
        for index, inner in enumerate(value):
            plain = isinstance(inner, str | int)
            yield from _fields(f"{name}[]" if plain else f"{name}[{index}]", inner)
