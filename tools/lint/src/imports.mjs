import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';

const messages = {
  builtin: 'A pure project does not touch the world: "{{name}}" belongs into libs/log, libs/runtime or an app.',
  unknown: '"{{name}}" has no row in tools/lint/dependencies.json: every package has a place and a reason.',
  elsewhere: '"{{name}}" may be imported in {{allowedIn}} only: {{reason}}',
  sibling: 'Folders of libs/core do not import each other; `stage` and types of `workspace` excepted.',
  alias: 'Within a folder, import by relative path.',
};

const isSpec = (file) => file.endsWith('.spec.ts');
const coreFolder = (path) => /^libs\/core\/([^/]+)\//.exec(path)?.[1];
const packageName = (name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** A row admits folders (`libs/log/src/kafkajs/`), single files, and endings (`*.spec.ts`). */
const admits = (row, file) =>
  row.allowedIn.some((place) => (place.startsWith('*') ? file.endsWith(place.slice(1)) : file.startsWith(place)));

function builtinProblem({ name, file, pureFolders }) {
  const pure = pureFolders.some((folder) => file.startsWith(folder)) && !isSpec(file);
  return pure ? { messageId: 'builtin', data: { name } } : undefined;
}

function packageProblem({ name, file, dependencies }) {
  const row = dependencies.find((it) => it.name === packageName(name));
  if (row === undefined) return { messageId: 'unknown', data: { name } };
  if (admits(row, file)) return undefined;
  return { messageId: 'elsewhere', data: { name, allowedIn: row.allowedIn.join(', '), reason: row.reason } };
}

/** Path inside the repository that an import of our own code stands for. */
function ownPath(name, file) {
  if (name.startsWith('.')) return posix.join(posix.dirname(file), name) + '/';
  return `libs/${name.slice('@tutti/'.length)}/`;
}

function ownProblem({ name, file, typeOnly }) {
  const target = ownPath(name, file);
  const [from, to] = [coreFolder(file), coreFolder(target)];
  if (from !== to && from !== undefined && to !== undefined) {
    const allowed = !name.startsWith('.') && (to === 'stage' || (to === 'workspace' && typeOnly));
    return allowed ? undefined : { messageId: 'sibling' };
  }
  return !name.startsWith('.') && file.startsWith(target) ? { messageId: 'alias' } : undefined;
}

function problemOf(question) {
  const { name } = question;
  if (isBuiltin(name)) return builtinProblem(question);
  if (name.startsWith('.') || name.startsWith('@tutti/')) return ownProblem(question);
  return packageProblem(question);
}

const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every((it) => it.importKind === 'type' || it.exportKind === 'type'));

/** Each package has stated places, pure projects have no built-ins, and folders of core do not know each other. */
export const imports = {
  meta: { type: 'problem', schema: [{ type: 'object' }], messages },
  create: (context) => {
    const file = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const typeOnly = isTypeOnly(node);
      const problem = problemOf({ name: source.value, file, typeOnly, ...context.options[0] });
      if (problem !== undefined) context.report({ node, ...problem });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check({ ...node, importKind: 'type' }, node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => check(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0]),
      'CallExpression[callee.object.name="require"][callee.property.name="resolve"]': (node) =>
        check(node, node.arguments[0]),
    };
  },
};
