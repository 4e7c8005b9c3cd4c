/* Plain ES5, so that it runs where the page cannot: instead of a blank page a sentence that stands in the HTML. */
(function () {
  'use strict';
  // What has this also understands the syntax the pages are built for (Chrome 87, Safari 14).
  var isModern =
    'noModule' in document.createElement('script') &&
    typeof Promise === 'function' &&
    typeof Promise.any === 'function' &&
    typeof crypto === 'object' &&
    typeof crypto.getRandomValues === 'function' &&
    typeof fetch === 'function';

  function isBlank() {
    var app = document.getElementById('app');
    return !app || !app.firstChild;
  }

  function show(id) {
    var sentence = document.getElementById(id);
    if (sentence && isBlank()) sentence.removeAttribute('hidden');
  }

  function failed() {
    if (isModern) show('unloaded');
  }

  function check() {
    if (!isModern) show('too-old');
  }

  // A script that did not arrive, in capture because such events do not bubble; and a part that was to be fetched.
  window.addEventListener('error', failed, true);
  window.addEventListener('unhandledrejection', failed);
  window.addEventListener('online', function () {
    var sentence = document.getElementById('unloaded');
    if (sentence && !sentence.hasAttribute('hidden') && isBlank()) location.reload();
  });
  // The page's own script is asked for first, and may have failed before this one came.
  window.addEventListener('load', function () {
    setTimeout(failed, 10000);
  });
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', check);
  else check();
})();
