// The answer to the LMS goes by itself; its button stays for where it does not.
(function () {
  "use strict";
  document.querySelector("form[data-return]")?.submit();
})();
