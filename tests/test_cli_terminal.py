"""Tables on a terminal are no wider than it, and lose nothing; in a pipe they stay one line for each row."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from geo_coop.cli.terminal import fits, terminal_table

COLUMNS = ("id", "km", "reason")
ROWS = [["kukar-ppu-2014", "5.000", "a strip of five kilometres along the boundary"], ["x", "-", "short"]]


def test_a_table_that_fits_is_left_alone() -> None:
    assert fits(ROWS, COLUMNS, 14 + 5 + 45 + 4)
    assert not fits(ROWS, COLUMNS, 14 + 5 + 45 + 3)
    assert fits([], COLUMNS, 14)
    assert not fits([], COLUMNS, 13)


def test_text_is_wrapped_and_ids_stay_whole() -> None:
    assert terminal_table(ROWS, COLUMNS, 44).splitlines() == [
        "id              km     reason",
        "kukar-ppu-2014  5.000  a strip of five",
        "                       kilometres along the",
        "                       boundary",
        "x               -      short",
    ]


def test_rows_become_blocks_where_columns_have_no_room() -> None:
    assert terminal_table(ROWS, COLUMNS, 30).splitlines() == [
        "id      kukar-ppu-2014",
        "km      5.000",
        "reason  a strip of five",
        "        kilometres along the",
        "        boundary",
        "",
        "id      x",
        "km      -",
        "reason  short",
    ]


def test_markup_in_a_cell_is_text() -> None:
    assert terminal_table([["[bold]x[/bold] :smile:", "y"]], ("a", "b"), 15).splitlines() == [
        "a  [bold]x[/bol",
        "   d] :smile:",
        "b  y",
    ]


def test_claims_fit_a_terminal_of_eighty_columns() -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    known = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "FORCE_COLOR"}}
    command = [sys.executable, "-m", "geo_coop", "claims", "--document", "S4", "--lang", "en"]
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env={**known, "NO_COLOR": "1"}) as run:
        os.close(slave)
        text = b""
        try:
            while piece := os.read(master, 65536):
                text += piece
        except OSError:  # what Linux says at the end of a terminal
            assert text
    os.close(master)
    assert run.returncode == 0
    lines = text.decode().replace("\r\n", "\n").splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("id ") for line in lines) == 4  # one block for each of S4's figures
    assert "..." not in text.decode()
