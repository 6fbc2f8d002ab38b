/* Lines between places: colour and dashes tell the class, the width how much a line stands for. */
(function (G) {
  "use strict";

  var STRIPE = 12;

  function trace(item, ctx, view) {
    for (var i = 0; i < item.x.length; i++) { ctx.lineTo(item.x[i] * view.scale - view.x, item.y[i] * view.scale - view.y); }
  }

  /** Stroke the path at hand; several colours make stripes, and a dash then a gap after each stripe. */
  function stroke(ctx, style) {
    var count = style.colours.length, broken = style.dash.length > 0;
    ctx.lineJoin = "round";
    ctx.lineCap = "round"; ctx.setLineDash([]); ctx.lineWidth = style.width + 2.6; ctx.strokeStyle = "rgba(255,255,255,0.9)"; ctx.stroke();
    ctx.lineCap = broken || count > 1 ? "butt" : "round";
    ctx.lineWidth = style.width;
    style.colours.forEach(function (colour, number) {
      if (count > 1) {
        var drawn = broken ? STRIPE - 5 : STRIPE;
        ctx.setLineDash([drawn, STRIPE * count - drawn]);
        ctx.lineDashOffset = -STRIPE * number;
      } else { ctx.setLineDash(style.dash); }
      ctx.strokeStyle = colour; ctx.stroke();
    });
    ctx.setLineDash([]); ctx.lineDashOffset = 0;
  }

  function head(ctx, fromX, fromY, x, y, colour, width) {
    var turn = Math.atan2(y - fromY, x - fromX), size = 8 + width;
    ctx.beginPath();
    ctx.moveTo(x + size * Math.cos(turn), y + size * Math.sin(turn));
    ctx.lineTo(x + size * 0.75 * Math.cos(turn + 2.3), y + size * 0.75 * Math.sin(turn + 2.3));
    ctx.lineTo(x + size * 0.75 * Math.cos(turn - 2.3), y + size * 0.75 * Math.sin(turn - 2.3));
    ctx.closePath();
    ctx.lineWidth = 2; ctx.strokeStyle = "#ffffff"; ctx.stroke();
    ctx.fillStyle = colour; ctx.fill();
  }

  function draw(ctx, item, view) {
    ctx.beginPath(); trace(item, ctx, view); stroke(ctx, item);
    if (item.arrow) {
      var last = item.x.length - 1, before = Math.max(0, last - 1);
      head(ctx, item.x[before] * view.scale - view.x, item.y[before] * view.scale - view.y,
        item.x[last] * view.scale - view.x, item.y[last] * view.scale - view.y, item.colours[0], item.width);
    }
  }

  /** Return the distance of a place from a line, in world units. */
  function away(item, x, y) {
    var best = Infinity;
    for (var i = 1; i < item.x.length; i++) {
      var dx = item.x[i] - item.x[i - 1], dy = item.y[i] - item.y[i - 1];
      var t = ((x - item.x[i - 1]) * dx + (y - item.y[i - 1]) * dy) / (dx * dx + dy * dy || 1);
      t = Math.max(0, Math.min(1, t));
      best = Math.min(best, Math.hypot(item.x[i - 1] + t * dx - x, item.y[i - 1] + t * dy - y));
    }
    return best;
  }

  function rowsOf(layer) {
    var all = [];
    layer.items.forEach(function (item, number) { item.rows.forEach(function (row) { all.push([number, row]); }); });
    return all;
  }

  G.layers.register("links", {
    still: true,
    read: function (layer) {
      layer.items.forEach(function (item) {
        var values = G.numbers(item.path), column = 0, row = 0;
        item.x = []; item.y = [];
        for (var i = 0; i < values.length; i += 2) {
          column += values[i]; row += values[i + 1];
          item.x.push(G.worldX(column * layer.step)); item.y.push(G.worldY(row * layer.step));
        }
        item.box = [Math.min.apply(null, item.x), Math.min.apply(null, item.y), Math.max.apply(null, item.x), Math.max.apply(null, item.y)];
      });
    },
    paint: function (layer, ctx, view) {
      layer.items.forEach(function (item) { if (G.visible(item.box, view)) { draw(ctx, item, view); } });
    },
    find: function (layer, x, y, near) {
      var best = -1, least = Infinity;
      layer.items.forEach(function (item, number) {
        var far = away(item, x, y) - item.width / 2 * near / 6;
        if (far <= near && far < least) { best = number; least = far; }
      });
      return best;
    },
    outline: function (layer, number, ctx, view) { trace(layer.items[number], ctx, view); },
    tip: function (layer, number) {
      var item = layer.items[number];
      return G.facts(item.name, item.label, [[layer.words.number, item.number]].concat(item.rows.map(function (row) { return [row[1], row[0]]; })));
    },
    popup: function (layer, number, page) {
      var item = layer.items[number], box = G.facts(item.name, item.label, []);
      function told(text, column) { return item.rows.some(function (row) { return row[column] !== ""; }); }
      box.className = "gc-facts gc-popup";
      box.append(G.el("div", { "class": "gc-scroll", tabindex: "0", role: "region", "aria-label": page.ui.agreements }, [
        G.el("table", { "class": "gc-details" }, [
          G.el("caption", {}, [page.ui.agreements + " (" + item.rows.length + ")"]),
          G.el("thead", {}, [G.el("tr", {}, layer.heads.filter(told).map(function (text) { return G.el("th", { scope: "col" }, [text]); }))]),
          G.el("tbody", {}, item.rows.map(function (row) {
            return G.el("tr", {}, row.filter(told).map(function (text) { return G.el("td", {}, [text]); }));
          }))
        ])]));
      return box;
    },
    place: function (layer, number) {
      var item = layer.items[number], middle = Math.floor(item.x.length / 2), straight = item.x.length === 2;
      return { box: item.box, at: straight ? [(item.x[0] + item.x[1]) / 2, (item.y[0] + item.y[1]) / 2] : [item.x[middle], item.y[middle]] };
    },
    /** Labels stay off the lines as far as they can. */
    avoid: function (layer, view) {
      var boxes = [];
      layer.items.forEach(function (item) {
        for (var i = 1; i < item.x.length; i++) {
          var dx = (item.x[i] - item.x[i - 1]) * view.scale, dy = (item.y[i] - item.y[i - 1]) * view.scale;
          var steps = Math.max(1, Math.min(200, Math.round(Math.hypot(dx, dy) / 8)));
          for (var k = 0; k < steps; k++) {
            var x = item.x[i - 1] * view.scale - view.x + dx * k / steps, y = item.y[i - 1] * view.scale - view.y + dy * k / steps;
            boxes.push([x - 2, y - 2, x + 2, y + 2]);
          }
        }
      });
      return boxes;
    },
    table: function (layer, page) {
      var all = rowsOf(layer);
      return {
        heads: [layer.words.pair].concat(layer.heads), count: all.length,
        row: function (number) { return [layer.items[all[number][0]].name].concat(all[number][1]); },
        open: function (number) { page.open(all[number][0], layer); }
      };
    }
  });

  G.swatches.link = function (row) {
    return G.drawing(38, 16, function (ctx) {
      ctx.beginPath(); ctx.moveTo(2, 8); ctx.lineTo(row.arrow ? 24 : 36, 8);
      stroke(ctx, { colours: row.stripe ? [row.colour, row.stripe] : [row.colour], dash: row.dash, width: row.width || 3.4 });
      if (row.arrow) { head(ctx, 0, 8, 24, 8, row.colour, 2.6); }
    });
  };
}(window.GeoCoop));
