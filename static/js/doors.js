/* Two short lists instead of one long one: first the staircase or floor, then the door. */
document.querySelectorAll("[data-doors]").forEach(function (box) {
  "use strict";
  const doors = box.querySelector("select");
  const label = box.querySelector("label");
  const empty = doors.options[0];
  const groups = Array.from(doors.querySelectorAll("optgroup"), function (group) {
    return { label: group.label, options: Array.from(group.children) };
  });
  if (groups.length < 2) return;

  const first = document.createElement("select");
  first.className = "ll-input pub-first";
  first.id = doors.id + "-group";
  first.add(new Option(box.dataset.firstLabel, ""));
  groups.forEach(function (group, number) {
    const isChosen = group.options.some(function (option) { return option.defaultSelected; });
    first.add(new Option(group.label, String(number), false, isChosen));
  });

  function showDoors() {
    const kept = doors.value;
    const group = groups[Number(first.value)];
    doors.hidden = first.value === "";
    doors.replaceChildren(empty);
    if (!doors.hidden) doors.append(...group.options);
    doors.value = kept;
    if (doors.selectedIndex < 0) doors.selectedIndex = 0;
  }

  first.addEventListener("change", showDoors);
  label.after(first);
  label.htmlFor = first.id;
  doors.setAttribute("aria-label", empty.text);
  showDoors();
});
