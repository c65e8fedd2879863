// What htmx cannot know of an open page: not to disturb who reads it, and to
// say when it is no longer kept up to date. Pages work without this file.
(function () {
  "use strict";
  var lastAnswer = new Date();
  var stale = document.getElementById("stale");

  // A list begins with the entry that the page marks, else with its first.
  function first(list) {
    return Math.max(0, Array.prototype.findIndex.call(list.options, function (o) { return o.defaultSelected; }));
  }
  // The fields that were changed, and those whose text came back refused.
  function edited(within) {
    return Array.prototype.filter.call(within.querySelectorAll("input:not([type=hidden]),textarea,select"), function (f) {
      if (f.tagName === "SELECT") return f.selectedIndex >= 0 && f.selectedIndex !== first(f);
      return f.hasAttribute("data-typed") || (f.type === "checkbox" ? f.checked !== f.defaultChecked : f.value !== f.defaultValue);
    });
  }

  function reading() {
    var page = document.getElementById("page");
    var selection = String(window.getSelection && window.getSelection());
    var active = document.activeElement;
    // What was typed and not sent must not go: neither a text nor an answer that is open.
    var typed = page && edited(page).length > 0;
    return document.hidden || typed || (page && page.querySelector(".draft[open]")) || selection !== "" || (active && page && page.contains(active) && active.matches("input,textarea,select"));
  }

  document.addEventListener("htmx:beforeRequest", function (e) {
    if (e.target.id === "page" && reading()) e.preventDefault();
  });

  // What was open stays open, and the focus stays where it was.
  function mark(node) {
    return node.id ? "#" + CSS.escape(node.id) : null;
  }
  function place(page, node) {
    return Array.prototype.indexOf.call(page.querySelectorAll("summary,a,button,input,[tabindex]"), node);
  }
  // What is being written outlasts the page that another button brings, all but
  // that button's own form; a box that is gone may come back.
  var written = {};
  function remember(page, sent) {
    edited(page).forEach(function (f) {
      if (f.id && !(sent && sent.contains(f))) written[f.id] = f.type === "checkbox" ? f.checked : f.value;
      else if (f.id) delete written[f.id];
    });
  }
  function putBack() {
    Object.keys(written).forEach(function (id) {
      var f = document.getElementById(id);
      if (!f || f.readOnly) return;
      if (f.type === "checkbox") f.checked = written[id];
      else if (f.tagName !== "SELECT" || Array.prototype.some.call(f.options, function (o) { return o.value === written[id]; })) f.value = written[id];
      delete written[id];
    });
  }
  // Another form or language of an answer, or another page, takes the text away.
  document.addEventListener("htmx:confirm", function (e) {
    var nav = e.detail.elt.closest("[data-sure]");
    if (nav && edited(nav.closest("details")).length > 0 && !window.confirm(nav.getAttribute("data-sure"))) e.preventDefault();
  });
  var sending = null;
  document.addEventListener("submit", function (e) { sending = e.target; });
  window.addEventListener("beforeunload", function (e) {
    var page = document.getElementById("page");
    var lost = page && edited(page).some(function (f) { return f.matches("textarea") && !(sending && sending.contains(f)); });
    sending = null;
    if (lost) e.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", function (e) {
    if (e.target.id !== "page") return;
    // A form that was refused comes back with what was typed.
    if (e.detail.xhr && e.detail.xhr.status === 422) {
      e.detail.shouldSwap = true;
      e.detail.isError = false;
    }
    var page = document.getElementById("page");
    remember(page, e.detail.requestConfig && e.detail.requestConfig.elt);
    var open = Array.prototype.map.call(page.querySelectorAll("details"), function (d) { return d.open; });
    var ids = Array.prototype.map.call(page.querySelectorAll("details"), mark);
    var points = Array.prototype.map.call(page.querySelectorAll(".case"), function (c) { return c.querySelectorAll("circle").length; });
    var focused = page.contains(document.activeElement) ? place(page, document.activeElement) : -1;
    document.addEventListener("htmx:afterSwap", function () {
      var fresh = document.getElementById("page");
      putBack();
      Array.prototype.forEach.call(fresh.querySelectorAll("details"), function (d, i) {
        var was = d.id ? ids.indexOf("#" + CSS.escape(d.id)) : i;
        if (open[was]) d.open = true;
      });
      // A rumour that has gained a post since says so for a moment.
      Array.prototype.forEach.call(fresh.querySelectorAll(".case"), function (c, i) {
        if (i < points.length && c.querySelectorAll("circle").length > points[i]) c.querySelector(".picture").classList.add("fresh");
      });
      if (focused >= 0) {
        var again = fresh.querySelectorAll("summary,a,button,input,[tabindex]")[focused];
        if (again) again.focus({ preventScroll: true });
      }
    }, { once: true });
  });

  document.addEventListener("htmx:afterRequest", function (e) {
    if (e.target.id !== "page" && !(e.detail.requestConfig && e.detail.requestConfig.path)) return;
    if (e.detail.successful || e.detail.xhr.status === 422) {
      lastAnswer = new Date();
      stale.hidden = true;
      return;
    }
    if (document.querySelector("#page[data-page=away]")) return;
    stale.querySelector("[data-since]").textContent = lastAnswer.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    stale.hidden = false;
  });

  // A page prints by its button, and a file that is too large says so at once.
  document.addEventListener("click", function (e) {
    if (e.target.closest && e.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", function (e) {
    var most = e.target.getAttribute && e.target.getAttribute("data-max");
    if (!most) return;
    var large = Array.prototype.some.call(e.target.files, function (f) { return f.size > Number(most); });
    e.target.setCustomValidity(large ? e.target.getAttribute("data-large") : "");
    e.target.reportValidity();
  });

  // A text is copied by its button; without this file there is no button.
  document.documentElement.classList.add("script");
  document.addEventListener("click", function (e) {
    var button = e.target.closest && e.target.closest("[data-copy]");
    var text = button && document.getElementById(button.getAttribute("data-copy"));
    if (!text) return;
    function done() { button.textContent = button.getAttribute("data-done"); }
    function select() { text.select(); if (document.execCommand("copy")) done(); }
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(done, select);
    else select();
  });

  var here = document.querySelector(".nav [aria-current]");
  if (here) here.parentNode.scrollLeft = here.offsetLeft - here.parentNode.offsetLeft - 24;
})();
