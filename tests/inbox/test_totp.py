"""Codes of an app against the RFCs' own vectors."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.throttle import Count, delay
from inbox.totp import as_recovery_code, hotp, key_text, matching_step, new_recovery_codes, otpauth, step_at

SECRET = b"12345678901234567890"
#: RFC 4226, appendix D.
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
#: RFC 6238, appendix B, the rows of SHA-1.
TOTP = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


def test_the_counters_codes_are_the_rfcs() -> None:
    assert [hotp(SECRET, counter) for counter in range(10)] == HOTP


@pytest.mark.parametrize(("second", "code"), TOTP.items())
def test_the_times_codes_are_the_rfcs(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert hotp(SECRET, step_at(now), digits=8) == code
    assert matching_step(SECRET, code[2:], now) == second // 30


@pytest.mark.parametrize(("off", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_differ_by_one_step(off: int, fits: object) -> None:
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    code = hotp(SECRET, step_at(now + timedelta(seconds=off)))
    assert (matching_step(SECRET, code, now) is not None) is fits


@given(st.text(max_size=12))
def test_odd_codes_are_only_refused(typed: str) -> None:
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    fits = "".join(typed.split()) in {hotp(SECRET, step_at(now) + n) for n in (-1, 0, 1)}
    assert (matching_step(SECRET, typed, now) is not None) == fits


def test_the_key_is_what_an_app_takes() -> None:
    assert key_text(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = otpauth(SECRET, "sri.wahyuni", "Tanggap Kota")
    assert address.startswith("otpauth://totp/Tanggap%20Kota:sri.wahyuni?secret=GEZDGNBV")
    assert address.endswith("&issuer=Tanggap%20Kota")


def test_recovery_codes_differ_and_forgive_how_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert as_recovery_code(f" {codes[0].upper().replace('-', ' ')} ") == codes[0]


def test_the_wait_doubles_up_to_an_hour() -> None:
    minutes = [delay(n, Count("x")) // timedelta(minutes=1) for n in range(14)]
    assert minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
