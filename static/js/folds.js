// A fold stays as its reader left it, on this device.

const key = (fold) => `fold:${fold.dataset.fold}`;

function restore(root) {
  root.querySelectorAll("details[data-fold]").forEach((fold) => {
    const kept = localStorage.getItem(key(fold));
    if (kept && !fold.querySelector(".bad")) fold.open = kept === "open";
  });
}

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("details[data-fold]")) {
      localStorage.setItem(key(event.target), event.target.open ? "open" : "shut");
    }
  },
  true,
);
restore(document);
document.addEventListener("htmx:afterSettle", (event) => restore(event.detail.elt));
