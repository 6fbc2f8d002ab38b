"""The register: which regions exist, with code, name, level, kind, parent, other schemes and official areas.

Indonesia is complete as of the 2025 list (Kepmendagri 300.2.2-2138/2025) and of the 2020 list; other years come from
fetched lists. Of its neighbours the register knows those that agreements name. It holds no shapes. How the codes of
two years hang together is in `geo_coop.register.vintages`.
"""

from __future__ import annotations

from geo_coop.register.lists import DEFAULT_RELEASE, EMBEDDED, RELEASES, releases_at_hand
from geo_coop.register.model import SOURCE, Register, load_register

__all__ = ["DEFAULT_RELEASE", "EMBEDDED", "RELEASES", "SOURCE", "Register", "load_register", "releases_at_hand"]
