import type {Command} from './command.ts';
import type {CursorFacet} from './stage.ts';

/** Moving among rows. */
export const cursor: readonly Command[] = [
  movement('cursor.down', 'down', (facet) => facet.move(1)),
  movement('cursor.up', 'up', (facet) => facet.move(-1)),
  movement('cursor.top', 'to the first row', (facet) => facet.moveTo(0)),
  movement('cursor.bottom', 'to the last row', (facet) => facet.moveTo(-1)),
  movement('cursor.page-down', 'a page down', (facet) => facet.page(1)),
  movement('cursor.page-up', 'a page up', (facet) => facet.page(-1)),
];

function movement(id: string, title: string, move: (facet: CursorFacet) => void): Command {
  return {
    id,
    title,
    scopes: ['table'],
    isKeyOnly: true,
    run: ({cursor: facet}) => {
      if (facet) move(facet);
    },
  };
}
