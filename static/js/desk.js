// The desk: the button says which status it verifies; keys are shown only where they work.
"use strict";

function nameButton(form) {
  const button = form.querySelector("[data-verify-as]");
  const choice = form.querySelector("select");
  if (button && choice) {
    button.textContent = button.dataset.verifyAs.replace("STATUS", choice.selectedOptions[0].textContent.trim());
  }
}

function prepare(root) {
  for (const form of root.querySelectorAll("form.decide")) nameButton(form);
  for (const hint of root.querySelectorAll("[data-with-script]")) hint.hidden = false;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.decide");
  if (form) nameButton(form);
});

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
