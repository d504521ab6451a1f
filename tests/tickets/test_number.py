"""Ticket numbers: hard to mistype unnoticed, impossible to guess."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.number import ALPHABET, check_symbol, find_number, is_valid, new_number, repair

bodies = st.text(alphabet=ALPHABET, min_size=6, max_size=6)


@given(bodies, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_caught(body: str, place: int, wrong: str) -> None:
    symbols = body + check_symbol(body)
    broken = symbols[:place] + wrong + symbols[place + 1 :]
    assert is_valid(f"KLT-{broken[:6]}-{broken[6]}") == (broken == symbols)


@given(bodies, st.integers(0, 5))
def test_every_swap_of_neighbours_is_caught(body: str, place: int) -> None:
    symbols = list(body + check_symbol(body))
    swapped = symbols.copy()
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    number = "".join(swapped)
    assert is_valid(f"KLT-{number[:6]}-{number[6]}") == (swapped == symbols)


def test_all_single_errors_and_swaps_of_a_thousand_numbers_exhaustively() -> None:
    for _ in range(1000):
        _, body, check = new_number("KLT").split("-")
        symbols = body + check
        wrong = [symbols[:i] + s + symbols[i + 1 :] for i in range(7) for s in ALPHABET if s != symbols[i]]
        swaps = [
            symbols[:i] + symbols[i + 1] + symbols[i] + symbols[i + 2 :]
            for i in range(6)
            if symbols[i] != symbols[i + 1]
        ]
        assert not any(is_valid(f"KLT-{w[:6]}-{w[6]}") for w in wrong + swaps)


def test_a_new_number_has_the_shape_and_is_valid() -> None:
    number = new_number("KLT")
    assert len(number) == 12
    assert is_valid(number)


def test_a_number_is_found_however_it_is_typed() -> None:
    number = new_number("KLT")
    _, body, check = number.split("-")
    for typed in (
        number,
        number.lower(),
        f"klt {body} {check}",
        f"KLT{body}{check}",
        f"gimana {number} pak?",
    ):
        assert find_number(typed, "KLT") == number


def test_other_words_are_no_number() -> None:
    assert find_number("jalan rusak di depan pasar", "KLT") is None


def test_a_mistyped_number_is_repaired_only_among_the_askers_own() -> None:
    own = ["KLT-3W7QHD-5", "KLT-5PXN8C-2"]
    assert repair("KLT-3W7OHD-5", own) == "KLT-3W7QHD-5"
    assert repair("KLT-W37QHD-5", own) == "KLT-3W7QHD-5"
    assert repair("KLT-3W7OHD-5", []) is None


def test_a_number_near_two_of_the_askers_own_is_not_guessed() -> None:
    assert repair("KLT-3W7QHD-5", ["KLT-3W7QHE-5", "KLT-3W7QHF-5"]) is None
