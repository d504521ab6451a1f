"""House documents: each reads what it writes, and says in a sentence which cell it cannot use."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import bodies, hours_sheet, ladder, limits, roads, rota, routing_sheet
from tickets.budget import COMPLETION, PICKUP, CompletionClass, Hours
from tickets.document import DocumentError, Known
from tickets.document_changes import ChangeKind, changes
from tickets.document_reading import canonical, unknown_names
from tickets.hours import OfficeHours, Span
from tickets.ladder import Ladder
from tickets.limits import Limits
from tickets.road_names import normal_road
from tickets.roads import RoadOwner
from tickets.rota import Rota
from tickets.routing import Agency, Routing
from tickets.sheets import BY_SLUG, SHEETS
from tickets.ticket import TicketUrgency
from tickets.topics import Topic

NIGHT = datetime(2026, 11, 22, 23, 30)  # noqa: DTZ001 - local time
RAMADAN = {
    "name": "Ramadan",
    "first": "2026-02-18",
    "last": "2026-03-19",
    "opens": "08:00",
    "closes": "15:00",
}


def refused(parse: Any, body: Any) -> tuple[str, int, str]:
    with pytest.raises(DocumentError) as error:
        parse(body)
    return error.value.section, error.value.row, error.value.field


def rung(level: int, agency: str = "*", **more: str) -> dict[str, Any]:
    return {"agency": agency, "level": level, "title": f"Jabatan {level}", "channel": "inbox"} | more


def test_every_sheet_has_its_own_kind_and_address() -> None:
    assert {sheet.kind for sheet in BY_SLUG.values()} == set(SHEETS)
    for sheet in SHEETS.values():
        for section in sheet.sections:
            names = {column.name for column in section.columns}
            assert {section.key, *section.same} <= names


# The ladder


def steps(*rungs: dict[str, Any]) -> Ladder:
    return ladder.parse({"rungs": list(rungs)})


def test_an_agencys_own_rung_comes_first_then_everybodys_then_the_next_higher() -> None:
    found = steps(rung(1, "DPUPR", name="Bu Rina"), rung(2), rung(3, name="Sekda"))
    one = found.rung("DPUPR", 1)
    assert one is not None
    assert one.name == "Bu Rina"
    assert [r.level for r in (found.rung("DLH", 1), found.rung("DPUPR", 2), found.rung("DPUPR", 3)) if r] == [
        2,
        2,
        3,
    ]
    assert found.rung("DPUPR", 4) is None
    assert Ladder().rung("DPUPR", 1) is None


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (4, True), (5, False), (12, False)]
)
def test_the_night_is_quiet_over_midnight(hour: int, quiet: bool) -> None:  # noqa: FBT001
    one = steps(rung(3, quiet_from="21:00", quiet_to="05:00")).rungs[0]
    assert one.is_quiet(NIGHT.replace(hour=hour, minute=0), TicketUrgency.IMPORTANT) is quiet
    assert not one.is_quiet(NIGHT.replace(hour=hour, minute=0), TicketUrgency.EMERGENCY)


def test_a_ladder_without_a_top_for_all_or_with_the_same_rung_twice_is_refused() -> None:
    assert refused(ladder.parse, {"rungs": [rung(1), rung(2)]}) == ("rungs", 0, "level")
    assert refused(ladder.parse, {"rungs": [rung(3), rung(3)]}) == ("rungs", 1, "level")
    assert refused(ladder.parse, {"rungs": [rung(3, quiet_from="21:00")]}) == ("rungs", 0, "quiet_to")


# The rota


def duty(start: str, end: str, officer: str = "joko", agency: str = "*") -> dict[str, str]:
    return {"start": f"2026-11-{start}", "end": f"2026-11-{end}", "officer": officer, "agency": agency}


def duties(*rows: dict[str, str]) -> Rota:
    return rota.parse({"duties": list(rows)})


def test_an_agencys_own_officer_on_duty_comes_before_those_for_all() -> None:
    found = duties(duty("22T16:00", "23T07:00"), duty("22T16:00", "23T07:00", "wati", "DLH"))
    assert found.on_duty(NIGHT, "DLH") == ("wati", "joko")
    assert found.on_duty(NIGHT, "DPUPR") == ("joko",)
    assert found.on_duty(NIGHT.replace(day=23, hour=7), "DLH") == ()


def test_what_nobody_covers_is_told() -> None:
    found = duties(
        duty("22T16:00", "22T20:00"),
        duty("22T18:00", "22T22:00"),
        duty("23T00:00", "23T07:00", "wati", "DLH"),
    )
    start, end = NIGHT.replace(hour=12, minute=0), NIGHT.replace(day=23, hour=12, minute=0)
    assert [(a.hour, b.hour) for a, b in found.gaps(start, end)] == [(12, 16), (22, 12)]
    assert [(a.hour, b.hour) for a, b in found.gaps(start, end, "DLH")] == [(12, 16), (22, 0), (7, 12)]


def test_a_duty_that_runs_backwards_or_for_ever_is_refused() -> None:
    assert refused(rota.parse, {"duties": [duty("22T16:00", "22T16:00")]}) == ("duties", 0, "end")
    assert (
        refused(rota.parse, {"duties": [duty("22T16:00", "22T16:00") | {"end": "2027-11-22T16:00"}]})[2]
        == "end"
    )
    assert refused(rota.parse, {"duties": [duty("99T16:00", "22T16:00")]})[2] == "start"


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 48)), max_size=8), st.integers(0, 200))
def test_every_hour_is_either_covered_or_a_gap(spans: list[tuple[int, int]], hour: int) -> None:
    zero = datetime(2026, 11, 1)  # noqa: DTZ001 - local time
    rows = [(zero + timedelta(hours=a), zero + timedelta(hours=a + n)) for a, n in spans]
    found = Rota(tuple(rota.Duty(a, b, "joko", "*") for a, b in rows))
    moment = zero + timedelta(hours=hour, minutes=30)
    gaps = found.gaps(zero, zero + timedelta(hours=250))
    assert any(a <= moment < b for a, b in gaps) != bool(found.on_duty(moment, "DLH"))
    assert all(a < b for a, b in gaps)


# Roads


def road(name: str, owner: str = "province", area: str = "", answers: str = "BINAMARGA") -> dict[str, str]:
    return {"name": name, "owner": owner, "area": area, "answers": answers}


@pytest.mark.parametrize(
    "written",
    ["Jalan Pemuda", "jl. pemuda", "JLN PEMUDA", "Jl.Pemuda", "pemuda", "  jalan  Pemuda,", "Jalan Pémuda"],
)
def test_a_roads_name_is_one_however_it_is_written(written: str) -> None:
    assert normal_road(written) == ("pemuda",)


@given(st.text())
def test_a_normal_name_stays_as_it_is_in_any_case(name: str) -> None:
    words = normal_road(name)
    assert normal_road("jalan " + " ".join(words)) == words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jl. Pemuda depan pasar", "Jalan Pemuda"),
        ("lubang di Jalan Pemuda Selatan", "Jl. Pemuda Selatan"),
        ("Jalan Pemuda Utara", None),
        ("Jalan Melati 2", None),
        ("Jl. KH. Dewantara No. 5", "Jalan K.H. Dewantara"),
        ("pasar pemuda di jalan melati", "Jalan Melati"),
        ("dekat jalan", None),
        ("", None),
    ],
)
def test_the_longest_name_that_the_words_begin_with_is_the_road(words: str, found: str | None) -> None:
    rows = [road(n) for n in ("Jalan Pemuda", "Jl. Pemuda Selatan", "Jalan Melati", "Jalan K.H. Dewantara")]
    owner = roads.parse({"roads": rows}).owner(words)
    assert (owner.name if owner else None) == found


def test_the_part_of_a_road_in_the_closest_area_counts() -> None:
    rows = [
        road("Jalan Pemuda"),
        road("Jl Pemuda", "village", "33.10.05"),
        road("Jl Pemuda", "regency", "33.10"),
    ]
    found = roads.parse({"roads": rows})
    owners = [found.owner("jalan pemuda", area) for area in (None, "33.10.05.2003", "33.10.06", "33.1")]
    assert [each.owner for each in owners if each] == [
        RoadOwner.PROVINCE,
        RoadOwner.VILLAGE,
        RoadOwner.REGENCY,
        RoadOwner.PROVINCE,
    ]


def test_the_same_road_twice_or_without_a_name_is_refused() -> None:
    assert refused(roads.parse, {"roads": [road("Jl. Pemuda"), road("jalan pemuda")]}) == ("roads", 1, "name")
    assert refused(roads.parse, {"roads": [road("Jalan")]}) == ("roads", 0, "name")
    assert refused(roads.parse, {"roads": [road("Pemuda", area="3310")]}) == ("roads", 0, "area")


# Office hours


def week(**friday: str) -> list[dict[str, str]]:
    usual = {"opens": "07:30", "break_from": "12:00", "break_to": "13:00", "closes": "16:00"}
    return [{"day": str(day)} | usual for day in range(4)] + [{"day": "4"} | usual | friday]


def test_office_hours_have_breaks_a_friday_of_their_own_and_seasons() -> None:
    season = RAMADAN | {"friday_opens": "08:00", "friday_closes": "15:30"}
    hours = hours_sheet.parse({"week": week(break_from="11:30"), "seasons": [season]})
    assert hours.usual.days[0] == (Span(time(7, 30), time(12)), Span(time(13), time(16)))
    assert hours.usual.days[4][0] == Span(time(7, 30), time(11, 30))
    assert hours.usual.days[5] == ()
    fasting = hours.week(date(2026, 2, 20))
    assert (fasting.days[3], fasting.days[4], fasting.days[6]) == (
        (Span(time(8), time(15)),),
        (Span(time(8), time(15, 30)),),
        (),
    )
    assert hours.week(date(2026, 3, 20)) == hours.usual


@pytest.mark.parametrize(
    ("friday", "field"),
    [
        ({"opens": ""}, "opens"),
        ({"closes": "07:00"}, "closes"),
        ({"break_to": ""}, "break_to"),
        ({"break_from": "13:30"}, "closes"),
        ({"opens": "25:00"}, "opens"),
    ],
)
def test_hours_out_of_order_are_refused_beside_the_hour(friday: dict[str, str], field: str) -> None:
    assert refused(hours_sheet.parse, {"week": week(**friday)}) == ("week", 4, field)


def test_a_week_without_work_and_a_season_that_runs_backwards_are_refused() -> None:
    assert refused(hours_sheet.parse, {}) == ("week", 0, "opens")
    backwards = RAMADAN | {"last": "2026-02-01"}
    assert refused(hours_sheet.parse, {"week": week(), "seasons": [backwards]}) == ("seasons", 0, "last")


@given(st.times(), st.times())
def test_hours_of_the_settings_come_back_from_their_document(opens: time, closes: time) -> None:
    opens, closes = (each.replace(second=0, microsecond=0) for each in (opens, closes))
    if closes <= opens and closes != time(0):
        return
    hours = OfficeHours.daily(opens, closes)
    assert hours_sheet.parse(hours_sheet.body_of(hours)) == hours


# Limits


def test_limits_left_out_are_as_usual() -> None:
    assert limits.parse({}) == Limits()
    assert (limits.parse({}).pickup, limits.parse({}).completion) == (PICKUP, COMPLETION)
    found = limits.parse(
        {"pickup": [{"urgency": "ordinary", "hours": 72}], "others": [{"name": "load", "value": 5}]}
    )
    assert (found.pickup[TicketUrgency.ORDINARY], found.load, found.transfers) == (Hours(72), 5, 2)


def test_a_topic_may_have_another_class() -> None:
    topic = Topic("jalan", "JALAN", "Jalan", "Jalan", place=True, completion=CompletionClass.MEDIUM)
    found = limits.parse({"topics": [{"topic": "jalan", "class": "long"}]})
    assert (found.completion_of(topic).days, Limits().completion_of(topic).days) == (60, 14)


def test_limits_that_shrink_or_are_no_numbers_are_refused() -> None:
    assert refused(limits.parse, {"completion": [{"class": "long", "days": 7}]}) == ("completion", 2, "days")
    assert refused(limits.parse, {"others": [{"name": "load", "value": "banyak"}]}) == ("others", 0, "value")
    assert refused(limits.parse, {"others": [{"name": "loud", "value": "1"}]}) == ("others", 0, "name")
    twice = [{"topic": "jalan", "class": "long"}] * 2
    assert refused(limits.parse, {"topics": twice}) == ("topics", 1, "topic")


# Bodies outside, and routing


def test_an_unlisted_body_is_asked_again_after_the_usual_days() -> None:
    found = bodies.parse({"bodies": [{"agency": "PLN", "contact": "Pak Budi", "follow_up_days": 3}]})
    assert (found.of("PLN").follow_up.days, found.of("BPN").follow_up.days) == (3, bodies.USUAL_DAYS)


ROUTING = Routing(
    {
        "KOMINFO": Agency("KOMINFO", "Dinas Kominfo", "Kominfo", ("lainnya",)),
        "PU": Agency("PU", "Dinas PU", "PU", ("jalan", "banjir"), ("33.10", "33.11.01"), ("pungli",)),
        "PLN": Agency("PLN", "PT PLN", "PLN", outside=True, contact="123"),
    },
    "KOMINFO",
)


def test_routing_comes_back_from_its_document() -> None:
    assert routing_sheet.parse(routing_sheet.body_of(ROUTING)) == ROUTING


def test_no_topic_and_no_sensitive_matter_is_left_without_an_owner() -> None:
    known = Known(topics={"jalan": "Jalan", "lainnya": "Lain"}, flags={"pungli": "pungli", "suap": "suap"})
    found = list(routing_sheet.orphans(routing_sheet.body_of(ROUTING), known))
    assert [(p.field, p.message.rpartition(": ")[2]) for p in found] == [
        ("topics", "Jalan."),
        ("sensitive", "suap."),
    ]


def test_triage_must_be_an_agency_with_an_inbox() -> None:
    body = routing_sheet.body_of(ROUTING)
    for code in ("PLN", "LAIN"):
        triage = [{"role": "Petugas penerima", "agency": code}]
        assert refused(routing_sheet.parse, {**body, "triage": triage}) == ("triage", 0, "agency")


# What all have in common


def test_all_that_is_wrong_is_told_at_once_with_its_place() -> None:
    with pytest.raises(DocumentError) as error:
        ladder.parse({"rungs": [rung(9), rung(3, title="")]})
    assert [(p.row, p.field) for p in error.value.problems] == [(0, "level"), (1, "title")]


@pytest.mark.parametrize(
    "body",
    [{"x": []}, {"rungs": [{"x": "1"}]}, {"rungs": ["x"]}, {"rungs": 3}, {"rungs": {}}, {"rungs": "x"}],
)
def test_what_is_not_of_this_sheet_is_refused(body: Any) -> None:
    if body == {"rungs": {}}:
        assert ladder.parse(body) == Ladder()
    else:
        refused(ladder.parse, body)


def test_names_that_are_gone_are_told() -> None:
    body = canonical(ladder.SHEET.sections, {"rungs": [rung(3, officer="joko"), rung(1, "DLH")]})
    known = Known(agencies={"PU": "Dinas PU"}, officers={"wati": "Wati"})
    assert [(p.row, p.field) for p in unknown_names(ladder.SHEET, body, known)] == [
        (1, "agency"),
        (0, "officer"),
    ]


def test_changes_are_told_row_by_row() -> None:
    before = canonical(ladder.SHEET.sections, {"rungs": [rung(1), rung(2), rung(3)]})
    after = canonical(ladder.SHEET.sections, {"rungs": [rung(3), rung(2, name="Bu Rina"), rung(1, "DLH")]})
    found = changes(ladder.SHEET, before, after)
    assert [(c.kind, c.row["agency"], c.row["level"]) for c in found] == [
        (ChangeKind.CHANGED, "*", "2"),
        (ChangeKind.ADDED, "DLH", "1"),
        (ChangeKind.REMOVED, "*", "1"),
    ]
    assert [(column.name, was, now) for column, was, now in found[0].cells] == [("name", "", "Bu Rina")]
    assert changes(ladder.SHEET, after, after) == []


cells = st.text(max_size=12) | st.sampled_from(["08:00", "2026-01-01", "3", "*", "inbox", "emergency", "ya"])


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.slug)
@given(data=st.data())
def test_no_typing_ends_in_anything_but_a_document_or_a_sentence(sheet: Any, data: st.DataObject) -> None:
    body = {
        section.name: data.draw(
            st.lists(st.fixed_dictionaries({column.name: cells for column in section.columns}), max_size=3)
        )
        for section in sheet.sections
    }
    with suppress(DocumentError):
        sheet.parse(body)
