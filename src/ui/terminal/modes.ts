/**
 * What another program may have left behind: mouse and focus reports, keypad modes, a scroll region, origin and insert
 * mode, a line drawing character set. Each would make keys or rows come out wrong.
 */
const sobering = '\x1b[?1000;1002;1003;1004;1006;6;1l\x1b>\x1b[4l\x1b[r\x1b(B\x1b[m';

/** The modes a screen needs, whatever they were: no cursor, and pasted text marked as such. */
export const manners = `${sobering}\x1b[?25l\x1b[?2004h`;

/** Takes the terminal, with a screen of its own. */
export const entrance = `\x1b[?1049h${manners}`;

/**
 * Gives the terminal back as it was found. Written by hand where a process dies, and once only: leaving the alternate
 * screen a second time moves the cursor of the shell.
 */
export const restoration =
  '\x1b[?2026l\x1b[m\x1b[?7h\x1b[?2004l\x1b[?1000;1002;1003;1004;1006l\x1b[?1049l\x1b[?25h';
