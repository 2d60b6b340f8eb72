// What is asked inside a page. Evaluated by the debugger, so the page's own policy stays as it is.
globalThis.pageChecks = (() => {
  // A path to the element that a person can paste into a browser's console.
  function selector(element) {
    const parts = [];
    for (let e = element; e && e.parentElement; e = e.parentElement) {
      if (e.id) { parts.unshift("#" + CSS.escape(e.id)); break; }
      const alike = [...e.parentElement.children].filter((other) => other.localName === e.localName);
      const which = alike.length > 1 ? `:nth-of-type(${alike.indexOf(e) + 1})` : "";
      parts.unshift(e.localName + [...e.classList].map((c) => "." + CSS.escape(c)).join("") + which);
    }
    return parts.join(" > ") || "html";
  }

  const failure = (element, what) => ({ selector: selector(element), what });

  // The box around the text of an element, without what CSS paints before it.
  function boxOfText(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  }

  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function textNodes(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      if (walker.currentNode.data.trim()) found.push(walker.currentNode);
    }
    return found;
  }

  // Cut off or scrolled by an element that itself fits: that does not widen the page.
  function contained(element) {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
      if (getComputedStyle(e).overflowX !== "visible" && e.getBoundingClientRect().right <= innerWidth + 1)
        return true;
    }
    return false;
  }

  // The page must not scroll sideways; if it does, the innermost elements that stick out.
  function overflow() {
    const wide = document.scrollingElement.scrollWidth;
    if (wide <= innerWidth) return [];
    const out = new Map();
    const note = (element, right) => {
      if (right > innerWidth + 0.5 && !contained(element))
        out.set(element, Math.max(right, out.get(element) || 0));
    };
    for (const element of document.body.querySelectorAll("*"))
      note(element, element.getBoundingClientRect().right);
    for (const text of textNodes(document.body)) note(text.parentElement, boxOfText(text).right);
    const innermost = [...out].filter(([e]) => ![...out.keys()].some((other) => other !== e && e.contains(other)));
    const found = innermost.slice(0, 3).map(([e, right]) => failure(e, `sticks out to ${Math.ceil(right)} px`));
    return found.length ? found : [failure(document.body, `the page is ${wide} px wide`)];
  }

  const transparent = (colour) => /^rgba\(.*, 0\)$/.test(colour);

  function backgroundOf(element) {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!transparent(colour)) return colour;
    }
    return "";
  }

  // Severity must not be told by colour or shape alone: the word is there, and can be seen.
  function severities() {
    const all = [...document.querySelectorAll(".severity")];
    if (!all.length && document.querySelector(".finding, [data-rule]"))
      return [failure(document.body, "there are findings and no .severity: what marks them now?")];
    const found = [];
    for (const element of all) {
      if (element.closest("[hidden]")?.checkVisibility() === false) continue;
      const box = boxOfText(element);
      const colour = getComputedStyle(element).color;
      if (!element.innerText.trim()) found.push(failure(element, "no word"));
      else if (!shown(element) || box.width < 2 || box.height < 2 || box.right < 0)
        found.push(failure(element, "its word cannot be seen"));
      else if (transparent(colour) || colour === backgroundOf(element))
        found.push(failure(element, `its word has the colour of its background, ${colour}`));
    }
    return found;
  }

  // Without its CSS the page is still all there, and what is hidden still is.
  function withoutCSS() {
    document.querySelectorAll("style, link[rel~=stylesheet]").forEach((element) => element.remove());
    document.querySelectorAll("[style]").forEach((element) => element.removeAttribute("style"));
    const found = [];
    const heading = document.querySelector("h1");
    if (!heading || !shown(heading) || boxOfText(heading).height < 2)
      found.push(failure(heading || document.body, "no h1 is visible"));
    for (const element of document.querySelectorAll("[hidden]"))
      if (element.checkVisibility()) found.push(failure(element, "hidden, and shown all the same"));
    for (const finding of document.querySelectorAll(".finding, [data-rule]"))
      for (const text of textNodes(finding))
        if (!shown(text.parentElement) && !text.parentElement.closest("svg :is(title, desc)"))
          found.push(failure(text.parentElement, `text of a finding is not visible: ${text.data.trim().slice(0, 40)}`));
    return found;
  }

  return { overflow, severities, withoutCSS };
})();
