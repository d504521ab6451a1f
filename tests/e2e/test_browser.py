"""In a real browser: a citizen writes in the web chat, an officer answers in the inbox, the citizen sees it."""

from playwright.async_api import expect

from tests.e2e.office import PHONE, Office, write

COMPLAINT = "jalan di depan pasar kaliwening berlubang dalam, kemarin ada motor jatuh"


async def test_the_officers_answer_reaches_the_citizen_without_a_reload(office: Office) -> None:
    citizen, number = await office.complain(COMPLAINT)
    await expect(citizen.locator(".theirs", has_text=number)).to_contain_text("DPUPR")

    officer = await office.screen("dpupr")
    await officer.get_by_role("link", name=number).click()
    await expect(officer.locator("#cakap")).to_contain_text(COMPLAINT)
    await officer.get_by_label("Balas pelapor").fill("Lubang ditambal hari Kamis oleh regu Bina Marga.")
    await officer.get_by_role("button", name="Kirim balasan").click()

    answer = citizen.locator(".officer", has_text="Lubang ditambal hari Kamis")
    await expect(answer).to_contain_text(number)
    await citizen.reload()
    await expect(answer).to_be_visible()
    await expect(citizen.locator(".mine", has_text=COMPLAINT)).to_be_visible()


async def test_a_new_case_appears_in_the_queue_without_a_reload(office: Office) -> None:
    officer = await office.screen("bpbd")
    citizen = await office.chat()
    await write(citizen, "tolong ada kebakaran di bengkel samping pasar randusari, masih ada orang terjebak")
    await expect(citizen.locator(".theirs", has_text="TELEPON SEKARANG")).to_be_visible()
    await expect(officer.get_by_text("bengkel samping pasar randusari").first).to_be_visible(timeout=20_000)
    await expect(officer.get_by_text("DARURAT").first).to_be_visible()


async def test_the_chat_fits_a_small_phone_and_breaks_no_rule_of_its_own(office: Office) -> None:
    citizen = await office.chat()
    complaints: list[str] = []
    citizen.on("console", lambda message: complaints.append(message.text))
    await write(citizen, "<img src=x onerror=alert(1)> lampu jalan mati sudah seminggu, gelap sekali")
    await expect(citizen.locator(".theirs", has_text="di mana letaknya")).to_be_visible()
    width = await citizen.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    assert complaints == []
