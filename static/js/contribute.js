// A step that saves itself a second after one stops typing. Without this script the buttons save as well.
(() => {
  const form = document.querySelector("form[data-saves-itself]");
  if (!form) return;
  const status = form.querySelector("[data-saved]"), seen = form.elements._vu;
  let later, dirty = false, running = null, stopped = false, leaving = false;

  const say = (text, link) => {
    status.replaceChildren(text);
    if (link) status.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: "Se connecter" }));
  };
  const plan = (wait) => {
    clearTimeout(later);
    later = setTimeout(() => { running ??= save().finally(() => { running = null; }); }, wait);
  };

  async function save() {
    if (stopped || leaving) return;
    const body = new FormData(form);
    for (const input of form.querySelectorAll("[type=file]")) body.delete(input.name);
    dirty = false;
    let response, answer;
    try {
      response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
      answer = await response.json();
    } catch {
      dirty = true;
      if (leaving) return;
      say(navigator.onLine ? "Pas encore enregistré : le site ne répond pas." : "Hors connexion : pas encore enregistré.");
      plan(10000);
      return;
    }
    if (response.ok) {
      seen.value = answer.seen;
      const wrong = Object.keys(answer.problems).length ? ", avec quelque chose à revoir" : "";
      say(`Enregistré à ${answer.saved_at}${wrong}.`);
      if (dirty) plan(1000);
      return;
    }
    stopped = true; // one has to look at it
    dirty = response.status !== 401;
    say(answer.message, answer.login);
  }

  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    dirty = true;
    plan(1000);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) {
      say("Envoi des fichiers…");
      form.requestSubmit(target.closest("fieldset").querySelector("[value^=rester]"));
    }
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(later);
    if (running) {
      // What is on its way arrives first, or it would look like another window.
      event.preventDefault();
      await running;
      form.requestSubmit(event.submitter);
      return;
    }
    leaving = true;
  });
  addEventListener("offline", () => say("Hors connexion : à enregistrer au retour du réseau."));
  addEventListener("online", () => { if (dirty) plan(0); });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
  // A page that the browser had kept whole may be older than what is saved.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  if ("unsaved" in form.dataset) dirty = true;
})();
