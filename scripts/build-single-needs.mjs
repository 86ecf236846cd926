/**
 * What a host must have, a line each: glibc first, then every other library with the newest of its versions that is
 * asked for. The loader itself prints the same names when it misses one, before anything of the program runs.
 */
export function describeNeeds(libraries) {
  const glibc = newest(
    libraries.flatMap(({versions}) => versions).filter((name) => name.startsWith('GLIBC_')),
  );
  const others = libraries
    .filter(({versions}) => !versions.some((name) => name.startsWith('GLIBC_')))
    .map(({library, versions}) => {
      const families = Map.groupBy(versions, (name) => name.slice(0, name.lastIndexOf('_')));
      const names = [...families.values()].map(newest).sort();
      return names.length === 0 ? library : `${library} (${names.join(', ')})`;
    });
  return [`glibc ${glibc.slice('GLIBC_'.length)} or newer`, ...others.sort()];
}

function newest(names) {
  return names.toSorted((first, second) => first.localeCompare(second, 'en', {numeric: true})).at(-1);
}
