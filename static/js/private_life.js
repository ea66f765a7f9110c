// Says beside a note, while it is written, that it tells of somebody's private life (PRV-003). Nothing is refused.

function judge(control) {
  const warning = document.getElementById(control.dataset.watchedBy);
  if (!warning) return;
  const isPrivate = new RegExp(warning.dataset.words, "iu").test(control.value);
  // Filled now, so that it is read aloud; an element that only appears is not.
  warning.textContent = isPrivate ? warning.dataset.sentence : "";
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.watchedBy) judge(event.target);
});
// A draft may have been filled in.
document.querySelectorAll("[data-watched-by]").forEach(judge);
document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.elt.querySelectorAll("[data-watched-by]").forEach(judge);
});
