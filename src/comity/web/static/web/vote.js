// Keys for voting while the focus is in the card: a or 1 agrees, d or 2 disagrees, p or 3 passes.
// The page does all without this.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!(event.target instanceof Element) || !event.target.closest("#card") || event.target.closest("input, select, textarea")) return;
  const key = event.key.toLowerCase();
  if (key.length !== 1) return;
  const button = [...document.querySelectorAll("#card button[data-key]")].find((one) => one.dataset.key.includes(key));
  if (button && !button.disabled) { event.preventDefault(); button.click(); }
});
document.addEventListener("htmx:beforeRequest", () => {
  document.querySelectorAll("#card button[data-key]").forEach((one) => { one.disabled = true; });
});
document.addEventListener("htmx:responseError", () => location.reload());
document.addEventListener("htmx:sendError", () => {
  document.querySelectorAll("#card button[data-key]").forEach((one) => { one.disabled = false; });
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("#asked")?.focus({ preventScroll: true });
});
