"""Verdicts: a reading against what is measured, and a claim by its readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Text
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.claims.measures import Measured
    from geo_coop.claims.model import Claim, Reading

VerdictName = Literal["confirmed", "refuted", "reading fits", "not testable"]

_UNITS: Final = {
    "km": ("km", "km"), "ha": ("ha", "ha"), "desa": ("desa", "desa"), "kelurahan": ("kelurahan", "kelurahan"),
    "kecamatan": ("kecamatan", "districts"), "kabupaten/kota": ("kabupaten/kota", "regencies and cities"),
    "count": ("", ""), "years": ("tahun", "years"), "ratio": ("", ""), "h": ("jam", "h"), "date": ("", ""),
}  # fmt: skip
_WEEKDAYS: Final = {
    "Monday": "Senin", "Tuesday": "Selasa", "Wednesday": "Rabu", "Thursday": "Kamis", "Friday": "Jumat",
    "Saturday": "Sabtu", "Sunday": "Minggu",
}  # fmt: skip
_FAR: Final = 2.0  # from this factor on, the reason says how many times off a figure is
_EXACT: Final = 1e-9


@dataclass(frozen=True, slots=True)
class ReadingVerdict:
    """The verdict on one reading.

    Attributes
    ----------
    reading, measured
        What was compared.
    verdict
        confirmed, refuted or not testable.
    band
        Lowest and highest figure that holds; None for dates, days and what is not measured.
    reason
        Why, in words.
    """

    reading: Reading
    measured: Measured
    verdict: VerdictName
    band: tuple[float, float] | None
    reason: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a claim.

    Attributes
    ----------
    claim
        The claim.
    readings
        The verdict on each of its readings, in their order.
    verdict
        confirmed where every reading holds; reading fits where some do; refuted where none does; not testable where
        none is known to hold and one at least cannot be tested.
    fits
        The first reading that holds, else None.
    reason
        Why, in words.
    """

    claim: Claim
    readings: tuple[ReadingVerdict, ...]
    verdict: VerdictName
    fits: ReadingVerdict | None
    reason: Text

    @property
    def leading(self) -> ReadingVerdict:
        """Return the reading whose measured value stands for the claim: the one that fits, else the first measured."""
        measured = [one for one in self.readings if one.measured.value is not None]
        return self.fits or (measured or list(self.readings))[0]


def judge(claim: Claim, measured: Mapping[str, Measured]) -> Verdict:
    """Return the verdict on a claim.

    Parameters
    ----------
    claim
        The claim.
    measured
        What was measured for each of its readings, by the reading's id.

    Raises
    ------
    InputError
        A reading for which nothing was measured, or a value of another sort than the reading's.
    """
    missing = [reading.id for reading in claim.readings if reading.id not in measured]
    if missing:
        message = f"claim {claim.id}: nothing measured for the readings {', '.join(missing)}"
        raise InputError(message)
    readings = tuple(_judge_reading(claim, reading, measured[reading.id]) for reading in claim.readings)
    verdicts = [one.verdict for one in readings]
    fitting = [one for one in readings if one.verdict == "confirmed"]
    verdict: VerdictName
    if fitting:
        verdict = "confirmed" if len(fitting) == len(readings) else "reading fits"
    else:
        verdict = "refuted" if set(verdicts) == {"refuted"} else "not testable"
    if len(readings) == 1:
        reason = readings[0].reason
    else:
        texts = [
            "; ".join(f"{_mark(one, lang)} {one.reading.how.in_language(lang)}: {one.reason.in_language(lang)}"
                      for one in sorted(readings, key=lambda one: one.verdict != "confirmed"))
            for lang in ("id", "en")
        ]  # fmt: skip
        reason = Text(id=texts[0], en=texts[1])
    return Verdict(claim, readings, verdict, fitting[0] if fitting else None, reason)


def _mark(one: ReadingVerdict, lang: str) -> str:
    words = {
        "confirmed": ("benar sebagai", "holds as"),
        "refuted": ("tidak benar sebagai", "does not hold as"),
        "not testable": ("tidak dapat diuji sebagai", "cannot be tested as"),
    }[one.verdict]
    return words[0 if lang == "id" else 1]


def _judge_reading(claim: Claim, reading: Reading, measured: Measured) -> ReadingVerdict:
    value = measured.value
    if value is None:
        nothing = Text(id="tidak dapat diukur", en="nothing here measures it")
        return ReadingVerdict(reading, measured, "not testable", None, measured.remark or nothing)
    if reading.value is not None and isinstance(value, float | int):
        return _judge_number(claim, reading, reading.value, measured, float(value))
    if reading.date is not None and isinstance(value, PartialDate):
        return ReadingVerdict(reading, measured, *_judge_date(reading.date, value))
    if reading.weekday is not None and isinstance(value, str):
        verdict: VerdictName = "confirmed" if value == reading.weekday else "refuted"
        reason = Text(id=f"hari itu {_WEEKDAYS[value]}", en=f"that day was a {value}")
        return ReadingVerdict(reading, measured, verdict, None, reason)
    message = f"claim {claim.id}, reading {reading.id}: {value!r} is no value of the sort that is claimed"
    raise InputError(message)


