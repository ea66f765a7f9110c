// The phone's own clock and its offset from UTC beside the server's: written into the form as it leaves (GL-014).

document.addEventListener("submit", (event) => {
  const input = event.target.querySelector("input[data-device-time]");
  if (input) input.value = now();
});

function now() {
  const at = new Date();
  const ahead = -at.getTimezoneOffset(); // minutes
  const local = new Date(at.getTime() + ahead * 60_000).toISOString().slice(0, -1);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${local}${ahead < 0 ? "-" : "+"}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`;
}
