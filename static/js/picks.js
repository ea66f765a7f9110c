// Lists of which some are chosen: how many, and all of them at once.

function boxes(form) {
  return [...form.querySelectorAll("[data-pick] input[type=checkbox]")];
}

function count(form) {
  const chosen = boxes(form).filter((box) => box.checked).length;
  form.querySelectorAll("[data-picked]").forEach((span) => (span.textContent = chosen || ""));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-picks]");
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) boxes(form).forEach((box) => (box.checked = event.target.checked));
  count(form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-picks]").forEach(count));
