// Garnish only: every page works without this file. All words come from the page, none from here.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const on = (what, kind, does) => document.addEventListener(kind, (e) => {
    const at = e.target instanceof Element && e.target.closest(what);
    if (at) does(at, e);
  });
  const show = (el, yes) => { if (el) el.hidden = !yes; };
  const number = (n, more) => new Intl.NumberFormat(root.lang || undefined, more).format(n);
  const megabytes = (n) => number(n / 1e6, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const memory = { // localStorage may be full or forbidden: then nothing is kept, and nothing breaks.
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not kept */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* not kept */ } },
  };
  all("[data-if-js]").forEach((el) => show(el, true));

  // Copy the text of the element named by data-copy.
  on("[data-copy]", "click", async (button) => {
    const from = $(button.dataset.copy);
    if (!from) return;
    try {
      await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
      button.lastChild.textContent = ` ${button.dataset.copied}`;
    } catch { getSelection().selectAllChildren(from); }
  });

  // Theme: seen at once, remembered by the form's own address.
  const theme = (value) => { if (value === "light" || value === "dark") root.dataset.theme = value; else delete root.dataset.theme; };
  on("[data-theme-choice]", "change", (input) => {
    theme(input.value);
    const form = input.closest("form[data-theme-form]");
    if (form) fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => {});
  });
  on("button[data-theme-choice]", "click", (button) => theme(button.value));

  // Menus, folds, dialogs.
  document.addEventListener("click", (e) => all("details.menu[open]").forEach((m) => { if (!m.contains(e.target)) m.open = false; }));
  document.addEventListener("keydown", (e) => {
    const menu = e.key === "Escape" && $("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
  });
  if (matchMedia("(max-width: 59.99rem)").matches) all("details[data-fold]").forEach((d) => { d.open = false; });
  on("[data-dialog]", "click", (button) => document.getElementById(button.dataset.dialog)?.showModal());
  on("[data-confirm]", "click", (button, e) => {
    if (button.confirmed || !window.HTMLDialogElement) return;
    e.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.innerHTML = '<p id="confirm"></p><form method="dialog" class="buttons"><button class="button"></button><button class="button danger" value="yes"></button></form>';
    dialog.setAttribute("aria-labelledby", "confirm");
    const { confirm, no, yes } = button.dataset;
    all("p, button", dialog).forEach((el, i) => { el.textContent = [confirm, no, yes][i]; });
    dialog.onclose = () => {
      dialog.remove();
      button.focus();
      if (dialog.returnValue !== "yes") return;
      button.confirmed = true;
      button.click();
      button.confirmed = false;
    };
    document.body.append(dialog);
    dialog.showModal();
  });

  // Forms that send themselves; characters left; the licence that fits two answers.
  all("form[data-autosend]").forEach((form) => {
    show($("button:not([type=button])", form), false);
    form.addEventListener("change", () => form.requestSubmit());
  });
  const count = (input) => {
    const out = document.getElementById(input.dataset.count), left = input.maxLength - [...input.value].length;
    if (out) { out.textContent = out.dataset.words.replace("{n}", number(left)); out.classList.toggle("over", left < 0); }
  };
  on("[data-count]", "input", count);
  all("[data-count]").forEach(count);
  const licence = (box) => {
    const answers = all("[data-question]", box).map((q) => $("input:checked", q)?.value).join(" ");
    all("[data-when]", box).forEach((el) => show(el, el.dataset.when === answers));
  };
  on("[data-licence]", "change", licence);
  all("[data-licence]").forEach(licence);

  // The tree of an import: sections follow their things, totals follow both.
  const leaves = (where) => all(".leaf input[type=checkbox]", where);
  const tally = (tree) => {
    all("[data-branch]", tree).forEach((box) => {
      const under = leaves(box.closest(".branch")), ticked = under.filter((l) => l.checked).length;
      box.disabled = under.length === 0;
      box.checked = ticked > 0 && ticked === under.length;
      box.indeterminate = ticked > 0 && ticked < under.length;
    });
    const chosen = leaves(tree).filter((l) => l.checked);
    all("[data-total]", tree).forEach((out) => {
      const what = out.dataset.total;
      const sum = what === "count" ? chosen.length : chosen.reduce((n, l) => n + Number(l.getAttribute(`data-${what}`) || 0), 0);
      out.textContent = what === "bytes" ? megabytes(sum) : number(sum);
    });
  };
  on("[data-tree]", "change", (tree, e) => {
    if (e.target.matches("[data-branch]")) leaves(e.target.closest(".branch")).forEach((l) => { l.checked = e.target.checked; });
    tally(tree);
  });
  all("[data-tree]").forEach(tally);

  // Drafts: kept while typing, offered when the page comes back, forgotten once it was sent.
  const fields = (form) => [...form.elements].filter((el) => el.name && !["password", "file", "hidden", "submit", "button"].includes(el.type));
  const picked = (el) => el.type === "checkbox" || el.type === "radio";
  const read = (form) => fields(form).map((el) => [el.name, picked(el) ? `${el.value}=${el.checked}` : el.value]);
  const sent = memory.get("hornbook-sent");
  memory.drop("hornbook-sent");
  if (sent && ($(".flash.ok") || (document.referrer.endsWith(sent.from) && !$(`form[data-draft="${CSS.escape(sent.key)}"]`)))) memory.drop(`hornbook-draft ${sent.key}`);
  all("form[data-draft]").forEach((form) => {
    const key = `hornbook-draft ${form.dataset.draft}`, kept = memory.get(key), offer = $("[data-draft-offer]", form);
    let wait;
    if (kept && JSON.stringify(kept) !== JSON.stringify(read(form))) show(offer, true);
    form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => memory.set(key, read(form)), 400); });
    form.addEventListener("submit", () => { clearTimeout(wait); memory.set(key, read(form)); memory.set("hornbook-sent", { key: form.dataset.draft, from: location.pathname + location.search }); });
    form.addEventListener("click", (e) => {
      if (e.target.closest("[data-draft-restore]")) {
        const rest = [...kept];
        fields(form).forEach((el) => {
          const i = rest.findIndex(([name, value]) => name === el.name && (!picked(el) || value.startsWith(`${el.value}=`)));
          if (i < 0) return;
          const [[, value]] = rest.splice(i, 1);
          if (picked(el)) el.checked = value.endsWith("=true"); else el.value = value;
        });
        form.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (e.target.closest("[data-draft-forget]")) memory.drop(key);
      else return;
      show(offer, false);
    });
  });

  // Files: dropped onto the field, sent with a bar, cancelled, and never lost when the line breaks.
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) on("[data-drop]", kind, (box, e) => {
    e.preventDefault();
    box.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop" && e.dataTransfer.files.length) $("input[type=file]", box).files = e.dataTransfer.files;
  });
  on("form[data-upload]", "submit", (form, e) => {
    if (e.defaultPrevented || !all("input[type=file]", form).some((i) => i.files.length)) return;
    e.preventDefault();
    const body = new FormData(form, e.submitter), ask = new XMLHttpRequest();
    const sending = $("[data-sending]", form), bar = $("progress", sending), out = $("[data-sent]", sending), failed = $("[data-send-failed]", form);
    const buttons = all("button:not([type=button])", form), done = () => { show(sending, false); buttons.forEach((b) => { b.disabled = false; }); };
    buttons.forEach((b) => { b.disabled = true; });
    show(failed, false); show(sending, true);
    ask.upload.onprogress = (p) => {
      if (!p.lengthComputable) return;
      bar.value = 100 * p.loaded / p.total;
      out.textContent = out.dataset.words.replace("{sent}", megabytes(p.loaded)).replace("{total}", megabytes(p.total));
    };
    ask.onload = () => {
      if (ask.status < 300 && /json/.test(ask.getResponseHeader("Content-Type"))) return location.assign(JSON.parse(ask.responseText).location);
      if (ask.status < 300 && ask.responseURL) return location.assign(ask.responseURL);
      done();
      const problems = new DOMParser().parseFromString(ask.responseText, "text/html").querySelector(".problems, .sorry");
      $(".problems, .sorry", form)?.remove();
      if (problems) { form.prepend(problems); problems.tabIndex = -1; problems.focus(); } else show(failed, true);
    };
    ask.onerror = ask.ontimeout = () => { done(); show(failed, true); };
    ask.onabort = done;
    $("[data-cancel]", sending).onclick = () => ask.abort();
    ask.open("POST", form.action);
    ask.setRequestHeader("Accept", "application/json, text/html");
    ask.send(body);
  });

  // Work in progress: ask for the fragment until it says it is done.
  all("[data-poll]").forEach((box) => {
    const say = $("[data-poll-say]");
    let pause = 1500;
    const look = async () => {
      if (!document.hidden) try {
        const answer = await fetch(box.dataset.poll, { headers: { Accept: "text/html" } });
        if (!answer.ok) throw answer;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html"), inside = $("[data-poll]", page) ?? page.body;
        const done = $("[data-done]", inside) ?? (inside.matches("[data-done]") ? inside : null);
        if (inside.innerHTML !== box.innerHTML) box.replaceChildren(...inside.childNodes);
        const words = $("[data-say]", box)?.textContent;
        if (say && words && say.textContent !== words) say.textContent = words;
        if (done) { if (done.dataset.done) location.assign(done.dataset.done); return; }
        pause = 1500;
      } catch { pause = Math.min(pause * 2, 15000); }
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  });

  // Keys: / search, ? help, g and a letter to go, j and k along rows. Off with data-keys="off".
  let going = 0;
  document.addEventListener("keydown", (e) => {
    const typing = e.target.matches?.("input, textarea, select, [contenteditable]") || $("dialog[open]");
    if (root.dataset.keys === "off" || typing || e.ctrlKey || e.metaKey || e.altKey) return;
    const titles = all(".row-title a"), at = titles.indexOf(document.activeElement);
    if (e.key === "/") $('[data-key="/"]')?.focus();
    else if (e.key === "?") $("#keys-help")?.showModal();
    else if (going > Date.now() - 1500) { going = 0; const to = $(`a[data-key="${CSS.escape(e.key)}"]`); if (!to) return; to.click(); }
    else if (e.key === "g") going = Date.now();
    else if (e.key === "j" || e.key === "k") titles[Math.max(0, at + (e.key === "j" ? 1 : -1))]?.focus();
    else return;
    e.preventDefault();
  });
})();
