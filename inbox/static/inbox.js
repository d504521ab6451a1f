// The inbox without this file works by forms and reloads; with it, pages stay fresh by themselves.

const POLL = 15_000; // ms; how often to look when the bell's line is down
const CALM = 60_000; // ms; and when it is up, since a ring may get lost
const TITLE = document.title;
const { aduan } = document.body.dataset;
const address = aduan ? `/aduan/${encodeURIComponent(aduan)}` : location.pathname + location.search;
const live = "petugas" in document.body.dataset && document.querySelector("main [data-hidup]") !== null;

const byId = (id) => document.getElementById(id);
document.documentElement.classList.add("skrip");

// --- staying fresh ---------------------------------------------------------------------------------

let bell = null;
let busy = false;
let again = false;
let lastLook = Date.now();

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  lastLook = Date.now();
  try {
    // What comes in while nobody looks does not count as seen.
    const headers = document.hasFocus() ? {} : { "X-Tanpa-Dilihat": "1" };
    const response = await fetch(address, { redirect: "manual", cache: "no-store", headers });
    if (response.type === "opaqueredirect") stop("Sesi Anda berakhir. Simpan tulisan Anda, lalu muat ulang halaman untuk masuk.");
    else if (response.status === 404) stop("Aduan ini sudah tidak berada di OPD Anda.");
    else if (!response.ok) throw new Error(String(response.status));
    else {
      swap(new DOMParser().parseFromString(await response.text(), "text/html"));
      say("");
    }
  } catch {
    say("Sambungan terputus. Mencoba lagi…");
  } finally {
    busy = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

function swap(fresh) {
  const focused = document.activeElement?.id;
  for (const part of fresh.querySelectorAll("[data-hidup]")) {
    const old = byId(part.id);
    if (!old) continue;
    keepOpen(old, part);
    if (old.isEqualNode(part)) continue;
    // Rows keep their ticks one by one; any other part in use is left alone.
    if (part.tagName === "OL") merge(old, part);
    else if (isInUse(old)) continue;
    // A live region that is itself replaced is not read out.
    else if (part.hasAttribute("aria-live")) old.replaceChildren(...part.childNodes);
    else old.replaceWith(document.adoptNode(part));
  }
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus({ preventScroll: true });
  watch();
  countDown();
}

function keepOpen(old, fresh) {
  const opened = [...old.querySelectorAll("details")];
  fresh.querySelectorAll("details").forEach((d, n) => { d.open = opened[n]?.open ?? d.open; });
}

// A form somebody is at, or has typed into, is never taken away; the server says what no longer fits.
function isInUse(part) {
  const focused = document.activeElement;
  const at = part.contains(focused) && focused.form && focused.tagName !== "BUTTON";
  const fields = [...part.querySelectorAll("textarea, input:not([type=hidden])")];
  const chosen = [...part.querySelectorAll("select")].some((s) => s.selectedIndex > 0);
  return at || chosen || fields.some((f) => f.value !== f.defaultValue || f.checked !== f.defaultChecked);
}

// Rows that did not change stay the same nodes: focus, scroll and a playing voice message survive.
function merge(list, fresh) {
  const known = new Map([...list.children].map((row) => [row.id, row]));
  const rows = [...fresh.children];
  countNew(list, rows, known);
  rows.forEach((row, place) => {
    const mine = known.get(row.id);
    known.delete(row.id);
    if (mine) keepOpen(mine, row);
    const tick = row.querySelector("input[name=pilih]");
    if (tick) tick.checked = mine?.querySelector("input[name=pilih]")?.checked ?? false;
    const kept = mine?.isEqualNode(row) ? mine : document.adoptNode(row);
    if (mine && kept !== mine) mine.replaceWith(kept);
    if (list.children[place] !== kept) list.insertBefore(kept, list.children[place] ?? null);
  });
  known.forEach((row) => row.remove());
}

function say(words) {
  const place = byId("putus");
  place.textContent = words;
  place.hidden = !words;
}

function listen() {
  bell?.close();
  bell = new EventSource(aduan ? `/kejadian?aduan=${encodeURIComponent(aduan)}` : "/kejadian");
  bell.addEventListener("open", refresh);
  bell.addEventListener("ubah", refresh);
}

function look() {
  if (document.hidden && aduan) return;
  if (bell.readyState === EventSource.CLOSED) listen();
  const patience = bell.readyState === EventSource.OPEN ? CALM : POLL;
  if (Date.now() - lastLook >= patience - 1000) refresh();
}

let timer = null;

function stop(words) {
  say(words);
  clearInterval(timer);
  document.removeEventListener("visibilitychange", turn);
  removeEventListener("online", listen);
  bell?.close();
  document.dispatchEvent(new Event("tanggap:berhenti"));
}

// A browser keeps only six lines to one host; case pages in the background give theirs up.
function turn() {
  if (!aduan) return;
  if (document.hidden) bell.close();
  else listen();
}

// --- what is new: the title counts it, and what was chosen on the page "Saya" rings -------------------

const SEEN = "tanggap.darurat";
const MENTIONS = "tanggap.sebutan";
const RUNG = "tanggap.berdering";
const SOUND = "tanggap.suara";
const NOTIFY = "tanggap.pemberitahuan";
const EVERYTHING = "tanggap.semua";
const ONE_RING = 3_000; // ms in which several tabs ring once
const chosen = (name) => localStorage.getItem(name) === "1";
const numbers = () => (byId("siaga")?.dataset.darurat ?? "").split(" ").filter(Boolean);
const mentions = () => Number(byId("sebutan")?.dataset.jumlah ?? 0);
let sound = null;
let blinking = null;
let unread = 0;

// Rows below one that stays only moved up from the next page; nothing of it is new.
function countNew(list, rows, known) {
  if (document.hasFocus() || list.matches("[data-tenang]")) return;
  const said = list.id === "cakap";
  const last = said ? rows.length : rows.findLastIndex((row) => known.has(row.id));
  const edge = last < 0 ? rows.length : last;
  const fresh = rows.filter((row, n) => !known.has(row.id) && n < edge && row.id !== "kosong");
  const news = said ? fresh.filter((row) => row.classList.contains("pelapor")) : fresh;
  if (!news.length) return;
  unread += news.length;
  showTitle();
  if (chosen(EVERYTHING)) ring(`baru ${news[0].id}`, said ? `Pesan baru pada ${aduan}.` : "Ada aduan baru di antrean.");
}

function watch() {
  const now = numbers();
  const seen = sessionStorage.getItem(SEEN);
  const fresh = seen === null ? [] : now.filter((number) => !seen.split(" ").includes(number));
  sessionStorage.setItem(SEEN, now.join(" "));
  if (fresh.length) {
    ring(`darurat ${fresh[0]}`, `DARURAT: aduan baru ${fresh[0]}.`, `/aduan/${fresh[0]}`);
    blink();
  }
  const before = sessionStorage.getItem(MENTIONS);
  sessionStorage.setItem(MENTIONS, String(mentions()));
  if (before !== null && mentions() > Number(before)) {
    unread += mentions() - Number(before);
    showTitle();
    if (chosen(EVERYTHING)) ring(`sebutan ${mentions()}`, "Rekan menyebut Anda di sebuah catatan.", "/saya");
  }
}

function ring(what, words, to = location.pathname) {
  const [last, at] = (localStorage.getItem(RUNG) ?? "").split("\n");
  if (last === what && Date.now() - Number(at) < ONE_RING) return; // another tab did
  localStorage.setItem(RUNG, `${what}\n${Date.now()}`);
  beep();
  notify(words, to);
}

// Never what a citizen wrote: others may see the screen.
function notify(words, to) {
  if (!chosen(NOTIFY) || !("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification("Tanggap", { body: words, tag: words, lang: "id" });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(to);
    });
  } catch {
    // Android's Chrome shows notifications only for service workers; the sound remains.
  }
}

