"use strict";

const EXAMPLES = {
  "One month": `# What certainly or possibly happened in February 2019, and who disagrees about it?
{
  timeline(filter: { window: { from: "2019-02", to: "2019-02" } }) {
    totalCount
    edges {
      match
      node {
        label
        time { edtf words start end obtained }
        quantities { symbol value unit { label } }
        participations { role { label } actor { label } }
        disagreements {
          topic { label }
          claims { statement stance speaker { label } evidence { source { label } start end } }
        }
      }
    }
  }
}
`,
  "Search": `query Search($text: String!) {
  search(text: $text) {
    edges { score node { recordKind ref label description } }
  }
}
`,
  "Events by month": `{
  timeline(filter: { window: { from: "2018", to: "2019" } }) {
    totalCount
    histogram(unit: MONTH) { unit bins { start end certain possible } }
    facets(by: KIND) { record { label } certain possible }
  }
}
`,
  "Claims in dispute": `{
  claims(filter: { disputed: true }, first: 20) {
    totalCount
    nodes {
      statement
      stance
      dimension
      speaker { label }
      document { label }
      links { kind claim { statement speaker { label } } }
    }
  }
}
`,
  "The dataset": `{
  dataset { label description digest counts { kind count } }
}
`,
};
const VARIABLES = { "Search": '{ "text": "sheriff" }' };
const SCHEMA = `{ __schema { types { kind name description
  fields(includeDeprecated: true) { name description type { ...T }
    args { name defaultValue type { ...T } } }
  inputFields { name description type { ...T } }
  enumValues { name description } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

const at = (id) => document.getElementById(id);

async function ask(body) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

function parsed(variables) {
  try {
    return JSON.parse(variables);
  } catch (error) {
    throw new Error(`The variables are not JSON: ${error.message}`);
  }
}

async function run() {
  const body = { query: at("query").value };
  const variables = at("variables").value.trim();
  const operation = at("operation").value.trim();
  if (operation) body.operationName = operation;
  at("status").textContent = "asking…";
  const begun = performance.now();
  try {
    if (variables) body.variables = parsed(variables);
    const answer = await ask(body);
    at("result").textContent = JSON.stringify(answer.body, null, 2);
    const taken = Math.round(performance.now() - begun);
    const wrong = (answer.body.errors || []).length;
    at("status").textContent =
      `${answer.status}, ${taken} ms` + (wrong ? `, ${wrong} error${wrong > 1 ? "s" : ""}` : "");
  } catch (error) {
    at("result").textContent = error.message;
    at("status").textContent = "not asked";
  }
}

function choose(name) {
  at("query").value = EXAMPLES[name];
  at("variables").value = VARIABLES[name] || "";
  at("operation").value = "";
}

function typeName(type) {
  if (type.kind === "NON_NULL") return typeName(type.ofType) + "!";
  if (type.kind === "LIST") return "[" + typeName(type.ofType) + "]";
  return type.name;
}

function argument(item) {
  const given = item.defaultValue === null ? "" : ` = ${item.defaultValue}`;
  return `${item.name}: ${typeName(item.type)}${given}`;
}

function line(item) {
  const entry = document.createElement("li");
  const code = document.createElement("code");
  const args = (item.args || []).map(argument).join(", ");
  code.textContent =
    item.name + (args ? `(${args})` : "") + (item.type ? `: ${typeName(item.type)}` : "");
  entry.append(code, document.createTextNode(item.description ? " " + item.description : ""));
  return entry;
}

function showTypes(types, text) {
  const wanted = text.trim().toLowerCase();
  const shown = [];
  for (const type of types) {
    const members = type.fields || type.inputFields || type.enumValues || [];
    const named = type.name.toLowerCase().includes(wanted);
    const found = members.filter((m) => named || m.name.toLowerCase().includes(wanted));
    if (wanted && !named && !found.length) continue;
    const box = document.createElement("details");
    box.open = wanted ? shown.length < 5 : type.name === "Query";
    const title = document.createElement("summary");
    title.textContent = type.name;
    const about = document.createElement("p");
    about.textContent = type.description || "";
    const list = document.createElement("ul");
    list.append(...(wanted ? found : members).map(line));
    box.append(title, about, list);
    shown.push(box);
  }
  at("types").replaceChildren(...shown);
}

async function loadDocs() {
  const answer = await ask({ query: SCHEMA });
  const types = answer.body.data.__schema.types.filter((t) => !t.name.startsWith("__"));
  types.sort((a, b) => (b.name === "Query") - (a.name === "Query") || (a.name < b.name ? -1 : 1));
  at("find").addEventListener("input", () => showTypes(types, at("find").value));
  showTypes(types, "");
}

function start() {
  for (const name of Object.keys(EXAMPLES)) at("examples").add(new Option(name, name));
  const given = new URLSearchParams(location.search);
  choose(Object.keys(EXAMPLES)[0]);
  if (given.has("query")) {
    at("query").value = given.get("query");
    at("variables").value = given.get("variables") || "";
    at("operation").value = given.get("operationName") || "";
  }
  at("examples").addEventListener("change", () => choose(at("examples").value));
  at("run").addEventListener("click", run);
  at("toggle-docs").addEventListener("click", () => {
    at("docs").hidden = !at("docs").hidden;
    at("toggle-docs").setAttribute("aria-expanded", String(!at("docs").hidden));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  loadDocs().catch((error) => { at("types").textContent = String(error); });
}

start();
