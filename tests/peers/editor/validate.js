// Says what Ajv finds wrong with YAML documents, set as SchemaStore sets it: node validate.js SCHEMA FILE...
// Prints [{ "file", "yaml": text of a syntax error or null, "errors": ["/path keyword", ...] }, ...].
'use strict';
const fs = require('fs');
const Ajv = require('ajv');
const yaml = require('yaml');

// What strict mode would not know: SchemaStore's own list names the first four, 'unknownKeywords' of an entry others.
const annotations = ['defaultSnippets', 'markdownDescription', 'enumDescriptions', 'markdownEnumDescriptions', 'patternErrorMessage'];

const [schemaFile, ...files] = process.argv.slice(2);
const ajv = new Ajv({ strict: true, allErrors: true });
annotations.forEach((keyword) => ajv.addKeyword(keyword));
const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));

const findings = files.map((file) => {
  const document = yaml.parseDocument(fs.readFileSync(file, 'utf8'), { version: '1.2', schema: 'core', logLevel: 'error' });
  if (document.errors.length > 0) {
    return { file, yaml: document.errors[0].message, errors: [] };
  }
  const errors = validate(document.toJS()) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.keyword}`);
  return { file, yaml: null, errors };
});
process.stdout.write(JSON.stringify(findings));
