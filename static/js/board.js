// The board: a card that is dragged into another column sends the form that stands below it.
"use strict";

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".card[draggable]");
  if (!card?.querySelector("form")) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector("a").href);
});

function columnUnder(event) {
  const column = event.target.closest?.("[data-column]");
  const form = dragged?.querySelector("form");
  if (!column || !form || column.contains(dragged)) return null;
  const option = [...form.elements.to.options].find((one) => one.value === column.dataset.column);
  return option ? { column, form, option } : null;
}

function mark(column) {
  for (const one of document.querySelectorAll("[data-column].over")) one.classList.remove("over");
  column?.classList.add("over");
}

document.addEventListener("dragover", (event) => {
  const found = columnUnder(event);
  mark(found?.column);
  if (found) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const found = columnUnder(event);
  if (!found) return;
  event.preventDefault();
  found.form.elements.to.value = found.option.value;
  found.form.requestSubmit();
});

document.addEventListener("dragend", () => {
  mark(null);
  dragged = null;
});
