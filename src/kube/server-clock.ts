/** How far a server's clock is from ours, learned from its `Date` headers, which have whole seconds. */
export interface ServerClock {
  /** ms to add to our clock; 0 until known. A multiple of 1000. */
  readonly offset: number;
  heard(date: string | undefined, now: number): void;
}

export function makeServerClock(): ServerClock {
  let smoothed: number | undefined;
  let offset = 0;
  return {
    get offset() {
      return offset;
    },
    heard(date, now) {
      const stated = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(stated)) return;
      // The header's seconds are cut off, so the server's clock was on average half a second further.
      const sample = stated + 500 - now;
      const isFirstOrJump = smoothed === undefined || Math.abs(sample - smoothed) > 5000;
      smoothed = smoothed === undefined || isFirstOrJump ? sample : smoothed + (sample - smoothed) * 0.2;
      // Changed only when it is clearly off, so that ages do not flicker between two seconds.
      if (isFirstOrJump || Math.abs(smoothed - offset) > 1000) {
        // `+ 0` makes a negative zero a plain one.
        offset = Math.round(smoothed / 1000) * 1000 + 0;
      }
    },
  };
}
