/* Small help for pages that work without it. */
(function () {
  "use strict";

  // After an error swap (or an error page) the focus goes to the summary, so that it is read aloud.
  function focusOnErrors(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

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

  document.addEventListener("DOMContentLoaded", function () {
    focusOnErrors(document);
    guardAgainstDoubleTaps();
  });
  document.addEventListener("htmx:after:swap", function () {
    focusOnErrors(document);
  });
})();
