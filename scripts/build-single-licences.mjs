import {globSync, readFileSync} from 'node:fs';

/** The licences of the packages that these files belong to, in one text. */
export function packageLicences(root, files) {
  const folders = new Set(
    files.flatMap((file) => file.match(/^(.*\/)?node_modules\/(@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const {name, version, license} = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
      const [file] = globSync(`${root}${folder}/{LICEN[SC]E,Licen[sc]e,licen[sc]e}*`).sort();
      const text = file === undefined ? noText(name) : readFileSync(file, 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function noText(name) {
  return `The package ${name} holds no text of its licence.`;
}
