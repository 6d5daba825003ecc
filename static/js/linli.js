/* Small help for pages that work without it. */
(function () {
  "use strict";

  // After an error swap (or an error page) the focus goes to the summary, so that it is read aloud.
  function focusOnErrors(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  // A row was added or taken away: the focus goes into the new row, or back to the button that adds one.
  let rowButton = null;
  document.addEventListener("click", function (event) {
    rowButton = event.target.closest("button[name$='-add'], button[name$='-remove'], button[name$='-find'], button[name$='-pick']");
  });
  function focusOnRow() {
    if (!rowButton) return;
    if (/-(find|pick)$/.test(rowButton.name)) {
      const next = rowButton.name.endsWith("-find") && document.querySelector("button[name$='-pick']");
      const words = document.querySelector("input[data-enter]");
      rowButton = null;
      if (next || words) (next || words).focus();
      return;
    }
    const rows = rowButton.name.replace(/-(add|remove)$/, "");
    const cells = document.querySelectorAll("input[type=text][name^='" + rows + "-']");
    const last = cells.length ? cells[cells.length - 1].name.replace(/[^-]*$/, "") : "";
    const added = last && document.querySelector("input[type=text][name^='" + last + "']");
    const target = rowButton.name.endsWith("-add") ? added : document.querySelector("button[name='" + rows + "-add']");
    rowButton = null;
    if (target) target.focus();
  }

  // Enter in a search field inside a longer form presses the button beside it, not the one that sends the form.
  document.addEventListener("keydown", function (event) {
    const name = event.key === "Enter" && !event.isComposing && event.target.dataset.enter;
    const button = name && event.target.form && event.target.form.querySelector("button[name='" + name + "']");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A second tap on a button that is already sending does nothing. The submission_id guards the rest.
  function guardAgainstDoubleTaps() {
    document.addEventListener("submit", function (event) {
      const form = event.target;
      if (form.dataset.sending) {
        event.preventDefault();
        return;
      }
      if (form.method === "post" && !form.hasAttribute("hx-post") && !form.hasAttribute("data-download")) {
        form.dataset.sending = "yes";
        form.setAttribute("aria-busy", "true");
      }
    });
    window.addEventListener("pageshow", function () {
      document.querySelectorAll("form[data-sending]").forEach(function (form) {
        delete form.dataset.sending;
        form.removeAttribute("aria-busy");
      });
    });
  }

  // Who sends a refused form again leaves its form page in the history, not the answer to a POST: going back to that
  // would ask whether to send everything once more. Until then the entry stays, so that reloading keeps what was typed.
  function leaveNoPostBehind() {
    document.addEventListener("submit", function (event) {
      const page = document.body.dataset.readAgain;
      if (page && event.target.method === "post" && !event.target.hasAttribute("data-download")) {
        history.replaceState(history.state, "", page);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    focusOnErrors(document);
    leaveNoPostBehind();
    guardAgainstDoubleTaps();
  });
  document.addEventListener("htmx:after:swap", function () {
    focusOnErrors(document);
    focusOnRow();
  });
})();
