const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name that can be searched for is the same everywhere.',
};
const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' };

const vagueVerbs =
  '/^((handle|manage|execute|perform)([A-Z]|$)|process($|All|Batch|Event|Input|Message|Record|Request))/';
const vagueNouns = '/(Manager|Helper|Helpers|Util|Utils|Base|Impl|Info)$/';
const vague = 'Find the word in the glossary (CONTRIBUTING.md): what is done, and to what?';
const noVagueNames = [
  { selector: `FunctionDeclaration > Identifier.id[name=${vagueVerbs}]`, message: vague },
  { selector: `VariableDeclarator[init.type=/Function/] > Identifier.id[name=${vagueVerbs}]`, message: vague },
  { selector: `ClassDeclaration > Identifier.id[name=${vagueNouns}]`, message: vague },
  { selector: `TSInterfaceDeclaration > Identifier.id[name=${vagueNouns}]`, message: vague },
  { selector: `TSTypeAliasDeclaration > Identifier.id[name=${vagueNouns}]`, message: vague },
];

/** Forms that no TypeScript file of ours has. */
export const restrictedSyntax = [noDefaultExport, noEnum, ...noVagueNames];

/** Rules that need no types; they hold for scripts and configuration as well. */
export const javascriptRules = {
  eqeqeq: 'error',
  'no-console': 'error',
  'no-debugger': 'error',
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-throw-literal': 'error',
  'no-var': 'error',
  'no-warning-comments': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

/** Rules for TypeScript; the last five ask the type checker. */
export const typescriptRules = {
  'no-restricted-syntax': ['error', ...restrictedSyntax],
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-require-imports': 'error',
  '@typescript-eslint/no-implied-eval': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

/** Declarations describe packages of others as they are. */
export const declarationRules = {
  'no-restricted-syntax': 'off',
  'tutti/documented-exports': 'off',
  '@typescript-eslint/consistent-type-imports': 'off',
};
