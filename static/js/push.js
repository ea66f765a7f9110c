// Turns web push on and off for this browser, and says honestly where it stands: none (not supported), blocked, off, on.

const PATIENCE = 20_000; // milliseconds
const box = document.querySelector("[data-push]");

if (box) {
  show();
  onSubmit("off", turnOn);
  onSubmit("on", turnOff);
}

function onSubmit(state, act) {
  const form = box.querySelector(`form[data-state="${state}"]`);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    try {
      if (await act(form)) return form.submit();
    } catch {
      box.querySelector("[data-push-problem]").hidden = false;
    }
    form.querySelector("button").disabled = false;
    show();
  });
}

async function show() {
  const state = await standing();
  for (const part of box.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
}

async function standing() {
  const known = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!known) return "none";
  if (Notification.permission === "denied") return "blocked";
  const subscription = await subscribed();
  // The server may have ended what the browser still holds, and the other way round.
  const isOn = subscription && box.dataset.known.split(" ").includes(await digest(subscription.endpoint));
  return isOn ? "on" : "off";
}

async function subscribed() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration?.pushManager.getSubscription();
}

async function turnOn(form) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  await navigator.serviceWorker.register("/service-worker.js");
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const asked = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) };
  const subscription = await Promise.race([registration.pushManager.subscribe(asked), tooLong()]);
  const { endpoint, keys } = subscription.toJSON();
  form.elements.address.value = endpoint;
  form.elements.p256dh.value = keys.p256dh;
  form.elements.auth.value = keys.auth;
  return true;
}

// Where the browser's push service is out of reach, the browser tries for minutes and says nothing.
function tooLong() {
  return new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
}

async function turnOff(form) {
  const subscription = await subscribed();
  form.elements.address.value = subscription.endpoint;
  await subscription.unsubscribe();
  return true;
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

async function digest(text) {
  const hashed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hashed), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
