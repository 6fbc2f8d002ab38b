/* Reads coded numbers, and projects to world coordinates. */
(function (G) {
  "use strict";

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

  /** A grid of places: columns and rows of `step` degrees from `origin` on, which is itself a column and a row.
   *
   * World y is worked out for every 64th row; between two of them a straight line is exact to a hundredth of a pixel.
   */
  function Grid(step, origin) {
    this.step = step;
    this.first = origin[1];
    this.left = worldX(origin[0] * step);
    this.wide = step / 360 * 256;
    this.rungs = [];
  }
  Grid.ROWS = 6;
  Grid.prototype.rung = function (number) {
    var found = this.rungs[number];
    if (found === undefined) { found = this.rungs[number] = worldY(((number << Grid.ROWS) + this.first) * this.step); }
    return found;
  };
  Grid.prototype.x = function (column) { return this.left + column * this.wide; };
  Grid.prototype.y = function (row) {
    var rung = row >> Grid.ROWS, low = this.rung(rung);
    return low + (this.rung(rung + 1) - low) * (row & (1 << Grid.ROWS) - 1) / (1 << Grid.ROWS);
  };

  G.Grid = Grid;
  G.numbers = numbers;
  G.sums = sums;
  G.worldX = worldX;
  G.worldY = worldY;
}(window.GeoCoop));
