"""Public exceptions; each derives from a builtin, so that callers may catch either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class GeoCoopError(Exception):
    """Base of every error that geo_coop raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, what it is, what to do about it."""

    what: str
    remedy: str = ""
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """Return ``file:line: what; remedy`` with the parts that are known."""
        where = self.file + (f":{self.line}" if self.line is not None else "")
        text = f"{where}: {self.what}" if where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


class InputError(GeoCoopError, ValueError):
    """Input that cannot be used. Holds every problem found, not only the first.

    Parameters
    ----------
    problems
        What is wrong; a plain string stands for one problem without a place.
    """

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        head = "" if len(self.problems) == 1 else f"{len(self.problems)} problems\n"
        super().__init__(head + "\n".join(str(problem) for problem in self.problems))


class NotFoundError(GeoCoopError, LookupError):
    """A region, source or agreement that does not exist."""


class AmbiguousError(GeoCoopError, LookupError):
    """Input with several meanings, none of which is taken silently.

    Parameters
    ----------
    message
        What is ambiguous, and how to say it unambiguously.
    candidates
        The possible meanings, as plain mappings that ``--json`` can print.
    """

    def __init__(self, message: str, candidates: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(message)
        self.candidates: tuple[Mapping[str, object], ...] = tuple(candidates)


class IntegrityError(GeoCoopError, OSError):
    """A file that is not what its catalogue entry says: wrong hash, truncated, or no data at all."""


class FetchError(GeoCoopError, OSError):
    """A file that could not be brought, or a cache that cannot be written."""


class CannotAnswerError(GeoCoopError, RuntimeError):
    """A question that the layer in use is too coarse to answer, and no register of figures answers."""
