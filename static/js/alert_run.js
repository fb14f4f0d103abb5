// How far an alert is: the part of the page with data-fresh is asked for again every five seconds until it is over.
// While somebody stands on a link in it, or looks elsewhere, it is left alone.
"use strict";
(() => {
  const part = document.querySelector("[data-fresh]");
  const again = async () => {
    if (!document.hidden && !part.contains(document.activeElement)) {
      const answer = await fetch(part.dataset.fresh, { redirect: "error" }).catch(() => null);
      if (answer && !answer.ok) return;
      if (answer) part.innerHTML = await answer.text();
      if (part.querySelector("[data-over]")) return;
    }
    setTimeout(again, 5000);
  };
  if (part) setTimeout(again, 5000);
})();
