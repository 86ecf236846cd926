import type {Command} from './command.ts';
import type {DialogFacet, PromptFacet} from './stage.ts';

/** The keys of the bottom line while something is typed there, and of a question or a choice. */
export const typing: readonly Command[] = [
  inPrompt('prompt.accept', 'do it', (prompt) => prompt.accept()),
  {
    id: 'prompt.leave',
    title: 'leave it as it was',
    scopes: ['prompt'],
    isKeyOnly: true,
    run: (stage) => void stage.back(),
  },
  inPrompt('prompt.complete', 'take the suggestion', (prompt) => prompt.complete()),
  inPrompt('prompt.older', 'what was typed before', (prompt) => prompt.older()),
  inPrompt('prompt.newer', 'what was typed after', (prompt) => prompt.newer()),
  inPrompt('prompt.clear', 'clear the line', (prompt) => prompt.clear()),
  inPrompt('prompt.delete-back', 'delete the character before the cursor', (prompt) => prompt.deleteBack()),
  inPrompt('prompt.delete-word', 'delete the word before the cursor', (prompt) => prompt.deleteWord()),
  inPrompt('prompt.left', 'one character to the left', (prompt) => prompt.moveCursor(-1)),
  inPrompt('prompt.right', 'one character to the right', (prompt) => prompt.moveCursor(1)),
  inDialog('dialog.accept', 'take it', (dialog) => dialog.accept()),
  inDialog('dialog.leave', 'leave it', (dialog) => dialog.leave()),
  inDialog('dialog.down', 'down', (dialog) => dialog.move(1)),
  inDialog('dialog.up', 'up', (dialog) => dialog.move(-1)),
  inDialog('dialog.choose', 'choose it, or not', (dialog) => dialog.toggle()),
  inDialog('dialog.move-down', 'move it down', (dialog) => dialog.reorder(1)),
  inDialog('dialog.move-up', 'move it up', (dialog) => dialog.reorder(-1)),
];

function inPrompt(id: string, title: string, run: (prompt: PromptFacet) => void): Command {
  return {
    id,
    title,
    scopes: ['prompt'],
    isKeyOnly: true,
    run: ({prompt}) => {
      if (prompt) run(prompt);
    },
  };
}

function inDialog(id: string, title: string, run: (dialog: DialogFacet) => void): Command {
  return {
    id,
    title,
    scopes: ['dialog'],
    isKeyOnly: true,
    run: ({dialog}) => {
      if (dialog) run(dialog);
    },
  };
}
