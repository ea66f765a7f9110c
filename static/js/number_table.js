// A column of numbers by keyboard: the arrows and Enter go up and down instead of counting; leaving a number selects the next.

function step(input, by) {
  const inputs = [...input.closest("table").querySelectorAll("input[type=number]")];
  const next = inputs[inputs.indexOf(input) + by];
  if (!next) return false;
  next.focus();
  next.select();
  return true;
}

document.addEventListener("keydown", (event) => {
  const input = event.target.closest("[data-number-table] td input[type=number]");
  if (!input || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const by = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  // Enter in the last line keeps the page.
  if (by && (step(input, by) || event.key !== "Enter")) event.preventDefault();
});
