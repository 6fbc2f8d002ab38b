"""Tables on a terminal: wrapped to its width, or one block for each row where the columns do not fit side by side."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP: Final = 2
_LEAST_TEXT: Final = 16  # narrower than this, a column of text cannot be read
_MOST_ROWS: Final = 2000  # rich needs a second for so many


def fits(cells: Sequence[Sequence[str]], columns: Sequence[str], width: int) -> bool:
    """Return whether a table needs no wrapping in a terminal of so many columns."""
    return len(cells) > _MOST_ROWS or sum(_natural(cells, columns)) + GAP * (len(columns) - 1) <= width


def terminal_table(cells: Sequence[Sequence[str]], columns: Sequence[str], width: int, *, colour: bool = False) -> str:
    """Return a table of whole cells that is no wider than a terminal.

    Columns of text are wrapped at spaces; codes, ids and numbers stay whole. Where that leaves too little for the text,
    each row becomes a block of lines ``column  value``.

    Parameters
    ----------
    cells
        The rows.
    columns
        Headings, as many as each row has cells.
    width
        Of the terminal, in columns.
    colour
        Write headings bold.
    """
    natural = _natural(cells, columns)
    text = [any(" " in row[place] for row in cells) for place in range(len(columns))]
    least = [min(size, _LEAST_TEXT) if wraps else size for size, wraps in zip(natural, text, strict=True)]
    if sum(least) + GAP * (len(columns) - 1) > width:
        return "\n\n".join(
            _drawn([("", ("", ""), (False, True), [*zip(columns, row, strict=True)])], width, colour=colour)
            for row in cells
        )
    return _drawn([("head", tuple(columns), tuple(text), cells)], width, colour=colour)


def _natural(cells: Sequence[Sequence[str]], columns: Sequence[str]) -> list[int]:
    return [max(len(column), *(len(row[place]) for row in cells), 0) for place, column in enumerate(columns)]


def _drawn(
    parts: Sequence[tuple[str, tuple[str, ...], tuple[bool, ...], Sequence[Sequence[str]]]], width: int, *, colour: bool
) -> str:
    from rich.console import Console  # noqa: PLC0415  (only for terminals)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=io.StringIO(), width=width, force_terminal=colour, no_color=not colour, highlight=False)
    for head, columns, wraps, rows in parts:
        table = Table(box=None, show_header=bool(head), padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
        for column, wrap in zip(columns, wraps, strict=True):
            table.add_column(Text(column), no_wrap=not wrap, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip("\n").splitlines())  # type: ignore[attr-defined]
