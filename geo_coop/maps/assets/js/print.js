/* The printed sheet: the part of the map that is in view, with legend and notes. */
(function (G) {
  "use strict";

  G.controls.register("print", { order: 80, add: function (page) {
    var map = page.map, root = document.documentElement, before = null, sheet = G.el("canvas", { "class": "gc-sheet", "aria-hidden": "true" });
    var shown = G.el("p", { "class": "gc-shown" });
    function fit(bounds) {
      map.invalidateSize({ animate: false, pan: false });
      // Long legends and notes are made smaller, so that they stay on the sheet.
      page.slots.side.style.zoom = Math.max(0.62, Math.min(1, map.getSize().y / page.slots.side.scrollHeight));
      map.fitBounds(bounds, { animate: false, padding: [0, 0] });
      // On paper a canvas has no transparent parts: one stands for both, with the sea as its ground.
      var size = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]), ctx = sheet.getContext("2d");
      sheet.width = 2 * size.x; sheet.height = 2 * size.y;
      sheet.style.width = size.x + "px"; sheet.style.height = size.y + "px";
      L.DomUtil.setPosition(sheet, corner);
      ctx.scale(2, 2);
      ctx.fillStyle = "#dbe9f2"; ctx.fillRect(0, 0, size.x, size.y);
      ctx.translate(-corner.x, -corner.y);
      page.shapes.draw(ctx);
      page.top.draw(ctx);
      map.getPane("mapPane").prepend(sheet);
    }
    page.slots.map.append(G.el("div", { "class": "gc-north", "aria-hidden": "true" }, [G.icon("M8 1l4 13-4-3-4 3z"), page.ui.north]));
    window.addEventListener("beforeprint", function () {
      var whole = page.isHome();
      before = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom(), open: [] };
      document.querySelectorAll(".gc-page details:not([open])").forEach(function (fold) { fold.open = true; before.open.push(fold); });
      map.closePopup();
      shown.textContent = page.captioned();
      if (shown.textContent) { page.slots.head.querySelector("h1").after(shown); }
      root.classList.add("gc-printing");
      fit(whole ? page.home : before.bounds.pad(-0.02));
    });
    window.addEventListener("afterprint", function () {
      if (!before) { return; }
      root.classList.remove("gc-printing");
      sheet.remove();
      shown.remove();
      page.slots.side.style.zoom = "";
      before.open.forEach(function (fold) { fold.open = false; });
      map.invalidateSize({ animate: false, pan: false });
      map.setView(before.centre, before.zoom, { animate: false });
      before = null;
    });
  } });

  G.tool({ order: 40, name: "print", icon: "M4 6V2h8v4M4 12H2V6h12v6h-2M4 10h8v4H4z", run: function () { window.print(); } });
}(window.GeoCoop));
