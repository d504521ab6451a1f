// The inbox without this file works by forms and reloads; with it, pages stay fresh by themselves.

const POLL = 15_000; // ms; how often to look when the bell's line is down
const CALM = 60_000; // ms; and when it is up, since a ring may get lost
const TITLE = document.title;
const { aduan } = document.body.dataset;
const address = aduan ? `/aduan/${encodeURIComponent(aduan)}` : location.pathname + location.search;
const live = "petugas" in document.body.dataset && document.querySelector("[data-hidup]") !== null;

const byId = (id) => document.getElementById(id);

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
    const response = await fetch(address, { redirect: "manual", cache: "no-store" });
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
    if (!old || old.isEqualNode(part)) continue;
    if (part.tagName === "OL") merge(old, part);
    else old.replaceWith(document.adoptNode(part));
  }
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus({ preventScroll: true });
  watchEmergencies();
}

// Rows that did not change stay the same nodes: focus, scroll and a playing voice message survive.
function merge(list, fresh) {
  const known = new Map([...list.children].map((row) => [row.id, row]));
  [...fresh.children].forEach((row, place) => {
    const mine = known.get(row.id);
    known.delete(row.id);
    const opened = mine ? [...mine.querySelectorAll("details")] : [];
    row.querySelectorAll("details").forEach((d, n) => { d.open = opened[n]?.open ?? false; });
    const tick = row.querySelector("input[name=pilih]");
    const ticked = mine?.querySelector("input[name=pilih]")?.checked ?? false;
    if (tick) tick.checked = ticked;
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
  bell?.close();
}

// A browser keeps only six lines to one host; case pages in the background give theirs up.
function turn() {
  if (!aduan) return;
  if (document.hidden) bell.close();
  else listen();
}

// --- emergencies -----------------------------------------------------------------------------------

const SEEN = "tanggap.darurat";
const SOUND = "tanggap.suara";
const numbers = () => (byId("siaga")?.dataset.darurat ?? "").split(" ").filter(Boolean);
let sound = null;
let blinking = null;

function watchEmergencies() {
  const now = numbers();
  const seen = sessionStorage.getItem(SEEN);
  const isNew = seen !== null && now.some((number) => !seen.split(" ").includes(number));
  sessionStorage.setItem(SEEN, now.join(" "));
  if (isNew) {
    beep();
    blink();
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
  document.title = TITLE;
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
  const typed = () => [...document.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue);
  document.addEventListener("submit", (event) => {
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
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-salin]")) event.target.select();
  });
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
prepareTicks();
prepareSound();
document.querySelector(".salah")?.scrollIntoView({ block: "center" });
if (new URLSearchParams(location.search).has("kabar")) history.replaceState(null, "", location.pathname);
if (live) {
  watchEmergencies();
  listen();
  timer = setInterval(look, POLL);
  document.addEventListener("visibilitychange", turn);
  for (const kind of ["pointerdown", "keydown", "focus"]) addEventListener(kind, calm);
}
