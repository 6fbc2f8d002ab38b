/* Online tiles below the map. Until one arrives, and without a network, the page looks as it does without them. */
(function (G) {
  "use strict";

  G.basemap = function (map, data) {
    var page = map.gcPage, name = G.el("span", {}, [data.attribution]).innerHTML;
    var tiles = L.tileLayer(data.url, { maxNativeZoom: data.max_zoom, attribution: name });
    function show(shown) {
      if (!page) { return; }
      page.tiled = shown;
      map.getPane("gcShapes").style.opacity = shown ? "0.78" : "";
      page.repaint();
    }
    tiles.once("tileload", function () { show(map.hasLayer(tiles)); });
    tiles.on("remove", function () { show(false); });
    tiles.addTo(map);
    if (!page) { return; }
    page.control.addOverlay(tiles, data.label);
    page.data.notes.facts.push([data.label, data.note]);
    page.slots.side.querySelector(".gc-notes dl").append(G.el("dt", {}, [data.label]), G.el("dd", {}, [data.note]));
  };
}(window.GeoCoop));
