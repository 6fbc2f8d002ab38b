/* Search by name or code. */
(function (G) {
  "use strict";

  var el = G.el;

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

  G.search = search;
}(window.GeoCoop));
