"""A reply is looked at before it goes out: what gives somebody away asks for a second yes, the rest advises."""

from collections.abc import Sequence

from inbox.deed import Work
from inbox.forms import FormError
from storage.reply_check import remarks
from tickets.reply_lint import Remark, Severity

#: The field by which an officer says that the words are meant so, and the one that only asks for remarks.
MEANT, ONLY_LOOK = "setuju", "lihat_dulu"
NOTHING = "Tulisan ini sudah jelas. Silakan kirim."


class Remarked(FormError):
    """The words were looked at and not sent."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        """Say each sentence once; `private` where one of them is about privacy."""
        sentences = dict.fromkeys(remark.sentence for remark in remarks)
        super().__init__(" ".join(sentences) or NOTHING)
        self.private = any(remark.severity is Severity.PRIVACY for remark in remarks)


async def look_at(work: Work, words: str) -> None:
    """Stop where the officer asked for remarks, or where the words give somebody away. Raises Remarked."""
    found = await remarks(work.unit, work.officer, work.ticket, words, needs_place=bool(work.ticket.place))
    if work.form.get(ONLY_LOOK):
        raise Remarked(found)
    private = [remark for remark in found if remark.severity is Severity.PRIVACY]
    if private and not work.form.get(MEANT):
        raise Remarked(private)
