/* Reads what geo_coop/maps/packing.py and topology.py packed: numbers in Huffman codes, rings and arcs made of them. */
(function (G) {
  "use strict";

  var LONGEST = 10, LEVELS = 10, SHAPES = 0, RINGS = 1, REFERENCES = 2, REFERENCE = 3, POINTS = 4, START = 5, STEP = 6;
  var KINDS = STEP + 2 * LEVELS * 3, NONE = 1 << 29, ROWS = G.Grid.ROWS, IN_ROW = (1 << ROWS) - 1, LETTER = new Uint8Array(128);
  // Kinds of steps along the first axis, by how long the step before is; those along the second are so many further.
  var NEAR = new Uint8Array(512), FARTHEST = STEP + 3 * (LEVELS - 1), ALONG = 3 * LEVELS;
  for (var length = 0; length < 512; length++) { NEAR[length] = STEP + 3 * (31 - Math.clz32(length | 1)); }
  for (var code = 32, letter = 0; code < 127; code++) {
    if ("\"&'/<>\\`{}".indexOf(String.fromCharCode(code)) < 0) { LETTER[code] = letter++; }
  }

  /** Reads numbers of the kinds that `pack` wrote. */
  function Reader(text, kinds) {
    var size = text.length / 5, words = this.words = new Uint32Array(size + 2);
    var tables = this.tables = new Uint16Array(kinds << LONGEST);
    for (var i = 0, from = 0; i < size; i++, from += 5) {
      words[i] = LETTER[text.charCodeAt(from)] + 85 * (LETTER[text.charCodeAt(from + 1)] +
        85 * (LETTER[text.charCodeAt(from + 2)] + 85 * (LETTER[text.charCodeAt(from + 3)] +
        85 * LETTER[text.charCodeAt(from + 4)])));
    }
    this.at = 0;
    // For each kind and each row of bits that can come next: the token they begin with, and how many bits it takes.
    for (var kind = 0; kind < kinds; kind++) {
      var lengths = [], next = kind << LONGEST;
      for (var left = this.take(7); left > 0; left--) { lengths.push(this.take(4)); }
      for (var length = 1; length <= LONGEST; length++) {
        for (var token = 0; token < lengths.length; token++) {
          if (lengths[token] === length) { tables.fill(token << 4 | length, next, next += 1 << LONGEST - length); }
        }
      }
    }
  }

  // `>>> 1 >>> 31 - n` is `>>> 32 - n` that also holds for no bit at all.
  Reader.prototype.take = function (count) {
    var word = this.at >>> 5, offset = this.at & 31;
    this.at += count;
    return (this.words[word] << offset | this.words[word + 1] >>> 1 >>> 31 - offset) >>> 1 >>> 31 - count;
  };

  Reader.prototype.read = function (kind) {
    var found = this.tables[kind << LONGEST | this.take(LONGEST)], token = found >> 4, size = token - 1 >> 1;
    this.at += (found & 15) - LONGEST;
    if (!token) { return 0; }
    var value = (1 << size) + this.take(size);
    return token & 1 ? value : -value;
  };

  /** Read the steps of an arc of `count` points that starts at a place of the grid, and put its points into world
   * coordinates, from number `to` on. Return west, south, east, north, last column and last row. All in one loop, because
   * a page that opens is not yet fast. */
  Reader.prototype.walk = function (xs, ys, grid, to, count, column, row) {
    var words = this.words, tables = this.tables, at = this.at, left = grid.left, wide = grid.wide, end = to + count;
    var west = column, south = row, east = column, north = row, rung = -1, low = 0, rise = 0;
    var far = 0, high = 0, signX = 1, signY = 1, word, offset, bits, found, taken, size;
    for (;;) {
      if (row >> ROWS !== rung) { rung = row >> ROWS; low = grid.rung(rung); rise = grid.rung(rung + 1) - low; }
      xs[to] = left + column * wide;
      ys[to] = low + rise * (row & IN_ROW) / (1 << ROWS);
      if (column < west) { west = column; } else if (column > east) { east = column; }
      if (row < south) { south = row; } else if (row > north) { north = row; }
      if (++to >= end) { break; }
      word = at >>> 5; offset = at & 31;
      bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
      far |= high;
      found = tables[(far > 511 ? FARTHEST : NEAR[far]) + signX << LONGEST | bits >>> 32 - LONGEST];
      at += taken = found & 15;
      far = 0; signX = 1;
      if (found > 15) {
        size = (found >> 4) - 1 >> 1;
        if (taken + size > 32) {
          word = at >>> 5; offset = at & 31; taken = 0;
          bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
        }
        far = (1 << size) + (bits << taken >>> 1 >>> 31 - size);
        at += size;
        if (found & 16) { column += far; signX = 2; } else { column -= far; signX = 0; }
      }
      word = at >>> 5; offset = at & 31;
      bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
      found = tables[(far > 511 ? FARTHEST : NEAR[far]) + ALONG + signY << LONGEST | bits >>> 32 - LONGEST];
      at += taken = found & 15;
      high = 0; signY = 1;
      if (found > 15) {
        size = (found >> 4) - 1 >> 1;
        if (taken + size > 32) {
          word = at >>> 5; offset = at & 31; taken = 0;
          bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
        }
        high = (1 << size) + (bits << taken >>> 1 >>> 31 - size);
        at += size;
        if (found & 16) { row += high; signY = 2; } else { row -= high; signY = 0; }
      }
    }
    this.at = at;
    return [west, south, east, north, column, row];
  };

  /** Return rings over the arcs of another topology. */
  function unpackRings(text) {
    var numbers = new Reader(text, STEP), shapes = [], last = 0;
    for (var left = numbers.read(SHAPES); left > 0; left--) {
      var rings = [];
      for (var more = numbers.read(RINGS); more > 0; more--) {
        var ring = [];
        for (var count = numbers.read(REFERENCES); count > 0; count--) { ring.push(last += numbers.read(REFERENCE)); }
        rings.push(ring);
      }
      shapes.push(rings);
    }
    return shapes;
  }

  /** Return the rings of all shapes, and the points of all arcs in world coordinates, one after the other, with the box of
   * each. */
  function unpackTopology(text, grid) {
    var numbers = new Reader(text, KINDS), shapes = [], before = [], closes = [], total = 0, i;
    for (var left = numbers.read(SHAPES); left > 0; left--) {
      var rings = [];
      for (var more = numbers.read(RINGS); more > 0; more--) {
        var ring = [], count = numbers.read(REFERENCES);
        for (i = 0; i < count; i++) {
          var value = numbers.read(REFERENCE), fresh = before.length;
          if (value) { ring.push(value > 0 ? fresh - value : ~(fresh + value)); continue; }
          before.push(i ? ring[i - 1] : NONE);
          ring.push(fresh);
          closes.push(i === count - 1 ? ring[0] : NONE);
        }
        rings.push(ring);
      }
      shapes.push(rings);
    }
    var arcs = before.length, start = new Int32Array(arcs + 1), counts = new Int32Array(arcs), given = [], arc;
    for (arc = 0; arc < arcs; arc++) {
      counts[arc] = numbers.read(POINTS);
      start[arc + 1] = total += counts[arc] + (closes[arc] === NONE ? 0 : 1);
    }
    for (arc = 0; arc < arcs; arc++) {
      if (before[arc] === NONE) { given.push(numbers.read(START), numbers.read(START)); }
    }
    var xs = new Float64Array(total), ys = new Float64Array(total), box = new Float64Array(4 * arcs);
    // Where each arc starts and ends on the grid: two places of column and row.
    var ends = new Int32Array(4 * arcs), column = 0, row = 0, next = 0, from;
    for (arc = 0; arc < arcs; arc++) {
      var own = 4 * arc, previous = before[arc];
      if (previous === NONE) {
        ends[own] = column += given[next++];
        ends[own + 1] = row += given[next++];
      } else {
        from = previous < 0 ? 4 * ~previous : 4 * previous + 2;
        ends[own] = ends[from];
        ends[own + 1] = ends[from + 1];
      }
      var walked = numbers.walk(xs, ys, grid, start[arc], counts[arc], ends[own], ends[own + 1]);
      var west = walked[0], south = walked[1], east = walked[2], north = walked[3], x = walked[4], y = walked[5];
      if (closes[arc] !== NONE) {
        from = closes[arc] < 0 ? 4 * ~closes[arc] + 2 : 4 * closes[arc];
        x = ends[from]; y = ends[from + 1];
        i = start[arc + 1] - 1;
        xs[i] = grid.x(x); ys[i] = grid.y(y);
        west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y);
      }
      ends[own + 2] = x; ends[own + 3] = y;
      box[own] = grid.x(west); box[own + 1] = grid.y(north); box[own + 2] = grid.x(east); box[own + 3] = grid.y(south);
    }
    return { shapes: shapes, start: start, x: xs, y: ys, box: box };
  }

  G.unpackRings = unpackRings;
  G.unpackTopology = unpackTopology;
}(window.GeoCoop));
