/* A region that lies off the map, in a small map of its own in a corner, with its distance in words. */
(function (G) {
  "use strict";

  var WIDE = 198, HIGH = 136, EDGE = 14, FONT = "px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

  function degrees(world) { return world / 256 * 360 - 180; }
  function latitude(world) { return Math.atan(Math.sinh(Math.PI * (1 - world / 128))) * 180 / Math.PI; }

  /** Return the view in which a box fills the panel. */
  function fit(box) {
    var scale = Math.min((WIDE - 2 * EDGE) / (box[2] - box[0]), (HIGH - 2 * EDGE - 8) / (box[3] - box[1]));
    return {
      scale: scale, zoom: Math.log2(scale),
      x: (box[0] + box[2]) / 2 * scale - WIDE / 2, y: (box[1] + box[3]) / 2 * scale - HIGH / 2 + 4
    };
  }

  function graticule(ctx, view) {
    var west = degrees(view.x / view.scale), east = degrees((view.x + WIDE) / view.scale);
    var north = latitude(view.y / view.scale), south = latitude((view.y + HIGH) / view.scale);
    var step = [0.5, 1, 2, 5, 10, 20].find(function (each) { return (east - west) / each <= 4; }) || 45;
    ctx.strokeStyle = "rgba(70,90,110,0.35)"; ctx.lineWidth = 0.7; ctx.fillStyle = "#42525f"; ctx.font = "400 9" + FONT;
    ctx.textBaseline = "top"; ctx.textAlign = "left";
    for (var lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
      var x = G.worldX(lon) * view.scale - view.x;
      ctx.beginPath(); ctx.moveTo(x, 0); ctx.lineTo(x, HIGH); ctx.stroke();
      if (x < WIDE - 26) { ctx.fillText(Math.abs(lon) + "°" + (lon < 0 ? "W" : "E"), x + 2, 2); }
    }
    for (var lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      var y = G.worldY(lat) * view.scale - view.y;
      ctx.beginPath(); ctx.moveTo(0, y); ctx.lineTo(WIDE, y); ctx.stroke();
      if (y > 12 && y < HIGH - 24) { ctx.fillText(Math.abs(lat) + "°" + (lat < 0 ? "S" : "N"), 2, y + 2); }
    }
  }

  function bar(ctx, view, page) {
    var middle = latitude((view.y + HIGH / 2) / view.scale), perPixel = 40075.017 * Math.cos(middle * Math.PI / 180) / 256 / view.scale;
    var most = 62 * perPixel, round = Math.pow(10, Math.floor(Math.log10(most)));
    round *= most / round >= 5 ? 5 : most / round >= 2 ? 2 : 1;
    var width = round / perPixel, y = HIGH - 6;
    ctx.strokeStyle = "#1d1d1d"; ctx.lineWidth = 1.3; ctx.beginPath();
    ctx.moveTo(6, y - 4); ctx.lineTo(6, y); ctx.lineTo(6 + width, y); ctx.lineTo(6 + width, y - 4); ctx.stroke();
    ctx.fillStyle = "#1d1d1d"; ctx.font = "500 10" + FONT; ctx.textAlign = "left"; ctx.textBaseline = "alphabetic";
    ctx.fillText((page.number ? page.number(round) : round) + " km", 9, y - 4);
  }

  function paint(layer, ctx, page) {
    var view = fit(layer.topology.boxes[0]);
    ctx.save();
    ctx.beginPath(); ctx.rect(0, 0, WIDE, HIGH); ctx.clip();
    ctx.fillStyle = "#f3f4f2"; ctx.fillRect(0, 0, WIDE, HIGH);
    ctx.beginPath(); layer.topology.trace(ctx, 0, view);
    ctx.fillStyle = "#e3d8b4"; ctx.fill("evenodd");
    ctx.lineJoin = "round"; ctx.lineWidth = 1.2; ctx.strokeStyle = "#1b1b1b"; ctx.stroke();
    graticule(ctx, view);
    var x = G.worldX(layer.lon) * view.scale - view.x, y = G.worldY(layer.lat) * view.scale - view.y;
    ctx.beginPath(); ctx.rect(x - 4, y - 4, 8, 8);
    ctx.fillStyle = "#111111"; ctx.fill(); ctx.lineWidth = 1.6; ctx.strokeStyle = "#ffffff"; ctx.stroke();
    bar(ctx, view, page);
    ctx.restore();
  }

  G.layers.register("inset", {
    read: function (layer, page) {
      layer.topology = page.topologies[layer.topology];
      var Panel = L.Control.extend({
        onAdd: function () {
          var canvas = G.el("canvas", { "class": "gc-inset-map", role: "img", "aria-label": layer.title }), ctx = canvas.getContext("2d");
          canvas.width = 3 * WIDE; canvas.height = 3 * HIGH;
          ctx.scale(3, 3);
          paint(layer, ctx, page);
          layer.panel = G.el("details", { "class": "gc-inset leaflet-control" }, [
            G.el("summary", {}, [G.el("strong", {}, [layer.title]), " ", G.el("span", {}, [layer.texts[0]])]), canvas
          ].concat(layer.texts.slice(1).map(function (text) { return G.el("p", {}, [text]); }), [G.el("p", { "class": "gc-inset-help" }, [layer.help])]));
          layer.panel.open = page.map.getSize().x >= 620;
          layer.panel.addEventListener("toggle", function () { if (page.top) { page.repaint(); } });
          L.DomEvent.disableClickPropagation(layer.panel);
          L.DomEvent.disableScrollPropagation(layer.panel);
          return layer.panel;
        }
      });
      layer.page = page;
      layer.control = new Panel({ position: "bottomright" }).addTo(page.map);
    },
    paint: function () { return; },
    show: function (layer, page, shown) { layer.panel.hidden = !shown; },
    /** Labels stay off the panel, and off the place where it stands in a picture. */
    avoid: function (layer, view, page) {
      var place = corner(layer), box = layer.panel.getBoundingClientRect();
      return [[place.x, place.y - raised(box, page), place.x + box.width, place.y + box.height]];
    },
    /** The panel is an element of the page, so a picture needs it drawn. */
    picture: function (layer, ctx, page) {
      var box = layer.panel.getBoundingClientRect(), place = corner(layer);
      ctx.save();
      ctx.translate(place.x, place.y - raised(box, page));
      ctx.fillStyle = "rgba(255,255,255,0.96)"; ctx.fillRect(0, 0, box.width, box.height);
      ctx.strokeStyle = "#8a8a8a"; ctx.lineWidth = 1; ctx.strokeRect(0.5, 0.5, box.width - 1, box.height - 1);
      layer.panel.querySelectorAll("strong, span, p").forEach(function (node) {
        var own = node.getBoundingClientRect(), style = getComputedStyle(node);
        if (!own.width) { return; }
        ctx.font = style.fontWeight + " " + style.fontSize + " system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
        ctx.fillStyle = style.color; ctx.textAlign = "left"; ctx.textBaseline = "top";
        lines(ctx, node.textContent, own.width + 2).forEach(function (line, number) {
          ctx.fillText(line, own.left - box.left, own.top - box.top + 2 + number * parseFloat(style.lineHeight));
        });
      });
      if (layer.panel.open) {
        var canvas = layer.panel.querySelector("canvas").getBoundingClientRect();
        ctx.translate(canvas.left - box.left, canvas.top - box.top);
        paint(layer, ctx, page);
      }
      ctx.restore();
    },
    table: function (layer) {
      return {
        heads: layer.heads, count: layer.distances.length,
        row: function (number) { return [layer.title].concat(layer.distances[number]); },
        open: function () { layer.panel.open = true; }
      };
    }
  });

  /** Return how much higher the panel stands in a picture, which has its arrow to the north in this corner. */
  function raised(box, page) { return Math.max(0, box.bottom - page.map.getContainer().getBoundingClientRect().bottom + 58); }

  /** Return where the panel stands, in pixels of the canvases. */
  function corner(layer) {
    var box = layer.panel.getBoundingClientRect(), frame = layer.page.map.getContainer().getBoundingClientRect();
    return layer.page.map.containerPointToLayerPoint([box.left - frame.left, box.top - frame.top]);
  }

  function lines(ctx, text, width) {
    var found = [], line = "";
    text.split(" ").forEach(function (word) {
      if (line && ctx.measureText(line + " " + word).width > width) { found.push(line); line = word; } else { line += (line ? " " : "") + word; }
    });
    return found.concat([line]);
  }
}(window.GeoCoop));
