/* What is shown, in the address of the page: a link to it shows the same. Everything read from it is checked. */
(function (G) {
  "use strict";

  function number(text, least, most) {
    var value = Number(text);
    return text !== "" && isFinite(value) && value >= least && value <= most ? value : null;
  }

  G.controls.register("address", { order: 90, add: function (page) {
    var map = page.map, states = page.states, timer = 0, last = "";

    states.map = {
      get: function () {
        var centre = map.getCenter();
        return [map.getZoom().toFixed(2), centre.lat.toFixed(5), centre.lng.toFixed(5)].join("/");
      },
      set: function (text) {
        var parts = text.split("/"), zoom = number(parts[0], 0, 22), lat = number(parts[1] || "", -85, 85), lng = number(parts[2] || "", -180, 180);
        if (zoom !== null && lat !== null && lng !== null) { map.setView([lat, lng], zoom, { animate: false }); }
      }
    };
    states.off = {
      get: function () {
        return page.layers.map(function (layer, at) { return layer.shown ? "" : String(at); }).filter(String).join(",") || null;
      },
      set: function (text) {
        var off = text.split(",");
        page.layers.forEach(function (layer, at) {
          if (!layer.fixed) { map[off.indexOf(String(at)) >= 0 ? "removeLayer" : "addLayer"](layer.part); }
        });
      }
    };
    states.sel = {
      get: function () {
        var chosen = page.chosen;
        return chosen && chosen.layer.codes ? page.layers.indexOf(chosen.layer) + "/" + chosen.layer.codes[chosen.item] : null;
      },
      set: function (text) {
        var cut = text.indexOf("/"), layer = page.layers[text.slice(0, cut)];
        var item = layer && layer.codes ? layer.codes.indexOf(text.slice(cut + 1)) : -1;
        if (item >= 0 && layer.shown) { page.choose(item, layer); }
      }
    };

    function text() {
      return "#" + Object.keys(states).map(function (key) {
        var value = states[key].get();
        return value === null || value === undefined ? "" : key + "=" + encodeURIComponent(value).replace(/%2F/g, "/").replace(/%2C/g, ",");
      }).filter(String).join("&");
    }
    function write() {
      last = text();
      // A page inside another one, as in a notebook, has no address of its own.
      if (/^(file|https?):$/.test(location.protocol)) { history.replaceState(history.state, "", last); }
    }
    function soon() { clearTimeout(timer); timer = setTimeout(write, 150); }
    function restore() {
      if (location.hash.length < 2 || location.hash === last) { return; }
      var asked = new URLSearchParams(location.hash.slice(1));
      ["off", "map"].concat(Object.keys(states).filter(function (key) { return !/^(off|map|sel)$/.test(key); }), ["sel"])
        .forEach(function (key) { if (asked.has(key)) { states[key].set(asked.get(key)); } });
    }
    page.on("ready", function () {
      restore();
      map.on("moveend", soon);
      page.on("select layers change", soon);
      window.addEventListener("hashchange", restore);
    });
    page.address = text;
  } });
}(window.GeoCoop));
