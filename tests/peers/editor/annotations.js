// Holds what the schema offers an editor to the schema itself: node annotations.js SCHEMA
// Prints [{ "at": place in the schema, "offered": value, "errors": ["/path keyword", ...] }, ...], one for each default,
// example and snippet. Placeholders of a snippet stand for their text: ${1:usbasp} is usbasp.
'use strict';
const fs = require('fs');
const Ajv = require('ajv');
const yaml = require('yaml');

const schema = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: false });
ajv.addSchema(schema);

const plain = (text) => text.replace(/\$\{\d+:([^}]*)\}/g, '$1');
const typed = (value) => {
  if (Array.isArray(value)) return value.map(typed);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plain(key), typed(inner)]));
  }
  return typeof value === 'string' && value !== plain(value) ? yaml.parse(plain(value)) : value;
};

const offers = [];
const walk = (node, at) => {
  if (node === null || typeof node !== 'object') return;
  const values = [
    ...('default' in node ? [node.default] : []),
    ...(Array.isArray(node.examples) ? node.examples : []),
    ...(Array.isArray(node.defaultSnippets) ? node.defaultSnippets.map((snippet) => typed(snippet.body)) : []),
  ];
  for (const offered of values) {
    const validate = ajv.compile({ $ref: `${schema.$id}#${encodeURI(at)}` });
    const errors = validate(offered) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.keyword}`);
    offers.push({ at, offered, errors });
  }
  for (const [key, inner] of Object.entries(node)) {
    if (!['default', 'examples', 'defaultSnippets', 'enum'].includes(key)) {
      walk(inner, `${at}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`);
    }
  }
};
walk(schema, '');
process.stdout.write(JSON.stringify(offers));
