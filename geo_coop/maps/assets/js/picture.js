/* The current view as a PNG: title, map, legend, scale, north and notes on one canvas, drawn anew at twice the size. */
(function (G) {
  "use strict";

  var FACE = "px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif", SIDE = 280, EDGE = 14, RATIO = 2;

  /** Write text in lines of a width, and return the place below; with `dry` nothing is drawn. */
  function write(ctx, text, x, y, width, size, style, dry) {
    ctx.font = (style.weight || "400") + " " + size + FACE;
    ctx.fillStyle = style.colour || "#1d1d1d";
    ctx.textAlign = "left"; ctx.textBaseline = "top";
    var line = "", step = Math.round(size * 1.32);
    function end() { if (!dry) { ctx.fillText(line, x, y); } y += step; line = ""; }
    text.split(/(\s+)/).forEach(function (word) {
      if (line && ctx.measureText(line + word).width > width) { end(); word = word.trim(); }
      while (ctx.measureText(word).width > width && word.length > 1) {
        var cut = word.length;
        while (cut > 1 && ctx.measureText(word.slice(0, cut)).width > width) { cut--; }
        line = word.slice(0, cut); word = word.slice(cut); end();
      }
      line += word;
    });
    if (line.trim()) { end(); }
    return y;
  }

  function swatch(ctx, row, x, y, drawn) {
    var own = drawn.get(row);
    if (own) {
      var shrink = Math.min(1, 32 / own.width, 20 / own.height);
      ctx.drawImage(own.image, x + 13 - own.width * shrink / 2, y + 8 - own.height * shrink / 2, own.width * shrink, own.height * shrink);
      return;
    }
    ctx.save();
    if (row.kind === "line" || row.kind === "band") {
      ctx.strokeStyle = row.colour; ctx.lineWidth = row.kind === "line" ? 4 : 2; ctx.setLineDash(row.dash || []);
      ctx.beginPath(); ctx.moveTo(x, y + 8); ctx.lineTo(x + 26, y + 8); ctx.stroke();
    } else if (row.kind === "point") { G.mark(ctx, row.shape, x + 13, y + 8); }
    else {
      ctx.fillStyle = row.colour; ctx.fillRect(x, y, 26, 16);
      if (row.hatch && row.hatch !== "none") { ctx.fillStyle = G.pattern(ctx, row.hatch); ctx.fillRect(x, y, 26, 16); }
      ctx.strokeStyle = "#5a5a5a"; ctx.lineWidth = 1; ctx.strokeRect(x + 0.5, y + 0.5, 25, 15);
    }
    ctx.restore();
  }

  function legend(ctx, page, x, y, width, drawn, dry) {
    page.legends.forEach(function (part) {
      y = write(ctx, part.title, x, y + 4, width, 13, { weight: "700" }, dry) + 3;
      part.rows.forEach(function (row) {
        ctx.font = "400 12" + FACE;
        var count = row.count === undefined ? "" : String(row.count), room = width - 36 - (count ? ctx.measureText(count).width + 8 : 0);
        if (!dry) { swatch(ctx, row, x, y, drawn); }
        var below = write(ctx, row.label, x + 36, y + 1, room, 12, {}, dry);
        if (count && !dry) {
          ctx.font = "400 12" + FACE; ctx.fillStyle = "#4a4a4a"; ctx.textAlign = "right"; ctx.fillText(count, x + width, y + 1);
        }
        y = Math.max(below, y + 19) + 1;
      });
      y += 6;
    });
    return y;
  }

  function notes(ctx, page, x, y, width, dry) {
    page.data.notes.facts.forEach(function (fact) { y = write(ctx, fact[0] + ": " + fact[1], x, y, width, 10, { colour: "#333" }, dry); });
    page.data.notes.remarks.forEach(function (text) { y = write(ctx, text, x, y + 2, width, 10, { colour: "#333" }, dry); });
    return y;
  }

  /** Draw a scale bar of a round length, and an arrow to the north. */
  function scale(ctx, page, x, y, right) {
    var map = page.map, size = map.getSize(), middle = size.y / 2;
    var metres = G.distance(map.containerPointToLatLng([size.x / 2 - 50, middle]), map.containerPointToLatLng([size.x / 2 + 50, middle]));
    var most = metres * 1.4, round = Math.pow(10, Math.floor(Math.log10(most)));
    round *= most / round >= 5 ? 5 : most / round >= 2 ? 2 : 1;
    var width = round / metres * 100;
    ctx.fillStyle = "rgba(255,255,255,0.85)"; ctx.fillRect(x, y - 26, width + 16, 26);
    ctx.strokeStyle = "#1d1d1d"; ctx.lineWidth = 1.5; ctx.beginPath();
    ctx.moveTo(x + 8, y - 11); ctx.lineTo(x + 8, y - 6); ctx.lineTo(x + 8 + width, y - 6); ctx.lineTo(x + 8 + width, y - 11); ctx.stroke();
    write(ctx, round >= 1000 ? page.number(round / 1000) + " km" : page.number(round) + " m", x + 11, y - 23, 200, 11, {}, false);
    ctx.beginPath(); ctx.moveTo(right - 20, y - 48); ctx.lineTo(right - 13, y - 22); ctx.lineTo(right - 20, y - 28); ctx.lineTo(right - 27, y - 22);
    ctx.closePath(); ctx.fillStyle = "#1d1d1d"; ctx.fill(); ctx.strokeStyle = "#fff"; ctx.lineWidth = 1; ctx.stroke();
    write(ctx, page.ui.north, right - 24, y - 18, 30, 12, { weight: "700" }, false);
  }

  /** Turn drawings of the page into images. */
  function image(svg, width, height) {
    return new Promise(function (done) {
      var copy = svg.cloneNode(true), picture = new Image();
      copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
      copy.setAttribute("width", width); copy.setAttribute("height", height);
      copy.style.transform = "none";
      picture.onload = function () { done(picture); };
      picture.onerror = function () { done(null); };
      picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    });
  }

  /** Return the images of what is no canvas of ours: rows of the legend, and vectors that a user or the ruler drew. */
  function drawings(page) {
    var rows = new Map(), overlays = [], waits = [];
    page.legends.forEach(function (part) {
      part.rows.forEach(function (row) {
        var own = Object.prototype.hasOwnProperty.call(G.swatches, row.kind) && G.swatches[row.kind](row);
        var face = own && (own.matches("svg, canvas") ? own : own.querySelector("svg, canvas"));
        if (!face) { return; }
        var entry = { image: face, width: parseFloat(face.style.width) || 26, height: parseFloat(face.style.height) || 16 };
        if (face.tagName === "CANVAS") { rows.set(row, entry); return; }
        waits.push(image(face, 2 * entry.width, 2 * entry.height).then(function (drawn) {
          if (drawn) { entry.image = drawn; rows.set(row, entry); }
        }));
      });
    });
    page.map.getPane("overlayPane").querySelectorAll("svg, canvas").forEach(function (node) {
      var box = node.getBoundingClientRect(), entry = { node: node, box: box };
      overlays.push(entry);
      if (node.tagName !== "CANVAS") { waits.push(image(node, box.width, box.height).then(function (picture) { entry.node = picture; })); }
    });
    return Promise.all(waits).then(function () { return { rows: rows, overlays: overlays }; });
  }

  function view(ctx, page, top, drawn) {
    var map = page.map, size = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]), box = map.getContainer().getBoundingClientRect();
    ctx.save();
    ctx.translate(0, top);
    ctx.beginPath(); ctx.rect(0, 0, size.x, size.y); ctx.clip();
    ctx.fillStyle = "#dbe9f2"; ctx.fillRect(0, 0, size.x, size.y);
    ctx.save(); ctx.translate(-corner.x, -corner.y); page.shapes.draw(ctx); ctx.restore();
    drawn.overlays.forEach(function (each) {
      if (each.node) { ctx.drawImage(each.node, each.box.left - box.left, each.box.top - box.top, each.box.width, each.box.height); }
    });
    ctx.translate(-corner.x, -corner.y);
    page.layers.forEach(function (layer) {
      var kind = page.kind(layer);
      if (layer.shown && kind.picture) { kind.picture(layer, ctx, page); }
    });
    page.top.draw(ctx);
    ctx.restore();
  }

  /** Return a promise of the canvas. */
  G.picture = function (page) {
    return drawings(page).then(function (drawn) {
      var size = page.map.getSize(), beside = size.x >= 620, data = page.data;
      var shown = page.captioned(), canvas = document.createElement("canvas"), ctx = canvas.getContext("2d"), width = beside ? size.x + SIDE : Math.max(size.x, 360);
      function head(dry) {
        var y = write(ctx, data.title, EDGE, 12, width - 2 * EDGE, 20, { weight: "700" }, dry);
        if (shown) { y = write(ctx, shown, EDGE, y + 2, width - 2 * EDGE, 15, { weight: "700" }, dry); }
        if (data.subtitle) { y = write(ctx, data.subtitle, EDGE, y + 2, width - 2 * EDGE, 13, { colour: "#4a4a4a" }, dry); }
        if (data.badge) { y = write(ctx, data.badge + " – " + data.badge_help, EDGE, y + 2, width - 2 * EDGE, 12, { weight: "700", colour: "#5c3a00" }, dry); }
        return y + 9;
      }
      var top = head(true), x = beside ? size.x + EDGE : EDGE, room = beside ? SIDE - 2 * EDGE : width - 2 * EDGE, from = beside ? top : top + size.y + 6;
      var mid = legend(ctx, page, x, from, room, drawn.rows, true) + 6;
      var below = notes(ctx, page, x, mid, room, true) + 10, foot = top + size.y;
      // Long notes go below the map, over its width.
      var at = below > foot && beside ? { x: EDGE, y: Math.max(foot + 8, mid), room: width - 2 * EDGE } : { x: x, y: mid, room: room };
      var height = Math.max(foot, notes(ctx, page, at.x, at.y, at.room, true) + 10);
      canvas.width = width * RATIO; canvas.height = height * RATIO;
      ctx.scale(RATIO, RATIO);
      ctx.fillStyle = "#fff"; ctx.fillRect(0, 0, width, height);
      head(false);
      view(ctx, page, top, drawn);
      legend(ctx, page, x, from, room, drawn.rows, false);
      notes(ctx, page, at.x, at.y, at.room, false);
      scale(ctx, page, 10, top + size.y - 10, size.x);
      return canvas;
    });
  };

  G.tool({ order: 50, name: "picture", icon: "M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M10.5 6h1", run: function (page) {
    G.picture(page).then(function (canvas) {
      canvas.toBlob(function (blob) {
        var address = URL.createObjectURL(blob), name = page.data.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80);
        G.el("a", { href: address, download: (name || "map") + ".png" }).click();
        setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
        page.say(page.ui.saved);
      });
    });
  } });
}(window.GeoCoop));
