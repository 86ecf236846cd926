import k9s from '../keymaps/k9s.yaml';
import vim from '../keymaps/vim.yaml';
import dark from '../themes/dark.yaml';
import highContrast from '../themes/high-contrast.yaml';
import light from '../themes/light.yaml';
import mono from '../themes/mono.yaml';

/** The texts of `keymaps/` and `themes/`, part of the program: it must run where nothing else of it is installed. */
export const keymaps = {k9s, vim} as const;
export const themes = {dark, light, 'high-contrast': highContrast, mono} as const;
