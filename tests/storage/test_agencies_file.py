"""The agencies file: what it says is what routes, and what is wrong is named with file and line."""

from pathlib import Path

import pytest

from storage.agencies_file import read_agencies, write_agencies
from storage.flags_file import read_flags
from storage.topics_file import read_topics
from tickets.errors import RoutingError, UnknownAgency

DATA = Path(__file__).parents[2] / "data"
GOOD = """\
triage: PUSAT
agencies:
  - code: PUSAT
    name: Pusat
    topics: [lainnya]
  - code: PU
    name: Pekerjaan Umum
    topics: [jalan]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "agencies.yml"
    path.write_text(text)
    return path


def test_the_shipped_file_gives_every_topic_an_owner() -> None:
    topics = read_topics(DATA / "topics.yml")
    routing = read_agencies(DATA / "agencies.yml", topics)
    for topic in topics:
        assert topic in routing.responsible_agency(topic, sure=True).topics


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    topics = read_topics(DATA / "topics.yml")
    routing = read_agencies(DATA / "agencies.yml", topics)
    again = read_agencies(written(tmp_path, write_agencies(routing)), topics)
    assert again.agencies == routing.agencies
    assert again.triage == routing.triage


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD.replace("topics: [jalan]", "topics: [jalanan]"), 6, "jalanan"),
        (GOOD.replace("    topics: [jalan]\n", ""), 1, "belum ada OPD seluruh wilayah untuk topik: jalan"),
        (GOOD.replace("topics: [jalan]", "topics: [jalan]\n    areas: ['33']"), 1, "seluruh wilayah"),
        (GOOD.replace("name: Pekerjaan Umum", "nama: Pekerjaan Umum"), 7, "nama"),
        (GOOD.replace("    name: Pekerjaan Umum\n", ""), 6, "name"),
        (GOOD.replace("code: PU\n", "code: PUSAT\n"), 6, "dua kali"),
        (GOOD.replace("triage: PUSAT", "triage: MANA"), 1, "triage"),
        ("agencies: [", 1, "YAML"),
        ("triage: X\n", 1, "agencies"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(RoutingError, match=says) as fault:
        read_agencies(written(tmp_path, text), ["jalan", "lainnya"])
    assert f"agencies.yml:{line}:" in str(fault.value)


@pytest.mark.parametrize(
    ("sensitive", "line", "says"),
    [
        ("[pungli, kekerasn]", 9, "`kekerasn` tidak dikenal"),
        ("\n      - pungli\n      - kekerasn", 9, "`kekerasn` tidak dikenal"),
        ("[pungli]", 1, "belum ada OPD .* untuk hal peka: kekerasan"),
    ],
)
def test_a_sensitive_matter_nobody_would_keep_is_refused(
    tmp_path: Path, sensitive: str, line: int, says: str
) -> None:
    path = written(tmp_path, f"{GOOD}    sensitive: {sensitive}\n")
    with pytest.raises(RoutingError, match=says) as fault:
        read_agencies(path, ["jalan", "lainnya"], ["pungli", "kekerasan"])
    assert f"agencies.yml:{line}:" in str(fault.value)


def test_the_shipped_file_keeps_every_sensitive_matter_the_lexicon_knows() -> None:
    flags = read_flags(DATA / "lexicon" / "sensitif.yml")
    routing = read_agencies(DATA / "agencies.yml", read_topics(DATA / "topics.yml"), flags)
    assert flags == {flag for agency in routing.agencies.values() for flag in agency.sensitive}


@pytest.mark.parametrize("text", ["[", "", "- pungli\n", None])
def test_a_file_of_sensitive_matters_that_names_none_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "sensitif.yml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(RoutingError, match=r"sensitif\.yml:1:"):
        read_flags(path)


def test_area_comes_before_the_whole_region_and_doubt_goes_to_triage(tmp_path: Path) -> None:
    local = "  - code: PUA\n    name: PU Utara\n    topics: [jalan]\n    areas: ['33.01']\n"
    routing = read_agencies(written(tmp_path, GOOD + local), ["jalan", "lainnya"])
    assert routing.responsible_agency("jalan", sure=True, area="33.01").code == "PUA"
    assert routing.responsible_agency("jalan", sure=True, area="33.01.2003").code == "PUA"
    assert routing.responsible_agency("jalan", sure=True, area="33.011").code == "PU"
    assert routing.responsible_agency("jalan", sure=True, area="33.02").code == "PU"
    assert routing.responsible_agency("jalan", sure=False).code == "PUSAT"
    assert routing.responsible_agency("unheard of", sure=True).code == "PUSAT"
    with pytest.raises(UnknownAgency):
        routing.agency("NOBODY")


def test_a_sensitive_matter_goes_to_its_keeper_whatever_the_topic() -> None:
    routing = read_agencies(DATA / "agencies.yml", read_topics(DATA / "topics.yml"))
    assert routing.responsible_agency("kependudukan", sure=True, sensitivity=["pungli"]).code == "INSPEKTORAT"
    assert routing.responsible_agency("pendidikan", sure=False, sensitivity=["kekerasan"]).code == "DP3AP2KB"
