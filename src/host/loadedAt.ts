// When the bundle began to run, on the clock of `performance.now()`; imported before everything that takes time to load.

export const LOADED_AT = performance.now();
