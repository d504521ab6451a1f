"""The books after a run: what citizens wrote and were told, beside what the database says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chaos.citizens import TELEGRAM, Citizens
from chaos.ledger import Ledger
from tickets.number import find_number

PREFIX = "KLT"  #: of ticket numbers; the settings' own default


@dataclass
class Books:
    """What is wrong, by kind; `bound` is how many replies may be double, because they were on their way at a kill."""

    written: int
    bound: int
    lost: int = 0
    duplicate_tickets: int = 0
    missing: int = 0
    duplicates: Counter[str] = field(default_factory=Counter)
    out_of_order: int = 0
    elsewhere: int = 0
    parked: int = 0
    unsent: int = 0

    @property
    def balanced(self) -> bool:
        """Whether nothing is lost, doubled beyond what cannot be helped, in the wrong chat or out of order."""
        wrong = self.lost + self.duplicate_tickets + self.missing + self.out_of_order + self.elsewhere
        return wrong + self.parked + self.unsent == 0 and self.duplicates.total() <= self.bound

    def __str__(self) -> str:
        """Return the last line of a run."""
        parts = [
            f"lost {self.lost}",
            f"duplicate tickets {self.duplicate_tickets}",
            f"missing replies {self.missing}",
            f"duplicate replies {self.duplicates.total()} (at most {self.bound})",
            f"out of order {self.out_of_order}",
        ]
        more = {"in the wrong chat": self.elsewhere, "parked": self.parked, "unsent": self.unsent}
        return ", ".join(parts + [f"{name} {count}" for name, count in more.items() if count])


def reconcile(citizens: Citizens, ledger: Ledger, bound: int) -> Books:
    """Compare one scenario's record with the database; every complaint has one ticket and one receipt."""
    books = Books(len(citizens.written), bound)
    opened = Counter(n for _, n in ledger.tickets)
    for n in citizens.written:
        books.lost += opened[n] == 0
        books.duplicate_tickets += max(0, opened[n] - 1)
    mine = [message for message in ledger.messages if message.n in citizens.written]
    books.parked = sum(message.state == "parked" for message in mine)
    conversations = {message.conversation for message in mine}
    books.unsent = sum(state in {"pending", "failed"} for where, _, state in ledger.replies if where in conversations)
    _read_receipts(books, citizens, ledger)
    return books


def _read_receipts(books: Books, citizens: Citizens, ledger: Ledger) -> None:
    by_number = dict(ledger.tickets)
    worked = {n: place for place, (_, n) in enumerate(_in_order_of_replies(ledger))}
    told: Counter[int] = Counter()
    for chat in citizens.chats_used():
        numbers = [by_number.get(found) for found in _receipts(citizens.answers(chat))]
        heard = [n for n in numbers if n is not None]
        books.elsewhere += len(numbers) - sum(citizens.written.get(n) == chat for n in heard)
        books.duplicates[chat.channel] += len(heard) - len(set(heard))
        first_time = list(dict.fromkeys(heard))
        # Telegram keeps the order in which a chat's messages were written; Meta promises none.
        order = (lambda n: n) if chat.channel == TELEGRAM else (lambda n: worked.get(n, n))
        books.out_of_order += sum(order(a) > order(b) for a, b in pairwise(first_time))
        told.update(first_time)
    books.missing = sum(told[n] == 0 for n in citizens.written)


def _receipts(answers: Iterable[str]) -> list[str]:
    return [number for answer in answers if (number := find_number(answer, PREFIX))]


def _in_order_of_replies(ledger: Ledger) -> Sequence[tuple[str, int]]:
    """Return (conversation, complaint) in the order in which the receipts were put in the outbox."""
    by_number = dict(ledger.tickets)
    ordered = []
    for where, words, _ in ledger.replies:
        found = find_number(words, PREFIX)
        n = by_number.get(found) if found else None
        if n is not None:
            ordered.append((where, n))
    return ordered