function beep() {
  if (sound?.state !== "running") return;
  for (const n of [0, 1, 2]) {
    const tone = new OscillatorNode(sound, { frequency: n === 1 ? 660 : 880 });
    const volume = new GainNode(sound, { gain: 0.25 });
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + n * 0.3);
    tone.stop(sound.currentTime + n * 0.3 + 0.22);
  }
}

function showTitle() {
  if (!blinking) document.title = unread ? `(${unread}) ${TITLE}` : TITLE;
}

function blink() {
  clearInterval(blinking);
  let on = false;
  blinking = setInterval(() => {
    on = !on;
    document.title = on ? "⚠ DARURAT" : TITLE;
  }, 1000);
}

function calm() {
  clearInterval(blinking);
  blinking = null;
  if (unread && aduan) refresh();
  unread = 0;
  showTitle();
}

async function switchSound(on) {
  sound ??= new AudioContext();
  if (on) await sound.resume();
  else await sound.suspend();
  localStorage.setItem(SOUND, on ? "1" : "");
  showSound(on);
}

function showSound(on) {
  const button = byId("suara");
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? "Suara menyala" : "Nyalakan suara";
}

function prepareSound() {
  const button = byId("suara");
  if (!button || !("AudioContext" in window)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    await switchSound(on);
    if (on) beep();
  });
  if (!localStorage.getItem(SOUND)) return;
  // Browsers let a page sound only after a touch or a key; the first one will do.
  sound = new AudioContext();
  showSound(sound.state === "running");
  const wake = (event) => {
    if (event.target !== button) switchSound(true);
  };
  if (sound.state !== "running") document.addEventListener("pointerdown", wake, { once: true });
}

