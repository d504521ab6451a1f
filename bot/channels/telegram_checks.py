"""What python-telegram-bot leaves unchecked: it sees that a field is there, not what it holds."""

from datetime import datetime

from messages import InboundMessage, Point

#: WGS 84 degrees.
_POLE, _DATE_LINE = 90, 180


def integer(value: object) -> int:
    """Return an id. Raises TypeError when it is none; True and 1.0 are none."""
    if type(value) is not int:
        raise TypeError("an id is no integer")
    return value


def sound(message: InboundMessage) -> InboundMessage:
    """Return the message. Raises TypeError or ValueError for a field of the wrong kind."""
    needed = [message.text]
    optional = [message.payload, message.sender_name, message.group_id, message.address.phone]
    for attachment in message.attachments:
        needed.append(attachment.file_id)
        optional += [attachment.mime, attachment.name]
        integer(attachment.size or 0)
    if not all(isinstance(text, str) for text in needed):
        raise TypeError("a text is no string")
    if not all(isinstance(text, str | None) for text in optional):
        raise TypeError("an optional text is no string")
    if not isinstance(message.provider_time, datetime):
        raise TypeError("the time is missing")
    if message.point and not _on_earth(message.point):
        raise ValueError("the point is not on the globe")
    return message


def _on_earth(point: Point) -> bool:
    return abs(point.latitude) <= _POLE and abs(point.longitude) <= _DATE_LINE
