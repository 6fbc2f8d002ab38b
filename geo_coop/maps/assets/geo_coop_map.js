/* Draws a geo_coop map page from its JSON payload, with Leaflet. No build step, no other library.
 *
 * Rules of this file:
 * - Every string of the payload is data. It reaches the page through textContent, canvas text or an option's
 *   value only, never through innerHTML.
 * - Shapes are coded arcs (geo_coop/maps/prepare.py). Each arc is decoded and projected once; borders that two
 *   regions share are stored, and stroked, once.
 * - Everything is painted on two canvases: shapes below, labels and the highlight above. Layers that a user
 *   adds lie between the two.
 */
(function () {
  "use strict";

  // ---------------------------------------------------------------------------------------------------------
  // Text safety, also for what users add with folium

  var DROPPED = "script,iframe,frame,object,embed,applet,meta,link,base,form,input,button,textarea,select,style," +
    "template,noscript,svg,math,audio,video,source,track,portal";

  /** Remove from a DOM tree everything that could run, load or send something. */
  function disarm(root) {
    Array.from(root.querySelectorAll(DROPPED)).forEach(function (node) { node.remove(); });
    Array.from(root.querySelectorAll("*")).forEach(function (node) {
      Array.from(node.attributes).forEach(function (attribute) {
        var name = attribute.name.toLowerCase(), value = attribute.value.replace(/[\u0000-\u0020]+/g, "");
        var link = name === "href" && node.tagName === "A" && /^(https?:|mailto:|#)/i.test(value);
        var image = name === "src" && node.tagName === "IMG" && /^data:image\//i.test(value);
        var address = /^(href|src|srcset|xlink:href|action|formaction|data|poster|background|ping)$/.test(name);
        if (/^on/.test(name) || (address && !link && !image)) { node.removeAttribute(attribute.name); }
      });
      if (node.tagName === "A") { node.rel = "noopener noreferrer"; }
    });
    return root;
  }

  /** Parse markup without running or loading anything, and return it disarmed. */
  function fragment(markup) {
    var parsed = disarm(new DOMParser().parseFromString(markup, "text/html").body);
    var result = document.createDocumentFragment();
    while (parsed.firstChild) { result.appendChild(document.adoptNode(parsed.firstChild)); }
    return result;
  }

  // Tooltips and popups of any layer: markup is disarmed before it enters the page.
  L.DivOverlay.include({
    _updateContent: function () {
      if (!this._content) { return; }
      var content = typeof this._content === "function" ? this._content(this._source || this) : this._content;
      var node = typeof content === "string" ? fragment(content) : disarm(content);
      this._contentNode.replaceChildren(node);
      this.fire("contentupdate");
    }
  });

  // Names of layers are text.
  var addToControl = L.Control.Layers.prototype._addLayer;
  L.Control.Layers.include({
    _addLayer: function (layer, name, overlay) {
      var holder = document.createElement("span");
      holder.textContent = name;
      return addToControl.call(this, layer, holder.innerHTML, overlay);
    }
  });

  // folium's popups call jQuery to make an element, and nothing else: this much of it is enough.
  window.$ = function (what) {
    if (what === document) { return { ready: function (run) { run(); } }; }
    return Array.from(fragment(String(what)).children);
  };

  // ---------------------------------------------------------------------------------------------------------
  // Small helpers

  /** Make an element; strings among the children become text. */
  function el(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) {
      if (child !== null && child !== undefined && child !== "") { node.append(child); }
    });
    return node;
  }

  /** Make a small line drawing from a path of this file. */
  function icon(path) {
    var space = "http://www.w3.org/2000/svg";
    var drawing = document.createElementNS(space, "svg"), line = document.createElementNS(space, "path");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    drawing.append(line);
    return drawing;
  }

  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var DIGIT = new Uint8Array(128);
  for (var position = 0; position < 64; position++) { DIGIT[ALPHABET.charCodeAt(position)] = position; }

  /** Read coded whole numbers. */
  function numbers(text) {
    var result = [], value = 0, shift = 0;
    for (var i = 0; i < text.length; i++) {
      var digit = DIGIT[text.charCodeAt(i)];
      value += (digit & 31) * Math.pow(2, shift);
      if (digit & 32) { shift += 5; continue; }
      result.push(value % 2 ? -(value + 1) / 2 : value / 2);
      value = shift = 0;
    }
    return result;
  }

  /** Undo differences. */
  function sums(values) {
    for (var i = 1; i < values.length; i++) { values[i] += values[i - 1]; }
    return values;
  }

  // World coordinates: Web Mercator at zoom 0, 256 units around the earth.
  function worldX(longitude) { return (longitude + 180) / 360 * 256; }
  function worldY(latitude) {
    var sine = Math.sin(latitude * Math.PI / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
  }

  // ---------------------------------------------------------------------------------------------------------
  // Geometry

  /** Arcs in world coordinates, with a thinned copy for the zoom in use. */
  function Arcs(coded, step, origin) {
    var size = 0, i, k;
    for (i = 0; i < coded.length; i++) {
      for (k = 0; k < coded[i].length; k++) { if (DIGIT[coded[i].charCodeAt(k)] < 32) { size++; } }
    }
    this.count = coded.length;
    this.start = new Int32Array(coded.length + 1);
    this.x = new Float64Array(size / 2);
    this.y = new Float64Array(size / 2);
    this.box = new Float64Array(4 * coded.length);
    var at = 0;
    for (i = 0; i < coded.length; i++) {
      var text = coded[i], length = text.length, column = 0, row = 0, value = 0, factor = 1, second = false;
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (k = 0; k < length; k++) {
        var digit = DIGIT[text.charCodeAt(k)];
        value += (digit & 31) * factor;
        if (digit & 32) { factor *= 32; continue; }
        var number = value % 2 ? -(value + 1) / 2 : value / 2;
        value = 0; factor = 1;
        if (!second) { column += number; second = true; continue; }
        row += number; second = false;
        var x = worldX((column + origin[0]) * step), y = worldY((row + origin[1]) * step);
        this.x[at] = x; this.y[at] = y; at++;
        if (x < west) { west = x; }
        if (x > east) { east = x; }
        if (y < north) { north = y; }
        if (y > south) { south = y; }
      }
      this.start[i + 1] = at;
      this.box.set([west, north, east, south], 4 * i);
    }
    this.thin = null;
  }

  /** Return the arcs with points closer than about half a pixel left out; ends stay, so neighbours still meet. */
  Arcs.prototype.at = function (zoom) {
    if (this.thin && this.thin.zoom === zoom) { return this.thin; }
    var least = Math.pow(0.6 / Math.pow(2, zoom), 2), x = this.x, y = this.y;
    var keptX = new Float64Array(x.length), keptY = new Float64Array(x.length);
    var start = new Int32Array(this.count + 1), to = 0;
    for (var arc = 0; arc < this.count; arc++) {
      var first = this.start[arc], last = this.start[arc + 1] - 1, lastX = Infinity, lastY = Infinity;
      // A closed arc keeps four points at least, so that a small island stays one.
      var stride = last - first <= 4 ? 0 : least;
      for (var i = first; i <= last; i++) {
        var dx = x[i] - lastX, dy = y[i] - lastY;
        if (i === last || i === first || dx * dx + dy * dy >= stride) {
          keptX[to] = lastX = x[i]; keptY[to] = lastY = y[i]; to++;
        }
      }
      start[arc + 1] = to;
    }
    this.thin = { zoom: zoom, x: keptX.subarray(0, to), y: keptY.subarray(0, to), start: start };
    return this.thin;
  };

  /** Add one arc to the canvas path. */
  function traceArc(ctx, arcs, reference, view, joined) {
    var arc = reference < 0 ? ~reference : reference;
    var from = arcs.start[arc], to = arcs.start[arc + 1] - 1, step = 1;
    if (reference < 0) { var swap = from; from = to; to = swap; step = -1; }
    var i = from;
    if (!joined) { ctx.moveTo(arcs.x[i] * view.scale - view.x, arcs.y[i] * view.scale - view.y); }
    while (i !== to) {
      i += step;
      ctx.lineTo(arcs.x[i] * view.scale - view.x, arcs.y[i] * view.scale - view.y);
    }
  }

  /** Polygons over shared arcs. */
  function Topology(data) {
    this.arcs = new Arcs(data.arcs ? data.arcs.split(",") : [], data.step, data.origin);
    this.shapes = (data.shapes ? data.shapes.split(",") : []).map(function (text) {
      var values = numbers(text), rings = [], last = 0, i = 0;
      while (i < values.length) {
        var ring = [];
        for (var left = values[i++]; left > 0; left--) { last += values[i++]; ring.push(last); }
        rings.push(ring);
      }
      return rings;
    });
    var box = this.arcs.box;
    this.boxes = this.shapes.map(function (rings) {
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      rings.forEach(function (ring) {
        ring.forEach(function (reference) {
          var at = 4 * (reference < 0 ? ~reference : reference);
          west = Math.min(west, box[at]); north = Math.min(north, box[at + 1]);
          east = Math.max(east, box[at + 2]); south = Math.max(south, box[at + 3]);
        });
      });
      return [west, north, east, south];
    });
    this.anchors = [];
  }

  Topology.prototype.trace = function (ctx, shape, view) {
    var arcs = this.arcs.at(view.zoom);
    this.shapes[shape].forEach(function (ring) {
      for (var i = 0; i < ring.length; i++) { traceArc(ctx, arcs, ring[i], view, i > 0); }
      ctx.closePath();
    });
  };

  /** Call back for each edge of a shape, at full precision. */
  Topology.prototype.edges = function (shape, visit) {
    var arcs = this.arcs;
    this.shapes[shape].forEach(function (ring) {
      ring.forEach(function (reference) {
        var arc = reference < 0 ? ~reference : reference;
        for (var i = arcs.start[arc] + 1; i < arcs.start[arc + 1]; i++) {
          visit(arcs.x[i - 1], arcs.y[i - 1], arcs.x[i], arcs.y[i]);
        }
      });
    });
  };

  /** Return the number of the shape at a world position, or -1. */
  Topology.prototype.find = function (x, y) {
    for (var shape = 0; shape < this.shapes.length; shape++) {
      var box = this.boxes[shape], inside = false;
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) { continue; }
      this.edges(shape, function (ax, ay, bx, by) {
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) { inside = !inside; }
      });
      if (inside) { return shape; }
    }
    return -1;
  };

  /** Return a place for a label inside a shape: [x, y, width] of the widest of three rows through it. */
  Topology.prototype.anchor = function (shape) {
    if (this.anchors[shape]) { return this.anchors[shape]; }
    var box = this.boxes[shape], best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0], topology = this;
    [0.5, 0.37, 0.63].forEach(function (part) {
      var y = box[1] + part * (box[3] - box[1]), crossings = [];
      topology.edges(shape, function (ax, ay, bx, by) {
        if ((ay > y) !== (by > y)) { crossings.push((bx - ax) * (y - ay) / (by - ay) + ax); }
      });
      crossings.sort(function (a, b) { return a - b; });
      for (var i = 0; i + 1 < crossings.length; i += 2) {
        var width = crossings[i + 1] - crossings[i];
        if (width > best[2] * 1.15) { best = [(crossings[i] + crossings[i + 1]) / 2, y, width]; }
      }
    });
    this.anchors[shape] = best;
    return best;
  };

  // ---------------------------------------------------------------------------------------------------------
  // Canvas sheets

  /** A canvas that follows the map, and calls `paint(ctx, view)` when it has to be drawn again. */
  var Sheet = L.Renderer.extend({
    initialize: function (paint, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._paint = paint;
    },
    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      this._container = this._ctx = null;
    },
    _updatePaths: function () { return; },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      var size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._ratio = ratio;
      this.repaint();
    },
    repaint: function () {
      if (!this._map || !this._ctx || !this._bounds) { return; }
      var ctx = this._ctx, bounds = this._bounds, ratio = this._ratio;
      var scale = this._map.getZoomScale(this._zoom, 0), origin = this._map.getPixelOrigin();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      ctx.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
      this._paint(ctx, {
        zoom: this._zoom, scale: scale, x: origin.x, y: origin.y,
        west: (bounds.min.x + origin.x) / scale, north: (bounds.min.y + origin.y) / scale,
        east: (bounds.max.x + origin.x) / scale, south: (bounds.max.y + origin.y) / scale
      });
    }
  });

  function visible(box, view) {
    return box[2] >= view.west && box[0] <= view.east && box[3] >= view.north && box[1] <= view.south;
  }

  var patterns = {};
  /** Return the canvas pattern of a hatch. */
  function pattern(ctx, hatch) {
    if (!patterns[hatch]) {
      var tile = document.createElement("canvas"), pen = tile.getContext("2d");
      tile.width = tile.height = 8;
      pen.strokeStyle = pen.fillStyle = { legal: "rgba(20,20,20,0.75)", dots: "rgba(120,110,95,0.55)" }[hatch] ||
        "rgba(90,90,90,0.8)";
      pen.lineWidth = hatch === "legal" ? 1.4 : 1.1;
      pen.beginPath();
      if (hatch === "dots") {
        pen.arc(2, 2, 1, 0, 7); pen.arc(6, 6, 1, 0, 7); pen.fill();
      } else if (hatch === "legal") {
        [-8, 0, 8].forEach(function (at) { pen.moveTo(at - 1, -1); pen.lineTo(at + 9, 9); });
        pen.stroke();
      } else {
        [0, 8, 16].forEach(function (at) { pen.moveTo(at + 1, -1); pen.lineTo(at - 9, 9); });
        pen.stroke();
      }
      patterns[hatch] = ctx.createPattern(tile, "repeat");
    }
    return patterns[hatch];
  }

  function strokeArcs(ctx, arcs, list, view, style) {
    var thin = arcs.at(view.zoom), box = arcs.box;
    ctx.beginPath();
    for (var i = 0; i < list.length; i++) {
      var at = 4 * list[i];
      if (box[at + 2] >= view.west && box[at] <= view.east && box[at + 3] >= view.north && box[at + 1] <= view.south) {
        traceArc(ctx, thin, list[i], view, false);
      }
    }
    ctx.strokeStyle = style.colour;
    ctx.lineWidth = style.width;
    ctx.setLineDash(style.dash || []);
    ctx.lineJoin = ctx.lineCap = "round";
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function everyArc(arcs) {
    var result = new Array(arcs.count);
    for (var i = 0; i < arcs.count; i++) { result[i] = i; }
    return result;
  }

  // ---------------------------------------------------------------------------------------------------------
  // Layers of the payload. Each kind knows how to read its data and how to paint itself.

  var KINDS = {
    context: {
      read: function (layer, page) {
        layer.topology = page.topologies[layer.topology];
        layer.all = everyArc(layer.topology.arcs);
      },
      paint: function (layer, ctx, view) {
        ctx.fillStyle = layer.fill;
        layer.topology.shapes.forEach(function (rings, shape) {
          if (!visible(layer.topology.boxes[shape], view)) { return; }
          ctx.beginPath(); layer.topology.trace(ctx, shape, view); ctx.fill("evenodd");
        });
        strokeArcs(ctx, layer.topology.arcs, layer.all, view, { colour: layer.stroke, width: 1 });
      }
    },
    areas: {
      read: function (layer, page) {
        layer.topology = page.topologies[layer.topology];
        layer.classOf = numbers(layer.classOf);
        layer.all = everyArc(layer.topology.arcs);
        (layer.marks || []).forEach(function (mark) { mark.shapes = sums(numbers(mark.shapes)); });
      },
      paint: function (layer, ctx, view) {
        var topology = layer.topology, small = topology.shapes.length > 400 && view.zoom < 8;
        layer.classes.forEach(function (each, number) {
          for (var shape = 0; shape < topology.shapes.length; shape++) {
            if (layer.classOf[shape] !== number || !visible(topology.boxes[shape], view)) { continue; }
            ctx.beginPath(); topology.trace(ctx, shape, view);
            ctx.fillStyle = each.colour; ctx.fill("evenodd");
            if (each.hatch !== "none") { ctx.fillStyle = pattern(ctx, each.hatch); ctx.fill("evenodd"); }
          }
        });
        (layer.marks || []).forEach(function (mark) {
          mark.shapes.forEach(function (shape) {
            if (!visible(topology.boxes[shape], view)) { return; }
            ctx.beginPath(); topology.trace(ctx, shape, view);
            ctx.fillStyle = pattern(ctx, mark.hatch); ctx.fill("evenodd");
          });
        });
        strokeArcs(ctx, topology.arcs, layer.all, view, { colour: "rgba(60,60,60,0.55)", width: small ? 0.35 : 0.7 });
      }
    },
    outline: {
      read: function (layer, page) {
        layer.topology = page.topologies[layer.topology];
        layer.arcs = sums(numbers(layer.arcs));
        layer.edge = sums(numbers(layer.edge));
      },
      paint: function (layer, ctx, view) {
        strokeArcs(ctx, layer.topology.arcs, layer.edge, view, { colour: layer.colour, width: layer.width / 2 });
        strokeArcs(ctx, layer.topology.arcs, layer.arcs, view, { colour: "rgba(255,255,255,0.9)", width: 3 });
        strokeArcs(ctx, layer.topology.arcs, layer.arcs, view, { colour: layer.colour, width: layer.width });
      }
    },
    bands: {
      read: function (layer, page) { layer.topology = page.topologies[layer.topology]; },
      paint: function (layer, ctx, view) {
        layer.items.forEach(function (item, shape) {
          if (!visible(layer.topology.boxes[shape], view)) { return; }
          ctx.beginPath(); layer.topology.trace(ctx, shape, view);
          ctx.lineWidth = 3.2; ctx.strokeStyle = "rgba(255,255,255,0.75)"; ctx.stroke();
          ctx.setLineDash(item.dash); ctx.lineWidth = 1.6; ctx.strokeStyle = item.colour; ctx.stroke();
          ctx.setLineDash([]);
        });
      }
    },
    lines: {
      read: function (layer) {
        layer.items.forEach(function (item) {
          item.arcs = new Arcs(item.paths ? item.paths.split(",") : [], layer.step, [0, 0]);
          item.all = everyArc(item.arcs);
        });
      },
      paint: function (layer, ctx, view) {
        [{ colour: "#ffffff", width: 6 }, { width: 3.4 }].forEach(function (style) {
          layer.items.forEach(function (item) {
            strokeArcs(ctx, item.arcs, item.all, view, { colour: style.colour || item.colour, width: style.width });
          });
        });
      }
    },
    points: {
      read: function (layer, page) {
        layer.group = L.layerGroup(layer.items.map(function (item) {
          var face = el("span", { "class": "gc-point gc-point-" + item.shape });
          var marker = L.marker([item.lat, item.lon], {
            icon: L.divIcon({ className: "gc-point-holder", html: face, iconSize: [16, 16] }),
            title: item.label, alt: item.label, keyboard: true
          });
          marker.bindTooltip(function () { return facts(item.label, "", item.rows); }, { direction: "top", offset: [0, -8] });
          marker.bindPopup(function () { return facts(item.label, "", item.rows); });
          return marker;
        }));
        layer.group.addTo(page.map);
      },
      paint: function () { return; },
      show: function (layer, page, shown) { layer.group[shown ? "addTo" : "removeFrom"](page.map); }
    }
  };

  // ---------------------------------------------------------------------------------------------------------
  // Tooltips, popups

  /** A heading and rows of label and value. */
  function facts(title, sub, rows) {
    var box = el("div", { "class": "gc-facts" }, [el("strong", {}, [title])]);
    if (sub) { box.append(el("span", { "class": "gc-sub" }, [sub])); }
    if (rows.length) {
      box.append(el("table", {}, [el("tbody", {}, rows.map(function (row) {
        return el("tr", {}, [el("th", { scope: "row" }, [row[0]]), el("td", {}, [row[1]])]);
      }))]));
    }
    return box;
  }

  /** Look a value up in a column that may be stored as a table and positions. */
  function cell(column, row) {
    return column.table ? column.table[column.at[row]] : column.values[row];
  }

  function tooltip(layer, shape) {
    var rows = layer.fields.map(function (field) { return [field.label, cell(field, shape)]; });
    rows.push([layer.legendTitle, layer.classes[layer.classOf[shape]].label]);
    (layer.marks || []).forEach(function (mark) {
      if (mark.shapes.indexOf(shape) >= 0) { rows.push(["", mark.label]); }
    });
    return facts(layer.names[shape], layer.codes[shape] + " · " + cell(layer.levels, shape), rows.filter(function (row) {
      return row[1] !== "" && row[1] !== null && row[1] !== undefined;
    }));
  }

  function popup(layer, shape, ui) {
    var box = tooltip(layer, shape), details = layer.details;
    box.className = "gc-facts gc-popup";
    if (!details) { return box; }
    var list = details.lists[details.of[shape]] || [];
    if (!list.length) { box.append(el("p", { "class": "gc-none" }, [ui.no_details])); return box; }
    box.append(el("div", { "class": "gc-scroll", tabindex: "0", role: "region", "aria-label": ui.agreements }, [
      el("table", { "class": "gc-details" }, [
        el("caption", {}, [ui.agreements + " (" + list.length + ")"]),
        el("thead", {}, [el("tr", {}, details.heads.map(function (head) { return el("th", { scope: "col" }, [head]); }))]),
        el("tbody", {}, list.map(function (number) {
          return el("tr", {}, details.rows[number].map(function (text) { return el("td", {}, [text]); }));
        }))
      ])]));
    return box;
  }

  // ---------------------------------------------------------------------------------------------------------
  // Labels

  function paintLabels(page, ctx, view) {
    var taken = [], corner = page.map.containerPointToLayerPoint([0, 0]), size = page.map.getSize();
    /** A label half outside the map is cut off by its edge: leave it out. */
    function cut(box) {
      var west = box[0] - corner.x, north = box[1] - corner.y, east = box[2] - corner.x, south = box[3] - corner.y;
      var outside = east < 0 || south < 0 || west > size.x || north > size.y;
      return !outside && (west < 0 || north < 0 || east > size.x || south > size.y);
    }
    function place(label, x, y, fit) {
      var size = label.size || 12;
      ctx.font = (label.weight || "600") + " " + size + "px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
      var text = label.text, width = ctx.measureText(text).width, height = size * 1.2;
      if (fit !== undefined && width > fit) { return; }
      var px = x * view.scale - view.x, py = y * view.scale - view.y;
      var spots = label.beside ? [[10 + width / 2, 0], [-10 - width / 2, 0], [0, 15], [0, -15]] : [[0, 0]];
      for (var i = 0; i < spots.length; i++) {
        var cx = px + spots[i][0], cy = py + spots[i][1];
        var box = [cx - width / 2 - 3, cy - height / 2 - 1, cx + width / 2 + 3, cy + height / 2 + 1];
        var hit = taken.some(function (other) {
          return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
        });
        if (hit || cut(box)) { continue; }
        taken.push(box);
        ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
        ctx.lineWidth = 3.2; ctx.strokeStyle = label.halo || "rgba(255,255,255,0.92)";
        ctx.strokeText(text, cx, cy);
        ctx.fillStyle = label.colour || "#222"; ctx.fillText(text, cx, cy);
        return;
      }
    }
    var room = view.scale;
    page.layers.forEach(function (layer) {
      if (!layer.shown) { return; }
      if (layer.type === "points") {
        layer.items.forEach(function (item) {
          var x = item.lon, y = item.lat;
          taken.push([worldX(x) * room - view.x - 6, worldY(y) * room - view.y - 6,
            worldX(x) * room - view.x + 6, worldY(y) * room - view.y + 6]);
        });
      }
    });
    page.labels.forEach(function (label) {
      if (!label.layer.shown || (label.least && view.zoom < label.least)) { return; }
      if (label.x < view.west || label.x > view.east || label.y < view.north || label.y > view.south) { return; }
      place(label, label.x, label.y, label.fit ? label.fit * view.scale : undefined);
    });
    // Names of single areas, where there is room for them.
    page.layers.forEach(function (layer) {
      if (!layer.shown || layer.type !== "areas" || !layer.names) { return; }
      layer.topology.shapes.forEach(function (rings, shape) {
        var box = layer.topology.boxes[shape];
        if ((box[2] - box[0]) * view.scale < 40 || !visible(box, view)) { return; }
        var anchor = layer.topology.anchor(shape), colour = layer.classes[layer.classOf[shape]].colour;
        var dark = brightness(colour) < 120;
        place({ text: layer.names[shape], size: 11, weight: "500", colour: dark ? "#fff" : "#111",
          halo: dark ? "rgba(0,0,0,0.55)" : "rgba(255,255,255,0.85)" }, anchor[0], anchor[1], anchor[2] * view.scale - 4);
      });
    });
  }

  function brightness(colour) {
    var value = parseInt(colour.slice(1), 16);
    return 0.299 * (value >> 16) + 0.587 * (value >> 8 & 255) + 0.114 * (value & 255);
  }

  // ---------------------------------------------------------------------------------------------------------
  // Page furniture

  function swatch(row) {
    var face = el("span", { "class": "gc-swatch gc-" + row.kind + " gc-hatch-" + row.hatch, "aria-hidden": "true" });
    if (row.kind === "line" || row.kind === "band") {
      var drawing = icon("M0 8h26");
      drawing.setAttribute("viewBox", "0 0 26 16");
      drawing.style.stroke = row.colour;
      drawing.style.strokeWidth = row.kind === "line" ? 4 : 2;
      drawing.style.strokeDasharray = (row.dash || []).join(" ");
      face.append(drawing);
    } else if (row.kind !== "point") { face.style.backgroundColor = row.colour; }
    if (row.kind === "point") { face.append(el("span", { "class": "gc-point gc-point-" + row.shape })); }
    return face;
  }

  function legend(data, ui) {
    return el("section", { "class": "gc-legend", "aria-label": ui.legend }, data.map(function (part) {
      return el("div", {}, [
        el("h2", {}, [part.title]),
        el("ul", {}, part.rows.map(function (row) {
          var item = el("li", {}, [swatch(row), el("span", { "class": "gc-label" }, [row.label])]);
          if (row.count !== undefined) {
            item.append(el("span", { "class": "gc-count", title: ui.count }, [row.count]));
          }
          return item;
        }))
      ]);
    }));
  }

  function notes(data, ui) {
    return el("section", { "class": "gc-notes", "aria-label": ui.sources }, [
      el("h2", {}, [ui.sources]),
      el("dl", {}, data.facts.reduce(function (all, fact) {
        return all.concat([el("dt", {}, [fact[0]]), el("dd", {}, [fact[1]])]);
      }, []))
    ].concat(data.remarks.map(function (text) { return el("p", {}, [text]); })));
  }

  /** Search by name or code; several regions of one name are all offered. */
  function search(page) {
    var ui = page.ui, layer = page.main, list = el("datalist", { id: "gc-names" });
    var input = el("input", { type: "search", list: "gc-names", placeholder: ui.search, "aria-label": ui.search,
      autocomplete: "off", spellcheck: "false" });
    var found = el("ul", { "class": "gc-found", "aria-live": "polite" });
    function fill() {
      if (list.firstChild) { return; }
      layer.names.forEach(function (name, shape) {
        list.append(el("option", { value: name + " — " + layer.codes[shape] }));
      });
    }
    function go(shape) {
      found.replaceChildren();
      page.open(shape);
    }
    function look(strict) {
      var text = input.value.trim().toLowerCase(), hits = [];
      found.replaceChildren();
      if (!text) { return; }
      var code = text.split(" — ").pop();
      for (var shape = 0; shape < layer.codes.length; shape++) {
        if (layer.codes[shape].toLowerCase() === code) { go(shape); return; }
      }
      if (!strict) { return; }
      var exact = [];
      layer.names.forEach(function (name, number) {
        if (name.toLowerCase() === text) { exact.push(number); }
        if (name.toLowerCase().indexOf(text) >= 0 || layer.codes[number].indexOf(text) === 0) { hits.push(number); }
      });
      if (exact.length) { hits = exact; }
      if (hits.length === 1) { go(hits[0]); return; }
      if (!hits.length) { found.append(el("li", {}, [ui.not_found])); return; }
      hits.slice(0, 12).forEach(function (number) {
        var button = el("button", { type: "button" }, [layer.names[number] + " — " + layer.codes[number]]);
        button.addEventListener("click", function () { go(number); });
        found.append(el("li", {}, [button]));
      });
      if (hits.length > 12) { found.append(el("li", {}, [ui.more + " " + (hits.length - 12)])); }
    }
    input.addEventListener("focus", fill);
    input.addEventListener("input", function () { look(false); });
    input.addEventListener("keydown", function (event) { if (event.key === "Enter") { look(true); } });
    return el("div", { "class": "gc-search", role: "search" }, [input, list, found]);
  }

  var FullScreen = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function () {
      var box = el("div", { "class": "leaflet-bar leaflet-control" });
      var button = el("a", { href: "#", role: "button", title: this.options.title, "aria-label": this.options.title,
        "class": "gc-full" }, [icon("M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4")]);
      L.DomEvent.on(button, "click", function (event) {
        L.DomEvent.stop(event);
        if (document.fullscreenElement) { document.exitFullscreen(); } else { document.documentElement.requestFullscreen(); }
      });
      L.DomEvent.disableClickPropagation(box);
      box.append(button);
      return box;
    }
  });

  /** Stands for one layer of the payload in the layer control. */
  var Switch = L.Layer.extend({
    initialize: function (layer, page) { this.layer = layer; this.page = page; },
    onAdd: function () { this.turn(true); },
    onRemove: function () { this.turn(false); },
    turn: function (shown) {
      if (this.layer.shown === shown) { return; }
      this.layer.shown = shown;
      if (KINDS[this.layer.type].show) { KINDS[this.layer.type].show(this.layer, this.page, shown); }
      this.page.repaint();
    }
  });

  function furnish(page, data) {
    var map = page.map, ui = page.ui, holder = map.getContainer().closest(".gc-page");
    document.documentElement.lang = data.lang;
    if (!holder) { return; }
    var head = holder.querySelector(".gc-head"), side = holder.querySelector(".gc-side");
    head.append(el("h1", {}, [data.title]));
    if (data.subtitle) { head.append(el("p", { "class": "gc-subtitle" }, [data.subtitle])); }
    if (data.badge) { head.append(el("span", { "class": "gc-badge", title: data.badge_help }, [data.badge])); }
    var fold = el("details", { "class": "gc-fold" }, [el("summary", {}, [ui.panel]), legend(data.legends, ui), notes(data.notes, ui)]);
    if (page.main) { side.append(search(page)); }
    side.append(fold);
    var wide = window.matchMedia("(min-width: 760px)");
    function fit() { fold.open = wide.matches; }
    wide.addEventListener("change", fit);
    fit();
  }

  // ---------------------------------------------------------------------------------------------------------
  // The page

  function draw(map, id) {
    var data = JSON.parse(document.getElementById(id).textContent);
    var page = { map: map, ui: data.ui, layers: data.layers, labels: [], highlight: -1 };
    page.topologies = data.topologies.map(function (topology) { return new Topology(topology); });
    data.layers.forEach(function (layer) {
      layer.shown = true;
      KINDS[layer.type].read(layer, page);
      (layer.labels || []).forEach(function (label) {
        label.layer = layer; label.x = worldX(label.lon); label.y = worldY(label.lat);
        if (label.fit) { label.fit = label.fit / 360 * 256; }
        page.labels.push(label);
      });
      if (layer.type === "areas" && layer.names) { page.main = layer; }
    });
    page.labels.sort(function (a, b) { return (b.rank || 0) - (a.rank || 0); });
    furnish(page, data);

    map.createPane("gcShapes").style.zIndex = 350;
    map.createPane("gcTop").style.zIndex = 450;
    ["gcShapes", "gcTop"].forEach(function (name) { map.getPane(name).style.pointerEvents = "none"; });
    var shapes = new Sheet(function (ctx, view) {
      page.layers.forEach(function (layer) { if (layer.shown) { KINDS[layer.type].paint(layer, ctx, view); } });
    }, { pane: "gcShapes", padding: 0.15 });
    var top = new Sheet(function (ctx, view) {
      if (page.highlight >= 0 && page.main.shown) {
        ctx.beginPath(); page.main.topology.trace(ctx, page.highlight, view);
        ctx.lineJoin = "round"; ctx.lineWidth = 4; ctx.strokeStyle = "#ffffff"; ctx.stroke();
        ctx.lineWidth = 2; ctx.strokeStyle = "#000000"; ctx.stroke();
      }
      paintLabels(page, ctx, view);
    }, { pane: "gcTop", padding: 0.15 });
    page.repaint = function () { shapes.repaint(); top.repaint(); };

    map.invalidateSize({ animate: false });
    new ResizeObserver(function () { map.invalidateSize({ animate: false, pan: false }); }).observe(map.getContainer());
    var b = data.bounds;
    map.fitBounds([[b[1], b[0]], [b[3], b[2]]], { padding: [8, 8], animate: false });
    map.addLayer(shapes);
    map.addLayer(top);
    addControls(page, map, data);
    listen(page, map, top);
    page.map.gcPage = page;
    return page;
  }

  function addControls(page, map, data) {
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    new FullScreen({ title: page.ui.full_screen }).addTo(map);
    page.control = L.control.layers(null, null, { position: "topright", collapsed: true });
    data.layers.forEach(function (layer) {
      var part = new Switch(layer, page);
      if (!layer.fixed) { page.control.addOverlay(part, layer.name); }
      map.addLayer(part);
    });
    page.control.addTo(map);
    var toggle = page.control.getContainer().querySelector("a");
    toggle.title = page.ui.layers;
    toggle.setAttribute("aria-label", page.ui.layers);
    map.attributionControl.setPrefix("Leaflet");
    data.attribution.forEach(function (text) {
      map.attributionControl.addAttribution(el("span", {}, [text]).innerHTML);
    });
    var zoom = map.zoomControl;
    if (zoom) {
      [[zoom._zoomInButton, page.ui.zoom_in], [zoom._zoomOutButton, page.ui.zoom_out]].forEach(function (pair) {
        pair[0].title = pair[1]; pair[0].setAttribute("aria-label", pair[1]);
      });
    }
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", data.title);
  }

  function listen(page, map, top) {
    var layer = page.main, tip = L.tooltip({ direction: "auto", className: "gc-tip", opacity: 1, offset: [14, 0] });
    if (!layer) { return; }
    function at(event) {
      var target = event.originalEvent && event.originalEvent.target;
      // A layer or control of the user's own under the pointer comes first.
      if (target && target.closest && target.closest(".leaflet-interactive, .leaflet-control, .leaflet-popup")) { return -1; }
      var point = map.project(event.latlng, 0);
      return layer.shown ? layer.topology.find(point.x, point.y) : -1;
    }
    function mark(shape) {
      if (shape === page.highlight) { return; }
      page.highlight = shape;
      top.repaint();
    }
    var open = null;
    map.on("mousemove", function (event) {
      var shape = at(event), changed = shape !== page.highlight;
      mark(shape);
      if (shape < 0) { map.removeLayer(tip); return; }
      if (changed || !map.hasLayer(tip)) { tip.setContent(tooltip(layer, shape)); }
      tip.setLatLng(event.latlng);
      if (!map.hasLayer(tip)) { tip.addTo(map); }
    });
    map.on("mouseout", function () { map.removeLayer(tip); mark(-1); });
    function show(shape, latlng) {
      map.removeLayer(tip);
      open = L.popup({ maxWidth: Math.min(460, map.getSize().x - 40), minWidth: 200, className: "gc-pop" })
        .setLatLng(latlng).setContent(popup(layer, shape, page.ui)).openOn(map);
      mark(shape);
    }
    map.on("click", function (event) {
      var shape = at(event);
      if (shape >= 0) { show(shape, event.latlng); }
    });
    map.on("popupclose", function (event) { if (event.popup === open) { mark(-1); } });
    page.open = function (shape) {
      var box = layer.topology.boxes[shape], anchor = layer.topology.anchor(shape);
      function back(x, y) { return map.unproject([x, y], 0); }
      map.fitBounds(L.latLngBounds(back(box[0], box[3]), back(box[2], box[1])), { maxZoom: 10, padding: [60, 60], animate: false });
      show(shape, back(anchor[0], anchor[1]));
    };
  }

  window.geoCoop = {
    draw: draw,
    /** List the layers that a user added in the control of the page. */
    addUserLayers: function (map, layers) {
      if (!map.gcPage) { return; }
      layers.forEach(function (pair) { map.gcPage.control.addOverlay(pair[1], pair[0]); });
    },
    /** Say that everything is drawn. */
    finish: function () {
      requestAnimationFrame(function () { document.documentElement.dataset.ready = "1"; });
    }
  };
}());