// --- writing ---------------------------------------------------------------------------------------

function prepareForms() {
  let sending = false;
  // What is kept as a draft is not lost by leaving.
  const unsaved = (t) => t.value !== t.defaultValue && t.value !== t.dataset.tersimpan;
  const typed = () => [...document.querySelectorAll("textarea")].some(unsaved);
  document.addEventListener("submit", (event) => {
    // A form that only gives a file leaves the page as it is, and may be sent again.
    if ("tetap" in event.target.dataset) return;
    sending = true;
    const buttons = event.target.querySelectorAll("button");
    setTimeout(() => buttons.forEach((b) => { b.disabled = true; }));
  });
  addEventListener("pageshow", () => {
    sending = false;
    document.querySelectorAll("main button").forEach((b) => { b.disabled = false; });
  });
  addEventListener("beforeunload", (event) => {
    if (!sending && typed()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form.balas textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  const menu = document.querySelector(".akun");
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-salin]")) event.target.select();
  });
}

// A canned reply, or an earlier answer, goes to the end of what is being written.
function prepareAids() {
  document.querySelectorAll("[data-sisip]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sisip]");
    if (!button) return;
    const box = byId("balas-isi");
    box.value = [box.value.trim(), byId(button.dataset.sisip).textContent].filter(Boolean).join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

// --- taking a reply back ---------------------------------------------------------------------------

let ticking = null;

function countDown() {
  const left = document.querySelector("[data-hitung]");
  if (!left || left === ticking) return;
  ticking = left;
  const end = performance.now() + Number(left.dataset.hitung) * 1000;
  const timer = setInterval(() => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (!left.isConnected) clearInterval(timer);
    else if (seconds > 0) left.textContent = seconds;
    else {
      clearInterval(timer);
      left.closest("form").hidden = true;
    }
  }, 250);
}

// Without this the link brings the page anew with every row ticked.
function prepareTicks() {
  byId("pilih-semua")?.addEventListener("click", (event) => {
    event.preventDefault();
    const rows = [...document.querySelectorAll("#daftar input[name=pilih]")];
    const all = rows.every((row) => row.checked);
    rows.forEach((row) => { row.checked = !all; });
  });
}

prepareForms();
prepareAids();
prepareTicks();
prepareSound();
countDown();
document.querySelector(".salah")?.scrollIntoView({ block: "center" });
if (new URLSearchParams(location.search).has("kabar")) history.replaceState(null, "", location.pathname);
document.addEventListener("tanggap:coba", async () => {
  if (chosen(SOUND)) await switchSound(true);
  if (chosen(SOUND)) beep();
  notify("Begini pemberitahuan dari Tanggap.", "/saya");
});
if (live) {
  watch();
  listen();
  // A phone that was asleep has missed rings; whoever comes back looks at once.
  addEventListener("online", listen);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  timer = setInterval(look, POLL);
  document.addEventListener("visibilitychange", turn);
  for (const kind of ["pointerdown", "keydown", "focus"]) addEventListener(kind, calm);
}
