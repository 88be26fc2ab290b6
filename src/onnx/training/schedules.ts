/** The learning rate of a step. @param step from 1 @param steps of the whole training */
export type Schedule = (step: number, steps: number) => number;

export function constant(rate: number): Schedule {
  return () => rate;
}

/** Falls in a straight line to `last`. */
export function linear(rate: number, last = 0): Schedule {
  return (step, steps) => rate + ((last - rate) * (step - 1)) / Math.max(1, steps - 1);
}

/** Falls along half a cosine to `last` (Loshchilov and Hutter, SGDR, 2017). */
export function cosine(rate: number, last = 0): Schedule {
  return (step, steps) => last + ((rate - last) * (1 + Math.cos((Math.PI * (step - 1)) / Math.max(1, steps - 1)))) / 2;
}

/** Rises in a straight line over the first steps, then goes on as another schedule. */
export function warmUp(first: number, then: Schedule): Schedule {
  return (step, steps) => then(step, steps) * Math.min(1, step / Math.max(1, first));
}

/** Rises in a straight line over a share of all steps, then goes on as another schedule. */
export function warmUpShare(share: number, then: Schedule): Schedule {
  return (step, steps) => warmUp(Math.round(share * steps), then)(step, steps);
}

/** Falls with the root of the step after a rise (Vaswani et al., Attention Is All You Need, 2017). */
export function inverseRoot(rate: number, first: number): Schedule {
  return (step) => rate * Math.min(step / first, Math.sqrt(first / step));
}

/** Falls by a factor each time that so many steps are done. */
export function stepDecay(rate: number, factor: number, every: number): Schedule {
  return (step) => rate * factor ** Math.floor((step - 1) / every);
}
