/* Title, search, legend and notes around the map. */
(function (G) {
  "use strict";

  var el = G.el;

  G.furnish = function (page) {
    var data = page.data, ui = page.ui, head = page.slots.head, side = page.slots.side;
    head.append(el("h1", {}, [data.title]));
    if (data.subtitle) { head.append(el("p", { "class": "gc-subtitle" }, [data.subtitle])); }
    if (data.badge) { head.append(el("span", { "class": "gc-badge", title: data.badge_help }, [data.badge])); }
    var shown = G.legend(page.legends, ui);
    page.on("legend", function () {
      var fresh = G.legend(page.legends, ui);
      shown.replaceWith(fresh);
      shown = fresh;
    });
    var fold = el("details", { "class": "gc-fold" }, [el("summary", {}, [ui.panel]), shown, G.notes(data.notes, ui)]);
    if (page.main) { side.append(G.search(page)); }
    side.append(fold);
    var wide = window.matchMedia("(min-width: 760px)");
    function fit() { fold.open = wide.matches; }
    wide.addEventListener("change", fit);
    fit();
  };
}(window.GeoCoop));
