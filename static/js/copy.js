/* A button that copies a field. Without script, or where copying is refused, the field can be marked by hand. */
document.querySelectorAll("[data-copy]").forEach(function (button) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", function () {
    field.focus();
    field.select();
    const copied = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.reject();
    copied.catch(function () {
      return document.execCommand("copy") ? undefined : Promise.reject();
    }).then(function () {
      button.textContent = button.dataset.done;
    }, function () {});
  });
});
