/* Mends two faults of autosave in Wagtail 8.0.1. */

const watched = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");

/* A form that came back with errors is saved once, when it opens, and no changes are looked for afterwards: what is typed
   then is not saved, even beside « Brouillon enregistré ». */
document.addEventListener("w-unsaved:ready", ({ target }) => {
  const form = watched(target);
  if (!form?.forceValue || !target.matches("[data-controller~=w-autosave]")) return;
  form.forceValue = false; // or the next two calls would do nothing
  form.setInitialFormData();
  form.checkIntervalValueChanged(form.checkIntervalValue);
  form.forceValue = true; // all of the form is unsaved until it was saved
});

/* What changes between the moment when a form is read to be sent and the answer, a second or more, counts as saved. Here
   the form is compared with what was sent, and what the answer changed in it. */
const sent = new WeakMap();
document.addEventListener("w-autosave:save", ({ target }) => {
  if (watched(target)) sent.set(target, watched(target).formData);
});
document.addEventListener("w-autosave:success", ({ target, detail }) => {
  const form = watched(target);
  if (!form || !sent.has(target)) return;
  const data = new URLSearchParams(sent.get(target));
  for (const [name, value] of Object.entries(detail.response.field_updates ?? {})) if (data.has(name)) data.set(name, value);
  if (data.toString() === form.formData) return;
  form.initialFormData = data.toString();
  form.previousFormData = form.initialFormData; // it differs from the form at the next look
});
