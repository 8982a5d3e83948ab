// Answers Wagtail's preview panel, which replaces this page after each change: otherwise it waits ten seconds to do so,
// and begins at the top. Only the admin may frame the page, and its scroll position is no secret.
const answer = (message: object, origin = "*") => window.parent.postMessage({ wagtail: message }, origin);

window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== window.parent) return;
  const message = data?.wagtail;
  if (message?.type === "w-preview:get-scroll-position") {
    answer({ type: "w-preview:set-scroll-position", x: scrollX, y: scrollY, origin: location.origin }, origin);
  } else if (message?.type === "w-preview:set-scroll-position") {
    scrollTo({ top: message.y, left: message.x, behavior: "instant" });
  }
});
if (window.parent !== window) answer({ type: "w-preview:request-scroll", origin: location.origin });
