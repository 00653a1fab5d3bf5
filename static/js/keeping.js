// What is typed stays in this browser until the server has it: a lost line, an ended session or a closed
// window eats nothing. It is offered to the same person when the form is opened again.
"use strict";

(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const KEY = `nmrf-draft:${form.dataset.keep}`;
  const PAUSE = 400;
  const OWN = new Set(["csrfmiddlewaretoken", "tab", "version", "instead_of", "opened_at", "close"]);
  let timer = 0;

  function contents() {
    const found = [];
    for (const [name, value] of new FormData(form)) {
      const words = typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : "";
      if (!OWN.has(name) && !name.startsWith("evidence-") && words) found.push([name, words]);
    }
    return found;
  }

  function store() {
    clearTimeout(timer);
    timer = 0;
    const text = { at: Date.now(), version: form.elements.version.value, fields: contents() };
    keptTexts.put(KEY, text);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.name.startsWith("evidence-")) return;
    clearTimeout(timer);
    timer = setTimeout(store, PAUSE);
  });

  form.addEventListener("draft:kept", () => {
    if (!timer) keptTexts.drop(KEY);
  });

  // Sent by its buttons: the next working page without this text's form tells that it arrived (house.js).
  form.addEventListener("submit", () => {
    store();
    keptTexts.expect(KEY);
  });

  addEventListener("pagehide", () => timer && store());

  const kept = keptTexts.get(KEY);
  const offer = document.querySelector("[data-kept-offer]");
  if (kept && JSON.stringify(kept.fields) === JSON.stringify(contents())) keptTexts.drop(KEY);
  else if (kept && offer) show();

  function show() {
    offer.querySelector("[data-kept-at]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
    const words = kept.fields.find(([name]) => name === "narrative");
    offer.querySelector("[data-kept-words]").textContent = words ? words[1].slice(0, 300) : "";
    offer.hidden = false;
    offer.querySelector("[data-kept-take]").addEventListener("click", take);
    offer.querySelector("[data-kept-drop]").addEventListener("click", () => {
      keptTexts.drop(KEY);
      offer.remove();
    });
  }

  // A text of an older version goes on from that one: saving it shows both texts.
  function take() {
    const said = new Map();
    for (const [name, value] of kept.fields) said.set(name, [...(said.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || OWN.has(field.name) || field.name.startsWith("evidence-")) continue;
      const values = said.get(field.name) || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.type !== "file") field.value = values[0] || "";
    }
    form.elements.version.value = kept.version;
    offer.remove();
    for (const field of form.querySelectorAll("input:checked, select")) {
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.elements.narrative.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.narrative.focus();
  }
})();
