/* The namespace that every file of a page shares: registries, and the one place where text becomes a node.
 *
 * Rules of these files (no build step; geo_coop/maps/packaged.py joins them when a page is made):
 * - Every string of the payload is data. It reaches the page through textContent (`el`), canvas text or an
 *   option's value only, never through innerHTML.
 * - Shapes are coded arcs (geo_coop/maps/prepare.py). Everything is painted on two canvases: shapes below, labels
 *   and the highlight above. Layers that a user adds lie between the two.
 * - A file adds a kind of layer, or a control, by registering it; docs/maps.md says how.
 */
window.GeoCoop = (function () {
  "use strict";

  /** Named entries; `all` gives them by their `order`, then as they were registered. */
  function Registry(what) {
    var entries = {}, names = [];
    this.register = function (name, entry) {
      if (Object.prototype.hasOwnProperty.call(entries, name)) { throw new Error(what + " " + name + " is there already"); }
      entries[name] = entry;
      names.push(name);
    };
    this.get = function (name) {
      if (!Object.prototype.hasOwnProperty.call(entries, name)) { throw new Error("no " + what + " " + name); }
      return entries[name];
    };
    this.all = function () {
      return names.map(this.get).sort(function (a, b) { return (a.order || 0) - (b.order || 0); });
    };
  }

  /** Make an element; strings among the children become text. */
  function el(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) {
      if (child !== null && child !== undefined && child !== "") { node.append(child); }
    });
    return node;
  }

  /** Make a small line drawing from a path of these files. */
  function icon(path) {
    var space = "http://www.w3.org/2000/svg";
    var drawing = document.createElementNS(space, "svg"), line = document.createElementNS(space, "path");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    drawing.append(line);
    return drawing;
  }

  // `swatches` holds what draws a row of the legend, by the kind of the row, where legend.js does not draw it itself;
  // `marks` likewise what draws a shape of points on a canvas.
  return { layers: new Registry("layer kind"), controls: new Registry("control"), swatches: {}, marks: {}, el: el, icon: icon };
}());
