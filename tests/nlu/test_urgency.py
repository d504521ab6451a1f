import pytest

from nlu.interpreter import Interpreter, Urgency


@pytest.mark.parametrize(
    "text",
    [
        "kebakaran di bengkel, masih ada orang terjebak",
        "ada rumah kebakaran pak tolong cepat",
        "atap sekolah ambruk anak2 ketimpa",
        "kabel listrik putus masih nyetrum",
        "ada anak tenggelam di kali",
        "tetangga saya dipukuli suaminya skrg",
        "ibu saya mau melahirkan ambulan ga ada",
        "banjir setinggi dada nenek saya terjebak",
        "bapak saya pingsan gak sadar",
        "tahun lalu sudah lapor. sekarang kebakaran di gudang sebelah",
        "KEBAKARAAAN DI PASAR WAGE!!!",
    ],
)
def test_danger_to_people_now_is_an_emergency(interpreter: Interpreter, text: str) -> None:
    assert interpreter.parse(text).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "tolong jalan rusak sering ada korban jatuh",
        "minggu lalu ada kebakaran di pasar",
        "atap mau ambruk takut menimpa anak sekolah",
        "kabel menjuntai jangan sampai ada yang kesetrum",
        "belum ada korban tapi pohonnya miring bahaya",
    ],
)
def test_danger_feared_repeated_or_over_is_important(interpreter: Interpreter, text: str) -> None:
    assert interpreter.parse(text).urgency is Urgency.IMPORTANT


@pytest.mark.parametrize(
    "text",
    [
        "mati lampu dari tadi",
        "kebakaran jenggot itu pak lurah",
        "syarat jadi relawan pemadam kebakaran apa",
        "tolong mohon segera dibantu min",
        "tidak ada kebakaran di sini",
        "terjebak macet dua jam",
        "terbakaran",
    ],
)
def test_idioms_denials_questions_and_pleas_are_ordinary(interpreter: Interpreter, text: str) -> None:
    assert interpreter.parse(text).urgency is Urgency.ORDINARY
