// Names after an @: offered while somebody writes, from the list of people below the field; without this
// script the list itself is ticked, or the name written out.
"use strict";

(() => {
  const MOST = 6;

  function typedName(field) {
    const before = field.value.slice(0, field.selectionStart);
    const at = before.lastIndexOf("@");
    if (at < 0 || (at > 0 && !/\s|[([{]/.test(before[at - 1]))) return null;
    const words = before.slice(at + 1);
    return words.length <= 40 && !words.includes("\n") ? { at, words: words.toLocaleLowerCase() } : null;
  }

  function fitting(select, words) {
    const options = [...select.options];
    return options.filter((one) => one.text.toLocaleLowerCase().startsWith(words)).slice(0, MOST);
  }

  function setUp(field) {
    const select = field.form && field.form.querySelector('select[name="mentions"]');
    if (!select || field.dataset.ready) return;
    field.dataset.ready = "1";
    const list = document.createElement("ul");
    list.id = `${field.id}-names`;
    list.className = "queue";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", select.labels.length ? select.labels[0].textContent : "");
    list.hidden = true;
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    let chosen = -1;

    function close() {
      list.hidden = true;
      list.replaceChildren();
      field.removeAttribute("aria-activedescendant");
      chosen = -1;
    }

    function take(option) {
      const typed = typedName(field);
      if (!typed) return close();
      const after = field.value.slice(field.selectionStart);
      const head = `${field.value.slice(0, typed.at)}@${option.text} `;
      field.value = head + after;
      field.setSelectionRange(head.length, head.length);
      option.selected = true;
      close();
      field.focus();
    }

    function mark(place) {
      const items = [...list.children];
      chosen = (place + items.length) % items.length;
      items.forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
      items.forEach((one, n) => one.firstChild.toggleAttribute("aria-current", n === chosen));
      field.setAttribute("aria-activedescendant", items[chosen].id);
    }

    function offer() {
      const typed = typedName(field);
      const found = typed ? fitting(select, typed.words) : [];
      if (!found.length) return close();
      list.replaceChildren(
        ...found.map((option, n) => {
          const item = document.createElement("li");
          const link = document.createElement("a");
          item.id = `${list.id}-${n}`;
          item.setAttribute("role", "option");
          link.textContent = option.text;
          item.append(link);
          item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            take(option);
          });
          return item;
        }),
      );
      list.hidden = false;
      mark(0);
    }

    field.addEventListener("input", offer);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        const typed = typedName(field);
        const option = typed && fitting(select, typed.words)[chosen];
        if (option) take(option);
        else close();
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
  }

  for (const field of document.querySelectorAll("textarea[data-names]")) setUp(field);
})();
