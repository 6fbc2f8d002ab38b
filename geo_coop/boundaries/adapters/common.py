"""What the readers of several source schemas share."""

from __future__ import annotations


def clean_name(text: str) -> str:
    """Return a name with its blanks made single; the spelling stays the source's.

    Examples
    --------
    >>> clean_name("  Pa'   Rupai ")
    "Pa' Rupai"
    """
    return " ".join(text.split())


def reject_constant(word: str) -> float:
    """Refuse the words NaN and Infinity, which JSON does not have."""
    message = f"{word} is no number"
    raise ValueError(message)
