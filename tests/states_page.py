"""The page of a ticket's states, made from the code: `python -m tests.states_page > docs/ticket-states.md`."""

from collections import defaultdict

from inbox.words import STATUS
from tickets.status import ARROWS, WORKABLE, EventKind, TicketStatus

INTRODUCTION = """\
# A ticket's states

Made from `tickets/status.py` by `python -m tests.states_page > docs/ticket-states.md`; do not edit. A status is never
set by hand: it follows from the events, each a row of `ticket_events` with actor, moment and reason. A step that is
not here raises `IllegalMove`, on a closed ticket `TicketClosed`. What each event is called on screen: the
[glossary](glossary.md).

"""

OPENING = '    none((" ")) -->|opened| new'
SUBGRAPH = '    subgraph workable ["the agency\'s turn"]'


def states_page() -> str:
    """Write the diagram and the table."""
    return f"{INTRODUCTION}{_diagram()}\n{_table()}"


def _diagram() -> str:
    """Draw what moves a ticket; what leaves a status as it is stands in the table alone."""
    arrows: dict[tuple[str, TicketStatus], list[str]] = defaultdict(list)
    for event, moves in ARROWS.items():
        for after in dict.fromkeys(moves.values()):
            befores = {before for before, end in moves.items() if end is after and before is not after}
            for source in _sources(befores, after):
                arrows[source, after].append(event)
    lines = [
        "```mermaid",
        "flowchart LR",
        '    none((" ")) -->|opened| new',
        '    subgraph workable ["the agency\'s turn"]',
    ]
    lines += [f"        {status}" for status in TicketStatus if status in WORKABLE]
    lines += ["    end"]
    lines += [f"    {source} -->|{', '.join(events)}| {after}" for (source, after), events in arrows.items()]
    return "\n".join([*lines, "```", ""])


def _sources(befores: set[TicketStatus], after: TicketStatus) -> list[str]:
    """Return where arrows begin: one for all in which it is the agency's turn."""
    if befores and befores >= WORKABLE - {after}:
        return ["workable", *sorted(befores - WORKABLE)]
    return sorted(befores)


def _table() -> str:
    lines = ["| event | from | to |", "|---|---|---|", f"| `opened` | – | {_name(TicketStatus.NEW)} |"]
    for event, arrows in ARROWS.items():
        lines += _rows(event, arrows)
    return "\n".join(lines) + "\n"


def _rows(event: EventKind, arrows: dict[TicketStatus, TicketStatus]) -> list[str]:
    stays = [status for status, after in arrows.items() if after is status]
    moves: dict[TicketStatus, list[TicketStatus]] = defaultdict(list)
    for status, after in arrows.items():
        if after is not status:
            moves[after].append(status)
    rows = [f"| `{event}` | {_names(befores)} | {_name(after)} |" for after, befores in moves.items()]
    return [*rows, *([f"| `{event}` | {_names(stays)} | stays |"] if stays else [])]


def _names(statuses: list[TicketStatus]) -> str:
    return "any" if set(statuses) == set(TicketStatus) else ", ".join(_name(s) for s in sorted(statuses))


def _name(status: TicketStatus) -> str:
    return f"{STATUS[status]} (`{status}`)"


if __name__ == "__main__":
    print(states_page(), end="")
