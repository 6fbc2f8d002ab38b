/* Distance along points, on the ellipsoid: by clicks, or by keys with the middle of the map as the pointer. */
(function (G) {
  "use strict";

  var A = 6378137, F = 1 / 298.257223563, B = A * (1 - F);

  /** Return metres between two places on WGS84 (Vincenty); along the sphere where that does not settle. */
  G.distance = function (from, to) {
    var rad = Math.PI / 180, U1 = Math.atan((1 - F) * Math.tan(from.lat * rad)), U2 = Math.atan((1 - F) * Math.tan(to.lat * rad));
    var L0 = (to.lng - from.lng) * rad, lambda = L0;
    var s1 = Math.sin(U1), c1 = Math.cos(U1), s2 = Math.sin(U2), c2 = Math.cos(U2);
    for (var turn = 0; turn < 60; turn++) {
      var sl = Math.sin(lambda), cl = Math.cos(lambda);
      var sine = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (sine === 0) { return 0; }
      var cosine = s1 * s2 + c1 * c2 * cl, sigma = Math.atan2(sine, cosine), alpha = c1 * c2 * sl / sine;
      var square = 1 - alpha * alpha, middle = square ? cosine - 2 * s1 * s2 / square : 0;
      var C = F / 16 * square * (4 + F * (4 - 3 * square)), before = lambda;
      lambda = L0 + (1 - C) * F * alpha * (sigma + C * sine * (middle + C * cosine * (2 * middle * middle - 1)));
      if (Math.abs(lambda - before) > 1e-12) { continue; }
      var u = square * (A * A - B * B) / (B * B), k = u / 1024 * (256 + u * (u * (74 - 47 * u) - 128));
      var K = 1 + u / 16384 * (4096 + u * (u * (320 - 175 * u) - 768));
      return B * K * (sigma - k * sine * (middle + k / 4 * (cosine * (2 * middle * middle - 1) -
        k / 6 * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3))));
    }
    return L.CRS.Earth.distance(from, to);
  };

  function start(page, button) {
    var map = page.map, box = map.getContainer(), points = [], dots = L.layerGroup().addTo(map);
    var line = L.polyline([], { color: "#b00020", weight: 3, interactive: false, className: "gc-measured" }).addTo(map);
    var shown = G.el("output", { "class": "gc-measure", "aria-live": "polite" }), cross = G.el("span", { "class": "gc-cross", "aria-hidden": "true" });

    function update() {
      var metres = 0;
      points.forEach(function (point, number) { if (number) { metres += G.distance(points[number - 1], point); } });
      line.setLatLngs(points);
      dots.clearLayers();
      points.forEach(function (point) {
        dots.addLayer(L.circleMarker(point, { radius: 4, color: "#b00020", fillColor: "#fff", fillOpacity: 1, interactive: false }));
      });
      shown.textContent = points.length < 2 ? page.ui.measure_help : page.number(metres / 1000, metres < 1e5 ? 2 : 1) + " km";
    }
    function click(event) { points.push(event.latlng.wrap()); update(); }
    function key(event) {
      if (event.target !== box && event.key !== "Escape") { return; }
      if (event.key === "Enter" || event.key === " ") { points.push(map.getCenter().wrap()); update(); }
      else if (event.key === "Backspace") { points.pop(); update(); }
      else if (event.key === "Escape") { stop(); } else { return; }
      event.preventDefault();
    }
    function stop() {
      map.off("click", click);
      box.removeEventListener("keydown", key);
      [shown, cross].forEach(function (node) { node.remove(); });
      map.removeLayer(line); map.removeLayer(dots);
      box.classList.remove("gc-measuring");
      button.setAttribute("aria-pressed", "false");
      page.busy = null;
    }
    map.closePopup();
    map.on("click", click);
    box.addEventListener("keydown", key);
    box.classList.add("gc-measuring");
    box.append(shown, cross);
    button.setAttribute("aria-pressed", "true");
    page.busy = stop;
    update();
    box.focus({ preventScroll: true });
  }

  G.tool({ order: 30, name: "measure", icon: "M1 11L11 1l4 4L5 15zM4 8l2 2M7 5l2 2", run: function (page, button) {
    if (page.busy) { page.busy(); } else { start(page, button); }
  } });
}(window.GeoCoop));
