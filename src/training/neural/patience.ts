/** What the setting means that ends trainings early. */
export const PATIENCE =
  'Epochs without a lower loss on the validation split after which training ends, 1 to 10,000; it goes to the last epoch when left out. Learning rates stay as planned for all epochs.';
