"use strict";
// What the page does. Words stand in index.html; what comes from elsewhere is put in as text, never as HTML.

const API = "/api/v1";
const PARTS = ["sign-in", "own-password", "factor", "factor-code", "recovery", "landing"];
const words = document.getElementById("words").dataset;
let csrf = "";

const part = (id) => document.getElementById(id);

async function ask(method, path, body) {
  const headers = { "Accept-Language": document.documentElement.lang };
  if (csrf) headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  csrf = answer.headers.get("X-CSRF-Token") || csrf; // a session that was due a new token has a new one of these too
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.title), { status: answer.status });
  return told;
}

function show(id) {
  for (const each of PARTS) part(each).hidden = each !== id;
  const first = part(id).querySelector("input");
  if (first) first.focus();
}

// What is told of an error; a form may have its own words for what it sent and was refused.
function tell(error, form) {
  const refused = error !== null && error.status !== undefined;
  part("told").hidden = !refused;
  part("told").textContent = refused ? (error.status === 400 && form?.dataset.refused) || error.message : "";
  part("unreachable").hidden = error === null || refused;
}

// On submit: sends what was typed, goes on, or says why not. Nothing that was typed stays in a form that worked.
function onSubmit(id, send) {
  part(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = part(id), button = form.querySelector("button");
    button.disabled = true;
    try {
      tell(null);
      await send(Object.fromEntries(new FormData(form)));
      form.reset();
    } catch (error) {
      tell(error, form);
    } finally {
      button.disabled = false;
    }
  });
}

async function goOn(session) {
  csrf = session.csrf || csrf;
  if (session.missing === "password-change-needed") return show("own-password");
  if (session.missing === "second-factor-needed") return show("factor");
  part("without").hidden = session.sign_in;
  part("as").hidden = part("sign-out").hidden = !session.sign_in;
  part("who").textContent = session.name;
  part("role").textContent = words[session.role] || session.role;
  show("landing");
  await listOrders();
}

async function listOrders() {
  let found = [];
  part("no-rows").hidden = true;
  try {
    found = (await ask("GET", "/orders?outcome=review&limit=20")).items;
  } catch (error) {
    if (error.status !== 403) throw error;
    part("no-rows").hidden = false;
  }
  part("none").hidden = found.length > 0 || !part("no-rows").hidden;
  part("orders").hidden = found.length === 0;
  part("orders").tBodies[0].replaceChildren(...found.map(row));
}

function row(order) {
  const masked = order.masked || [], line = document.createElement("tr");
  const amount = masked.includes("amount") ? words.hidden : `${order.amount} ${order.currency}`;
  const customer = masked.includes("customer_name") ? order.customer_id : order.customer_name || order.customer_id;
  const cells = [order.order_id, (order.ordered_at || "").slice(0, 10), customer, order.originator_id || "–"];
  for (const text of [...cells, order.beneficiary_id || order.seller_id, amount, order.score]) {
    line.insertCell().textContent = text;
  }
  line.cells[5].className = line.cells[6].className = "number";
  return line;
}

// The session is asked for once more: a browser that does not keep the cookie would show an empty page later.
async function signedIn() {
  try {
    await goOn(await ask("GET", "/session"));
  } catch (error) {
    if (error.status !== 401) throw error;
    part("cookie-lost").hidden = false;
  }
}

onSubmit("sign-in", async (typed) => {
  csrf = (await ask("POST", "/session", typed)).csrf;
  await signedIn();
});
onSubmit("own-password", async (typed) => goOn(await ask("PUT", "/session/password", typed)));
onSubmit("factor", async (typed) => {
  part("secret").textContent = (await ask("POST", "/session/second-factor", typed)).secret;
  show("factor-code");
});
onSubmit("factor-code", async (typed) => {
  const made = await ask("PUT", "/session/second-factor", typed);
  csrf = made.csrf;
  part("secret").textContent = "";
  part("codes").textContent = made.recovery_codes.join("\n");
  show("recovery");
});
onSubmit("recovery", async () => {
  part("codes").textContent = "";
  await goOn(await ask("GET", "/session"));
});
part("sign-out").addEventListener("click", async () => {
  try {
    tell(null);
    await ask("DELETE", "/session");
    csrf = "";
    part("orders").tBodies[0].replaceChildren();
    show("sign-in");
  } catch (error) {
    tell(error);
  }
});

// The server says whether somebody is signed in: asking for the session of nobody would be an error in the browser's log.
if (document.body.dataset.viewer === "nobody") show("sign-in");
else ask("GET", "/session").then(goOn).catch(tell);
