"""Questions a stranger might ask, answered at the command line; the answers were worked out by hand from the documents.

S1 to S5 are the five texts; what they leave out comes from the public facts that the records cite.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from geo_coop.cli.main import cli
from geo_coop.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    Take = Callable[[Any], object]


@functools.cache
def ask(question: str) -> Any:
    """Return the JSON answer to a question in this process."""
    done = CliRunner().invoke(cli, [*question.split("|"), "--json"], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return json.loads(done.stdout)


def stage(found: Any) -> object:
    return found["stage"], found["since"], found["stage_status"]


def ids(key: str) -> Take:
    return lambda rows: sorted(row[key] for row in rows)


def roles(*wanted: str) -> Take:
    return lambda found: sorted(
        str(party["region"]) for party in found["parties"] if {party["role"], party["presence"]} & set(wanted)
    )


def named(document: str) -> Take:
    return lambda found: sorted(e["paragraph"] for e in found["evidence"] if e["document"] == document)


DRAFTS = ["kukar-balikpapan-2014", "kukar-bontang-2014", "kukar-kubar-2014", "kukar-kutim-2014", "kukar-ppu-2014",
          "kukar-samarinda-2014"]  # fmt: skip
PLAN = ("plan", "2014-02-06", "certain")
NONE = (None, None, None)

STAGES: list[tuple[str, Take, object]] = [
    # At which stage was Kukar - Kubar early in 2015, and on whose word? The signing planned for April 2014 is no fact.
    ("agreements|stage|kukar-kubar-2014|--on|2015-01-01", stage, PLAN),
    ("agreements|stage|kukar-kubar-2014|--on|2015-01-01", named("S3"), ["45", "46"]),
    ("agreements|stage|kukar-kubar-2014|--on|2014-02-05", stage, NONE),
    # Was anything signed with Anhui by the end of 2024? A letter of intent; the signing of June stays unconfirmed.
    ("agreements|stage|kaltim-anhui|--on|2024-12-31", stage, ("intent", "2023-12-04", "certain")),
    (
        "agreements|stage|kaltim-anhui",
        lambda found: [(s["date"], s["status"]) for s in found["stages"] if s["stage"] == "framework"],
        [("2024-06", "unconfirmed")],
    ),
    ("agreements|stage|kaltim-anhui|--on|2023-11-30", stage, NONE),
    ("agreements|stage|samarinda-anhui-sister-city|--on|2024-12-31", stage, NONE),
    # Since when do Kotim and Seruyan have an MoU, and Kukar and Kutim?
    ("agreements|stage|kotim-seruyan-2025|--on|2025-11-02", stage, NONE),
    ("agreements|stage|kotim-seruyan-2025|--on|2025-11-05", stage, ("framework", "2025-11-03", "certain")),
    ("agreements|stage|kotim-seruyan-fisheries-2025", stage, ("binding", "2025-11-03", "certain")),
    ("agreements|stage|kukar-kutim-2022|--on|2022-06-09", stage, NONE),
    ("agreements|stage|kukar-kutim-2022|--on|2022-06-10", stage, ("framework", "2022-06-10", "certain")),
    # Since when does Sosek Malindo run? A year is no day.
    ("agreements|stage|sosek-malindo|--on|1984-12-31", stage, NONE),
    ("agreements|stage|sosek-malindo|--on|1985-05-01", stage, ("running", "1985", "perhaps")),
    ("agreements|stage|sosek-malindo|--on|1986-01-01", stage, ("running", "1985", "certain")),
    ("agreements|stage|sosek-malindo", named("S1"), ["9"]),
    # At the level of Kaltara: somewhere between the law of 2012 and the meeting of 2024.
    ("agreements|stage|sosek-malindo-kaltara-sabah|--on|2020-01-01", lambda f: f["stage_status"], "perhaps"),
    ("agreements|stage|sosek-malindo-kaltara-sabah|--on|2011-01-01", stage, NONE),
    # Was the boundary of Kukar and PPU agreed in the month that was planned? What did the draft with Kutim lead to?
    ("agreements|stage|kukar-ppu-2014|--on|2014-04-30", stage, PLAN),
    (
        "agreements|stage|kukar-kutim-2014|--on|2023-01-01",
        lambda f: (f["stage"], f["successors"]),
        ("plan", ["kukar-kutim-2022"]),
    ),
    ("agreements|stage|kukar-kutim-2022", lambda f: f["predecessors"], ["kukar-kutim-2014"]),
    # Which word is there for sister cities in Anhui, though nothing has been done?
    ("agreements|stage|samarinda-anhui-sister-city", named("S5"), ["5"]),
    ("agreements|stage|balikpapan-offer-waste-2014", named("S3"), ["18"]),
    ("agreements|stage|sosek-malindo-session-2024|--on|2024-07-15", stage, NONE),
    ("agreements|stage|boundary-mou-2025|--on|2025-02-17", stage, NONE),
    # Who came to Sendawar in 2014?
    ("agreements|stage|bappeda-kaltim-2014", roles("absent"), ["64.09", "64.11"]),
    ("agreements|stage|bappeda-kaltim-2014", roles("deputy"), ["64.03"]),
    ("agreements|stage|bappeda-kaltim-2014", roles("host"), ["64.07"]),
    ("agreements|stage|bappeda-kaltim-2014", roles("initiator"), ["64.02"]),
    ("agreements|stage|kaltim-anhui", roles("initiator"), ["CN-AH"]),
    ("agreements|stage|kukar-balikpapan-2014", roles("beneficiary"), ["64.71"]),
]

RECORDS: list[tuple[str, Take, object]] = [
    ("agreements|list|--record|draft", ids("id"), DRAFTS),
    ("agreements|list|--kind|KSDPL", ids("id"),
     ["balikpapan-anhui-sister-city", "kaltim-anhui", "samarinda-anhui-sister-city"]),
    ("agreements|list|--party|Balikpapan|--sector|water", ids("id"),
     ["balikpapan-offer-water-2014", "kukar-balikpapan-2014", "kukar-balikpapan-ppu-2024"]),
    ("agreements|list|--party|Seruyan", len, 5),  # the MoU and four working agreements
    ("agreements|list|--party|Paser|--record|meeting", ids("id"), ["bappeda-kaltim-2014", "kemlu-forum-2022"]),
    # Nothing among the regions of Kaltim was signed in the year of the meeting.
    ("agreements|list|--on|2014-12-31", lambda rows: {r["stage"] for r in rows} & {"framework", "binding"}, set()),
    ("agreements|list|--party|Tarakan", ids("id"), []),
    ("agreements|list|--party|Malaysia", ids("id"), ["boundary-mou-2025", "sosek-malindo"]),
    ("agreements|list|--party|Sabah", ids("id"), ["sosek-malindo-kaltara-sabah", "sosek-malindo-session-2024"]),
    ("agreements|show|sosek-malindo", lambda r: len(r["former_sectors"]), 7),
    ("agreements|show|sosek-malindo",
     lambda r: sorted(s for s in r["sectors"] if s.startswith("sosek-")),
     ["sosek-economy-trade-transport", "sosek-security-border", "sosek-social-culture"]),
    ("agreements|show|kukar-balikpapan-2014", lambda r: r["successor"], ["kukar-balikpapan-ppu-2024"]),
    ("agreements|show|sosek-malindo-rakor-2024",
     lambda r: sorted(p["crossing"] for p in r["programmes"] if p["crossing"]),
     ["plbn-long-midang", "plbn-sei-menggaris"]),
    # What became of the road to Kubar? Its bridge was halted in 2015 and unfinished in 2025.
    ("questions|way|kukar-kubar-2014",
     lambda rows: [(r["date"], r["status"]) for r in rows if r["programme"] == "atj-road"],
     [("2014-02-06", "planned"), ("2015", "halted"), ("2025", "halted")]),
    ("questions|way|kukar-balikpapan-2014",
     lambda rows: [(r["agreement"], r["date"]) for r in rows if r["relation"] == "successor"],
     [("kukar-balikpapan-ppu-2024", "2024-02-08")]),
    ("questions|abroad", lambda rows: sorted({(r["region"], r["signed"]) for r in rows}),
     [("64", False), ("64.71", False), ("64.72", False), ("65", True)]),
    ("questions|abroad|--on|2023-11-30", lambda rows: [r["stage"] for r in rows if r["region"] == "64"], []),
]  # fmt: skip

PLACES: list[tuple[str, Take, object]] = [
    ("questions|zones|kaltim-zone-2", lambda rows: [m["code"] for m in rows[0]["initiators"]], ["64.02"]),
    ("questions|zones|kaltim-zone-4", lambda rows: sorted(m["code"] for m in rows[0]["members"]),
     ["64.01", "64.02", "64.09", "64.71"]),
    ("questions|zones|--member|Kukar", ids("zone"),
     ["kaltim-area-2", "kaltim-area-3", "kaltim-area-8", "kaltim-zone-1", "kaltim-zone-2", "kaltim-zone-4"]),
    ("questions|zones|--member|Bontang", ids("zone"), ["kaltim-area-3", "kaltim-zone-1", "kaltim-zone-3"]),
    ("questions|zones|--member|64.09.04", ids("zone"), ["ikn", "kaltim-area-6", "kaltim-zone-4"]),
    ("questions|zones", lambda rows: [r["number"] for r in rows if any(m["implied"] for m in r["members"])], [1, 4, 5]),
    ("questions|zones|--member|Mahulu", ids("zone"), ["kaltim-area-7", "kaltim-zone-2"]),
    ("questions|zones|Maloy", lambda rows: [(m["code"], m["implied"]) for m in rows[0]["members"]], [("64.08", True)]),
    # Which districts does the capital's area cut, and which lie in it as a whole?
    ("coverage|--zone|ikn|--level|district",
     lambda rows: {r["code"]: r["share"] > 0.999 for r in rows},
     {"64.02.02": False, "64.02.03": False, "64.02.13": True, "64.02.14": False, "64.02.15": False, "64.02.20": True,
      "64.09.04": False}),
    # Lumbis is no border district, though a village of it is drawn at the line; Malinau faces Sarawak alone.
    ("covers|Lumbis", ids("agreement"), []),
    ("coverage|--agreement|sosek-malindo-kaltara-sabah|--within|Malinau", len, 0),
    ("coverage|--agreement|sosek-malindo|--within|Kaltara", lambda rows: len({r["code"][:8] for r in rows}), 22),
    # What has Mahulu beyond plans? Its two border districts alone. Kukar at the boundary of Kubar has what it signed
    # with Balikpapan and PPU and with Kutim; with Kubar itself there is a draft.
    ("gaps|--within|Mahulu|--beyond|plan", lambda f: sorted({v["district"] for v in f["villages"]}),
     ["64.11.01", "64.11.02", "64.11.03"]),
    ("gaps|--within|Kukar|--border|Kubar|--beyond|plan", lambda f: f["counts"]["gaps"], 0),
    ("questions|missing|--within|Kukar|--all",
     lambda rows: next((r["agreements"], r["highest_stage"]) for r in rows if (r["a"], r["b"]) == ("64.02", "64.07")),
     (["kukar-kubar-2014"], "plan")),
    ("gaps|--within|Tarakan", lambda f: f["counts"]["gaps"], 20),
    ("questions|missing|--within|Seruyan|--on|2025-01-01",
     lambda rows: ("62.02", "62.07") in {(r["a"], r["b"]) for r in rows}, True),
    # Which crossings were open in 2020, and after the second of October 2024?
    ("questions|crossings|--on|2020-06-01", lambda rows: [r["id"] for r in rows if r["open"] != "no"], []),
    ("questions|crossings|--on|2024-10-02", lambda rows: sorted(r["id"] for r in rows if r["open"] == "yes"),
     ["plbn-labang", "plbn-long-nawang", "plbn-sei-nyamuk"]),
    ("questions|crossings", lambda rows: {r["id"]: r["facing"] for r in rows}["plbn-long-midang"], "MY-13"),
    # What covers a village of Krayan, which faces Sarawak? The countries' forum alone, and before 1985 nothing.
    ("covers|65.03.05.2033", ids("agreement"), ["sosek-malindo"]),
    ("covers|65.03.05.2033|--on|1984-01-01", ids("agreement"), []),
    ("covers|65.03.05.2033", lambda rows: [e["paragraph"] for e in rows[0]["stage_evidence"]], ["9"]),
    ("covers|Aji Kuning", ids("agreement"), ["sosek-malindo", "sosek-malindo-kaltara-sabah"]),
    ("covers|65.02.05.2001", ids("agreement"), ["sosek-malindo"]),  # Long Nawang in Kayan Hulu
    ("covers|65.71", ids("agreement"), []),  # Tarakan is in no border area
    ("covers|Bontang", ids("agreement"),
     ["kaltim-anhui", "kaltim-areas-2014", "kaltim-zones-2014", "kukar-bontang-2014"]),
    ("covers|Bontang|--on|2014-01-01", ids("agreement"), []),
    ("covers|Balikpapan|--on|2024-02-07", lambda rows: "kukar-balikpapan-ppu-2024" in ids("agreement")(rows), False),
    ("covers|Balikpapan|--on|2024-02-08", lambda rows: "kukar-balikpapan-ppu-2024" in ids("agreement")(rows), True),
    # On whose word does the plan of eight areas cover Balikpapan? Of area 1 alone, and only by implication.
    ("covers|Balikpapan",
     lambda rows: [(r["implied"], [e["paragraph"] for e in r["evidence"]])
                   for r in rows if r["agreement"] == "kaltim-areas-2014"],
     [(True, ["37"])]),
    ("gaps|--within|Krayan|--below|country", lambda found: (found["counts"]["villages"], found["counts"]["gaps"]),
     (23, 23)),
    ("gaps|--within|65.03.01|--below|country", lambda found: found["counts"]["gaps"], 0),
    ("gaps|--border|65|--below|country", lambda found: found["counts"]["facing"],
     {"MY-12": {"villages": 97, "gaps": 0}, "MY-13": {"villages": 115, "gaps": 115}}),
    ("questions|missing|--within|Paser",
     lambda rows: {"64.09", "64.07"} <= {r["b"] for r in rows if r["a"] == "64.01"}, True),
    ("questions|missing|--within|Kukar", lambda rows: {"64.07", "64.09"} & {r["b"] for r in rows}, set()),
]  # fmt: skip

BORDERS: list[tuple[str, Take, object]] = [
    ("border|65|MY|--notion|legal", lambda f: {k: f["counts"][k] for k in ("districts", "desa", "kelurahan")},
     {"districts": 22, "desa": 204, "kelurahan": 8}),
    ("border|65|MY", lambda f: f["counts"]["villages"], 54),
    ("border|65|MY|--notion|near", lambda f: f["counts"]["villages"], 133),
    ("border|65.03.02|MY|--notion|near", lambda f: [v["frontage_km"] for v in f["villages"]], [0.0] * 5),  # over water
    ("border|Kotim|Seruyan", lambda f: (f["length_km"], f["counts"]["villages"], f["tier"]),
     (304.95, 34, "approximate")),
    ("border|Kubar|Kukar", lambda f: round(f["length_km"], 1), 241.8),
    ("border|Kaltim|Kaltara", lambda f: round(f["length_km"]), 709),
    ("border|Kaltim|Kalsel", lambda f: (f["villages"], f["counts"]), (None, {})),
    ("questions|neighbours|Mahakam Ulu", lambda f: [r["b"] for r in f["neighbours"] if r["b"][:2] == "MY"], ["MY-13"]),
    ("questions|regions-on|1998-01-02|--within|64.03",
     lambda f: (f["regions"][0]["confidence"], f["remarks"][-1].split(":")[0]),
     (0.5, "before 2002 no law is on record")),
    ("questions|regions-on|2012-12-31|--within|64",
     lambda f: {r["code"]: r["today"] for r in f["regions"]}["64.07"], "64.07; 64.11"),
    ("questions|regions-on|2001-12-31|--within|62.02", lambda f: [r["today"] for r in f["regions"]], ["62.02; 62.07"]),
    ("questions|regions-on|2021-01-01|--level|district|--within|65.03.15",
     lambda f: [(r["today"], r["villages"]) for r in f["regions"]], [("65.03.15; 65.03.20; 65.03.21", 49)]),
    ("claims|--document|S1",
     lambda rows: {r["id"]: r["verdict"] for r in rows}.items()
     >= {"s1-border-length": "refuted", "s1-border-desa": "reading fits", "s1-year-39": "confirmed"}.items(),
     True),
    ("claims|--document|S3",
     lambda rows: {r["id"]: r["verdict"] for r in rows if "hours" in r["id"]},
     {"s3-hours-8": "not testable", "s3-hours-4": "not testable"}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "take", "answer"), [*STAGES, *RECORDS, *PLACES, *BORDERS])
def test_the_answer_is_that_of_the_documents(question: str, take: Take, answer: object) -> None:
    assert take(ask(question)) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("questions|zones|Mahakam Tengah", "no zone 'Mahakam Tengah'; there are kaltim-zone-1"),  # zones have numbers
        ("questions|zones|--member|Tarakan", "65.71 Kota Tarakan is in no zone"),
        ("agreements|stage|kukar-berau-2014", "no agreement 'kukar-berau-2014'"),
        ("border|62.02|62.08", "do not adjoin; bps:6208 would be 62.07 Kabupaten Seruyan"),
    ],
)
def test_what_is_not_there(question: str, text: str) -> None:
    with pytest.raises(NotFoundError, match=text):
        ask(question)
