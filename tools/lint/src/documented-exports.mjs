const isDocumented = (source, node) => {
  const before = source.getCommentsBefore(node).at(-1);
  return before?.type === 'Block' && before.value.startsWith('*');
};

/** Every export of a library says what it promises, in a doc comment right above it. Re-exports need none. */
export const documentedExports = {
  meta: { type: 'suggestion', schema: [], messages: { missing: 'Say in a doc comment what this export promises.' } },
  create: ({ report, sourceCode }) => ({
    ExportNamedDeclaration: (node) => {
      if (node.declaration === null || isDocumented(sourceCode, node)) return;
      report({ node, messageId: 'missing' });
    },
  }),
};
