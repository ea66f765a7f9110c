// "/" searches, "?" lists, "g t" goes to Today, j and k walk a list, a letter beside a button presses it.

const dialog = document.getElementById("shortcuts");
const isOn = () => localStorage.getItem("shortcuts") !== "off";
const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]");
let went = 0; // when "g" was pressed

function go(key) {
  const target = dialog.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (target) location.assign(target.dataset.href);
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-list] [data-row]")];
  if (!rows.length) return;
  const now = rows.indexOf(document.activeElement.closest("[data-row]"));
  const start = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = (now < 0 ? start : now) + step;
  rows[Math.max(0, Math.min(rows.length - 1, next))].focus();
}

const KEYS = {
  "?": () => dialog.showModal(),
  "/": () => (document.querySelector("[data-search-key]:not([hidden])") || document.querySelector("input[type=search]"))?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  x: () => document.activeElement.closest("[data-pick]")?.querySelector("input[type=checkbox]")?.click(),
  g: () => (went = Date.now()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !isOn()) return;
  if (dialog.open || event.isComposing) return;
  if (Date.now() - went < 1500) {
    went = 0;
    event.preventDefault();
    go(event.key);
    return;
  }
  const press = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const act = press ? () => press.click() : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});


document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-shortcuts]")) dialog.showModal();
  if (event.target === dialog) dialog.close();
});

const choice = dialog.querySelector("[data-shortcuts-on]");
choice.checked = isOn();
choice.addEventListener("change", () => localStorage.setItem("shortcuts", choice.checked ? "on" : "off"));
