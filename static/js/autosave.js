// The update form keeps itself: a few seconds after typing into the tab's draft, on leaving as a version.
// Without this script the form's own buttons save it.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = form.querySelector("[data-saved]");
  const PAUSE = 2000;
  const AT_LATEST = 8000;
  const AGAIN_AFTER = 10000;
  let timer = 0;
  let waitingSince = 0;
  let isUnkept = false; // typed, and not yet in the draft
  let isUnversioned = false; // typed since the last version
  let isSending = false;
  let isLeavingByForm = false;

  function contents() {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("evidence-")) data.delete(name);
    return data;
  }

  async function keep() {
    if (isSending || !isUnkept) return;
    clearTimeout(timer);
    isSending = true;
    isUnkept = false;
    waitingSince = 0;
    let delay = 0;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: contents(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const answer = await response.json();
      if (answer.version && String(answer.version) !== form.elements.version.value) {
        form.elements.version.value = answer.version;
        isUnversioned = isUnkept;
      }
      say(answer.said);
      if (response.ok && !isUnkept) form.dispatchEvent(new CustomEvent("draft:kept"));
    } catch {
      isUnkept = true;
      delay = AGAIN_AFTER;
      say(form.dataset.failed);
    } finally {
      isSending = false;
      if (isUnkept) timer = setTimeout(keep, delay || PAUSE);
    }
  }

  function say(words) {
    if (said && words) said.textContent = words;
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.name.startsWith("evidence-")) return;
    isUnkept = isUnversioned = true;
    const now = Date.now();
    waitingSince = waitingSince || now;
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, waitingSince + AT_LATEST - now)));
  });

  addEventListener("online", keep);

  form.addEventListener("submit", () => {
    isLeavingByForm = true;
    clearTimeout(timer);
  });

  addEventListener("pagehide", () => {
    if (isLeavingByForm || !isUnversioned) return;
    const data = contents();
    data.set("leaving", "1");
    navigator.sendBeacon(form.getAttribute("action"), data);
    isUnversioned = isUnkept = false;
  });

  // A page that comes back from the browser's memory would go on from an old version: fetch it anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
