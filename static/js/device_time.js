// The phone's own clock beside the server's: written into the form as it leaves (GL-014).

document.addEventListener("submit", (event) => {
  const input = event.target.querySelector("input[data-device-time]");
  if (input) input.value = new Date().toISOString();
});
