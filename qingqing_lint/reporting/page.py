"""Style and script of the HTML report. Both stand in the page itself; nothing is ever fetched.

Readings are told apart by underline, sign and word, and only then by colour: wavy = contradicts,
  dashed = partial,
dotted = weak, plain = stated. The same holds for the chart's patterns.
"""

from __future__ import annotations

__all__ = ["SCRIPT", "STYLE"]

STYLE = """
:root {
  --ink: #1d2430; --soft: #515c6b; --line: #c9d0d9; --ground: #f6f7f9; --sheet: #ffffff; --accent: #0b57a4;
  --error: #a4161a; --warning: #7a4a00; --info: #37506b; --good: #1c6b3c;
  --error-wash: #fdecec; --warning-wash: #fff4dc; --partial-wash: #e7f0fb; --good-wash: #e9f5ec;
    --flash: #ffe27a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ee; --soft: #aab4c1; --line: #46505d; --ground: #14181e; --sheet: #1d232b; --accent: #8ec1ff;
    --error: #ff9b96; --warning: #f3c677; --info: #b5c9e0; --good: #8fd6a8;
    --error-wash: #4a2022; --warning-wash: #463511; --partial-wash: #1f3550; --good-wash: #1d3a28;
      --flash: #574a0e;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { color-scheme: light dark; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans SC",
    sans-serif;
}
body > header, main, body > footer { max-width: 1500px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 1.35rem; margin: 18px 0 4px; }
h2 { font-size: 1.3rem; margin: 8px 0; }
h3 { font-size: 1.05rem; margin: 22px 0 8px; }
h4 { font-size: 1rem; margin: 18px 0 6px; border-bottom: 2px solid var(--line); padding-bottom: 2px; }
p { margin: 4px 0; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible,
[tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { position: static; }
.soft { color: var(--soft); font-size: .92rem; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 14px 20px;
  margin: 14px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; }
th, td { padding: 4px 10px; text-align: right; border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
tbody tr[aria-current] { background: var(--partial-wash); }
.matrix { width: 100%; }
.matrix th {
  white-space: normal; min-width: 5.4em; vertical-align: bottom; position: sticky; top: 0; background: var(--sheet);
}
.scroll.tall { max-height: 62vh; overflow-y: auto; }
.matrix td:first-child { white-space: normal; min-width: 16em; }
.chart td.bar { padding: 4px 10px; }
.chart td svg { display: block; width: 260px; height: 16px; }
.matrix td svg { display: block; width: 54px; height: 6px; margin-left: auto; }
.s-covered { fill: var(--good); } .s-missing { fill: none; stroke: var(--soft); }
.s-frame { fill: none; stroke: var(--soft); }
.key { display: inline-block; width: 18px; height: 11px; margin-right: 4px; vertical-align: -1px; }
.p-line { stroke: var(--accent); stroke-width: 2.5; } .p-dot { fill: var(--warning); }
.numbers { display: flex; flex-wrap: wrap; gap: 10px; margin: 12px 0 4px; padding: 0; list-style: none; }
.numbers li { border: 1px solid var(--line); border-radius: 6px; padding: 4px 14px; text-align: center;
  min-width: 84px; }
.numbers b { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.numbers .bad b { color: var(--error); } .numbers .warn b { color: var(--warning); }
.bar-tools {
  display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; position: sticky; top: 0; z-index: 2;
  background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px;
    margin: 14px 0;
}
.bar-tools fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 12px;
  align-items: center; }
.bar-tools legend { float: left; padding: 0 8px 0 0; color: var(--soft); }
.bar-tools label { white-space: nowrap; }
select, input[type=search], button {
  font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--soft); border-radius: 5px;
    padding: 1px 9px;
}
select { max-width: 22em; }
input[type=search] { width: 9em; }
input[type=checkbox] { accent-color: var(--accent); }
button { cursor: pointer; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 18px;
  align-items: start; }
.found { grid-column: 2; grid-row: 1; }
.text { grid-column: 1; grid-row: 1; position: sticky; top: 100px; max-height: calc(100vh - 114px);
  overflow: auto; }
@media (max-width: 1000px) {
  .bar-tools { position: static; } .columns { display: block; } .text { position: static; max-height: none; }
}
.found > h3, .text > h3 { margin-top: 4px; }
details.item { border: 1px solid var(--line); border-left-width: 6px; border-radius: 6px; margin: 8px 0;
  padding: 4px 12px; }
details.violates { border-left: 6px double var(--error); }
details.partial { border-left-style: dashed; border-left-color: var(--accent); }
details.weak { border-left-style: dotted; border-left-color: var(--warning); }
details.missing { border-left-color: var(--soft); }
details.states { border-left-color: var(--good); }
summary { cursor: pointer; }
summary .title { font-weight: 600; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 4px; padding: 0 6px;
  font-size: .84rem; margin-right: 4px; }
.tag.error { color: var(--error); } .tag.warning { color: var(--warning); } .tag.info { color: var(--info); }
.tag.states { color: var(--good); }
.rule { font: .85rem ui-monospace, Consolas, monospace; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 12px; margin: 8px 0; }
dt { color: var(--soft); } dd { margin: 0; }
dd.wording { background: var(--good-wash); border-left: 4px solid var(--good); padding: 2px 10px; }
dd.conflict { color: var(--error); font-weight: 600; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; margin: 6px 0; }
.text p[data-n] { position: relative; padding-left: 3.2em; margin: 2px 0; min-height: 1.2em; line-height: 2;
  scroll-margin: 40px; }
.text p[data-n]::before { content: attr(data-n); position: absolute; left: 0; width: 2.6em; text-align: right;
  color: var(--soft); font-size: .78rem; }
mark { background: none; color: inherit; text-decoration-line: underline; text-decoration-thickness: 2px;
  text-underline-offset: 5px; }
mark.violates { text-decoration-style: wavy; text-decoration-color: var(--error);
  background: var(--error-wash); }
mark.partial { text-decoration-style: dashed; text-decoration-color: var(--accent);
  background: var(--partial-wash); }
mark.weak { text-decoration-style: dotted; text-decoration-thickness: 3px;
  text-decoration-color: var(--warning); background: var(--warning-wash); }
mark.states { text-decoration-style: solid; text-decoration-thickness: 1px; text-decoration-color: var(--good);
  }
mark b { font-weight: 700; }
mark b.op, .legend b.op { border: 1px solid currentColor; border-radius: 3px; padding: 0 2px; }
mark.off { background: none; text-decoration: none; }
mark.off b { font-weight: inherit; border-color: transparent; }
mark.here { background: var(--flash); }
a.ref { font-size: .74rem; margin: 0 2px; padding: 0 3px; border: 1px solid currentColor; border-radius: 3px;
  text-decoration: none; white-space: nowrap; }
a.ref.off { display: none; }
.text p.here { background: var(--flash); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 4px 0 10px; }
body > footer { padding: 14px 20px 40px; }
@media print {
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page) " / " counter(pages);
    font-size: 9pt; } }
  :root {
    --ink: #000; --soft: #444; --line: #999; --ground: #fff; --sheet: #fff; --accent: #003a75;
      --error: #8a0f12; --warning: #5c3800;
    --info: #22384f; --good: #10502b; --error-wash: #fff; --warning-wash: #fff; --partial-wash: #fff;
      --good-wash: #fff; --flash: #fff;
  }
  html { color-scheme: light; }
  body { font-size: 10.5pt; line-height: 1.55; }
  body > header, main, body > footer { max-width: none; padding: 0; }
  .bar-tools, .actions, .skip, .screen, button { display: none !important; }
  .sheet { border: 0; padding: 0; margin: 6pt 0; }
  .columns { display: block; }
  .text { position: static; max-height: none; overflow: visible; break-before: page; }
  details::details-content { content-visibility: visible; display: block; height: auto; opacity: 1; }
  summary { list-style: none; } summary::-webkit-details-marker { display: none; }
  details.item { padding: 2pt 8pt; margin: 5pt 0; } dl { margin: 3pt 0; gap: 1pt 10pt; }
  h3, h4, summary { break-after: avoid; } tr, dt, .text p[data-n] { break-inside: avoid; }
  details.item { break-inside: avoid; }
  mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } svg { print-color-adjust: exact; }
  .text p[data-n] { line-height: 1.75; } a { color: inherit; text-decoration: none; }
  .matrix { font-size: 8pt; } .matrix th, .matrix td { padding: 2pt 3pt; }
  .matrix td:first-child { min-width: 9em; }
  .scroll, .scroll.tall { overflow: visible; max-height: none; } .matrix th { position: static; }
}
"""

