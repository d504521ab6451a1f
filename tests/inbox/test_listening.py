"""An officer listens to a voice message on the case's page."""

import pytest

from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio

SOUND = b"OggS" + bytes(range(200))


async def test_a_voice_message_has_a_player_and_can_be_wound(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(mime="audio/ogg"), await new_browser("joko")
    file = await town.store_file(ticket, "application/ogg", SOUND)
    page = await joko.open(f"/aduan/{ticket.number}")
    assert f'<audio class="berkas" controls preload="none" src="/lampiran/{file}">' in await page.text()
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    part = await joko.client.get(f"/lampiran/{file}", headers={"Range": "bytes=4-9"})
    assert (part.status, await part.read()) == (206, SOUND[4:10])
    assert part.headers["Content-Range"] == f"bytes 4-9/{len(SOUND)}"
    assert part.content_type == "audio/ogg"
