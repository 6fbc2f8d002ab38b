"""Which stage an agreement has on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo_coop.schema import STAGES

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.agreements.dates import PartialDate
    from geo_coop.agreements.model import Agreement, Stage


@dataclass(frozen=True, slots=True)
class StageState:
    """The stage of an agreement on a day.

    Attributes
    ----------
    stage
        One of `geo_coop.schema.STAGES`.
    date
        When the stage was reached, as precisely as the documents say.
    status
        ``"certain"``, or ``"perhaps"`` where the precision of the date leaves open whether the stage was
        already reached on that day.
    evidence
        Ids of the evidence for it, in the agreement's file.
    """

    stage: Stage
    date: PartialDate
    status: Literal["certain", "perhaps"]
    evidence: tuple[str, ...]


def stage_on(agreement: Agreement, on: dt.date | None) -> StageState | None:
    """Return the highest stage that an agreement has reached on a day.

    Only stages that are done count; planned and unconfirmed ones never do. A stage whose date certainly
    lies on or before the day is certain, and one whose date may lie there (1985, asked for May 1985; or an
    unknown date) is a perhaps. The highest certain stage is returned; a perhaps only where no stage is
    certain, so that a vague date never lifts a record above what is sure. An agreement that has certainly
    ended is ended, and one that has only perhaps ended is not taken for ended while any other stage is known.

    The end of a period, and of its latest renewal, ends an agreement on the day after, when a day is asked for.

    Parameters
    ----------
    agreement
        The record.
    on
        The day; None for the state of the record as a whole: every done stage counts, whatever its date.

    Returns
    -------
    StageState or None
        None where no stage is reached on that day, or none is done at all.

    Examples
    --------
    >>> import datetime as dt
    >>> from geo_coop.agreements.read import read_agreements
    >>> sosek = {record.id: record for record in read_agreements()}["sosek-malindo"]
    >>> [state and state.status for state in (stage_on(sosek, dt.date(year, 5, 1)) for year in (1984, 1985, 2024))]
    [None, 'perhaps', 'certain']
    """
    state = _reached(agreement, on)
    return state and (_lapsed(agreement, on) or state)


def _reached(agreement: Agreement, on: dt.date | None) -> StageState | None:
    """Return the highest stage reached by the stages alone."""
    done = [entry for entry in agreement.stages if entry.status == "done"]
    certain = [entry for entry in done if on is None or entry.date.reached_on(on) == "yes"]
    if certain:
        entry = max(certain, key=lambda entry: (STAGES.index(entry.stage), entry.date))
        return StageState(entry.stage, entry.date, "certain", entry.evidence)
    perhaps = [entry for entry in done if on is not None and entry.date.reached_on(on) == "perhaps"]
    if not perhaps:
        return None
    running = [entry for entry in perhaps if entry.stage != "ended"] or perhaps
    entry = max(running, key=lambda entry: (STAGES.index(entry.stage), entry.date))
    return StageState(entry.stage, entry.date, "perhaps", entry.evidence)


def _lapsed(agreement: Agreement, on: dt.date | None) -> StageState | None:
    """Return the end that a period sets, where it certainly lies before the day."""
    period = agreement.period
    if period is None or on is None:
        return None
    made = [each for each in period.renewals if each.status == "done" and each.date.reached_on(on) != "no"]
    last = max(made, key=lambda each: each.date, default=None)
    ends = period.ends if last is None else last.until
    if ends is None or ends.precision == "unknown" or ends.latest >= on:
        return None
    return StageState("ended", ends, "certain", period.evidence if last is None else last.evidence)
