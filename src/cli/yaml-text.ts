import {stringify} from 'yaml';
import type {Document} from './documents.ts';

/** The document as YAML. A file of its own, so that the library is loaded only where YAML was asked for. */
export function yamlText(document: Document): string {
  // No anchors where two rows share one interned label set, and no folding: the text is for grep as well.
  return stringify(document, {aliasDuplicateObjects: false, lineWidth: 0});
}
