// How far an alert is: the part of the page with data-fresh is asked for again every five seconds until it is over.
// While somebody stands on a link in it, or looks elsewhere, it is left alone. When the line is lost or the server
// fails, it is asked for more and more seldom; when we are sent elsewhere, no more: then the link is there again.
"use strict";
(() => {
  const [part, link, status] = ["fresh", "by-hand", "state"].map((name) => document.querySelector(`[data-${name}]`));
  const [SHORTEST, LONGEST] = [5000, 60000]; // milliseconds
  let pause = SHORTEST;

  function show(words) {
    const state = () => part.querySelector("h2").textContent;
    const before = state();
    part.innerHTML = words;
    if (state() !== before) status.textContent = state();
  }

  async function renew() {
    const answer = await fetch(part.dataset.fresh, { redirect: "manual" });
    if (answer.status >= 500) throw new Error("not now");
    if (answer.ok) show(await answer.text());
    return (link.hidden = answer.ok && !part.querySelector("[data-over]"));
  }

  async function again() {
    if (!document.hidden && !part.contains(document.activeElement)) {
      const goesOn = await renew().catch(() => null);
      if (goesOn === false) return;
      pause = goesOn ? SHORTEST : Math.min(2 * pause, LONGEST);
    }
    setTimeout(again, pause);
  }

  if (part) {
    link.hidden = true;
    setTimeout(again, pause);
  }
})();
