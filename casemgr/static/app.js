/* Conveniences on top of pages that work without them. */
(() => {
  "use strict";

  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const person = document.querySelector(".person-name")?.textContent ?? "";

  /* A form is sent once; the button wakes again when the page comes back from history. One without
     a key brings a file, and its page stays for another. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return event.preventDefault();
    if (!form.elements.form_key) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    each("button[type=submit]", (button) => button.setAttribute("aria-disabled", "true"), form);
  });
  window.addEventListener("pageshow", () => each("form[data-sent]", (form) => {
    delete form.dataset.sent;
    each("button[type=submit]", (button) => button.removeAttribute("aria-disabled"), form);
  }));

  /* Text typed and not yet sent is kept in this tab, for this person, until it is sent. */
  const stored = {
    key: (area) => `draft:${person}:${location.pathname}#${area.name}`,
    keep: (area) => sessionStorage.setItem(stored.key(area), area.value),
    drop: (prefix) => Object.keys(sessionStorage)
      .filter((key) => key.startsWith(prefix)).forEach((key) => sessionStorage.removeItem(key)),
  };
  const sent = sessionStorage.getItem("sent");
  const accepted = person && sent !== location.pathname && !document.querySelector(".error-page");
  if (sent && accepted) stored.drop(`draft:${person}:${sent}#`);
  sessionStorage.removeItem("sent");

  const offer = (area) => {
    const text = sessionStorage.getItem(stored.key(area));
    if (!text || text === area.value) return;
    const line = document.createElement("p");
    const button = document.createElement("button");
    line.className = "restore";
    line.textContent = "Text you typed here before was not saved. ";
    button.type = "button";
    button.className = "copy";
    button.textContent = "Bring it back";
    button.addEventListener("click", () => { area.value = text; line.remove(); area.focus(); });
    line.append(button);
    area.after(line);
  };

  let unsaved = false;
  each("form[data-draft]", (form) => {
    each("textarea[name]", (area) => {
      offer(area);
      area.addEventListener("input", () => { unsaved = true; stored.keep(area); });
    }, form);
    form.addEventListener("submit", () => {
      unsaved = false;
      sessionStorage.setItem("sent", location.pathname);
    });
  });
  each("form[data-signs-out]", (form) => form.addEventListener("submit", () => {
    unsaved = false;
    sessionStorage.clear();
  }));
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  /* How much room is left. */
  each("[data-count]", (words) => {
    const area = document.getElementById(words.dataset.count);
    const limit = Number(area?.getAttribute("maxlength"));
    if (!limit) return;
    area.removeAttribute("maxlength");
    const show = () => {
      const left = limit - area.value.length;
      const number = Math.abs(left).toLocaleString("en-US");
      words.textContent = left < 0 ? `${number} characters too many` : `${number} characters left`;
      words.classList.toggle("count-over", left < 0);
    };
    area.addEventListener("input", show);
    show();
  });

  /* Which fields apply follows from others: the server says so, and the page shows it at once. */
  const states = (root) => [...root.querySelectorAll("[data-applies]")];
  const look = async (form) => {
    const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "form_key");
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...typed, ["look", "fields"]]) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    states(form).forEach((field) => {
      const told = page.getElementById(field.id);
      field.dataset.applies = !answer.ok || !told ? "yes" : told.dataset.applies;
    });
  };
  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-decides]")) look(event.target.form).catch(() => states(event.target.form).forEach((field) => { field.dataset.applies = "yes"; }));
  });

  /* Copying a hash. */
  if (navigator.clipboard) each("[data-copy]", (button) => {
    const words = button.innerHTML;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
      setTimeout(() => { button.innerHTML = words; }, 2000);
    });
  });

  document.querySelector("[data-focus]")?.focus();

  /* From a search box the arrows lead through what was found, and back. */
  each("form[data-arrows]", (form) => document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const box = form.querySelector("input[type=search]");
    const found = [...document.querySelectorAll(`#${form.dataset.arrows} tbody th a`)];
    const place = [box, ...found].indexOf(document.activeElement);
    if (!step || place < 0 || !found.length) return;
    event.preventDefault();
    [box, ...found][Math.min(Math.max(place + step, 0), found.length)].focus();
  }));

  /* What was found while one typed has an address, to which Back and Reload return. */
  document.addEventListener("htmx:after:swap", (event) => each("form[data-arrows]", (form) => {
    if (!event.detail.ctx?.response?.raw.ok) return;
    const asked = [...new FormData(form)].filter(([, value]) => value);
    history.replaceState(history.state, "", `${form.action}?${new URLSearchParams(asked)}`);
  }));

  /* On a phone the part that is open is in sight. */
  const part = document.querySelector(".tabs [aria-current]");
  if (part) part.closest("ul").scrollLeft = part.offsetLeft - part.closest("ul").offsetLeft;

  /* Menus close on Escape and on a click elsewhere. */
  const menus = () => document.querySelectorAll(".person-menu[open]");
  document.addEventListener("click", (event) => menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* Shortcuts, which each person can turn off (WCAG 2.1.4). */
  const dialog = document.getElementById("shortcuts");
  const choice = document.getElementById("shortcuts-on");
  choice.checked = localStorage.getItem("shortcuts") !== "off";
  choice.addEventListener("change", () => {
    localStorage.setItem("shortcuts", choice.checked ? "on" : "off");
  });
  each("[data-shortcuts]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  });

  let going = false;
  const go = (key) => document.querySelector(`.places [data-key="${CSS.escape(key)}"]`)?.click();
  const writing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (!choice.checked || modified || writing(event.target)) return;
    if (going) { going = false; go(event.key); return; }
    going = event.key === "g";
    if (going) setTimeout(() => { going = false; }, 1500);
    if (event.key === "?") dialog.showModal();
    if (event.key === "/") { event.preventDefault(); document.getElementById("find")?.focus(); }
  });
})();
