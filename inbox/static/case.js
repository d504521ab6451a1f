// Beside a case: unsent words survive a reload, colleagues see who is at it, coordinates can be copied.

const SAVE_AFTER = 1_200; // ms without a key
const BEAT = 15_000; // ms; the server forgets who has been silent for 40 s
const TYPING = 20_000; // ms after the last key that count as writing
const { aduan } = document.body.dataset;
const base = `/aduan/${encodeURIComponent(aduan)}`;
const byId = (id) => document.getElementById(id);
const mine = byId("hadir")?.hasAttribute("data-hadir") ?? false;
let over = false;

const pack = (fields) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

// --- drafts ----------------------------------------------------------------------------------------

const waiting = new Map(); // textarea -> timer
const failed = new Set(); // textareas whose last save did not arrive
let count = 0;

const isDraft = (field) => field.matches?.(`form[action^="${base}/"] textarea[name]`) && field.form.elements.kunci;

function draft(field) {
  const form = field.form.getAttribute("action").split("/").pop();
  return pack({ kolom: `${form}.${field.name}`, isi: field.value, kunci: field.form.elements.kunci.value, urut: ++count });
}

function tell(words) {
  const place = byId("draf");
  place.textContent = words;
  place.hidden = !words;
}

async function save(field) {
  waiting.delete(field);
  const text = field.value;
  try {
    const response = await fetch(`${base}/draf`, { method: "POST", body: draft(field), redirect: "manual" });
    if (response.status !== 204) throw new Error(String(response.status));
    field.dataset.tersimpan = text;
    failed.delete(field);
    tell(text.trim() ? "Draf tersimpan." : "");
  } catch {
    if (over) return;
    failed.add(field);
    tell("Draf belum tersimpan. Mencoba lagi…");
    later(field, 5_000);
  }
}

function later(field, after = SAVE_AFTER) {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(save, after, field));
}

// On leaving there is no time for an answer; a beacon is sent all the same.
function flush() {
  for (const [field, timer] of waiting) {
    clearTimeout(timer);
    // inbox.js asks before words are lost; where the line holds, these are not.
    if (navigator.sendBeacon(`${base}/draf`, draft(field)) && !failed.has(field)) field.dataset.tersimpan = field.value;
  }
  waiting.clear();
}

function prepareDrafts() {
  document.addEventListener("input", (event) => {
    if (over || !isDraft(event.target)) return;
    later(event.target);
  });
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("textarea")) {
      clearTimeout(waiting.get(field));
      waiting.delete(field);
    }
  });
}

// --- presence --------------------------------------------------------------------------------------

let typedAt = 0;
let saidWriting = false;
let beating = null;

const writing = () => Date.now() - typedAt < TYPING;

// One after the other: an earlier word must not arrive after a later one.
let beaten = Promise.resolve();

function beat() {
  saidWriting = writing();
  beaten = beaten.then(() => sayHere(saidWriting));
}

async function sayHere(now) {
  if (over || document.hidden) return;
  try {
    const body = pack({ menulis: now ? "1" : "" });
    const response = await fetch(`${base}/hadir`, { method: "POST", body, redirect: "manual" });
    if (response.ok) show((await response.json()).hadir);
  } catch {
    // The bell's own line says when the connection is lost.
  }
}

function show(lines) {
  const place = byId("hadir");
  const now = [...place.querySelectorAll("p")].map((p) => p.textContent);
  if (lines.join("\n") === now.join("\n")) return;
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

function leave() {
  if (!over) navigator.sendBeacon(`${base}/hadir`, pack({ pergi: "1" }));
}

function preparePresence() {
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form.balas")) return;
    typedAt = Date.now();
    if (!saidWriting) beat();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      flush();
      leave();
    } else beat();
  });
  addEventListener("beforeunload", flush, { capture: true });
  addEventListener("pagehide", () => {
    flush();
    leave();
  });
  beating = setInterval(beat, BEAT);
  setInterval(() => { if (saidWriting && !writing()) beat(); }, 2_000);
  beat();
}

document.addEventListener("tanggap:berhenti", () => {
  over = true;
  clearInterval(beating);
});

// --- small helpers ---------------------------------------------------------------------------------

async function copy(text) {
  try {
    const late = new Promise((_, no) => { setTimeout(no, 1_000); });
    return await Promise.race([navigator.clipboard.writeText(text), late]);
  } catch {
    // A plain-http intranet has no clipboard but the selection's; a window that is not in front may never answer.
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("not copied");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-salin-teks]");
  if (!button) return;
  const words = button.textContent;
  try {
    await copy(button.dataset.salinTeks);
    button.textContent = "Tersalin";
  } catch {
    button.textContent = "Tidak dapat menyalin; pilih angkanya";
  }
  setTimeout(() => { button.textContent = words; }, 2_000);
});

// The colleague chosen from the list goes to where the writing is.
byId("sebut")?.addEventListener("input", (event) => {
  const box = event.target;
  const chosen = [...byId("rekan").options].some((option) => option.value === box.value);
  const note = byId("catatan-isi");
  if (!chosen) return;
  const gap = note.value && !/\s$/.test(note.value) ? " " : "";
  note.value += `${gap}${box.value} `;
  box.value = "";
  note.focus();
  later(note);
});

if (mine) {
  prepareDrafts();
  preparePresence();
}
