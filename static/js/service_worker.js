// Shows what the server pushes, and leads to it. Nothing else: pages are never answered from here.

self.addEventListener("push", (event) => {
  const letter = event.data.json();
  const shown = { body: letter.body, tag: letter.tag, data: { url: letter.url } };
  event.waitUntil(self.registration.showNotification(letter.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data.url, self.location.origin)));
});
