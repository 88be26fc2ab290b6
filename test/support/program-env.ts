/** What every program of the tests finds in its environment: where to look for others, and code that was compiled before. */
export const PROGRAM_ENV = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };
