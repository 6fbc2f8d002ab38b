"""Where a map goes: options of the file and the paper, and writing it whole or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import click

from geo_coop.cli.output import note
from geo_coop.errors import InputError
from geo_coop.export import replacing
from geo_coop.maps import save_html
from geo_coop.maps.print import ORIENTATIONS, PAPERS, Orientation, Paper, PrintFormat
from geo_coop.maps.print.paper import DPI
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

    from geo_coop.maps import MapNotes

ENDINGS: Final = (".html", ".png", ".svg", ".pdf")
_DPI: Final = (50, 600)


class View(Protocol):
    """What every kind of map offers."""

    @property
    def notes(self) -> MapNotes:
        """Sources, tier and remarks."""

    def to_map(self) -> folium.Map:
        """Return the interactive map."""

    def to_picture(
        self, fmt: PrintFormat, *, paper: Paper = "A4", orientation: Orientation = "landscape", dpi: int = DPI
    ) -> bytes:
        """Return the picture."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and the paper of a picture."""

    output: Path
    paper: Paper
    orientation: Orientation
    dpi: int

    def check(self) -> None:
        """Raise for an ending that there is no map of, before anything is loaded.

        Raises
        ------
        InputError
            Another ending than those of `ENDINGS`, or a folder that does not exist.
        """
        if self.output.suffix.lower() not in ENDINGS:
            raise InputError(unknown_word("kind of map file", self.output.suffix.lower(), ENDINGS))
        if not self.output.absolute().parent.is_dir():
            message = f"cannot write {self.output}: no folder {self.output.parent}; make it, or choose another with -o"
            raise InputError(message)


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-o``, ``--paper``, ``--orientation`` and ``--dpi`` to a command, which gets them as one `Target`."""

    def gathered(
        *args: Any,  # noqa: ANN401
        output: Path,
        paper: str,
        orientation: str,
        dpi: int,
        **kwargs: Any,  # noqa: ANN401
    ) -> object:
        _check_picture(output)
        target = Target(output, cast("Paper", paper.upper()), cast("Orientation", orientation), dpi)
        target.check()
        return command(*args, target=target, **kwargs)

    gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
    gathered.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    options = [
        click.option(
            "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
            help="FILE.html for an interactive page; FILE.png, .svg or .pdf for a picture.",
        ),
        click.option(
            "--paper", type=click.Choice(PAPERS, case_sensitive=False), default="A4", show_default=True,
            help="Paper of a picture.",
        ),
        click.option(
            "--orientation", type=click.Choice(ORIENTATIONS), default="landscape", show_default=True,
            help="Which way the paper lies.",
        ),
        click.option(
            "--dpi", type=click.IntRange(*_DPI), default=DPI, show_default=True,
            help="Dots for each inch of a .png.",
        ),
    ]  # fmt: skip
    result: Callable[..., Any] = gathered
    for option in reversed(options):
        result = option(result)
    return result


def _check_picture(output: Path) -> None:
    """Refuse options of paper and dots where they would do nothing."""
    context, ending = click.get_current_context(), output.suffix.lower()
    given = click.core.ParameterSource.COMMANDLINE
    idle = {".html": ("paper", "orientation", "dpi"), ".svg": ("dpi",), ".pdf": ("dpi",)}.get(ending, ())
    said = [f"--{name}" for name in idle if context.get_parameter_source(name) is given]
    if said:
        message = f"{', '.join(said)} {'does' if len(said) == 1 else 'do'} nothing for a {ending} file"
        raise click.UsageError(message)


def save_view(make: Callable[[], View], target: Target) -> View:
    """Make a map and write it, with a note of what is done on standard error.

    Parameters
    ----------
    make
        Makes the map.
    target
        Where it goes.
    """
    begun = time.perf_counter()
    note("loading boundaries and coverage ...")
    view = make()
    ending = target.output.suffix.lower()
    note(f"drawing {target.output} ...")
    if ending == ".html":
        fmap = view.to_map()
        with replacing(target.output) as draft:
            save_html(fmap, draft)
    else:
        fmt = cast("PrintFormat", ending.removeprefix("."))
        picture = view.to_picture(fmt, paper=target.paper, orientation=target.orientation, dpi=target.dpi)
        with replacing(target.output) as draft:
            draft.write_bytes(picture)
    size = target.output.stat().st_size / 1000
    seconds = time.perf_counter() - begun
    note(f"{target.output} written, {size:,.0f} kB in {seconds:.1f} s, boundaries: {view.notes.tier}")
    return view
