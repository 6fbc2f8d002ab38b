/* Title, ways past the map for the keyboard, search, legend and notes around the map. */
(function (G) {
  "use strict";

  var el = G.el;

  /** Return a link that moves the focus to a part of the page. */
  function skip(text, target) {
    var link = el("a", { href: "#", "class": "gc-skip" }, [text]);
    link.addEventListener("click", function (event) { event.preventDefault(); target().focus(); });
    return link;
  }

  G.furnish = function (page) {
    var data = page.data, ui = page.ui, head = page.slots.head, side = page.slots.side, box = page.map.getContainer();
    var live = el("p", { "class": "gc-unseen", role: "status" });
    /** Tell those who do not see the page. */
    page.say = function (text) { live.textContent = text; };
    head.before(el("nav", { "aria-label": ui.skip }, [
      skip(ui.skip_map, function () { return box; }),
      page.main ? skip(ui.skip_search, function () { return page.search; }) : null,
      skip(ui.skip_table, function () { return page.slots.drawer.querySelector("button") || box; })]));
    head.append(el("h1", {}, [data.title]));
    if (data.subtitle) { head.append(el("p", { "class": "gc-subtitle" }, [data.subtitle])); }
    if (data.badge) { head.append(el("span", { "class": "gc-badge", title: data.badge_help }, [data.badge])); }
    // A long title scrolls in its part of the window: then, and only then, keys can reach it.
    new ResizeObserver(function () {
      if (head.scrollHeight > head.clientHeight + 1) { head.setAttribute("tabindex", "0"); } else { head.removeAttribute("tabindex"); }
    }).observe(head);
    var shown = G.legend(page.legends, ui);
    page.on("legend", function () {
      var fresh = G.legend(page.legends, ui);
      shown.replaceWith(fresh);
      shown = fresh;
    });
    var fold = el("details", { "class": "gc-fold" }, [el("summary", {}, [ui.panel]), shown, G.notes(data.notes, ui)]);
    if (page.main) { side.append(G.search(page)); }
    side.append(fold, live);
    var wide = window.matchMedia("(min-width: 760px)");
    // On a phone there is room for one of them below the map: the legend, which is there at first, or the table.
    fold.firstChild.addEventListener("click", function () { if (!fold.open && !wide.matches) { page.fire("unfold"); } });
    page.on("table", function () { if (!wide.matches) { fold.open = false; } });
    wide.addEventListener("change", function () { if (wide.matches) { fold.open = true; } });
    fold.open = true;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", data.title);
    box.setAttribute("aria-describedby", "gc-keys");
    side.append(el("p", { id: "gc-keys", "class": "gc-unseen" }, [ui.keys]));
  };
}(window.GeoCoop));
