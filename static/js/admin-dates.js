/* Writes the dates of native inputs in words, and reads French dates and hours that are pasted into them, which browsers
   ignore. What cannot be read is quoted in a message below the input, whose value stays. */
(() => {
  const MONTHS = ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"];
  const SHORT = ["janv", "fevr?", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"];
  const WEEKDAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
  const NAMES = MONTHS.map((name, number) => new RegExp(`^(?:${name}|${SHORT[number]}\\.?)$`));
  const HOUR = "(midi|\\d{1,2}(?: ?h(?: ?\\d{2})?|:\\d{2}(?::\\d{2})?))";
  const DAY = new RegExp(
    "^(?:le )?(?:([a-z]+)[,.]? )?(?:le )?(?:(\\d{1,2})(?: ?er)?[ /.-]([a-z]+\\.?|\\d{1,2})[ /.-](\\d{4})|(\\d{4})-(\\d{2})-(\\d{2}))"
    + `(?:(?:t|,? a |, | - | )${HOUR})?$`);
  const EXAMPLES = { date: "5/12/2026", time: "17 h 15", "datetime-local": "5/12/2026 à 9 h" };
  const two = (number) => String(number).padStart(2, "0");

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").trim();

  function hour(text) {
    if (text === "midi") return "12:00";
    const match = /^(\d{1,2})(?: ?h ?(\d{2})?|:(\d{2})(?::(\d{2}))?)$/.exec(text);
    if (!match) return "";
    const [hours, minutes, seconds] = [match[1], match[2] ?? match[3] ?? 0, match[4] ?? 0].map(Number);
    if (hours > 23 || minutes > 59 || seconds > 59) throw "Une heure va de 0 h à 23 h 59.";
    return `${two(hours)}:${two(minutes)}${seconds ? `:${two(seconds)}` : ""}`;
  }

  // Returns the value for an input, and a note if one is due. Throws a message.
  function read(text, type) {
    const typed = plain(text), example = `Écrivez par exemple « ${EXAMPLES[type]} ».`;
    if (/\bminuit$/.test(typed)) throw "« Minuit » commence ou finit le jour : écrivez « 0 h » ou « 23 h 59 ».";
    if (type === "time") {
      const value = hour(typed);
      if (!value) throw `Cette heure n’est pas comprise. ${example}`;
      return { value };
    }
    const match = DAY.exec(typed);
    if (!match) throw `Cette date n’est pas comprise. ${example}`;
    const [, weekday, first, name, last, isoYear, isoMonth, isoDay, clock] = match;
    const year = Number(last ?? isoYear), day = Number(first ?? isoDay), word = name ?? isoMonth;
    const month = /^\d/.test(word) ? Number(word) : NAMES.findIndex((pattern) => pattern.test(word)) + 1;
    const date = new Date(2000, month - 1, day);
    date.setFullYear(year, month - 1, day);
    if (!month || date.getMonth() !== month - 1 || date.getDate() !== day) throw `Ce jour n’existe pas dans le calendrier. ${example}`;
    const actual = WEEKDAYS[date.getDay()];
    if (weekday && !actual.startsWith(weekday)) throw `Ce jour est un ${actual}, et non un ${weekday} : corrigez le jour ou la date.`;
    const value = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
    if (type === "date") {
      if (clock) throw "Ce champ attend le jour seul, sans l’heure.";
      return { value };
    }
    if (clock) return { value: `${value}T${hour(clock)}` };
    return { value: `${value}T00:00`, note: "L’heure manquait : 0 h est proposé, changez-la au besoin." };
  }

  // Writes the value in words: browsers show it in the order of their own language, 12/05 for the 5th of December.
  function written(input) {
    const date = input.type !== "time" && input.value && new Date(input.value.slice(0, 10) + "T12:00");
    if (!date || Number.isNaN(date.getTime())) return "";
    const day = date.toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    const [hours, minutes] = input.value.slice(11, 16).split(":");
    const clock = minutes && `${Number(hours)} h${minutes === "00" ? "" : ` ${minutes}`}`;
    return clock ? `${day} à ${clock}, heure de Paris` : day;
  }

  function say(input, text, isError = false) {
    let message = input.parentElement.querySelector(`:scope > [data-written="${input.name}"]`);
    if (!message && text) {
      message = document.createElement("p");
      message.dataset.written = input.name;
      input.after(message);
    }
    if (!text) return message?.remove();
    message.className = isError ? "error-message" : "help";
    message.setAttribute("role", isError ? "alert" : "status");
    message.textContent = text;
  }

  const isNative = (input) => input instanceof HTMLInputElement && input.type in EXAMPLES;

  document.addEventListener("paste", (event) => {
    const input = event.target;
    if (!isNative(input) || input.readOnly || input.disabled) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text").trim();
    try {
      if (text.length > 100) throw "Ce texte est trop long pour une date.";
      const { value, note } = read(text, input.type);
      input.value = value;
      for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
      if (note) say(input, `${written(input)}. ${note}`);
    } catch (message) {
      if (typeof message !== "string") throw message;
      say(input, text.length > 100 ? message : `« ${text} » : ${message[0].toLowerCase()}${message.slice(1)}`, true);
    }
  }, true);
  for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => {
      if (isNative(target)) say(target, written(target));
    });
  }
  // A date without its hour has no value: the form would be sent without it, and publish at once.
  const INCOMPLETE = "Cette date est incomplète : remplissez toutes ses parties, ou videz-la.";
  const isIncomplete = (input) => isNative(input) && input.validity.badInput;
  document.addEventListener("focusout", ({ target }) => {
    if (isIncomplete(target)) say(target, INCOMPLETE, true);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, input[type=submit]");
    if (!button?.form || button.type !== "submit") return;
    for (const input of [...button.form.elements].filter(isIncomplete)) {
      if (input.closest("[data-controller~=w-dialog]") && !input.offsetParent) {
        input.value = input.defaultValue; // its dialog was closed without saving
        continue;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const panel = input.closest("[role=tabpanel]");
      if (panel?.hidden) document.querySelector(`[role=tab][aria-controls="${panel.id}"], [role=tab][href="#${panel.id}"]`)?.click();
      say(input, INCOMPLETE, true);
      input.focus();
      return;
    }
  }, true);
  document.addEventListener("w-autosave:save", (event) => {
    if ([...event.target.elements].some(isIncomplete)) event.preventDefault(); // until it is complete
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const input of document.querySelectorAll("[type=date], [type=datetime-local]")) say(input, written(input));
  });
})();
