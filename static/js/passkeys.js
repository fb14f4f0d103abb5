// Passkeys: a form with data-passkey asks the device for a credential and sends it. Nothing else needs script here.
"use strict";
(() => {
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (listed) => (listed || []).map((each) => ({ ...each, id: toBytes(each.id) }));

  function readable(options) {
    const read = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
    if (options.excludeCredentials) read.excludeCredentials = withBytes(options.excludeCredentials);
    if (options.allowCredentials) read.allowCredentials = withBytes(options.allowCredentials);
    return read;
  }

  function written(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function optionsFor(form) {
    if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  }

  async function create(form, options) {
    const publicKey = readable(options.creation_options.publicKey);
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : "preferred",
    };
    return navigator.credentials.create({ publicKey });
  }

  async function get(options) {
    return navigator.credentials.get({ publicKey: readable(options.request_options.publicKey) });
  }

  async function send(form) {
    const options = await optionsFor(form);
    const credential = form.dataset.passkey === "create" ? await create(form, options) : await get(options);
    form.elements.credential.value = written(credential);
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-passkey-failed]");
      failed.hidden = true;
      send(form).catch(() => {
        failed.hidden = false;
        failed.focus();
      });
    });
  }
})();
