/* A canvas that follows the map. */
(function (G) {
  "use strict";

  /** A canvas that calls `paint(ctx, view)` when it has to be drawn again. */
  G.Sheet = L.Renderer.extend({
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
    /** Leaflet would put it between two pixels here, which blurs it. */
    _reset: function () { this._update(); },
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
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      ctx.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
      this.draw(ctx);
    },
    /** Paint on any canvas whose origin is that of the layer points of the map. */
    draw: function (ctx) {
      var bounds = this._bounds, scale = this._map.getZoomScale(this._zoom, 0), origin = this._map.getPixelOrigin();
      this._paint(ctx, {
        zoom: this._zoom, scale: scale, x: origin.x, y: origin.y,
        west: (bounds.min.x + origin.x) / scale, north: (bounds.min.y + origin.y) / scale,
        east: (bounds.max.x + origin.x) / scale, south: (bounds.max.y + origin.y) / scale
      });
    }
  });
}(window.GeoCoop));
