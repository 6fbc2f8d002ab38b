/* What the map shows, as a table: sorted by a click on a heading, filtered, and filtering the map in turn.
 * Built when it is first opened; rows come as they are scrolled to. */
(function (G) {
  "use strict";

  var el = G.el, CHUNK = 80, FACET = 40;

  /** Return a function that reads numbers as the page writes them; null for other text. */
  function reader(lang) {
    var form = lang === "id" ? /^-?\d{1,3}(\.?\d{3})*(,\d+)?$/ : /^-?\d{1,3}(,?\d{3})*(\.\d+)?$/;
    return function (text) {
      if (!form.test(text)) { return null; }
      return Number(lang === "id" ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, ""));
    };
  }

  function Table(page, layer, said) {
    this.page = page;
    this.layer = layer;
    this.data = page.kind(layer).table(layer, page);
    this.said = said;
    this.column = -1;
    this.up = true;
    this.text = "";
    this.chosen = {};
    this.read();
  }

  Table.prototype.read = function () {
    this.rows = [];
    for (var i = 0; i < this.data.count; i++) {
      this.rows.push(this.data.row(i).map(function (value) { return value === null || value === undefined ? "" : String(value); }));
    }
  };

  /** Return the numbers of the rows that pass, in order. */
  Table.prototype.pick = function () {
    var table = this, found = [], words = this.text.toLowerCase().split(/\s+/).filter(String), facets = Object.keys(this.chosen);
    this.rows.forEach(function (row, number) {
      if (!facets.every(function (column) { return row[column] === table.chosen[column]; })) { return; }
      var all = words.length ? row.join(" ").toLowerCase() : "";
      if (words.every(function (word) { return all.indexOf(word) >= 0; })) { found.push(number); }
    });
    if (this.column < 0) { return found; }
    var column = this.column, sign = this.up ? 1 : -1, read = reader(this.page.lang), rank = this.data.rank;
    var collator = new Intl.Collator(this.page.lang, { numeric: true });
    var keys = {};
    found.forEach(function (number) {
      var text = table.rows[number][column], ranked = rank ? rank(number, column) : undefined;
      keys[number] = ranked !== undefined ? ranked : text === "" ? null : read(text) === null ? text : read(text);
    });
    return found.sort(function (a, b) {
      var p = keys[a], q = keys[b];
      // Empty cells stay last, whichever way the others go.
      if (p === null || q === null) { return (p === null) - (q === null) || a - b; }
      return sign * (typeof p === "number" && typeof q === "number" ? p - q : collator.compare(String(p), String(q))) || a - b;
    });
  };

  Table.prototype.build = function () {
    var table = this, ui = this.page.ui;
    this.body = el("tbody");
    this.heads = this.data.heads.map(function (head, column) {
      var button = el("button", { type: "button" }, [head || "–"]), cell = el("th", { scope: "col" }, [button]);
      button.addEventListener("click", function () {
        table.up = table.column === column ? !table.up : true;
        table.column = column;
        table.update();
      });
      return cell;
    });
    this.more = el("button", { type: "button", "class": "gc-more" }, [ui.show_more]);
    this.box = el("div", { "class": "gc-rows", tabindex: "0", role: "region", "aria-label": ui.table + ": " + this.layer.name }, [
      el("table", {}, [el("caption", { "class": "gc-unseen" }, [this.layer.name]), el("thead", {}, [el("tr", {}, this.heads)]), this.body]), this.more]);
    this.more.addEventListener("click", function () { table.append(); });
    this.box.addEventListener("scroll", function () {
      if (table.box.scrollTop + table.box.clientHeight > table.box.scrollHeight - 300) { table.append(); }
    });
    this.body.addEventListener("click", function (event) {
      var row = event.target.closest("tr");
      if (row) { table.data.open(Number(row.dataset.number), table.page); }
    });
    this.filters = el("div", { "class": "gc-filters" }, this.facets());
  };

  /** Return the choices: a text, and a list for each column of few values. */
  Table.prototype.facets = function () {
    var table = this, ui = this.page.ui, input = el("input", { type: "search", placeholder: ui.filter, "aria-label": ui.filter });
    var timer = 0, wait = this.rows.length > 2000 ? 250 : 0;
    input.addEventListener("input", function () {
      table.text = input.value;
      clearTimeout(timer);
      if (wait) { timer = setTimeout(function () { table.update(); }, wait); } else { table.update(); }
    });
    var lists = (this.data.facets || []).map(function (column) {
      var counts = new Map(), head = table.data.heads[column];
      table.rows.forEach(function (row) { counts.set(row[column], (counts.get(row[column]) || 0) + 1); });
      if (counts.size < 2 || counts.size > FACET) { return null; }
      var list = el("select", { "aria-label": head }, [el("option", { value: "" }, [head + ": " + ui.all])]);
      var values = Array.from(counts.keys());
      if (!table.data.rank) { values.sort(); } else {
        var first = new Map();
        table.rows.forEach(function (row, number) { if (!first.has(row[column])) { first.set(row[column], number); } });
        values.sort(function (a, b) {
          var p = table.data.rank(first.get(a), column), q = table.data.rank(first.get(b), column);
          return p === undefined || q === undefined ? (a < b ? -1 : 1) : p - q;
        });
      }
      values.forEach(function (value, number) {
        list.append(el("option", { value: String(number + 1) }, [(value || "–") + " (" + counts.get(value) + ")"]));
      });
      list.addEventListener("change", function () {
        if (list.value === "") { delete table.chosen[column]; } else { table.chosen[column] = values[Number(list.value) - 1]; }
        table.update();
      });
      return list;
    });
    return [input].concat(lists);
  };

  Table.prototype.append = function () {
    var table = this, until = Math.min(this.shown + CHUNK, this.order.length), rows = [];
    for (; this.shown < until; this.shown++) {
      var number = this.order[this.shown];
      rows.push(el("tr", { "data-number": String(number) }, this.rows[number].map(function (text, column) {
        return column ? el("td", {}, [text]) : el("th", { scope: "row" }, [el("button", { type: "button" }, [text || "–"])]);
      })));
    }
    rows.forEach(function (row) { table.body.append(row); });
    this.more.hidden = this.shown >= this.order.length;
    this.highlight();
  };

  /** Fade on the map what does not pass; all are shown while the table is closed. */
  Table.prototype.fade = function (open) {
    var all = !open || this.order.length === this.rows.length;
    if (!this.page.kind(this.layer).fades || (all && !this.layer.only)) { return; }
    G.filter(this.page, this.layer, all ? null : new Set(this.order));
  };

  Table.prototype.update = function () {
    var table = this, all = this.rows.length;
    this.order = this.pick();
    this.shown = 0;
    this.body.replaceChildren();
    this.box.scrollTop = 0;
    this.append();
    this.heads.forEach(function (cell, column) {
      if (column === table.column) { cell.setAttribute("aria-sort", table.up ? "ascending" : "descending"); }
      else { cell.removeAttribute("aria-sort"); }
    });
    this.said.textContent = this.page.ui.of.replace("{n}", this.page.number(this.order.length)).replace("{all}", this.page.number(all));
    this.fade(true);
  };

  /** Mark the row of what is open on the map. */
  Table.prototype.highlight = function () {
    var chosen = this.page.chosen, layer = this.layer;
    Array.from(this.body.children).forEach(function (row) {
      var on = Boolean(chosen) && chosen.layer === layer && Number(row.dataset.number) === chosen.item;
      row.classList.toggle("gc-on", on);
      if (on) { row.scrollIntoView({ block: "nearest" }); }
    });
  };

  G.controls.register("table", { order: 70, add: function (page) {
    var ui = page.ui, drawer = page.slots.drawer, tables = new Map(), current = null;
    var layers = page.layers.filter(function (layer) { return page.kind(layer).table; }).sort(function (a, b) {
      return (b === page.main) - (a === page.main);
    });
    if (!layers.length) { return; }
    var body = el("div", { id: "gc-drawer-body", hidden: "" }), said = el("span", { "class": "gc-said", role: "status" });
    var toggle = el("button", { type: "button", "class": "gc-toggle", "aria-expanded": "false", "aria-controls": "gc-drawer-body" }, [ui.table]);
    var pick = el("select", { "aria-label": ui.table }, layers.map(function (layer, number) {
      return el("option", { value: String(number) }, [layer.name]);
    }));
    var bar = el("div", { "class": "gc-drawer-bar" }, [toggle, layers.length > 1 ? pick : null, said]);
    function show(layer) {
      if (!tables.has(layer)) { tables.set(layer, new Table(page, layer, said)); tables.get(layer).build(); }
      if (current && current.layer !== layer) { current.fade(false); }
      current = tables.get(layer);
      current.update();
      body.replaceChildren(current.filters, current.box);
    }
    function turn(open) {
      toggle.setAttribute("aria-expanded", String(open));
      body.hidden = pick.hidden = !open;
      drawer.classList.toggle("gc-open", open);
      if (open) { page.fire("table"); show(layers[Number(pick.value)]); } else { said.textContent = ""; current.fade(false); }
      page.fire("change");
    }
    pick.hidden = true;
    drawer.setAttribute("role", "region");
    drawer.setAttribute("aria-label", ui.table);
    page.on("unfold", function () { if (!body.hidden) { turn(false); } });
    toggle.addEventListener("click", function () { turn(body.hidden); });
    pick.addEventListener("change", function () { show(layers[Number(pick.value)]); });
    drawer.append(bar, body);
    page.on("select", function () { if (current && !body.hidden) { current.highlight(); } });
    page.on("restyle", function (event) {
      var table = tables.get(event.layer);
      if (!table) { return; }
      table.read();
      if (table === current && !body.hidden) { table.update(); }
    });
    page.keep("table", function () { return body.hidden ? null : pick.value; }, function (text) {
      if (!layers[Number(text)]) { return; }
      pick.value = String(Number(text));
      turn(true);
    });
    if (page.extras.table && window.matchMedia("(min-width: 760px)").matches) { turn(true); }
  } });
}(window.GeoCoop));