def _judge_number(claim: Claim, reading: Reading, claimed: float, measured: Measured, value: float) -> ReadingVerdict:
    below, above = (claim.band.below_percent, claim.band.above_percent) if claim.band else (0.0, 0.0)
    low, high = value * (1 - below / 100), value * (1 + above / 100)
    slack = _EXACT * max(abs(value), 1.0)
    verdict: VerdictName
    if measured.bound == "lower":
        verdict, band = ("refuted" if claimed < low - slack else "not testable"), (low, float("inf"))
    elif measured.bound == "upper":
        verdict, band = ("refuted" if claimed > high + slack else "not testable"), (float("-inf"), high)
    else:
        verdict, band = ("confirmed" if low - slack <= claimed <= high + slack else "refuted"), (low, high)
    texts = [_number_reason(claimed, value, band, measured, reading.unit, verdict, lang) for lang in ("id", "en")]
    return ReadingVerdict(reading, measured, verdict, band, Text(id=texts[0], en=texts[1]))


def _number_reason(
    claimed: float, value: float, band: tuple[float, float], measured: Measured, unit: str, verdict: str, lang: str
) -> str:
    en = lang == "en"
    printed, found = with_unit(claimed, unit, lang), with_unit(value, unit, lang)
    remark = f"; {measured.remark.in_language(lang)}" if measured.remark else ""
    if measured.bound != "exact":
        limit = {("lower", True): "at least", ("lower", False): "paling sedikit",
                 ("upper", True): "at most", ("upper", False): "paling banyak"}[measured.bound, en]  # fmt: skip
        against = {(True, True): "which rules it out", (True, False): "sehingga tidak mungkin",
                   (False, True): "which does not decide it", (False, False): "yang tidak memutuskannya"}[
            verdict == "refuted", en
        ]  # fmt: skip
        return f"{printed}; {limit} {found}, {against}{remark}"
    text = f"{printed}; {'measured' if en else 'terukur'} {found}"
    low, high = band
    if high - low > _EXACT:
        span = f"{number(low, lang)}-{with_unit(high, unit, lang)}"
        text += f"; {'figures that hold:' if en else 'angka yang dapat diterima:'} {span}"
    factor = claimed / value if value and claimed else 0.0
    if verdict == "refuted" and factor > 0 and max(factor, 1 / factor) >= _FAR:
        times = number(round(max(factor, 1 / factor), 1), lang)
        if en:
            text += f"; {times} times too {'large' if factor > 1 else 'small'}"
        else:
            text += f"; {times} kali terlalu {'besar' if factor > 1 else 'kecil'}"
    return text + remark


def _judge_date(claimed: PartialDate, value: PartialDate) -> tuple[VerdictName, None, Text]:
    if claimed.earliest <= value.earliest and value.latest <= claimed.latest:
        return (
            "confirmed",
            None,
            Text(id=f"terjadi {value}, di dalam {claimed}", en=f"it was {value}, within {claimed}"),
        )
    if value.latest < claimed.earliest or claimed.latest < value.earliest:
        return "refuted", None, Text(id=f"terjadi {value}, bukan {claimed}", en=f"it was {value}, not {claimed}")
    return (
        "not testable",
        None,
        Text(
            id=f"hanya diketahui {value}, terlalu kasar untuk {claimed}",
            en=f"only {value} is known, too coarse for {claimed}",
        ),
    )


def with_unit(value: float, unit: str, lang: str) -> str:
    """Return a figure with its unit as people write it.

    Examples
    --------
    >>> with_unit(10259.0, "km", "id"), with_unit(10.259, "km", "en"), with_unit(22, "kecamatan", "en")
    ('10.259 km', '10.259 km', '22 districts')
    """
    return f"{number(value, lang)} {_UNITS[unit][0 if lang == 'id' else 1]}".rstrip()


def number(value: float, lang: str) -> str:
    """Return a number with the marks of a language: 10.259,5 in Indonesian, 10,259.5 in English; 4 decimals at most.

    Examples
    --------
    >>> number(10259.5, "id"), number(10259.5, "en"), number(914.3826, "en"), number(1.0259, "id")
    ('10.259,5', '10,259.5', '914.4', '1,0259')
    """
    decimals = 1 if abs(value) >= 100 else 4  # noqa: PLR2004
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
