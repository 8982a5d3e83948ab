// Watches the session of the admin and the page that is open in it: says when the session has ended or the page cannot
// be saved any more, holds back forms that would be lost, and goes on once that is mended in another tab. The server
// answers forms that arrive all the same with a page that contains them.
(() => {
  const { field, account, name, state: STATE, login: LOGIN, logout: LOGOUT, admin: ADMIN, leave: LEAVE } = document.currentScript.dataset;
  const OPEN = "open", ENDED = "ended", OTHER = "other", BLOCKED = "blocked", UNREACHABLE = "unreachable";
  const HEADER = "X-Sillon-Session", TOKEN = "csrfmiddlewaretoken";
  const plainFetch = window.fetch, plainSubmit = HTMLFormElement.prototype.submit;
  let state = OPEN, token = "", checkedAt = Date.now(), checking = null;

  // --- The message ---------------------------------------------------------------------------------------------------

  const bar = document.createElement("div");
  bar.className = "sillon-session";
  const text = document.createElement("p"), link = document.createElement("a");
  Object.assign(link, { className: "button", target: "_blank", rel: "noopener" });
  bar.append(text, link);

  function show(message, href = "", label = "", role = href ? "alert" : "status") {
    bar.setAttribute("role", role);
    link.hidden = !href;
    link.href = href;
    link.textContent = label;
    // An open dialog keeps the focus to itself, so that the link has to be inside.
    const place = document.querySelector("body > .modal.in") ?? document.body;
    if (bar.parentNode !== place) place.append(bar);
    text.textContent = message;
  }

  function tell(other, obstacle) {
    if (state === ENDED) {
      show(`Votre session est terminée : ce que vous écrivez n’est plus enregistré. Ne fermez pas cette page. Connectez-vous dans un nouvel onglet avec le compte « ${name} », puis revenez ici.`, LOGIN, "Se connecter");
    } else if (state === OTHER) {
      show(`Le compte « ${other} » est maintenant connecté. Cette page est ouverte avec le compte « ${name} » : plus rien n’en est enregistré. Changez de compte dans un nouvel onglet, puis revenez ici. Si vous rechargez cette page, ce qui n’est pas enregistré est perdu.`, LOGOUT, "Changer de compte");
    } else if (state === BLOCKED) {
      show(obstacle.message, obstacle.url, obstacle.label, "alert");
    } else if (state === UNREACHABLE) {
      show("Le site ne répond pas : rien n’est envoyé, et rien n’est perdu. Vérifiez votre connexion à Internet, puis recommencez.");
    }
  }

  // --- The state of the session --------------------------------------------------------------------------------------

  const check = () => (checking ??= ask().finally(() => { checking = null; }));

  /** The form of the page that is edited; none if it was locked when it was opened, which Wagtail has said. */
  const editor = () => document.querySelector("body:not(.content-locked) form[data-edit-form]");

  const targetOf = (form) => new URL(form.getAttribute("action") ?? "", location.href);

  /** Ask the server for the account of the session, and whether it may save the form that is open.
   *  Being offline is only a message if something was to be sent. */
  async function ask() {
    const form = editor();
    const query = form ? `?${new URLSearchParams({ form: targetOf(form).pathname })}` : "";
    let answer;
    try {
      const response = await plainFetch(STATE + query, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(15000) });
      if (!response.ok) throw new Error(response.status);
      answer = await response.json();
    } catch {
      return UNREACHABLE;
    }
    const before = state;
    checkedAt = Date.now();
    token = answer.token;
    const { obstacle } = answer;
    state = answer.account !== account ? (answer.account ? OTHER : ENDED) : obstacle ? BLOCKED : OPEN;
    const isNew = state !== before || !bar.isConnected || (state === BLOCKED && obstacle.message !== text.textContent);
    if (state !== OPEN && isNew) tell(answer.name, obstacle);
    if (state === OPEN && before !== OPEN) resume(before);
    return state;
  }

  /** Put the valid token where Wagtail reads it: a log-in makes all earlier ones invalid. */
  function renew() {
    for (const input of document.querySelectorAll(`input[name=${TOKEN}]`)) input.value = token;
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = token;
  }

  function resume(before) {
    renew();
    show(before === BLOCKED ? "Cette page peut de nouveau être enregistrée : vous pouvez continuer." : "Vous êtes de nouveau connecté : vous pouvez continuer.");
    setTimeout(() => { if (state === OPEN) bar.remove(); }, 10000);
    for (const form of document.querySelectorAll("form[data-controller~=w-autosave]")) {
      const { wUnsavedHasEditsValue: edits, wUnsavedHasCommentsValue: comments } = form.dataset;
      if (edits !== "true" && comments !== "true") continue;
      form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
    }
  }

  // --- Requests of scripts: autosave, dialogs, the presence of other editors -----------------------------------------

  const refused = (response) => response.headers.has(HEADER);

  window.fetch = async (resource, options = {}) => {
    const response = await plainFetch(resource, options);
    if (resource instanceof Request || !refused(response) || (await check()) !== OPEN) return response;
    renew();
    const headers = new Headers(options.headers);
    if (headers.has("X-CSRFToken")) headers.set("X-CSRFToken", token);
    if (options.body instanceof FormData && options.body.has(TOKEN)) options.body.set(TOKEN, token);
    return plainFetch(resource, { ...options, headers });
  };

  const isRefused = (xhr) => Boolean(xhr.getResponseHeader(HEADER));

  // Wagtail's dialogs answer a failed request with an alert, « a server error occurred », and leave their button off.
  window.jQuery?.ajaxPrefilter((options, original, xhr) => {
    const { fail } = xhr;
    const quiet = (handler) => (...values) => {
      if (!isRefused(xhr)) return handler(...values);
      const { alert } = window;
      window.alert = () => {};
      try { return handler(...values); } finally { window.alert = alert; }
    };
    xhr.fail = (...handlers) => fail.apply(xhr, handlers.flat().filter(Boolean).map(quiet));
  });
  window.jQuery?.(document).on("ajaxError", async (event, xhr) => {
    if (!isRefused(xhr)) return;
    for (const button of document.querySelectorAll("button[disabled=true]:not([data-force-disabled])")) button.disabled = false;
    if ((await check()) !== OPEN) return;
    renew();
    show("Le formulaire avait expiré : recommencez, rien n’est perdu.");
  });

  // --- Autosave: a new page that is sent while it is being saved would be made twice ---------------------------------

  const PATIENCE = 20000;
  const saving = new Map(); // forms that are being saved, each with what waits for the end

  addEventListener("w-autosave:save", ({ target, defaultPrevented }) => {
    if (!defaultPrevented && !saving.has(target)) saving.set(target, []);
  });
  for (const end of ["success", "error"]) {
    addEventListener(`w-autosave:${end}`, ({ target }) => {
      for (const resolve of saving.get(target) ?? []) resolve();
      saving.delete(target);
    });
  }

  const saved = (form) => new Promise((resolve) => {
    if (!saving.has(form)) { resolve(); return; }
    saving.get(form).push(resolve);
    setTimeout(resolve, PATIENCE);
  });

  // --- Forms: none leaves before the session is known to be open -----------------------------------------------------

  const waiting = new WeakSet();
  let passing = null, sender = null;

  function isWatched(form) {
    if ((form.getAttribute("method") ?? "").toLowerCase() !== "post") return false;
    const { origin, pathname } = targetOf(form);
    return origin === location.origin && pathname.startsWith(ADMIN) && pathname !== LEAVE;
  }

  /** Call `send` once the form is known to be accepted; else say why nothing is sent, and give the button back.
   *  What is in the way of the editor's form does not concern others, such as the button that unlocks the page. */
  async function guard(form, button, send) {
    if (waiting.has(form)) return;
    waiting.add(form);
    const found = await check();
    await saved(form);
    waiting.delete(form);
    if (found === OPEN || (found === BLOCKED && form !== editor())) {
      renew();
      send();
      return;
    }
    if (found === UNREACHABLE && state === OPEN) {
      state = UNREACHABLE;
      tell();
    }
    // After the click's own timer, which shows the button as busy.
    setTimeout(() => {
      if (button?.dataset.wProgressLoadingValue) button.dataset.wProgressLoadingValue = "false";
      if (!link.hidden) link.focus();
    });
  }

  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form === passing || !isWatched(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    guard(form, submitter, () => {
      [passing, sender] = [form, submitter];
      try { form.requestSubmit(submitter); } finally { [passing, sender] = [null, null]; }
    });
  }, true);

  HTMLFormElement.prototype.submit = function submit() {
    if (isWatched(this)) guard(this, null, () => plainSubmit.call(this));
    else plainSubmit.call(this);
  };

  addEventListener("formdata", ({ target: form, formData }) => {
    if (!isWatched(form)) return;
    formData.set(field, account);
    // A busy button is disabled by now, and would leave out what it stands for: « publish » would become « save ».
    if (form === passing && sender?.disabled && sender.name) formData.append(sender.name, sender.value);
  }, true);

  // --- When to ask ---------------------------------------------------------------------------------------------------

  const askAfter = (milliseconds) => { if (state !== OPEN || Date.now() - checkedAt > milliseconds) check(); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) askAfter(2000); });
  addEventListener("focus", () => askAfter(2000));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) check(); });
  addEventListener("input", () => { if (state === OPEN) askAfter(60000); });
  setInterval(() => { if (state !== OPEN && !document.hidden) check(); }, 15000);
})();
