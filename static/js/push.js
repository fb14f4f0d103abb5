// Sets up this device for push messages when its button is pressed, and sends what the browser hands over as a form.
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");

  function say(name) {
    for (const each of document.querySelectorAll("[data-push-says]")) each.hidden = each.dataset.pushSays !== name;
    const said = document.querySelector(`[data-push-says="${name}"]`);
    if (said) said.focus();
  }

  async function subscribed(registration) {
    const options = { userVisibleOnly: true, applicationServerKey: form.dataset.push };
    try {
      return await registration.pushManager.subscribe(options);
    } catch (error) {
      const old = await registration.pushManager.getSubscription();
      if (!old) throw error;
      await old.unsubscribe(); // it was made for another key
      return registration.pushManager.subscribe(options);
    }
  }

  async function setUp() {
    if ((await Notification.requestPermission()) !== "granted") return say("refused");
    await navigator.serviceWorker.register(form.dataset.worker);
    const subscription = await subscribed(await navigator.serviceWorker.ready);
    form.elements.subscription.value = JSON.stringify(subscription);
    return form.submit();
  }

  const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  say(isAble ? "" : "unable");
  form.hidden = !isAble;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    setUp().catch(() => say("failed"));
  });
})();
