"""How much of what the training data may hold; beyond it `tanggap nlu lint` fails. Shares are 0 to 1.

"Measured" is the worst label of the shipped data at 16,216 lines, so that a limit's room is seen.
"""

from __future__ import annotations

from typing import TypeAlias

from nlu.interpreter import Urgency

Bounds: TypeAlias = tuple[float, float]  #: least and most, both still allowed

# How alike two lines are: the words and pairs of neighbouring words both have, by those that either has.
ALIKE = 0.6  #: one word of eight exchanged; no long line of another hand comes nearer than 0.56 by chance
SHORT = 4  #: words; below, everybody says the same ("makasih min"), so likeness tells nothing

# Held-out texts repeated in training: ALIKE is already too much, and so is one inside a longer line.
COPIED = 0.7  #: of a held-out text in one line was copied, not met by chance; measured 0.53
COPIED_WORDS = 10  #: words of such a text; the words of shorter ones do meet in long letters

# Lines that nearly repeat an earlier one of their label, or of another.
MOST_REPEATED = 0.01  #: of a topic: each line is to be another situation; measured 0.002
MOST_REPEATED_CHAT = (
    0.1  #: of another label: there are few ways to thank; measured 0.03 (bukan_kewenangan/pln)
)
MOST_CONFLICTING = 0.001  #: of all lines: they teach against each other; measured 0.0004 (7 lines)

# Template skeletons: forms that were filled in teach almost nothing.
OPENING = 4  #: words; people seldom begin with the same four, forms always do
MOST_OPENINGS = 0.06  #: of a topic begin as another line does: salutations; measured 0.04 (lalu lintas)
MOST_OPENINGS_CHAT = 0.12  #: of another label, whose texts are shorter; measured 0.08 (bukan_kewenangan/pln)
RARE = 3  #: lines a word is in, at most, to be a slot of a skeleton, as numbers and names are
MOST_SKELETONS = 0.01  #: of a topic; whole sentences never agree by chance: measured 0
MOST_SKELETONS_CHAT = 0.05  #: of another label; measured 0

# Counts of lines that differ after repair of spelling and that teach their label.
LEAST_LINES = 100  #: of a topic and of di_luar_topik: below, real complaints of it are missed; measured 263
LEAST_LINES_WIDE = 150  #: of the topics below; measured 391
LEAST_LINES_CHAT = 30  #: of every other label, said in fewer ways; measured 120 (pamit)
#: Topics of many matters, and those on a border people argue about.
WIDE = frozenset(
    {
        "bansos",
        "banjir_drainase",
        "jalan",
        "kependudukan",
        "ketertiban",
        "listrik_pju",
        "pelayanan_publik",
        "pendidikan",
        "sampah_lingkungan",
        "transportasi_lalulintas",
    }
)

# Shares of lengths in words as written: up to 8 (chat), 25, 60, and longer (letters to portals).
STEPS = (8, 25, 60)
#: Of a topic: each length a citizen writes is there. Measured 0.08-0.19, 0.43-0.71 (bencana: cries for help),
#: 0.11-0.26, 0.08-0.18.
LENGTHS: tuple[Bounds, ...] = ((0.05, 0.4), (0.2, 0.75), (0.1, 0.5), (0.05, 0.4))
#: Of all complaints: neither chat nor portal alone. Measured 0.15, 0.55, 0.19, 0.11.
LENGTHS_OVERALL: tuple[Bounds, ...] = ((0.05, 0.3), (0.25, 0.6), (0.15, 0.5), (0.1, 0.4))

# Shares of purposes in a topic and of urgencies in all complaints: a kind without lines is never recognised.
QUESTIONS: Bounds = (0.03, 0.5)  #: measured 0.07 (ketertiban) to 0.36 (kependudukan)
WISHES: Bounds = (0.01, 0.25)  #: measured 0.02 (pelayanan_publik) to 0.12 (lainnya)
#: Measured 0.24 and 0.12; more would make the alarm of ordinary complaints.
URGENCIES: dict[Urgency, Bounds] = {Urgency.EMERGENCY: (0.05, 0.3), Urgency.IMPORTANT: (0.05, 0.3)}
