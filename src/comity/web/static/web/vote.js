// Keys for voting while the focus is in the card, or was there last, or nowhere yet: a or 1 agrees, d or 2 disagrees,
// p or 3 passes. The focus is not moved when the page opens: who hears the page would miss what stands before the card.
// The page does all without this.
"use strict";
let here = true;
document.addEventListener("focusin", (event) => {
  here = event.target instanceof Element && event.target.closest("#card") !== null;
});
const buttons = () => [...document.querySelectorAll("#card button[data-key]")];
document.addEventListener("keydown", (event) => {
  if (!here || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.key.length !== 1) return;
  if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
  const button = buttons().find((one) => one.dataset.key.includes(event.key.toLowerCase()));
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
  }
});
const enable = (able) => buttons().forEach((one) => { one.disabled = !able; });
document.addEventListener("htmx:beforeRequest", () => enable(false));
document.addEventListener("htmx:sendError", () => enable(true));
document.addEventListener("htmx:responseError", () => location.reload());
document.addEventListener("htmx:afterSettle", () => document.querySelector("#asked")?.focus({ preventScroll: true }));
