/* Lines of an order: each is sent as soon as it is complete; what was typed and not saved outlives a reload.
   Without script every line has its button. */
(function () {
  "use strict";
  const FIELDS = ["answer", "replaced_by", "got", "price"];
  const ANSWERS = [200, 409, 422];
  const NEEDS = { there: ["price"], replaced: ["replaced_by", "price"], short: ["got", "price"], missing: [] };

  function lineOf(element) {
    return element && element.closest ? element.closest("form[data-line]") : null;
  }

  function typed(form) {
    const data = new FormData(form);
    return Object.fromEntries(FIELDS.map(function (name) { return [name, String(data.get(name) || "").trim()]; }));
  }

  function fill(form, values) {
    FIELDS.forEach(function (name) {
      if (name !== "answer") form.elements[name].value = values[name];
    });
    form.querySelectorAll("[name=answer]").forEach(function (choice) { choice.checked = choice.value === values.answer; });
  }

  function isSame(one, other) {
    return FIELDS.every(function (name) { return one[name] === other[name]; });
  }

  function isComplete(form) {
    const values = typed(form);
    return values.answer in NEEDS && NEEDS[values.answer].every(function (name) { return values[name] !== ""; });
  }

  // A page that may not store anything works as before; only a reload then loses what was not saved.
  const drafts = {
    key: function (form) { return "linli-line " + location.pathname + " " + form.dataset.line; },
    keep: function (form) {
      const draft = Object.assign(typed(form), { version: form.elements.version.value });
      try { sessionStorage.setItem(drafts.key(form), JSON.stringify(draft)); } catch (error) { /* full, or forbidden */ }
    },
    drop: function (form) {
      try { sessionStorage.removeItem(drafts.key(form)); } catch (error) { /* forbidden */ }
    },
    read: function (form) {
      try { return JSON.parse(sessionStorage.getItem(drafts.key(form))); } catch (error) { return null; }
    },
  };

  function mark(form, state) {
    if (state) form.dataset.state = state;
    else delete form.dataset.state;
  }

  function save(form) {
    if (form.dataset.busy) form.dataset.again = "yes";
    else htmx.trigger(form, "save");
  }

  function restore(form) {
    const draft = drafts.read(form);
    if (!draft) return;
    if (isSame(draft, typed(form))) {
      drafts.drop(form);
      return;
    }
    fill(form, draft);
    // With the version it was typed over: if somebody has answered since, that is told instead of overwritten.
    form.elements.version.value = draft.version;
    mark(form, "dirty");
  }

  document.addEventListener("input", function (event) {
    const form = lineOf(event.target);
    if (!form) return;
    drafts.keep(form);
    mark(form, "dirty");
  });

  // A choice is sent at once, an amount or price when the line is left: nobody is interrupted between two fields.
  function saveIfComplete(form) {
    delete form.dataset.pending;
    if (isComplete(form) && !form.querySelector("[data-conflict]")) save(form);
  }

  document.addEventListener("change", function (event) {
    const form = lineOf(event.target);
    if (!form) return;
    if (event.target.type === "radio") saveIfComplete(form);
    else form.dataset.pending = "yes";
  });

  document.addEventListener("focusout", function (event) {
    const form = lineOf(event.target);
    if (!form) return;
    setTimeout(function () {
      const isTyping = form.contains(document.activeElement) && document.activeElement.type === "text";
      if (form.dataset.pending && !isTyping) saveIfComplete(form);
    });
  });

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) document.querySelectorAll("form[data-pending]").forEach(saveIfComplete);
  });

  document.addEventListener("htmx:before:request", function (event) {
    const form = lineOf(event.target);
    if (!form) return;
    form.dataset.busy = "yes";
    form.sent = typed(form);
    drafts.keep(form);
  });

  document.addEventListener("htmx:finally:request", function (event) {
    const form = lineOf(event.target);
    if (!form) return;
    const response = event.detail.ctx.response;
    const again = form.dataset.again;
    delete form.dataset.busy;
    delete form.dataset.again;
    if (!response || !ANSWERS.includes(response.status)) mark(form, "failed");
    if (!response || response.status !== 200) return;
    form.querySelectorAll(".ll-error, [data-conflict]").forEach(function (old) { old.remove(); });
    form.querySelectorAll(".has-error").forEach(function (old) { old.classList.remove("has-error"); });
    form.querySelectorAll("[aria-invalid]").forEach(function (old) { old.removeAttribute("aria-invalid"); });
    if (isSame(typed(form), form.sent)) {
      drafts.drop(form);
      mark(form, "");
    } else if (again && isComplete(form)) {
      save(form);
    }
  });

  // What is none of our answers (a proxy's error page) replaces nothing. A line that is drawn anew keeps what was typed meanwhile.
  let before = null;
  document.addEventListener("htmx:before:swap", function (event) {
    const ctx = event.detail.ctx;
    const form = lineOf(ctx.sourceElement);
    if (!form) return;
    if (!ANSWERS.includes(ctx.response.status)) {
      event.preventDefault();
      return;
    }
    const focused = form.contains(document.activeElement) ? document.activeElement.name : "";
    before = { line: form.dataset.line, values: typed(form), focused: focused };
  });

  // It came back with a mistake or a conflict: it is not saved.
  document.addEventListener("htmx:after:swap", function () {
    document.querySelectorAll("form[data-line]:not(.is-watched)").forEach(function (form) {
      form.classList.add("is-watched");
      if (before && before.line === form.dataset.line) {
        fill(form, before.values);
        if (before.focused && before.focused !== "answer" && form.elements[before.focused]) form.elements[before.focused].focus();
      }
      mark(form, "dirty");
      drafts.keep(form);
    });
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-drop]");
    if (!link) return;
    drafts.drop(lineOf(link));
    event.preventDefault();
    location.hash = "item-" + link.dataset.drop;
    location.reload();
  });

  // "Everything else is there" leaves the lines alone that somebody is in the middle of.
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-rest")) return;
    event.target.querySelectorAll("[name=leave]").forEach(function (one) { one.remove(); });
    document.querySelectorAll("form[data-line][data-state]").forEach(function (form) {
      const leave = document.createElement("input");
      leave.type = "hidden";
      leave.name = "leave";
      leave.value = form.dataset.line;
      event.target.append(leave);
    });
  });

  document.querySelectorAll("form[data-line]").forEach(function (form) {
    form.classList.add("is-watched");
    restore(form);
  });
  // Answered to a form without script's help: a line with a mistake in it is not saved.
  document.querySelectorAll("form[data-line] .ll-error, form[data-line] [role=alert]").forEach(function (problem) {
    mark(lineOf(problem), "dirty");
  });
})();
