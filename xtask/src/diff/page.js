
(() => {
  "use strict";
  const form = document.getElementById("rust-filter");
  if (!form) return;
  const items = [...document.querySelectorAll("#rust .item")].map((node) => ({
    node,
    bump: node.closest(".bump").dataset.bump,
    text: node.textContent.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("#rust .bump")];
  /* Hides the items of the crate that are not asked for. */
  const hide = () => {
    const data = new FormData(form);
    const bumps = data.getAll("bump");
    const words = data.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const show = bumps.includes(item.bump) && words.every((word) => item.text.includes(word));
      item.node.hidden = !show;
      shown += show ? 1 : 0;
    }
    for (const section of sections) {
      section.hidden = [...section.querySelectorAll(".item")].every((node) => node.hidden);
    }
    document.getElementById("rust-shown").textContent = `${shown} of ${items.length} shown`;
  };
  form.addEventListener("input", hide);
  form.addEventListener("reset", () => setTimeout(hide));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  hide();
})();
(() => {
  "use strict";
  const form = document.getElementById("filter");
  if (!form) return;
  const kinds = ["breaking", "warning", "info", "accepted"];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const groups = all(".group").map((node) => ({
    node,
    heading: node.querySelector("h3").textContent + " " + (node.querySelector(".about")?.textContent ?? ""),
    accepted: node.querySelector(".change.accepted") !== null,
    changes: all(".change", node).map((change) => ({
      node: change,
      badge: change.querySelector(".badge"),
      accepted: change.classList.contains("accepted"),
      areas: change.dataset.areas.split(" ").filter(Boolean),
    })),
  }));
  for (const group of groups) {
    for (const change of group.changes) {
      change.text = (group.heading + " " + change.node.textContent).toLowerCase();
    }
  }
  const changes = groups.flatMap((group) => group.changes);
  const sections = new Map(all(".level").map((node) => [node.dataset.level, node]));
  const levelOf = (change, policy) => (change.accepted ? "accepted" : change.node.dataset[policy]);
  const number = (node, value) => {
    node.textContent = value;
    (node.closest(".tile") ?? node).classList.toggle("none", value === 0);
  };

  /* Judges every change by a policy: its badge, its section and all that is counted. */
  const judge = (policy) => {
    document.documentElement.dataset.policy = policy;
    for (const change of changes) {
      change.level = levelOf(change, policy);
      change.badge.textContent = change.level;
      change.node.classList.remove(...kinds);
      change.node.classList.add(change.level);
    }
    for (const group of groups) {
      const worst = kinds.find((kind) => group.changes.some((change) => change.level === kind));
      sections.get(worst).append(group.node);
    }
    const total = (kind, of) => of.filter((change) => change.level === kind).length;
    for (const node of all("[data-total]")) number(node, total(node.dataset.total, changes));
    for (const row of all("tr[data-area]")) {
      const of = changes.filter((change) => change.areas.includes(row.dataset.area));
      all("td", row).forEach((cell, index) => number(cell, total(kinds[index], of)));
    }
  };

  /* Hides what is not asked for. */
  const hide = () => {
    const data = new FormData(form);
    const levels = data.getAll("level");
    const area = data.get("area");
    const words = data.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      let some = false;
      for (const change of group.changes) {
        const show =
          levels.includes(change.level) &&
          (area === "" || change.areas.includes(area)) &&
          words.every((word) => change.text.includes(word));
        change.node.hidden = !show;
        some ||= show;
        shown += show ? 1 : 0;
      }
      group.node.hidden = !some;
    }
    for (const section of sections.values()) {
      section.hidden = all(".group", section).every((group) => group.hidden);
    }
    document.getElementById("shown").textContent = `${shown} of ${changes.length} shown`;
  };

  const update = () => {
    const policy = form.elements.policy.value;
    if (document.documentElement.dataset.policy !== policy || !changes[0]?.level) {
      judge(policy);
      document.getElementById("judged").textContent = form.querySelector("[name=policy]:checked").dataset.judged;
    }
    hide();
  };
  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => event.preventDefault());
  /* A link to a change that is hidden shows it. */
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) {
      form.reset();
      setTimeout(() => target.scrollIntoView(), 1);
    }
  });
  form.hidden = false;
  update();
})();
