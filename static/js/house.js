// What pages gain from JavaScript; each of them works without it.
"use strict";

// A signed-out person's fragment request ends at the sign-in page: go there instead of swapping it in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL;
  if (address && new URL(address).pathname.startsWith("/accounts/")) {
    event.preventDefault();
    window.location.assign(address);
  }
});

// "Close" on what appears by itself.
function offerClosing(root) {
  for (const button of root.querySelectorAll("[data-dismiss][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.parentElement.remove());
  }
}

// Filters apply at once where a form says so; its button goes on working.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-apply-at-once]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// "Select all" of a table's rows.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-select-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`)) {
    box.checked = all.checked;
  }
});

// Texts that a form keeps in this browser until the server has them: each person's own, for two weeks.
const keptTexts = {
  PREFIX: "nmrf-draft:",
  LONGEST: 14 * 24 * 3600 * 1000,
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  put(key, text) {
    try {
      localStorage.setItem(key, JSON.stringify(text));
    } catch {
      // The browser keeps nothing, or is full: the server's draft is what there is.
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.PREFIX));
    } catch {
      return [];
    }
  },
  expect(key) {
    try {
      sessionStorage.setItem("nmrf-sent", key);
    } catch {
      // It is offered once more, then.
    }
  },
  // A working page without the form of the text that was sent: the server has it.
  settle() {
    try {
      const key = sessionStorage.getItem("nmrf-sent");
      sessionStorage.removeItem("nmrf-sent");
      const form = document.querySelector("form[data-keep]");
      const isSame = form && key === this.PREFIX + form.dataset.keep;
      if (key && !isSame && document.querySelector("#side")) this.drop(key);
    } catch {
      // Nothing was sent from here.
    }
    for (const key of this.keys()) {
      const kept = this.get(key);
      if (!kept || Date.now() - kept.at > this.LONGEST) this.drop(key);
    }
  },
};
keptTexts.settle();
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/logout/")) keptTexts.keys().forEach((key) => keptTexts.drop(key));
});

const isTyping = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

// "/" goes to the search field; j and k walk through links marked data-step; other keys press what carries data-key.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    const field = document.querySelector('input[type="search"]');
    if (field) {
      event.preventDefault();
      field.focus();
    }
    return;
  }
  if (event.key === "j" || event.key === "k") {
    const steps = [...document.querySelectorAll("[data-step]")];
    if (!steps.length) return;
    const focused = steps.indexOf(document.activeElement);
    const here = focused >= 0 ? focused : steps.findIndex((one) => one.getAttribute("aria-current"));
    const next = steps[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
    if (next) next.dataset.step === "open" ? next.click() : next.focus();
    return;
  }
  if (event.key.length !== 1 || event.key === '"' || event.key === "\\") return;
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (target) {
    event.preventDefault();
    target.matches("a, button, summary") ? target.click() : target.focus();
  }
});

offerClosing(document);
document.addEventListener("htmx:load", (event) => offerClosing(event.detail.elt));