SCRIPT = """
(() => {
  "use strict";
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const view = one("#view"), form = one("#filters"), live = one("#live"), chooser = one("#chooser");
  const kept = new Map();
  let opened = [];
  document.documentElement.classList.add("scripted");

  const article = () => one("article.draft", view);

  function show(number) {
    const now = article();
    if (now && now.dataset.draft === String(number)) return now;
    let next = kept.get(String(number));
    if (!next) {
      const template = document.getElementById("draft-" + number);
      if (!template) return now;
      next = document.importNode(template.content, true).firstElementChild;
    }
    if (now) { kept.set(now.dataset.draft, now); now.remove(); }
    view.append(next);
    if (chooser) chooser.value = String(number);
    all("tr[data-draft]").forEach(row => {
      if (row.dataset.draft === String(number)) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    });
    filter();
    return next;
  }

  function wanted(item, choice) {
    if (choice.category && item.dataset.category !== choice.category) return false;
    if (!choice.kinds.has(item.dataset.kind)) return false;
    if (item.dataset.severity && !choice.severities.has(item.dataset.severity)) return false;
    return !choice.words || item.textContent.toLowerCase().includes(choice.words);
  }

  function filter() {
    const root = article();
    if (!root || !form) return;
    const data = new FormData(form);
    const choice = {
      category: data.get("category"), kinds: new Set(data.getAll("kind")),
        severities: new Set(data.getAll("severity")),
      words: String(data.get("words") || "").trim().toLowerCase()
    };
    const shown = new Set();
    const items = all("details.item", root);
    items.forEach(item => {
      item.hidden = !wanted(item, choice);
      if (!item.hidden) shown.add(item.dataset.number);
    });
    all("section.group", root).forEach(group => { group.hidden = !one("details.item:not([hidden])", group); });
    all("mark[data-f]", root).forEach(mark => {
      mark.classList.toggle("off", !mark.dataset.f.split(" ").some(number => shown.has(number)));
    });
    all("a.ref", root).forEach(ref => ref.classList.toggle("off", !shown.has(ref.dataset.f)));
    one(".none", root).hidden = shown.size > 0 || items.length === 0;
    live.textContent = live.dataset.text.replace("{n}", shown.size).replace("{total}", items.length);
  }

  function go(id, remember) {
    const match = /^d(\\d+)(?:-([fwL])(\\d+))?$/.exec(id);
    if (!match) return false;
    const root = show(Number(match[1]));
    if (!root) return false;
    all(".here", root).forEach(part => part.classList.remove("here"));
    let target = match[2] ? document.getElementById(id) : root;
    if (!target) return false;
    if (match[2] === "f") {
      if (target.hidden) { form.reset(); filter(); }
      target.open = true;
      target = one("summary", target);
    } else if (match[2] === "w") {
      const item = document.getElementById("d" + match[1] + "-f" + match[3]);
      if (item && item.hidden) { form.reset(); filter(); }
      all("mark[data-f]", root).forEach(mark => {
        if (mark.dataset.f.split(" ").includes(match[3])) mark.classList.add("here");
      });
    } else if (match[2] === "L") {
      target.classList.add("here");
    }
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.scrollIntoView({block: match[2] ? "center" : "start"});
    target.focus({preventScroll: true});
    if (remember) { try { history.pushState(null, "", "#" + id); }
    catch (error) { /* not allowed here: no history */ } }
    return true;
  }

  function copied(button, ok) {
    if (!ok) return;
    const before = button.textContent;
    button.textContent = button.dataset.done;
    live.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1600);
  }

  function copyOld(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    let ok = false;
    try { ok = document.execCommand("copy"); } catch (error) { ok = false; }
    area.remove();
    return ok;
  }

  function copy(button) {
    const text = button.closest("details").querySelector("dd.wording").textContent;
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(() => copied(button, true), () => copied(button, copyOld(text)));
    } else copied(button, copyOld(text));
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']");
    if (link && !event.ctrlKey && !event.metaKey && go(link.getAttribute("href").slice(1), true)) {
      event.preventDefault();
      return;
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.act === "copy") copy(button);
    if (button.dataset.act === "print") print();
    if (button.dataset.act === "open") all("details.item", article()).forEach(item => { item.open = true; });
    if (button.dataset.act === "close") all("details.item", article()).forEach(item => { item.open = false; });
  });
  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", event => event.preventDefault());
  }
  if (chooser) chooser.addEventListener("change", () => show(chooser.value));
  addEventListener("popstate", () => go(location.hash.slice(1) || "d0", false));
  addEventListener("beforeprint", () => {
    opened = all("details.item:not([open])");
    opened.forEach(item => { item.open = true; });
  });
  addEventListener("afterprint", () => { opened.forEach(item => { item.open = false; }); opened = []; });
  filter();
  if (location.hash) go(location.hash.slice(1), false);
})();
"""
