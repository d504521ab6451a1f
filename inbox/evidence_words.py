"""Why an evidence photo should be looked at again, in words that accuse nobody: there is often a good reason."""

from collections.abc import Callable, Mapping
from datetime import datetime

from storage.evidence_rows import Verdict
from tickets.evidence import Doubt, SameAsComplaint, SameAsEarlier, TakenBefore, TakenElsewhere

LOOK_AGAIN = "Perlu dilihat lagi: "
KILOMETRE = 1000
VERDICTS = {
    Verdict.CLEAR: "",
    Verdict.WAITING: "Belum diperiksa",
    Verdict.FITS: "Sudah diperiksa: sesuai",
    Verdict.ANOTHER: "Sudah diperiksa: perlu foto lain",
}
#: What a person may say after looking, in the order of the form.
CHOICES = {Verdict.FITS: "Foto ini sesuai", Verdict.ANOTHER: "Perlu foto lain"}


def doubt_words(
    doubt: Doubt, ticket_id: str, numbers: Mapping[str, str], exact: Callable[[datetime], str]
) -> str:
    """Say one doubt about a photo of `ticket_id`.

    `numbers` holds the other tickets this reader may know of, by id; `exact` tells a moment.
    """
    return LOOK_AGAIN + _why(doubt, ticket_id, numbers, exact)


def _why(doubt: Doubt, ticket_id: str, numbers: Mapping[str, str], exact: Callable[[datetime], str]) -> str:
    match doubt:
        case SameAsComplaint(bits):
            return f"foto ini {_like(bits)} foto aduan dari pelapor. Mungkin terpilih foto yang keliru."
        case SameAsEarlier(bits, known):
            return f"foto ini {_like(bits)} {_earlier(known.ticket_id, ticket_id, numbers)}."
        case TakenBefore(taken_at):
            return (
                f"menurut jam kamera, foto ini diambil {exact(taken_at)}, sebelum aduan masuk. "
                "Jam kamera bisa keliru."
            )
        case TakenElsewhere(metres):
            return (
                f"menurut catatan lokasinya, foto ini diambil sekitar {_far(metres)} dari titik aduan. "
                "Titik atau catatan lokasi bisa meleset."
            )


def _like(bits: int) -> str:
    return "mirip sekali dengan" if bits else "sama dengan"


def _earlier(other: str, own: str, numbers: Mapping[str, str]) -> str:
    if other == own:
        return "foto bukti yang sudah dikirim lebih dulu pada aduan ini"
    number = numbers.get(other)
    return f"foto bukti pada aduan {number}" if number else "foto bukti pada aduan lain"


def _far(metres: int) -> str:
    if metres < KILOMETRE:
        return f"{metres} m"
    return f"{metres / KILOMETRE:.1f} km".replace(".", ",")
