// What may ring in this browser; inbox.js on the other pages reads the same choices.

const NOTIFY = "tanggap.pemberitahuan";
const boxes = document.querySelectorAll("[data-tanda]");
const told = document.getElementById("hasil-tanda");

const can = () => "Notification" in window && isSecureContext;
const tell = (words) => { told.textContent = words; };

async function choose(box) {
  if (box.checked && box.dataset.tanda === NOTIFY && !(await allowed())) box.checked = false;
  localStorage.setItem(box.dataset.tanda, box.checked ? "1" : "");
}

async function allowed() {
  if (!can()) {
    tell("Peramban ini hanya mengizinkan pemberitahuan lewat https. Bunyi tetap dapat dipakai.");
    return false;
  }
  const answer = await Notification.requestPermission();
  if (answer === "granted") return true;
  tell("Pemberitahuan ditolak di peramban ini. Ubah lewat ikon gembok di samping alamat, lalu coba lagi.");
  return false;
}

for (const box of boxes) {
  box.checked = localStorage.getItem(box.dataset.tanda) === "1";
  box.addEventListener("change", () => choose(box));
}
document.getElementById("coba-tanda").addEventListener("click", () => {
  tell("");
  document.dispatchEvent(new CustomEvent("tanggap:coba"));
});
document.getElementById("pilihan-tanda").hidden = false;
