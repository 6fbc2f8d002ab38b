/* Reads what geo_coop/maps/packing.py and topology.py packed: numbers in Huffman codes, rings and arcs made of them. */
(function (G) {
  "use strict";

  var LONGEST = 10, LEVELS = 10, SHAPES = 0, RINGS = 1, REFERENCES = 2, REFERENCE = 3, POINTS = 4, START = 5, STEP = 6;
  var KINDS = STEP + 2 * LEVELS * 3, LETTER = new Uint8Array(128);
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

  /** Read the steps of one arc into columns and rows. All in one loop, because a page that opens is not yet fast. */
  Reader.prototype.walk = function (columns, rows, from, to) {
    var words = this.words, tables = this.tables, at = this.at, column = columns[from], row = rows[from], x = 0, y = 0;
    for (var i = 2 * from + 2; i < 2 * to; i++) {
      var along = i & 1, last = along ? y : x, other = along ? x : y;
      var length = other < 0 ? -other : other;
      if (!along) { length = Math.max(length, last < 0 ? -last : last); }
      var level = length > 511 ? LEVELS - 1 : 31 - Math.clz32(length | 1);
      var kind = STEP + 3 * (level + (along ? LEVELS : 0)) + (last > 0 ? 2 : last < 0 ? 0 : 1);
      var word = at >>> 5, offset = at & 31;
      var bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
      var found = tables[kind << LONGEST | bits >>> 32 - LONGEST], taken = found & 15, value = 0;
      at += taken;
      if (found > 15) {
        var size = (found >> 4) - 1 >> 1;
        if (taken + size > 32) {
          word = at >>> 5; offset = at & 31; taken = 0;
          bits = words[word] << offset | words[word + 1] >>> 1 >>> 31 - offset;
        }
        value = (1 << size) + (bits << taken >>> 1 >>> 31 - size);
        at += size;
        if (!(found & 16)) { value = -value; }
      }
      if (along) { y = value; rows[i >> 1] = row += y; } else { x = value; columns[i >> 1] = column += x; }
    }
    this.at = at;
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

  /** Return the rings of all shapes, and the grid positions of all arcs, one after the other. */
  function unpackTopology(text) {
    var numbers = new Reader(text, KINDS), shapes = [], before = [], closes = [], total = 0, i;
    for (var left = numbers.read(SHAPES); left > 0; left--) {
      var rings = [];
      for (var more = numbers.read(RINGS); more > 0; more--) {
        var ring = [], count = numbers.read(REFERENCES);
        for (i = 0; i < count; i++) {
          var value = numbers.read(REFERENCE), fresh = before.length;
          if (value) { ring.push(value > 0 ? fresh - value : ~(fresh + value)); continue; }
          before.push(i ? ring[i - 1] : null);
          ring.push(fresh);
          closes.push(i === count - 1 ? ring[0] : null);
        }
        rings.push(ring);
      }
      shapes.push(rings);
    }
    var arcs = before.length, start = new Int32Array(arcs + 1), counts = new Int32Array(arcs);
    for (i = 0; i < arcs; i++) {
      counts[i] = numbers.read(POINTS);
      start[i + 1] = total += counts[i] + (closes[i] === null ? 0 : 1);
    }
    var columns = new Int32Array(total), rows = new Int32Array(total), given = [], column = 0, row = 0;
    before.forEach(function (previous) {
      if (previous === null) { given.push([column += numbers.read(START), row += numbers.read(START)]); }
    });
    /** Where a reference ends. */
    function end(reference) { return reference >= 0 ? start[reference + 1] - 1 : start[~reference]; }
    for (var arc = 0, next = 0; arc < arcs; arc++) {
      var from = start[arc], to = from + counts[arc], previous = before[arc];
      columns[from] = previous === null ? given[next][0] : columns[end(previous)];
      rows[from] = previous === null ? given[next++][1] : rows[end(previous)];
      numbers.walk(columns, rows, from, to);
      if (closes[arc] !== null) {
        columns[to] = columns[end(~closes[arc])];
        rows[to] = rows[end(~closes[arc])];
      }
    }
    return { shapes: shapes, start: start, columns: columns, rows: rows };
  }

  G.unpackRings = unpackRings;
  G.unpackTopology = unpackTopology;
}(window.GeoCoop));
