"""The books after a run: what citizens wrote and were told, beside what the database says."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from chaos.citizens import TELEGRAM, Chat, Citizens
from chaos.ledger import Ledger
from tickets.number import find_number

PREFIX = "KLT"  #: of ticket numbers; the settings' own default
#: A row of unknown outcome waits 60 s for the channel's report; with the report's own way, on the channels' clock.
IN_TIME = timedelta(seconds=55)
#: What counts up over trials, by name.
ADDED = (
    *("written", "bound", "lost", "duplicate_tickets", "missing"),
    *("out_of_order", "elsewhere", "heedless", "parked", "unsent"),
)
RECEIPT = re.compile(r"^Nomor tiket: .*$", re.MULTILINE)


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
    heedless: int = 0  #: said again although the channel had told us in time that it had them
    parked: int = 0
    unsent: int = 0
    without: list[int] = field(default_factory=list)  #: complaints without a ticket or a receipt, to look for

    @property
    def balanced(self) -> bool:
        """Whether nothing is lost, doubled beyond what cannot be helped, in the wrong chat or out of order."""
        wrong = self.lost + self.duplicate_tickets + self.missing + self.out_of_order + self.elsewhere
        return (
            wrong + self.heedless + self.parked + self.unsent == 0 and self.duplicates.total() <= self.bound
        )

    def add(self, other: "Books") -> None:
        """Add another trial's."""
        self.duplicates += other.duplicates
        for name in ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        """Return the last line of a run."""
        parts = [
            f"lost {self.lost}",
            f"duplicate tickets {self.duplicate_tickets}",
            f"missing replies {self.missing}",
            f"duplicate replies {self.duplicates.total()} (at most {self.bound})",
            f"out of order {self.out_of_order}",
        ]
        more = {
            "in the wrong chat": self.elsewhere,
            "said again though told": self.heedless,
            "parked": self.parked,
            "unsent": self.unsent,
        }
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
    books.unsent = sum(
        state in {"pending", "failed"} for where, _, state in ledger.replies if where in conversations
    )
    _read_receipts(books, citizens, ledger)
    books.heedless = sum(_heedless(citizens, chat) for chat in citizens.chats_used())
    return books


def _heedless(citizens: Citizens, chat: Chat) -> int:
    """Return how many messages were sent again after the channel had told, in time, that it has them."""
    if chat.channel == TELEGRAM:
        return 0  # tells nothing
    service = citizens.of_meta(chat)
    first: dict[str, datetime] = {}
    count = 0
    for sent in service.sent(chat.who):
        began, told = first.setdefault(sent.tracker, sent.at), service.told.get(sent.tracker)
        count += bool(sent.tracker) and told is not None and told - began <= IN_TIME and told < sent.at
    return count


def _read_receipts(books: Books, citizens: Citizens, ledger: Ledger) -> None:
    by_number = dict(ledger.tickets)
    answered = {n: place for place, n in enumerate(_in_order_of_replies(ledger))}
    told: set[int] = set()
    for chat in citizens.chats_used():
        heard = [by_number.get(number) for answer in citizens.answers(chat) for number in _receipts(answer)]
        mine = [n for n in heard if n is not None and citizens.written.get(n) == chat]
        first_time = [n for n in dict.fromkeys(mine) if n not in citizens.late]
        books.elsewhere += len(heard) - len(mine)
        books.duplicates[chat.channel] += len(mine) - len(set(mine))
        # Telegram keeps the order in which a chat's messages were written; Meta promises none.
        order = first_time if chat.channel == TELEGRAM else [answered[n] for n in first_time]
        books.out_of_order += sum(earlier > later for earlier, later in pairwise(order))
        told.update(mine)
    unheard = citizens.written.keys() - told
    books.missing = len(unheard)
    books.without = sorted(unheard)


def _receipts(answer: str) -> list[str]:
    return [found for found in (find_number(line, PREFIX) for line in RECEIPT.findall(answer)) if found]


def _in_order_of_replies(ledger: Ledger) -> list[int]:
    """Return the complaints in the order in which their receipts were put in the outbox."""
    by_number = dict(ledger.tickets)
    told = [by_number.get(number) for _, words, _ in ledger.replies for number in _receipts(words)]
    return [n for n in told if n is not None]
