// Shows a push message, also with every page closed, and opens its page when it is pressed. It touches nothing else.
"use strict";
self.addEventListener("push", (event) => {
  const { title, body, url, tag, lang, dir } = event.data.json();
  const icon = "/static/icons/mark.svg";
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, dir, icon, data: { url } }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
