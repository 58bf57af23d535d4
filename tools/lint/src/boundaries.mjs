const mayImport = {
  pure: ['pure'],
  io: ['pure', 'io'],
  app: ['pure', 'io'],
  test: ['pure', 'io', 'test'],
};

/**
 * Who may import which project, by the tag in its project.json. A project without one of these tags may import
 * nothing. `test` opens test projects as well: only specs get that.
 */
export const boundaries = ({ test }) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allowCircularSelfDependency: true, // `@tutti/core/stage` from another folder of core; `tutti/imports` says which
      ignoredCircularDependencies: [['testing', '*']], // specs use laws that are written over the project they prove
      depConstraints: Object.entries(mayImport).map(([sourceTag, tags]) => ({
        sourceTag,
        onlyDependOnLibsWithTags: test ? [...tags, 'test'] : tags,
      })),
    },
  ],
});
