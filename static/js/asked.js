// Of the fields that statuses ask for, show those that the chosen one does, and those that are filled in.
(() => {
  function show(box) {
    const field = box.closest("form").elements[box.dataset.asks];
    const chosen = field ? field.value : "";
    for (const part of box.querySelectorAll("[data-for]")) {
      const isFilled = [...part.querySelectorAll("input, textarea")].some((one) => one.value);
      const isWrong = part.querySelector(".err") !== null;
      part.hidden = !(isFilled || isWrong || part.dataset.for.split(" ").includes(chosen));
    }
  }

  const boxes = [...document.querySelectorAll("[data-asks]")];
  boxes.forEach(show);
  document.addEventListener("change", (event) => {
    for (const box of boxes) if (box.dataset.asks === event.target.name) show(box);
  });
})();
