// Several files at once, each with its progress; without this script the button sends them with the form.
"use strict";

(() => {
  const section = document.querySelector("[data-uploads]");
  if (!section) return;
  const form = section.closest("form");
  const button = section.querySelector("[data-upload]");
  const files = section.querySelector("input[type=file]");
  const link = section.querySelector("[name=evidence-link]");
  const title = section.querySelector("[name=evidence-title]");
  const lines = section.querySelector("[data-upload-lines]");
  const list = section.querySelector("[data-evidence-list]");

  function line(name) {
    const row = document.createElement("li");
    row.className = "stack g1";
    const words = document.createElement("span");
    words.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    row.append(words, bar);
    lines.append(row);
    return { row, words, bar };
  }

  // Fields that every piece takes along: for whom, who may open it, and the token that proves the page.
  function common() {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "evidence-is_public", "evidence-part"]) {
      const value = new FormData(form).get(name);
      if (value !== null) data.set(name, value);
    }
    return data;
  }

  function send(data, shown) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", button.formAction);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      });
      request.addEventListener("loadend", () => resolve(finish(request, shown)));
      request.send(data);
    });
  }

  function finish(request, shown) {
    const answer = request.status && request.response;
    shown.bar.remove();
    if (answer && answer.list) list.innerHTML = answer.list;
    const isTaken = Boolean(answer && answer.is_taken);
    if (isTaken) shown.row.remove();
    else shown.words.textContent = (answer && answer.said) || `${shown.words.textContent}: ${section.dataset.failed}`;
    return isTaken;
  }

  button.addEventListener("click", async (event) => {
    const chosen = [...files.files];
    const address = link.value.trim();
    if (!chosen.length && !address) return; // the form's own answer says what is missing
    event.preventDefault();
    button.disabled = true;
    lines.replaceChildren();
    const waiting = chosen.map((file) => [file, line(file.name)]);
    let isAll = true;
    for (const [file, shown] of waiting) {
      const data = common();
      data.set("evidence-uploads", file);
      if (chosen.length === 1) data.set("evidence-title", title.value);
      isAll = (await send(data, shown)) && isAll;
    }
    if (address) {
      const data = common();
      data.set("evidence-link", address);
      if (!chosen.length) data.set("evidence-title", title.value);
      if (await send(data, line(address))) link.value = "";
      else isAll = false;
    }
    if (isAll) title.value = "";
    files.value = "";
    button.disabled = false;
  });
})();
