"use strict";
// The page is complete without this: it adds reading the map by pointer and keyboard, sorting, filtering, printing.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const add = (parent, tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const map = document.getElementById("map");
  const reading = document.getElementById("reading");
  const marks = all("a", map);
  // The figures stand in the mark's title; with this script they are read in the panel, so the title would say it twice.
  const figures = new Map(marks.map((mark) => {
    const title = mark.querySelector("title");
    title.remove();
    return [mark, title.textContent.split("\n").pop()];
  }));
  let current = null;

  const show = (mark) => {
    if (mark === current) return;
    if (current) current.classList.remove("on");
    current = mark;
    mark.classList.add("on");
    const place = mark.getAttribute("href");
    reading.replaceChildren();
    add(add(reading, "p", ""), "strong", mark.getAttribute("aria-label"));
    const text = add(add(reading, "p", ""), "span", document.querySelector(place + " .said").textContent);
    text.className = "said";
    text.dir = "auto";
    add(reading, "p", figures.get(mark));
    add(add(reading, "p", ""), "a", "Find it in the table of all statements").href = place;
  };

  const rove = (mark) => {
    marks.forEach((other) => other.setAttribute("tabindex", other === mark ? "0" : "-1"));
    show(mark);
  };

  // The nearest statement within a finger's breadth, so that small marks need no steady hand.
  const nearest = (event) => {
    let best = null;
    let least = 26;
    for (const mark of marks) {
      const box = mark.querySelector(".m").getBoundingClientRect();
      const far = Math.hypot(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
      if (far < least) [best, least] = [mark, far];
    }
    return best;
  };

  // Listeners stand on what holds the picture: an SVG that listens for focus becomes a tab stop of its own.
  const stage = map.parentElement;
  for (const name of ["pointermove", "pointerdown"]) {
    stage.addEventListener(name, (event) => {
      const mark = map.contains(event.target) && nearest(event);
      if (mark) show(mark);
    });
  }
  stage.addEventListener("click", (event) => {
    if (!map.contains(event.target)) return;
    // A pointer reads in place; the Enter key (detail 0) follows the link to the table.
    if (event.detail > 0) event.preventDefault();
    const mark = nearest(event);
    if (event.detail > 0 && mark) rove(mark);
  });
  stage.addEventListener("focusin", (event) => {
    const mark = event.target.closest("#map a");
    if (mark) rove(mark);
  });
  stage.addEventListener("keydown", (event) => {
    const at = marks.indexOf(event.target.closest("#map a"));
    const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 };
    if (at < 0 || !(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = marks[Math.min(Math.max(steps[event.key], 0), marks.length - 1)];
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  all("[data-script]").forEach((element) => { element.hidden = element.dataset.script === "off"; });

  const value = (row, column) => {
    const cell = row.cells[column];
    const number = cell.dataset.v;
    // What has no figure comes last, whichever way the column is sorted.
    return number === undefined ? cell.textContent.trim() : number === "" ? null : Number(number);
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  for (const table of all("table.sort")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      button.type = "button";
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") === "descending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
        rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : up ? compare(a, b) : compare(b, a));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  const box = document.getElementById("filter");
  const found = document.getElementById("found");
  const rows = all("#all tbody tr");
  const texts = rows.map((row) => row.textContent.toLocaleLowerCase());
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    rows.forEach((row, place) => { row.hidden = !texts[place].includes(wanted); });
    found.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} statements shown`;
  });
  // A row that is looked up from elsewhere on the page must not be hidden by the filter.
  addEventListener("hashchange", () => {
    const row = document.getElementById(location.hash.slice(1));
    if (row && row.hidden) {
      box.value = "";
      box.dispatchEvent(new Event("input"));
      row.scrollIntoView();
    }
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
})();
