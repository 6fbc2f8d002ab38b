/* Text safety, also for what users add with folium: markup is disarmed before it enters the page. */
(function (G) {
  "use strict";

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

  G.disarm = disarm;
  G.fragment = fragment;
}(window.GeoCoop));
